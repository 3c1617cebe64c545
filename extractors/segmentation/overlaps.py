"""Overlap resolution: of all spans that a model proposes, the flat set that is kept."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass, replace

from extractors.overlapping import overlapping_groups

# Signs that surround a name and are no part of it. A full stop stays: it ends "Inc." and "U.S.".
_EDGE_SIGNS = frozenset("\"'“”„«»‹›‘’`,;:|•·*_~=<>–—、，；：。「」『』《》")
_PAIRS = {"(": ")", "[": "]", "{": "}", "（": "）", "【": "】"}
_CLOSING = {closing: opening for opening, closing in _PAIRS.items()}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that a model proposes, as offsets into the document's text.

    ``doubtful`` marks a span that touches the border of the window it was seen in: it is kept only where nothing better
    overlaps it.
    """

    start: int
    end: int
    type: str
    score: float
    doubtful: bool = False


def resolve(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates that are kept, in order and without overlaps.

    Greedy: sound spans before doubtful ones, then by score, then the longer, then the earlier, then by type. The result
    does not depend on the order of the input, and a span found twice counts once with its better score.
    """
    kept: list[Candidate] = []
    for group in overlapping_groups(set(candidates), lambda each: (each.start, each.end)):
        kept += _kept(group)
    return kept


def _kept(group: Iterable[Candidate]) -> list[Candidate]:
    ranked = sorted(group, key=lambda c: (c.doubtful, -c.score, c.start - c.end, c.start, c.type))
    kept: list[tuple[int, int, Candidate]] = []
    for candidate in ranked:
        position = bisect_left(kept, (candidate.start,))
        follows_end = position == 0 or kept[position - 1][1] <= candidate.start
        precedes_start = position == len(kept) or candidate.end <= kept[position][0]
        if candidate.start < candidate.end and follows_end and precedes_start:
            insort(kept, (candidate.start, candidate.end, candidate), key=lambda item: item[:2])
    return [candidate for _, _, candidate in kept]


def trim(text: str, candidate: Candidate) -> Candidate | None:
    """Return the candidate without white space, quotes, commas and unpaired brackets at its edges, ``None`` if no letter or digit is left.

    A bracket that opened within a name and closes right behind it is the name's: ``cobalt(II)``.
    """
    start, end = candidate.start, candidate.end
    while start < end and _is_edge_noise(text[start], text[start:end]):
        start += 1
    while start < end and _is_edge_noise(text[end - 1], text[start:end]):
        end -= 1
    if not any(map(str.isalnum, text[start:end])):
        return None
    closing = text[end : end + 1]
    if closing in _CLOSING:
        span = text[start:end]
        if span.count(_CLOSING[closing]) > span.count(closing):
            end += 1
    if (start, end) == (candidate.start, candidate.end):
        return candidate
    return replace(candidate, start=start, end=end)


def _is_edge_noise(sign: str, span: str) -> bool:
    if sign.isalnum():
        return False
    if sign in _PAIRS:
        return span.count(sign) > span.count(_PAIRS[sign])
    if sign in _CLOSING:
        return span.count(sign) > span.count(_CLOSING[sign])
    # Cc, Cf: control and format characters (zero-width space, byte order mark) that no reader sees.
    return sign.isspace() or sign in _EDGE_SIGNS or unicodedata.category(sign) in ("Cc", "Cf")
