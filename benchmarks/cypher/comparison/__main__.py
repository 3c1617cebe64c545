"""Queries drawn from a grammar over graphmill's schema, answered by the embedded store and by Neo4j; what differs is told.

    python -m benchmarks.cypher.comparison --queries 20000 --seed 1 [--json FILE] [--answers FILE]

Both stores hold the same small graph. A query that they answer differently is made short and shown with both answers, grouped
by form. With --json the findings are written as they come, and a run that was ended goes on from there; with --answers what the
server answered is kept for the next run. A Neo4j at NEO4J_URI is used, whose database is wiped, else one is started.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from benchmarks.cypher.comparison.comparison import Findings, compare
from benchmarks.reliability.stores import neo4j_environment
from flows.terminal.output import print_table
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
from graph.upkeep.tidying import remove_everything
from tests.support.generated_queries.judging import Judge, KeptAnswers, Neo4jServer
from tests.support.generated_queries.known_differences import NOT_DRAWN
from tests.support.generated_queries.sample_graph import sample_graph, write

EVERY = 100
"""After so many queries the findings are written and a line is printed."""
SHOWN = 40


@contextmanager
def judging(answers: Path | None) -> Iterator[Judge]:
    """Give both stores with the sample graph in them."""
    graph = sample_graph()
    with neo4j_environment("neo4j"), tempfile.TemporaryDirectory(prefix="graphmill-cypher-") as folder:
        settings = StoreSettings(
            kind="neo4j",
            uri=os.environ["GRAPHMILL_STORE__URI"],
            user=os.environ["GRAPHMILL_STORE__USER"],
            password=SecretStr(os.environ["NEO4J_PASSWORD"]),
        )
        with open_store(settings) as store:
            remove_everything(store)
            write(graph, store)
        kept = KeptAnswers(answers, graph.fingerprint) if answers else None
        server = Neo4jServer(settings)
        try:
            with open_store(StoreSettings(path=Path(folder) / "graph.kgl")) as embedded:
                write(graph, embedded)
                yield Judge(embedded, server, kept)
        finally:
            server.close()
            if kept:
                kept.close()


def show(findings: Findings) -> None:
    """Print the counts, the messages and the differences by form."""
    print_table(
        ("verdict", "queries"),
        findings.verdicts.most_common(),
        title=f"{findings.done:,} queries, seed {findings.seed}",
    )
    print(f"\nOf the answers that agree {findings.empty:,} are empty.")
    messages = sorted(findings.messages.items(), key=lambda item: -item[1]["count"])
    rows = [(held["count"], message) for message, held in messages[:SHOWN]]
    print_table(("times", "message"), rows, title="\nErrors and refusals")
    print_table(("not drawn", "because"), NOT_DRAWN.items(), title="\nKnown to differ")
    for count, found in findings.by_form()[:SHOWN]:
        print(f"\n{count} x  {found['shrunk']}  {found['parameters'] or ''}")
        print(f"  {found['verdict']}: {found['reason']}")
        print(f"  embedded ({found['rows'][0]} rows): {found['embedded']}")
        print(f"  server   ({found['rows'][1]} rows): {found['server']}")


def main() -> None:
    """Compare, and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--queries", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--json", type=Path, help="write the findings to this file, and go on from those in it"
    )
    parser.add_argument("--answers", type=Path, help="keep the server's answers in this file")
    options = parser.parse_args()
    findings = Findings.read(options.json, options.seed) if options.json else Findings(options.seed)
    began, at_first = time.monotonic(), findings.done

    def tell(now: Findings) -> None:
        if now.done % EVERY and now.done != options.queries:
            return
        pace = (time.monotonic() - began) / (now.done - at_first)
        print(
            f"{now.done:,} of {options.queries:,}, {pace:.3f} s each: {len(now.differences)} differ",
            flush=True,
        )
        if options.json:
            now.write(options.json)

    with judging(options.answers) as judge:
        compare(judge, sample_graph(), findings, options.queries, after_each=tell)
    show(findings)


if __name__ == "__main__":
    main()
