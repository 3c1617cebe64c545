"""Whatever the text, a date comes out in one of three forms or not at all."""

from __future__ import annotations

import datetime
import re
from email.utils import format_datetime

from hypothesis import given
from hypothesis import strategies as st

from extractors.readers.dates import iso_date
from extractors.readers.front_matter import front_matter, front_matter_date

ISO = re.compile(r"[1-9]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
MOMENTS = st.datetimes(
    min_value=datetime.datetime(1000, 1, 1),
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda m: datetime.timezone(datetime.timedelta(minutes=m))),
)
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
PIECES = st.sampled_from(
    [
        *"0123456789-/:.,+ TZD",
        "2024",
        "0407",
        "Apr",
        "April",
        "Sun",
        "12:00:00",
        "GMT",
        "(",
        ")",
        "'",
        "[",
        "th",
    ]
)


@given(MOMENTS)
def test_every_day_comes_back_from_every_form_it_is_written_in(moment: datetime.datetime) -> None:
    day = moment.date().isoformat()
    year, month, number = moment.year, MONTHS[moment.month - 1], moment.day
    offset = moment.strftime("%z")
    for text in (
        day,
        moment.isoformat(),
        moment.isoformat(" ", timespec="seconds"),
        day.replace("-", ""),
        day.replace("-", ":") + moment.strftime(" %H:%M:%S"),
        moment.strftime("D:") + day.replace("-", "") + moment.strftime(f"%H%M%S{offset[:3]}'{offset[3:5]}'"),
        format_datetime(moment),
        moment.ctime(),
        f"{number} {month} {year}",
        f"{number}. {month} {year}",
        f"{month} {number}, {year}",
        f"{year} {month[:3]} {number}",
    ):
        assert iso_date(text) == day, text
    assert iso_date(day[:7]) == iso_date(f"{month} {year}") == day[:7]
    assert iso_date(day[:4]) == day[:4]


@given(st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join)))
def test_any_text_is_a_date_in_one_of_three_forms_or_none(text: str) -> None:
    found = iso_date(text)
    if found is not None:
        assert ISO.fullmatch(found), (text, found)
        assert iso_date(found) == found
        datetime.date.fromisoformat((found + "-01-01")[:10])


@given(st.sampled_from(["---", "+++"]), st.one_of(st.text(), st.lists(PIECES, max_size=9).map("date: ".join)))
def test_any_front_matter_has_a_date_or_none(fence: str, block: str) -> None:
    date, date_from = front_matter_date(front_matter(f"{fence}\n{block}\n{fence}\n"))
    assert bool(date) == bool(date_from)
    assert not date or ISO.fullmatch(date)
