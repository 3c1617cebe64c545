"""OpenDocument texts (.odt): every paragraph, list and table in the order of the document, then the notes."""

from __future__ import annotations

from extractors.readers.archive import ZippedFormat
from extractors.readers.conversion import Converted, Format, ReaderSettings
from extractors.readers.opendocument import OpenDocument, convert_with

_PACKAGE = ZippedFormat("OpenDocument text", ".odt", "a word processor")


def convert(data: bytes, settings: ReaderSettings) -> list[Converted]:
    """Return the document's text: paragraphs, list items and table rows with one blank line between two, then the notes.

    Headers, footers and comments are left out, insertions of tracked changes are in, deletions out.

    Raises:
        ReadError: see `convert_with`.

    """
    return convert_with(data, settings, _PACKAGE, "text", _blocks)


def _blocks(document: OpenDocument) -> tuple[list[str], dict[str, str]]:
    text = list(document.inside(document.body))
    return [*text, *document.notes], {}


FORMAT = Format("application/vnd.oasis.opendocument.text", (".odt",), convert)
