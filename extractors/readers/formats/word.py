"""Word documents (.docx): every paragraph and table in the order of the document.

python-docx opens the package; its own walk leaves out tables, content controls, text boxes and notes, so the elements
of WordprocessingML (ECMA-376, part 1, section 17) are walked here.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from extractors.documents import Outcome
from extractors.readers.archive import ZippedFormat, check_archive
from extractors.readers.conversion import Converted, Format, ReadError, ReaderSettings
from extractors.readers.core_properties import core_properties, made, title

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PACKAGE = ZippedFormat("Word document", ".docx", "a word processor", old_suffix=".doc")
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Deleted text of tracked changes, field codes, and the second copy of what newer and older programs show differently.
_LEFT_OUT = frozenset([_W + "del", _W + "moveFrom", _W + "instrText", _W + "delText", _FALLBACK])
_NOTE_PARTS = ("/footnotes", "/endnotes")
# What python-docx copies from its template into every document for which nobody sets another.
_TEMPLATE_STAMP = "2013-12-23T23:15:00Z"


def convert(data: bytes, settings: ReaderSettings) -> list[Converted]:
    """Return the document's text: paragraphs and table rows with one blank line between two, then the notes.

    The cells of a row are put apart by " | ". Headers, footers and comments are left out, insertions of tracked
    changes are in, deletions out.

    Raises:
        ReadError: with TOO_LARGE if the package would unpack past the limits, with ENCRYPTED if it needs a password,
            with UNSUPPORTED if it is an old .doc, with CORRUPT if it is damaged.

    """
    check_archive(data, settings, _PACKAGE)
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.oxml import parse_xml
    from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]

    try:
        document = docx.Document(io.BytesIO(data))
        properties = core_properties(data)
        date, date_from = made(properties, "Word", [_TEMPLATE_STAMP])
        blocks = list(_blocks(document.element.body))
        for relation in document.part.rels.values():
            if relation.reltype.endswith(_NOTE_PARTS) and not relation.is_external:
                for note in parse_xml(relation.target_part.blob):
                    if (
                        note.get(_W + "type") is None
                    ):  # the others are lines that separate notes from the page
                        blocks.extend(_blocks(note))
    except (KeyError, ValueError, zipfile.BadZipFile, PackageNotFoundError, XMLSyntaxError) as error:
        raise ReadError(
            Outcome.CORRUPT,
            f"The Word document is damaged ({type(error).__name__}: {str(error)[:200]}).",
            "Open it in a word processor, which can often repair it, and save it again as .docx.",
        ) from error
    return [Converted("\n\n".join(blocks), title(properties), date=date, date_from=date_from)]


def _blocks(parent: Any) -> Iterator[str]:
    for element in parent:
        if element.tag == _W + "p":
            yield from _paragraph(element)
        elif element.tag == _W + "tr":
            cells = (" ".join(_blocks(cell)) for cell in element.iter(_W + "tc") if _row_of(cell) is element)
            row = " | ".join(filter(None, cells))
            if row:
                yield row
        elif isinstance(element.tag, str) and element.tag not in _LEFT_OUT:
            yield from _blocks(element)


def _row_of(cell: Any) -> Any:
    return next(cell.iterancestors(_W + "tr"))


def _paragraph(paragraph: Any) -> Iterator[str]:
    parts: list[str] = []
    boxes: list[Any] = []
    _collect(paragraph, parts, boxes)
    text = "".join(parts).strip()
    if text:
        yield text
    for box in boxes:
        yield from _blocks(box)


def _collect(parent: Any, parts: list[str], boxes: list[Any]) -> None:
    for element in parent:
        tag = element.tag
        if tag == _W + "t":
            parts.append(element.text or "")
        elif tag == _W + "txbxContent":
            boxes.append(element)
        elif isinstance(tag, str) and tag not in _LEFT_OUT:
            # A tab inside the properties of a paragraph is a tab stop, no sign.
            if tag.startswith(_W) and tag[len(_W) :] in _SIGNS and parent.tag == _W + "r":
                parts.append(_SIGNS[tag[len(_W) :]])
            else:
                _collect(element, parts, boxes)


FORMAT = Format(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",), convert
)
