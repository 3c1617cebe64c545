"""kill -9 of writers, of the server, or of an ingest, at random moments, again and again; after each what was lost and what is wrong.

    python -m benchmarks.reliability.kills [writers] --store embedded --kills 50 [--seed 0] [--json FILE]
    python -m benchmarks.reliability.kills writers --store neo4j --kills 50 --server-kills 10
    python -m benchmarks.reliability.kills ingest --store embedded --kills 10 [--corpus examples/corpus]

- ``writers``: two writers of made-up documents at a time, on one graph, and the server under a writer
  (``benchmarks/reliability/killed_writers.py`` says what is checked).
- ``ingest``: ``graphmill ingest`` as people call it (``benchmarks/reliability/killed_ingest.py``).

Either way the work is completed in the end and compared with a graph that was made in one go.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.reliability import killed_ingest, killed_writers
from flows.terminal.output import print_table
from tests.support.root import ROOT

KILLS = {"writers": 50, "ingest": 10}
"""The subjects, and how many of them are killed where ``--kills`` does not say."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the rounds and print what happened; return 1 if something was lost or is wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("subject", nargs="?", choices=list(KILLS), default="writers")
    parser.add_argument("--store", choices=("embedded", "neo4j"), default="embedded")
    parser.add_argument("--kills", type=int, help="of writers (50), or of ingests (10)")
    parser.add_argument("--server-kills", type=int, default=0, help="of the Neo4j server, under writers")
    parser.add_argument("--corpus", type=Path, default=ROOT / "examples" / "corpus", help="for ingest")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    options = parser.parse_args(arguments)
    if options.server_kills and (options.subject, options.store) != ("writers", "neo4j"):
        parser.error("only the server of writers is killed: writers --store neo4j --server-kills N")
    chance = random.Random(options.seed)  # noqa: S311 - a repeatable choice of moments, no secret
    kills = KILLS[options.subject] if options.kills is None else options.kills
    if options.subject == "ingest":
        found = killed_ingest.run(options.store, kills, options.corpus.resolve(), chance)
    else:
        found = killed_writers.run(options.store, kills, options.server_kills, chance)
    figures = {"store": options.store, **found.counts, "same_graph_in_the_end": found.same_graph}
    print_table(("figure", "value"), [(name.replace("_", " "), value) for name, value in figures.items()])
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0 if found.is_sound else 1


if __name__ == "__main__":
    sys.exit(main())
