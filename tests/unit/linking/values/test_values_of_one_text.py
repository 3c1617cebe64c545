"""Writings of one value have one text, whatever their language; what may be two values is left as it is written."""

from __future__ import annotations

import subprocess
import sys

import pytest

from linking.values.reading import read_value
from linking.values.surfaces import LONGEST
from linking.values.value import Value, ValueKind, ValueReading


def text_of(surface: str, entity_type: str, language: str = "", date: str = "") -> str:
    """Return what a surface says, ``relative`` or ``left``."""
    reading = read_value(surface, entity_type, language=language, date=date)
    return reading.value.text if reading.value else "relative" if reading.is_relative else "left"


@pytest.mark.parametrize(
    ("entity_type", "text", "writings"),
    [
        (
            "date",
            "2019-02-03",
            [
                ("2019-02-03", "en"),
                ("3 February 2019", "en"),
                ("Feb. 3, 2019", "en"),
                ("3.2.2019", "de"),
                ("le 3 février 2019", "fr"),
                ("3 de febrero de 2019", "es"),
                ("3 февраля 2019 г.", "ru"),
                ("2019年2月3日", "ja"),
                ("2019年2月3日", "zh"),
                ("3 Φεβρουαρίου 2019", "el"),
                ("٣ فبراير ٢٠١٩", "ar"),
                ("3 lutego 2019", "pl"),
                ("3 febbraio 2019", "it"),
                ("3 februari 2019", "nl"),
            ],
        ),
        (
            "date",
            "2019-05-03/2019-05-05",
            [("3–5 May 2019", "en"), ("May 3-5, 2019", "en"), ("3.–5. Mai 2019", "de"), ("du 3 au 5 mai 2019", "fr")],
        ),
        ("date", "1990s", [("the 1990s", "en"), ("die 1990er Jahre", "de"), ("les années 1990", "fr"), ("1990年代", "ja")]),
        ("date", "2019-Q2", [("Q2 2019", "en"), ("2. Quartal 2019", "de"), ("second quarter of 2019", "en")]),
        ("date", "2003/2004", [("2003–04", "en"), ("2003/04", "de"), ("2003/2004", "en"), ("2003 to 2004", "en")]),
        ("time", "14:30", [("14:30", "en"), ("2.30 pm", "en"), ("14.30 Uhr", "de"), ("14h30", "fr"), ("午後2時30分", "ja")]),
        ("time", "13:30Z", [("14:30 CET", "en"), ("13:30 GMT", "en"), ("13:30Z", "de"), ("15:30 +02:00", "fr")]),
        ("duration", "PT1H30M", [("90 minutes", "en"), ("an hour and a half", "en"), ("1 Stunde 30 Minuten", "de")]),
        ("age", "P34Y", [("34", "en"), ("34-year-old", "en"), ("34 Jahre alt", "de"), ("34 ans", "fr"), ("34歳", "ja")]),
        (
            "money",
            "12500000 EUR",
            [
                ("€12.5 million", "en"),
                ("EUR 12.5m", "en"),
                ("12,5 Millionen Euro", "de"),
                ("12.500.000,00 €", "de"),
                ("12,5 millions d'euros", "fr"),
                ("12,5 млн евро", "ru"),
                ("1250万ユーロ", "ja"),
            ],
        ),
        ("money", "1200 USD", [("US$1,200", "en"), ("1.200 US-Dollar", "de"), ("1 200 USD", "fr")]),
        ("percent", "12.5 %", [("12.5%", "en"), ("12.5 per cent", "en"), ("12,5 Prozent", "de"), ("١٢٫٥٪", "ar")]),
        ("quantity", "3.2 km", [("3.2 km", "en"), ("3.2 kilometres", "en"), ("3,2 Kilometer", "de"), ("3,2 км", "ru")]),
        ("quantity", "70 in", [("5 ft 10 in", "en"), ("70 inches", "en")]),
        ("number", "1200", [("1,200", "en"), ("1.200", "de"), ("1 200", "fr"), ("1'200", "de")]),
        ("number", "12", [("twelve", "en"), ("zwölf", "de"), ("douze", "fr"), ("двенадцать", "ru"), ("十二", "zh")]),
        ("ordinal", "3", [("3rd", "en"), ("third", "en"), ("3.", "de"), ("troisième", "fr"), ("третьего", "ru")]),
        ("account number", "DE89370400440532013000", [("DE89 3704 0044 0532 0130 00", "de"), ("DE89370400440532013000", "en")]),
        ("phone number", "+493023125014", [("+49 30 23125 014", "de"), ("+49 (30) 23125-014", "en"), ("0049 30 23125014", "de")]),
        ("email", "desk@harbour.example", [("Desk@Harbour.example", "en"), ("mailto:desk@harbour.example", "en")]),
        ("url", "https://harbour.example", [("https://Harbour.example/", "en"), ("https://harbour.example:443", "en")]),
    ],
)  # fmt: skip
def test_writings_of_one_value_have_one_text(
    entity_type: str, text: str, writings: list[tuple[str, str]]
) -> None:
    assert {text_of(surface, entity_type, language) for surface, language in writings} == {text}


@pytest.mark.parametrize(
    ("entity_type", "surface", "language"),
    [
        ("date", "3/2/2019", "en"),
        ("date", "3/2/2019", ""),
        ("date", "3.2.2019", ""),
        ("date", "2010-11", "en"),
        ("date", "3 February 19", "en"),
        ("date", "30 February 2019", "en"),
        ("date", "Monday, 3 February 2019", "en"),
        ("date", "the 2000s", "en"),
        ("date", "winter 2019", "en"),
        ("date", "fiscal 2019", "en"),
        ("date", "early 2019", "en"),
        ("date", "about 1850", "en"),
        ("time", "2:30", "en"),
        ("time", "half past two", "en"),
        ("time", "14:30 BST", "en"),
        ("duration", "several years", "en"),
        ("duration", "half a day", "en"),
        ("money", "$1.200", "en"),
        ("money", "€12.500", ""),
        ("money", "$3–5 million", "en"),
        ("money", "more than $3bn", "en"),
        ("percent", "3–5 %", "en"),
        ("number", "1.200", ""),
        ("number", "1,2,3", "en"),
        ("number", "dozens", "en"),
        ("number", "5 k", "en"),
        ("number", "5 pounds", "en"),
        ("quantity", "10 Pfund", "de"),
        ("quantity", "5G", "en"),
        ("quantity", "10 mw", "en"),
        ("time", "1430", "en"),
        ("number", "1.200", "xx"),
        ("date", "90s", "en"),
        ("date", "642", "en"),
        ("date", "March 44 BC", "en"),
        ("phone number", "030 23125 014", "de"),
        ("account number", "DE88 3704 0044 0532 0130 00", "de"),
        ("postal code", "10115", "de"),
        ("person", "2019", "en"),
    ],
)
def test_what_may_be_two_values_or_none_is_left(entity_type: str, surface: str, language: str) -> None:
    assert text_of(surface, entity_type, language) == "left"


def test_an_order_that_the_digits_say_needs_no_language() -> None:
    assert text_of("13/2/2019", "date") == text_of("2/13/2019", "date") == "2019-02-13"
    assert text_of("3/3/2019", "date", "en") == "2019-03-03"


@pytest.mark.parametrize(
    ("surface", "language", "text"),
    [
        ("3. Februar 2019", "en", "2019-02-03"),
        ("3 février 2019", "de", "2019-02-03"),
        ("2019年2月3日", "en", "2019-02-03"),
        ("gestern", "en", "relative"),
    ],
)
def test_a_word_of_another_language_is_read_by_that_language(surface: str, language: str, text: str) -> None:
    assert text_of(surface, "date", language) == text


def test_the_kind_is_what_is_read_and_not_what_an_extractor_called_it() -> None:
    kinds = [
        read_value(surface, entity_type, language="en").value
        for surface, entity_type in (("14:30", "date"), ("two years", "date"), ("12 %", "number"))
    ]
    assert [value.kind if value else None for value in kinds] == ["time", "duration", "percent"]


@pytest.mark.parametrize(
    ("surface", "entity_type", "language", "text"),
    [
        ("5 pounds", "money", "en", "5 GBP"),
        ("5 pounds", "quantity", "en", "5 lb"),
        ("2000", "date", "en", "2000"),
        ("2000 years", "date", "en", "P2000Y"),
        ("2000 Jahre", "date", "de", "P2000Y"),
        ("2014–2018 гг.", "date", "ru", "2014/2018"),
        ("10 M", "money", "en", "left"),
        ("10 KM", "quantity", "en", "10 km"),
        ("10 MW", "quantity", "en", "10 MW"),
        ("1400 GMT", "time", "en", "14:00Z"),
        ("90s", "duration", "en", "PT1M30S"),
        ("1990's", "date", "en", "1990s"),
        ("2019's", "date", "en", "2019"),
        ("13th-century", "date", "en", "C13"),
        ("twenty - three years", "date", "en", "P23Y"),
        ("two and a half years", "duration", "en", "P2Y6M"),
        ("deux heures et demie", "duration", "fr", "PT2H30M"),
        ("one hundred million dollars", "money", "en", "100000000 $"),
        ("mille euros", "money", "fr", "1000 EUR"),
        ("-40 ° C", "quantity", "en", "-40 °C"),
        ("3日", "date", "ja", "relative"),
        ("am Morgen", "date", "de", "relative"),
        ("la mañana", "date", "es", "relative"),
        ("last two years", "date", "en", "relative"),
    ],
)
def test_what_stands_beside_a_number_decides_what_it_is(
    surface: str, entity_type: str, language: str, text: str
) -> None:
    assert text_of(surface, entity_type, language) == text


def test_values_compare_by_days_numbers_and_units() -> None:
    assert read_value("May 2019", "date", language="en") == ValueReading(
        Value(ValueKind.DATE, "2019-05", first="2019-05-01", last="2019-05-31")
    )
    assert read_value("19th century", "date", language="en").value == Value(
        ValueKind.DATE, "C19", first="1801-01-01", last="1900-12-31"
    )
    assert read_value("-€2.5", "money", language="en").value == Value(
        ValueKind.MONEY, "-2.5 EUR", number=-2.5, unit="EUR"
    )
    assert read_value("two weeks", "duration", language="en").value == Value(
        ValueKind.DURATION, "P14D", number=14.0, unit="d"
    )


def test_a_dollar_is_one_of_several_unless_it_says_which() -> None:
    assert text_of("$5", "money", "en") == text_of("5 Dollar", "money", "de") == "5 $"
    assert text_of("A$5", "money", "en") == "5 AUD"
    assert (
        text_of("¥500", "money", "ja"),
        text_of("¥500", "money", "zh"),
        text_of("¥500", "money", "en"),
    ) == (
        "500 JPY",
        "500 CNY",
        "500 ¥",
    )


def test_a_sentence_is_no_value() -> None:
    assert text_of("3 February 2019" + " " * (LONGEST - 15), "date") == "2019-02-03"
    assert text_of("3 February 2019" + " " * (LONGEST - 14), "date") == "left"


def test_no_library_of_words_is_loaded_before_a_value_is_read() -> None:
    asked = "import sys, linking.values.reading, flows.cli; print('icu' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
