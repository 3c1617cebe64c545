"""The graph of the comparison: some 200 nodes and 600 relationships of graphmill's schema, the same on every machine.

It has what queries stumble over: a document of many chunks, homonyms, entities without neighbours, an entity out of use,
properties that only some nodes have, and empty lists.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from graph.contents.records import LinkRecord, NodeRecord
from graph.schema.chunks import chunk_id
from graph.schema.labels import LINK_KINDS, OWN_LABELS, edge_id, name_key, node_label
from graph.stores.protocol import GraphStore, WriteTransaction

CHUNKS = (53, 8, 6, 4, 3, 3, 2, 2, 1, 1, 1, 0)
"""Chunks of each document."""
NAMES = {
    "person": "Mara Lindqvist, mara lindqvist, Jordan, Ada Keller, Edmund Harrowgate, Jürgen Müller, Grace Hopper, Hugo Ball, "
    "Ines Almeida, Karin Haddad, Luca Taut, Élise Petrov, O'Neill, Bruno Shafak, Clara Schumann",
    "organization": "Northwind Traders, Globex, Initech, Acme Corporation, Harbour Board, Rijkswaterstaat, Vandelay Industries",
    "location": "Jordan, Lisbon, Osaka, Sundvåg, Quito, Tallinn, Łódź, Globex, Berlin, Cusco, Nairobi",
    "event": "Flood of 1953, Barrage Opening, Regatta",
}
"""The names of entities by type; some are those of two."""
LONERS = 6
"""So many entities have no neighbours."""


@dataclass(frozen=True, slots=True)
class SampleGraph:
    """Nodes by label and relationships by type."""

    nodes: Mapping[str, tuple[NodeRecord, ...]]
    links: Mapping[str, tuple[LinkRecord, ...]]

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that change with whatever the graph holds."""
        told = json.dumps(
            [
                {kind: [each.properties for each in held] for kind, held in self.nodes.items()},
                {
                    kind: [(each.a, each.b, each.properties) for each in held]
                    for kind, held in self.links.items()
                },
            ],
            sort_keys=True,
        )
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def values(self, kind: str, name: str) -> list[Any]:
        """Return the values that a property has on the nodes of a label or relationships of a type, each once."""
        held: Sequence[NodeRecord | LinkRecord] = self.nodes.get(kind) or self.links.get(kind) or ()
        found = {json.dumps(each.properties[name]) for each in held if name in each.properties}
        return [json.loads(value) for value in sorted(found)]


@cache
def sample_graph() -> SampleGraph:
    """Return the graph of the comparison."""
    return _Maker().made()


def write(graph: SampleGraph, store: GraphStore) -> None:
    """Write the graph into an empty store whose schema is there, and take away the store's own bookkeeping.

    Without it the stores hold the same nodes, which a query without labels would tell apart otherwise.
    """
    for label, nodes in graph.nodes.items():
        labels = sorted({other for node in nodes for other in node.labels})
        keys = sorted({key for node in nodes for key in node.properties} - {"id"})
        rows = [node.properties for node in nodes]
        create = f"UNWIND $rows AS row CREATE (n:{label} {{id: row.id}}) SET {_setting('n', keys)}"
        store.write(lambda transaction, text=create, rows=rows: transaction.run(text, {"rows": rows}))  # type: ignore[misc]
        for other in labels:
            bearers = [{"id": node.id} for node in nodes if other in node.labels]
            text = f"UNWIND $rows AS row MATCH (n:{label} {{id: row.id}}) SET n:{other}"
            store.write(lambda transaction, text=text, rows=bearers: transaction.run(text, {"rows": rows}))  # type: ignore[misc]
    for kind in LINK_KINDS:
        links = graph.links[kind.type]
        keys = sorted({key for link in links for key in link.properties})
        rows = [{"from-id": link.a, "to-id": link.b, **link.properties} for link in links]
        text = (
            f"UNWIND $rows AS row MATCH (a:{kind.start} {{id: row.`from-id`}}) MATCH (b:{kind.end} {{id: row.`to-id`}}) "
            f"CREATE (a)-[r:{kind.type}]->(b)" + (f" SET {_setting('r', keys)}" if keys else "")
        )
        store.write(lambda transaction, text=text, rows=rows: transaction.run(text, {"rows": rows}))  # type: ignore[misc]

    def forget(transaction: WriteTransaction) -> None:
        for label in OWN_LABELS:
            transaction.run(f"MATCH (n:{label}) DETACH DELETE n", {})

    store.write(forget)


def _setting(name: str, keys: Sequence[str]) -> str:
    return ", ".join(f"{name}.`{key}` = row.`{key}`" for key in keys)


class _Maker:
    """Makes the graph from a fixed seed, layer by layer."""

    def __init__(self) -> None:
        self.draw = random.Random(20240531)  # noqa: S311
        self.nodes: dict[str, list[NodeRecord]] = {
            label: [] for label in ("Document", "Chunk", "LocalEntity", "Entity", "GraphmillState")
        }
        self.links: dict[str, list[LinkRecord]] = {kind.type: [] for kind in LINK_KINDS}

    def made(self) -> SampleGraph:
        self.documents()
        self.entities()
        self.mentions()
        self.edges()
        self.node("GraphmillState", {"id": "state", "sentences": 131, "pending": False})
        return SampleGraph(
            {label: tuple(held) for label, held in self.nodes.items()},
            {kind: tuple(held) for kind, held in self.links.items()},
        )

    def node(self, label: str, properties: Mapping[str, Any], labels: Sequence[str] = ()) -> None:
        kept = {key: value for key, value in properties.items() if value is not None}
        self.nodes[label].append(NodeRecord(kept["id"], tuple(sorted(labels)), kept))

    def link(self, kind: str, a: str, b: str, properties: Mapping[str, Any]) -> None:
        kept = {key: value for key, value in properties.items() if value is not None}
        self.links[kind].append(LinkRecord(a, b, kept))

    def some(self, value: Any, share: float) -> Any:
        return value if self.draw.random() < share else None

    def documents(self) -> None:
        for number, chunks in enumerate(CHUNKS):
            document, version = f"doc_{number:02d}", f"{self.draw.randrange(16**8):08x}"
            self.node(
                "Document",
                {
                    "id": document,
                    "uri": f"corpus/{self.draw.choice(('letters', 'reports'))}/{number}.txt",
                    "title": self.draw.choice(("Barrage report", "Letter home", f"Minutes {number}")),
                    "mediaType": self.some(self.draw.choice(("text/plain", "text/html")), 0.8),
                    "date": self.some(self.draw.choice(("2023", "2024-03", "2024-05-31")), 0.6),
                    "dateFrom": self.some("field date", 0.5),
                    "firstUri": self.some(f"old/{number}.txt", 0.2),
                    "version": version,
                    "characters": chunks * 120,
                    "windows": chunks * 2,
                    "rev": self.draw.randint(1, 3),
                    "ingestedAt": f"2026-0{self.draw.randint(1, 3)}-01T10:00:00+00:00",
                },
            )
            before = ""
            for index in range(chunks):
                chunk = chunk_id(document, version, index)
                start = index * 120
                self.node(
                    "Chunk",
                    {
                        "id": chunk,
                        "docId": document,
                        "version": version,
                        "index": index,
                        "text": f"Item {index} says that {self.draw.choice(('Mara', 'Globex', 'Łódź'))} was there. So it was.",
                        "start": start,
                        "end": start + 120,
                        "firstSentence": index * 2,
                        "sentStarts": [start, start + 80],
                        "sentEnds": [start + 79, start + 120],
                    },
                )
                self.link("FROM_DOCUMENT", chunk, document, {})
                if before:
                    self.link("NEXT_CHUNK", before, chunk, {})
                before = chunk

    def entities(self) -> None:
        told = [(name, type_name) for type_name, names in NAMES.items() for name in names.split(", ")]
        self.draw.shuffle(told)
        for number, (name, type_name) in enumerate(told):
            analysed = self.draw.random() < 0.7
            aliases = [name] + ([name.split()[-1]] if " " in name and self.draw.random() < 0.7 else [])
            used = self.draw.random() < 0.95
            self.node(
                "Entity",
                {
                    "id": f"ent_{number:02d}",
                    "name": name,
                    "nameKey": name_key(name),
                    "type": type_name,
                    "aliases": aliases,
                    "kbIds": self.draw.choice(
                        ([], [], None, [f"places:Q{number}"], [f"people:{number}", f"places:Q{number}"])
                    ),
                    "windows": self.draw.randint(1, 30) if used else 0,
                    "docs": self.draw.randint(1, 5) if used else 0,
                    "hidden": self.draw.choice((True, False, False, None)),
                    "mergedInto": None if used else "ent_00",
                    "community": self.draw.randint(0, 3) if analysed else None,
                    "pageRank": round(self.draw.random(), 4) if analysed else None,
                    "coreNumber": self.draw.randint(1, 4) if analysed else None,
                },
                ("__Entity__", node_label(type_name)),
            )

    def mentions(self) -> None:
        chunks, entities = self.nodes["Chunk"], self.nodes["Entity"]
        weights = [1 / (1 + rank) ** 0.7 for rank in range(len(entities))]
        local: dict[tuple[str, str], str] = {}
        for chunk in chunks:
            told = self.draw.choices(entities, weights, k=self.draw.choice((0, 1, 2, 2, 3)))
            for entity in {each.id: each for each in told}.values():
                document = chunk.properties["docId"]
                key = (document, entity.id)
                if key not in local:
                    self.local(local, key, entity, chunk.properties["version"])
                count = self.draw.choice((1, 1, 2))
                sentences = sorted(self.draw.sample(range(2), count))
                first = chunk.properties["firstSentence"]
                starts = [chunk.properties["start"] + self.draw.randint(0, 60) for _ in range(count)]
                self.link(
                    "MENTIONED_IN",
                    local[key],
                    chunk.id,
                    {
                        "docId": document,
                        "sents": [first + each for each in sentences],
                        "startOffsets": starts,
                        "endOffsets": [start + len(entity.properties["name"]) for start in starts],
                        "types": [entity.properties["type"]] * count,
                        "scores": [self.draw.choice((0.5, 0.875, 0.9375)) for _ in range(count)],
                        "rules": ["same name"] * count,
                        "ruleScores": [self.draw.choice((0.75, 1.0)) for _ in range(count)],
                    },
                )
                self.link("FROM_CHUNK", entity.id, chunk.id, {"docId": document, "n": count})

    def local(
        self, known: dict[tuple[str, str], str], key: tuple[str, str], entity: NodeRecord, version: str
    ) -> None:
        document, _ = key
        known[key] = f"{document}:{version}:loc{len(known)}"
        self.node(
            "LocalEntity",
            {
                "id": known[key],
                "docId": document,
                "version": version,
                "name": entity.properties["name"],
                "names": entity.properties["aliases"],
                "type": entity.properties["type"],
                "start": self.draw.randint(0, 3_000),
            },
        )
        rule = self.draw.choice(("same name", "short name", "knowledge base"))
        self.link(
            "RESOLVES_TO", known[key], entity.id, {"rule": rule, "score": self.draw.choice((0.5, 0.75, 1.0))}
        )

    def edges(self) -> None:
        linked = [entity.id for entity in self.nodes["Entity"]][:-LONERS]
        pairs: set[tuple[str, str]] = set()
        weights = [1 / (1 + rank) ** 0.5 for rank in range(len(linked))]
        while len(pairs) < 130:
            a, b = sorted(self.draw.choices(linked, weights, k=2))
            if a != b:
                pairs.add((a, b))
        for a, b in sorted(pairs):
            count = self.draw.choice((1, 1, 1, 2, 3, 5, 8))
            told = {"id": edge_id(a, b), "count": count, "docs": min(count, self.draw.randint(1, 3))}
            self.link(
                "CO_OCCURS_WITH", a, b, told | {"disparity": self.some(round(self.draw.random(), 3), 0.6)}
            )
