"""Documents a second into a graph: new, unchanged, replaced, forgotten, on either store, and the time of an audit.

The evidence is made up from a seed: names by Zipf's law, up to four a sentence. Run it as
``python -m benchmarks.graph embedded`` or ``python -m benchmarks.graph neo4j``; the latter starts a server
of its own.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr

from graph.audit import audit
from graph.store import GraphStore, StoreSettings, open_store
from graph.writer import apply_changes, forget
from tests.synthetic import corpus


@contextmanager
def opened(kind: str) -> Iterator[GraphStore]:
    """Open an empty graph of a kind."""
    if kind == "embedded":
        with (
            tempfile.TemporaryDirectory() as folder,
            open_store(StoreSettings(path=Path(folder) / "g.kgl")) as store,
        ):
            yield store
        return
    from tests.neo4j_server.launcher import started

    with started(heap="1500m") as server:
        settings = StoreSettings(
            kind="neo4j", uri=server.uri, user=server.user, password=SecretStr(server.password)
        )
        with open_store(settings) as store:
            yield store


def main() -> None:
    """Measure and print one line a step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", choices=("embedded", "neo4j"))
    parser.add_argument("--documents", type=int, default=1_000)
    parser.add_argument("--sentences", type=int, default=12, help="most sentences a document")
    parser.add_argument("--vocabulary", type=int, default=2_000, help="different names")
    options = parser.parse_args()
    documents = corpus(options.documents, seed=1, sentences=options.sentences, vocabulary=options.vocabulary)
    changed = [replace(each, fingerprint="another extractor") for each in documents[::2]]
    with opened(options.store) as store:
        apply_changes(store, corpus(50, seed=2))
        measured("new", len(documents), lambda: apply_changes(store, documents))
        measured("unchanged", len(documents), lambda: apply_changes(store, documents))
        measured("replaced", len(changed), lambda: apply_changes(store, changed))
        report = measured("audited", len(documents), lambda: audit(store))
        measured("forgotten", len(changed), lambda: forget(store, [each.document.id for each in changed]))
    print(report)


def measured(what: str, count: int, step: Callable[[], object]) -> object:
    """Run a step and print how many documents a second it did."""
    began = time.perf_counter()
    result = step()
    seconds = time.perf_counter() - began
    print(f"{what:10} {count:7,} documents {seconds:8.1f} s {count / seconds:10,.0f} documents/s", flush=True)
    return result


if __name__ == "__main__":
    main()
