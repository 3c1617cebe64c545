"""Numbers of bank accounts and of payment cards, checked by python-stdnum and pydantic-extra-types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from extractors.rules.kinds.kind import BLANK, GAP, Found, Kind, Regions, compact
from extractors.rules.kinds.surroundings import keywords, says_other_number

_CHECK_DIGITS = re.compile(
    rf"[0-9](?:(?<=[A-Za-z]{{2}}[0-9])|(?<=[A-Za-z]{{2}}{BLANK}[0-9]))[0-9](?={GAP}?-?[0-9A-Za-z])"
)
_COUNTRY = re.compile(rf"(?:(?<![^\W_])|(?<=IBAN))(?:[A-Z]{{2}}|[a-z]{{2}}){BLANK}?\Z")
_STRUCTURE = re.compile(r"([0-9]+)!")


@cache
def _rest_of(country: str) -> re.Pattern[str] | None:
    """Return what stands behind the check digits of the IBANs of a country, None where it has none."""
    from stdnum import numdb

    _, known = numdb.get("iban").info(country)[0]
    length = sum(map(int, _STRUCTURE.findall(known.get("bban", ""))))
    # GAP and no more between two signs: a blank line is never crossed.
    return re.compile(rf"(?:(?:{GAP}|-)?[0-9A-Za-z]){{{length}}}(?![^\W_])") if length else None


def ibans(text: str, regions: Regions) -> Iterator[Found]:
    """Yield the numbers of accounts whose country, length and check digits are right."""
    del regions
    from stdnum import iban

    last = 0
    for digits in _CHECK_DIGITS.finditer(text):
        before = _COUNTRY.search(text, max(0, digits.start() - 7), digits.start())
        if not before or before.start() < last:
            continue
        country, start, end = before[0][:2].upper(), before.start(), digits.end()
        rest = _rest_of(country)
        signs = rest and rest.match(text, end)
        if not signs:
            continue
        end = signs.end()
        # The registers of banks that python-stdnum has for some countries lack banks: the check digits decide alone.
        if iban.is_valid(compact(text[start:end]), check_country=False):
            last = end
            yield Found(start, end, f"IBAN of {country}, check digits right")


_CARD = re.compile(
    rf"[0-9](?<![\w.,/+-][0-9])(?<![0-9]{BLANK}[0-9])(?:[0-9]{{11,18}}|"
    rf"[0-9]{{3}}(?:(?:{GAP}|-)[0-9]{{4}}){{2,3}}(?:(?:{GAP}|-)[0-9]{{1,4}})?|[0-9]{{3}}(?:{GAP}|-)[0-9]{{6}}(?:{GAP}|-)[0-9]{{4,5}})"
    rf"(?![\w]|[-/][0-9]|[.,][0-9]|{BLANK}[0-9]{{4}}{BLANK}[0-9])"
)
_GROUPS = re.compile("[0-9]+")
_GROUPS_OF_A_CARD = 4
_SURE_DIGITS = 15  # with fewer, one check digit tells too little: numbers of goods have 12 to 14
_near_card = keywords(
    r"\w*cards?|\w*karten?(?:nummer|nr)?|cartes?|tarjetas?|carta|cart\u00e3o|\w*kaart|\w*kort|visa|master ?card|maestro|diners|amex|pan"
)


def cards(text: str, regions: Regions) -> Iterator[Found]:
    """Yield the numbers of payment cards whose issuer is known, and whose length and check digit are right."""
    del regions
    from pydantic_core import PydanticCustomError
    from pydantic_extra_types.payment import PaymentCardBrand, PaymentCardNumber

    for match in _CARD.finditer(text):
        for end in _ends(match):
            number = compact(text[match.start() : end])
            try:
                PaymentCardNumber.validate_luhn_check_digit(number)
                brand = PaymentCardNumber.validate_brand(number)
            except PydanticCustomError:
                continue
            if brand is PaymentCardBrand.other:
                continue
            is_card = _near_card(text, match.start(), end)
            if is_card or (len(number) >= _SURE_DIGITS and not says_other_number(text, match.start())):
                yield Found(match.start(), end, f"card number of {brand.value}, check digit right")
                break


def _ends(match: re.Match[str]) -> Iterator[int]:
    """Yield where a card number may end: at the end, or before a fifth group, which may be its date or the code on its back."""
    yield match.end()
    groups = _GROUPS.findall(match[0])
    if len(groups) > _GROUPS_OF_A_CARD:
        yield match.end() - len(groups[-1]) - 1


KINDS = (
    Kind(
        "iban",
        "numbers of bank accounts, with their check digits",
        "DE89 3704 0044 0532 0130 00",
        ibans,
        ("python-stdnum",),
    ),
    Kind(
        "card",
        "numbers of payment cards of known issuers, with their check digit",
        "4111 1111 1111 1111",
        cards,
        ("pydantic-extra-types",),
        ("iban",),
    ),
)
