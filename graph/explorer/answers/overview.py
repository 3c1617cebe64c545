"""What the page opens on: what there is, what is strongest, what is new."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from graph.explorer.answers.rows import document_row
from graph.questions.association import npmi, sentence_count
from graph.questions.briefs import entity_briefs, strongest_entities
from graph.questions.documents import list_documents
from graph.questions.neighbours import strongest_edges
from graph.questions.status import status
from graph.schema.values import is_value
from graph.stores.protocol import GraphStore

STRONGEST_OF_A_TYPE = 6
NEWEST = 6
EDGES = 8


def overview(store: GraphStore) -> dict[str, Any]:
    """Return counts, the strongest entities of each type, types of values last, the newest documents and the strongest edges."""
    found = status(store)
    edges = strongest_edges(store, EDGES)
    ends = entity_briefs(store, {end for edge in edges for end in (edge.a_id, edge.b_id)})
    sentences = sentence_count(store)
    _, newest = list_documents(store, limit=NEWEST)
    return {
        "counts": found.counts,
        "types": [
            {
                "type": type_name,
                "entities": count,
                "strongest": [
                    asdict(each) for each in strongest_entities(store, type_name, STRONGEST_OF_A_TYPE)
                ],
            }
            # A graph of reports holds more dates than anything else.
            for type_name, count in sorted(found.entities_by_type.items(), key=lambda each: is_value(each[0]))
        ],
        "newest": [document_row(each) for each in newest],
        "strongest_edges": [
            {
                "a": asdict(ends[edge.a_id]),
                "b": asdict(ends[edge.b_id]),
                "count": edge.count,
                "docs": edge.docs,
                "npmi": npmi(edge.count, ends[edge.a_id].windows, ends[edge.b_id].windows, sentences),
            }
            for edge in edges
        ],
    }
