"""Laws of values: one meaning for one text, on any day and in any order, and never an error."""

from __future__ import annotations

import datetime
import math
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from linking.names.families import Family, family_of
from linking.values import reading
from linking.values.reading import read_value
from linking.values.value import ValueKind

LANGUAGES = st.sampled_from(["", "en", "de", "fr", "es", "ru", "ja", "zh", "pl", "xx"])
TYPES = st.sampled_from(["date", "time", "duration", "age", "money", "percent", "quantity", "number", "ordinal", "url", "phone number"])  # fmt: skip
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))
DATES = st.one_of(
    st.just(""), DAYS.map(lambda day: day.isoformat()), DAYS.map(lambda day: day.isoformat()[:7]), DAYS.map(lambda day: day.isoformat()[:4])
)  # fmt: skip
WORDS = st.sampled_from(
    [
        "3",
        "14",
        "31",
        "2019",
        "1990s",
        "12.5",
        "1,200",
        "1.200",
        "€",
        "$",
        "%",
        "km",
        "million",
        "Mrd.",
        "May",
        "mai",
        "février",
        "Feb.",
        "Wednesday",
        "mercredi",
        "yesterday",
        "gestern",
        "last",
        "next",
        "the",
        "of",
        "de",
        "bis",
        "-",
        "–",
        "/",
        ".",
        ",",
        ":",
        "14:30",
        "pm",
        "Uhr",
        "two",
        "zwei",
        "ans",
        "ago",
        "vor",
        "il",
        "y",
        "a",
        "年",
        "月",
        "日",
        "万",
        "3rd",
        "XIX",
        "siècle",
        "quarter",
        "+",
        "'",
        "(",
        ")",
    ]
)
SURFACES = st.one_of(st.text(max_size=90), st.lists(WORDS, min_size=1, max_size=7).map(" ".join))


@given(SURFACES, TYPES, LANGUAGES, DATES)
def test_any_text_is_read_or_left(surface: str, entity_type: str, language: str, date: str) -> None:
    found = read_value(surface, entity_type, language=language, date=date)
    value = found.value
    assert not (value and found.is_relative)
    if value is None:
        return
    assert family_of(entity_type) is Family.VALUE
    assert value.text.strip() == value.text != ""
    assert value.number is None or math.isfinite(value.number)
    assert bool(value.first) == bool(value.last)
    if value.first:
        assert datetime.date.fromisoformat(value.first) <= datetime.date.fromisoformat(value.last)
    assert value.kind is not ValueKind.MONEY or value.unit


@given(SURFACES, TYPES, LANGUAGES, DATES)
def test_a_value_is_the_same_on_any_day_of_the_world(
    surface: str, entity_type: str, language: str, date: str
) -> None:
    class Tomorrow(datetime.date):
        @classmethod
        def today(cls) -> datetime.date:  # type: ignore[override]
            return cls(2063, 4, 5)

    now = read_value(surface, entity_type, language=language, date=date)
    reading._read.cache_clear()
    with patch("datetime.date", Tomorrow), patch("time.time", return_value=2.9e9):
        assert read_value(surface, entity_type, language=language, date=date) == now


@given(st.lists(st.tuples(SURFACES, TYPES, LANGUAGES, DATES), max_size=12))
def test_one_text_has_one_span_one_number_and_one_unit(asked: list[tuple[str, str, str, str]]) -> None:
    known: dict[tuple[str, str], object] = {}
    for surface, entity_type, language, date in asked:
        value = read_value(surface, entity_type, language=language, date=date).value
        if value:
            assert known.setdefault((value.kind, value.text), value) == value


@given(DAYS, st.sampled_from(["en", "de", "fr", "es", "ru", "it", "pl", "el"]))
def test_a_day_written_out_by_the_library_of_a_language_is_that_day(
    day: datetime.date, language: str
) -> None:
    import icu

    style = icu.DateFormat.createDateInstance(icu.DateFormat.kLong, icu.Locale(language))
    style.setTimeZone(icu.TimeZone.getGMT())
    written = style.format(datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC).timestamp())
    value = read_value(written, "date", language=language).value
    assert value is not None
    assert (value.text, value.first, value.last) == (day.isoformat(),) * 3


@given(st.integers(0, 10**12), st.sampled_from(["en", "de", "fr", "es", "ru", "pl", "sv", "hi"]))
def test_a_number_written_by_the_library_of_a_language_is_that_number(number: int, language: str) -> None:
    import icu

    written = icu.NumberFormat.createInstance(icu.Locale(language)).format(number)
    value = read_value(written, "number", language=language).value
    assert value is not None
    assert value.text == str(number)


@given(
    st.integers(1, 10**9),
    st.sampled_from(["EUR", "CHF", "JPY", "SEK", "KES"]),
    st.sampled_from(["en", "de", "fr", "es", "it", "pl", "sv", "el", "ja", "zh"]),
)
def test_money_written_by_the_library_of_a_language_is_that_money(
    cents: int, code: str, language: str
) -> None:
    import icu

    style = icu.NumberFormatter.withLocale(icu.Locale(language)).unit(icu.CurrencyUnit(code))
    amount = cents // 100 if code == "JPY" else cents / 100
    for width in (icu.UNumberUnitWidth.FULL_NAME, icu.UNumberUnitWidth.ISO_CODE):
        value = read_value(style.unitWidth(width).formatDouble(amount), "money", language=language).value
        assert value is not None
        assert (value.number, value.unit) == (amount, code)


@given(
    st.integers(1, 90),
    st.sampled_from([("hour", "PT{}H"), ("day", "P{}D"), ("year", "P{}Y")]),
    st.sampled_from(["en", "de", "fr", "es", "ru", "it", "pl", "sv", "el"]),
)
def test_a_duration_written_by_the_library_of_a_language_is_that_duration(
    number: int, unit: tuple[str, str], language: str
) -> None:
    import icu

    style = icu.NumberFormatter.withLocale(icu.Locale(language)).unit(icu.MeasureUnit.forIdentifier(unit[0]))
    written = style.unitWidth(icu.UNumberUnitWidth.FULL_NAME).formatInt(number)
    value = read_value(written, "duration", language=language).value
    assert value is not None
    assert value.text == unit[1].format(number)


@given(DAYS, st.sampled_from(["yesterday", "today", "tomorrow", "last year", "two years ago", "14 May", "March", "next Wednesday"]))  # fmt: skip
def test_a_less_exact_date_of_the_document_says_less_and_nothing_else(
    day: datetime.date, surface: str
) -> None:
    exact = read_value(surface, "date", language="en", date=day.isoformat())
    for date in (day.isoformat()[:7], day.isoformat()[:4]):
        less = read_value(surface, "date", language="en", date=date)
        assert less.is_relative or less == exact


def test_long_surfaces_cost_nothing() -> None:
    for sign in ("9", "1 ", "a", "年", "-", "V", "١", "3.", "million "):
        assert read_value(sign * 100_000, "quantity", language="en").value is None
        read_value((sign * 80)[:80], "date", language="de", date="2024-05-31")
        read_value((sign * 80)[:80], "money", language="en")
