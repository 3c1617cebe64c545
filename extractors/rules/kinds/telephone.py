"""Telephone numbers, checked by phonenumbers, Python's port of Google's libphonenumber."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from extractors.rules.kinds.kind import BLANK, DASH, Found, Kind, Regions
from extractors.rules.kinds.surroundings import keywords, says_other_number

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

# Bounded and without a way back, so that no text is read twice: a number has a dozen groups at most.
# Bounded and without a way back, so that no text is read twice: a number has a dozen groups at most.
_NUMBER = re.compile(
    r"[0-9](?<![\w@#/.,$€£%&§-][0-9])(?<![0-9]:[0-9])[0-9]*+"
    r"(?:(?:[ \u00a0\u2002-\u200a\u202f()./\u2010-\u2013\u2212-]{1,4}+|\n)[0-9]++){0,11}(?![\w%€$£°²³]|[.,/:-][0-9])"
)
_BEFORE = re.compile(r"(?:(?<![\w@#.,$€£%&§-])\(?\+[ \u00a0\u202f]?|(?<![\w@#/.,$€£%&§-])\()\Z")
_PART_OF_A_CODE = re.compile(rf"(?:[A-Za-z][0-9]|[0-9][A-Za-z])[A-Za-z0-9]*{BLANK}\Z")
_EXTENSION = re.compile(
    rf"{BLANK}?(?:,{BLANK})?(?:ext(?:ension|n)?\.?|x|Durchwahl|poste){BLANK}?([0-9]{{1,6}})(?!\w)",
    re.IGNORECASE,
)
_FEWEST_DIGITS, _MOST_DIGITS = 6, 17
_DATE = re.compile(
    r"(?:[0-9]{1,2}([-./])[0-9]{1,2}\1(?:19|20)?[0-9]{2}|(?:19|20)[0-9]{2}([-./])[0-9]{1,2}\2[0-9]{1,2})(?![0-9]|[-./][0-9])"
)
_BLANKS = re.compile(rf"{BLANK}|\n")
# Like a number in groups, and more often something else: years, and codes of places in the United States.
_SPAN_OF_YEARS = re.compile(rf"(?:19|20)[0-9]{{2}}{DASH}(?:19|20)[0-9]{{2}}")
_ZIP = re.compile(rf"[0-9]{{5}}{DASH}[0-9]{{4}}")
_BEFORE_A_NUMBER = re.compile(r"(?:(?:19|20)[0-9]{2}|[0-9]{1,2})(?=[. \u00a0]{1,2}(?:\(|0[0-9]|[0-9]{3}))")
_YEAR_OR_LESS = re.compile(r"(?:(?:19|20)[0-9]{2}|[0-9]{1,2})(?![0-9])")
_THOUSANDS = re.compile(rf"[1-9][0-9]{{0,2}}(?:(?:\.|{BLANK})[0-9]{{3}})+\Z")
_GAP = re.compile(rf"{BLANK}?[/\u2013(-]{BLANK}?\(?|{BLANK}{{1,2}}\(?")
_UNIT = re.compile(
    rf"{BLANK}?(?:[€$£%°]|EUR|USD|GBP|CHF|[kKMG]?(?:Wh|W|B|Hz)|kg|km|mm|cm|ms|Uhr|Stück|pcs)(?!\w)"
)
_NANP = re.compile(r"\([2-9][0-9]{2}\) ?[2-9][0-9]{2}[-. ][0-9]{4}\Z")
_WORDS = (
    r"tel(?:e(?:phone|fon\w*|foon\w*|fono|fax)|\u00e9fono|\u00e9phone|ef)?s?|phones?|\w*telefon\w*|fax|mobile?s?|mobil\w*|mobiel|m\u00f3vil|m\u00f3bil|cell(?:ular|phone)?|"
    r"cellulare|portable|handy\w*|hotline|call(?:s|ed|ing|er)?|ring|dial|rang|ruf(?:en|t)?|anruf\w*|ruf\w*nummer|durchwahl|appel\w*|rappel\w*|joindre|llam\w+|"
    r"chiam\w+|ringer?|ringte|ringa|n\u00e5s|whatsapp|signal|sms|pager|switchboard|voicemail|tfn|tlf|ph|☎|✆|📞|📱|komórk\w+|numer telefonu|bel(?:len)?|contact n(?:o|umber)|notdienst|festnetz"
)
_near_phone = keywords(_WORDS)
_beside_phone = keywords(_WORDS, before=16, behind=0)
# Countries that a number without a code is tried for where a word beside it says that it is one, and no region is given.
_LIKELY = (
    "US",
    "GB",
    "DE",
    "FR",
    "ES",
    "IT",
    "NL",
    "PL",
    "SE",
    "AT",
    "CH",
    "BE",
    "PT",
    "DK",
    "NO",
    "FI",
    "IE",
    "CZ",
    "AU",
    "IN",
    "BR",
    "MX",
    "JP",
    "ZA",
)


@cache
def _regions() -> frozenset[str]:
    from phonenumbers import SUPPORTED_REGIONS

    return frozenset(SUPPORTED_REGIONS)


def find(text: str, regions: Regions) -> Iterator[Found]:
    """Yield the telephone numbers of a text: those with a country's code, and those of ``regions`` without one."""
    place = 0
    while match := _NUMBER.search(text, place):
        place, start = match.end(), match.start()
        if place - start < _FEWEST_DIGITS:
            continue
        before = _BEFORE.search(text, max(0, start - 3), start)
        if before and ("(" not in before[0] or ")" in match[0]):
            start = before.start()
        elif before and "+" in before[0]:
            start = before.start() + 1
        elif text[start - 1 : start] == "+":
            continue
        around = _Surroundings(text, start, match.end())
        for end in _ends(text[start : match.end()]):
            why = _reason(around, start + end, regions)
            if why:
                place = start + end
                if extension := _EXTENSION.match(text, place):
                    place = extension.end()
                yield Found(start, place, why)
                break
        else:
            # A year may stand before a number, or the number of its line.
            first = _BEFORE_A_NUMBER.match(text, start)
            if first and not text[start - 1 : start].strip():
                place = first.end()


def _ends(value: str) -> Iterator[int]:
    """Yield where a number may end: with its line, with the next, and before another number."""
    line = len(value.partition("\n")[0].rstrip())
    yield line
    if line < len(value):
        yield len(value)
    for gap in reversed(list(_GAP.finditer(value, 0, line))):
        tail = value[gap.end() : line]
        if value.startswith("+") or gap[0].strip(" \u00a0") or _YEAR_OR_LESS.fullmatch(tail):
            yield gap.start()


@dataclass
class _Surroundings:
    """What the words around a candidate say of it, looked up when it is first asked."""

    text: str
    start: int
    end: int

    @cached_property
    def say_telephone(self) -> bool:
        return _near_phone(self.text, self.start, self.end)

    @cached_property
    def say_telephone_right_before(self) -> bool:
        return _beside_phone(self.text, self.start, self.end)

    @cached_property
    def say_other(self) -> bool:
        return says_other_number(self.text, self.start)

    @cached_property
    def are_a_code(self) -> bool:
        return bool(_PART_OF_A_CODE.search(self.text, max(0, self.start - 12), self.start))


def _reason(around: _Surroundings, end: int, regions: Regions) -> str:
    """Return why a candidate is a telephone number up to a place of the text, nothing where it is none."""
    value = around.text[around.start : end]
    digits = sum(map(str.isdigit, value))
    if not _FEWEST_DIGITS <= digits <= _MOST_DIGITS or value.count("(") != value.count(")"):
        return ""
    # The package knows neither thin blanks nor narrow ones that do not break.
    plain = _BLANKS.sub(" ", value)
    if plain.startswith(("+", "(+")):
        return _with_code(plain) or (_possible(plain) if around.say_telephone else "")
    if _UNIT.match(around.text, end) or _DATE.match(plain) or _SPAN_OF_YEARS.match(plain) or around.say_other:
        return ""
    if plain.startswith("00") and (why := _with_code("+" + plain[2:])):
        return why
    # A run of digits alone may be anything, and so may what looks like the code of a place: the word must stand beside it.
    if (plain.isdigit() and plain[0] != "0") or _ZIP.fullmatch(plain):
        return _national(plain, regions, True) if around.say_telephone_right_before else ""
    is_near = around.say_telephone
    if not is_near and (_THOUSANDS.match(plain) or around.are_a_code):
        return ""
    return _national(plain, regions, is_near)


def _with_code(value: str) -> str:
    from phonenumbers import is_valid_number, region_code_for_number

    number = _parsed(value, None)
    if number is None or not is_valid_number(number):
        return ""
    region = region_code_for_number(number)
    return f"telephone number of {region}, valid" if region else "telephone number, valid"


def _possible(value: str) -> str:
    """Return why a number is one that is called one: those set aside for films and examples are not valid, and stand in texts all the same."""
    from phonenumbers import is_possible_number

    number = _parsed(value, None)
    return (
        f"telephone number with the code {number.country_code}, of a possible length, and called one"
        if number and is_possible_number(number)
        else ""
    )


def _national(value: str, regions: Regions, is_near: bool) -> str:
    from phonenumbers import is_valid_number

    if not regions and not is_near and not _NANP.match(value):
        return ""
    for region in regions or (_LIKELY if is_near else ("US",)):
        number = _parsed(value, region)
        if number and is_valid_number(number) and (is_near or _is_written_as_a_number(value, number, region)):
            return f"telephone number of {region}, valid"
    return ""


def _is_written_as_a_number(value: str, number: PhoneNumber, region: str) -> bool:
    """Return whether a national number looks like one: in groups, with what its country writes before the code of a place."""
    from phonenumbers import PhoneMetadata, PhoneNumberFormat, format_number

    groups = re.findall("[0-9]+", value)
    if "." in value and any(sign in value for sign in "-/ "):
        return False
    usual = re.findall("[0-9]+", format_number(number, PhoneNumberFormat.NATIONAL))
    metadata = PhoneMetadata.metadata_for_region(region)
    prefix = metadata.national_prefix if metadata else None
    if groups in (usual, [prefix, *usual]):
        return True
    return bool(
        prefix
        and len(groups) > 1
        and len(groups[0]) > 1
        and usual[0].startswith(prefix)
        and groups[0].startswith(prefix)
    )


def _parsed(value: str, region: str | None) -> PhoneNumber | None:
    from phonenumbers import NumberParseException, parse

    try:
        return parse(value, region)
    except NumberParseException:
        return None


KINDS = (
    Kind(
        "telephone",
        "telephone numbers of all countries",
        "+49 30 23125 014",
        find,
        ("phonenumberslite",),
        ("iban", "card", "isbn", "orcid", "ip", "url", "email", "national_number", "vat", "doi", "money"),
        _regions,
    ),
)
