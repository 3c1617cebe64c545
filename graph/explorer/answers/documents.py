"""Documents: the list of them, and one with every mention marked."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from graph.explorer.answers.rows import document_row
from graph.questions.briefs import current_id
from graph.questions.documents import list_documents, read_document
from graph.stores.protocol import GraphStore


def documents(store: GraphStore, *, text: str, entity: str, offset: int, limit: int) -> dict[str, Any]:
    """Return the documents that fit, the newest first, a page at a time.

    Raises:
        UnknownEntityError: They are to name what is no entity in use.

    """
    total, rows = list_documents(
        store, text, entity=current_id(store, entity) if entity else "", offset=offset, limit=limit
    )
    return {"total": total, "rows": [document_row(each) for each in rows]}


def document(store: GraphStore, document_id: str, at: int) -> dict[str, Any]:
    """Return a document's text around a place, with the mentions in it.

    Raises:
        UnknownEntityError: There is no such document.

    """
    found = read_document(store, document_id, at)
    return {
        **document_row(found.document),
        "media_type": found.media_type,
        "metadata": dict(found.metadata),
        "text": found.text,
        "text_start": found.text_start,
        "text_length": found.text_length,
        "marks": [asdict(mark) for mark in found.marks],
        "mentioned": [
            {**asdict(each.entity), "mentions": each.mentions, "first": each.first}
            for each in found.mentioned
        ],
    }
