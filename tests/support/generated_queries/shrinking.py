"""Make a query that differs short, and name its form."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.support.generated_queries.syntax import Query, query_text, smaller_queries

TRIES = 90
_KEYWORDS = frozenset(
    [
        "all",
        "and",
        "any",
        "as",
        "asc",
        "by",
        "call",
        "case",
        "collect",
        "contains",
        "count",
        "desc",
        "distinct",
        "else",
        "end",
        "ends",
        "exists",
        "in",
        "is",
        "keys",
        "labels",
        "length",
        "limit",
        "match",
        "none",
        "not",
        "null",
        "optional",
        "or",
        "order",
        "properties",
        "reduce",
        "return",
        "shortestpath",
        "single",
        "size",
        "skip",
        "starts",
        "sum",
        "min",
        "max",
        "avg",
        "then",
        "type",
        "union",
        "unwind",
        "when",
        "where",
        "with",
        "xor",
    ]
)
_TOKEN = re.compile(r"'(?:[^'\\]|\\.)*'|\$?\w+|`[^`]*`|\s+|.", re.DOTALL)


def shrunk(query: Query, still_differs: Callable[[Query], bool], tries: int = TRIES) -> Query:
    """Return the smallest query found by leaving out one thing after the other while it still differs.

    What could not be left out is tried again only when everything behind it has been.
    """
    found = query
    seen = {query_text(query)}
    smaller = list(smaller_queries(found))
    place = failed = 0
    while tries and failed < len(smaller):
        less = smaller[place % len(smaller)]
        text = query_text(less)
        if text not in seen and len(text) < len(query_text(found)):
            seen.add(text)
            tries -= 1
            if still_differs(less):
                found, failed = less, 0
                smaller = list(smaller_queries(found))
                continue
        place += 1
        failed += 1
    return found


def form(text: str) -> str:
    """Return what a query has in common with others of its kind: names and values become signs, the words of Cypher stay.

    Variables, labels and types are ``_``, numbers ``0``, texts ``''``; the properties that the embedded store makes up keep
    their names.
    """
    parts: list[str] = []
    for token in _TOKEN.findall(text):
        if token.startswith("'"):
            parts.append("''")
        elif token.isspace():
            parts.append(" ")
        elif token.isdigit():
            parts.append("0")
        elif token.casefold() in _KEYWORDS or token in {"name", "title", "type", "label"}:
            parts.append(token)
        elif re.fullmatch(r"\$?\w+|`[^`]*`", token):
            parts.append("_")
        else:
            parts.append(token)
    joined = "".join(parts)
    return re.sub(r"_\d*(?:, _)+", "_, …", joined)
