"""OpenDocument files (OpenDocument 1.3, part 3): what texts, sheets and slides have in common.

Files are zip archives of XML; their text is walked here by lxml, since no well-kept library gives it block by block.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, field
from typing import Any

from extractors.documents import Outcome
from extractors.readers.archive import DAMAGED, ZippedFormat, check_archive
from extractors.readers.conversion import Converted, ReadError, ReaderSettings, damage, too_long
from extractors.readers.core_properties import parsed
from extractors.readers.dates import GUESSED, first_date, stamp_date
from extractors.readers.tables import TableRow, table_blocks


def _namespace(name: str) -> str:
    return f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}"


OFFICE, TEXT, TABLE, DRAW = map(_namespace, ("office", "text", "table", "drawing"))
STYLE, META, _CHART = map(_namespace, ("style", "meta", "chart"))
_DC = "{http://purl.org/dc/elements/1.1/}"
_MATH = "{http://www.w3.org/1998/Math/MathML}"
_MATH_SIGNS = tuple(_MATH + name for name in ("mi", "mn", "mo", "mtext"))
_LINK = "{http://www.w3.org/1999/xlink}href"
_BLANKS = re.compile(r"[ \t\r\n]+")
_PARAGRAPHS = frozenset([TEXT + "p", TEXT + "h"])
_BESIDE = frozenset(
    [TEXT + "note", OFFICE + "annotation", DRAW + "frame", DRAW + "g", DRAW + "custom-shape", DRAW + "object"]
)
# Text that was deleted, readings of signs, descriptions of pictures, and what a program puts on every page.
_LEFT_OUT = frozenset(
    [
        TEXT + "tracked-changes",
        TEXT + "ruby-text",
        TEXT + "note-citation",
        TEXT + "page-number",
        TEXT + "script",
        OFFICE + "forms",
        "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}title",
        "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}desc",
    ]
)


@dataclass
class OpenDocument:
    """A file that is open: the body of its text, and what its blocks are made of on the way through it.

    ``notes`` and ``comments`` are the blocks of those that the walk has come by.
    """

    body: Any
    archive: zipfile.ZipFile
    most_characters: int
    hidden_styles: Set[str] = frozenset()
    notes: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    def blocks(self, element: Any) -> Iterator[str]:
        """Yield the text of an element and all in it: a paragraph, a list item or a row of a table a block."""
        tag = element.tag
        if element.get(TEXT + "style-name") in self.hidden_styles:
            return
        if tag in _PARAGRAPHS:
            yield from self._paragraph(element)
        elif tag == TEXT + "note":
            self.notes.extend(
                text for body in element.iterfind(TEXT + "note-body") for text in self.inside(body)
            )
        elif tag == OFFICE + "annotation":
            self.comments.extend(self._comment(element))
        elif tag == TABLE + "table":
            yield from table_blocks(TableRow([cell for cell, _ in row]) for row in self.rows(element))
        elif tag == DRAW + "object":
            yield from self._object(element.get(_LINK, ""))
        elif isinstance(tag, str) and tag not in _LEFT_OUT:
            yield from self.inside(element)

    def inside(self, element: Any) -> Iterator[str]:
        """Yield the text of what an element holds."""
        for child in element:
            yield from self.blocks(child)

    def rows(self, table: Any) -> Iterator[list[tuple[list[str], Any]]]:
        """Yield the rows of a table as often as they are repeated, each as its cells' paragraphs with the cells' elements.

        Raises:
            ReadError: with TOO_LARGE if what is repeated makes more text than a document may have.

        """
        written = 0
        for row in table.iterdescendants(TABLE + "table-row"):
            if next(row.iterancestors(TABLE + "table")) is not table:
                continue
            cells: list[tuple[list[str], Any]] = []
            characters = 0
            for cell in row.iterchildren(TABLE + "table-cell", TABLE + "covered-table-cell"):
                paragraphs = list(self.inside(cell))
                holds = bool(paragraphs) or cell.get(OFFICE + "value-type") is not None
                times = repeated(cell, "columns") if holds or cell.getnext() is not None else 1
                characters += times * sum(map(len, paragraphs))
                self._check(written + max(characters, times))
                cells.extend([(paragraphs, cell)] * times)
            times = repeated(row, "rows") if characters else 1
            written += times * characters
            self._check(written)
            for _ in range(times):
                yield cells

    def _check(self, written: int) -> None:
        if written > self.most_characters:
            raise _RepeatedTooOftenError(written)

    def _paragraph(self, paragraph: Any) -> Iterator[str]:
        parts: list[str] = []
        beside: list[Any] = []
        _collect(paragraph, parts, beside, self.hidden_styles)
        lines = "".join(parts).split("\n")
        if text := "\n".join(filter(None, map(str.strip, lines))):
            yield text
        for element in beside:
            yield from self.blocks(element)

    def _comment(self, comment: Any) -> Iterator[str]:
        author = comment.findtext(_DC + "creator") or ""
        if text := "\n".join(self.inside(comment)):
            yield f"{author}: {text}" if author else text

    def _object(self, place: str) -> Iterator[str]:
        """Yield what an object in the document shows: an equation's signs, a sheet's rows, a chart's titles and names."""
        part = posixpath.normpath(posixpath.join(place, "content.xml"))
        if part not in self.archive.namelist():
            return
        root = parsed(self.archive.read(part))
        if root.tag == _MATH + "math":
            yield "".join(sign.text or "" for sign in root.iter(*_MATH_SIGNS)).strip()
        for table in root.iterfind(f"{OFFICE}body/{OFFICE}spreadsheet/{TABLE}table"):
            yield from self.blocks(table)
        if root.find(f".//{_CHART}chart") is None:
            return
        for paragraph in root.iter(TEXT + "p"):
            cell = next(paragraph.iterancestors(TABLE + "table-cell"), None)
            if cell is None or cell.get(OFFICE + "value-type") == "string":
                yield from self._paragraph(paragraph)


class _RepeatedTooOftenError(Exception):
    """Cells that a table repeats make more text than a document may have; its argument is the number of characters."""


def repeated(element: Any, what: str) -> int:
    """Return how often a table's row or cell stands there; ``what`` is rows or columns."""
    return max(1, int(element.get(f"{TABLE}number-{what}-repeated", 1)))


def convert_with(
    data: bytes,
    settings: ReaderSettings,
    kind: ZippedFormat,
    body: str,
    blocks_of: Callable[[OpenDocument], tuple[list[str], dict[str, str]]],
) -> list[Converted]:
    """Return the one document of a file: its blocks and metadata are those that ``blocks_of`` makes of the file's body.

    ``body`` is the name of the element that holds the text of this kind of file.

    Raises:
        ReadError: with TOO_LARGE if the package would unpack past the limits or its tables repeat too much, with
            ENCRYPTED if it needs a password, with CORRUPT if it is damaged.

    """
    check_archive(data, settings, kind)
    from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_password(archive, kind)
            properties = _properties(archive)
            root = _body(archive, body)
            hidden = styles_that(root, "text-properties", TEXT + "display", "none")
            blocks, metadata = blocks_of(OpenDocument(root, archive, settings.max_characters, hidden))
    except _RepeatedTooOftenError as error:
        raise too_long(error.args[0], settings) from error
    except (KeyError, ValueError, *DAMAGED, XMLSyntaxError) as error:
        raise ReadError(
            Outcome.CORRUPT,
            f"The {kind.name} is damaged ({damage(error)}).",
            f"Open it in {kind.program}, which can often repair it, and save it again as {kind.suffix}.",
        ) from error
    date, date_from = first_date(
        (stamp_date(properties.get(tag, "")), f"OpenDocument property {name}{GUESSED}")
        for tag, name in ((META + "creation-date", "creation-date"), (_DC + "date", "date"))
    )
    title = " ".join(properties.get(_DC + "title", "").split())
    return [Converted("\n\n".join(blocks), title, metadata, date=date, date_from=date_from)]


def styles_that(archive_body: Any, properties: str, attribute: str, value: str) -> set[str]:
    """Return the names of the styles of a file whose ``properties`` have an attribute with this value."""
    return {
        style.get(STYLE + "name", "")
        for style in archive_body.getroottree().iter(STYLE + "style")
        for found in style.iterfind(STYLE + properties)
        if found.get(attribute) == value
    }


def _check_password(archive: zipfile.ZipFile, kind: ZippedFormat) -> None:
    manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in archive.namelist() else b""
    if b"encryption-data" in manifest or "encrypted-package" in archive.namelist():
        raise ReadError(
            Outcome.ENCRYPTED,
            f"The {kind.name} opens only with a password.",
            "Save a copy without a password and read that.",
        )


def _body(archive: zipfile.ZipFile, name: str) -> Any:
    found = parsed(archive.read("content.xml")).find(f"{OFFICE}body/{OFFICE}{name}")
    if found is None:
        raise ValueError(f"it has no {name}")
    return found


def _properties(archive: zipfile.ZipFile) -> dict[str, str]:
    if "meta.xml" not in archive.namelist():
        return {}
    found: dict[str, str] = {}
    for meta in parsed(archive.read("meta.xml")).iter(OFFICE + "meta"):
        for element in meta:
            if isinstance(element.tag, str):
                found.setdefault(element.tag, (element.text or "").strip())
    return found


def _collect(element: Any, parts: list[str], beside: list[Any], hidden: Set[str]) -> None:
    """Collect the text of a paragraph, and what stands in it but apart from its text: notes, comments and frames."""
    parts.append(_blanks(element.text))
    for child in element:
        tag = child.tag
        if tag in _BESIDE:
            beside.append(child)
        elif tag == TEXT + "s":
            parts.append(" " * min(1_000, int(child.get(TEXT + "c", 1))))
        elif tag == TEXT + "tab":
            parts.append("\t")
        elif tag == TEXT + "line-break":
            parts.append("\n")
        elif isinstance(tag, str) and tag not in _LEFT_OUT and child.get(TEXT + "style-name") not in hidden:
            _collect(child, parts, beside, hidden)
        parts.append(_blanks(child.tail))


def _blanks(text: str | None) -> str:
    """Return text with each run of blanks and line ends as one blank, which is what it is in the XML of a paragraph."""
    return _BLANKS.sub(" ", text or "")
