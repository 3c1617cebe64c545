"""Markdown as it is read: its paragraphs, items and rows, less the marks that say so.

pulldown-cmark (by pyromark) parses CommonMark with the tables, footnotes and strikethrough of GitHub, and tells the place of
everything that it finds. Its places count bytes of UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from extractors.segmentation.layout import Block, Kind, blocks_of, row
from extractors.segmentation.lines import line_of, paragraphs, plain_pieces, trimmed_pieces
from extractors.segmentation.views import Piece

# Their text is taken as it stands, line by line.
_LITERAL = ("CodeBlock", "MetadataBlock", "HtmlBlock")
# Said of each line, as the signs of quoted lines are: a paragraph is prose, whatever the width of its lines.
_FLOWS = "¶"
# Within these, words go on where they were.
_INLINE = ("Emphasis", "Strong", "Link", "Image", "Superscript", "Subscript")
_TAG = re.compile(
    r"<(?:script|style)\b.*?(?:</(?:script|style)\s*>|\Z)|<!--.*?(?:-->|\Z)|</?(?P<name>[a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>|<[!?][^<>]*>",
    re.DOTALL | re.IGNORECASE,
)
_INLINE_TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "kbd",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
    ]
)


def markdown_blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a Markdown text in their order, no sign of it outside them but white space."""
    reading = _Reading(text)
    place = _places(text)
    for event, extent in _events(text):
        start, end = place(extent["start"]), place(extent["end"])
        if isinstance(event, str):
            if event == "SoftBreak":
                reading.lines.append([])
            elif event == "HardBreak":
                reading.close()
            continue
        ((name, value),) = event.items()
        if name == "Start":
            reading.enter(value if isinstance(value, str) else next(iter(value)))
        elif name == "End":
            reading.leave(value if isinstance(value, str) else next(iter(value)), start, end)
        else:
            reading.add(name, value, start, end)
    reading.close()
    yield from _without_gaps(text, reading.blocks)


@dataclass(slots=True)
class _Reading:
    """What was read so far: the blocks, and what is still open."""

    text: str
    blocks: list[Block] = field(default_factory=list)
    lines: list[list[Piece]] = field(default_factory=lambda: [[]])
    cells: list[tuple[Piece, ...]] = field(default_factory=list)
    cells_from: int = 0
    in_cell: bool = False
    literal: list[tuple[int, int]] | None = None
    in_item: bool = False
    struck: int = 0
    quotes: int = 0

    def enter(self, kind: str) -> None:
        """Open what an event begins."""
        if kind == "Strikethrough":
            self.struck += 1
        elif kind == "TableCell":
            self.lines = [[]]
        elif kind not in _INLINE:
            self.close()
            if kind in _LITERAL:
                self.literal = []
            elif kind in ("TableHead", "TableRow"):
                self.cells = []
            elif kind in ("Item", "DefinitionListDefinition"):
                self.in_item = True
            elif kind == "BlockQuote":
                self.quotes += 1

    def leave(self, kind: str, start: int, end: int) -> None:
        """Close what an event ends, the range of which is given."""
        if kind == "Strikethrough":
            self.struck -= 1
        elif kind == "TableCell":
            self.cells.append(self._shown_here())
        elif kind in ("TableHead", "TableRow"):
            self.blocks.append(row(start, end, self.cells))
            self.cells = []
        elif kind in _LITERAL:
            self._close_literal(kind)
        elif kind not in _INLINE:
            self.close()
            if kind == "Item":
                self.in_item = False
            elif kind == "BlockQuote":
                self.quotes -= 1

    def add(self, name: str, value: Any, start: int, end: int) -> None:
        """Add the words of an event to what is open; those that are struck out are not read."""
        if self.literal is not None:
            self.literal.append((start, end))
        elif name == "InlineHtml":
            tag = _TAG.match(value)
            if tag is None or (tag["name"] or "b").lower() not in _INLINE_TAGS:
                self.lines.append([])
        elif name in ("Text", "Code", "InlineMath", "DisplayMath") and not self.struck:
            if name == "Text":
                found = [Piece(start, end)] if self.text[start:end] == value else [Piece(start, end, value)]
            else:
                found = _literal_pieces(self.text, value, start, end)
            self.lines[-1] += found

    def close(self) -> None:
        """Close the paragraph that is open."""
        lines = [
            line_of(
                self.text,
                pieces[0].start,
                pieces[-1].end,
                _without_notes(self.text, pieces),
                _FLOWS + ">" * self.quotes,
            )
            for pieces in self.lines
            if pieces
        ]
        self.lines = [[]]
        lines = [line for line in lines if line.words]
        if lines:
            found = list(blocks_of(self.text, lines))
            if self.in_item and found[0].lines:
                first = found[0]
                found[0] = Block(Kind.ITEM, first.start, first.end, first.lines)
            self.blocks += found
            self.in_item = False

    def _close_literal(self, kind: str) -> None:
        extents, self.literal = self.literal or [], None
        if not extents:
            return
        start, end = extents[0][0], extents[-1][1]
        if kind == "HtmlBlock":
            self._read_html(start, end)
        else:
            for paragraph in paragraphs(self.text, start, end):
                self.blocks += blocks_of(self.text, paragraph)

    def _read_html(self, start: int, end: int) -> None:
        done = start
        for tag in [*_TAG.finditer(self.text, start, end), None]:
            upto = tag.start() if tag else end
            for number, line in enumerate(re.finditer(r"[^\n]*\n?", self.text[done:upto])):
                if number and line[0]:
                    self.lines.append([])
                self.lines[-1] += plain_pieces(self.text, done + line.start(), done + line.end())
            if tag is None:
                break
            done = tag.end()
            self._read_tag(tag, upto)
        self._close_row(end)

    def _read_tag(self, tag: re.Match[str], start: int) -> None:
        name, closes = (tag["name"] or "").lower(), tag[0][1] == "/"
        if name in ("td", "th"):
            self._close_cell()
            if not closes:
                self.close()
                self.cells_from = self.cells_from if self.cells else start
                self.in_cell = True
        elif name in ("tr", "table"):
            self._close_row(tag.end() if closes else start)
        elif name and name not in _INLINE_TAGS:
            if self.in_cell:
                self.lines.append([])
            else:
                self._close_row(start)

    def _close_row(self, end: int) -> None:
        self._close_cell()
        if self.cells:
            self.blocks.append(row(self.cells_from, end, self.cells))
            self.cells = []
        self.close()

    def _close_cell(self) -> None:
        """Close the cell that is open; what stands between two cells of a row is taken for a part of the one before."""
        if self.in_cell:
            self.cells.append(self._shown_here())
            self.in_cell = False
        elif self.cells and (stray := self._shown_here()):
            self.cells[-1] += stray

    def _shown_here(self) -> tuple[Piece, ...]:
        shown = trimmed_pieces(self.text, [piece for line in self.lines for piece in line])
        self.lines = [[]]
        return shown


def _literal_pieces(text: str, value: str, start: int, end: int) -> list[Piece]:
    """Return where the words of code or a formula stand; what lies between them on two lines, signs of a quote too, is a blank."""
    pieces: list[Piece] = []
    at = start
    for word in value.split():
        found = text.find(word, at, end)
        if found < 0:
            return [Piece(start, end)]
        if pieces:
            gap = Piece(at, found, " ") if re.search(r"[\r\n]", text[at:found]) else Piece(at, found)
            pieces.append(gap)
        at = found + len(word)
        pieces.append(Piece(found, at))
    return pieces


def _without_notes(text: str, pieces: list[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces:
        found += plain_pieces(text, piece.start, piece.end) if piece.written is None else [piece]
    return found


def _events(text: str) -> Iterable[tuple[Any, Any]]:
    import pyromark

    options = pyromark.Options
    return pyromark.events_with_range(
        text,
        options=options.ENABLE_TABLES
        | options.ENABLE_FOOTNOTES
        | options.ENABLE_STRIKETHROUGH
        | options.ENABLE_TASKLISTS
        | options.ENABLE_DEFINITION_LIST
        | options.ENABLE_WIKILINKS
        | options.ENABLE_YAML_STYLE_METADATA_BLOCKS
        | options.ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS,
    )


def _places(text: str) -> Callable[[int], int]:
    """Return the function from places in bytes of UTF-8 to places in code points."""
    if text.isascii():
        return int
    import numpy as np

    data = np.frombuffer(text.encode(), dtype=np.uint8)
    # Every byte that continues no sign begins one.
    begun = np.concatenate([[0], np.cumsum((data & 0xC0) != 0x80)])
    return lambda place: int(begun[place])


def _without_gaps(text: str, blocks: list[Block]) -> Iterator[Block]:
    """Yield the blocks with the marks between them: what stands before a block on its line is its own, the rest is marks."""
    done = 0
    for number, block in enumerate(blocks):
        gap = text[done : block.start]
        own = done + len(gap) - len(re.split(r"[\r\n]", gap)[-1])
        if text[done:own].strip():
            yield Block(Kind.MARKS, done, own)
        following = blocks[number + 1].start if number + 1 < len(blocks) else len(text)
        # Marks that close a block, as those behind emphasis, stand on its last line.
        end = block.start + len(text[block.start : block.end].rstrip())
        tail = re.match(r"[^\r\n]*", text[end:following])
        end += tail.end() if tail else 0
        yield Block(block.kind, own, end, block.lines, block.cells)
        done = end
    if text[done:].strip():
        yield Block(Kind.MARKS, done, len(text))
