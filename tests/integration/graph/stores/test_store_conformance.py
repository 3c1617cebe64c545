"""What every graph store does: the same statements, the same answers, the same refusals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graph.errors import QueryFailedError, QueryRefusedError, SchemaError, StoreError, WriteMismatchError
from graph.schema.labels import SCHEMA_VERSION
from graph.stores.migrations import migrate, stored_version
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore, Statement, WriteTransaction, run_rows
from graph.stores.settings import StoreSettings

ADD = Statement("add", "UNWIND $rows AS row CREATE (d:Document {id: row.id, value: row.value})", nodes=1)
LINK = Statement(
    "link",
    "UNWIND $rows AS row MATCH (a:Document {id: row.a}) MATCH (b:Document {id: row.b}) CREATE (a)-[:NEXT]->(b)",
    relationships=1,
)


def add(store: GraphStore, *rows: dict[str, Any]) -> None:
    store.write(lambda transaction: run_rows(transaction, ADD, rows))


def documents(store: GraphStore) -> dict[str, Any]:
    return {row["id"]: row["v"] for row in store.stream("MATCH (d:Document) RETURN d.id AS id, d.value AS v")}


def test_what_was_committed_is_there(store: GraphStore) -> None:
    add(store, {"id": "a", "value": 1}, {"id": "b", "value": 2})
    assert documents(store) == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Ünïcödé 東京 🙂",
        "line\nbreak\ttab",
        "nul \0 inside",
        2**53 + 1,
        -1,
        0.1,
        True,
        ["a", ""],
        [1, 2],
        [0.5],
        [],
    ],
)
def test_values_come_back_as_they_went_in(store: GraphStore, value: Any) -> None:
    add(store, {"id": "a", "value": value})
    assert documents(store) == {"a": value}


def test_a_unit_that_fails_writes_nothing(store: GraphStore) -> None:
    def unit(transaction: WriteTransaction) -> None:
        run_rows(transaction, ADD, [{"id": "a", "value": 1}])
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        store.write(unit)
    assert documents(store) == {}


def test_a_unit_reads_what_it_has_written(store: GraphStore) -> None:
    def unit(transaction: WriteTransaction) -> list[dict[str, Any]]:
        run_rows(transaction, ADD, [{"id": "a", "value": 1}])
        return transaction.run("MATCH (d:Document {id: $id}) RETURN d.value AS v", {"id": "a"}).rows

    assert store.write(unit) == [{"v": 1}]


def test_a_row_without_a_partner_undoes_the_transaction(store: GraphStore) -> None:
    def unit(transaction: WriteTransaction) -> None:
        run_rows(transaction, ADD, [{"id": "a", "value": 1}])
        run_rows(transaction, LINK, [{"a": "a", "b": "nobody"}])

    with pytest.raises(WriteMismatchError, match=r"'link': 0 relationships created, 1 expected.*audit"):
        store.write(unit)
    assert documents(store) == {}


def test_an_id_names_one_node(store: GraphStore) -> None:
    add(store, {"id": "a", "value": 1})
    with pytest.raises(StoreError):
        add(store, {"id": "a", "value": 2})
    assert documents(store) == {"a": 1}


def test_the_schema_is_made_once_and_a_newer_one_is_refused(store: GraphStore) -> None:
    assert stored_version(store) == SCHEMA_VERSION
    migrate(store)
    version = "MATCH (s:GraphmillSchema {id: 'schema'}) SET s.version = $version"
    store.write(lambda transaction: transaction.run(version, {"version": SCHEMA_VERSION + 1}))
    try:
        with pytest.raises(SchemaError, match="upgrade graphmill"):
            migrate(store)
    finally:
        store.write(lambda transaction: transaction.run(version, {"version": SCHEMA_VERSION}))


def test_migrations_may_be_repeated_after_a_crash(store: GraphStore) -> None:
    version = "MATCH (s:GraphmillSchema) DETACH DELETE s"
    store.write(lambda transaction: transaction.run(version, {}))
    migrate(store)
    assert stored_version(store) == SCHEMA_VERSION


def test_a_query_takes_parameters_and_says_when_rows_were_left_out(store: GraphStore) -> None:
    add(store, *({"id": f"{n:03}", "value": n} for n in range(20)))
    cypher = "MATCH (d:Document) WHERE d.value >= $least RETURN d.id AS id, d.value AS v ORDER BY id"
    full = store.read_query(cypher, {"least": 15})
    assert full.columns == ("id", "v")
    assert full.rows == [(f"{n:03}", n) for n in range(15, 20)]
    assert not full.truncated
    cut = store.read_query(cypher, {"least": 0}, limit=3)
    assert [row[1] for row in cut.rows] == [0, 1, 2]
    assert cut.truncated
    assert not store.read_query(cypher, {"least": 15}, limit=5).truncated


def test_nodes_and_relationships_come_as_plain_data(store: GraphStore) -> None:
    add(store, {"id": "a", "value": 1}, {"id": "b", "value": 2})
    store.write(lambda transaction: run_rows(transaction, LINK, [{"a": "a", "b": "b"}]))
    row = store.read_query(
        "MATCH (a:Document {id: 'a'})-[r]->(b) RETURN r, collect(b.id) AS ids, {x: 1} AS m"
    ).rows[0]
    assert row == ({"type": "NEXT", "properties": {}}, ["b"], {"x": 1})
    node = store.read_query("MATCH (a:Document {id: 'a'}) RETURN a").rows[0][0]
    assert node["labels"] == ["Document"]
    assert {"id": "a", "value": 1}.items() <= node["properties"].items()


@pytest.mark.parametrize(
    "cypher",
    [
        "CREATE (n:Document {id: 'x'})",
        "MERGE (n:Document {id: 'x'})",
        "MATCH (n) SET n.value = 0",
        "MATCH (n) SET n:Other",
        "MATCH (n) REMOVE n.value",
        "MATCH (n) DETACH DELETE n",
        "MATCH (n) FOREACH (x IN [1] | SET n.value = x)",
        "MATCH (n) WITH n CREATE (m:Document {id: 'y'}) RETURN m",
        "CALL { CREATE (m:Document {id: 'y'}) RETURN m } RETURN m",
        "MATCH (n) RETURN n.id AS id UNION CREATE (m:Document {id: 'y'}) RETURN m.id AS id",
        "CREATE INDEX i FOR (n:Document) ON (n.value)",
        "DROP CONSTRAINT graphmill_document",
        "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
        "MATCH (n) LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
        "CALL apoc.create.node(['Document'], {id: 'z'}) YIELD node RETURN node",
        "CALL dbms.setConfigValue('db.transaction.timeout', '1s')",
        "CALL db.createLabel('Other')",
    ],
)
def test_a_query_that_writes_or_reads_files_is_refused(store: GraphStore, cypher: str) -> None:
    add(store, {"id": "a", "value": 1})
    with pytest.raises((QueryRefusedError, QueryFailedError)):
        store.read_query(cypher)
    assert documents(store) == {"a": 1}


def test_a_query_that_cannot_be_run_says_why(store: GraphStore) -> None:
    with pytest.raises(QueryFailedError, match="cannot be run"):
        store.read_query("MATCH (n RETURN n")
    with pytest.raises(QueryFailedError, match=r"(?i)missing"):
        store.read_query("MATCH (n:Document {id: $missing}) RETURN n")


def test_a_query_that_takes_too_long_is_stopped(store: GraphStore) -> None:
    cypher = "UNWIND range(1, 10000) AS a UNWIND range(1, 10000) AS b WITH a, b WHERE a * b % 7 = 8 RETURN count(*) AS n"
    with pytest.raises(QueryFailedError, match=r"longer than 0\.3 s"):
        store.read_query(cypher, timeout=0.3)


def test_an_embedded_graph_lasts_beyond_its_process_and_is_opened_once(tmp_path: Path) -> None:
    settings = StoreSettings(path=tmp_path / "deep" / "graph.kgl")
    with open_store(settings) as store:
        add(store, {"id": "a", "value": 1})
    with open_store(settings) as store:
        assert documents(store) == {"a": 1}


def test_a_damaged_embedded_graph_is_named_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "graph.kgl"
    path.write_bytes(b"this is no graph")
    with pytest.raises(StoreError, match=r"graph\.kgl cannot be opened.*backup"):
        open_store(StoreSettings(path=path))


@pytest.mark.parametrize(
    ("uri", "message"),
    [("bolt://127.0.0.1:1", "No Neo4j server answers"), ("http://localhost", "looks like bolt://")],
)
def test_a_server_that_is_not_there_is_named_with_a_remedy(uri: str, message: str) -> None:
    with pytest.raises(StoreError, match=message):
        open_store(StoreSettings(kind="neo4j", uri=uri))


@pytest.mark.neo4j
def test_a_wrong_password_and_a_missing_database_are_told_apart(neo4j_settings: StoreSettings) -> None:
    with pytest.raises(StoreError, match="NEO4J_PASSWORD"):
        open_store(neo4j_settings.model_copy(update={"user": "nobody"}))
    with pytest.raises(StoreError, match="no database 'elsewhere'"):
        open_store(neo4j_settings.model_copy(update={"database": "elsewhere"}))


def test_a_password_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "a secret")
    settings = StoreSettings(kind="neo4j")
    assert settings.password.get_secret_value() == "a secret"
    assert "a secret" not in repr(settings) + settings.model_dump_json()
