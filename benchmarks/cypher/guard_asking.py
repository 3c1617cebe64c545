"""Asks an embedded graph what it is told to, and times it; run as a process of its own by :mod:`benchmarks.cypher.guard_interactive`.

Whose packages it asks through is for PYTHONPATH to say: this build's or an earlier one's, whose modules
had other names. It takes a line of JSON with the questions, then lines with the name of one, and answers each with a line of JSON:
milliseconds of the processor, which other work on the machine delays but does not add to, and what tells two answers apart.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

PLACES = {
    "StoreSettings": ("graph.stores.settings", "graph.store"),
    "open_store": ("graph.stores.opening", "graph.store"),
    "load_queries": ("graph.queries.saved", "graph.saved_queries"),
    "run_saved": ("graph.queries.saved", "graph.saved_queries"),
    "ask": ("graph.queries.warnings", "graph.query_warnings"),
    "neighbours": ("graph.questions.neighbours", "graph.reading"),
    "neighbourhood": ("graph.questions.neighbourhood", "graph.neighbourhood"),
}
"""Where a build has what is asked through: today, and before the packages had rooms."""
SPENT = 0.03
"""So many seconds are spent on a question at a time, and no more than ``MOST`` times."""
MOST = 40
Question = Mapping[str, Any]
Build = Mapping[str, Any]
"""What a build offers, by the names in ``PLACES``."""


def main() -> None:
    """Open the graph named on the command line and answer rounds until the input ends."""
    build = {name: found(name, places) for name, places in PLACES.items()}
    settings = build["StoreSettings"](path=Path(sys.argv[1]), query_timeout=120)
    with build["open_store"](settings) as store:
        questions = json.loads(sys.stdin.readline())
        actions = {each["name"]: _action(build, store, each) for each in questions}
        for line in sys.stdin:
            sys.stdout.write(json.dumps(_timed(actions[line.rstrip("\n")])) + "\n")
            sys.stdout.flush()


def found(name: str, places: Sequence[str]) -> Any:
    """Return what one of these modules, the first that the build has, calls by a name.

    Raises ``SystemExit`` if the build, whose folder is the current one, has none of them.
    """
    for place in places:
        try:
            module = importlib.import_module(place)
        except ModuleNotFoundError as error:
            # A module that is there, but cannot import what it needs, is no reason to look elsewhere.
            if error.name is None or not f"{place}.".startswith(f"{error.name}."):
                raise
        else:
            # Where the folder has no package of that name, one that is installed would answer in its place.
            if Path(str(module.__file__)).resolve().is_relative_to(Path.cwd().resolve()):
                return getattr(module, name)
    raise SystemExit(f"{Path.cwd()} is no build that can be asked: it has no {' or '.join(places)}")


def _action(build: Build, store: Any, question: Question) -> Callable[[], Any]:
    kind, values = question["kind"], question["values"]
    if kind == "neighbours":
        return lambda: [build["neighbours"](store, entity, 20) for entity in values]
    if kind == "neighbourhood":
        return lambda: [build["neighbourhood"](store, entity) for entity in values]
    if kind == "saved":
        query = build["load_queries"]()[question["name"]]
        return lambda: build["run_saved"](store, query, values).rows
    return lambda: build["ask"](store, question["text"], values).rows


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
