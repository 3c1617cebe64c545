"""Dates that a text says from the day on which it was written."""

from __future__ import annotations

import pytest

from linking.values.direction import direction_of
from linking.values.reading import read_value

FRIDAY = "2024-05-31"


def text_of(surface: str, language: str, date: str, direction: str = "") -> str:
    """Return what a surface says, ``relative`` or ``left``."""
    reading = read_value(surface, "date", language=language, date=date, direction=direction)
    return reading.value.text if reading.value else "relative" if reading.is_relative else "left"


@pytest.mark.parametrize(
    ("text", "writings"),
    [
        ("2024-05-31", [("today", "en"), ("heute", "de"), ("aujourd’hui", "fr"), ("hoy", "es"), ("сегодня", "ru"), ("今日", "ja")]),
        ("2024-05-30", [("yesterday", "en"), ("gestern", "de"), ("hier", "fr"), ("ayer", "es"), ("вчера", "ru"), ("昨天", "zh"), ("wczoraj", "pl")]),
        ("2024-W22", [("this week", "en"), ("diese Woche", "de")]),
        ("2024-W21", [("last week", "en"), ("vergangene Woche", "de"), ("la semaine dernière", "fr")]),
        ("2023", [("last year", "en"), ("im letzten Jahr", "de"), ("l’année dernière", "fr"), ("去年", "zh")]),
        ("2022", [("two years ago", "en"), ("vor zwei Jahren", "de"), ("il y a deux ans", "fr"), ("два года назад", "ru"), ("2年前", "ja")]),
        ("2024-05-28", [("three days ago", "en"), ("vor 3 Tagen", "de"), ("hace tres días", "es")]),
        ("2024-06-05", [("this coming Wednesday", "en"), ("kommenden Mittwoch", "de"), ("next Wednesday", "en")]),
        ("2024-05-29", [("this past Wednesday", "en"), ("vergangenen Mittwoch", "de")]),
        ("2024-05-14", [("14 May", "en"), ("14. Mai", "de"), ("Tuesday, May 14", "en")]),
        ("2024-06", [("June", "en"), ("juin", "fr"), ("next month", "en")]),
        ("2023-03", [("March last year", "en"), ("im März letzten Jahres", "de")]),
        ("2023-12", [("last December", "en")]),
        ("2023-Q4", [("the fourth quarter of last year", "en")]),
        ("2024-05-30 evening", [("yesterday evening", "en"), ("gestern Abend", "de")]),
        ("1990s", [("the nineties", "en"), ("die Neunziger Jahre", "de"), ("los años noventa", "es")]),
    ],
)  # fmt: skip
def test_a_dated_document_says_which_day_is_meant(text: str, writings: list[tuple[str, str]]) -> None:
    assert {text_of(surface, language, FRIDAY) for surface, language in writings} == {text}


@pytest.mark.parametrize(
    ("surface", "language"),
    [
        ("Wednesday", "en"),
        ("mercredi", "fr"),
        ("в среду", "ru"),
        ("last Wednesday", "en"),  # two days ago, or in the week before
        ("next Saturday", "en"),  # tomorrow, or a week later
        ("last March", "en"),
        ("November", "en"),
        ("3 February", "en"),
        ("the next day", "en"),
        ("le lendemain", "fr"),
        ("翌日", "ja"),
        ("the 3rd", "en"),
        ("spring", "en"),
        ("Monday to Wednesday", "en"),
    ],
)
def test_what_leans_on_more_than_the_date_of_the_document_stays_relative(surface: str, language: str) -> None:
    assert text_of(surface, language, FRIDAY) == "relative"


@pytest.mark.parametrize("surface", ["yesterday", "last year", "14 May", "Wednesday", "two years ago", "May"])
def test_without_a_date_of_the_document_nothing_relative_is_a_value(surface: str) -> None:
    assert text_of(surface, "en", "") == "relative"


def test_a_document_whose_date_is_a_year_says_only_what_is_so_on_all_its_days() -> None:
    assert text_of("last year", "en", "2024") == "2023"
    assert text_of("yesterday", "en", "2024") == "relative"
    assert text_of("last month", "en", "2024") == "relative"
    assert text_of("last month", "en", "2024-05") == "2024-04"
    assert text_of("14 May", "en", "2024-05") == "2024-05-14"


def test_a_week_is_clear_on_a_sunday_only_where_weeks_begin_on_mondays() -> None:
    sunday = "2024-06-02"
    assert text_of("letzte Woche", "de", sunday) == "2024-W21"
    assert text_of("last week", "en", sunday) == "relative"


def test_a_year_of_two_digits_is_read_near_the_date_of_the_document() -> None:
    assert text_of("03.02.19", "de", FRIDAY) == "2019-02-03"
    assert text_of("03.02.62", "de", FRIDAY) == text_of("03.02.19", "de", "") == "left"


@pytest.mark.parametrize(
    "date", ["", "soon", "2024-13", "2024-05-32", "0001-01-01", "9999-12-31", "2024-05-31T10:00"]
)
def test_a_date_that_is_none_is_no_date_of_the_document(date: str) -> None:
    assert text_of("tomorrow", "en", date) == "relative"


@pytest.mark.parametrize(
    ("surface", "language", "past", "future"),
    [
        ("Wednesday", "en", "2024-05-29", "2024-06-05"),
        ("on Wednesday", "en", "2024-05-29", "2024-06-05"),
        ("am Mittwoch", "de", "2024-05-29", "2024-06-05"),
        ("mercredi", "fr", "2024-05-29", "2024-06-05"),
        ("el miércoles", "es", "2024-05-29", "2024-06-05"),
        ("в среду", "ru", "2024-05-29", "2024-06-05"),
        ("周三", "zh", "2024-05-29", "2024-06-05"),
        ("水曜日", "ja", "2024-05-29", "2024-06-05"),
        ("Friday", "en", FRIDAY, "relative"),  # in a plan, today or in a week
        ("Wednesday morning", "en", "2024-05-29 morning", "2024-06-05 morning"),
        ("Wednesday at 3 pm", "en", "2024-05-29T15:00", "2024-06-05T15:00"),
        ("3 February", "en", "2024-02-03", "2025-02-03"),
        ("November", "en", "2023-11", "2024-11"),
        ("14 May", "en", "2024-05-14", "2024-05-14"),
        ("last Wednesday", "en", "relative", "relative"),
    ],
)
def test_the_sentence_says_on_which_side_of_the_writing_a_day_lies(
    surface: str, language: str, past: str, future: str
) -> None:
    assert text_of(surface, language, FRIDAY, "past") == past
    assert text_of(surface, language, FRIDAY, "future") == future
    assert text_of(surface, language, "", "past") == "relative"
    assert text_of(surface, language, "2024-05", "past") in {past, "relative"}


@pytest.mark.parametrize(
    ("before", "behind", "language", "direction"),
    [
        ("He said ", " that it will close.", "en", "past"),
        ("It will close ", ", he said.", "en", "future"),
        ("The ministry said on ", " it will cut jobs.", "en", "past"),
        ("", "", "en", "past"),
        ("Sie wird am ", " abstimmen.", "de", "future"),
        ("Das sagte er am ", ", und man werde sehen.", "de", "past"),
        ("El puerto será reabierto el ", ", informó el alcalde.", "es", "future"),
        ("議会は", "に採決する予定だ。", "ja", "future"),
        ("W ", " parlament zagłosuje.", "pl", ""),
        ("It will close ", ".", "", ""),
        ("The talks had been set for ", " by the council.", "en", ""),  # which may have been, or be put off
    ],
)
def test_the_nearest_word_of_a_tense_within_the_clause_decides(
    before: str, behind: str, language: str, direction: str
) -> None:
    assert direction_of(before, behind, language) == direction


def test_what_is_far_from_a_day_is_of_another_sentence() -> None:
    assert direction_of("It will close. " + "Boats lay there " * 20, "", "en") == "past"
