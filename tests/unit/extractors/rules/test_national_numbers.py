"""Numbers of persons and taxpayers: every one that is known is found where its check is right, with its word where it needs one."""

from __future__ import annotations

import pytest

from extractors.rules.kinds.national import _PERSONS
from extractors.rules.patterns import PatternRule, pattern_finder

# The country, the word that must stand near, and the number.
NUMBERS = [
    ("AT", "Sozialversicherungsnummer", "1237 010180"),
    ("AU", "TFN", "123 456 782"),
    ("BE", "", "85.07.30-033.28"),
    ("BG", "ЕГН", "7523169263"),
    ("BR", "", "390.533.447-05"),
    ("BR", "CPF", "39053344705"),
    ("CA", "SIN", "123-456-782"),
    ("CH", "", "756.9217.0769.85"),
    ("CN", "", "360426199101010071"),
    ("CZ", "rodné číslo", "710319/2745"),
    ("DE", "Steuer-ID", "36574261809"),
    ("DK", "CPR", "211062-5629"),
    ("ES", "DNI", "54362315K"),
    ("ES", "NIE", "X2482300W"),
    ("FI", "", "131052-308T"),
    ("FR", "", "2 95 10 99 126 111 93"),
    ("GB", "NHS", "943 476 5870"),
    ("GB", "UTR", "1955839661"),
    ("HR", "OIB", "33392005961"),
    ("IE", "PPS", "6433435F"),
    ("IN", "Aadhaar", "2341 2341 2346"),
    ("IN", "PAN", "ACUPA7085R"),
    ("IT", "", "RCCMNL83S18D969H"),
    ("MX", "", "BOXW310820HNERXN09"),
    ("NL", "BSN", "111222333"),
    ("NO", "", "151086 95088"),
    ("PL", "PESEL", "44051401359"),
    ("PT", "NIF", "501 964 843"),
    ("RO", "CNP", "1630615123457"),
    ("SE", "", "880320-0016"),
    ("SE", "personnummer", "8803200016"),
    ("TR", "TC", "17291716060"),
    ("US", "SSN", "536-90-4399"),
    ("US", "ITIN", "912-90-3456"),
    ("US", "EIN", "91-1144442"),
    ("ZA", "ID number", "7503305044089"),
]
WITHOUT_CHECK_DIGIT = {"211062-5629", "ACUPA7085R", "536-90-4399", "912-90-3456", "91-1144442"}


def found(text: str, region: str = "") -> list[str]:
    finder = pattern_finder([PatternRule("x", kind="national_number", region=region)])
    return [text[each.start : each.end] for each in finder.find(text)]


def test_every_number_that_is_known_is_tried_here() -> None:
    assert sorted((each.region, bool(each.words)) for each in _PERSONS) == sorted(
        (region, bool(word)) for region, word, _ in NUMBERS
    )


@pytest.mark.parametrize(("region", "word", "number"), NUMBERS)
def test_a_number_is_found_in_its_country_and_in_all(region: str, word: str, number: str) -> None:
    text = f"It says: {word} {number}."
    assert found(text) == [number]
    assert found(text, region) == [number]
    assert found(text, "FI" if region != "FI" else "SE") == []


@pytest.mark.parametrize(("region", "word", "number"), [each for each in NUMBERS if each[1]])
def test_a_number_that_needs_its_word_is_not_found_without_it(region: str, word: str, number: str) -> None:
    assert found(f"It says: {number}.", region) == []
    assert found(f"{word} is another thing.\n\nIt says: {number}.", region) == []
    assert found(f"| Name | {word} |\n\n| Anna Kern | {number} |", region) == [number]


@pytest.mark.parametrize(
    ("region", "word", "number"), [each for each in NUMBERS if each[2] not in WITHOUT_CHECK_DIGIT]
)
def test_a_number_with_another_digit_is_not_found(region: str, word: str, number: str) -> None:
    # The check digit of a taxpayer reference is its first.
    place = 0 if word == "UTR" else max(place for place, sign in enumerate(number) if sign.isdigit())
    others = [
        f"{number[:place]}{digit}{number[place + 1 :]}" for digit in "0123456789" if digit != number[place]
    ]
    assert [other for other in others if found(f"It says: {word} {other}.", region)] == []
