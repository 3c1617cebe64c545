"""OpenDocument sheets (.ods): one document, sheet after sheet, a row a line, then what lies above the cells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from extractors.readers.archive import ZippedFormat
from extractors.readers.conversion import Converted, Format, ReaderSettings
from extractors.readers.opendocument import OFFICE, TABLE, TEXT, OpenDocument, convert_with, styles_that
from extractors.readers.tables import sheet_rows

_PACKAGE = ZippedFormat("OpenDocument sheet", ".ods", "a spreadsheet program")
_ERROR_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_VALUES = tuple(
    f"{OFFICE}{name}" for name in ("string-value", "date-value", "time-value", "boolean-value", "value")
)


def convert(data: bytes, settings: ReaderSettings) -> list[Converted]:
    """Return the text of all sheets: of each its name, its rows as they are shown, its text boxes, charts and comments.

    A sheet without content gives nothing. Hidden sheets, rows and columns are read, errors such as #N/A are not.

    Raises:
        ReadError: see `convert_with`.

    """
    return convert_with(data, settings, _PACKAGE, "spreadsheet", _blocks)


def _blocks(document: OpenDocument) -> tuple[list[str], dict[str, str]]:
    hidden_styles = styles_that(document.body, "table-properties", TABLE + "display", "false")
    blocks: list[str] = []
    hidden: list[str] = []
    for sheet in document.body.iterchildren(TABLE + "table"):
        document.comments.clear()
        rows = [_texts(row) for row in document.rows(sheet)]
        above = [text for shapes in sheet.iterchildren(TABLE + "shapes") for text in document.inside(shapes)]
        if found := [*sheet_rows(rows), *above, *document.comments]:
            name = sheet.get(TABLE + "name", "")
            blocks.extend([name, *found])
            if sheet.get(TABLE + "style-name") in hidden_styles:
                hidden.append(name)
    return blocks, {"hidden_sheets": json.dumps(hidden, ensure_ascii=False)} if hidden else {}


def _texts(row: list[tuple[list[str], Any]]) -> dict[int, str]:
    return {column: text for column, cell in enumerate(row) if (text := "\n".join(_shown(*cell)))}


def _shown(paragraphs: list[str], cell: Any) -> Iterator[str]:
    """Yield the lines that a cell shows; where a program stored none, its value."""
    if cell.get(_ERROR_TYPE) == "error":
        return
    yield from paragraphs
    if not paragraphs and cell.find(TEXT + "p") is None:
        yield from (value for name in _VALUES if (value := cell.get(name)))


FORMAT = Format("application/vnd.oasis.opendocument.spreadsheet", (".ods",), convert, first_line_titles=False)
