"""What the page opens on, the communities, the whole map, an entity and what a search finds, on both stores."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from math import hypot

import pytest

from graph.analysis.measures import measure
from graph.analysis.network import load_network
from graph.analysis.settings import AnalysisSettings
from graph.analysis.stored import write_analysis
from graph.explorer.answers import communities as communities_answer
from graph.explorer.answers.communities import find_communities
from graph.explorer.answers.entity import entity
from graph.explorer.answers.map import first_of, whole_map
from graph.explorer.answers.overview import overview
from graph.explorer.answers.search import search
from graph.questions.corpus import dated_documents
from graph.questions.neighbours import strongest_edges
from graph.stores.protocol import GraphStore
from graph.writing.writer import apply_changes
from linking.guidance import Guidance
from linking.knowledge_base.base import KnowledgeBase, KnowledgeBaseEntry
from tests.support.dated_corpus import NAMES, Written, hiding, ids_by_name
from tests.support.synthetic import corpus, extraction

ADA, GRACE, HUGO, OSAKA, QUITO, TALLINN, GLOBEX, INITECH = NAMES
# Two groups that one edge joins, and one entity alone.
DOCUMENTS = [
    Written("a.txt", [[ADA, GRACE, OSAKA]] * 3 + [[ADA, QUITO]], "2020", title="Letters from Osaka"),
    Written("b.txt", [[QUITO, HUGO, GLOBEX]] * 2 + [[INITECH], ["Tallinn"]], "2021-05"),
]
HOSTILE = '<img src=x onerror="alert(1)">\u202e{{7*7}}'


def put(store: GraphStore, guidance: Guidance | None = None) -> dict[str, str]:
    apply_changes(store, [each.extraction() for each in DOCUMENTS], guidance=guidance or Guidance())
    return ids_by_name(store)


def analyse(store: GraphStore) -> None:
    settings = AnalysisSettings()
    network = load_network(store, settings)
    write_analysis(store, network, measure(network, settings), analysed_at="2024-05-31T12:00:00Z")


def test_the_overview_counts_and_names_what_is_strongest_and_newest(store: GraphStore) -> None:
    ids = put(store)
    found = overview(store)
    assert found["counts"]["documents"] == 2
    assert {each["type"]: each["entities"] for each in found["types"]} == {
        "location": 3,
        "person": 3,
        "organization": 2,
    }
    (people,) = (each["strongest"] for each in found["types"] if each["type"] == "person")
    assert [each["name"] for each in people] == [ADA, GRACE, HUGO]
    assert [(each["uri"], each["entities"], each["sentences"]) for each in found["newest"]] == [
        ("b.txt", 5, 4),
        ("a.txt", 4, 4),
    ]
    first = found["strongest_edges"][0]
    assert (first["count"], first["docs"]) == (3, 1)
    assert {first["a"]["id"], first["b"]["id"]} <= set(ids.values())
    assert -1 <= first["npmi"] <= 1


def test_an_empty_graph_has_an_answer_to_everything(store: GraphStore) -> None:
    found = overview(store)
    assert (found["types"], found["newest"], found["strongest_edges"]) == ([], [], [])
    communities = find_communities(store)
    assert communities.answer["state"] == "ready"
    assert communities.answer["communities"] == []
    assert whole_map(store, communities)["ids"] == []
    assert search(store, "Ada", limit=5, type_name="", documents=dated_documents(store))["entities"] == []


def test_the_strongest_edges_are_those_of_all_edges(store: GraphStore) -> None:
    apply_changes(store, corpus(40, vocabulary=400, seed=3))
    every = sorted(
        store.stream(
            "MATCH (a:Entity)-[r:CO_OCCURS_WITH]->(b:Entity) RETURN r.count AS count, r.docs AS docs, a.name AS a, b.name AS b"
        ),
        key=lambda row: (-row["count"], -row["docs"], row["a"], row["b"]),
    )
    for limit in (1, 5, len(every), len(every) + 1):
        found = [(each.count, each.docs) for each in strongest_edges(store, limit)]
        assert found == [(row["count"], row["docs"]) for row in every[:limit]]


def test_communities_are_worked_out_where_the_graph_was_not_analysed(store: GraphStore) -> None:
    ids = put(store)
    found = find_communities(store)
    answer = found.answer
    assert (answer["state"], answer["from_analysis"]) == ("ready", False)
    assert {frozenset(each["name"] for each in one["strongest"]) for one in answer["communities"]} == {
        frozenset({ADA, GRACE, OSAKA}),
        frozenset({QUITO, HUGO, GLOBEX}),
    }
    assert answer["left_out"] == {"communities": 2, "entities": 2}
    assert answer["links"] == [{"a": 1, "b": 2, "edges": 1, "count": 1}]
    assert found.of[ids[ADA]] == found.of[ids[GRACE]] != found.of[ids[HUGO]]
    assert found.label(found.of[ids[ADA]]).startswith(ADA)


def test_communities_of_an_analysis_say_when_it_was_and_whether_the_graph_has_changed(
    store: GraphStore,
) -> None:
    put(store)
    worked_out = find_communities(store).answer
    analyse(store)
    answer = find_communities(store).answer
    assert answer["from_analysis"]
    assert answer["analysed_at"] == "2024-05-31T12:00:00Z"
    assert not answer["changed_since"]
    for key in ("communities", "links", "left_out"):
        assert answer[key] == worked_out[key]
    apply_changes(store, [extraction("new.txt", [[(ADA, "person")]])])
    assert find_communities(store).answer["changed_since"]


def test_a_graph_too_large_to_divide_here_names_the_command(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store)
    monkeypatch.setattr(communities_answer, "MOST_EDGES", 2)
    answer = find_communities(store).answer
    assert answer["state"] == "none"
    assert "graphmill analyse" in answer["message"]


def test_circles_lie_apart_in_the_unit_square_the_largest_in_the_middle(store: GraphStore) -> None:
    put(store)
    circles = [(each["x"], each["y"], each["r"]) for each in find_communities(store).answer["communities"]]
    assert all(r <= x <= 1 - r and r <= y <= 1 - r for x, y, r in circles)
    assert circles[0][:2] == (0.5, 0.5)
    for (ax, ay, ar), (bx, by, br) in combinations(circles, 2):
        assert hypot(ax - bx, ay - by) >= ar + br


def test_the_map_puts_members_into_their_community_the_strongest_in_the_middle(store: GraphStore) -> None:
    put(store)
    communities = find_communities(store)
    found = whole_map(store, communities)
    assert found == whole_map(store, communities)
    assert (found["entities"], found["edges"]) == (8, 7)
    assert found["windows"] == sorted(found["windows"], reverse=True)
    for x, y, number in zip(found["x"], found["y"], found["community"], strict=True):
        circle = communities.circles.get(number)
        if circle:
            assert hypot(x - circle.x, y - circle.y) <= circle.r
        assert 0 <= x <= 1
        assert 0 <= y <= 1
    names = {
        frozenset((found["names"][a], found["names"][b])) for a, b in zip(found["a"], found["b"], strict=True)
    }
    assert frozenset({ADA, GRACE}) in names
    part = first_of(found, 3)
    assert part["ids"] == found["ids"][:3]
    assert part["x"] == found["x"][:3]
    assert all(end < 3 for end in part["a"] + part["b"])


def test_what_is_hidden_is_on_no_map_and_in_no_overview(store: GraphStore) -> None:
    ids = put(store, hiding(ADA, "person"))
    shown = str((overview(store), find_communities(store).answer, whole_map(store, find_communities(store))))
    assert ids[ADA] not in shown
    assert ids[GRACE] in shown


def test_an_entity_is_told_with_its_entry_dates_and_documents(store: GraphStore) -> None:
    entry = KnowledgeBaseEntry(
        "ada", ADA, "person", aliases=("Countess of Lovelace",), description="Wrote notes."
    )
    base = KnowledgeBase("people", [entry], "1")
    ids = put(store, Guidance(knowledge_bases=(base,)))
    found = entity(store, ids[ADA], [base], {})
    assert found["kb"] == [
        {
            "id": "people:ada",
            "base": "people",
            "name": ADA,
            "type": "person",
            "aliases": ["Countess of Lovelace"],
            "description": "Wrote notes.",
        }
    ]
    assert (found["degree"], found["windows"], found["docs"], found["community"]) == (3, 4, 1, -1)
    assert (found["first_date"], found["last_date"], found["merged_from"]) == ("2020", "2020", "")
    assert [each["uri"] for each in found["documents"]] == ["a.txt"]
    assert entity(store, ids[ADA], [], {ids[ADA]: 4})["community"] == 4
    assert entity(store, ids[ADA], [], {})["kb"][0]["id"] == "people:ada"


def test_a_merged_entity_leads_to_the_one_it_became(store: GraphStore) -> None:
    ids = put(store)
    store.write(
        lambda transaction: transaction.run(
            "MERGE (e:Entity {id: $id}) SET e.docs = 0, e.windows = 0, e.mergedInto = $into",
            {"id": "ent_former", "into": ids[ADA]},
        )
    )
    found = entity(store, "ent_former", [], {})
    assert (found["id"], found["merged_from"]) == (ids[ADA], "ent_former")


@pytest.mark.parametrize(
    ("text", "first", "match"),
    [
        (ADA, ADA, "name"),
        ("ada lovelace", ADA, "name"),
        ("lovelace ada", ADA, "words"),
        ("Lovelice", ADA, "words"),
        ("love", ADA, "words"),
        ("obex", GLOBEX, "part"),
    ],
)
def test_a_search_finds_entities_by_names_parts_and_slips(
    store: GraphStore, text: str, first: str, match: str
) -> None:
    put(store)
    found = search(store, text, limit=5, type_name="", documents=None)
    assert (found["entities"][0]["name"], found["entities"][0]["match"]) == (first, match)
    ids = [each["id"] for each in found["entities"]]
    assert len(ids) == len(set(ids))


def test_a_deep_search_finds_documents_and_sentences_with_the_text_marked(store: GraphStore) -> None:
    ids = put(store)
    documents = dated_documents(store)
    found = search(store, "oSAKA", limit=2, type_name="location", documents=documents)
    assert [each["id"] for each in found["entities"]] == [ids[OSAKA]]
    assert [each["title"] for each in found["documents"]] == ["Letters from Osaka"]
    assert len(found["sentences"]) == 2
    assert found["more"] == {"entities": False, "documents": False, "sentences": True}
    for each in found["sentences"]:
        assert [each["text"][start:end] for start, end in each["spans"]] == ["Osaka"]
    over_two_words = search(store, "that   osaka", limit=9, type_name="", documents=documents)
    assert len(over_two_words["sentences"]) == 3
    assert search(store, "osaka that", limit=9, type_name="", documents=documents)["sentences"] == []
    assert search(store, "  ", limit=9, type_name="", documents=documents)["sentences"] == []


def test_hostile_names_and_texts_are_data(store: GraphStore) -> None:
    apply_changes(
        store, [extraction("h.txt", [[(HOSTILE, "person"), ("') RETURN 1 //", "person")]], title=HOSTILE)]
    )
    found = search(store, HOSTILE, limit=5, type_name="", documents=dated_documents(store))
    assert found["entities"][0]["name"] == HOSTILE
    assert len(found["documents"]) == 1
    for text in ("') RETURN 1 //", "\\", '"', "*", "(?", "a" * 1_000, "\x00", "💥"):
        search(store, text, limit=5, type_name="", documents=dated_documents(store))


def test_a_community_keeps_its_place_whatever_ids_the_graph_gave(store: GraphStore) -> None:
    put(store)
    answer = find_communities(store).answer
    places = [(each["label"], each["x"], each["y"]) for each in answer["communities"]]
    again = [replace(each, title="another") for each in DOCUMENTS]
    apply_changes(store, [each.extraction() for each in again])
    after = find_communities(store).answer
    assert [(each["label"], each["x"], each["y"]) for each in after["communities"]] == places
