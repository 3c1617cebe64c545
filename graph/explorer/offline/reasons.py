"""Why names are one entity or two, worked out beforehand for an offline file: its page links nothing itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from graph.corrections.present import load_present
from graph.explorer.answers.decisions import decision_rows
from graph.explorer.answers.entity import kb_entries
from graph.explorer.answers.names import names_of, pair_of
from graph.stores.protocol import GraphStore
from graph.writing.planning import ResolutionPlan, plan
from linking.guidance import Guidance

MOST_NAMES = 2_000
MOST_PAIRS = 2_000
MOST_LOOKED_THROUGH = 5_000_000
"""For each pair all local entities of the graph are looked through: of a larger graph, of fewer pairs, which takes 10 s or so."""
MOST_LINKED = 20_000
"""A graph of more entities takes minutes to link, which whether decisions are followed and pairs are told from each other takes."""


def reasons(
    store: GraphStore, guidance: Guidance, columns: dict[str, Any], local_entities: int
) -> dict[str, Any]:
    """Return what is known of decisions, knowledge bases, names and pairs: of the strongest entities and edges in ``columns``."""
    entities, edges = columns["entities"], columns["edges"]
    ids: list[str] = entities["id"]
    small = len(ids) <= MOST_LINKED
    decided = bool(guidance.decisions.all)
    planned = plan(store, guidance) if decided and small else ResolutionPlan()
    strongest = sorted(range(len(ids)), key=lambda each: (-entities["windows"][each], each))[:MOST_NAMES]
    most = min(MOST_PAIRS, MOST_LOOKED_THROUGH // max(1, local_entities))
    heaviest = sorted(range(len(edges["a"])), key=lambda each: (-edges["count"][each], each))[:most]
    pairs = [(ids[edges["a"][each]], ids[edges["b"][each]]) for each in heaviest]
    bases = {
        entry["id"]: entry
        for held in entities["kb_ids"].values()
        for entry in kb_entries(held, guidance.knowledge_bases)
    }
    return {
        "kb": bases,
        "names": {ids[each]: names_of(store, guidance, ids[each]) for each in strongest},
        "pairs": dict(_pairs(store, guidance, pairs)) if small else {},
        "decisions": decision_rows(guidance.decisions, planned, slice(None)),
    }


def _pairs(
    store: GraphStore, guidance: Guidance, pairs: Sequence[tuple[str, str]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    present = load_present(store, guidance)
    for a, b in pairs:
        found = pair_of(store, present, guidance, a, b)
        yield f"{a}|{b}", {key: value for key, value in found.items() if key not in {"a", "b"}}
