"""Surfaces folded: without case, diacritics, possessive and punctuation, in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from linking.names.marks import without_marks
from linking.names.numerals import NUMERALS, is_numeral, with_arabic_digits

NAMES_HELD = 1 << 18
"""Names that ``fold`` and ``linking.names.form.take_apart`` remember; for more at once take what they wrap."""

APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´ʻʹ＇", "'"))
"""The signs that are written for an apostrophe."""
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff™®©]")
"""Signs that are no part of a name."""
POSSESSIVE = re.compile(r"(?<=\w)'s$|(?<=s)'$")
SPACE = re.compile(r"\s+")
FIRST_SYLLABIC_SIGN = "\u1100"
"""From here the signs of a text are syllables or words, as in Korean, Japanese and Chinese."""
_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "ŋ": "n",
        "ŧ": "t",
    }
)
_WITHOUT_DECOMPOSITION = re.compile("[øłđðþæœıħŋŧ]")
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u064b-\u065f\u0670]")
_APOSTROPHE = re.compile("[’‘ʼ`´ʻʹ＇]")
_DOTTED = re.compile(r"(?<!\w)(?:[^\W\d_]\.\s?)+(?:[^\W\d_](?!\w))?")
_WORD = re.compile(r"[^\W_]+(?:[^\W_]|[\u0900-\u0dff\u0e31-\u0e4e\u3099\u309a])*[+#]*")


@lru_cache(maxsize=NAMES_HELD)
def fold(surface: str) -> str:
    """Return the name's form without case, diacritics, possessive, article and punctuation, whatever its type.

    Never empty for a surface that holds anything but white space.
    """
    surface = without_marks(surface)
    return " ".join(words_of(surface, joined_initials=True)) or SPACE.sub(" ", surface).strip().casefold()


def display(surface: str) -> str:
    """Return the surface as a name to show: white space collapsed, possessive and marks of the text dropped, all else as written."""
    shown = " ".join(without_marks(surface).split())
    return POSSESSIVE.sub("", shown.translate(APOSTROPHES)) if shown[-1:] in "s'’" else shown


def words_of(surface: str, *, joined_initials: bool) -> list[str]:
    """Split into folded words; ``joined_initials`` reads "U.S." as one word, else as one word a letter."""
    text = surface
    if not text.isascii():
        # To translate is much slower than to see that there is nothing to translate.
        if _APOSTROPHE.search(text):
            text = text.translate(APOSTROPHES)
        text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    elif text.replace(" ", "").isalnum():
        # Letters, digits and spaces, as nearly all names are: the rest would change nothing.
        words = text.lower().split()
        return words[1:] if len(words) > 1 and words[0] == "the" else words
    text = text.casefold().strip().rstrip('"”»,;:!?')
    if "'" in text:
        # Texts that come in words write "People 's Republic of China".
        text = POSSESSIVE.sub("", text.replace(" 's ", "'s "))
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
        text = unicodedata.normalize("NFC", text)
        if _WITHOUT_DECOMPOSITION.search(text):
            text = text.translate(_LETTERS_WITHOUT_DECOMPOSITION)
        if not text.isascii() and not text.replace(" ", "").isalpha():
            text = with_arabic_digits(text)
    if "." in text:
        text = _DOTTED.sub(_joined if joined_initials else _apart, text)
    if text.replace(" ", "").isalnum():
        words = text.split()
    else:
        words = _WORD.findall(text.replace("'", "").replace("&", " and ").replace("n/a", "na"))
    if len(words) > 1 and words[0] == "the":
        del words[0]
    return words


def is_discriminator(token: str) -> bool:
    """Tell whether a word may never differ: it holds a digit, or is a numeral, or a single letter."""
    if len(token) == 1 or token in NUMERALS:
        return True
    if token.isalpha():
        return token[0] >= FIRST_SYLLABIC_SIGN and is_numeral(token)
    # The vowel signs of Indian scripts and of Thai are marks: no letters to Python, but part of the word.
    return any(not sign.isalpha() and not unicodedata.category(sign).startswith("M") for sign in token)


def holds_discriminator(words: Sequence[str]) -> bool:
    """Tell whether any of several ASCII words is a discriminator, at once: nearly every name is asked."""
    return not (NUMERALS.isdisjoint(words) and "".join(words).isalpha() and min(map(len, words)) > 1)


def scripts(key: str) -> frozenset[str]:
    """Return the scripts of the letters of ``key``, by the first word of their Unicode names: LATIN, CYRILLIC, CJK."""
    if key.isascii():
        return frozenset({"LATIN"})
    return frozenset(unicodedata.name(sign, "UNKNOWN").split(maxsplit=1)[0] for sign in key if sign.isalpha())


def latin(text: str) -> str:
    """Return ``text`` in Latin letters without diacritics, in lower case."""
    from anyascii import anyascii

    return str(anyascii(text)).casefold()


def _joined(match: re.Match[str]) -> str:
    letters = re.sub(r"[.\s]", "", match[0])
    return f"{letters} " if len(letters) > 1 else match[0]


def _apart(match: re.Match[str]) -> str:
    return match[0].replace(".", " ")
