"""An analysis in the graph: figures on entities and edges, each entity's with their date, and the record of the run.

The figures are no part of what is counted: the audit and the comparison of graphs do not look at them, and the write path
leaves them alone, so they are as old as ``analysedAt`` says. The record tells what was analysed and how, whether the run
wrote all of it, and by the fingerprint whether the graph has changed since.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from graph.analysis.measures import Analysis
from graph.analysis.network import Network, graph_fingerprint
from graph.analysis.settings import AnalysisSettings
from graph.analysis.statements import (
    BEGIN_RECORD,
    FINISH_RECORD,
    PUT_DISPARITY,
    PUT_FIGURES,
    READ_ANALYSED,
    READ_DISPARITY,
    READ_RECORD,
    REMOVE_FIGURES,
)
from graph.contents.project import writing
from graph.errors import GraphChangedError
from graph.stores.protocol import GraphStore, Progress, Row, Statement, WriteTransaction, run_rows

ROWS_A_TRANSACTION = 5_000


@dataclass(frozen=True, slots=True)
class AnalysisRecord:
    """What the graph remembers of its last analysis.

    ``complete`` is False after a run that was cut off while it wrote: some figures are of that run, some of the one before, and
    the rest of the record, as far as there is any, tells of the one before. ``changed_since`` says that the graph is not
    the one that was analysed any more. ``analysed_at`` is a UTC date-time in ISO 8601; ``communities`` counts those of two
    entities or more.
    """

    complete: bool
    changed_since: bool
    analysed_at: str | None
    documents: int | None
    entities: int | None
    edges: int | None
    edges_left_out: int | None
    communities: int | None
    modularity: float | None
    backbone: int | None
    pivots: int | None
    betweenness_exact: bool | None
    settings: Mapping[str, Any]

    @property
    def state(self) -> str:
        """How far the figures can be believed, in words."""
        if not self.complete:
            return "cut off while it was written: analyse again"
        return "the graph has changed since" if self.changed_since else "up to date"


@dataclass(frozen=True, slots=True)
class WrittenAnalysis:
    """How many entities and edges got figures, and how many lost theirs; edges whose figure is as before are not written."""

    entities: int
    edges: int
    entities_cleared: int
    edges_cleared: int


def write_analysis(
    store: GraphStore,
    network: Network,
    analysis: Analysis,
    *,
    analysed_at: str,
    on_progress: Progress | None = None,
) -> WrittenAnalysis:
    """Write the figures of a network to the graph that it was read from, alone under the write lease.

    Entities and edges that are not in the network lose theirs. A run that is cut off leaves a record that says so; the
    next one writes everything. ``on_progress`` is told the rows done and to do.

    Raises:
        GraphChangedError: The graph is not the one that was analysed any more; nothing was written.
        OtherProjectError: The graph is of another project; nothing was written.
        StoreBusyError: Another writer holds the graph.
        StoreError: The store failed; calling again completes the work.

    """
    with writing(store):
        if graph_fingerprint(store) != network.fingerprint:
            raise GraphChangedError(
                "The graph was changed while it was analysed, and nothing was written: analyse again."
            )
        figures = _entity_rows(network, analysis, analysed_at)
        cleared = _cleared_entities(store, {row["id"] for row in figures})
        edges, cleared_edges = _edge_rows(store, network, analysis)
        steps = (
            (REMOVE_FIGURES, cleared),
            (PUT_FIGURES, figures),
            (PUT_DISPARITY, sorted(edges + cleared_edges, key=lambda row: str(row["id"]))),
        )
        total = sum(len(rows) for _, rows in steps)
        done = 0
        store.write(lambda transaction: transaction.run(BEGIN_RECORD, {}))
        for statement, rows in steps:
            for part in _parts(rows):
                store.write(partial(_put, statement, part))
                done += len(part)
                if on_progress is not None:
                    on_progress(done, total)
        record = _record(network, analysis, analysed_at)
        store.write(lambda transaction: transaction.run(FINISH_RECORD, record))
    return WrittenAnalysis(len(figures), len(edges), len(cleared), len(cleared_edges))


def read_record(store: GraphStore) -> AnalysisRecord | None:
    """Return what the graph remembers of its last analysis, None where it never was analysed."""
    row = next(store.stream(READ_RECORD), None)
    if row is None:
        return None
    return AnalysisRecord(
        complete=not row["pending"],
        changed_since=row["fingerprint"] != graph_fingerprint(store),
        analysed_at=row["analysedAt"],
        documents=row["documents"],
        entities=row["entities"],
        edges=row["edges"],
        edges_left_out=row["edgesLeftOut"],
        communities=row["communities"],
        modularity=row["modularity"],
        backbone=row["backbone"],
        pivots=row["pivots"],
        betweenness_exact=row["betweennessExact"],
        settings=json.loads(row["parameters"] or "{}"),
    )


def communities_of_several(analysis: Analysis) -> int:
    """Return the number of communities of two entities or more."""
    return sum(size > 1 for size in analysis.community_sizes)


def _record(network: Network, analysis: Analysis, analysed_at: str) -> Row:
    return {
        "analysedAt": analysed_at,
        "fingerprint": network.fingerprint,
        "parameters": _dumped(analysis.settings),
        "documents": network.documents,
        "entities": len(network.entities),
        "edges": len(network.weight),
        "edgesLeftOut": network.edges_left_out,
        "communities": communities_of_several(analysis),
        "modularity": analysis.modularity,
        "backbone": analysis.backbone,
        "pivots": analysis.pivots.taken,
        "betweennessExact": analysis.pivots.exact,
    }


def _dumped(settings: AnalysisSettings) -> str:
    return json.dumps(settings.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)


def _entity_rows(network: Network, analysis: Analysis, analysed_at: str) -> list[Row]:
    columns = (analysis.community, analysis.page_rank, analysis.betweenness, analysis.core_number)
    return sorted(
        (
            {
                "id": entity.id,
                "community": community,
                "pageRank": page_rank,
                "betweenness": betweenness,
                "coreNumber": core,
                "analysedAt": analysed_at,
            }
            for entity, community, page_rank, betweenness, core in zip(
                network.entities, *(column.tolist() for column in columns), strict=True
            )
        ),
        key=lambda row: str(row["id"]),
    )


def _cleared_entities(store: GraphStore, analysed: set[str]) -> list[Row]:
    return [{"id": id_} for id_ in sorted({row["id"] for row in store.stream(READ_ANALYSED)} - analysed)]


def _edge_rows(store: GraphStore, network: Network, analysis: Analysis) -> tuple[list[Row], list[Row]]:
    """Return the rows of edges whose figure is not the stored one, and those of edges that lose theirs."""
    fresh = dict(zip(network.edge_ids(), analysis.disparity.tolist(), strict=True))
    stored = {row["id"]: row for row in store.stream(READ_DISPARITY)}
    changed = []
    for id_, disparity in fresh.items():
        if id_ not in stored or stored[id_]["disparity"] != disparity:
            a, _, b = id_.partition("|")
            changed.append({"id": id_, "a": a, "b": b, "disparity": disparity})
    gone = [
        {"id": id_, "a": row["a"], "b": row["b"], "disparity": None}
        for id_, row in stored.items()
        if id_ not in fresh
    ]
    return changed, gone


def _parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for first in range(0, len(rows), ROWS_A_TRANSACTION):
        yield rows[first : first + ROWS_A_TRANSACTION]


def _put(statement: Statement, rows: Sequence[Row], transaction: WriteTransaction) -> None:
    run_rows(transaction, statement, rows)
