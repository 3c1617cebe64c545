"""Questions of a graph: the functions behind the commands, and every query that the documentation shows."""

from __future__ import annotations

import re

import pytest

from graph.questions.entities import find_entities
from graph.questions.evidence import evidence, evidence_pair
from graph.questions.mentions import mentions
from graph.questions.neighbours import neighbours, strongest_edges
from graph.questions.status import status
from graph.stores.protocol import GraphStore
from graph.writing.writer import apply_changes
from linking.guidance import Guidance
from linking.knowledge_base.base import KnowledgeBase, KnowledgeBaseEntry
from tests.support.root import ROOT
from tests.support.synthetic import extraction

ADA, GRACE, OSAKA, GLOBEX = (
    ("Ada Lovelace", "person"),
    ("Grace Hopper", "person"),
    ("Osaka", "location"),
    ("Globex Corporation", "organization"),
)
DOCUMENTATION = (ROOT / "docs" / "graph.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```cypher\n(.*?)```", DOCUMENTATION, re.DOTALL)

PEOPLE = Guidance(
    knowledge_bases=(KnowledgeBase("people", [KnowledgeBaseEntry("ada", "Ada Lovelace", "person")], "1"),)
)


@pytest.fixture
def filled(store: GraphStore) -> GraphStore:
    apply_changes(
        store,
        [
            extraction("a.txt", [[ADA, GRACE], [ADA, GRACE, OSAKA], [("Lovelace", "person")], [GLOBEX, ADA]]),
            extraction("b.txt", [[GRACE], [ADA, GRACE], [OSAKA], [], []], title="B"),
        ],
        guidance=PEOPLE,
    )
    return store


def only(store: GraphStore, name: str) -> str:
    (found,) = find_entities(store, name)
    return found.id


def test_an_entity_is_found_by_its_entry_in_a_knowledge_base(filled: GraphStore) -> None:
    (found,) = find_entities(filled, "people:ada")
    assert (found.name, found.match, found.kb_ids) == ("Ada Lovelace", "knowledge base", ("people:ada",))


def test_names_that_contain_the_very_name_come_after_it(store: GraphStore) -> None:
    apply_changes(store, [extraction("a.txt", [[("Globex", "product")], [GLOBEX]])])
    assert [(e.name, e.match) for e in find_entities(store, "Globex")] == [
        ("Globex", "name"),
        ("Globex Corporation", "part"),
    ]


def test_status_counts_what_is_there(filled: GraphStore) -> None:
    found = status(filled)
    assert found.totals()["mentions"] == 12
    assert found.totals()["sentences"] == 9
    assert found.entities_by_type == {"person": 2, "location": 1, "organization": 1}
    assert found.to_dict()["counts"] == found.totals()


@pytest.mark.parametrize(
    ("name", "match"),
    [
        ("Ada Lovelace", "name"),
        ("ada lovelace", "name"),
        ("Lovelace", "alias"),
        ("lovelace", "alias"),
        ("Ada L", "prefix"),
        ("a love", "part"),
        ("Ada Lovelice", "similar"),
    ],
)
def test_an_entity_is_found_by_name_alias_part_and_likeness(
    filled: GraphStore, name: str, match: str
) -> None:
    found = find_entities(filled, name)
    assert [(each.name, each.match) for each in found] == [("Ada Lovelace", match)]


def test_an_entity_is_found_by_its_id_and_nothing_by_nonsense(filled: GraphStore) -> None:
    assert find_entities(filled, only(filled, "Osaka"))[0].match == "id"
    assert find_entities(filled, "Zzyzx Qwghlm") == []


def test_neighbours_come_by_how_much_they_tell(filled: GraphStore) -> None:
    found = neighbours(filled, only(filled, "Ada Lovelace"))
    assert {each.name: (each.count, each.docs) for each in found} == {
        "Grace Hopper": (3, 2),
        "Osaka": (1, 1),
        "Globex Corporation": (1, 1),
    }
    assert [each.npmi for each in found] == sorted((each.npmi for each in found), reverse=True)
    assert all(-1 <= each.npmi <= 1 for each in found)
    assert [each.name for each in neighbours(filled, only(filled, "Ada Lovelace"), least=2)] == [
        "Grace Hopper"
    ]
    assert len(neighbours(filled, only(filled, "Ada Lovelace"), limit=1)) == 1


def test_the_strongest_edge_is_the_pair_with_most_sentences(filled: GraphStore) -> None:
    edge = strongest_edges(filled, 1)[0]
    assert {edge.a_name, edge.b_name} == {"Ada Lovelace", "Grace Hopper"}
    assert (edge.count, edge.docs) == (3, 2)


def test_evidence_is_whole_sentences_with_the_names_marked(filled: GraphStore) -> None:
    found = evidence(filled, only(filled, "Ada Lovelace"))
    assert [(each.uri, each.text) for each in found] == [
        ("a.txt", "Item 0 says that Ada Lovelace that Grace Hopper was there."),
        ("a.txt", "Item 1 says that Ada Lovelace that Grace Hopper that Osaka was there."),
        ("a.txt", "Item 2 says that Lovelace was there."),
        ("a.txt", "Item 3 says that Globex Corporation that Ada Lovelace was there."),
        ("b.txt", "Item 1 says that Ada Lovelace that Grace Hopper was there."),
    ]
    marked = [[each.text[start:end] for start, end in each.spans] for each in found]
    assert marked == [["Ada Lovelace"], ["Ada Lovelace"], ["Lovelace"], ["Ada Lovelace"], ["Ada Lovelace"]]
    assert len(evidence(filled, only(filled, "Ada Lovelace"), limit=2)) == 2


def test_evidence_of_a_pair_is_where_both_are_named(filled: GraphStore) -> None:
    found = evidence_pair(filled, only(filled, "Grace Hopper"), only(filled, "Osaka"))
    assert [each.text for each in found] == [
        "Item 1 says that Ada Lovelace that Grace Hopper that Osaka was there."
    ]
    assert [found[0].text[start:end] for start, end in found[0].spans] == ["Grace Hopper", "Osaka"]


def test_mentions_come_in_order_with_what_they_mean_and_why(filled: GraphStore) -> None:
    rows = list(mentions(filled))
    assert len(rows) == 12
    assert [(row["uri"], row["start"]) for row in rows] == sorted((row["uri"], row["start"]) for row in rows)
    bare = next(row for row in rows if row["text"] == "Lovelace")
    assert (bare["entity"], bare["type"], bare["rule"]) == ("Ada Lovelace", "person", "surname")
    assert bare["score"] == 0.875


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_every_query_of_the_documentation_answers(filled: GraphStore, query: str) -> None:
    names = {
        "name": "Globex Corporation" if ":Organization" in query else "Ada Lovelace",
        "other": "Grace Hopper",
    }
    parameters = {key: value for key, value in names.items() if f"${key}" in query}
    answer = filled.read_query(query, parameters)
    # The documents of these tests name no dates or amounts; test_values_in_graph.py asks for those.
    assert answer.rows or any(column in ("e.value", "e.number") for column in answer.columns)
