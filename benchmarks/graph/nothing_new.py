"""What an ingest costs that finds nothing new, by the number of documents in the graph: seconds, and memory beside the graph's own.

A project is made up of so many small files, with a graph that holds a document of each, without sentences and mentions; 1,000 of the
files are then brought in again, in a process of its own. Of its seconds those are told apart that hash the files and those that open
the graph: the embedded store reads its whole file each time. "cpu" are the processor seconds of the rest, which other programs on the machine lengthen
less. The memory is the most that the process took, less that of one which only opens the graph as often. Run it as
``python -m benchmarks.graph.nothing_new --documents 2000 20000`` or with ``--store neo4j``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.graph.prefill import put_in
from extractors.documents import Document
from extractors.mentions import evidence_version
from extractors.readers.registry import format_of
from extractors.readers.source import Source
from flows.project.extraction import project_extractor
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.runs.ingestion import ingest_paths
from graph.schema.descriptions import Description
from graph.stores.opening import open_store
from graph.stores.protocol import Row
from tests.support.neo4j_server import launcher

FILES = 1_000
FILES_A_FOLDER = 100
OPENINGS = 4
"""How often a run over paths opens the graph."""
HEAP = "2g"
_PUT = "UNWIND $rows AS row CREATE (d:Document) SET d = row"


def settings_of(base: Path) -> Settings:
    """Return the settings of the project in a folder: nothing that a model is needed for, and the store of the environment."""
    uri = os.environ.get("NOTHING_NEW_URI", "")
    store = {"kind": "neo4j", "uri": uri} if uri else {"kind": "embedded"}
    types = [{"name": "email", "kind": "email"}]
    return Settings.model_validate({"base": base, "types": types, "store": store})


def make(base: Path, documents: int) -> None:
    """Write so many files, and a document of each into the graph."""
    settings = settings_of(base)
    fingerprint = project_extractor(settings).fingerprint
    with open_project_store(settings, "create") as store:
        put_in(store, _PUT, [_put(base, number, fingerprint) for number in range(documents)])


def _put(base: Path, number: int, fingerprint: str) -> Row:
    uri = f"corpus/{number // FILES_A_FOLDER:05d}/{number:07d}.txt"
    path = base / uri
    path.parent.mkdir(parents=True, exist_ok=True)
    text = f"This is file {number} of many, and it says nothing else."
    path.write_text(text, encoding="utf-8")
    reader = format_of(path.name)
    assert reader is not None
    document = Document(
        uri=uri,
        title=path.stem,
        text=text,
        media_type=reader.media_type,
        source_hash=Source(uri, str(path)).hash(len(text)),
        reader_version=reader.version,
    )
    return Description.of(document).row() | {
        "id": document.id,
        "title": document.title,
        "contentHash": document.content_hash,
        "fingerprint": fingerprint,
        "version": evidence_version(document.content_hash, fingerprint),
        "windows": 1,
        "characters": len(text),
        "ingestedAt": "2030-01-01T00:00:00+00:00",
    }


def opened_alone(base: Path) -> dict[str, Any]:
    """Open the graph as often as a run does, and return the most memory that this process took, in MB."""
    for _ in range(OPENINGS):
        with open_project_store(settings_of(base)):
            pass
    return {"memory": _peak()}


def brought_in(base: Path) -> dict[str, Any]:
    """Bring the first files in again; return seconds, and the most memory that this process took, in MB."""
    spent = {"hashing": 0.0, "opening": 0.0}
    processor = {"hashing": 0.0, "opening": 0.0}

    def timed(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            began, worked = time.perf_counter(), time.process_time()
            try:
                return call(*given, **named)
            finally:
                spent[name] += time.perf_counter() - began
                processor[name] += time.process_time() - worked

        return run

    folders = [f"corpus/{number:05d}" for number in range(FILES // FILES_A_FOLDER)]
    with (
        patch.object(Source, "hash", timed("hashing", Source.hash)),
        patch("flows.project.stores.open_store", timed("opening", open_store)),
    ):
        began, worked = time.perf_counter(), time.process_time()
        report = ingest_paths(folders, settings_of(base))
        seconds, work = time.perf_counter() - began, time.process_time() - worked
    assert (report.sources_unchanged, report.documents_added, report.gone) == (FILES, 0, []), report
    return {
        **spent,
        "rest": seconds - sum(spent.values()),
        "cpu": work - sum(processor.values()),
        "memory": _peak(),
    }


def _peak() -> float:
    """Return the most memory of this process; what getrusage says begins with that of the process that started it."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1_000 for line in lines if line.startswith("VmHWM:"))


PARTS = {"opened": opened_alone, "ingest": brought_in}


@contextmanager
def _environment(store: str) -> Iterator[Mapping[str, str]]:
    """Yield the variables by which a process finds the store: an empty server of Neo4j's, or nothing."""
    if store == "embedded":
        yield {}
        return
    with launcher.started(heap=HEAP) as server:
        assert server.user == "neo4j"
        yield {"NOTHING_NEW_URI": server.uri, "NEO4J_PASSWORD": server.password}


def measure(store: str, documents: int) -> dict[str, Any]:
    """Return the figures of one size of graph."""
    with tempfile.TemporaryDirectory() as folder, _environment(store) as variables:
        os.environ.update(variables)
        base = Path(folder)
        make(base, documents)
        alone, found = (_in_a_process(part, base) for part in PARTS)
    return {**found, "store": store, "documents": documents, "memory": found["memory"] - alone["memory"]}


def _in_a_process(part: str, base: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.graph.nothing_new", "--here", part, str(base)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def main() -> None:
    """Measure each number of documents and print one line a number."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[2_000, 20_000])
    parser.add_argument("--store", choices=("embedded", "neo4j"), default="embedded")
    parser.add_argument("--here", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        part, base = options.here
        sys.stdout.write(json.dumps(PARTS[part](Path(base))) + "\n")
        return
    if min(options.documents) < FILES:
        parser.error(f"the graph must hold the {FILES:,} files that are brought in again")
    print(f"{'documents':>9} {'hashing':>9} {'opening':>9} {'rest':>9} {'cpu':>9} {'memory':>9}")
    for documents in sorted(options.documents):
        found = measure(options.store, documents)
        columns = " ".join(f"{found[name]:8.2f}s" for name in ("hashing", "opening", "rest", "cpu"))
        print(f"{documents:9,} {columns} {found['memory']:6.0f} MB", flush=True)


if __name__ == "__main__":
    main()
