"""Texts to dates: what is one, and what is not."""

from __future__ import annotations

import datetime

import pytest

from extractors.readers.dates import first_date, iso_date, iso_date_of, stamp_date, the_one_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024", "2024"),
        ("1066", "1066"),
        ("2024-04", "2024-04"),
        ("2024-04-07", "2024-04-07"),
        (" 2024-04-07\n", "2024-04-07"),
        ("20240407", "2024-04-07"),
        ("20240407T120000Z", "2024-04-07"),
        ("20240407120000", "2024-04-07"),
        ("2024-04-07T12:00", "2024-04-07"),
        ("2024-04-07T12:00:00.123456789+02:00", "2024-04-07"),
        ("2024-04-07t24:00:00z", "2024-04-07"),
        ("2024-04-07 12:00:00 +0200 CEST", "2024-04-07"),
        ("2024-04-07T12:00:00+02:00[Europe/Berlin]", "2024-04-07"),
        ("2024-04-07Z", "2024-04-07"),
        ("2024-04-07+02:00", "2024-04-07"),
        ("2024/4/7", "2024-04-07"),
        ("2024.04.07", "2024-04-07"),
        ("2024:04:07", "2024-04-07"),
        ("2024:04:07 12:00:00", "2024-04-07"),
        ("D:2024", "2024"),
        ("D:202404", "2024-04"),
        ("D:20240407", "2024-04-07"),
        ("D:20240407120000+02'00'", "2024-04-07"),
        ("D:20240407120000-05'00", "2024-04-07"),
        ("D:20240407120000Z00'00'", "2024-04-07"),
        ("D:202404071200", "2024-04-07"),
        ("Sun, 7 Apr 2024 12:00:00 +0200", "2024-04-07"),
        ("Sun, 07 Apr 2024 12:00:00 GMT", "2024-04-07"),
        ("7 Apr 2024 12:00:00 +0200 (CEST)", "2024-04-07"),
        ("Mon, 7 Apr 97 12:00 EST", "1997-04-07"),
        ("Sunday, 07-Apr-24 12:00:00 GMT", "2024-04-07"),
        ("Sun Apr  7 12:00:00 2024", "2024-04-07"),
        ("Sun Apr 7 12:00:00 CEST 2024", "2024-04-07"),
        ("Sun Apr 07 2024 12:00:00 GMT+0200 (Central European Summer Time)", "2024-04-07"),
        ("7 April 2024", "2024-04-07"),
        ("April 7, 2024", "2024-04-07"),
        ("7. April 2024", "2024-04-07"),
        ("12. SEPTEMBER 1683", "1683-09-12"),
        ("7th of April, 2024", "2024-04-07"),
        ("Sunday, April 7, 2024", "2024-04-07"),
        ("Apr. 7, 2024 at 3:00 p.m.", "2024-04-07"),
        ("Feb 29, 2024", "2024-02-29"),
        ("April 2024", "2024-04"),
        ("Sept. 2024", "2024-09"),
        ("2024 Apr 7", "2024-04-07"),
        ("2024 Apr", "2024-04"),
    ],
)
def test_a_date_is_as_exact_as_it_is_written(text: str, date: str) -> None:
    assert iso_date(text) == date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-04-07T23:30:00-05:00", "2024-04-07"),
        ("2024-04-08T00:30:00+02:00", "2024-04-08"),
        ("Sun, 7 Apr 2024 23:30:00 -0500", "2024-04-07"),
        ("D:20240408003000+02'00'", "2024-04-08"),
    ],
)
def test_the_day_is_the_one_that_is_written_and_is_not_shifted_to_another_zone(text: str, day: str) -> None:
    assert iso_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "04/07/2024",
        "25/12/2024",
        "04-07-2024",
        "07.04.2024",
        "7.4.24",
        "7 April 24",
        "Apr 24",
        "2011/12",
        "2024-4",
    ],
)
def test_what_can_be_read_in_two_ways_is_no_date(text: str) -> None:
    assert iso_date(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30",
        "2023-02-29",
        "2024-13",
        "2024-00-10",
        "20241301",
        "31 April 2024",
        "2024-04-07T25:00",
        "2024-04-07T12:61",
        "D:20240407996000",
        "D:20240400",
        "Mon, 7 Apr 2024",
        "Monday, April 7, 2024",
        "0800",
        "0999-01-01",
        "10000-01-01",
        "-0001-11-30T00:00:00+00:00",
        "0001-01-01T00:00:00Z",
    ],
)
def test_what_cannot_be_is_no_date(text: str) -> None:
    assert iso_date(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "today",
        "April",
        "7 April",
        "c. 1850",
        "1850s",
        "1850-1860",
        "2024-04-07/2024-04-09",
        "in 2024",
        "version 2024",
        "1712484000",
        "1710010112",
        "1710121212345",
        "1712484000000",
        "P3D",
        "14:30",
        "2024-W14-7",
        "٢٠٢٤",
        "２０２４",
        "2024" + " " * 1000,
    ],
)
def test_what_is_something_else_is_no_date(text: str) -> None:
    assert iso_date(text) is None


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2024-04", "2024-04"),
        (2024, "2024"),
        (1000, "1000"),
        (datetime.date(2024, 4, 7), "2024-04-07"),
        (
            datetime.datetime(2024, 4, 7, 23, tzinfo=datetime.timezone(datetime.timedelta(hours=-5))),
            "2024-04-07",
        ),
        (999, None),
        (10000, None),
        (20240407, None),
        (1712484000, None),
        (2024.0, None),
        (True, None),
        (None, None),
        (["2024"], None),
        (datetime.time(12), None),
    ],
)
def test_a_whole_number_is_a_year_or_nothing(value: object, date: str | None) -> None:
    assert iso_date_of(value) == date


@pytest.mark.parametrize("text", ["1970-01-01T00:00:00Z", "D:19040101000000", "1601-01-01T00:00:00Z", "none"])
def test_a_clock_that_was_never_set_stamps_no_date(text: str) -> None:
    assert stamp_date(text) is None
    assert stamp_date("2024-04-07T00:00:00Z") == "2024-04-07"


def test_the_first_date_is_taken_and_only_what_all_agree_on_is_one() -> None:
    assert first_date([(None, "a"), ("2024", "b"), ("2023", "c")]) == ("2024", "b")
    assert first_date([(None, "a")]) == ("", "")
    assert the_one_date(["2024", None, "2024"]) == "2024"
    assert the_one_date(["2024", "2024-04"]) is None
    assert the_one_date([None]) is None
