"""Users' queries only read: whatever they try, the graph, the files and the server stay as they are."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.cypher.read_guard import check_plan, check_readable
from graph.errors import QueryFailedError, QueryRefusedError
from graph.stores.embedded import reading as embedded_reading
from graph.stores.neo4j import reading as neo4j_reading
from graph.stores.protocol import GraphStore
from graph.writing.writer import apply_changes
from tests.support.hostile_queries import ADMINISTRATION, CALLS, HOSTILE, LOADS, READING, WRITES
from tests.support.synthetic import extraction

PARAMETERS = {"name": "Evil", "load": 1, "csv": 2}
CANARY = "what the file says"
NEEDLES = ("evil", CANARY)


@pytest.fixture
def filled(store: GraphStore) -> GraphStore:
    apply_changes(
        store,
        [
            extraction(
                "a.txt", [[("Ada Lovelace", "person"), ("Grace Hopper", "person"), ("Osaka", "location")]]
            )
        ],
    )
    return store


def state(store: GraphStore) -> list[str]:
    """Return all that the store holds, its schema included, in one order."""
    parts = []
    for text in (
        "MATCH (n) RETURN labels(n) AS a, properties(n) AS b",
        "MATCH (x)-[r]->(y) RETURN type(r) AS a, properties(r) AS b, x.id AS c, y.id AS d",
        "SHOW CONSTRAINTS YIELD name RETURN name",
        "SHOW INDEXES YIELD name RETURN name",
        "CALL db.labels() YIELD label RETURN label",
    ):
        parts += sorted(repr(sorted(row.items(), key=lambda item: item[0])) for row in store.stream(text))
    return parts


@pytest.fixture
def canary(tmp_path: Path) -> Iterator[str]:
    path = tmp_path / "canary.csv"
    path.write_text(f"{CANARY}\n", encoding="utf-8")
    before = [each for each in sorted(path.parent.iterdir()) if "graph.kgl" not in each.name]
    yield path.as_uri()
    assert path.read_text(encoding="utf-8") == f"{CANARY}\n"
    assert [each for each in sorted(path.parent.iterdir()) if "graph.kgl" not in each.name] == before


def test_no_hostile_statement_gets_through(filled: GraphStore, canary: str) -> None:
    before = state(filled)
    for cypher in HOSTILE:
        with pytest.raises((QueryRefusedError, QueryFailedError)) as refused:
            filled.read_query(cypher.replace("{file}", canary), PARAMETERS, timeout=5)
        assert CANARY not in str(refused.value), cypher
    assert state(filled) == before


def test_the_stores_refuse_to_write_even_without_the_guard(
    filled: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(filled)
    for module in (embedded_reading, neo4j_reading):
        monkeypatch.setattr(module, "check_readable", lambda cypher: cypher)
    for cypher in WRITES:
        if "IN 2 CONCURRENT" in cypher:
            continue
        with suppress(QueryRefusedError, QueryFailedError):
            filled.read_query(cypher, PARAMETERS, timeout=5)
    assert state(filled) == before


@pytest.mark.neo4j
@pytest.mark.parametrize("store_settings", ["neo4j"], indirect=True)
def test_the_plan_of_a_server_refuses_files_and_procedures_even_without_the_guard(
    filled: GraphStore, canary: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(filled)
    monkeypatch.setattr(neo4j_reading, "check_readable", lambda cypher: cypher)
    for cypher in (*LOADS, *(each for each in CALLS if each.casefold().startswith("call"))):
        with pytest.raises((QueryRefusedError, QueryFailedError)) as refused:
            filled.read_query(cypher.replace("{file}", canary), PARAMETERS, timeout=5)
        assert CANARY not in str(refused.value), cypher
    assert state(filled) == before


def test_queries_that_only_read_are_answered(filled: GraphStore) -> None:
    before = state(filled)
    for cypher in READING:
        used = {key: value for key, value in PARAMETERS.items() if f"${key}" in cypher}
        assert filled.read_query(cypher, used, timeout=30).columns, cypher
    assert state(filled) == before


def test_the_text_that_runs_has_every_character_in_its_place() -> None:
    for cypher in READING:
        kept = check_readable(cypher)
        assert len(kept) == len(cypher)
        assert all(a in (b, " ") for a, b in zip(kept, cypher, strict=True))


DANGEROUS = [each for each in (*LOADS, *ADMINISTRATION, *CALLS) if "//" not in each.replace("://", "")]
BLANKS = [
    "",
    " ",
    "\n",
    "\t",
    "\r",
    "/**/",
    "// x\n",
    "//\r",
    "\u00a0",
    "\x1f",
    "\u2003",
    "/* ' */",
    '/* " */',
]


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(DANGEROUS), st.randoms(use_true_random=False))
def test_case_blanks_and_comments_hide_nothing(cypher: str, source: random.Random) -> None:
    parts = re.findall(r"'(?:[^'\\]|\\.)*'|`[^`]*`|\w+|\s+|.", cypher, re.DOTALL)
    changed = "".join(
        part
        if part[0] in "'`\\"
        else source.choice(BLANKS[1:]) + source.choice(BLANKS)
        if part.isspace()
        else "".join(source.choice((c.upper(), c.lower())) for c in part)
        if part.isascii() and not part.startswith("u00")
        else part
        for part in parts
    )
    try:
        check_readable(cypher)
    except QueryRefusedError:
        with pytest.raises(QueryRefusedError):
            check_readable(changed)


@given(st.text(max_size=80))
def test_any_text_is_refused_or_kept_in_length(text: str) -> None:
    try:
        kept = check_readable(text)
    except QueryRefusedError:
        return
    assert len(kept) == len(text)
    assert check_readable(kept) == kept


@pytest.mark.parametrize(
    "plan",
    [
        {"operatorType": "LoadCSV@neo4j"},
        {"operatorType": "ProduceResults@neo4j", "children": [{"operatorType": "ShowSettings@neo4j"}]},
        {"operatorType": "TerminateTransactions@neo4j"},
        {"operatorType": "ProcedureCall@neo4j", "args": {"Details": "`apoc`.load.csv($x) :: (map :: MAP)"}},
        {"operatorType": "ProcedureCall@neo4j"},
    ],
)
def test_a_plan_that_does_more_than_read_is_refused(plan: dict[str, Any]) -> None:
    with pytest.raises(QueryRefusedError):
        check_plan(plan)


def test_a_plan_that_reads_passes() -> None:
    check_plan(None)
    check_plan(
        {
            "operatorType": "ProcedureCall@neo4j",
            "args": {"Details": "db.labels() :: (label :: STRING)"},
            "children": [],
        }
    )
