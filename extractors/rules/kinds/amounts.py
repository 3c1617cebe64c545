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
    r"euros?|EURO?s?|[Dd]ollars?|US[- ][Dd]ollars?|pounds?(?: sterling)?|[Pp]fund|pence|[Cc]ents?|(?:Schweizer )?Franken|[Ff]rancs?|francos|yen|Yen|yuan|(?<!(?:19|20)[0-9]{2} )Yuan|"
    r"roubles?|rubles?|Rubel|rupees?|Rupien|zlotys?|złot(?:ych|e|y)|Złoty|kronor|kroner|kronen|Kronen|koruna?|pesos?|Euro|[Dd]ólares|dollari|[Ll]ibras|livres sterling|d'euros|de euros"
)
# Codes that are words as well: before a number they count only with two decimals, thousands or a scale (COP 27, TOP 10, PHP 5.4).
_WORDLIKE = frozenset(
    [
        "ALL",
        "ANG",
        "BAM",
        "BOB",
        "BSD",
        "COP",
        "CUP",
        "DOP",
        "GEL",
        "LAK",
        "MAD",
        "MOP",
        "NIO",
        "PEN",
        "PHP",
        "RON",
        "SOS",
        "STN",
        "TOP",
        "TRY",
        "WST",
        "XAG",
        "XAU",
        "XTS",
        "XXX",
    ]
)
_FREQUENT = frozenset({"AUD", "CAD", "CHF", "CNY", "EUR", "GBP", "INR", "JPY", "SEK", "USD"})
_FIRST_DIGIT = re.compile(r"[0-9](?<![0-9][0-9])")
_BEFORE = re.compile(rf"(?:(?<![^\W_])(?P<code>[A-Z]{{3}})|(?:{_SIGNS})|(?<![^\W_])(?:{_SHORT})){_B}[-−+]?\Z")
_MINUS = re.compile(r"(?<![\w.,)])[-+−–]\Z")
_AMOUNT = re.compile(rf"{_NUMBER}(?:{_B}(?:[-–—]|to|bis|à){_B}{_NUMBER})?")
_SCALED = re.compile(rf"{_B}{_SCALE}")
_OF = re.compile(rf"{BLANK}(?:of|de|di){BLANK}|{BLANK}d['’]")
_BEHIND = re.compile(
    rf"{_B}(?:(?:{_SIGNS})(?![\w({{$])|(?P<code>[A-Z]{{3}})(?![^\W_])|(?:{_SHORT}|{_WORDS})(?![^\W_]))"
)
_LONGEST_BEFORE = 8
# Before a number: it is the last part of another one, or of a code.
_GOES_ON_BEFORE = re.compile(rf"(?:[\w.,:/]|(?<=\w)-|[0-9]{BLANK})\Z")
_IS_AMOUNT = re.compile(rf"(?:[.,'’]|{BLANK})[0-9]{{3}}|[.,][0-9]{{2}}(?![0-9])")
_ANY_BLANK = re.compile(BLANK)
_SYSTEMS = frozenset({"BSD"})  # 4.4 BSD is a system


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
        is_amount = bool(scale or _IS_AMOUNT.search(amount[0]))
        if before and is_whole and _is_currency(before, is_amount, _WORDLIKE):
            last = end
            yield Found(before.start(), end, "amount of money")
            continue
        if scale and (of := _OF.match(text, end)):
            end = of.end()
        behind = _BEHIND.match(text, end)
        goes_on = _GOES_ON_BEFORE.search(text, max(0, start - 2), start)
        if behind and not goes_on and _is_currency(behind, is_amount, _SYSTEMS):
            minus = _MINUS.search(text, max(last, start - 2), start)
            last = behind.end()
            yield Found(minus.start() if minus else start, last, "amount of money")


def _is_currency(sign: re.Match[str], is_amount: bool, wordlike: frozenset[str]) -> bool:
    """Return whether what stands beside a number is a currency: a code that is a word, or touches the number, needs an amount."""
    code = sign["code"]
    if code is None:
        return True
    touches = not _ANY_BLANK.search(sign[0]) and code not in _FREQUENT
    return code in _codes() and (is_amount or not (touches or code in wordlike))


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
