"""Asks an embedded graph what it is told to, and times it; run as a process of its own by :mod:`benchmarks.cypher.guard_interactive`.

Whose packages it asks through is for PYTHONPATH to say. It takes a line of JSON with the questions, then lines with the name of one,
and answers each with a line of JSON: milliseconds of the processor, which other work on the machine delays but does not add to, and what
tells two answers apart.
"""

from __future__ import annotations

import hashlib
import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from graph.queries.saved import load_queries, run_saved
from graph.queries.warnings import ask
from graph.questions.neighbourhood import neighbourhood
from graph.questions.neighbours import neighbours
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings

SPENT = 0.03
"""So many seconds are spent on a question at a time, and no more than ``MOST`` times."""
MOST = 40
Question = Mapping[str, Any]


def main() -> None:
    """Open the graph named on the command line and answer rounds until the input ends."""
    with open_store(StoreSettings(path=Path(sys.argv[1]), query_timeout=120)) as store:
        questions = json.loads(sys.stdin.readline())
        actions = {each["name"]: _action(store, each) for each in questions}
        for line in sys.stdin:
            sys.stdout.write(json.dumps(_timed(actions[line.rstrip("\n")])) + "\n")
            sys.stdout.flush()


def _action(store: GraphStore, question: Question) -> Callable[[], Any]:
    kind, values = question["kind"], question["values"]
    if kind == "neighbours":
        return lambda: [neighbours(store, entity, 20) for entity in values]
    if kind == "neighbourhood":
        return lambda: [neighbourhood(store, entity) for entity in values]
    if kind == "saved":
        query = load_queries()[question["name"]]
        return lambda: run_saved(store, query, values).rows
    return lambda: ask(store, question["text"], values).rows


def _timed(action: Callable[[], Any]) -> dict[str, Any]:
    spent: list[float] = []
    while not spent or (sum(spent) < SPENT and len(spent) < MOST):
        began = time.process_time()
        answer = action()
        spent.append(time.process_time() - began)
    told = hashlib.sha256(repr(answer).encode()).hexdigest()[:12]
    return {"ms": statistics.median(spent) * 1e3, "answer": told, "shown": repr(answer)[:60]}


if __name__ == "__main__":
    main()
