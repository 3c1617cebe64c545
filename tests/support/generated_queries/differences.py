"""What a query shows that two stores answer differently: the query made short, and both answers to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.support.generated_queries.judging import Judge, Judgement
from tests.support.generated_queries.shrinking import form, shrunk
from tests.support.generated_queries.syntax import Query, query_text

SHOWN_ROWS = 3


def difference(query: Query, judged: Judgement, judge: Judge) -> dict[str, Any]:
    """Return a query that differs as it was and made short, with both answers to the short one."""
    last = judged

    def still_differs(less: Query) -> bool:
        nonlocal last
        if not judge.is_answered(less):
            return False
        again = judge.judge(less)
        if again.verdict is not judged.verdict:
            return False
        last = again
        return True

    short = shrunk(query, still_differs)
    text = query_text(short)
    return {
        "verdict": judged.verdict.value,
        "form": form(text),
        "shrunk": text,
        "parameters": _used(short.values, text),
        "reason": last.reason,
        "embedded": last.embedded.rows[:SHOWN_ROWS],
        "server": last.server.rows[:SHOWN_ROWS],
        "rows": [len(last.embedded.rows), len(last.server.rows)],
        "query": query_text(query),
    }


def told(found: Mapping[str, Any]) -> str:
    """Return a difference in words, for a failing test."""
    return "\n".join(
        f"{name}: {found[name]}" for name in ("shrunk", "parameters", "reason", "embedded", "server", "query")
    )


def _used(values: Mapping[str, Any], text: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if f"${name}" in text}
