"""How entities hang together, on both stores."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import UnknownEntityError
from graph.explorer.answers.bridges import bridges
from graph.explorer.answers.path import path
from graph.queries.saved import load_queries, run_saved
from graph.questions.bridges import bridges as bridges_between
from graph.questions.paths import find_path
from graph.stores.protocol import GraphStore
from graph.writing.writer import apply_changes
from linking.guidance import Guidance
from tests.support.dated_corpus import NAMES, Written, hiding, ids_by_name, recount
from tests.support.synthetic import corpus

ADA, GRACE, HUGO, OSAKA, QUITO, TALLINN, GLOBEX, INITECH = NAMES
CHAIN = [ADA, GRACE, HUGO, OSAKA, QUITO, TALLINN, GLOBEX]


def put(store: GraphStore, *sentences: list[str], guidance: Guidance | None = None) -> dict[str, str]:
    apply_changes(store, [Written("a.txt", sentences).extraction()], guidance=guidance or Guidance())
    return ids_by_name(store)


def names_of(found: dict) -> list[str]:  # type: ignore[type-arg]
    steps = found["steps"]
    return [steps[0]["a"]["name"], *(step["b"]["name"] for step in steps)] if steps else []


@pytest.mark.parametrize("length", range(1, 7))
def test_a_path_of_up_to_six_edges_is_found_with_a_sentence_for_each(store: GraphStore, length: int) -> None:
    ids = put(store, *(list(ends) for ends in pairwise(CHAIN)))
    found = path(store, ids[ADA], ids[CHAIN[length]], [])
    assert names_of(found) == CHAIN[: length + 1]
    for step in found["steps"]:
        (sentence,) = step["sentences"]
        assert step["count"] == 1
        assert {sentence["text"][start:end] for start, end in sentence["spans"]} == {
            step["a"]["name"],
            step["b"]["name"],
        }


def test_of_paths_of_one_length_the_one_with_the_strongest_weakest_edge_is_taken(store: GraphStore) -> None:
    ids = put(
        store,
        *[[ADA, GRACE]] * 9,
        [GRACE, QUITO],
        *[[ADA, HUGO]] * 3,
        *[[HUGO, QUITO]] * 2,
    )
    assert names_of(path(store, ids[ADA], ids[QUITO], [])) == [ADA, HUGO, QUITO]


def test_no_step_leads_over_what_is_hidden_or_to_be_avoided(store: GraphStore) -> None:
    sentences = [[ADA, GRACE], [GRACE, QUITO], [ADA, OSAKA], [OSAKA, QUITO], [ADA, GLOBEX], [GLOBEX, QUITO]]
    ids = put(store, *sentences, guidance=hiding(GRACE, "person"))
    assert names_of(path(store, ids[ADA], ids[QUITO], [])) == [ADA, GLOBEX, QUITO]
    assert names_of(path(store, ids[ADA], ids[QUITO], ["organization"])) == [ADA, OSAKA, QUITO]
    assert names_of(path(store, ids[ADA], ids[QUITO], [ids[GLOBEX]])) == [ADA, OSAKA, QUITO]
    nothing = path(store, ids[ADA], ids[QUITO], ["organization", ids[OSAKA]])
    assert nothing["steps"] == []
    assert "no path leads" in nothing["message"]


def test_where_there_is_none_it_says_how_far_was_looked(store: GraphStore) -> None:
    ids = put(store, *(list(ends) for ends in pairwise(CHAIN)), [INITECH])
    assert "no path leads" in path(store, ids[ADA], ids[INITECH], [])["message"]
    assert find_path(store, ids[ADA], ids[GLOBEX], most_edges=5).message == (
        "No path of 5 edges or fewer leads from one to the other."
    )
    assert "in 0 seconds" in find_path(store, ids[ADA], ids[OSAKA], seconds=0).message
    assert "same entity" in path(store, ids[ADA], ids[ADA], [])["message"]
    with pytest.raises(UnknownEntityError):
        path(store, ids[ADA], "ent_nobody", [])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sentences=st.lists(
        st.lists(st.sampled_from(sorted(NAMES)), min_size=1, max_size=2), min_size=1, max_size=14
    )
)
def test_no_path_is_shorter_and_none_as_short_has_a_stronger_weakest_edge(
    embedded_store: Callable[[str], GraphStore], sentences: list[list[str]]
) -> None:
    store = embedded_store(uuid.uuid4().hex)
    ids = put(store, *sentences)
    counts = recount([Written("a.txt", sentences)]).counts
    network = nx.Graph((*ends, {"count": count}) for ends, count in counts.items())
    network.add_nodes_from(ids)
    first = min(ids)
    for last in sorted(ids):
        found = find_path(store, ids[first], ids[last])
        if first == last or not nx.has_path(network, first, last):
            assert not found.steps
            continue
        best = max(
            min(network.edges[ends]["count"] for ends in pairwise(way))
            for way in nx.all_shortest_paths(network, first, last)
        )
        names = [found.steps[0].a.name, *(step.b.name for step in found.steps)]
        if nx.shortest_path_length(network, first, last) <= 6:
            assert nx.is_path(network, names)
            assert (names[0], names[-1]) == (first, last)
            assert len(found.steps) == nx.shortest_path_length(network, first, last)
            assert min(step.count for step in found.steps) == best


def test_bridges_reach_both_groups(store: GraphStore) -> None:
    ids = put(store, [ADA, HUGO], [GRACE, HUGO], [HUGO, QUITO], [ADA, OSAKA], [OSAKA, QUITO], [ADA, TALLINN])
    rows = bridges(store, [ids[ADA], ids[GRACE]], [ids[QUITO]])["rows"]
    assert [
        (row["name"], row["members_left"], row["members_right"], row["sentences_left"]) for row in rows
    ] == [
        (HUGO, 2, 1, 2),
        (OSAKA, 1, 1, 1),
    ]
    with pytest.raises(UnknownEntityError):
        bridges(store, [ids[ADA]], ["ent_nobody"])


def test_bridges_are_those_of_the_saved_query(store: GraphStore) -> None:
    apply_changes(store, corpus(30, vocabulary=30, seed=5))
    ids = [
        row["id"] for row in store.stream("MATCH (e:Entity) RETURN e.id AS id ORDER BY e.windows DESC, id")
    ]
    groups = {"left": ids[:3], "right": ids[3:5]}
    for limit in (1, 3, 100):
        saved = run_saved(store, load_queries()["bridges"], {**groups, "limit": limit})
        place = saved.columns.index("id")
        found = bridges_between(store, groups["left"], groups["right"], limit)
        assert [each.entity.id for each in found] == [row[place] for row in saved.rows]


def test_paths_of_up_to_three_edges_are_as_strong_as_those_of_the_saved_query(store: GraphStore) -> None:
    apply_changes(store, corpus(12, vocabulary=60, seed=9))
    ids = [row["id"] for row in store.stream("MATCH (e:Entity) RETURN e.id AS id ORDER BY id LIMIT 12")]
    for first, last in pairwise(ids):
        saved = run_saved(store, load_queries()["path"], {"a": first, "b": last, "avoid": []})
        found = find_path(store, first, last, most_edges=3)
        assert len(found.steps) == len(saved.rows)
        sentences = saved.columns.index("sentences")
        assert min((step.count for step in found.steps), default=0) == min(
            (row[sentences] for row in saved.rows), default=0
        )
