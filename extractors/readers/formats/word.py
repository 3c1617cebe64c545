"""Word documents (.docx): every paragraph and table in the order of the document.

python-docx opens the package; its own walk leaves out tables, content controls, text boxes and notes, so the elements
of WordprocessingML (ECMA-376, part 1, section 17) are walked here.
"""

from __future__ import annotations

import io
import zipfile
from functools import partial
from typing import Any

from extractors.documents import Outcome
from extractors.readers.archive import ZippedFormat, check_archive
from extractors.readers.conversion import Converted, Format, ReadError, ReaderSettings, RejectedPart, damage
from extractors.readers.core_properties import core_properties, made, title
from extractors.readers.drawings import Part
from extractors.readers.open_xml import as_expected
from extractors.readers.word.blocks import Blocks
from extractors.readers.word.chunks import chunk_text
from extractors.readers.word.styles import Styles, W
from extractors.readers.word.symbols import Signs

_PACKAGE = ZippedFormat("Word document", ".docx", "a word processor", old_suffix=".doc")
_NOTE_PARTS = ("/footnotes", "/endnotes")
_STYLES_PART = "/styles"
# What python-docx copies from its template into every document for which nobody sets another.
_TEMPLATE_STAMP = "2013-12-23T23:15:00Z"


def convert(data: bytes, settings: ReaderSettings) -> list[Converted | RejectedPart]:
    """Return the document's text: paragraphs and table rows with one blank line between two, then the notes.

    Rows are laid out as `extractors.readers.tables` does. Headers, footers, comments and hidden text are left out,
    insertions of tracked changes are in, deletions out. A file within the document that cannot be read is a rejected part.

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
        data = as_expected(data)
        document = docx.Document(io.BytesIO(data))
        properties = core_properties(data)
        date, date_from = made(properties, "Word", [_TEMPLATE_STAMP])
        parts = {
            relation.reltype: relation.target_part
            for relation in document.part.rels.values()
            if not relation.is_external
        }
        styles = next((part for kind, part in parts.items() if kind.endswith(_STYLES_PART)), None)
        signs = Signs()
        rejected: list[RejectedPart] = []
        chunk = partial(_chunk, document.part, rejected)
        read = Blocks(Styles(None if styles is None else parse_xml(styles.blob)), signs, chunk)
        blocks = read.of(_part(document.part, document.element.body))
        for kind, part in parts.items():
            if kind.endswith(_NOTE_PARTS):
                blocks.extend(read.of(_part(part, _notes(parse_xml(part.blob)))))
    except (KeyError, ValueError, zipfile.BadZipFile, PackageNotFoundError, XMLSyntaxError) as error:
        raise ReadError(
            Outcome.CORRUPT,
            f"The Word document is damaged ({damage(error)}).",
            "Open it in a word processor, which can often repair it, and save it again as .docx.",
        ) from error
    metadata = {"unknown_signs": unknown} if (unknown := signs.unknown()) else {}
    text = "\n\n".join(blocks)
    return [Converted(text, title(properties), metadata, date=date, date_from=date_from), *rejected]


def _chunk(document: Any, rejected: list[RejectedPart], relation_id: str) -> str:
    """Return the text of a file within the document; one that is not read is added to the rejected parts."""
    relation = document.rels.get(relation_id)
    if relation is None or relation.is_external:
        return ""
    part = relation.target_part
    name = str(part.partname).lstrip("/")
    try:
        text = chunk_text(part.content_type, part.blob)
    except ReadError as error:
        rejected.append(RejectedPart(name, error.outcome, error.reason, error.remedy))
        return ""
    if text is None:
        reason = f"This part of the document is another file ({part.content_type}), which only Word shows as its text."
        remedy = "Open the document in Word and save it again, which takes the text in."
        rejected.append(RejectedPart(name, Outcome.UNSUPPORTED, reason, remedy))
    return text or ""


def _notes(root: Any) -> Any:
    """Return the root of a part of notes less the lines that only separate notes from the page."""
    for note in list(root):
        if note.get(W + "type") is not None:
            root.remove(note)
    return root


def _part(part: Any, root: Any) -> Part:
    from docx.oxml import parse_xml

    def related(relation_id: str) -> Part | None:
        relation = part.rels.get(relation_id)
        if relation is None or relation.is_external:
            return None
        return _part(relation.target_part, parse_xml(relation.target_part.blob))

    return Part(root, related)


FORMAT = Format(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",), convert, version=2
)
