"""Ask the table of queries of both stores, and hold the table and its page to what they say.

    python -m benchmarks.cypher.table            # name each row that the stores no longer answer as the table says
    python -m benchmarks.cypher.table --write    # put today's verdicts and answers in its files, and make docs/cypher.md
    python -m benchmarks.cypher.table --page     # make docs/cypher.md from the files, without asking

The rows are in ``tests/fixtures/cypher``, a file for each subject. To add one, write ``- query: …`` into a file (with ``parameters``
if it has some) and run ``--write``. Where it then says ``differs``, write a sentence ``why`` and, if there is one, a query
``instead`` that both stores answer alike; ``--write`` keeps both. A Neo4j server is started for the run, which takes Java 17 and Maven.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.cypher.page import PAGE, page
from benchmarks.graph.server import empty_server
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
from tests.support.cypher_graph import GRAPHS
from tests.support.cypher_table import Section, changed, judged, load, save


def asked(sections: Sequence[Section]) -> list[Section]:
    """Return sections as two stores with the graphs of their own answer them now."""
    found: dict[Path, Section] = {}
    for graph, fill in GRAPHS.items():
        with (
            tempfile.TemporaryDirectory(prefix="graphmill-cypher-") as folder,
            open_store(StoreSettings(path=Path(folder) / "graph.kgl")) as embedded,
            empty_server() as neo4j,
        ):
            fill(embedded)
            fill(neo4j)
            for section in sections:
                if section.graph == graph:
                    rows = tuple(judged(row, embedded, neo4j) for row in section.rows)
                    found[section.path] = replace(section, rows=rows)
    return [found[section.path] for section in sections]


def main() -> int:
    """Run the command line, and return its exit code: 1 where the table is not what the stores say."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="write the files and the page")
    parser.add_argument("--page", action="store_true", help="write the page only")
    arguments = parser.parse_args()
    sections = load()
    differences: list[str] = []
    if not arguments.page:
        now = asked(sections)
        differences = _differences(sections, now)
        sections = now
    if arguments.write:
        for section in sections:
            save(section)
    if arguments.write or arguments.page:
        PAGE.write_text(page(sections), encoding="utf-8")
    counts = Counter(row.verdict for section in sections for row in section.rows)
    print("\n".join([*differences, ", ".join(f"{verdict} {n}" for verdict, n in sorted(counts.items()))]))
    return 1 if differences and not arguments.write else 0


def _differences(before: list[Section], after: list[Section]) -> list[str]:
    pairs = (
        (old, new)
        for a, b in zip(before, after, strict=True)
        for old, new in zip(a.rows, b.rows, strict=True)
    )
    return [told for old, new in pairs if (told := changed(old, new))]


if __name__ == "__main__":
    sys.exit(main())
