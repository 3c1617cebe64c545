"""What is found by a text: entities by their names, documents by title or place, and sentences that hold it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from graph.contents.entity_types import find_types
from graph.explorer.answers.rows import document_row, sentence_row
from graph.questions.briefs import entity_briefs
from graph.questions.corpus import DatedDocument
from graph.questions.documents import list_documents
from graph.questions.entities import FoundEntity, Names, NamesOfType, StoredNames, find_among
from graph.questions.name_index import NameIndex
from graph.questions.search import NameHit
from graph.questions.search import search as search_names
from graph.questions.text_search import find_sentences
from graph.stores.protocol import GraphStore

SECONDS = 2.0
_SURE = {"id": 1.0, "knowledge base": 1.0, "name": 1.0, "alias": 0.98}
_LIKELY = {"prefix": 0.8, "part": 0.7, "similar": 0.6}


def search(
    store: GraphStore,
    text: str,
    *,
    limit: int,
    type_name: str,
    documents: Sequence[DatedDocument] | None,
    names: NameIndex | None = None,
) -> dict[str, Any]:
    """Return what a text finds; sentences and documents only where ``documents`` are given, the oldest first.

    ``names`` are looked through where they are given, else the store is.

    Raises:
        UnknownTypeError: The graph has no such type.

    """
    entities = _entities(store, names, text, limit + 1, type_name)
    answer: dict[str, Any] = {
        "entities": entities[:limit],
        "documents": [],
        "sentences": [],
        "more": {"entities": len(entities) > limit, "documents": False, "sentences": False},
        "note": "",
    }
    if documents is None or not text.strip():
        return answer
    total, listed = list_documents(store, text.strip(), limit=limit)
    answer["documents"] = [document_row(each) for each in listed]
    answer["more"]["documents"] = total > limit
    found = find_sentences(store, text, documents, limit=limit + 1, seconds=SECONDS)
    answer["sentences"] = [sentence_row(each) for each in found.sentences[:limit]]
    answer["more"]["sentences"] = len(found.sentences) > limit or not found.complete
    if not found.complete and len(found.sentences) <= limit:
        answer["note"] = (
            f"Sentences were searched for {SECONDS:g} s, the newest documents first: {found.documents:,} of "
            f"{len(documents):,} documents were seen."
        )
    return answer


def _entities(
    store: GraphStore, names: NameIndex | None, text: str, limit: int, type_name: str
) -> list[dict[str, Any]]:
    (type_name,) = find_types(store, [type_name]) if type_name else ("",)
    # Only the store knows the ids of entities that were merged.
    if names is None or text.strip().startswith("ent_"):
        by_words = search_names(store, text, limit, type_name=type_name or None)
        known: Names = StoredNames(store)
    else:
        by_words = names.search(text, limit, type_name=type_name)
        known = names
    named = find_among(NamesOfType(known, type_name) if type_name else known, text, limit)
    rows: dict[str, dict[str, Any]] = {}
    for found in [
        *(_named(each) for each in named if each.match in _SURE),
        *(_by_words(each) for each in by_words),
        *(_named(each) for each in named if each.match not in _SURE),
    ]:
        rows.setdefault(found["id"], found)
    # The names may be of a moment before.
    told = entity_briefs(store, list(rows)) if names else {}
    return [
        {**row, **asdict(told[each])} if names else row
        for each, row in rows.items()
        if names is None or each in told
    ][:limit]


def _named(found: FoundEntity) -> dict[str, Any]:
    score = _SURE.get(found.match, _LIKELY.get(found.match, 0.5))
    return _row(found, found.match, found.name, score)


def _by_words(found: NameHit) -> dict[str, Any]:
    return _row(found, "words", found.matched, found.score)


def _row(found: FoundEntity, match: str, matched: str, score: float) -> dict[str, Any]:
    told = asdict(found)
    return {
        **{key: told[key] for key in ("id", "name", "type", "windows", "docs", "hidden")},
        "match": match,
        "matched": matched,
        "score": score,
        "kb_ids": list(found.kb_ids),
    }
