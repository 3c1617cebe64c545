"""Random histories of a graph by the thousand, with one to eight writers and failures anywhere; what happened, counted.

    python -m benchmarks.reliability.histories --store embedded --histories 2000 [--seed 0] [--json FILE]
    python -m benchmarks.reliability.histories --store neo4j --histories 200

Plays the state machine of ``tests/support/histories`` at several lengths. After every step the counts are recounted from the
mentions by code of its own; every history ends with an audit, and with a comparison with a graph that was made in one go
from the documents and decisions that are left. Any difference ends the run with the shortest history that shows it. A
Neo4j store uses NEO4J_URI, whose database is wiped, or starts a server of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import get_state_machine_test
from pydantic import SecretStr

from benchmarks.reliability import uniform_draws
from benchmarks.reliability.stores import neo4j_environment
from flows.terminal.output import print_table
from graph.stores.settings import StoreSettings
from tests.support.histories.machine import GraphMachine
from tests.support.histories.places import EmbeddedPlace, Neo4jPlace, Place
from tests.support.histories.statistics import Statistics

LENGTHS = {3: 0.2, 6: 0.3, 12: 0.3, 25: 0.15, 50: 0.05}
"""Steps of a history, and the share of the histories that have so many."""


def play(place: Place, histories: int, first_seed: int) -> Statistics:
    """Play histories of all lengths and return what happened; a history that goes wrong is raised, cut short."""
    where, statistics = place, Statistics()

    class Machine(GraphMachine):
        place: ClassVar[Place] = where
        counted: ClassVar[Statistics] = statistics

    for number, (length, share) in enumerate(LENGTHS.items()):
        chosen = settings(
            max_examples=max(1, round(histories * share)),
            stateful_step_count=length,
            deadline=None,
            database=None,
            backend=uniform_draws.use(first_seed * 1_000 + number),
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )
        test: Any = get_state_machine_test(Machine, settings=chosen)
        began = time.monotonic()
        test()
        print(
            f"length {length}: {statistics.histories:,} histories so far, {time.monotonic() - began:.0f} s, "
            f"{sum(statistics.failures.values()):,} failures, {statistics.audit_differences} audit differences",
            flush=True,
        )
    return statistics


@contextmanager
def opened(store: str) -> Iterator[Place]:
    """Give a place of a kind for histories."""
    if store == "embedded":
        yield EmbeddedPlace()
        return
    with neo4j_environment(store):
        place = Neo4jPlace(
            StoreSettings(
                kind="neo4j",
                uri=os.environ["GRAPHMILL_STORE__URI"],
                user=os.environ["GRAPHMILL_STORE__USER"],
                password=SecretStr(os.environ["NEO4J_PASSWORD"]),
            )
        )
        try:
            yield place
        finally:
            place.close()


def show(found: dict[str, Any]) -> None:
    """Print the counts as tables."""
    figures = [(name.replace("_", " "), value) for name, value in found.items() if isinstance(value, int)]
    print_table(("figure", "value"), figures, title="Histories")
    for title, name in (
        ("Steps by rule", "rules"),
        ("Writers at once", "writers_at_once"),
        ("Settings of the store", "store_settings"),
        ("Steps a history", "steps_a_history"),
        ("Failures by kind", "failures_by_kind"),
        ("Errors of the store itself", "errors"),
    ):
        print_table((title.lower(), "times"), found[name].items(), title=f"\n{title}")
    rows = [(each["statement"], each["run"], each["failures_before"]) for each in found["statements"]]
    print_table(("statement", "run", "failures before it"), rows, title="\nFailures between statements")
    rows = [(each["kind"], each["place"], each["failures"]) for each in found["commits"]]
    print_table(("kind", "place", "failures"), rows, title="\nFailures at commits")
    print(f"\nStatements that no failure was put before: {', '.join(found['never_failed']) or 'none'}")


def main() -> None:
    """Play the histories and print what happened."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--store", choices=("embedded", "neo4j"), default="embedded")
    parser.add_argument("--histories", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="write the counts to this file too")
    options = parser.parse_args()
    began = time.monotonic()
    with opened(options.store) as place:
        found = play(place, options.histories, options.seed).to_dict()
    found |= {"store": options.store, "seed": options.seed, "seconds": round(time.monotonic() - began)}
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    show(found)


if __name__ == "__main__":
    main()
