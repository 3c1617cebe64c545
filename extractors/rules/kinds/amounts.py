"""Amounts of money, with signs, codes (ISO 4217) and names of currencies, and percentages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from extractors.rules.kinds.kind import BLANK, Found, Kind, Regions

_B = f"{BLANK}?"
_DIGITS = rf"(?:[0-9]{{1,3}}(?:(?:[.,'’]|{BLANK})[0-9]{{3}})+(?![0-9])(?:[.,][0-9]{{1,2}}(?![0-9]))?|[0-9]+(?:[.,][0-9]+)?)"
_NUMBER = rf"{_DIGITS}(?:[.,](?:[-–—]{{1,2}}))?"
_SCALE = (
    r"(?:[Mm]illion(?:en|s|es|er)?|[Mm]illones|[Mm]ilioni|[Mm]iljoen|[Mm]iljoner|milion(?:y|ów)|[Bb]illion(?:en|s|er)?|[Mm]illiard(?:en|s|e)?|miliardi|miljard(?:er)?|"
    r"[Tt]rillion(?:en|s)?|[Tt]housand|[Tt]ausend|mille|mil(?: millones)?|crore|lakh|Mio\.?|Mrd\.?|Tsd\.?|Md[.s]?|[Mm]ln\.?|[Bb]ln\.?|mrd\.?|bn|tn|[KkMB])(?![^\W_])"
)
_SIGNS = r"(?:US|AU|CA|NZ|HK|SG|MX|NT|[ACR])?\$|[€£¥₹₽₺₩₴₪₫฿₦₱₡₲₵₸₼₾]"
_SHORT = r"zł|Kč|Ft|kr\.?|Fr\.|SFr\.|Rs\.?|лв\.?|руб\.?"
_WORDS = (
    r"euros?|EURO?s?|[Dd]ollars?|US[- ][Dd]ollars?|pounds?(?: sterling)?|[Pp]fund|pence|[Cc]ents?|(?:Schweizer )?Franken|[Ff]rancs?|francos|yen|Yen|yuan|Yuan|"
    r"roubles?|rubles?|Rubel|rupees?|Rupien|zlotys?|złot(?:ych|e|y)|Złoty|kronor|kroner|kronen|Kronen|koruna?|pesos?|Euro|[Dd]ólares|dollari|[Ll]ibras|livres sterling|d'euros|de euros"
)
# Codes that are words as well: before a number they count only with decimals, thousands or a scale (COP 27, TOP 10).
_WORDLIKE = frozenset(
    [
        "ALL",
        "ANG",
        "BAM",
        "BOB",
        "COP",
        "CUP",
        "DOP",
        "GEL",
        "LAK",
        "MAD",
        "MOP",
        "NIO",
        "PEN",
        "RON",
        "SOS",
        "STN",
        "TOP",
        "TRY",
        "WST",
        "XTS",
        "XXX",
        "XAU",
        "XAG",
    ]
)
_FIRST_DIGIT = re.compile(r"[0-9](?<![0-9][0-9])")
_BEFORE = re.compile(rf"(?:(?<![^\W_])(?P<code>[A-Z]{{3}})|(?:{_SIGNS})|(?<![^\W_])(?:{_SHORT})){_B}[-−+]?\Z")
_MINUS = re.compile(r"(?<![\w.,)])[-+−–]\Z")
_AMOUNT = re.compile(rf"{_NUMBER}(?:{_B}(?:[-–—]|to|bis|à){_B}{_NUMBER})?")
_SCALED = re.compile(rf"{_B}{_SCALE}")
_OF = re.compile(rf"{BLANK}(?:of|de|di){BLANK}|{BLANK}d['’]")
_BEHIND = re.compile(rf"{_B}(?:(?:{_SIGNS})|(?P<code>[A-Z]{{3}})(?![^\W_])|(?:{_SHORT}|{_WORDS})(?![^\W_]))")
_LONGEST_BEFORE = 8


@cache
def _codes() -> frozenset[str]:
    from iso4217 import Currency

    return frozenset(currency.code for currency in Currency)


def money(text: str, regions: Regions) -> Iterator[Found]:
    """Yield the amounts of money of a text: number, scale and currency."""
    del regions
    last = 0
    for digit in _FIRST_DIGIT.finditer(text):
        start = digit.start()
        amount = _AMOUNT.match(text, start) if start >= last else None
        if not amount:
            continue
        end = amount.end()
        if scale := _SCALED.match(text, end):
            end = scale.end()
        before = _BEFORE.search(text, max(last, start - _LONGEST_BEFORE), start)
        is_whole = text[end : end + 1] != "%" and (scale or not text[end : end + 1].isalnum())
        if before and is_whole and _is_currency(before["code"], bare=not scale and amount[0].isdigit()):
            last = end
            yield Found(before.start(), end, "amount of money")
            continue
        if scale and (of := _OF.match(text, end)):
            end = of.end()
        behind = _BEHIND.match(text, end)
        # Not the last part of a number or of a code.
        if (
            behind
            and _is_currency(behind["code"], bare=False)
            and not _GOES_ON_BEFORE.search(text, max(0, start - 2), start)
        ):
            minus = _MINUS.search(text, max(last, start - 2), start)
            last = behind.end()
            yield Found(minus.start() if minus else start, last, "amount of money")


_GOES_ON_BEFORE = re.compile(rf"(?:[\w.,:/]|(?<=\w)-|[0-9]{BLANK})\Z")


def _is_currency(code: str | None, *, bare: bool) -> bool:
    return code is None or (code in _codes() and not (bare and code in _WORDLIKE))


_PERCENT = re.compile(
    rf"[0-9](?<![\w.,:/][0-9])(?<!\w-[0-9])[0-9]*(?:[.,'’\u00a0 ][0-9]{{3}})*(?:[.,][0-9]+)?"
    rf"(?:{_B}(?:[-–—]|to|bis|à|and|und){_B}[0-9]+(?:[.,][0-9]+)?)?{_B}"
    r"(?:[%‰](?![\w%])|(?:[Pp]rozent(?:punkte?n?)?|per ?cent(?:age points?)?|percentage points?|pct\.?|p\.p\.|pour cent|por ciento|por cento|"
    r"per cento|procent|prosent|prosenttia|procento?)(?![^\W_]))"
)


def percentages(text: str, regions: Regions) -> Iterator[Found]:
    """Yield the percentages of a text, per mille, and points of percent."""
    del regions
    for match in _PERCENT.finditer(text):
        minus = _MINUS.search(text, max(0, match.start() - 2), match.start())
        yield Found(minus.start() if minus else match.start(), match.end(), "percentage")


KINDS = (
    Kind(
        "money",
        "amounts of money, with the sign, code or name of a currency",
        "EUR 1,2 Mio.",
        money,
        ("iso4217",),
    ),
    Kind("percentage", "percentages and points of percent", "12.5 %", percentages),
)
