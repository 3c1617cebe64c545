"""Every saved query, on both stores, over documents of which the answer can be worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from neo4j import GraphDatabase

from extractors.mentions import PATTERN
from graph.queries.saved import SavedQuery, load_queries, run_saved
from graph.questions.association import NPMI
from graph.questions.entities import find_entities
from graph.questions.evidence import evidence, evidence_pair
from graph.questions.neighbours import neighbours
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore, Row, WriteTransaction, run_rows
from graph.stores.settings import StoreSettings
from graph.writing import statements
from graph.writing.writer import apply_changes, forget
from tests.support.query_answers import ADA, COLUMNS, EXPECTED, GLOBEX, INGESTED, OSAKA, QUITO, documents
from tests.support.synthetic import corpus, extraction

QUERIES = load_queries()
SAME_DAY = "MATCH (d:Document) SET d.ingestedAt = $at"


@pytest.fixture
def filled(store: GraphStore) -> GraphStore:
    """Fill a graph with an entity that is hidden, one that is out of use, and documents ingested on known days."""
    gone = extraction("gone.txt", [[QUITO, ADA]])
    apply_changes(store, [*documents(), gone])
    forget(store, [gone.document.id])

    def arrange(transaction: WriteTransaction) -> None:
        transaction.run("MATCH (e:Entity {nameKey: 'initech'}) SET e.hidden = true", {})
        for uri, day in INGESTED.items():
            values = {"uri": uri, "at": f"{day}T10:00:00+00:00"}
            transaction.run("MATCH (d:Document {uri: $uri}) SET d.ingestedAt = $at", values)

    store.write(arrange)
    return store


def ask(store: GraphStore, name: str, **values: object) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Ask a saved query, entities by name; ids, which say nothing to a reader, are left out of the rows."""
    query = QUERIES[name]
    types = {parameter.name: parameter.type for parameter in query.parameters}
    for parameter, value in values.items():
        if types[parameter] == "entity":
            values[parameter] = id_of(store, str(value))
        elif types[parameter] == "entities":
            assert isinstance(value, list)
            values[parameter] = [id_of(store, each) for each in value]
    result = run_saved(store, query, values)
    kept = [place for place, column in enumerate(result.columns) if column != "id"]
    return (
        tuple(result.columns[place] for place in kept),
        [tuple(row[place] for place in kept) for row in result.rows],
    )


def id_of(store: GraphStore, name: str) -> str:
    return find_entities(store, name)[0].id


def test_every_query_answers_as_worked_out_by_hand(filled: GraphStore) -> None:
    for name, values, rows in EXPECTED:
        assert ask(filled, name, **values) == (COLUMNS[name], rows), (name, values)


def test_no_query_is_left_untested() -> None:
    assert {name for name, *_ in EXPECTED} == QUERIES.keys()


def test_mentions_of_several_types_make_an_entity_suspicious(store: GraphStore) -> None:
    made = extraction("a.txt", [[GLOBEX], [GLOBEX], [GLOBEX], [ADA]])
    third = replace(made.mentions[2], type="company", score=0.5)
    apply_changes(store, [replace(made, mentions=(*made.mentions[:2], third, made.mentions[3]))])
    _, rows = ask(store, "suspicious")
    assert ask(store, "suspicious", agreement=0.5)[1] == []
    assert rows == [("Globex", "organization", ["several types"], ["organization", "company"], 1, 0.875, 1)]


def test_digits_that_a_pattern_found_are_not_suspicious(store: GraphStore) -> None:
    made = extraction("a.txt", [[("030 231", "phone")], [("040 999", "phone")], [ADA]])
    first = replace(made.mentions[0], source=PATTERN)
    apply_changes(store, [replace(made, mentions=(first, *made.mentions[1:]))])
    assert [(row[0], row[2]) for row in ask(store, "suspicious")[1]] == [("040 999", ["digits only"])]
    # An earlier graphmill did not write what found a mention.
    old = "MATCH (:LocalEntity)-[m:MENTIONED_IN]->(:Chunk) REMOVE m.sources"
    store.write(lambda transaction: transaction.run(old, {}))
    assert [row[0] for row in ask(store, "suspicious")[1]] == ["030 231", "040 999"]


def test_a_pair_in_one_sentence_twice_is_one_document_and_one_sentence(store: GraphStore) -> None:
    apply_changes(store, [extraction("a.txt", [[ADA, OSAKA, ADA, OSAKA], [ADA]])])
    assert ask(store, "both", a="Ada Lovelace", b="Osaka")[1] == [("a.txt", "a.txt", 2, 1, 1)]
    assert len(ask(store, "evidence", a="Ada Lovelace", b="Osaka")[1]) == 1


def unused_entity(number: int) -> Row:
    name = f"Name {number}"
    kept: Row = {"aliases": [name], "kbIds": [], "hidden": False}
    return {"id": f"unused{number}", "name": name, "nameKey": name.casefold(), "type": "person"} | kept


def operators(plan: Mapping[str, Any]) -> list[str]:
    name = str(plan["operatorType"]).partition("@")[0]
    return [name, *(inner for child in plan.get("children", ()) for inner in operators(child))]


@pytest.mark.neo4j
def test_queries_start_from_an_index_where_they_name_an_entity(empty_neo4j: StoreSettings) -> None:
    with open_store(empty_neo4j) as store:
        apply_changes(store, documents())
        # In a graph of ten entities a scan is as good a plan as any.
        more = [unused_entity(number) for number in range(2_000)]
        store.write(lambda transaction: run_rows(transaction, statements.PUT_ENTITIES, more))
    credentials = (empty_neo4j.user, empty_neo4j.password.get_secret_value())
    with GraphDatabase.driver(empty_neo4j.uri, auth=credentials) as driver, driver.session() as session:
        session.run("CALL db.prepareForReplanning(60)").consume()
        for query in QUERIES.values():
            plan = session.run(f"EXPLAIN {query.cypher}", query.bind(query.example)).consume().plan
            assert plan is not None
            found = operators(plan)
            assert "AllNodesScan" not in found, query.name
            if any(parameter.type in {"entity", "entities"} for parameter in query.parameters):
                assert "NodeUniqueIndexSeek" in found, (query.name, found)
                # The number of all sentences is summed over documents; the rest is reached from the entity.
                scans = [name for name in found if name.endswith("Scan")]
                assert scans == ["NodeByLabelScan"] * ("sum(d.windows)" in query.cypher), query.name


@pytest.mark.neo4j
def test_both_stores_give_the_same_rows_in_the_same_order(
    empty_neo4j: StoreSettings, embedded_store: Callable[[str], GraphStore]
) -> None:
    made = [
        replace(
            each,
            document=replace(
                each.document,
                date=f"{2020 + number % 5}-0{1 + number % 9}" if number % 3 else "",
                date_from="field date" if number % 3 else "",
            ),
        )
        for number, each in enumerate(corpus(30, seed=11))
    ]
    with open_store(empty_neo4j) as server:
        stores = (embedded_store("same"), server)
        for store in stores:
            apply_changes(store, made)
            store.write(lambda transaction: transaction.run(SAME_DAY, {"at": "2026-01-01T00:00:00+00:00"}))
        ids = [row[-1] for row in run_saved(stores[0], QUERIES["top"], {"limit": 12}).rows]
        for query in QUERIES.values():
            for values in calls(query, ids):
                first, second = (run_saved(store, query, values) for store in stores)
                assert first == second, (query.name, values)


def calls(query: SavedQuery, ids: Sequence[str]) -> Iterator[dict[str, object]]:
    """Yield values for a query: some entities, pairs and groups of them, each once."""
    needed = {parameter.name: parameter.type for parameter in query.parameters if parameter.required}
    for place in range(6 if needed else 1):
        one, other = ids[place], ids[-1 - place]
        given: dict[str, object] = {}
        for number, (name, type_name) in enumerate(needed.items()):
            chosen = (one, other)[number % 2]
            given[name] = {"entity": chosen, "entities": [chosen, ids[6]], "date": f"202{place}-01-01"}[
                type_name
            ]
        yield given


def test_the_commands_and_the_saved_queries_give_one_answer(filled: GraphStore) -> None:
    """The saved queries are for people to read and change, so that they are written out; what they find is the same."""
    assert NPMI in QUERIES["neighbours"].cypher
    ada, globex = id_of(filled, ADA[0]), id_of(filled, GLOBEX[0])
    for least in (1, 2):
        _, rows = ask(filled, "neighbours", entity=ADA[0], least=least)
        found = [
            (each.name, each.type, each.count, each.docs, round(each.npmi, 4))
            for each in neighbours(filled, ada, least=least)
        ]
        assert sorted(found) == sorted(rows)
        assert [each[-1] for each in found] == [row[-1] for row in rows]
        assert len(found) > 1
    _, rows = ask(filled, "evidence", a=ADA[0], b=GLOBEX[0])
    pair = evidence_pair(filled, ada, globex)
    assert [(each.uri, each.text) for each in pair] == [(row[0], row[-1]) for row in rows]
    assert pair
    _, rows = ask(filled, "sentences", entity=ADA[0])
    assert [(each.uri, each.text) for each in evidence(filled, ada)] == [(row[0], row[-1]) for row in rows]
