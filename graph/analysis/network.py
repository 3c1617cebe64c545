"""The co-occurrence graph as a network in memory: entities in use that nobody hid, and the edges between them.

Entities are numbered from 0 in an order made from what they are (name, type, aliases, counts), not from when they came
into the graph. So graphs that are the same up to entity ids give the same network, and every measure that depends on an
order gives the same figures, as long as no two entities are alike in all of that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import lcm
from operator import itemgetter
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from graph.analysis.settings import AnalysisSettings
from graph.contents import readings
from graph.contents.entity_types import match_type
from graph.errors import GraphChangedError
from graph.questions.association import npmi, sentence_count
from graph.schema.labels import edge_id
from graph.schema.values import is_value
from graph.stores.foreign import owned
from graph.stores.protocol import GraphStore, Row

Numbers = NDArray[np.int64]
Reals = NDArray[np.float64]

READ_NETWORK_ENTITIES = """
MATCH (e:Entity)
WHERE e.docs > 0 AND NOT coalesce(e.hidden, false)
RETURN e.id AS id, e.name AS name, e.type AS type, e.aliases AS aliases, e.windows AS windows, e.docs AS docs
"""
READ_REVISIONS = """
MATCH (d:Document) RETURN d.id AS id, d.version AS version, d.rev AS rev, d.ingestedAt AS ingestedAt
"""
COUNT_DOCUMENTS = """
MATCH (d:Document) RETURN count(d) AS n
"""
_UNIT_LENGTH = lcm(*range(1, 21))
"""Length of an edge of weight 1. Weights up to 20 divide it, so that sums of their lengths are exact."""
_LEAST_WEIGHT = 1e-4
"""NPMI comes as near to zero as it likes; lengths must not grow beyond what sums of them can hold."""


@dataclass(frozen=True, slots=True)
class NetworkEntity:
    """An entity of the network; ``windows`` are the sentences that name it, ``docs`` the documents."""

    id: str
    name: str
    type: str
    windows: int
    docs: int


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Entities by number, and edges in columns: ``a`` and ``b`` are the numbers of an edge's ends, ``a < b``.

    ``count`` and ``docs`` are the sentences and documents that an edge stands for, ``npmi`` their normalised pointwise
    mutual information (-1 to 1), ``weight`` what the settings choose of them. ``fingerprint`` names the state of the graph
    that was read, ``documents`` its number of documents; ``edges_left_out`` were below the least count or documents, or
    at or below zero as NPMI.
    """

    entities: tuple[NetworkEntity, ...]
    a: Numbers
    b: Numbers
    count: Numbers
    docs: Numbers
    npmi: Reals
    weight: Reals
    edges_left_out: int = 0
    documents: int = 0
    fingerprint: str = ""

    @property
    def strength(self) -> Reals:
        """The sum of the weights of each entity's edges."""
        size = len(self.entities)
        found = np.zeros(size, dtype=np.float64)
        for end in (self.a, self.b):
            found += np.bincount(end, self.weight, size)
        return found

    @property
    def degree(self) -> Numbers:
        """The number of each entity's edges."""
        size = len(self.entities)
        found: Numbers = np.bincount(self.a, minlength=size)
        found += np.bincount(self.b, minlength=size)
        return found

    def edge_ids(self) -> list[str]:
        """Return the id that each edge has in the graph."""
        ids = [entity.id for entity in self.entities]
        return [edge_id(ids[a], ids[b]) for a, b in zip(self.a.tolist(), self.b.tolist(), strict=True)]

    @property
    def length(self) -> Numbers:
        """The inverse of each weight, in whole numbers.

        Sums of whole numbers do not depend on their order, which sums of fractions do, and with them which of two paths
        is the shorter.
        """
        inverse = _UNIT_LENGTH / np.maximum(self.weight, _LEAST_WEIGHT)
        return np.maximum(1, np.rint(inverse)).astype(np.int64)

    def graph(self) -> Any:
        """Return the network as a ``networkx.Graph`` of numbers, whose edges have a ``weight``."""
        found = nx.Graph()
        found.add_nodes_from(range(len(self.entities)))
        found.add_weighted_edges_from(
            zip(self.a.tolist(), self.b.tolist(), self.weight.tolist(), strict=True)
        )
        return found


def load_network(store: GraphStore, settings: AnalysisSettings) -> Network:
    """Read the network from the graph; no lease is taken, so that who may only read can do it too.

    Raises:
        ForeignDataError: The graph holds under graphmill's labels what graphmill did not write.
        GraphChangedError: A writer changed the graph while it was read.
        UnknownTypeError: The settings name a type that no entity of the graph has, or a name that may be any of several.

    """
    before = graph_fingerprint(store)
    entities = list(owned(store, "Entity", store.stream(READ_NETWORK_ENTITIES)))
    edges = owned(store, "CO_OCCURS_WITH", store.stream(readings.READ_EDGES))
    network = build_network(
        entities,
        edges,
        settings,
        sentences=sentence_count(store),
        documents=next(iter(store.stream(COUNT_DOCUMENTS)))["n"],
        fingerprint=before,
    )
    if graph_fingerprint(store) != before:
        raise GraphChangedError(
            "The graph was being changed while it was read: wait until the other run is done and analyse again."
        )
    return network


def build_network(
    entities: Iterable[Row],
    edges: Iterable[Row],
    settings: AnalysisSettings,
    *,
    sentences: int,
    documents: int = 0,
    fingerprint: str = "",
) -> Network:
    """Return the network of entities and edges in any order; edges to entities that are not given are left out.

    ``sentences`` is the number of sentences of all documents, which NPMI is measured against.

    Raises:
        UnknownTypeError: The settings name a type that none of the entities has, or a name that may be any of several.

    """
    rows = list(entities)
    there = {row["type"] for row in rows}
    types = {match_type(name, there) for name in settings.types} if there else set()
    # A day joins whatever happened on it: values are taken only if their types are named.
    types = types or {name for name in there if not is_value(name)}
    taken = sorted((row for row in rows if not types or row["type"] in types), key=_identity)
    number = {row["id"]: place for place, row in enumerate(taken)}
    found: list[tuple[int, int, int, int, float, float]] = []
    left_out = 0
    for edge in edges:
        a, b = number.get(edge["a"]), number.get(edge["b"])
        if a is None or b is None:
            continue
        a, b = min(a, b), max(a, b)
        share = npmi(edge["count"], taken[a]["windows"], taken[b]["windows"], sentences)
        weight = share if settings.weight == "npmi" else float(edge["count"])
        if edge["count"] < settings.least_count or edge["docs"] < settings.least_docs or weight <= 0:
            left_out += 1
            continue
        found.append((a, b, edge["count"], edge["docs"], share, weight))
    found.sort()
    columns: Sequence[tuple[Any, ...]] = list(zip(*found, strict=True)) or [()] * 6
    return Network(
        entities=tuple(
            NetworkEntity(row["id"], row["name"], row["type"], row["windows"], row["docs"]) for row in taken
        ),
        a=np.array(columns[0], dtype=np.int64),
        b=np.array(columns[1], dtype=np.int64),
        count=np.array(columns[2], dtype=np.int64),
        docs=np.array(columns[3], dtype=np.int64),
        npmi=np.array(columns[4], dtype=np.float64),
        weight=np.array(columns[5], dtype=np.float64),
        edges_left_out=left_out,
        documents=documents,
        fingerprint=fingerprint,
    )


def graph_fingerprint(store: GraphStore) -> str:
    """Return a name for the state of the graph: it changes with every document, link and decision that is written.

    It is made from the version, revision and date of every document and from the rules, decisions and knowledge bases that the
    graph is linked by; entities and edges are not read. The date tells a document that was forgotten and brought back, whose
    edges are new.
    """
    digest = hashlib.sha256()
    for row in store.stream(readings.READ_STATE):
        digest.update(f"{row['pending']}|{row['linking']}|{row['clustering']}\n".encode())
    for row in sorted(owned(store, "Document", store.stream(READ_REVISIONS)), key=itemgetter("id")):
        digest.update(f"{row['id']}|{row['version']}|{row['rev']}|{row['ingestedAt']}\n".encode())
    return digest.hexdigest()[:32]


def _identity(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["name"], row["type"], sorted(row["aliases"]), row["windows"], row["docs"], row["id"]
