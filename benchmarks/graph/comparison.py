"""Writers against each other on one server, the same mentions, in rounds that take turns."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.graph.corpus import linked_documents
from benchmarks.graph.prefill import entity_names
from benchmarks.graph.server import empty_server
from benchmarks.graph.writers import GraphmillWriter, GraphragWriter, MergeLoop, Prepared, Writer
from graph.contents.readings import READ_EDGES, READ_ENTITIES
from graph.stores.protocol import GraphStore
from graph.writing.ledgers import Ledger, delta_of
from tests.support.neo4j_server import launcher


@dataclass(frozen=True, slots=True)
class Comparison:
    """How much to write: documents of the warm-up and of each round; the slow writers get fewer of both."""

    entities: int = 10_000
    rounds: int = 5
    documents: int = 1_200
    warm_up: int = 6_000
    slow_documents: int = 40
    batch: int = 100


QUICK = Comparison(entities=1_000, rounds=2, documents=40, warm_up=40, slow_documents=5, batch=20)


def compare(how: Comparison) -> dict[str, Any]:
    """Write rounds with every writer and return documents a second, and how many times as fast graphmill is.

    At the end every count of graphmill's entities and edges is compared with those of the documents that it wrote.
    """
    import neo4j

    names = entity_names(how.entities)
    with empty_server(launcher.apoc()) as store:
        settings = store.settings
        with neo4j.GraphDatabase.driver(
            settings.uri,
            auth=(settings.user, settings.password.get_secret_value()),
            notifications_min_severity="OFF",
        ) as driver:
            writers: list[Writer] = [
                GraphmillWriter(store),
                GraphragWriter(driver, whole=True),
                GraphragWriter(driver, whole=False),
                MergeLoop(driver),
            ]
            sizes = [how.documents, how.documents, how.slow_documents * 2, how.slow_documents]
            rates: dict[str, list[float]] = {writer.name: [] for writer in writers}
            with_rows: list[float] = []
            written: list[Ledger] = []
            for turn in range(how.rounds + 1):
                for writer, size in zip(writers, sizes, strict=True):
                    count = size if turn else round(how.warm_up * size / how.documents)
                    seconds, prepared = _timed(writer, names, count, turn, how.batch)
                    if isinstance(prepared, Prepared):
                        written += [rows.ledger for rows in prepared.rows]
                    if turn:
                        rates[writer.name].append(count / seconds)
                        if isinstance(prepared, Prepared):
                            with_rows.append(count / (seconds + prepared.seconds))
        _check(store, written)
    ours = rates[writers[0].name]
    return {
        "part": "writers",
        "batch": how.batch,
        "documents_a_round": dict(zip(rates, sizes, strict=True)),
        "documents_a_second": {name: _spread(found) for name, found in rates.items()},
        "graphmill_with_making_rows": _spread(with_rows),
        "times": {
            name: round(statistics.median(a / b for a, b in zip(ours, found, strict=True)), 2)
            for name, found in rates.items()
            if name != writers[0].name
        },
        "documents_checked": len(written),
    }


def _timed(writer: Writer, names: Sequence[Any], count: int, turn: int, batch: int) -> tuple[float, object]:
    """Write documents of a turn, the same mentions for every writer, and return the seconds and what was written."""
    documents = linked_documents(names, count, seed=turn, prefix=writer.name)
    prepared = writer.prepare(documents, batch)
    began = time.perf_counter()
    writer.write(prepared)
    return time.perf_counter() - began, prepared


def _check(store: GraphStore, written: Sequence[Ledger]) -> None:
    expected = delta_of((Ledger(), ledger) for ledger in written)
    entities = {row["id"]: (row["windows"], row["docs"]) for row in store.stream(READ_ENTITIES)}
    edges = {row["id"]: (row["count"], row["docs"]) for row in store.stream(READ_EDGES) if row["id"]}
    assert entities == {key: (n, expected.entity_docs[key]) for key, n in expected.windows.items()}
    assert edges == {key: (n, expected.edge_docs[key]) for key, n in expected.counts.items()}


def _spread(rates: Sequence[float]) -> Mapping[str, float]:
    return {
        "median": round(statistics.median(rates), 1),
        "least": round(min(rates), 1),
        "most": round(max(rates), 1),
    }
