"""From sentences and resolution to counts: what a document adds to the graph, and what a change of it changes.

A ledger is exactly what a document has added: for each entity the number of its sentences that hold the entity, for
each pair of entities the number that hold both. Changing a document adds the new ledger less the old one, so the graph's
counts are sums of ledgers at all times, in whatever order documents came and went.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from graph.schema.labels import edge_id

CROWD = 150
"""Most different entities whose pairs a sentence counts.

More are a list rather than a statement, and pairs grow with the square: a list of 5,000 names would make 12 million edges.
"""


@dataclass(frozen=True, slots=True)
class Ledger:
    """``entities``: sentences holding the entity; ``pairs``: sentences holding both ends, by edge id.

    ``crowded`` is the number of sentences with more than ``CROWD`` entities, whose pairs are not counted.
    """

    entities: Mapping[str, int] = field(default_factory=dict)
    pairs: Mapping[str, int] = field(default_factory=dict)
    crowded: int = 0

    def dumps(self) -> str:
        """Return the ledger as the JSON that a Document node keeps."""
        data = {"C": self.crowded, "E": dict(self.entities), "P": dict(self.pairs)}
        return json.dumps(data, sort_keys=True, separators=(",", ":"))

    @staticmethod
    def loads(text: str | None) -> Ledger:
        """Return the ledger of a Document node; a node without one has added nothing."""
        if not text:
            return Ledger()
        data = json.loads(text)
        return Ledger(data["E"], data["P"], data["C"])


@dataclass(frozen=True, slots=True)
class Delta:
    """Changes by entity id and by edge id: of sentences (``windows``, ``count``) and of documents (``docs``)."""

    windows: Mapping[str, int]
    entity_docs: Mapping[str, int]
    counts: Mapping[str, int]
    edge_docs: Mapping[str, int]


def ledger_of(sentences: Mapping[str, Iterable[int]], entity_of: Mapping[str, str]) -> Ledger:
    """Count a document: ``sentences`` holds the sentence numbers of each local entity, ``entity_of`` its entity.

    Two local entities of one entity in one sentence count once.
    """
    holders: dict[int, set[str]] = {}
    for local, numbers in sentences.items():
        entity = entity_of[local]
        for number in numbers:
            holders.setdefault(number, set()).add(entity)
    entities: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    crowded = 0
    for held in holders.values():
        entities.update(held)
        if len(held) > CROWD:
            crowded += 1
        else:
            pairs.update(edge_id(a, b) for a, b in combinations(sorted(held), 2))
    return Ledger(dict(entities), dict(pairs), crowded)


def chunk_counts(
    sentences: Mapping[tuple[str, str], Iterable[int]], entity_of: Mapping[str, str]
) -> dict[tuple[str, str], int]:
    """Return the number of sentences by (entity, chunk), from the sentence numbers by (local entity, chunk)."""
    numbers: dict[tuple[str, str], set[int]] = {}
    for (local, chunk), held in sentences.items():
        numbers.setdefault((entity_of[local], chunk), set()).update(held)
    return {key: len(held) for key, held in numbers.items()}


def delta_of(changes: Iterable[tuple[Ledger, Ledger]]) -> Delta:
    """Return what changes when each document's old ledger gives way to its new one; what stays equal is left out."""
    windows: Counter[str] = Counter()
    entity_docs: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    edge_docs: Counter[str] = Counter()
    for old, new in changes:
        for sign, ledger in ((-1, old), (1, new)):
            for key, n in ledger.entities.items():
                windows[key] += sign * n
                entity_docs[key] += sign
            for key, n in ledger.pairs.items():
                counts[key] += sign * n
                edge_docs[key] += sign
    entities = sorted(key for key in windows if windows[key] or entity_docs[key])
    edges = sorted(key for key in counts if counts[key] or edge_docs[key])
    return Delta(
        {key: windows[key] for key in entities},
        {key: entity_docs[key] for key in entities},
        {key: counts[key] for key in edges},
        {key: edge_docs[key] for key in edges},
    )
