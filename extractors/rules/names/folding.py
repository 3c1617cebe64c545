"""Texts and names in the form in which they are searched, with the way back to the places of the text.

A folded text is in small letters without accents, and every sign that stands between words is a space. It is only a net that
misses nothing: what is found by it has to be compared as it is written (`plain`).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Accents and the vowel points of Hebrew and Arabic. Other marks, as the vowels of Indian scripts, are part of the word.
_POINTS = "\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670"
_MARKS = f"\u0300-\u036f{_POINTS}"
# With the stroke that lengthens Arabic words, and the signs of registered names, which nobody reads.
_INVISIBLE = "\u0640\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff™®©"
_MARK = re.compile(f"[{_MARKS}]")
_LEFT_OUT = re.compile(f"(?:\u00ad\n\\s*|[{_MARKS}{_INVISIBLE}])+")
_LEFT_OUT_AT_END = re.compile(f"{_LEFT_OUT.pattern}$")
_NEAR = 16
_NOT_SEEN = re.compile(f"[{_INVISIBLE}{_POINTS}]+")
_LINE_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")

NO_SPACES = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Signs of scripts that are written without spaces: ideographs, kana, Thai, Lao, Burmese and Khmer; for a class of a pattern."""
HANGUL = "\uac00-\ud7a3"
_IN_RUNS = re.compile(f"[{NO_SPACES}]")
_OPEN_AT_END = re.compile(f"[{NO_SPACES}{HANGUL}]")
# What is not folded sign by sign: white space, what is left out, and scripts without spaces where they meet others.
_IRREGULAR = re.compile(rf"\s\s+|[-‐‑]\n\s*|[{_MARKS}{_INVISIBLE}]+(?:(?<=\u00ad)\n\s*)?|[{NO_SPACES}]+")
_LONG_SPACE = re.compile(r"\s\s+|-\n\s*")
_AT_SOFT_HYPHEN = re.compile(r"\u00ad\n\s*")
_AT_HYPHEN = re.compile(r"(?<=\w[-‐‑])\s*?\n\s*?(?=\w)")

_APOSTROPHES = "'’‘ʼ`´ʻʹ′＇‛"
_HYPHENS = "-־‐‑‒–—―−﹣－"
_SEPARATORS = str.maketrans(dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_HYPHENS, "-"))
_ONE_LETTER = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ħ": "h", "ŧ": "t", "ς": "σ"}
# To Unicode some apostrophes are letters.
_ONE_LETTER |= dict.fromkeys(_APOSTROPHES, "'")
_TWO_LETTERS = {
    "ä": "ae",
    "ö": "oe",
    "ü": "ue",
    "ø": "oe",
    "å": "aa",
    "æ": "ae",
    "œ": "oe",
    "ß": "ss",
    "þ": "th",
}
_WRITE_OUT = str.maketrans(
    _TWO_LETTERS
    | {sign.upper(): letters.capitalize() for sign, letters in _TWO_LETTERS.items() if len(sign.upper()) == 1}
)
_TO_WRITE_OUT = re.compile(f"[{''.join(map(chr, _WRITE_OUT))}]")


class _Letters(dict[int, str]):
    """Every sign as a small letter without accents, always one sign; worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        sign = _one_sign(chr(code))
        parts = unicodedata.normalize("NFD", sign)
        lowered = (parts[0] if all(map(_MARK.match, parts[1:])) else sign).lower()[0]
        self[code] = found = _ONE_LETTER.get(lowered, lowered)
        return found


class _Folds(dict[int, str]):
    """The folded sign of every code point: as a letter, or a space."""

    def __missing__(self, code: int) -> str:
        sign = _LETTERS[code]
        self[code] = found = sign if _is_in_word(sign) else " "
        return found


def _one_sign(sign: str) -> str:
    form = unicodedata.normalize("NFKC", sign)
    return form if len(form) == 1 else sign


def _is_in_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_" or unicodedata.category(sign).startswith("M")


_LETTERS = _Letters()
_FOLDS = _Folds()
_FOLDS_OF_ASCII = {code: _FOLDS[code] for code in range(128)}


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text with a space before and after it; ``places`` and ``shifts`` tell from where on it is how much behind."""

    text: str
    places: Sequence[int]
    shifts: Sequence[int]


def fold(text: str) -> Folded:
    """Return a text folded: what is no word is a space, white space with one line break at most is one, marks are left out."""
    is_ascii = text.isascii()
    kept, places, shifts = [" "], [0], [-1]
    done, length = 0, 1
    for found in (_LONG_SPACE if is_ascii else _IRREGULAR).finditer(text):
        for start, end, written in _replaced(text, found):
            kept += text[done:start], written
            length += start - done + len(written)
            done = end
            places.append(length)
            shifts.append(end - length)
    kept += text[done:], " "
    return Folded("".join(kept).translate(_FOLDS_OF_ASCII if is_ascii else _FOLDS), places, shifts)


def _replaced(text: str, found: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    """Yield ranges of a text and what is read for them."""
    start, end = found.span()
    first, breaks = text[start], len(_LINE_BREAK.findall(found[0]))
    if first in "-‐‑" or first.isspace():
        if breaks < 2:
            space = start if first.isspace() else start + 1
            # A word that has a hyphen may be wrapped behind it.
            at_hyphen = _AT_HYPHEN.match(text, space)
            yield space, end, "" if at_hyphen and at_hyphen.end() == end else " "
    elif not _IN_RUNS.match(text, start):
        yield start, end if breaks < 2 else start + len(found[0].rstrip()), ""
    else:
        before = _LEFT_OUT_AT_END.sub("", text[max(0, start - _NEAR) : start])
        after = _LEFT_OUT.sub("", text[end : end + _NEAR])
        if before and _joins_a_run(before[-1]):
            yield start, start, " "
        if after and _joins_a_run(after[0]):
            yield end, end, " "


def _joins_a_run(sign: str) -> bool:
    """Tell whether a sign is of a word of another script, which ends where the run begins."""
    return _is_in_word(sign) and not _IN_RUNS.match(sign)


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is searched for a name: it stands ``lead`` signs after the pattern's start and ends ``trail`` signs before its end."""

    text: str
    lead: int
    trail: int


# The folded form of no text holds it.
_NOWHERE = Pattern("\0", 0, 0)


def pattern(name: str) -> Pattern:
    """Return what is searched for a name, with a space where a word has to begin or end; found nowhere for a name without a word."""
    folded = _folded_name(canonical(name))
    if not any(map(str.isalnum, folded)):
        return _NOWHERE
    first, last = folded[1], folded[-2]
    lead = 0 if first == " " or _IN_RUNS.match(first) else 1
    trail = 0 if last == " " or _OPEN_AT_END.match(last) else 1
    return Pattern(folded[1 - lead : len(folded) - 1 + trail], lead, trail)


def _folded_name(name: str) -> str:
    """Return what `fold` does of a canonical name, in less time."""
    if name.isascii():
        return f" {name.translate(_FOLDS_OF_ASCII)} "
    return fold(name).text


def covered(text: str, folded: Folded, start: int, end: int) -> tuple[int, int]:
    """Return the range of ``text`` that a range of its folded form stands for, with the accents of its last letter."""
    # The spaces before and after a folded text stand for nothing.
    number = bisect_right(folded.places, start)
    begin = max(0, start + folded.shifts[number - 1])
    if number < len(folded.places) and folded.places[number] < end:
        number = bisect_right(folded.places, end - 1)
    stop = min(len(text), end + folded.shifts[number - 1])
    while stop < len(text) and _MARK.match(text, stop):
        stop += 1
    return begin, stop


def canonical(written: str) -> str:
    """Return a name with one sign each for apostrophes, dashes and white space."""
    if "\n" in written:
        written = _AT_HYPHEN.sub("", _AT_SOFT_HYPHEN.sub("", written))
    if not written.isascii():
        shown = _NOT_SEEN.sub("", unicodedata.normalize("NFC", written))
        written = "".join(map(_one_sign, shown)).translate(_SEPARATORS)
    return " ".join(written.replace("`", "'").split())


def plain(canonical_name: str) -> str:
    """Return a canonical name in small letters without accents, as a folded text has them, its other signs kept."""
    return _MARK.sub("", canonical_name).translate(_LETTERS)


def written_out(canonical_name: str) -> str:
    """Return a canonical name with its umlauts and the like in two letters (``Mueller``), itself where it has none."""
    return canonical_name.translate(_WRITE_OUT) if _TO_WRITE_OUT.search(canonical_name) else canonical_name
