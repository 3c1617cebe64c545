"""What a graph holds, counted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from graph.contents.entity_types import entities_by_type
from graph.stores.foreign import refuse_foreign
from graph.stores.protocol import GraphStore

# Where ``own`` is less, some of what was counted lacks what graphmill always writes.
COUNTS = {
    "documents": "MATCH (d:Document) RETURN count(d) AS n, count(d.contentHash) AS own",
    "chunks": "MATCH (c:Chunk) RETURN count(c) AS n, count(c.sentStarts) AS own",
    "local entities": "MATCH (l:LocalEntity) RETURN count(l) AS n, count(l.names) AS own",
    "entities": """
MATCH (e:Entity) WHERE coalesce(e.docs, 1) > 0
RETURN count(e) AS n, count(CASE WHEN e.docs IS NULL THEN null ELSE e.aliases END) AS own
""",
    "co-occurrence edges": "MATCH (:Entity)-[r:CO_OCCURS_WITH]->(:Entity) RETURN count(r) AS n",
    "mentions": "MATCH (:LocalEntity)-[m:MENTIONED_IN]->(:Chunk) RETURN sum(size(m.sents)) AS n",
    "sentences": "MATCH (d:Document) RETURN sum(d.windows) AS n",
}


@dataclass(frozen=True, slots=True)
class Status:
    """What the graph holds, and the number of entities by type, the most frequent first."""

    counts: dict[str, int]
    entities_by_type: dict[str, int]

    def totals(self) -> dict[str, int]:
        """Return the counts by the name of what was counted."""
        return dict(self.counts)

    def to_dict(self) -> dict[str, Any]:
        """Return the status as plain data."""
        return asdict(self)


def status(store: GraphStore) -> Status:
    """Count what the graph holds.

    Raises:
        ForeignDataError: The graph holds under graphmill's labels what graphmill did not write.

    """
    counts: dict[str, int] = {}
    for name, query in COUNTS.items():
        (row,) = store.stream(query)
        counts[name] = int(row["n"] or 0)
        if row.get("own", row["n"]) != row["n"]:
            refuse_foreign(store)
    return Status(counts, entities_by_type(store))
