"""What a reader of a document sees, beside what is stored, and the way from each place of the one to the other.

A stored text may hold what nobody reads (the marks of Markdown, the signs before quoted lines), and nobody would guess from its
words alone where the row of a table ends. A view leaves out the one and marks the other.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Piece:
    """A range of the stored text that is seen: as it stands, or as the text that is written in its place (``&`` for ``&amp;``)."""

    start: int
    end: int
    written: str | None = None

    def seen(self, text: str) -> str:
        """Return what is seen of the stored text."""
        return text[self.start : self.end] if self.written is None else self.written


def seen(text: str, pieces: Iterable[Piece]) -> str:
    """Return what pieces of the stored text look like, one after the other."""
    return "".join(piece.seen(text) for piece in pieces)


@dataclass(frozen=True, slots=True)
class View:
    """A text as it is seen. ``starts`` and ``pieces`` say from where in it each piece of the stored text is shown."""

    text: str
    starts: Sequence[int]
    pieces: Sequence[Piece]

    def stored(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the range of the stored text from the first to the last sign that ``start:end`` shows of it, None if it shows none."""
        first = max(0, bisect_right(self.starts, start) - 1)
        last = bisect_left(self.starts, end) - 1
        while first <= last and self._piece_end(first) <= start:
            first += 1
        if first > last or not self.pieces:
            return None
        head, tail = self.pieces[first], self.pieces[last]
        begin, stop = head.start, tail.end
        if head.written is None:
            begin += max(0, start - self.starts[first])
        if tail.written is None:
            stop = min(stop, tail.start + end - self.starts[last])
        return (begin, stop) if begin < stop else None

    def shown(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the range of the view that shows ``start:end`` of the stored text, None if its first or last sign is not seen."""
        first, last = self._place(start), self._place(end - 1)
        return None if first is None or last is None else (first[0], last[1])

    def _place(self, stored: int) -> tuple[int, int] | None:
        """Return the range of the view that shows a sign of the stored text, None if nothing does."""
        number = bisect_right(self.pieces, stored, key=lambda piece: piece.start) - 1
        if number < 0 or stored >= self.pieces[number].end:
            return None
        piece, start = self.pieces[number], self.starts[number]
        if piece.written is not None:
            return start, start + len(piece.written)
        return start + stored - piece.start, start + stored - piece.start + 1

    def _piece_end(self, number: int) -> int:
        piece = self.pieces[number]
        return self.starts[number] + (
            piece.end - piece.start if piece.written is None else len(piece.written)
        )


@dataclass(slots=True)
class ViewBuilder:
    """Puts a view together, piece after piece; what is written between them is seen and stands nowhere."""

    text: str
    _written: list[str] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _pieces: list[Piece] = field(default_factory=list)
    length: int = 0

    def show(self, pieces: Iterable[Piece]) -> None:
        """Show pieces of the stored text."""
        for piece in pieces:
            if shown := piece.seen(self.text):
                self._starts.append(self.length)
                self._pieces.append(piece)
                self.write(shown)

    def write(self, text: str) -> None:
        """Write what stands nowhere in the stored text."""
        self._written.append(text)
        self.length += len(text)

    def view(self) -> View:
        """Return the view of what was shown and written."""
        return View("".join(self._written), self._starts, self._pieces)
