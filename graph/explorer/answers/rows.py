"""Rows that several answers hold."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from graph.questions.documents import DocumentBrief
from graph.questions.evidence_pages import DatedSentence


def sentence_row(found: DatedSentence) -> dict[str, Any]:
    """Return a sentence as the page takes it."""
    sentence = found.sentence
    return {
        "document_id": sentence.document_id,
        "uri": sentence.uri,
        "title": sentence.title,
        "date": found.date,
        "start": sentence.start,
        "end": sentence.end,
        "text": sentence.text,
        "spans": [list(span) for span in sentence.spans],
    }


def document_row(found: DocumentBrief) -> dict[str, Any]:
    """Return a document as the page takes it."""
    return asdict(found)
