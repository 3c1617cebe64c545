"""Whether a sentence speaks of what was or of what will be: where a weekday or a day without a year lies.

News name the days of the week before and after by their name alone. HeidelTime (Strötgen and Gertz, 2010) tells them apart by the tense of the
sentence; here by the word of a tense that is nearest to the day within its clause: "He said Wednesday that it will close", "It will close Wednesday, he said".
"""

from __future__ import annotations

import re
from functools import lru_cache

from linking.values.phrases import any_of
from linking.values.relative_days import FUTURE, PAST
from linking.values.surfaces import folded
from linking.values.vocabulary import Words, own_words

FARTHEST = 200
"""What is farther away is of another sentence, or of another clause of a long one."""

_SIGNS = r"[,;:()\"«»„“”、，；：–—]|\s-\s"
_WORDS_OF_AN_EAST_ASIAN_SIGN = 2


@lru_cache(maxsize=20_000)
def direction_of(before: str, behind: str, language: str) -> str:
    """Return ``past`` or ``future`` for a day that stands between two pieces of its sentence.

    A sentence without a word of any tense is taken for a report of what was. Empty for a language (ISO 639-1) whose tenses are not known.
    """
    tenses = _tenses(language.casefold().partition("-")[0])
    if tenses is None:
        return ""
    clauses, future, past = tenses
    left, right = folded(before[-FARTHEST:]), folded(behind[:FARTHEST])
    last = [mark.end() for mark in clauses.finditer(left)]
    first = clauses.search(right)
    clause = left[last[-1] :] if last else left, right[: first.start()] if first else right
    for near, far in (clause, (left, right)):
        found = [
            (_words(near[mark.end() :]), 0, name)
            for name, pattern in ((FUTURE, future), (PAST, past))
            for mark in pattern.finditer(near)
        ]
        found += [
            (_words(far[: mark.start()]), 1, name)
            for name, pattern in ((FUTURE, future), (PAST, past))
            for mark in pattern.finditer(far)
        ]
        if found:
            return min(found)[2]
    return PAST


def _words(between: str) -> int:
    east_asian = sum(sign > "\u2e80" for sign in between)
    return len(between.split()) + east_asian // _WORDS_OF_AN_EAST_ASIAN_SIGN


@lru_cache(maxsize=64)
def _tenses(language: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]] | None:
    """Return what begins another clause, and the words of the future and of the past."""
    own = own_words(language).get("tenses")
    if not own:
        return None
    clauses = re.compile(f"{_SIGNS}|{any_of(map(folded, own['clauses']))}")
    return clauses, _pattern(own, "future"), _pattern(own, "past")


def _pattern(own: Words, tense: str) -> re.Pattern[str]:
    form = own[f"{tense}_form"]
    words = any_of(map(folded, own[tense]))
    return re.compile(rf"{words}|(?<![^\W\d_])(?:{form})(?![^\W\d_])" if form else words)
