"""How fast the graph is: written, written to at size, read, and against other writers.

Run from the project's root: ``python -m benchmarks.graph``, or with some of its parts: ``python -m benchmarks.graph writers sizes``. It needs no
data; a Neo4j server of its own is started from Maven artifacts. Each part prints as it ends, and ``--json FILE`` keeps everything.

- ``writers``: the same mentions by graphmill's transactions, by neo4j-graphrag's writer and by a loop of MERGE, in turns on one
  server (``benchmarks/graph/writers.py`` says what each does and does not do).
- ``sizes``: graphs of 10,000, 100,000 and a million entities with five edges each, imported by neo4j-admin; then graphmill's
  transactions on them, and the import itself.
- ``commits``: graphmill's transactions on an empty graph, and the same documents again; both stores.
- ``steps``: whole changes, linking included: new, unchanged, replaced, audited, forgotten; both stores.
- ``reads``: neighbours and neighbourhoods of entities picked evenly and of hubs; both stores.
- ``plans``: how Neo4j runs each statement, profiled on a graph of 10,000 entities; not among the parts that run by default.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.charts import line_chart
from benchmarks.graph import comparison, sizes
from benchmarks.graph.comparison import Comparison, compare
from benchmarks.graph.prefill import prefill
from benchmarks.graph.reads import measure_reads
from benchmarks.graph.server import filled_server
from benchmarks.graph.sizes import BATCHES, SIZES, Load, measure_size
from benchmarks.graph.steps import measure_commits, measure_steps
from tests.support.query_plans import profiled

STORES = ("embedded", "neo4j")
DEFAULT = ("writers", "sizes", "commits", "steps", "reads")
_PROFILED = 10_000


def figures(part: str, options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Yield the figures of a part."""
    quick = options.quick
    stores = [options.store] if options.store else list(STORES)
    if part == "writers":
        yield compare(comparison.QUICK if quick else Comparison())
    elif part == "sizes":
        for size in options.sizes or ((2_000,) if quick else SIZES):
            yield measure_size(size, sizes.QUICK if quick else Load())
    elif part == "plans":
        size = 1_000 if quick else _PROFILED
        yield {"part": "plans", "entities": size, "profiles": plans(size)}
    else:
        take: Callable[[str], dict[str, Any]] = {
            "commits": lambda kind: measure_commits(kind, *((40, 500) if quick else ())),
            "steps": lambda kind: measure_steps(kind, *((40,) if quick else ())),
            "reads": lambda kind: measure_reads(kind, *((2_000, 10_000, 20) if quick else ())),
        }[part]
        yield from map(take, stores)


def plans(entities: int) -> dict[str, dict[str, Any]]:
    """Profile every statement on a graph of a size and return its db hits, its rows and its operators."""
    with filled_server(prefill(entities, entities * sizes.EDGES_AN_ENTITY)) as (store, _):
        found = profiled(store)
    return {
        name: {"db_hits": found[name].hits, "operators": list(found[name].lines())} for name in sorted(found)
    }


def lines_of(figures: Mapping[str, Any]) -> Iterator[str]:
    """Yield figures as lines to read."""
    part = figures["part"]
    if part == "writers":
        for name, rate in figures["documents_a_second"].items():
            times = figures["times"].get(name)
            yield (
                f"{name:36} {rate['median']:8,.1f} documents/s ({rate['least']:,.1f} to {rate['most']:,.1f})"
                + (f"; graphmill is {times:g} times as fast" if times else "")
            )
        yield f"{'graphmill with making rows':36} {figures['graphmill_with_making_rows']['median']:8,.1f} documents/s"
    elif part == "sizes":
        yield (
            f"{figures['entities']:,} entities, {figures['edges']:,} edges: neo4j-admin import {figures['import_seconds']:g} s, "
            f"{figures['import_edges_a_second']:,} edges/s; constraints and indexes {figures['indexes_seconds']:g} s; "
            f"new entities {figures['new_entities_a_second']:,}/s"
        )
        for batch, rates in figures["batches"].items():
            yield (
                f"  batches of {batch}: {rates['documents']:,.0f} documents/s ({rates['documents_with_making_rows']:,.0f} with "
                f"making rows), {rates['entities']:,.0f} entities/s and {rates['edges']:,.0f} edges/s; by their statements alone "
                f"{rates['entities_by_statement']:,.0f} and {rates['edges_by_statement']:,.0f}"
            )
    elif part == "reads":
        for name, spent in figures["milliseconds"].items():
            yield f"{figures['store']:9} {name:36} p50 {spent['p50']:8.2f} ms  p95 {spent['p95']:8.2f} ms  most {spent['most']:8.1f} ms"
    elif part == "plans":
        for name, profile in figures["profiles"].items():
            yield f"\n{name}: {profile['db_hits']:,} db hits"
            yield from (f"  {line}" for line in profile["operators"])
    else:
        rates = ", ".join(
            f"{name.replace('_', ' ')} {rate:,.0f}" for name, rate in figures["documents_a_second"].items()
        )
        yield f"{figures['store']:9} {part}: documents/s {rates}"


def chart(found: Sequence[Mapping[str, Any]]) -> str:
    """Draw the rates of ``sizes``."""
    sizes = [each for each in found if each["part"] == "sizes"]
    lines = {
        f"{what} by {batch}": [(each["entities"], each["batches"][str(batch)][what]) for each in sizes]
        for what in ("edges", "documents")
        for batch in BATCHES
    }
    title = "Documents and edges a second, by the size of the graph"
    return line_chart(lines, "entities in the graph (five edges each)", "a second", title, proportion=False)


def main(arguments: Sequence[str] | None = None) -> None:
    """Take the figures asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "parts", nargs="*", help=f"of {', '.join((*DEFAULT, 'plans'))}; all but plans by default"
    )
    parser.add_argument("--store", choices=STORES, help="only this one, where a part takes both")
    parser.add_argument("--sizes", type=int, nargs="*", help="numbers of entities in place of those of sizes")
    parser.add_argument("--quick", action="store_true", help="little of everything, to see that it runs")
    parser.add_argument("--plans", action="store_true", help="the part plans, too")
    parser.add_argument("--json", type=Path, help="write every figure to a file")
    parser.add_argument(
        "--svg", type=Path, help="write a chart of the rates by size, which takes the part sizes"
    )
    options = parser.parse_args(arguments)
    parts = [*(options.parts or (() if options.plans else DEFAULT)), *(["plans"] if options.plans else [])]
    if unknown := sorted(set(parts) - {*DEFAULT, "plans"}):
        parser.error(f"there is no part {', '.join(unknown)}; the parts are {', '.join((*DEFAULT, 'plans'))}")
    if options.svg and "sizes" not in parts:
        parser.error("a chart needs the part sizes; add it")
    found: list[dict[str, Any]] = []
    for part in parts:
        began = time.perf_counter()
        for taken in figures(part, options):
            seconds = round(time.perf_counter() - began, 1)
            found.append(taken | {"seconds": seconds, "load": [round(each, 1) for each in os.getloadavg()]})
            sys.stdout.write("\n".join(lines_of(taken)) + "\n")
            sys.stdout.flush()
            if options.json:
                options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
            began = time.perf_counter()
    if options.svg:
        options.svg.write_text(chart(found), encoding="utf-8")


if __name__ == "__main__":
    main()
