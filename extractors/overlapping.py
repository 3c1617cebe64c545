"""Pieces of a text that overlap, taken together, so that which of them count is settled in each place for itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Piece = TypeVar("Piece")


def overlapping_groups(
    pieces: Iterable[Piece], span: Callable[[Piece], tuple[int, int]]
) -> Iterator[list[Piece]]:
    """Yield the pieces in groups, in order: pieces of two groups share no character.

    ``span`` returns where a piece starts and ends. Settled group by group, the many findings of a long text take time that
    grows with their number, not with its square.
    """
    group: list[Piece] = []
    reaches = 0
    for start, end, piece in sorted(((*span(each), each) for each in pieces), key=lambda each: each[:2]):
        if group and start >= reaches:
            yield group
            group, reaches = [], 0
        group.append(piece)
        reaches = max(reaches, end)
    if group:
        yield group
