"""A long run: what happened to each query, counted, and what differed, made short; written as it goes, so it can go on later."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.generated_queries.differences import difference
from tests.support.generated_queries.judging import Judge, Judgement, Verdict
from tests.support.generated_queries.queries import drawn
from tests.support.generated_queries.sample_graph import SampleGraph
from tests.support.generated_queries.shrinking import shrunk
from tests.support.generated_queries.syntax import Query, query_text

KEPT_EXAMPLES = 3
TOLD = (
    Verdict.REFUSED,
    Verdict.ERROR,
    Verdict.TIME_OUT,
    Verdict.SERVER_ERROR,
    Verdict.BOTH_FAIL,
)
"""Verdicts whose messages are counted."""


@dataclass
class Findings:
    """What a run found; ``done`` queries of the seed have been judged, from number 0 on."""

    seed: int
    done: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    empty: int = 0
    messages: dict[str, dict[str, Any]] = field(default_factory=dict)
    differences: list[dict[str, Any]] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Write the findings to a file."""
        told = json.dumps(vars(self), ensure_ascii=False, indent=1)
        path.write_text(told + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path, seed: int) -> Findings:
        """Return the findings in a file, or new ones where there are none of this seed."""
        if path.exists():
            held = json.loads(path.read_text(encoding="utf-8"))
            if held["seed"] == seed:
                return cls(**held | {"verdicts": Counter(held["verdicts"])})
        return cls(seed)

    def by_form(self) -> list[tuple[int, dict[str, Any]]]:
        """Return the differences with the shortest query of each form, and how many there are of it, most first."""
        groups: dict[str, list[dict[str, Any]]] = {}
        for each in self.differences:
            groups.setdefault(each["form"], []).append(each)
        shortest = [(len(held), min(held, key=lambda one: len(one["shrunk"]))) for held in groups.values()]
        return sorted(shortest, key=lambda pair: -pair[0])


def compare(
    judge: Judge,
    graph: SampleGraph,
    findings: Findings,
    until: int,
    *,
    after_each: Callable[[Findings], None],
) -> None:
    """Judge the queries of a seed up to a number, going on where the findings end."""
    while findings.done < until:
        query = drawn(findings.seed, findings.done, graph)
        note(findings, query, judge.judge(query), judge)
        findings.done += 1
        after_each(findings)


def note(findings: Findings, query: Query, judged: Judgement, judge: Judge) -> None:
    """Count a verdict; make a query that differs short."""
    findings.verdicts[judged.verdict.value] += 1
    if judged.verdict is Verdict.AGREE and not judged.embedded.rows:
        findings.empty += 1
    if judged.verdict in TOLD:
        message = _kind_of_message(judged)
        held = findings.messages.setdefault(message, {"count": 0, "queries": []})
        held["count"] += 1
        if len(held["queries"]) < KEPT_EXAMPLES:
            held["queries"].append(query_text(_short_failure(query, judged, judge)))
    if judged.verdict in {Verdict.DIFFERENT, Verdict.SERVER_UNSURE}:
        findings.differences.append({"number": findings.done} | difference(query, judged, judge))


def _short_failure(query: Query, judged: Judgement, judge: Judge) -> Query:
    """Return a query that fails on one store only made short, while it fails for the same reason."""
    if judged.verdict is not Verdict.ERROR:
        return query
    message = _kind_of_message(judged)

    def still_fails(less: Query) -> bool:
        if judge.is_answered(less):
            return False
        again = judge.judge(less)
        return again.verdict is judged.verdict and _kind_of_message(again) == message

    return shrunk(query, still_fails)


def _kind_of_message(judged: Judgement) -> str:
    """Return the verdict and what the message says before it comes to the query itself."""
    said = judged.reason.partition("\n")[0].removeprefix("The query cannot be run: ")
    for before, _, after in (said.partition("col "),):
        said = before + after.partition(": ")[2] if after else before
    said = re.sub(r"'[^']*'|`[^`]*`", "_", said)
    return f"{judged.verdict.value}: {said[:100]}"
