"""A weekday of a dated document is the day before or after that its sentence speaks of."""

from __future__ import annotations

import re

import pytest

from extractors.mentions import Mention
from linking.model import LocalEntity
from linking.values.written import value_of
from linking.within_document.clustering import link_within_document

FRIDAY = "2024-05-31"


def entities(text: str, day: str, date: str = FRIDAY) -> list[LocalEntity]:
    found = [Mention(each.start(), each.end(), day, "date", 1.0) for each in re.finditer(day, text)]
    return [cluster.entity for cluster in link_within_document("d1", "v1", text, found, date=date)]


def days(text: str, day: str, date: str = FRIDAY) -> list[str]:
    values = [value_of(entity.value) for entity in entities(text, day, date)]
    return [value.text if value else "" for value in values]


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("The harbour authority said on Wednesday that the crane will be repaired soon.", "Wednesday", "2024-05-29"),
        ("The council of the town will vote on the new budget on Wednesday, the mayor said.", "Wednesday", "2024-06-05"),
        ("Die Behörde teilte am Mittwoch mit, dass der Kran bald wieder laufen werde.", "Mittwoch", "2024-05-29"),
        ("Der Rat der Stadt wird am Mittwoch über den neuen Haushalt abstimmen.", "Mittwoch", "2024-06-05"),
        ("Le ministre a déclaré mercredi que le port de la ville sera fermé cet été.", "mercredi", "2024-05-29"),
        ("It will close. The dockers of the town were told so on Wednesday.", "Wednesday", "2024-05-29"),
    ],
)  # fmt: skip
def test_the_tense_of_the_sentence_says_which_day(text: str, day: str, expected: str) -> None:
    assert days(text, day) == [expected]
    assert days(text, day, "") == [""]


def test_one_word_may_be_two_days_of_one_document() -> None:
    text = "The council met on Wednesday and found no answer. It will meet again next week, on Wednesday."
    assert days(text, "Wednesday") == ["2024-05-29", "2024-06-05"]
    assert len(entities(text, "Wednesday", "")) == 1


def test_without_its_text_a_weekday_stays_relative() -> None:
    found = [Mention(0, 9, "Wednesday", "date", 1.0)]
    (cluster,) = link_within_document("d1", "v1", "", found, date=FRIDAY)
    assert value_of(cluster.entity.value) is None
