"""Surfaces of values in one writing: one kind of blank, dash, quote and digit."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 80
"""Longer surfaces are sentences, and no value."""

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\uff0d"
_SIGNS = str.maketrans(
    dict.fromkeys(_DASHES, "-")
    | dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'")
    | {
        "\u00ad": None,
        "\u200b": None,
        "\u200e": None,
        "\u200f": None,
        "\u066b": ".",
        "\u066c": ",",
        "\u066a": "%",
    }
)
_YEARS = re.compile(r"([12]\d{3}) ?[\u2013\u2014] ?(\d{2})")  # with a hyphen, 2003-04 is a month as well
_SPACED_DEGREE = re.compile(r"° (?=[CF]\b)")
_SPACED_HYPHEN = re.compile(r"(?<=[^\W\d_]) - (?=[^\W\d_])")
_BLANKS = re.compile(r"\s+")


def plain(surface: str) -> str:
    """Return a text in compatibility form (NFKC), with ASCII digits, hyphens for dashes, and single blanks."""
    if surface.isascii():
        return _joined(surface)
    text = unicodedata.normalize("NFKC", surface)
    if years := _YEARS.fullmatch(text.strip()):
        return f"{years[1]}/{years[2]}"
    text = _SPACED_DEGREE.sub("°", text.translate(_SIGNS))
    if not text.isascii():
        text = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    return _joined(text)


def _joined(text: str) -> str:
    """Return a text with single blanks, and with none around a hyphen between words."""
    return _SPACED_HYPHEN.sub("-", _BLANKS.sub(" ", text).strip())


def folded(surface: str) -> str:
    """Return `plain` text without cases."""
    return plain(surface).casefold()
