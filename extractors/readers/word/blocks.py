"""The walk over a part of a Word document: its paragraphs, tables and drawings as blocks of text."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import Any

from extractors.readers.drawings import Part, drawing_blocks
from extractors.readers.note_marks import Raised, add_raised, note_letters, without_note_marks
from extractors.readers.tables import TableRow, table_blocks
from extractors.readers.word.equations import M, equation_text
from extractors.readers.word.styles import Styles, W, is_on
from extractors.readers.word.symbols import Signs

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Deleted text of tracked changes, field codes, readings above a word, and the second copy of what newer and older
# programs show differently.
_LEFT_OUT = frozenset(
    [W + "del", W + "moveFrom", W + "instrText", W + "delText", W + "rt", W + "rPr", W + "pPr", _FALLBACK]
)
_SPACES = re.compile(r"[\t\n\r]+ *")  # lines of the markup, which Word shows as a space
_NEW_PAGE = frozenset(["page", "column"])
_MOST_COLUMNS = 63  # Word's own limit


class Blocks:
    """Reads the parts of one document; ``chunk`` gives the text of a file in it by the id of its relation."""

    def __init__(self, styles: Styles, signs: Signs, chunk: Callable[[str], str]) -> None:
        self._styles = styles
        self._signs = signs
        self._chunk = chunk

    def of(self, part: Part) -> list[str]:
        """Return the blocks of text in a part and all in it, in their order."""
        raised = (
            "".join(text.text or "" for text in run.iter(W + "t"))
            for run in part.root.iter(W + "r")
            if run.find(f"{W}rPr/{W}vertAlign") is not None and self._styles.is_raised(run)
        )
        walk = _Walk(part, self._styles, self._signs, note_letters(raised), self._chunk)
        return walk.blocks(part.root)


class _Walk:
    def __init__(
        self,
        part: Part,
        styles: Styles,
        signs: Signs,
        letters: Collection[str],
        chunk: Callable[[str], str],
    ) -> None:
        self._part = part
        self._chunk = chunk
        self._styles = styles
        self._signs = signs
        self._letters = letters

    def blocks(self, parent: Any) -> list[str]:
        """Return the blocks in an element; a paragraph whose mark is deleted or hidden goes on in the next."""
        return table_blocks(self._content(parent))

    def _content(self, parent: Any) -> Iterator[str | TableRow]:
        """Yield the blocks in an element, and the rows of a table where it is one or lies in one."""
        paragraph = _Paragraph()
        for element in parent:
            tag = element.tag
            if tag == W + "p":
                self._collect(element, paragraph, linked=False)
                if not _runs_on(element):
                    yield from self._ended(paragraph)
                    paragraph = _Paragraph()
            elif tag == W + "tr":
                if element.find(f"{W}trPr/{W}del") is None:
                    yield self._row(element)
            elif tag == W + "altChunk":
                if text := self._chunk(element.get(_R + "id", "")):
                    yield text
            elif isinstance(tag, str) and tag not in _LEFT_OUT:
                if tag == W + "tbl":
                    yield from self._ended(paragraph)
                    paragraph = _Paragraph()
                    yield from self.blocks(element)
                else:
                    yield from self._content(element)
        yield from self._ended(paragraph)

    def _row(self, row: Any) -> TableRow:
        cells: list[list[str]] = []
        spanned = _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
        is_layout = False
        for cell in row.iter(W + "tc"):
            if next(cell.iterancestors(W + "tr")) is not row:
                continue
            cells.extend([] for _ in range(spanned))
            spanned = _number(cell.find(f"{W}tcPr/{W}gridSpan"), 1) - 1
            cells.append(self.blocks(cell))
            is_layout = is_layout or cell.find(f".//{W}tbl") is not None
            is_layout = is_layout or any(map(self._styles.is_heading, cell.iter(W + "p")))
        return TableRow(cells, is_layout)

    def _ended(self, paragraph: _Paragraph) -> Iterator[str]:
        for parts in paragraph.pages:
            if text := without_note_marks(parts, self._letters).strip():
                yield text
        for drawing in paragraph.drawings:
            if drawing.tag == W + "txbxContent":
                yield from self.blocks(drawing)
            else:
                yield from drawing_blocks(drawing, self._part)

    def _collect(self, parent: Any, paragraph: _Paragraph, *, linked: bool) -> None:
        for element in parent:
            tag = element.tag
            if not isinstance(tag, str) or tag in _LEFT_OUT:
                continue
            if tag == W + "r":
                if not self._styles.is_hidden(element):
                    self._collect_run(element, paragraph, linked=linked)
            elif tag in (M + "oMath", M + "oMathPara"):
                paragraph.add(equation_text(element))
            elif tag == W + "txbxContent":
                paragraph.drawings.append(element)
            else:
                if tag == W + "drawing":
                    paragraph.drawings.append(element)
                self._collect(element, paragraph, linked=linked or element.get(W + "anchor") is not None)

    def _collect_run(self, run: Any, paragraph: _Paragraph, *, linked: bool) -> None:
        font = self._styles.font(run)
        is_raised = self._styles.is_raised(run)
        for element in run:
            tag = element.tag
            name = tag[len(W) :] if isinstance(tag, str) and tag.startswith(W) else ""
            if name == "t":
                text = self._signs.text(_SPACES.sub(" ", element.text or ""), font)
            elif name == "sym":
                text = self._signs.sign(element.get(W + "font", font), element.get(W + "char", ""))
            elif name == "br" and element.get(W + "type") in _NEW_PAGE:
                paragraph.pages.append([])
                continue
            elif name in _SIGNS:
                text = _SIGNS[name]
            elif name == "fldChar":
                text = _chosen(element)
            else:
                self._collect([element], paragraph, linked=linked)
                continue
            if is_raised:
                add_raised(paragraph.pages[-1], Raised(text, linked))
            else:
                paragraph.add(text)


class _Paragraph:
    """What a paragraph gives: its text, in parts and by page, and the drawings that are anchored in it."""

    def __init__(self) -> None:
        self.pages: list[list[str | Raised]] = [[]]
        self.drawings: list[Any] = []

    def add(self, text: str) -> None:
        self.pages[-1].append(text)


def _chosen(field: Any) -> str:
    """Return what is chosen in a list of a form, which Word shows and writes nowhere else; empty for other fields."""
    choices = field.find(f"{W}ffData/{W}ddList")
    if choices is None:
        return ""
    entries = [entry.get(W + "val", "") for entry in choices.iterfind(W + "listEntry")]
    places = (choices.find(W + "result"), choices.find(W + "default"))
    chosen = next((_number(place, 0) for place in places if place is not None), 0)
    return entries[chosen] if chosen < len(entries) else ""


def _runs_on(paragraph: Any) -> bool:
    """Return whether the mark that ends a paragraph is deleted, moved away or hidden, so that the next one joins it."""
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and (
        mark.find(W + "del") is not None
        or mark.find(W + "moveFrom") is not None
        or is_on(mark.find(W + "vanish"))
    )


def _number(element: Any | None, default: int) -> int:
    written = "" if element is None else element.get(W + "val", "")
    return min(int(written), _MOST_COLUMNS) if written.isdecimal() else default
