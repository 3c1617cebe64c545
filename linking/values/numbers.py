"""Numbers in digits and in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from linking.values.vocabulary import Vocabulary

DIGITS = re.compile(
    r"[+-]?(?:\d{1,3}(?:[ ']\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*|[.,]\d+)(?:[.,]-{1,2}(?![\w-]))?"
)
"""What may be a number in digits, at its place in a text."""

LARGEST = Decimal(10) ** 30
_GROUPED = re.compile(r"\d{1,3}(?:[., ']\d{3})+")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
_NO_CENTS = re.compile(r"[.,]-{1,2}$")
_ENDS_IN_A_LETTER = re.compile(r"(?:^|[\d ])[a-zа-я]$")
"""What may be millions or metres: only beside a currency is "5 m" a number."""
_OF_THREE = 3
_MANY_THOUSANDS = frozenset("千万萬亿億兆")


@dataclass(frozen=True, slots=True)
class Said:
    """A number at a place of a text: its value, where it ends, and whether its decimals might be thousands."""

    value: Decimal
    end: int
    is_unsure: bool = False


def read_digits(text: str, decimal: str) -> Decimal | None:
    """Return the number that digits say; None where they are none, or where only a language could tell and ``decimal`` is empty.

    ``decimal`` is the sign before decimals in the language of the text.
    """
    text = _NO_CENTS.sub("", text)
    negative, text = text.startswith("-"), text.lstrip("+-")
    whole, fraction = _parted(text, decimal)
    if whole is None:
        return None
    plain = re.sub(r"[., ']", "", whole)
    value = Decimal(f"{plain or '0'}.{fraction or '0'}")
    return -value if negative and value else value


def _parted(text: str, decimal: str) -> tuple[str | None, str]:
    """Return what stands before and behind the sign of decimals; None for what is no number."""
    signs = [sign for sign in text if sign in ".,"]
    if not signs:
        return (text, "") if text.isdigit() or _GROUPED.fullmatch(text) else (None, "")
    last = signs[-1]
    before, _, behind = text.rpartition(last)
    if (
        last not in before
    ):  # the last sign stands alone: behind it are decimals, or it is the only sign of thousands
        may_be_grouped = len(behind) == _OF_THREE and _GROUPED.fullmatch(text) and not text.startswith("0")
        if may_be_grouped and len(signs) == 1 and decimal != last:
            return (text, "") if decimal else (None, "")
        if may_be_grouped and len(signs) == 1 and not decimal:
            return None, ""
        is_whole = not before or before.isdigit() or _is_grouped(before)
        return (before, behind) if is_whole and behind.isdigit() else (None, "")
    return (text, "") if _is_grouped(text) else (None, "")


def _is_grouped(text: str) -> bool:
    signs = {sign for sign in text if not sign.isdigit()}
    return len(signs) == 1 and bool(_GROUPED.fullmatch(text) or _INDIAN.fullmatch(text))


def number_at(text: str, place: int, vocabulary: Vocabulary) -> Said | None:
    """Return the number in digits or words that begins at a place of a folded text, without a word such as "million"."""
    if found := DIGITS.match(text, place):
        value = read_digits(found[0], vocabulary.decimal)
        if value is None:
            return None
        _, _, behind = found[0].rpartition(vocabulary.decimal or ".")
        return Said(value, found.end(), is_unsure=len(behind) == _OF_THREE and value != value.to_integral())
    if place < len(text) and (word := vocabulary.number_phrases.at(text, place)):
        value = Decimal(1 if word in vocabulary.ones else vocabulary.numbers[word])
        return Said(value, place + len(word))
    return None


def scaled_at(text: str, place: int, vocabulary: Vocabulary) -> Said | None:
    """Return the number that begins at a place, with its words such as "million": ``12.5 million``, ``mil millones``, ``1億2000万``."""
    said = number_at(text, place, vocabulary)
    value, end = (said.value, said.end) if said else (Decimal(1), place)
    is_unsure = said.is_unsure if said else False
    total, smallest = Decimal(0), LARGEST
    while (start := _blank(text, end)) < len(text) and (scale := vocabulary.scale_phrases.at(text, start)):
        factor = Decimal(vocabulary.scales[scale])
        end, is_unsure = start + len(scale), False
        value *= factor
        further = number_at(text, end, vocabulary) if scale[-1] in _MANY_THOUSANDS else None
        if further:
            if factor >= smallest:
                return None
            total, smallest = total + value, factor
            value, end = further.value, further.end
    if end == place:
        return None
    value += total
    return Said(value, end, is_unsure) if abs(value) < LARGEST else None


def read_number(text: str, vocabulary: Vocabulary) -> Decimal | None:
    """Return the number that a folded text is, in digits or in words; None where it is none."""
    if text in vocabulary.ones:
        return None  # an article
    if text in vocabulary.numbers:
        return Decimal(vocabulary.numbers[text])
    said = scaled_at(text, 0, vocabulary)
    if not said or said.end != len(text) or _ENDS_IN_A_LETTER.search(text):
        return None
    return said.value


def written(value: Decimal) -> str:
    """Return a number in digits, without exponent and needless zeros."""
    if value == value.to_integral():
        return f"{value.quantize(Decimal(1)):f}"
    return f"{value.normalize():f}"


def _blank(text: str, place: int) -> int:
    while place < len(text) and text[place] in " -":
        place += 1
    return place
