"""The graphs that the table of queries is asked of: the same on every store and in every run."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from graph.stores.protocol import GraphStore, WriteTransaction
from graph.writing.writer import apply_changes, forget
from tests.support.query_answers import ADA, GLOBEX, GRACE, INGESTED, OSAKA, QUITO, TALLINN, dated, documents
from tests.support.synthetic import corpus, extraction

MUELLER, ZOE = ("Jürgen Müller", "person"), ("Zoë", "person")
LOVELACE, SHORT_MUELLER = ("Lovelace", "person"), ("Müller", "person")
MAY, FAIR = ("May 2024", "date"), ("Tide Fair", "event")
# A sentence that fills a chunk, so that the diary is a chain of more than ten chunks.
_FILLS_A_CHUNK = 50
_LONG = [[TALLINN] * _FILLS_A_CHUNK for _ in range(14)]
_DAYS = {**INGESTED, "diary.txt": "2026-03-01", "fair.txt": "2026-03-02"}
_SET_DAY = "MATCH (d:Document {uri: $uri}) SET d.ingestedAt = $at"
_HIDE = "MATCH (e:Entity {nameKey: 'initech'}) SET e.hidden = true"
_SAME_UNIT = "MATCH (d:Document) SET d.unit = 'unit'"


def fill_small(store: GraphStore) -> None:
    """Write six documents to an empty graph, with an entity that is hidden and one that is out of use."""
    fair = dated(
        "fair.txt",
        "2024-05-31",
        [[MUELLER, FAIR, MAY], [ZOE, MUELLER, OSAKA], [ADA, GLOBEX], [LOVELACE, GRACE], [SHORT_MUELLER, ZOE]],
        title="At the fair",
    )
    gone = extraction("gone.txt", [[QUITO, ADA]])
    apply_changes(store, [*documents(), fair, extraction("diary.txt", _LONG), gone])
    forget(store, [gone.document.id])

    def arrange(transaction: WriteTransaction) -> None:
        transaction.run(_HIDE, {})
        transaction.run(_SAME_UNIT, {})
        for uri, day in _DAYS.items():
            transaction.run(_SET_DAY, {"uri": uri, "at": f"{day}T10:00:00+00:00"})

    store.write(arrange)


def fill_larger(store: GraphStore) -> None:
    """Write forty documents to an empty graph: enough for a server to plan otherwise than for six."""
    apply_changes(store, corpus(40, seed=3, vocabulary=60))


GRAPHS: Mapping[str, Callable[[GraphStore], None]] = {"small": fill_small, "larger": fill_larger}
"""How each graph that a section of the table can name is written."""
