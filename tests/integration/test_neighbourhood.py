"""What lies around an entity: counted by hand on both stores, with hubs and hidden entities on the way."""

from __future__ import annotations

from math import log

import pytest

from graph.errors import UnknownEntityError
from graph.questions.association import npmi, sentence_count
from graph.questions.entities import find_entities
from graph.questions.neighbourhood import Neighbourhood, neighbourhood
from graph.questions.neighbours import neighbours
from graph.stores.protocol import GraphStore
from graph.writing.writer import apply_changes, forget
from linking.decisions.decision import Decision, Decisions, Handle, Verdict
from linking.guidance import Guidance
from tests.synthetic import extraction

ADA, GRACE, OSAKA, QUITO, GLOBEX, HUGO = (
    ("Ada Lovelace", "person"),
    ("Grace Hopper", "person"),
    ("Osaka", "location"),
    ("Quito", "location"),
    ("Globex", "organization"),
    ("Hugo Ball", "person"),
)
# Ada - Grace 3, Ada - Osaka 1, Grace - Osaka 1, Grace - Globex 2, Osaka - Quito 1, Quito - Hugo 1; nine sentences.
SENTENCES = [
    [ADA, GRACE],
    [ADA, GRACE, OSAKA],
    [GRACE, ADA],
    [GRACE, GLOBEX],
    [GLOBEX, GRACE],
    [OSAKA, QUITO],
    [QUITO, HUGO],
    [HUGO],
    [],
]


def put(store: GraphStore, guidance: Guidance | None = None) -> None:
    documents = [extraction("a.txt", SENTENCES[:4]), extraction("b.txt", SENTENCES[4:])]
    apply_changes(store, documents, guidance=guidance or Guidance())


def around(store: GraphStore, name: str, **options: int) -> Neighbourhood:
    return neighbourhood(store, id_of(store, name), **options)


def id_of(store: GraphStore, name: str) -> str:
    return find_entities(store, name)[0].id


def steps(found: Neighbourhood) -> dict[str, int]:
    return {entity.name: entity.hops for entity in found.entities}


def counts(found: Neighbourhood) -> dict[frozenset[str], tuple[int, int]]:
    names = {entity.id: entity.name for entity in found.entities}
    return {frozenset((names[edge.a], names[edge.b])): (edge.count, edge.docs) for edge in found.edges}


def test_two_hops_by_hand(store: GraphStore) -> None:
    put(store)
    found = around(store, "Ada Lovelace")
    assert found.centre.name == "Ada Lovelace"
    assert [(e.name, e.hops, e.degree, e.windows, e.docs) for e in found.entities] == [
        ("Ada Lovelace", 0, 2, 3, 1),
        ("Grace Hopper", 1, 3, 5, 2),
        ("Osaka", 1, 3, 2, 2),
        ("Globex", 2, 1, 2, 2),
        ("Quito", 2, 2, 2, 1),
    ]
    assert counts(found) == {
        frozenset(("Ada Lovelace", "Grace Hopper")): (3, 1),
        frozenset(("Ada Lovelace", "Osaka")): (1, 1),
        frozenset(("Grace Hopper", "Osaka")): (1, 1),
        frozenset(("Grace Hopper", "Globex")): (2, 2),
        frozenset(("Osaka", "Quito")): (1, 1),
    }
    assert found.capped == ()
    assert sentence_count(store) == 9
    by_hand = log((3 / 9) / ((3 / 9) * (5 / 9))) / -log(3 / 9)
    grace = id_of(store, "Grace Hopper")
    (edge,) = (e for e in found.edges if {e.a, e.b} == {found.centre.id, grace})
    assert edge.npmi == pytest.approx(by_hand)


def test_npmi_is_that_of_the_neighbours(store: GraphStore) -> None:
    put(store)
    found = around(store, "Grace Hopper", hops=1)
    told = {each.id: each.npmi for each in neighbours(store, found.centre.id)}
    assert {e.b if e.a == found.centre.id else e.a: e.npmi for e in found.edges} == pytest.approx(told)


def test_npmi_ends_at_one() -> None:
    assert npmi(4, 4, 4, 4) == 1.0
    assert npmi(1, 1, 1, 8) == pytest.approx(1.0)
    assert npmi(1, 8, 8, 8) < 0


def test_hops_go_as_far_as_asked(store: GraphStore) -> None:
    put(store)
    assert steps(around(store, "Ada Lovelace", hops=0)) == {"Ada Lovelace": 0}
    assert steps(around(store, "Ada Lovelace", hops=1)) == {"Ada Lovelace": 0, "Grace Hopper": 1, "Osaka": 1}
    assert steps(around(store, "Ada Lovelace", hops=3))["Hugo Ball"] == 3
    assert around(store, "Ada Lovelace", hops=9) == around(store, "Ada Lovelace", hops=3)


def test_the_strongest_come_first_and_a_weaker_neighbour_can_come_a_hop_later(store: GraphStore) -> None:
    put(store)
    found = around(store, "Ada Lovelace", limit=1)
    # Osaka shares one sentence with Ada and one with Grace, Globex two with Grace.
    assert steps(found) == {"Ada Lovelace": 0, "Grace Hopper": 1, "Globex": 2}
    apply_changes(store, [extraction("c.txt", [[GRACE, OSAKA], [OSAKA, GRACE]])])
    found = around(store, "Ada Lovelace", limit=1)
    assert steps(found) == {"Ada Lovelace": 0, "Grace Hopper": 1, "Osaka": 2}
    assert counts(found) == {
        frozenset(("Ada Lovelace", "Grace Hopper")): (3, 1),
        frozenset(("Grace Hopper", "Osaka")): (3, 2),
        frozenset(("Ada Lovelace", "Osaka")): (1, 1),
    }


def test_edges_of_all_who_were_expanded_are_told_three_hops_out(store: GraphStore) -> None:
    # The chain a - b - c - d by the strongest, and a weak edge from b to d.
    chain = [("Ada Lovelace", "Grace Hopper", 4), ("Grace Hopper", "Osaka", 3), ("Osaka", "Quito", 2)]
    types = dict([ADA, GRACE, OSAKA, QUITO])
    held = [[(a, types[a]), (b, types[b])] for a, b, n in chain for _ in range(n)]
    apply_changes(store, [extraction("a.txt", [*held, [GRACE, QUITO]])])
    found = around(store, "Ada Lovelace", hops=3, limit=1)
    assert steps(found) == {"Ada Lovelace": 0, "Grace Hopper": 1, "Osaka": 2, "Quito": 3}
    assert counts(found)[frozenset(("Grace Hopper", "Quito"))] == (1, 1)


def test_a_hub_is_shown_and_not_gone_through(store: GraphStore) -> None:
    put(store)
    spokes = [(f"Spoke {chr(ord('A') + n)}ex", "organization") for n in range(12)]
    apply_changes(store, [extraction("c.txt", [[OSAKA, spoke] for spoke in spokes])])
    found = around(store, "Ada Lovelace", degree_cap=10)
    assert [(e.name, e.degree) for e in found.capped] == [("Osaka", 15)]
    assert steps(found) == {"Ada Lovelace": 0, "Grace Hopper": 1, "Osaka": 1, "Globex": 2}
    # Its edges to those that were expanded are there all the same.
    assert counts(found)[frozenset(("Grace Hopper", "Osaka"))] == (1, 1)
    # Who asks about the hub itself gets what is around it, the strongest first, ties by id.
    hub = around(store, "Osaka", limit=5, hops=1, degree_cap=10)
    assert len(hub.entities) == 6
    assert hub.centre.capped is False
    ids = [entity.id for entity in hub.entities[1:]]
    every = around(store, "Osaka", limit=100, hops=1)
    assert ids == sorted(entity.id for entity in every.entities[1:])[:5]
    assert hub.capped == ()


def test_hidden_entities_and_those_out_of_use_are_left_out(store: GraphStore) -> None:
    hidden = Decision("dec_1", "2026-01-01T00:00:00+00:00", "a person", Verdict.HIDE, Handle(*GRACE))
    put(store, Guidance(Decisions([hidden])))
    assert steps(around(store, "Ada Lovelace")) == {"Ada Lovelace": 0, "Osaka": 1, "Quito": 2}
    assert steps(around(store, "Grace Hopper", hops=1)) == {
        "Grace Hopper": 0,
        "Ada Lovelace": 1,
        "Globex": 1,
        "Osaka": 1,
    }


def test_an_id_that_nothing_in_use_has_is_an_error(store: GraphStore) -> None:
    put(store)
    osaka = id_of(store, "Osaka")
    forget(store, [extraction("a.txt", []).document.id, extraction("b.txt", []).document.id])
    for id_ in (osaka, "ent_never_seen"):
        with pytest.raises(UnknownEntityError, match=id_):
            neighbourhood(store, id_)


def test_a_graph_that_does_not_keep_the_number_of_its_sentences_is_summed(store: GraphStore) -> None:
    put(store)
    before = around(store, "Ada Lovelace")
    store.write(
        lambda transaction: transaction.run(
            "MATCH (s:GraphmillState {id: 'state'}) SET s.sentences = null", {}
        )
    )
    assert around(store, "Ada Lovelace") == before
