"""docs/cypher.md, made from the table of queries alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from tests.support.cypher_table import Answer, Row, Section, every_row

PAGE = Path(__file__).parents[2] / "docs" / "cypher.md"
_PLAIN_KEY = re.compile(r"[A-Za-z_]\w*")
_NODE = re.compile(r"\(:.*\)|\[:.*\]")

HEAD = """\
# One Cypher, two stores

Ask in Cypher, whichever store the graph is in. The embedded store gives the answer that Neo4j gives, or it refuses the question and says
how to write it. Where an answer differs all the same, this page says so, and why.

A question to the embedded store is read whole before it runs. What Neo4j would refuse is refused, forms that the engine answers wrongly
are put in others that it answers rightly, and what cannot be made equal is refused. A question to Neo4j runs as it stands. Both
stores only read: [what is refused for safety](security.md) is refused on both.

This page is made from {count} questions, which a test asks of both stores (the embedded one and Neo4j, 5.26 or newer) over a small graph of six
documents, the last ones over a larger one: [what differs](#what-differs), [what the embedded store refuses](#what-the-embedded-store-refuses),
[what both refuse](#what-both-refuse) and [what both answer alike](#what-both-answer-alike), by subject. Labels, relationships and properties are those of [the graph](graph.md). The [saved queries](queries.md) answer alike on both.

| | questions |
|---|---|
| both stores give the same answer | {agrees} |
| the answers differ | {differs} |
| the embedded store refuses, Neo4j answers | {refused} |
| both refuse | {both} |

`->` is followed by the answer: a value, or a row in brackets, as many as there are. Rows of questions without ORDER BY come in any order.
A node is shown by its labels and its name, a relationship by its type and its count. Dates, times, durations, Infinity and NaN come as text.

Neither store promises an order that nobody asked for. Rows that ORDER BY leaves equal, and so those that LIMIT keeps of them, the entries of
`collect`, `labels` and `keys` and of `[(a)--(b) | b.name]`, and which of several shortest paths comes may differ from store to store and from day to day: sort by a
last key, as `ORDER BY r.count DESC, p.name`, and before `collect`.

What cannot be shown on graphmill's own graph: the embedded store gives every node an `id`, also one that another program wrote without; it does not divide durations that
are kept as properties, where Neo4j does. graphmill writes an id to each node, and no durations.

Two more comparisons stand behind this page. `python -m benchmarks.cypher.comparison --queries 20000 --seed 1` draws questions of one to four clauses from a
grammar and asks both stores; `make test` does so with 500. `python -m benchmarks.cypher.tck FOLDER` asks the scenarios of the
[openCypher TCK](https://github.com/opencypher/openCypher), whose folder it is given. Both need a while and Java 17.
"""
DIFFERS = """
## What differs
"""
REFUSED = """
## What the embedded store refuses

Neo4j answers these. The message says how to write them, where there is a way.
"""
BOTH = """
## What both refuse

The message is that of the embedded store.
"""
AGREES = """
## What both answer alike
"""


def page(sections: Sequence[Section]) -> str:
    """Return the text of the page."""
    rows = list(every_row(sections))
    differs = [row for row in rows if row.verdict == "differs"]
    refused = [row for row in rows if row.embedded.error and not row.neo4j.error]
    both = [row for row in rows if row.embedded.error and row.neo4j.error]
    agrees = [row for row in rows if row.verdict == "agrees"]
    counts = {"agrees": agrees, "differs": differs, "refused": refused, "both": both}
    parts = [HEAD.format(count=len(rows), **{key: len(found) for key, found in counts.items()}), DIFFERS]
    reasons = dict.fromkeys(row.why for row in differs)
    parts += [f"\n{why}\n{_block(_compared(row for row in differs if row.why == why))}" for why in reasons]
    chapters = [
        (REFUSED, refused, _refused),
        (BOTH, both, _refused),
        (AGREES, agrees, _answered),
    ]
    for head, chosen, tell in chapters:
        parts += [head, *(_titled(section, chosen, tell) for section in sections)] if chosen else []
    return "".join(parts)


def shown(value: Any) -> str:
    """Return a value as one would write it in Cypher."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str() if _NODE.fullmatch(value):
            return value
        case str():
            return "'" + value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"
        case Mapping():
            return "{" + ", ".join(f"{_key(key)}: {shown(each)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(shown, value)) + "]"
        case _:
            return str(value)


def _key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) else f"`{key}`"


def _titled(section: Section, chosen: Sequence[Row], tell: Callable[[Iterable[Row]], list[str]]) -> str:
    rows = [row for row in section.rows if row in chosen]
    return f"\n### {section.title}\n{_block(tell(rows))}" if rows else ""


def _block(told: Sequence[str]) -> str:
    """Return what is told of questions in one block of code; an empty line parts what takes more than two lines."""
    apart = "\n\n" if any(each.count("\n") > 1 for each in told) else "\n"
    return f"\n```text\n{apart.join(told)}\n```\n"


def _answered(rows: Iterable[Row]) -> list[str]:
    return [f"{_question(row)}\n  -> {_rows(row.embedded)}" for row in rows]


def _compared(rows: Iterable[Row]) -> list[str]:
    return [
        f"{_question(row)}\n  embedded -> {_rows(row.embedded)}\n  Neo4j    -> {_rows(row.neo4j)}{_instead(row)}"
        for row in rows
    ]


def _refused(rows: Iterable[Row]) -> list[str]:
    """Return the questions that are refused, those that follow each other and are refused alike with one message."""
    told = []
    for message, alike in groupby(rows, lambda row: " ".join(row.embedded.error.split())):
        told.append("\n".join([*(_question(row) + _instead(row) for row in alike), f"  {message}"]))
    return told


def _question(row: Row) -> str:
    given = ", ".join(f"${key} = {shown(each)}" for key, each in row.parameters.items())
    return row.query + (f"\n  with {given}" if given else "")


def _instead(row: Row) -> str:
    return f"\n  on both  {row.instead}" if row.instead else ""


def _rows(answer: Answer) -> str:
    if answer.error:
        return "refused"
    if not answer.rows:
        return "no rows"
    if len(answer.columns) == 1:
        return ", ".join(shown(row[0]) for row in answer.rows)
    return ", ".join("(" + ", ".join(map(shown, row)) + ")" for row in answer.rows)
