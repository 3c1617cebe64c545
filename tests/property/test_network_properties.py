"""The measures on random networks: the order of the input never counts, names of nodes hardly, and libraries agree."""

from __future__ import annotations

import random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analysis.measures import (
    Pivots,
    betweenness,
    communities,
    disparity,
    measure,
    modularity,
    page_rank,
)
from graph.analysis.network import Network, build_network
from graph.analysis.settings import AnalysisSettings
from tests.networks import network, rows

NAMES = [f"n{number:02}" for number in range(14)]
SETTINGS = AnalysisSettings()
EDGES = st.dictionaries(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda pair: pair[0] < pair[1]),
    st.integers(1, 60),
    max_size=40,
)
ALONE = st.sets(st.sampled_from(["x", "y", "z"]))


def lengths(found: Network) -> nx.Graph:
    graph = found.graph()
    for a, b, length in zip(found.a.tolist(), found.b.tolist(), found.length.tolist(), strict=True):
        graph[a][b]["length"] = length
    return graph


quick = settings(deadline=None, max_examples=60)


@quick
@given(EDGES, ALONE, st.randoms(use_true_random=False))
def test_no_order_of_the_input_changes_a_figure(
    edges: dict[tuple[str, str], int], alone: set[str], source: random.Random
) -> None:
    entities, links, _ = rows(edges, sorted(alone))
    first = build_network(entities, links, SETTINGS, sentences=1000)
    source.shuffle(entities)
    source.shuffle(links)
    turned = [row | ({"a": row["b"], "b": row["a"]} if source.random() < 0.5 else {}) for row in links]
    second = build_network(entities, turned, SETTINGS, sentences=1000)
    one, other = measure(first, SETTINGS), measure(second, SETTINGS)
    assert first.entities == second.entities
    for name in ("community", "page_rank", "betweenness", "core_number", "disparity"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()
    assert one.modularity == other.modularity


@quick
@given(EDGES, st.randoms(use_true_random=False))
def test_other_ids_change_no_figure(edges: dict[tuple[str, str], int], source: random.Random) -> None:
    entities, links, _ = rows(edges)
    ids = [row["id"] for row in entities]
    fresh = dict(zip(ids, source.sample(ids, len(ids)), strict=True))
    first = build_network(entities, links, SETTINGS, sentences=1000)
    second = build_network(
        [row | {"id": fresh[row["id"]]} for row in entities],
        [row | {"a": fresh[row["a"]], "b": fresh[row["b"]]} for row in links],
        SETTINGS,
        sentences=1000,
    )
    one, other = measure(first, SETTINGS), measure(second, SETTINGS)
    assert [entity.name for entity in first.entities] == [entity.name for entity in second.entities]
    assert one.community.tolist() == other.community.tolist()
    assert one.betweenness.tolist() == other.betweenness.tolist()


@quick
@given(EDGES, ALONE, st.randoms(use_true_random=False))
def test_other_names_change_no_figure_but_the_communities(
    edges: dict[tuple[str, str], int], alone: set[str], source: random.Random
) -> None:
    fresh = dict(zip(NAMES, source.sample(NAMES, len(NAMES)), strict=True))
    first = network(edges, sorted(alone))
    second = network({(fresh[a], fresh[b]): count for (a, b), count in edges.items()}, sorted(alone))
    one, other = measure(first, SETTINGS), measure(second, SETTINGS)
    place = {entity.name: number for number, entity in enumerate(second.entities)}
    moved = [place[fresh.get(entity.name, entity.name)] for entity in first.entities]
    for name in ("page_rank", "betweenness", "core_number"):
        assert getattr(one, name).tolist() == pytest.approx(getattr(other, name)[moved].tolist(), abs=1e-12)
    assert sorted(one.disparity.tolist()) == pytest.approx(sorted(other.disparity.tolist()))


@quick
@given(EDGES, ALONE)
def test_page_rank_solves_its_equation(edges: dict[tuple[str, str], int], alone: set[str]) -> None:
    found = network(edges, sorted(alone))
    size = len(found.entities)
    if not size:
        return
    matrix = nx.to_numpy_array(found.graph(), nodelist=range(size))
    sums = matrix.sum(axis=1)
    moves = np.where(sums[:, None] > 0, matrix / np.maximum(sums, 1)[:, None], 1 / size)
    exact = np.linalg.solve(np.eye(size) - 0.85 * moves.T, np.full(size, 0.15 / size))
    assert page_rank(found).tolist() == pytest.approx(exact.tolist(), abs=1e-11)


@quick
@given(EDGES, ALONE)
def test_betweenness_counts_all_shortest_paths(edges: dict[tuple[str, str], int], alone: set[str]) -> None:
    found = network(edges, sorted(alone))
    graph, size = lengths(found), len(found.entities)
    expected = [0.0] * size
    for a in range(size):
        for b in range(a):
            if nx.has_path(graph, a, b):
                paths = list(nx.all_shortest_paths(graph, a, b, weight="length"))
                for path in paths:
                    for between in path[1:-1]:
                        expected[between] += 2 / len(paths) / ((size - 1) * (size - 2))
    connected = int((found.degree > 0).sum())
    assert betweenness(found, Pivots(connected, connected)).tolist() == pytest.approx(expected)


def test_betweenness_is_the_library_s_on_a_larger_network() -> None:
    graph = nx.gnm_random_graph(150, 600, seed=1)
    source = random.Random(1)  # noqa: S311
    edges = {(f"{a:03}", f"{b:03}"): source.randint(1, 20) for a, b in graph.edges}
    found = network(edges)
    theirs = nx.betweenness_centrality(lengths(found), weight="length")
    assert betweenness(found, Pivots(150, 150)).tolist() == pytest.approx([theirs[n] for n in range(150)])


@quick
@given(EDGES, st.integers(0, 5), st.sampled_from([0.5, 1.0, 2.0]))
def test_communities_are_connected_and_no_worse_than_the_library_s(
    edges: dict[tuple[str, str], int], seed: int, resolution: float
) -> None:
    found = network(edges)
    asked = AnalysisSettings(seed=seed, resolution=resolution)
    community = communities(found, asked)
    graph = found.graph()
    parts = [
        set(np.flatnonzero(community == number).tolist()) for number in range(1, community.max(initial=0) + 1)
    ]
    assert all(nx.is_connected(graph.subgraph(part)) for part in parts)
    assert [len(part) for part in parts] == sorted(map(len, parts), reverse=True)
    mine = modularity(found, community, resolution)
    if not edges:
        assert mine is None
        return
    assert mine == pytest.approx(nx.community.modularity(graph, parts, resolution=resolution))
    theirs = nx.community.louvain_communities(graph, resolution=resolution, seed=seed)
    assert mine >= nx.community.modularity(graph, theirs, resolution=resolution) - 1e-12


@quick
@given(EDGES)
def test_disparity_is_the_share_of_random_divisions_that_reach_the_weight(
    edges: dict[tuple[str, str], int],
) -> None:
    """Against the integral of the paper's formula (2), by Simpson's rule: 1 - (k - 1) times that of (1 - x)^(k - 2)."""
    found = network(edges)
    values = disparity(found).tolist()
    graph = found.graph()
    for (a, b), value in zip(zip(found.a.tolist(), found.b.tolist(), strict=True), values, strict=True):
        assert value == pytest.approx(
            min(_by_integral(found, graph, a, b), _by_integral(found, graph, b, a)), abs=1e-6
        )


def _by_integral(found: Network, graph: nx.Graph, end: int, other: int) -> float:
    degree = graph.degree(end)
    if degree == 1:
        return 1.0
    share = graph[end][other]["weight"] / found.strength[end]
    points = np.linspace(0, share, 2001)
    values = (1 - points) ** (degree - 2)
    weights = np.ones(2001)
    weights[1:-1:2], weights[2:-1:2] = 4, 2
    return float(1 - (degree - 1) * (values * weights).sum() * share / 2000 / 3)
