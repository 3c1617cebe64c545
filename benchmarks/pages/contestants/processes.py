"""What contestants need of the machine: a graph as a file, a program of theirs run, a folder served."""

from __future__ import annotations

import functools
import http.server
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import networkx as nx

from benchmarks.graph.prefill import Prefill
from benchmarks.pages.contestants.page import Place


def as_networkx(graph: Prefill) -> nx.Graph:
    """Return the graph for networkx: nodes with ``label`` and ``type``, edges with ``weight``."""
    found = nx.Graph()
    for entity, windows in zip(graph.entities, graph.windows.tolist(), strict=True):
        found.add_node(entity.id, label=entity.name, type=entity.type, windows=windows)
    ids = [entity.id for entity in graph.entities]
    for a, b, count in zip(graph.a.tolist(), graph.b.tolist(), graph.counts.tolist(), strict=True):
        found.add_edge(ids[a], ids[b], weight=count)
    return found


def as_graphml(graph: Prefill, folder: Path) -> Path:
    """Write the graph as GraphML and return the file."""
    file = folder / "graph.graphml"
    nx.write_graphml(as_networkx(graph), file)
    return file


def run(place: Place, program: str, *arguments: Path) -> None:
    """Run a program with the packages of a contestant.

    Raises:
        subprocess.CalledProcessError: It failed.

    """
    subprocess.run([place.python, "-c", program, *map(str, arguments)], check=True, cwd=place.folder)


@contextmanager
def served_folder(folder: Path) -> Iterator[str]:
    """Serve the files of a folder and give the address."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
