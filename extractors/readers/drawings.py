"""Text in the drawings of Office files: shapes, tables, charts and diagrams (ECMA-376, part 1, chapters 20 and 21).

Slides and sheets share them. A part of a file is given as its parsed XML with a way to the parts that it refers to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from extractors.readers.tables import TableRow, table_blocks

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_NEW_CHART = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
EMBEDDED = ("/oleObject", "/package")
"""The ends of the types of relationships that lead to files within a file."""
# Numbers and dates that a program puts on every page.
_NOISE = ("slidenum", "datetime")
# Shapes whose tops are less apart than a tenth of an inch stand in one line (there are 914,400 units in an inch).
_ONE_LINE = 91_440
_UNITS = re.compile(r"-?\d{1,15}")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a package: the root of its XML, and the part that a relationship of its leads to, None if there is none."""

    root: Any
    related: Callable[[str], Part | None]


def drawing_blocks(element: Any, part: Part, cells_elsewhere: bool = False) -> Iterator[str]:
    """Yield the text of an element of a drawing and all in it, a paragraph or a row of a table a block.

    Of two forms of one thing the newer is read, the older where that holds no text. ``cells_elsewhere`` leaves out of
    charts what they take from cells of a sheet that are read anyway.
    """
    tag = element.tag
    if tag == A + "p":
        if text := paragraph_text(element):
            yield text
    elif tag == A + "tbl":
        yield from table_blocks(map(_row, element.iter(A + "tr")))
    elif tag == _MARKUP + "AlternateContent":
        yield from _alternative(element, part, cells_elsewhere)
    elif tag in (_CHART + "chart", _NEW_CHART + "chart") and (
        found := part.related(element.get(_RELATION + "id", ""))
    ):
        yield from _chart_blocks(found.root, cells_elsewhere)
    elif tag == _DIAGRAM + "relIds" and (found := part.related(element.get(_RELATION + "dm", ""))):
        yield from _diagram_blocks(found.root)
    elif isinstance(tag, str):
        for child in in_reading_order(element):
            yield from drawing_blocks(child, part, cells_elsewhere)


def _row(row: Any) -> TableRow:
    return TableRow(
        [[text for p in cell.iter(A + "p") if (text := paragraph_text(p))] for cell in row.iter(A + "tc")]
    )


def in_reading_order(
    shapes: Iterable[Any], place: Callable[[Any], tuple[int, int] | None] | None = None
) -> list[Any]:
    """Return elements from top to bottom and in a line from left to right; what has no place keeps its own.

    ``place`` gives top and left of an element, by default as the element itself says them.
    """
    find = place or own_place
    placed: list[tuple[int, int, Any]] = []
    last = (0, 0)
    for shape in shapes:
        last = find(shape) or last
        placed.append((*last, shape))
    placed.sort(key=lambda each: each[0])
    ordered: list[Any] = []
    line: list[tuple[int, int, Any]] = []
    for each in [*placed, None]:
        if line and (each is None or each[0] - line[0][0] >= _ONE_LINE):
            ordered.extend(shape for _, _, shape in sorted(line, key=lambda one: one[1]))
            line = []
        if each is not None:
            line.append(each)
    return ordered


def own_place(shape: Any) -> tuple[int, int] | None:
    """Return top and left of a shape, None if it does not say them itself."""
    if shape.tag == _MARKUP + "AlternateContent":
        return next((found for choice in shape for one in choice if (found := own_place(one))), None)
    for properties in shape:
        if isinstance(properties.tag, str) and properties.tag.endswith(("}spPr", "}grpSpPr", "}xfrm")):
            offset = properties.find(f".//{A}off")
            if offset is not None and all(_UNITS.fullmatch(offset.get(side, "")) for side in "yx"):
                return int(offset.get("y")), int(offset.get("x"))
    return None


def paragraph_text(paragraph: Any) -> str:
    """Return the text of a paragraph, its line breaks as line feeds, without slide numbers and dates of the day."""
    parts: list[str] = []
    for element in paragraph:
        if element.tag == A + "br":
            parts.append("\n")
        elif element.tag == A + "fld" and element.get("type", "").startswith(_NOISE):
            continue
        elif isinstance(element.tag, str):
            parts.extend(found.text or "" for found in element.iter(A + "t", _MATH_TEXT))
    lines = ("".join(parts)).replace("\v", "\n").split("\n")
    return "\n".join(filter(None, map(str.strip, lines)))


def _alternative(element: Any, part: Part, cells_elsewhere: bool) -> list[str]:
    for name in ("Choice", "Fallback"):
        for form in element.iterfind(_MARKUP + name):
            if found := [text for child in form for text in drawing_blocks(child, part, cells_elsewhere)]:
                return found
    return []


def _chart_blocks(root: Any, cells_elsewhere: bool) -> Iterator[str]:
    """Yield titles and labels that somebody wrote, then the names of series and of categories, each a block, each once."""
    seen: set[str] = set()
    for block in [*_written_in_chart(root), *_names_in_chart(root, cells_elsewhere)]:
        text = " ".join(block.split())
        if text and text not in seen:
            seen.add(text)
            yield text


def _written_in_chart(root: Any) -> Iterator[str]:
    for paragraph in root.iter(A + "p"):
        yield paragraph_text(paragraph).replace("\n", " ")
    for title in root.iter(_CHART + "title"):
        yield from (value.text or "" for value in title.iter(_CHART + "v"))


def _names_in_chart(root: Any, cells_elsewhere: bool) -> Iterator[str]:
    for series in root.iter(_CHART + "ser"):
        for name in series.iterfind(_CHART + "tx"):
            if not cells_elsewhere or name.find(_CHART + "strRef") is None:
                yield from (value.text or "" for value in name.iter(_CHART + "v"))
    for name in root.iter(_NEW_CHART + "txData"):
        if not cells_elsewhere or name.find(_NEW_CHART + "f") is None:
            yield from (value.text or "" for value in name.iter(_NEW_CHART + "v"))
    if cells_elsewhere:
        return
    for texts in root.iter(*(_CHART + name for name in ("strCache", "strLit", "multiLvlStrCache"))):
        if next(texts.iterancestors(_CHART + "cat", _CHART + "xVal"), None) is not None:
            yield from (value.text or "" for value in texts.iter(_CHART + "v"))
    for dimension in root.iter(_NEW_CHART + "strDim"):
        yield from (point.text or "" for point in dimension.iter(_NEW_CHART + "pt"))


def _diagram_blocks(root: Any) -> Iterator[str]:
    """Yield the text of a diagram's points, each below the one that it belongs to, in their order."""
    points = {point.get("modelId"): point for point in root.iter(_DIAGRAM + "pt")}
    below: dict[str, list[tuple[int, str]]] = {}
    for link in root.iter(_DIAGRAM + "cxn"):
        if link.get("type", "parOf") == "parOf":
            below.setdefault(link.get("srcId"), []).append((int(link.get("srcOrd", 0)), link.get("destId")))
    children = {name for linked in below.values() for _, name in linked}
    waiting = [name for name in reversed(points) if name not in children]
    seen: set[str] = set()
    order: list[str] = []
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            order.append(name)
            waiting.extend(child for _, child in sorted(below.get(name, []), reverse=True))
    for name in [*order, *(name for name in points if name not in seen)]:
        if name in points:
            yield from filter(None, map(paragraph_text, points[name].iter(A + "p")))
