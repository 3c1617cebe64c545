"""Whether a sentence speaks of what was or of what will be: where a weekday or a day without a year lies.

News name the days of the week before and after by their name alone. HeidelTime (Strötgen and Gertz, 2010) tells them apart by the tense of the
sentence; here by the word of a tense that is nearest to the day within its clause: "He said Wednesday that it will close", "It will close Wednesday, he said".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from linking.values.phrases import any_of
from linking.values.relative_days import FUTURE, PAST
from linking.values.surfaces import folded
from linking.values.vocabulary import Words, own_words

FARTHEST = 200
"""What is farther away is of another sentence, or of another clause of a long one."""

_SIGNS = r"[,;:()\"«»„“”、，；：–—]|\s-\s"
_WORDS_OF_AN_EAST_ASIAN_SIGN = 2


class _Tenses(NamedTuple):
    """What begins another clause, the words of the future and of the past, and those of what was planned."""

    clauses: re.Pattern[str]
    future: re.Pattern[str]
    past: re.Pattern[str]
    unclear: re.Pattern[str]


@lru_cache(maxsize=20_000)
def direction_of(before: str, behind: str, language: str) -> str:
    """Return ``past`` or ``future`` for a day that stands between two pieces of its sentence.

    A sentence without a word of any tense is taken for a report of what was. Empty for a language (ISO 639-1) whose tenses are not known.
    """
    tenses = _tenses(language.casefold().partition("-")[0])
    if tenses is None:
        return ""
    left, right = folded(before[-FARTHEST:]), folded(behind[:FARTHEST])
    last = [mark.end() for mark in tenses.clauses.finditer(left)]
    first = tenses.clauses.search(right)
    clause = left[last[-1] :] if last else left, right[: first.start()] if first else right
    for near, far in (clause, (left, right)):
        found = [(_words(near[end:]), 0, name) for _, end, name in _marks(near, tenses)]
        found += [(_words(far[:start]), 1, name) for start, _, name in _marks(far, tenses)]
        if found:
            return min(found)[2]
    return PAST


def _marks(text: str, tenses: _Tenses) -> Iterator[tuple[int, int, str]]:
    """Yield where words of a tense begin and end, and what they speak of: empty for what was planned, and may be still to come."""
    planned = [mark.span() for mark in tenses.unclear.finditer(text)]
    for start, end in planned:
        yield start, end, ""
    for name, pattern in ((FUTURE, tenses.future), (PAST, tenses.past)):
        for mark in pattern.finditer(text):
            if not any(start <= mark.start() and mark.end() <= end for start, end in planned):
                yield *mark.span(), name


def _words(between: str) -> int:
    east_asian = sum(sign > "\u2e80" for sign in between)
    return len(between.split()) + east_asian // _WORDS_OF_AN_EAST_ASIAN_SIGN


@lru_cache(maxsize=64)
def _tenses(language: str) -> _Tenses | None:
    own = own_words(language).get("tenses")
    if not own:
        return None
    clauses = re.compile(f"{_SIGNS}|{any_of(map(folded, own['clauses']))}")
    unclear = re.compile(own.get("unclear", "(?!)"))
    return _Tenses(clauses, _pattern(own, "future"), _pattern(own, "past"), unclear)


def _pattern(own: Words, tense: str) -> re.Pattern[str]:
    form = own[f"{tense}_form"]
    words = any_of(map(folded, own[tense]))
    return re.compile(rf"{words}|(?<![^\W\d_])(?:{form})(?![^\W\d_])" if form else words)
