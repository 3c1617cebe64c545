"""How long the explorer's page waits for each of its questions, by the size of the graph.

Run from the project's root: ``python -m benchmarks.explorer [--sizes 1000 10000 100000] [--store neo4j] [--graphs FOLDER]``. Graphs of
five edges an entity are made up from a seed and written as documents are, with hubs, communities and dates; ``--graphs`` keeps
them for the next run. The page's server is asked over HTTP: each question for the first time since it started, and again. The table tells seconds, and how many times the seconds of the smallest graph the largest takes.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from benchmarks.explorer.asking import QUESTIONS, pick
from benchmarks.explorer.graphs import filled
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
from tests.support.explored_project import asked, explored_project

SIZES = (1_000, 10_000, 100_000)
EDGES_AN_ENTITY = 5
AGAIN = 3
_POLL = 0.02

Times = dict[str, tuple[float, float]]
"""Seconds of each question: the first time, and the least of the times after."""


def measure(kind: str, entities: int, graphs: Path) -> dict[str, Any]:
    """Ask every question of a graph of a size and return the seconds."""
    with filled(kind, graphs, entities, entities * EDGES_AN_ENTITY) as settings:
        with open_store(settings, create=False) as store:
            picked = pick(store)
        times: Times = {}
        with _served(settings) as (client, seconds):
            times["the server starts"] = (seconds, seconds)
            times["communities, from the start until they are shown"] = (
                seconds + _ready(client, "communities"),
            ) * 2
            for name, question in QUESTIONS.items():
                times[name] = _timed(client, question.path, question.values(picked))
    return {"store": kind, "entities": entities, "load": os.getloadavg()[0], "seconds": times}


def _ready(client: httpx.Client, path: str) -> float:
    began = time.perf_counter()
    while _answer(client, path, {})["state"] == "computing":
        time.sleep(_POLL)
    return time.perf_counter() - began


def _timed(client: httpx.Client, path: str, values: Mapping[str, Any]) -> tuple[float, float]:
    spent = []
    for _ in range(1 + AGAIN):
        began = time.perf_counter()
        _answer(client, path, values)
        spent.append(time.perf_counter() - began)
    return spent[0], min(spent[1:])


def _answer(client: httpx.Client, path: str, values: Mapping[str, Any]) -> Any:
    response = client.get(f"/api/{path}", params=dict(values))
    while response.status_code == httpx.codes.GATEWAY_TIMEOUT:
        response = client.get(f"/api/{path}", params=dict(values))
    response.raise_for_status()
    return response.json()


@contextmanager
def _served(settings: StoreSettings) -> Iterator[tuple[httpx.Client, float]]:
    """Give a client of a server that has just started, and how long that took."""
    with tempfile.TemporaryDirectory() as folder:
        project = explored_project(settings, Path(folder), ())
        began = time.perf_counter()
        with asked(project, read_only=True) as client:
            yield client, time.perf_counter() - began


def lines_of(found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the table of a store: seconds the first time and again by size, and the ratio of the last to the first size."""
    sizes = [each["entities"] for each in found]
    heads = "".join(f"{f'{size:,} entities':>22}" for size in sizes)
    yield f"{found[0]['store']:50}{heads}{'again, times':>14}"
    for name in found[0]["seconds"]:
        cells = [each["seconds"][name] for each in found]
        shown = "".join(f"{first:12.3f} {again:9.3f}" for first, again in cells)
        yield f"{name:50}{shown}{cells[-1][1] / max(cells[0][1], 1e-4):14.1f}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask every question of graphs of each size, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="numbers of entities")
    parser.add_argument("--store", choices=("embedded", "neo4j"), default="embedded", help="which store")
    parser.add_argument("--graphs", type=Path, help="a folder that keeps the graphs between runs")
    parser.add_argument("--json", type=Path, help="write every figure to a file")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="graphmill-explored-") as folder:
        graphs = options.graphs or Path(folder)
        found = [measure(options.store, size, graphs) for size in sorted(options.sizes)]
    sys.stdout.write("\n".join(lines_of(found)) + "\n")
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
