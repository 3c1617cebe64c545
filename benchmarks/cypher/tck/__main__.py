"""How much of the openCypher TCK a store passes, in the scenarios that only read.

    python -m benchmarks.cypher.tck FOLDER [--store embedded|neo4j] [--only TEXT] [--json FILE]

FOLDER is the TCK's own ``features`` folder, of a clone of the openCypher repository. The statements that make a scenario's
graph run by the store's writing, the query by its reading, as users' queries do. ``--only`` keeps scenarios whose file, name or query
has the text; ``--json`` writes each scenario with what was wanted and what came.

An error that is wanted may be a refusal too. The other outcomes: wrong rows; an answer where an error was wanted (accepts);
an error or a refusal where rows were; a graph that could not be made.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.cypher.tck.features import Scenario, reading_scenarios
from benchmarks.cypher.tck.running import OUTCOMES, Outcome, as_data, graphs, run

GROUPS: dict[str, tuple[str, ...]] = {
    "match, match-where": ("match", "match-where"),
    "return, return-orderby, skip-limit": ("return", "return-orderby", "return-skip-limit"),
    "with, with-where, with-orderBy, skip-limit": ("with", "with-where", "with-orderBy", "with-skip-limit"),
    "union, unwind, call": ("union", "unwind", "call"),
    "aggregation": ("aggregation",),
    "boolean, comparison, conditional, null": ("boolean", "comparison", "conditional", "null"),
    "existentialSubqueries": ("existentialSubqueries",),
    "graph, map, path, pattern": ("graph", "map", "path", "pattern"),
    "list, quantifier, literals, precedence, mathematical": (
        "list",
        "quantifier",
        "literals",
        "precedence",
        "mathematical",
    ),
    "string, typeConversion": ("string", "typeConversion"),
    "temporal": ("temporal",),
    "use cases": ("countingSubgraphMatches", "triadicSelection"),
}
"""The folders that are counted together."""


def table(outcomes: Iterable[Outcome]) -> list[str]:
    """Return the lines of a table: for each group of folders how many passed, and how the others ended."""
    counts: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        group = next(
            (name for name, folders in GROUPS.items() if outcome.scenario.folder in folders),
            outcome.scenario.folder,
        )
        counts.setdefault(group, Counter())[outcome.kind] += 1
    ordered = [name for name in GROUPS if name in counts] + sorted(counts.keys() - GROUPS)
    width = max([len("all reading"), *map(len, ordered)])
    lines = [f"{'folder':{width}} {'pass':>14}" + "".join(f"{kind:>16}" for kind in OUTCOMES[1:])]
    lines += [_line(name, counts[name], width) for name in ordered]
    whole = sum(counts.values(), Counter[str]())
    lines.append(_line("all reading", whole, width) + f"{whole['pass'] / max(1, whole.total()):10.1%}")
    return lines


def _line(name: str, counts: Counter[str], width: int) -> str:
    passed = f"{counts['pass']:,}/{counts.total():,}"
    return f"{name:{width}} {passed:>14}" + "".join(f"{counts[kind]:>16,}" for kind in OUTCOMES[1:])


def _is_meant(scenario: Scenario, text: str) -> bool:
    return any(text.casefold() in each.casefold() for each in (scenario.file, scenario.name, scenario.query))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the scenarios, print the table and write the file that was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the TCK's folder features")
    parser.add_argument("--store", choices=("embedded", "neo4j"), default="embedded")
    parser.add_argument(
        "--only", default="", metavar="TEXT", help="only scenarios with this in file, name or query"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every scenario and what came of it")
    options = parser.parse_args(arguments)
    if not any(options.folder.rglob("*.feature")):
        parser.error(
            f"{options.folder} holds no feature files: name the folder tck/features of a clone of openCypher"
        )
    with graphs(options.store) as stores:
        scenarios = (each for each in reading_scenarios(options.folder) if _is_meant(each, options.only))
        outcomes = [run(scenario, stores) for scenario in scenarios]
    print("\n".join(table(outcomes)))
    if options.json:
        options.json.write_text(
            json.dumps([as_data(each) for each in outcomes], ensure_ascii=False, indent=1, default=repr)
            + "\n",
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
