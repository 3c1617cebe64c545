"""Excel workbooks (.xlsx, .xlsm): one document, sheet after sheet, a row a line, then what lies above the cells.

openpyxl reads the cells; text boxes, charts and comments are in parts of their own, which its reading of rows passes over.
"""

from __future__ import annotations

import datetime
import io
import json
import posixpath
import re
import warnings
import zipfile
from collections.abc import Collection, Iterator
from typing import Any

from extractors.documents import Outcome
from extractors.readers.archive import DAMAGED, ZippedFormat, check_archive
from extractors.readers.conversion import Converted, Format, ReadError, ReaderSettings, RejectedPart, damage
from extractors.readers.core_properties import core_properties, made, parsed, title
from extractors.readers.drawings import EMBEDDED, Part, drawing_blocks
from extractors.readers.number_formats import shown_date, shown_number
from extractors.readers.open_xml import as_expected
from extractors.readers.tables import sheet_rows

_PACKAGE = ZippedFormat("Excel workbook", ".xlsx", "a spreadsheet program", old_suffix=".xls")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_THREADED = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ANCHORS = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ufffe\uffff]")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
# What Excel writes into an old comment beside the new form of it.
_COPY_OF_THREAD = "[Threaded comment]"


def convert(data: bytes, settings: ReaderSettings) -> Iterator[Converted | RejectedPart]:
    """Yield the workbook's text: of each sheet its name, its rows as they are shown, its text boxes, charts and comments.

    A sheet without content gives nothing. Hidden sheets, rows and columns are read, errors such as #N/A are not.
    Formulas without a result are a rejection beside the text.

    Raises:
        ReadError: with TOO_LARGE if the package would unpack past the limits, with ENCRYPTED if it needs a password,
            with UNSUPPORTED if it is an old .xls, with CORRUPT if it is damaged.

    """
    check_archive(data, settings, _PACKAGE)
    from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]

    try:
        data = as_expected(data)
        properties = core_properties(data)
        with warnings.catch_warnings(), zipfile.ZipFile(io.BytesIO(data)) as archive:
            warnings.simplefilter("ignore")  # openpyxl's, of what it cannot write again
            blocks, hidden, stale = _workbook(data, archive)
            embedded = [
                posixpath.basename(part)
                for _, _, path in _sheets(archive)
                for part in _embedded(archive, path)
            ]
    except (
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        AttributeError,
        *DAMAGED,
        XMLSyntaxError,
        SyntaxError,
    ) as error:
        raise ReadError(
            Outcome.CORRUPT,
            f"The Excel workbook is damaged ({damage(error)}).",
            "Open it in a spreadsheet program, which can often repair it, and save it again as .xlsx.",
        ) from error
    date, date_from = made(properties, "Excel")
    metadata = {
        name: json.dumps(names, ensure_ascii=False)
        for name, names in (("hidden_sheets", hidden), ("embedded", embedded))
        if names
    }
    if blocks or not stale:
        yield Converted("\n\n".join(blocks), title(properties), metadata, date=date, date_from=date_from)
    if stale:
        yield RejectedPart(
            "formulas",
            Outcome.EMPTY,
            f"Formulas without a result in the file: {len(stale):,} (the first: {stale[0]}).",
            "Open it in a spreadsheet program, which computes them, and save it again.",
        )


def _workbook(data: bytes, archive: zipfile.ZipFile) -> tuple[list[str], list[str], list[str]]:
    """Return the blocks of all sheets, the names of those that are hidden, and the cells whose formulas have no result."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    uncomputed = bool(book.calculation and book.calculation.fullCalcOnLoad)
    blocks: list[str] = []
    hidden: list[str] = []
    stale: list[str] = []
    for name, state, path in _sheets(archive):
        found: list[str] = []
        if name in book.sheetnames and hasattr(book[name], "reset_dimensions"):
            without_result = _without_result(archive.read(path), uncomputed)
            stale.extend(f"{name}!{place}" for place in without_result)
            found.extend(_rows(book[name], frozenset(without_result)))
        found.extend(_above_the_cells(archive, path))
        if found:
            blocks.extend([name, *found])
            if state != "visible":
                hidden.append(name)
    return blocks, hidden, stale


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str, str]]:
    """Yield name, state and path of each sheet in the order of the workbook."""
    (workbook,) = [path for kind, path in _relations(archive, "").values() if kind == "officeDocument"]
    relations = _relations(archive, workbook)
    for sheet in parsed(archive.read(workbook)).iter(_MAIN + "sheet"):
        _, path = relations.get(sheet.get(_RELATION_ID, ""), ("", ""))
        yield sheet.get("name", ""), sheet.get("state", "visible"), path


def _without_result(sheet: bytes, uncomputed: bool) -> list[str]:
    """Return the places of a sheet's formulas that have no result, or the zero of a program that computes none.

    ``uncomputed`` is what the workbook says of itself: that it is to be computed when it is opened.
    """
    from lxml import etree  # type: ignore[import-untyped]

    places: list[str] = []
    if not _FORMULA.search(sheet):
        return places
    for _, cell in etree.iterparse(io.BytesIO(sheet), tag=_MAIN + "c", resolve_entities=False):
        if cell.find(_MAIN + "f") is not None and cell.get("t", "n") == "n":
            result = cell.findtext(_MAIN + "v") or ""
            if not result or (uncomputed and float(result) == 0):
                places.append(cell.get("r", ""))
        cell.clear()
    return places


def _rows(sheet: Any, without_result: Collection[str]) -> list[str]:
    """Return the rows of a sheet, without the cells whose places are named."""
    sheet.reset_dimensions()  # what a file says of its size may be wrong
    return sheet_rows(
        [
            {
                cell.column: text
                for cell in row
                if cell.value is not None and cell.coordinate not in without_result and (text := _text(cell))
            }
            for row in sheet.iter_rows()
        ]
    )


def _text(cell: Any) -> str:
    """Return what a cell shows; empty for an error."""
    value = cell.value
    if cell.data_type == "e":
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return shown_number(value, cell.number_format)
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return shown_date(value, cell.number_format)
    return _signs(str(value)).strip()


def _signs(text: str) -> str:
    """Return text with the signs that are written as letters (``_x000D_``), without those that no page shows."""
    from openpyxl.utils.escape import unescape

    return _CONTROLS.sub("", unescape(text) if "_x" in text else text)


def _relations(archive: zipfile.ZipFile, path: str) -> dict[str, tuple[str, str]]:
    """Return kind and path of the parts that the part at ``path`` (empty for the package) leads to, by their ids."""
    from openpyxl.packaging.relationship import get_dependents, get_rels_path

    place = get_rels_path(path) if path else "_rels/.rels"  # type: ignore[no-untyped-call]
    if place not in archive.namelist():
        return {}
    return {
        relation.Id or "": (relation.Type.rpartition("/")[2], relation.target.lstrip("/"))
        for relation in get_dependents(archive, place)
        if relation.TargetMode != "External"
    }


def _embedded(archive: zipfile.ZipFile, sheet: str) -> Iterator[str]:
    """Yield the paths of the files that are embedded in a sheet."""
    for kind, path in _relations(archive, sheet).values():
        if f"/{kind}" in EMBEDDED:
            yield path


def _part(archive: zipfile.ZipFile, path: str) -> Part:
    relations = _relations(archive, path)

    def related(relation: str) -> Part | None:
        _, target = relations.get(relation, ("", ""))
        return _part(archive, target) if target in archive.namelist() else None

    return Part(parsed(archive.read(path)), related)


def _above_the_cells(archive: zipfile.ZipFile, path: str) -> Iterator[str]:
    """Yield the text of a sheet's drawings from top to bottom, then its comments."""
    parts = [
        (kind, target) for kind, target in _relations(archive, path).values() if target in archive.namelist()
    ]
    for kind, target in parts:
        if kind == "drawing":
            drawing = _part(archive, target)
            for anchor in sorted(drawing.root, key=_corner):
                yield from drawing_blocks(anchor, drawing, cells_elsewhere=True)
    threads = [target for kind, target in parts if kind == "threadedComment"]
    for target in threads:
        for comment in parsed(archive.read(target)).iter(_THREADED + "text"):
            yield from _comment(comment.text or "")
    for kind, target in parts:
        if kind == "comments":
            for comment in parsed(archive.read(target)).iter(_MAIN + "comment"):
                text = "".join(
                    run.text or ""
                    for run in comment.iter(_MAIN + "t")
                    if run.getparent().tag != _MAIN + "rPh"
                )
                if not (threads and text.startswith(_COPY_OF_THREAD)):
                    yield from _comment(text)


def _comment(text: str) -> Iterator[str]:
    lines = filter(None, map(str.strip, _signs(text).splitlines()))
    if block := "\n".join(lines):
        yield block


def _corner(anchor: Any) -> tuple[int, int]:
    """Return the row and column at which something is anchored, those of the sheet's corner if it says none."""
    row = anchor.findtext(f"{_ANCHORS}from/{_ANCHORS}row") or "0"
    column = anchor.findtext(f"{_ANCHORS}from/{_ANCHORS}col") or "0"
    return int(row), int(column)


FORMAT = Format(
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    (".xlsx", ".xlsm"),
    convert,
    first_line_titles=False,
)
