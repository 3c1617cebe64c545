"""The first load of an empty Neo4j: written by the driver, or into an embedded graph, exported and imported.

The evidence is made up from a seed, as in :mod:`benchmarks.graph`; reading and extracting cost the same either way and are left out. The
import counts with the server's stop and start and with the first opening, which defines constraints and completes the graph. Run it as
``python -m benchmarks.graph.first_load 500 2000 5000``; the last line is where the two cost the same, by straight lines between the
sizes.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from pydantic import SecretStr

from extractors.mentions import Extraction
from graph.checks.audit import audit
from graph.export.neo4j_admin import export_for_bulk_import
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
from graph.upkeep.tidying import remove_everything
from graph.writing.writer import apply_changes
from tests.support.neo4j_server import admin, launcher
from tests.support.synthetic import corpus

HEAP = "1500m"


def main() -> None:
    """Measure both ways for each number of documents and print one line a number."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", type=int, nargs="+")
    parser.add_argument("--sentences", type=int, default=12, help="most sentences a document")
    parser.add_argument("--audit", action="store_true", help="audit the imported graph, too")
    options = parser.parse_args()
    print(
        f"{'documents':>9} {'driver':>9} {'embedded':>9} {'export':>9} {'import':>9} {'start':>9} {'together':>9}"
    )
    differences: list[tuple[int, float]] = []
    with launcher.started(heap=HEAP) as server:
        for count in sorted(options.documents):
            documents = corpus(count, seed=1, sentences=options.sentences, vocabulary=max(100, 2 * count))
            driver = by_driver(server, documents)
            steps = by_import(server, documents, audited=options.audit)
            together = sum(steps)
            columns = " ".join(f"{seconds:8.1f}s" for seconds in (driver, *steps, together))
            print(f"{count:9,} {columns}", flush=True)
            differences.append((count, driver - together))
    for (below, less), (above, more) in pairwise(differences):
        if less < 0 <= more:
            print(f"even at {below + (above - below) * -less / (more - less):,.0f} documents")


def settings_of(server: launcher.Neo4jServer) -> StoreSettings:
    """Return how to reach the server."""
    return StoreSettings(kind="neo4j", uri=server.uri, user=server.user, password=SecretStr(server.password))


def by_driver(server: launcher.Neo4jServer, documents: list[Extraction]) -> float:
    """Return the seconds that writing takes, into an empty graph on a server that has been written to before."""
    with open_store(settings_of(server)) as store:
        remove_everything(store)
        began = time.perf_counter()
        apply_changes(store, documents)
        return time.perf_counter() - began


def by_import(
    server: launcher.Neo4jServer, documents: list[Extraction], *, audited: bool
) -> tuple[float, float, float, float]:
    """Return the seconds of the embedded graph, of the export, of the import, and of the server's stop, start and first opening."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        times = [time.perf_counter()]
        with open_store(StoreSettings(path=folder / "graph.kgl")) as store:
            apply_changes(store, documents)
            times.append(time.perf_counter())
            report = export_for_bulk_import(store, folder / "files")
            times.append(time.perf_counter())
        server.stop()
        stopped = time.perf_counter()
        admin.import_full(
            server.home, [absolute(each, folder / "files") for each in report.command], heap="1g"
        )
        imported = time.perf_counter()
        server.run()
        with open_store(settings_of(server)) as store:
            ready = time.perf_counter()
            if audited and not audit(store).is_clean:
                raise SystemExit("the imported graph is not the one that was exported")
        return (
            times[1] - times[0],
            times[2] - times[1],
            imported - stopped,
            (stopped - times[2]) + (ready - imported),
        )


def absolute(option: str, folder: Path) -> str:
    """Return an option with the files that it names under their folder."""
    if not option.startswith(("--nodes", "--relationships")):
        return option
    name, kind, files = option.split("=")
    return f"{name}={kind}=" + ",".join(str(folder / file) for file in files.split(","))


if __name__ == "__main__":
    main()
