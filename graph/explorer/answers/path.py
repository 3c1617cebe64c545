"""How two entities hang together, with the evidence of each step."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from graph.explorer.answers.rows import sentence_row
from graph.questions.association import npmi, sentence_count
from graph.questions.briefs import current_id
from graph.questions.evidence_pages import evidence_page
from graph.questions.paths import find_path
from graph.stores.protocol import GraphStore

SENTENCES = 3


def path(store: GraphStore, a: str, b: str, avoid: Collection[str]) -> dict[str, Any]:
    """Return a shortest path; ``avoid`` are types, or ids of entities, that it must not lead over.

    Raises:
        UnknownEntityError: An end is no entity in use.

    """
    entities = {each for each in avoid if each.startswith("ent_")}
    found = find_path(
        store,
        current_id(store, a),
        current_id(store, b),
        avoid_types=set(avoid) - entities,
        avoid=entities,
    )
    sentences = sentence_count(store)
    return {
        "steps": [
            {
                "a": asdict(step.a),
                "b": asdict(step.b),
                "count": step.count,
                "docs": step.docs,
                "npmi": npmi(step.count, step.a.windows, step.b.windows, sentences),
                "sentences": [
                    sentence_row(each)
                    for each in evidence_page(store, [step.a.id, step.b.id], limit=SENTENCES).sentences
                ],
            }
            for step in found.steps
        ],
        "message": found.message,
    }
