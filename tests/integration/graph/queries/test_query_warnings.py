"""Warnings of mistyped names, on both stores: told where nothing bears the name, and nowhere else."""

from __future__ import annotations

import re

import pytest

from graph.cypher.read_guard import check_readable
from graph.errors import QueryFailedError
from graph.queries.saved import load_queries, parse_query, run_saved
from graph.queries.warnings import MOST_WARNINGS, ask, warnings_of
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes, forget
from tests.support.hostile_queries import READING
from tests.support.query_answers import EXPECTED, documents
from tests.support.root import ROOT
from tests.support.synthetic import extraction

DOCS = sorted((ROOT / "docs").glob("**/*.md"))
NOTHING_BEARS = {"Nothing", "Load", "CALL", "load", "csv", "use", "set", "create", "call"}
"""Names in queries that only read, of which the graph has none."""
MISTYPED = "MATCH (e:Persn)-[:CO_OCCURS]-(b) RETURN e.nam LIMIT 3"
"""What the page about the graph shows of warnings."""
MINE = """\
// title: Names
// description: All of them.
// parameter: limit (integer, default 5): most rows
// example: limit=5
MATCH (e:Persn) RETURN e.name AS name ORDER BY name LIMIT $limit
"""


@pytest.fixture
def filled(store: GraphStore) -> GraphStore:
    apply_changes(store, documents())
    return store


@pytest.mark.parametrize(
    ("cypher", "warnings"),
    [
        ("MATCH (e:Persn) RETURN e", ["no node has the label :Persn; the nearest is :Person"]),
        ("MATCH (:person) RETURN 1 AS one", ["no node has the label :person; the nearest is :Person"]),
        (
            "MATCH (e) WHERE e:Organisation RETURN e",
            ["no node has the label :Organisation; the nearest is :Organization"],
        ),
        ("MATCH (e:`Per son`) RETURN e", ["no node has the label :`Per son`; the nearest is :Person"]),
        ("MATCH (e:Person|Loction) RETURN e", ["no node has the label :Loction; the nearest is :Location"]),
        (
            "MATCH (a)-[:CO_OCCURS]-(b:Documnt) RETURN a, b",
            [
                "no node has the label :Documnt; the nearest is :Document",
                "no relationship has the type :CO_OCCURS; the nearest is :CO_OCCURS_WITH",
            ],
        ),
        (
            "MATCH (a)-[r:co_occurs_with]-(b) RETURN r.cuont",
            [
                "no relationship has the type :co_occurs_with; the nearest is :CO_OCCURS_WITH",
                "no node or relationship has the property cuont; the nearest is count",
            ],
        ),
        (
            "MATCH (e:Entity) RETURN e.nam",
            ["no node or relationship has the property nam; the nearest is name"],
        ),
        (
            "MATCH (e {nmae: $x}) RETURN e",
            ["no node or relationship has the property nmae; the nearest is name"],
        ),
        (
            "MATCH (e {`Name`: 'x'}) RETURN e",
            ["no node or relationship has the property Name; the nearest is name"],
        ),
        (
            "MATCH (e:Entity {type: 'person', nmae: 'x'}) RETURN e",
            ["no node or relationship has the property nmae; the nearest is name"],
        ),
        (
            "MATCH (:Chunk)<-[:FROM_CHUNK {cuont: 1}]-(:`Entity`:Person {`nmae`: 'x'}) RETURN 1 AS one",
            [
                "no node or relationship has the property cuont; the nearest is count",
                "no node or relationship has the property nmae; the nearest is name",
            ],
        ),
        (
            "MATCH (a:Entity {dosc: 1}), (b:Entity {nmae: 'x'}) RETURN a, b",
            [
                "no node or relationship has the property dosc; the nearest is docs",
                "no node or relationship has the property nmae; the nearest is name",
            ],
        ),
    ],
)
def test_a_mistyped_name_is_told_with_the_nearest_there_is(
    filled: GraphStore, cypher: str, warnings: list[str]
) -> None:
    assert list(ask(filled, cypher, {"x": 1} if "$x" in cypher else None).warnings) == warnings


@pytest.mark.parametrize(
    ("cypher", "rows"),
    [
        ("MATCH (e:Entity {nmae: 'x'}) RETURN count(*) AS n", [(0,)]),
        ("OPTIONAL MATCH (e:Entity {nmae: 'x'}) RETURN e", [(None,)]),
        ("MATCH (e:Entity {community: 3}) RETURN e", []),
        ("MATCH (d:Document) WHERE EXISTS { (:Entity {nmae: 1})-[:FROM_CHUNK]->() } RETURN d", []),
        ("MATCH (d:Document) RETURN DISTINCT COUNT { (:Entity {nmae: {a: 1}.a}) } AS n", [(0,)]),
        ("MATCH (e:Entity) WHERE e.name = '(:Entity {nmae: 1})' RETURN e", []),
        ("WITH {nmae: 1} AS e MATCH (:Entity {nmae: e.nmae}) RETURN e", []),
    ],
)
def test_a_property_that_no_node_has_matches_none(
    filled: GraphStore, cypher: str, rows: list[tuple[object, ...]]
) -> None:
    assert filled.read_query(cypher).rows == rows


@pytest.mark.neo4j
@pytest.mark.parametrize("store_settings", ["neo4j"], indirect=True)
def test_label_expressions_that_only_a_server_runs_are_read_too(filled: GraphStore) -> None:
    told = ask(
        filled, "MATCH (e:Person&!Loction WHERE e.docz > 1)-[IS CO_OCCURS]-({nam: 1}) RETURN e"
    ).warnings
    assert [re.findall(r":?(\w+)[;$]", each) for each in told] == [
        ["Loction"],
        ["CO_OCCURS"],
        ["nam"],
        ["docz"],
    ]


def test_a_name_that_comes_near_none_is_told_with_those_there_are(filled: GraphStore) -> None:
    (told,) = ask(filled, "MATCH (e:Zyx) RETURN e").warnings
    assert told.startswith("no node has the label :Zyx; there are :Chunk, :Date, :Document, :Entity, ")
    assert ":Organization, :Person" in told


@pytest.mark.parametrize("name", load_queries())
def test_no_saved_query_is_warned_of(filled: GraphStore, name: str) -> None:
    query = load_queries()[name]
    calls = [values for asked, values, _ in EXPECTED if asked == name]
    assert calls
    assert [run_saved(filled, query, values).warnings for values in calls] == [()] * len(calls)


def test_no_query_of_the_pages_is_warned_of(filled: GraphStore) -> None:
    blocks = [
        block
        for page in DOCS
        for block in re.findall(r"```cypher\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    ]
    commands = [
        text for page in DOCS for text in re.findall(r'graphmill query "(.*?)"', page.read_text("utf-8"))
    ]
    assert len(blocks) > 15
    assert len(commands) > 2
    assert {text for text in (*blocks, *commands) if warnings_of(filled, text)} == {MISTYPED}


def test_queries_that_only_read_are_warned_of_nothing_but_what_the_graph_has_not(filled: GraphStore) -> None:
    told = [warning for cypher in READING for warning in warnings_of(filled, check_readable(cypher))]
    names = {re.sub(r".* (?:label|type|property) :?(\w+).*", r"\1", each) for each in told}
    assert names == NOTHING_BEARS


def test_names_of_another_program_in_the_store_are_no_mistakes(filled: GraphStore) -> None:
    filled.write(
        lambda transaction: transaction.run(
            "CREATE (:Kontor {id: 'k1', strasse: 'x'})-[:LIEGT_IN {seit: 1}]->(:`Ort schaft` {id: 'k2', `post zahl`: 2})",
            {},
        )
    )
    filled.write(lambda transaction: transaction.run("MATCH (k:Kontor) SET k:Zweitname, k.spaeter = 1", {}))
    text = (
        "MATCH (k:Kontor:Zweitname {strasse: 'x'})-[r:LIEGT_IN]->(o:`Ort schaft`) WHERE r.seit = 1 "
        "RETURN o.`post zahl` AS z, k.spaeter AS s"
    )
    result = ask(filled, text)
    assert (result.rows, result.warnings) == ([(2, 1)], ())
    assert ask(filled, "MATCH (k:Kontoor) RETURN k.strase").warnings == (
        "no node has the label :Kontoor; the nearest is :Kontor",
        "no node or relationship has the property strase; the nearest is strasse",
    )


def test_what_an_analysis_would_write_is_no_mistake_before_there_is_one(filled: GraphStore) -> None:
    assert ask(filled, "MATCH (e:Entity) RETURN e.community, e.pageRank LIMIT 1").warnings == ()


def test_a_label_of_entities_out_of_use_is_no_mistake(store: GraphStore) -> None:
    made = extraction("a.txt", [[("Osaka", "location")]])
    apply_changes(store, [made, extraction("b.txt", [[("Ada Lovelace", "person")]])])
    forget(store, [made.document.id])
    assert ask(store, "MATCH (e:Location) RETURN e.name").warnings == ()


def test_a_query_of_ones_own_in_a_file_is_looked_at_too(filled: GraphStore) -> None:
    result = run_saved(filled, parse_query(MINE, "mine.cypher"), {})
    assert result.warnings == ("no node has the label :Persn; the nearest is :Person",)


def test_the_row_cap_of_the_settings_cuts_no_list_of_names(store_settings: StoreSettings) -> None:
    with open_store(store_settings.model_copy(update={"query_rows": 1})) as narrow:
        apply_changes(narrow, documents())
        assert ask(narrow, "MATCH (e:Person) RETURN e.name LIMIT 1").warnings == ()


def test_where_names_cannot_be_compared_the_answer_stands_and_says_so(store_settings: StoreSettings) -> None:
    with open_store(store_settings.model_copy(update={"query_bytes": 20})) as narrow:
        apply_changes(narrow, documents())
        result = ask(narrow, "MATCH (e:Persn) RETURN 1 AS one")
    assert result.rows == []
    (told,) = result.warnings
    assert told.startswith(
        "the names in the query could not be compared with those in the graph: The answer is larger"
    )


def test_many_mistakes_are_not_all_told(filled: GraphStore) -> None:
    text = "MATCH (e:Entity) RETURN " + ", ".join(f"e.nope{number} AS n{number}" for number in range(40))
    assert len(ask(filled, text).warnings) == MOST_WARNINGS


def test_a_query_that_fails_fails_as_before(filled: GraphStore) -> None:
    with pytest.raises(QueryFailedError) as failed:
        ask(filled, "MATCH (e:Persn) RETRUN e")
    assert "nearest" not in str(failed.value)
