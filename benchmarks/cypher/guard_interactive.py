"""What people ask while they wait, by this build and by an earlier one, which take turns at each question on the same graph."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.cypher.guard_copy import EDGES_AN_ENTITY, ordinary
from benchmarks.graph.prefill import Prefill, fill, prefill
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
from tests.support.root import ROOT

ROUNDS = 5
ENDED = "A build ended while it was asked; what it said is above."
TYPED = {
    "an entity by its name": "MATCH (e:Entity {name: $name}) RETURN e.name AS name, e.docs AS docs",
    "names that hold letters": "MATCH (e:Entity) WHERE e.name CONTAINS '777' RETURN e.name AS name ORDER BY name LIMIT 10",
    "entities by documents, top 10": "MATCH (e:Person) RETURN e.name AS name, e.docs AS docs ORDER BY docs DESC, name LIMIT 10",
    "neighbours by sentences, top 10": """
        MATCH (:Entity {id: $id})-[r:CO_OCCURS_WITH]-(b:Entity)
        RETURN b.name AS name, r.count AS n ORDER BY n DESC, name LIMIT 10""",
    "neighbours, counted": "MATCH (a:Entity {id: $id})-[:CO_OCCURS_WITH]-(b:Entity) RETURN a.name AS name, count(b) AS n",
    "neighbours by type": """
        MATCH (:Entity {id: $id})-[:CO_OCCURS_WITH]-(b:Entity) RETURN b.type AS type, count(*) AS n ORDER BY n DESC, type""",
    "entities by neighbours, top 5": """
        MATCH (a:Entity)-[:CO_OCCURS_WITH]-(b:Entity) RETURN a.name AS name, count(b) AS n ORDER BY n DESC, name LIMIT 5""",
    "optional neighbours, top 10": """
        MATCH (a:Organization) OPTIONAL MATCH (a)-[:CO_OCCURS_WITH]-(b:Person)
        RETURN a.name AS name, count(b) AS n ORDER BY n DESC, name LIMIT 10""",
    "edges, top 10": """
        MATCH (a:Entity)-[r:CO_OCCURS_WITH]->(b:Entity) WHERE r.count > 20
        RETURN a.name AS a, b.name AS b, r.count AS n ORDER BY n DESC, a, b LIMIT 10""",
    "two steps by name, top 10": """
        MATCH (:Entity {id: $id})-[:CO_OCCURS_WITH]-(:Entity)-[:CO_OCCURS_WITH]-(c:Person)
        RETURN c.name AS name, count(*) AS n ORDER BY n DESC, name LIMIT 10""",
    "two steps, counted": """
        MATCH (:Entity {id: $id})-[:CO_OCCURS_WITH]-(b:Entity)-[:CO_OCCURS_WITH]-(c:Entity) RETURN count(*) AS n""",
    "the strongest of each": """
        MATCH (a:Entity) WHERE a.id IN $ids CALL (a) {
            MATCH (a)-[r:CO_OCCURS_WITH]-(b:Organization) RETURN b.name AS top, r.count AS n ORDER BY n DESC, top LIMIT 1
        } RETURN a.name AS name, top, n ORDER BY name""",
    "types, counted": "MATCH (e:Entity) RETURN e.type AS type, count(*) AS n ORDER BY n DESC",
}
"""Queries as people type them, some of which the earlier build answers wrongly."""


def measure_interactive(entities: int, baseline: Path, rounds: int = ROUNDS) -> dict[str, Any]:
    """Return, by question, the median milliseconds of the processor of both builds, and whether their answers are the same."""
    graph = prefill(entities, entities * EDGES_AN_ENTITY)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        first = Path(folder) / "earlier.kgl"
        with open_store(StoreSettings(path=first)) as store:
            fill(store, graph)
        second = Path(shutil.copy(first, Path(folder) / "new.kgl"))
        questions = _questions(graph)
        builds = {
            name: stack.enter_context(_asking(home, path, questions))
            for name, home, path in (("earlier", baseline, first), ("new", ROOT, second))
        }
        taken: dict[str, dict[str, list[dict[str, Any]]]] = {
            name: {each["name"]: [] for each in questions} for name in builds
        }
        # The first round warms both up.
        for number in range(rounds + 1):
            for question in questions:
                for name in builds if number % 2 else reversed(builds):
                    answered = _asked(builds[name], question["name"])
                    if number:
                        taken[name][question["name"]].append(answered)
    return {
        "part": "interactive",
        "entities": entities,
        "questions": {each["name"]: _compared(each, taken) for each in questions},
    }


def lines_of(found: dict[str, Any]) -> Iterator[str]:
    """Yield the figures as rows of a table in markdown."""
    for name, each in found["questions"].items():
        told = "the same" if each["same"] else f"{each['shown'][0]} → {each['shown'][1]}"
        yield f"| {each['kind']}: {name} | {each['earlier']:.2f} | {each['new']:.2f} | {each['ratio']:.2f} | {told} |"


def _compared(question: dict[str, Any], taken: dict[str, dict[str, list[dict[str, Any]]]]) -> dict[str, Any]:
    earlier, new = (taken[build][question["name"]] for build in ("earlier", "new"))
    return {
        "kind": question["kind"],
        "earlier": statistics.median(each["ms"] for each in earlier),
        "new": statistics.median(each["ms"] for each in new),
        "ratio": statistics.median(b["ms"] / a["ms"] for a, b in zip(earlier, new, strict=True)),
        "same": earlier[-1]["answer"] == new[-1]["answer"],
        "shown": [earlier[-1]["shown"], new[-1]["shown"]],
    }


def _questions(graph: Prefill) -> list[dict[str, Any]]:
    ids = ordinary(graph, 20)
    hubs = [graph.entities[int(place)].id for place in np.argsort(-graph.degrees, kind="stable")[5:25]]
    # A neighbour of many, and of whom not everybody is one.
    middle = graph.entities[int(np.argsort(-graph.degrees, kind="stable")[len(graph.entities) // 50])]
    values = {"id": middle.id, "name": middle.name, "ids": ids}
    saved: dict[str, dict[str, Any]] = {
        **{
            name: {"entity": middle.id}
            for name in ("neighbours", "neighbour-types", "entity", "log-likelihood")
        },
        **{name: {} for name in ("top", "orphans")},
        "path": {"a": ids[0], "b": ids[1]},
        "bridges": {"left": ids[:5], "right": ids[5:10]},
    }
    return [
        {"name": "20 neighbours of 20", "kind": "neighbours", "values": ids},
        {"name": "20 neighbours of 20 hubs", "kind": "neighbours", "values": hubs},
        {"name": "two hops around 20", "kind": "neighbourhood", "values": ids},
        *({"name": name, "kind": "saved", "values": given} for name, given in saved.items()),
        *(
            {
                "name": name,
                "kind": "typed",
                "text": text,
                "values": {k: v for k, v in values.items() if f"${k}" in text},
            }
            for name, text in TYPED.items()
        ),
    ]


@contextmanager
def _asking(home: Path, path: Path, questions: list[dict[str, Any]]) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "PYTHONPATH": str(home.resolve())}
    # -P: the folder of the script is no place to look for packages.
    command = [sys.executable, "-P", str(ROOT / "benchmarks" / "cypher" / "guard_asking.py"), str(path)]
    process = subprocess.Popen(
        command, cwd=home, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        _tell(process, json.dumps(questions))
        yield process
    finally:
        for pipe in filter(None, (process.stdin, process.stdout)):
            # A build that has ended takes no more.
            with suppress(BrokenPipeError):
                pipe.close()
        process.wait()


def _asked(process: subprocess.Popen[str], name: str) -> dict[str, Any]:
    _tell(process, name)
    line = process.stdout.readline() if process.stdout is not None else ""
    if not line:
        raise SystemExit(ENDED)
    answered: dict[str, Any] = json.loads(line)
    return answered


def _tell(process: subprocess.Popen[str], line: str) -> None:
    if process.stdin is not None:
        try:
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
        except BrokenPipeError:
            raise SystemExit(ENDED) from None
