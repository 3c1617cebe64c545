"""Lists of people with the surname first, of which an extractor finds both halves as names: Holloway, Nadia; Erben, Tomas."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors.mentions import Mention
from linking.names.families import Family, family_of

_COMMA = re.compile(r",\s+")
_BETWEEN = re.compile(r"\s*;\s*(?:(?:and|und|et|y|e|и|&)\s+)?")
_FEWEST = 3
"""People of a list of which nothing but its form tells that the surnames are first."""
_GIVEN_LETTERS = 2


def read_whole(text: str, mentions: Sequence[Mention]) -> dict[int, Mention]:
    """Return, by its place among ``mentions``, for each half of an inverted name the whole name as a mention.

    A list is one where halves with a comma between them follow each other with semicolons, and nothing else does. It has three
    people at least, or two where an initial or the name written out elsewhere tells which half is the given name: two
    surnames may stand beside each other as well. ``mentions`` are in their order.
    """
    found: dict[int, Mention] = {}
    run: list[int] = []
    place = 0
    while place < len(mentions):
        if not _is_pair(text, mentions, place):
            place += 1
            continue
        run = [place]
        while _is_pair(text, mentions, run[-1] + 2) and _BETWEEN.fullmatch(
            text, mentions[run[-1] + 1].end, mentions[run[-1] + 2].start
        ):
            run.append(run[-1] + 2)
        if _stands_alone(text, mentions, run) and _tells(mentions, run):
            for first in run:
                last, given = mentions[first], mentions[first + 1]
                whole = replace(last, end=given.end, surface=text[last.start : given.end])
                found[first] = found[first + 1] = whole
        place = run[-1] + 2
    return found


def _is_pair(text: str, mentions: Sequence[Mention], place: int) -> bool:
    if place + 1 >= len(mentions):
        return False
    last, given = mentions[place], mentions[place + 1]
    if not all(family_of(each.type) is Family.PERSON and "," not in each.surface for each in (last, given)):
        return False
    return _COMMA.fullmatch(text, last.end, given.start) is not None


def _stands_alone(text: str, mentions: Sequence[Mention], run: Sequence[int]) -> bool:
    """Tell whether no further name stands before or behind a list as if it belonged to it."""
    before, behind = run[0] - 1, run[-1] + 2
    if before >= 0 and _joins(text, mentions[before].end, mentions[run[0]].start):
        return False
    return behind >= len(mentions) or not _joins(text, mentions[behind - 1].end, mentions[behind].start)


def _joins(text: str, start: int, end: int) -> bool:
    return bool(_COMMA.fullmatch(text, start, end) or _BETWEEN.fullmatch(text, start, end))


def _tells(mentions: Sequence[Mention], run: Sequence[int]) -> bool:
    if len(run) >= _FEWEST:
        return True
    if len(run) < _FEWEST - 1:
        return False
    surfaces = {each.surface for each in mentions}
    return any(
        len(mentions[first + 1].surface.strip(".")) < _GIVEN_LETTERS
        or f"{mentions[first + 1].surface} {mentions[first].surface}" in surfaces
        for first in run
    )
