"""Whatever the text: findings lie within it and apart; and valid values are found wherever they stand, exactly."""

from __future__ import annotations

import ipaddress
import re
from itertools import pairwise

import phonenumbers
from hypothesis import assume, example, given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat
from stdnum import iban, isbn, luhn
from stdnum.iso7064 import mod_11_2

from extractors.rules.borders import cells
from extractors.rules.kinds.registry import kinds
from extractors.rules.patterns import PatternRule, pattern_finder

ALL = pattern_finder([PatternRule(kind.name, kind=kind.name) for kind in kinds()])
WITH_PATTERNS = pattern_finder(
    [
        *(PatternRule(kind.name, kind=kind.name) for kind in kinds()),
        PatternRule("capitals", pattern=r"[A-Z][\w\s|]*"),
        PatternRule("digits", pattern=r"(?P<value>\d+)\s*$"),
        PatternRule("all", pattern=r"(?s).+"),
    ]
)
PARTS = st.sampled_from(
    [
        "a@b.de", "@", "<", ">", "(", ")", "|", " | ", "\n", "\n\n", "\n \n", ".", ",", "-", "+", "/", ":", "::", "//", "://", "www.", "https://",
        "+49 30 23125 014", "030", "0049", "(030)", "DE89", "3704 0044 0532 0130 00", "IBAN", "4111 1111 1111 1111", "4111", "1111", "Tel. ", "SSN ",
        "192.0.2.1", "1.2.3.4", "fe80:", "10.1000/182", "0000-0002-1825-0097", "978-3-16-148410-0", "CVE-2021-44228", "EUR", "€", "$", "1,2", "Mio.",
        "%", "12", "2023", "NASDAQ: ", "AAPL", "$TSLA", "1M8GDM9AXKP042788", "B-XY 123", "Kennzeichen ", "4 C 123/19", "[2019]", "EWCA Civ 12", "\u00a0",
        "\u202f", "\u2011", "–", "é", "東", "😀", "\x00", "\u0660", "²", "DE136695976", "VAT ", "880320-0016", "| Name | SSN |",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=60), st.lists(st.one_of(PARTS, st.text(max_size=5)), max_size=25).map("".join)
)
BEFORE = st.sampled_from(
    ["", "(", "see ", "<", "„", "| ", "a\n\n", "a, ", "one\n", "x: ", "«", "[", "\u00a0", "é "]
)
BEHIND = st.sampled_from(
    ["", ")", ".", ",", ">", "“", " |", "\n\nb", "; b", " and so on", "!", "?", "»", "]", "\u00a0b", ".\n"]
)
BORDER = re.compile(r"\n[^\S\n]*\n|(?<!\S)\|(?!\S)")


def stands(kind: str, value: str, before: str, behind: str, region: str = "") -> bool:
    """Return whether just this value is found between what stands before and behind it."""
    text = before + value + behind
    found = pattern_finder([PatternRule("x", kind=kind, region=region)]).find(text)
    return [(each.start, each.end) for each in found] == [(len(before), len(before) + len(value))]


@given(TEXTS)
@example("| Tel. 030 | 23125014 |")
@example("1 - 1 - 1 - 1 - 1 - 1 - 1 - 1 - 1 - 1 - 1 - 1 - 1 - 1x€")
def test_findings_lie_in_the_text_in_order_apart_and_within_borders(text: str) -> None:
    for finder in (ALL, WITH_PATTERNS):
        found = finder.find(text)
        for each in found:
            assert 0 <= each.start < each.end <= len(text)
            value = text[each.start : each.end]
            assert value == value.strip()
            assert not BORDER.search(text[max(0, each.start - 1) : each.end + 1], 1, 1 + len(value))
        assert all(one.end <= other.start for one, other in pairwise(found))
        assert finder.find(text) == found


@given(TEXTS, TEXTS)
def test_a_block_is_read_alike_wherever_it_stands(one: str, other: str) -> None:
    assume("|" not in one + other)  # the head of a table is read with its rows
    one, other = (re.sub(r"\s*\n\s*", "\n", each).strip() for each in (one, other))
    assume(one and other)
    alone = [(each.start, each.end, each.type) for each in WITH_PATTERNS.find(other)]
    shift = len(one) + 2
    behind = [each for each in WITH_PATTERNS.find(f"{one}\n\n{other}") if each.start >= shift]
    assert [(each.start - shift, each.end - shift, each.type) for each in behind] == alone


@given(TEXTS)
def test_cells_hold_all_that_is_no_border(text: str) -> None:
    spans = list(cells(text))
    assert all(start < end for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    outside = set(range(len(text))).difference(*(range(start, end) for start, end in spans))
    assert all(text[place] == "|" or text[place].isspace() for place in outside)


NAMES = st.from_regex(r"[a-z][a-z0-9]{0,8}([._+-][a-z0-9]{1,5}){0,2}", fullmatch=True)
DOMAINS = st.from_regex(
    r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,4})?(\.[a-z]{2,6}){0,1}\.(example|com|de|org)", fullmatch=True
)


@given(NAMES, DOMAINS, BEFORE, BEHIND)
def test_an_e_mail_address_is_found_exactly(name: str, domain: str, before: str, behind: str) -> None:
    assert stands("email", f"{name}@{domain}", before, behind)


@given(st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)), BEFORE, BEHIND)
def test_the_example_number_of_every_country_is_found_exactly(region: str, before: str, behind: str) -> None:
    number = phonenumbers.example_number(region)
    assume(number is not None)
    written = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    assert stands("telephone", written, before, behind)


@given(st.sampled_from(["DE", "FR", "GB", "US", "IT", "NL", "SE", "CH", "AT", "BE", "AU"]), BEFORE, BEHIND)
def test_the_example_number_of_a_region_is_found_without_its_code(
    region: str, before: str, behind: str
) -> None:
    number = phonenumbers.example_number(region)
    assert stands(
        "telephone", phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL), before, behind, region
    )


IBANS = st.one_of(
    st.from_regex(r"DE00[0-9]{18}", fullmatch=True),
    st.from_regex(r"GB00[A-Z]{4}[0-9]{14}", fullmatch=True),
    st.from_regex(r"NL00[A-Z]{4}[0-9]{10}", fullmatch=True),
    st.from_regex(r"FR00[0-9]{10}[A-Z0-9]{11}[0-9]{2}", fullmatch=True),
).map(lambda number: number[:2] + iban.calc_check_digits(number) + number[4:])
GAPS = st.sampled_from(["", " ", "\u00a0", "\u202f", "\n"])


def in_fours(number: str, gap: str) -> str:
    return gap.join(number[place : place + 4] for place in range(0, len(number), 4))


@given(IBANS, GAPS, BEFORE, BEHIND)
def test_an_account_is_found_exactly(number: str, gap: str, before: str, behind: str) -> None:
    assert stands("iban", in_fours(number, gap), before, behind)


@given(IBANS, GAPS, st.integers(4, 17), st.integers(1, 9))
def test_an_account_with_a_wrong_sign_is_not_found(number: str, gap: str, place: int, more: int) -> None:
    assume(number[place].isdigit())
    wrong = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]
    assert not pattern_finder([PatternRule("x", kind="iban")]).find(in_fours(wrong, gap))


CARDS = st.one_of(
    st.from_regex(r"4[0-9]{14}", fullmatch=True),
    st.from_regex(r"5[1-5][0-9]{13}", fullmatch=True),
    st.from_regex(r"6011[0-9]{11}", fullmatch=True),
).map(lambda number: number + luhn.calc_check_digit(number))


@given(CARDS, st.sampled_from(["", " ", "-", "\u00a0"]), BEFORE, BEHIND)
def test_a_card_is_found_exactly(number: str, gap: str, before: str, behind: str) -> None:
    assert stands("card", in_fours(number, gap), before, behind)


@given(CARDS, st.sampled_from(["", " ", "-"]), st.integers(1, 9))
def test_a_card_with_a_wrong_check_digit_is_not_found(number: str, gap: str, more: int) -> None:
    wrong = number[:-1] + str((int(number[-1]) + more) % 10)
    assert not pattern_finder([PatternRule("x", kind="card")]).find(in_fours(wrong, gap))


@given(st.ip_addresses(v=4), BEFORE, BEHIND)
def test_an_address_of_version_4_is_found_exactly(
    address: ipaddress.IPv4Address, before: str, behind: str
) -> None:
    assume(max(address.packed) > 30)  # small numbers before a word may be those of a heading
    assert stands("ip", str(address), before, behind)


@given(st.ip_addresses(v=6), BEFORE, BEHIND)
def test_an_address_of_version_6_is_found_exactly(
    address: ipaddress.IPv6Address, before: str, behind: str
) -> None:
    assume(str(address).count(":") > 3)  # names in programs may look like the shortest: ab::cd
    assert stands("ip", str(address), before, behind)


@given(
    st.from_regex(r"000[0-9]{12}", fullmatch=True).filter(lambda n: n[3] in "09"),
    st.integers(0, 10),
    BEFORE,
    BEHIND,
)
def test_a_researcher_is_found_if_the_check_digit_is_right(
    number: str, more: int, before: str, behind: str
) -> None:
    right = mod_11_2.calc_check_digit(number)
    last = "0123456789X"[("0123456789X".index(right) + more) % 11]
    assert stands("orcid", in_fours(number + last, "-"), before, behind) == (last == right)


@given(st.from_regex(r"97[89][0-9]{9}", fullmatch=True), st.integers(0, 9), BEFORE, BEHIND)
def test_a_book_is_found_if_the_check_digit_is_right(
    number: str, last: int, before: str, behind: str
) -> None:
    written = f"{number}{last}"
    assert stands("isbn", written, before, behind) == isbn.is_valid(written)


@given(
    st.sampled_from(["€{}", "{} €", "EUR {}", "{} Euro", "${}", "{}\u00a0CHF"]),
    st.sampled_from(["1", "12", "1,234", "1.234,50", "1 234,50", "0.5", "12.000.000", "1'250"]),
    BEFORE,
    BEHIND,
)
def test_an_amount_is_found_exactly(form: str, number: str, before: str, behind: str) -> None:
    assert stands("money", form.format(number), before, behind)
