"""What a file really is, by its first bytes and, in a zip archive, by what the archive says of itself."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.documents import Outcome
from extractors.readers.archive import DAMAGED
from extractors.readers.conversion import ReadError


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: what a file of it is called, its suffix, and to which suffix to save it where ``suffix`` has no reader."""

    name: str
    suffix: str
    save_as: str = ""


_WORD = FileKind("a Word document", ".docx")
_WORKBOOK = FileKind("an Excel workbook", ".xlsx")
_SLIDES = FileKind("a PowerPoint presentation", ".pptx")
_BOOK = FileKind("an EPUB book", ".epub")
_OPENDOCUMENT = "application/vnd.oasis.opendocument."
# By the media type of the package's main part ([Content_Types].xml), or of the whole package (mimetype).
_BY_MEDIA_TYPE = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": _WORD,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml": FileKind(
        "a Word template", ".dotx", ".docx"
    ),
    "application/vnd.ms-word.document.macroEnabled.main+xml": FileKind(
        "a Word document with macros", ".docm", ".docx"
    ),
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml": FileKind(
        "a Word template with macros", ".dotm", ".docx"
    ),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": _WORKBOOK,
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": FileKind(
        "an Excel workbook with macros", ".xlsm"
    ),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": FileKind(
        "an Excel template", ".xltx", ".xlsx"
    ),
    "application/vnd.ms-excel.sheet.binary.macroEnabled.main": FileKind(
        "a binary Excel workbook", ".xlsb", ".xlsx"
    ),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": _SLIDES,
    "application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml": FileKind(
        "a PowerPoint show", ".ppsx", ".pptx"
    ),
    "application/vnd.openxmlformats-officedocument.presentationml.template.main+xml": FileKind(
        "a PowerPoint template", ".potx", ".pptx"
    ),
    "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml": FileKind(
        "a PowerPoint presentation with macros", ".pptm", ".pptx"
    ),
    "application/epub+zip": _BOOK,
    _OPENDOCUMENT + "text": FileKind("an OpenDocument text", ".odt"),
    _OPENDOCUMENT + "spreadsheet": FileKind("an OpenDocument sheet", ".ods"),
    _OPENDOCUMENT + "presentation": FileKind("an OpenDocument presentation", ".odp"),
    _OPENDOCUMENT + "text-template": FileKind("an OpenDocument text template", ".ott", ".odt"),
    _OPENDOCUMENT + "graphics": FileKind("an OpenDocument drawing", ".odg", ".pdf"),
}
_PDF = FileKind("a PDF", ".pdf")
_RICH_TEXT = FileKind("an RTF document", ".rtf")
_WEB_PAGE = FileKind("a web page", ".html")
_WEB_PAGE_BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype\s+html\b|<html\b)",
    re.IGNORECASE | re.DOTALL,
)
# Programs that read PDF look for its mark this far.
_PDF_WITHIN = 1024
_PAGE_WITHIN = 4096
_MAIN_PART = re.compile(rb'\bContentType="([^"]+)"')
# What names the kind of a package is never longer.
_MOST_OF_A_PART = 1_000_000


def kind_of(data: bytes) -> FileKind | None:
    """Return the kind of a file by its bytes, None if it is none of those that can be told."""
    if data.startswith(b"PK"):
        return _zipped_kind(data)
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return _PDF
    if data.lstrip().startswith(b"{\\rtf"):
        return _RICH_TEXT
    return _WEB_PAGE if _WEB_PAGE_BEGINS.match(data[:_PAGE_WITHIN]) else None


def misnamed(data: bytes, name: str, suffixes: Sequence[str]) -> ReadError | None:
    """Return the refusal of a file called ``name`` that was read as a format with these suffixes, and is another.

    None if its kind is not known, or is one of that format.
    """
    kind = kind_of(data)
    if kind is None or kind.suffix in suffixes:
        return None
    file = name.rpartition("/")[2]
    stem, dot, ending = file.rpartition(".")
    suffix = f".{ending}" if dot and stem else ""
    reason = f"It is {kind.name}, not what its suffix {suffix} says." if suffix else f"It is {kind.name}."
    if kind.save_as:
        remedy = f"Open it in the program it belongs to and save it as {kind.save_as}."
    else:
        remedy = f"Rename it to {stem if suffix else file}{kind.suffix}."
    return ReadError(Outcome.CORRUPT, reason, remedy)


def _zipped_kind(data: bytes) -> FileKind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = {entry.filename: entry for entry in archive.infolist()}
            said = {
                name: archive.read(entry)
                for name in ("mimetype", "[Content_Types].xml")
                if (entry := entries.get(name)) is not None and entry.file_size <= _MOST_OF_A_PART
            }
    except (*DAMAGED, ValueError, RuntimeError, OSError):
        return None
    types = [said.get("mimetype", b"").strip(), *_MAIN_PART.findall(said.get("[Content_Types].xml", b""))]
    found = (_BY_MEDIA_TYPE.get(each.decode("ascii", "replace")) for each in types)
    kind = next((kind for kind in found if kind is not None), None)
    # Some books do not say what they are, but all name their package here.
    return _BOOK if kind is None and "META-INF/container.xml" in entries else kind
