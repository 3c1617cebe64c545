"""The text of a PDF's pages: printed lines, less their running heads, put in order and joined to paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.readers.pdf.heads import without_heads
from extractors.readers.pdf.layout import Block, arranged
from extractors.readers.pdf.lines import Line
from extractors.readers.pdf.paragraphs import paragraphs
from extractors.readers.pdf.words import Words, row_text


@dataclass(frozen=True, slots=True)
class PagesText:
    """The text of all pages, one blank line between two blocks, and the running heads and feet that it leaves out."""

    text: str
    running_heads: tuple[str, ...]


def pages_text(pages: Sequence[list[list[Line]]]) -> PagesText:
    """Return the text of the pages of a document, each given as its printed lines, which are lists of pieces."""
    rows, heads = without_heads(pages)
    items = [item for page in rows for item in arranged(page)]
    words = Words(item.text for item in items)
    blocks = [
        row_text(found.text)
        if isinstance(found, Block)
        else words.joined([line.text for line in found.lines])
        for found in paragraphs(items)
    ]
    return PagesText("\n\n".join(filter(None, blocks)), tuple(heads))
