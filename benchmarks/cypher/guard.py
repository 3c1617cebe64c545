"""What it costs that users' queries on the embedded store are answered rightly.

Run from the project's root: ``python -m benchmarks.cypher.guard``, or with some of its parts.

- ``copy``: the copy that each query reads, on graphs of 1,000, 100,000 and a million entities with five edges each: alone, and while
  a thread commits batches without a pause; beside it a copy made by way of a file, kept until the graph changes.
- ``interactive``: what people ask while they wait, by this build and by an earlier one, whose folder ``--baseline`` names.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.cypher import guard_copy, guard_interactive

PARTS = ("copy", "interactive")
SIZES = (1_000, 100_000, 1_000_000)
ASKED = 100_000


def main(arguments: Sequence[str] | None = None) -> None:
    """Take the figures asked for and print them as tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all by default")
    parser.add_argument("--baseline", type=Path, help="the folder of an earlier build, for interactive")
    parser.add_argument(
        "--sizes", type=int, nargs="*", help="numbers of entities in place of those of the parts"
    )
    parser.add_argument(
        "--edges", type=int, default=guard_copy.EDGES_AN_ENTITY, help="edges for each entity, for copy"
    )
    parser.add_argument("--seconds", type=float, default=guard_copy.SECONDS, help="how long each load lasts")
    parser.add_argument("--rounds", type=int, default=guard_interactive.ROUNDS, help="of interactive")
    options = parser.parse_args(arguments)
    parts = options.parts or PARTS
    if unknown := sorted(set(parts) - {*PARTS}):
        parser.error(f"there is no part {', '.join(unknown)}; the parts are {', '.join(PARTS)}")
    if "interactive" in parts and not (options.baseline and options.baseline.is_dir()):
        parser.error("interactive compares with an earlier build: name its folder with --baseline")
    if "copy" in parts:
        for size in options.sizes or SIZES:
            _print(guard_copy.lines_of(guard_copy.measure_copy(size, options.edges, options.seconds)))
    if "interactive" in parts:
        for size in options.sizes or (ASKED,):
            found = guard_interactive.measure_interactive(size, options.baseline, options.rounds)
            _print(guard_interactive.lines_of(found))
    sys.stdout.write(f"load at the end: {os.getloadavg()[0]:.1f}\n")


def _print(lines: Iterator[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
