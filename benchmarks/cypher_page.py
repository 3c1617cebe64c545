"""docs/cypher.md, made from the table of queries alone."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks.cypher_rows import Answer, Row, Section, every_row

PAGE = Path(__file__).parents[1] / "docs" / "cypher.md"
_PLAIN_KEY = re.compile(r"[A-Za-z_]\w*")
_NODE = re.compile(r"\(:.*\)|\[:.*\]")

HEAD = """\
# One Cypher, two stores

Ask in Cypher, whichever store the graph is in. The embedded store gives the answer that Neo4j gives, or it refuses the question and says
how to write it. Where an answer differs all the same, this page says so, and why.

A question to the embedded store is read whole before it runs. What Neo4j would refuse is refused, forms that the engine answers wrongly
are put in others that it answers rightly, and what cannot be made equal is refused. A question to Neo4j runs as it stands. Both
stores only read: [what is refused for safety](security.md) is refused on both.

This page is made from {count} questions, which a test asks of both stores (the embedded one and Neo4j 5.26) over one small graph of six
documents. Labels, relationships and properties are those of [the graph](graph.md). The [saved queries](queries.md) answer alike on both.

| | questions |
|---|---|
| both stores give the same answer | {agrees} |
| the answers differ | {differs} |
| the embedded store refuses, Neo4j answers | {refused} |
| both refuse | {both} |

`->` is followed by the answer: a value, or a row in brackets, as many as there are. Rows of questions without ORDER BY come in any order.
A node is shown by its labels and its name, a relationship by its type and its count.

Neither store promises an order that nobody asked for. Rows that ORDER BY leaves equal, and so those that LIMIT keeps of them, the entries of
`collect` and of `labels`, and which of several shortest paths comes may differ from store to store and from day to day: sort by a
last key, as `ORDER BY r.count DESC, p.name`, and before `collect`.
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
    parts = [HEAD.format(count=len(rows), **{key: len(found) for key, found in counts.items()})]
    parts += [
        DIFFERS,
        *(_block(each, _both_answers, why) for why, each in groupby(differs, lambda row: row.why)),
    ]
    parts += [REFUSED, *(_titled(section, refused, _refusal) for section in sections)]
    parts += [BOTH, *(_titled(section, both, _refusal) for section in sections)]
    parts += [AGREES, *(_titled(section, agrees, _answer) for section in sections)]
    return "".join(parts)


def shown(value: Any) -> str:
    """Return a value as one would write it in Cypher."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case float() if math.isnan(value):
            return "NaN"
        case float() if math.isinf(value):
            return "Infinity" if value > 0 else "-Infinity"
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


def _titled(section: Section, chosen: Sequence[Row], tell: Callable[[Row], list[str]]) -> str:
    rows = [row for row in section.rows if row in chosen]
    return f"\n### {section.title}\n{_block(rows, tell)}" if rows else ""


def _block(rows: Iterable[Row], tell: Callable[[Row], list[str]], why: str = "") -> str:
    """Return rows in one block of code, with a sentence before it; an empty line parts what takes more than two."""
    told = ["\n".join([*_question(row), *tell(row)]) for row in rows]
    apart = "\n\n" if any(each.count("\n") > 1 for each in told) else "\n"
    return "\n" + (f"{why}\n\n" if why else "") + f"```text\n{apart.join(told)}\n```\n"


def _question(row: Row) -> list[str]:
    given = [f"  with {', '.join(f'${key} = {shown(each)}' for key, each in row.parameters.items())}"]
    return [row.query, *(given if row.parameters else [])]


def _answer(row: Row) -> list[str]:
    return [f"  -> {_rows(row.embedded)}"]


def _both_answers(row: Row) -> list[str]:
    return [f"  embedded -> {_rows(row.embedded)}", f"  Neo4j    -> {_rows(row.neo4j)}", *_instead(row)]


def _refusal(row: Row) -> list[str]:
    return ["  " + " ".join(row.embedded.error.split()), *_instead(row)]


def _instead(row: Row) -> list[str]:
    return [f"  on both  {row.instead}"] if row.instead else []


def _rows(answer: Answer) -> str:
    if answer.error:
        return "refused"
    if not answer.rows:
        return "no rows"
    if len(answer.columns) == 1:
        return ", ".join(shown(row[0]) for row in answer.rows)
    return ", ".join("(" + ", ".join(map(shown, row)) + ")" for row in answer.rows)
