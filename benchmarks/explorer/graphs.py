"""Graphs for the explorer's benchmark on both stores: a made-up corpus written as documents are, and its communities."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.explorer.made_up import GROUP, corpus, names
from benchmarks.graph.server import HEAP, PAGE_CACHE, settings_of
from graph.analysis.network import graph_fingerprint
from graph.analysis.statements import FINISH_RECORD, PUT_FIGURES
from graph.export.neo4j_admin import export_for_bulk_import
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore, Row, run_rows
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes
from tests.support.neo4j_server import admin, launcher

ANALYSED_AT = "2024-05-31T12:00:00Z"
_ROWS = 5_000


@contextmanager
def filled(kind: str, folder: Path, entities: int, edges: int) -> Iterator[StoreSettings]:
    """Give the settings of a graph of a size; the embedded one is kept in ``folder`` and taken from there the next time."""
    embedded = StoreSettings(path=folder / f"{entities}-{edges}" / "graph.kgl")
    if not embedded.path.exists():
        with open_store(embedded) as store:
            apply_changes(store, corpus(entities, edges), batch_size=200)
            _analyse(store, entities)
    if kind == "embedded":
        yield embedded
        return
    with tempfile.TemporaryDirectory(prefix="graphmill-explored-") as name:
        home = Path(name)
        with open_store(embedded, create=False) as store:
            report = export_for_bulk_import(store, home / "files")
        admin.import_full(home, [_absolute(each, home / "files") for each in report.command], heap="1g")
        server = launcher.start(home, HEAP, page_cache=PAGE_CACHE)
        try:
            with open_store(settings_of(server)) as store:
                store.define("CALL db.awaitIndexes(1800)")
            yield settings_of(server)
        finally:
            server.stop()


def _analyse(store: GraphStore, entities: int) -> None:
    """Write the groups that sentences were drawn from as communities, as an analysis does: finding them is not measured here."""
    group = {name: number // GROUP + 1 for number, name in enumerate(names(entities))}
    rows: list[Row] = [
        {
            "id": row["id"],
            "community": group[row["name"]],
            "pageRank": row["windows"] / entities,
            "betweenness": 0.0,
            "coreNumber": 1,
            "analysedAt": ANALYSED_AT,
        }
        for row in store.stream("MATCH (e:Entity) RETURN e.id AS id, e.name AS name, e.windows AS windows")
    ]
    for first in range(0, len(rows), _ROWS):
        part = rows[first : first + _ROWS]
        store.write(lambda transaction, part=part: run_rows(transaction, PUT_FIGURES, part))  # type: ignore[misc]
    record = dict.fromkeys(
        ("documents", "entities", "edges", "edgesLeftOut", "communities", "modularity", "backbone", "pivots")
    )
    record |= {
        "analysedAt": ANALYSED_AT,
        "fingerprint": graph_fingerprint(store),
        "parameters": "{}",
        "betweennessExact": False,
    }
    store.write(lambda transaction: transaction.run(FINISH_RECORD, record))


def _absolute(option: str, folder: Path) -> str:
    """Return an option of the import with the files that it names under their folder."""
    if not option.startswith(("--nodes", "--relationships")):
        return option
    name, kind, files = option.split("=")
    return f"{name}={kind}=" + ",".join(str(folder / file) for file in files.split(","))
