"""Phrases looked up at a place of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable


class Phrases:
    """Phrases, of which the longest that stands at a place of a text is found; none is a part of a word.

    Scripts that put no blanks between words have no bounds of words.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = {}
        for phrase in sorted(set(phrases), key=lambda each: (-len(each), each)):
            self._by_start.setdefault(phrase[:2], []).append(phrase)

    def at(self, text: str, place: int) -> str:
        """Return the longest phrase that begins at a place, empty if there is none."""
        if place and text[place - 1].isalpha() and _is_word_sign(text[place]):
            return ""
        for start in (text[place : place + 2], text[place : place + 1]):
            for phrase in self._by_start.get(start, ()):
                end = place + len(phrase)
                if text.startswith(phrase, place) and not (
                    text[end : end + 1].isalpha() and _is_word_sign(phrase[-1])
                ):
                    return phrase
        return ""


def any_of(phrases: Iterable[str]) -> str:
    """Return a regular expression for a few phrases, found as `Phrases` finds them; one that matches nothing for none."""
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    bounded = (
        (r"(?<![^\W\d_])" if _is_word_sign(phrase[0]) else "")
        + re.escape(phrase)
        + (r"(?![^\W\d_])" if _is_word_sign(phrase[-1]) else "")
        for phrase in ordered
    )
    return "|".join(bounded) or "(?!)"


def _is_word_sign(sign: str) -> bool:
    return sign.isalpha() and not ("\u2e80" <= sign <= "\u9fff" or "\u0e00" <= sign <= "\u0eff")
