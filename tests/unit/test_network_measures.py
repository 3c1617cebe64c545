"""The measures against networks small enough to compute by hand."""

from __future__ import annotations

from math import log
from typing import Any

import pytest

from graph.analysis.betweenness import dependencies
from graph.analysis.measures import (
    BETWEENNESS_WORK,
    Pivots,
    betweenness,
    communities,
    core_numbers,
    disparity,
    measure,
    modularity,
    pivots_for,
)
from graph.analysis.network import Network, build_network
from graph.analysis.settings import AnalysisSettings
from graph.errors import UnknownTypeError
from tests.networks import network, rows, unweighted

EMPTY, SINGLE, PAIR = network({}), network({}, ["A"]), unweighted("AB")
TRIANGLES = "AB BC CA DE EF FD CD"
SETTINGS = AnalysisSettings()


def named(found: Network, values: Any) -> dict[str, Any]:
    return {entity.name: value for entity, value in zip(found.entities, values.tolist(), strict=True)}


def edges(found: Network, values: Any) -> dict[str, Any]:
    names = [entity.name for entity in found.entities]
    return {
        names[a] + names[b]: value
        for a, b, value in zip(found.a.tolist(), found.b.tolist(), values.tolist(), strict=True)
    }


def test_the_centre_of_a_star_lies_between_all_others() -> None:
    star = unweighted("XA XB XC XD")
    found = measure(star, SETTINGS)
    assert named(star, found.betweenness) == {"A": 0, "B": 0, "C": 0, "D": 0, "X": 1}
    assert named(star, found.core_number) == {"A": 1, "B": 1, "C": 1, "D": 1, "X": 1}
    # r = 0.15/5 + 0.85 x/4 for a leaf, x = 0.15/5 + 0.85 * 4 r for the centre.
    centre = (0.03 + 0.85 * 4 * 0.03) / (1 - 0.85**2)
    assert named(star, found.page_rank)["X"] == pytest.approx(centre, abs=1e-12)
    assert found.page_rank.sum() == pytest.approx(1)


def test_two_triangles_are_two_communities_of_modularity_five_fourteenths() -> None:
    found = unweighted(TRIANGLES)
    result = measure(found, SETTINGS)
    assert named(found, result.community) == {"A": 1, "B": 1, "C": 1, "D": 2, "E": 2, "F": 2}
    assert result.community_sizes == [3, 3]
    assert result.modularity == pytest.approx(6 / 7 - 2 * (7 / 14) ** 2)
    assert named(found, result.core_number) == dict.fromkeys("ABCDEF", 2)
    # C lies on the 2 * 3 paths from A and B to D, E and F, of 10 pairs.
    assert named(found, result.betweenness) == pytest.approx(
        {"A": 0, "B": 0, "C": 0.6, "D": 0.6, "E": 0, "F": 0}
    )


def test_the_larger_community_has_the_smaller_number() -> None:
    found = unweighted("AB BC CA WX XY YZ ZW WY XZ", alone=["Q"])
    assert named(found, communities(found, SETTINGS)) == dict(
        zip("WXYZABCQ", (1, 1, 1, 1, 2, 2, 2, 3), strict=True)
    )


def test_a_higher_resolution_gives_more_communities() -> None:
    found = unweighted(TRIANGLES)
    few = communities(found, AnalysisSettings(resolution=0.1))
    many = communities(found, AnalysisSettings(resolution=5))
    assert (few.max(), many.max()) == (1, 6)
    assert modularity(found, many, 5) == pytest.approx(0 - 5 * (4 * (2 / 14) ** 2 + 2 * (3 / 14) ** 2))


def test_a_strong_detour_is_shorter_than_a_weak_direct_edge() -> None:
    detour = network({("A", "B"): 4, ("B", "C"): 4, ("A", "C"): 1})
    assert named(detour, betweenness(detour, Pivots(3, 3))) == {"A": 0, "B": 1, "C": 0}


def test_paths_of_one_length_share_even_where_fractions_would_be_rounded() -> None:
    # 1/3 + 1/6 = 1/4 + 1/4 = 1/2: three shortest paths from A to C, of which B and D lie on one each. C lies between B and D.
    found = network({("A", "B"): 3, ("B", "C"): 6, ("A", "D"): 4, ("D", "C"): 4, ("A", "C"): 2})
    assert named(found, betweenness(found, Pivots(4, 4))) == pytest.approx(
        {"A": 0, "B": 1 / 9, "C": 1 / 3, "D": 1 / 9}
    )


def test_core_numbers_peel_from_outside() -> None:
    found = unweighted("AB AC AD BC BD CD DE EF", alone=["Z"])
    assert named(found, core_numbers(found)) == {"A": 3, "B": 3, "C": 3, "D": 3, "E": 1, "F": 1, "Z": 0}


def test_disparity_is_the_smaller_p_value_of_both_ends() -> None:
    found = network({("H", "A"): 8, ("H", "B"): 1, ("H", "C"): 1, ("C", "D"): 9})
    assert edges(found, disparity(found)) == pytest.approx(
        {
            "AH": (1 - 8 / 10) ** 2,  # A has one edge and no say
            "BH": (1 - 1 / 10) ** 2,
            "CH": (1 - 1 / 10) ** 2,  # C says (1 - 1/10)^1
            "CD": (1 - 9 / 10) ** 1,
        }
    )
    assert measure(found, AnalysisSettings(alpha=0.05)).backbone == 1
    assert measure(found, AnalysisSettings(alpha=0.2)).backbone == 2


def test_two_ends_with_one_edge_each_are_no_backbone() -> None:
    assert disparity(PAIR).tolist() == [1.0]
    assert measure(PAIR, AnalysisSettings(alpha=1)).backbone == 0


@pytest.mark.parametrize(
    ("found", "community", "rank", "core"),
    [(EMPTY, [], [], []), (SINGLE, [1], [1.0], [0]), (PAIR, [1, 1], [0.5, 0.5], [1, 1])],
    ids=["empty", "single", "pair"],
)
def test_the_smallest_networks(
    found: Network, community: list[int], rank: list[float], core: list[int]
) -> None:
    result = measure(found, SETTINGS)
    assert result.community.tolist() == community
    assert result.page_rank.tolist() == pytest.approx(rank)
    assert result.betweenness.tolist() == [0.0] * len(rank)
    assert result.core_number.tolist() == core
    assert result.modularity == (0.0 if found is PAIR else None)
    assert result.pivots.exact


def test_an_entity_without_edges_has_the_least_rank_and_a_community_of_its_own() -> None:
    found = unweighted("AB BC", alone=["Y", "Z"])
    result = measure(found, SETTINGS)
    ranks = named(found, result.page_rank)
    assert ranks["Y"] == ranks["Z"] < min(ranks[name] for name in "ABC")
    assert named(found, result.community) == {"A": 1, "B": 1, "C": 1, "Y": 2, "Z": 3}
    # Of the 6 pairs of others, B lies between one.
    assert named(found, result.betweenness)["B"] == pytest.approx(1 / 6)


def test_few_pivots_are_an_estimate_and_all_of_them_are_exact() -> None:
    path = unweighted(" ".join(a + b for a, b in zip("ABCDEFGH", "BCDEFGHI", strict=True)))
    exact = betweenness(path, Pivots(9, 9))
    estimate = betweenness(path, Pivots(4, 9), seed=1)
    assert named(path, exact)["E"] == pytest.approx(4 * 4 / 28)
    assert estimate.tolist() != exact.tolist()
    assert estimate.tolist() == betweenness(path, Pivots(4, 9), seed=1).tolist()
    several = [betweenness(path, Pivots(4, 9), seed=seed) for seed in range(400)]
    assert (sum(several) / 400).tolist() == pytest.approx(exact.tolist(), abs=0.02)


def test_sources_in_one_batch_or_in_many_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    found = network(
        {("A", "B"): 3, ("B", "C"): 6, ("A", "D"): 4, ("D", "C"): 4, ("E", "F"): 2, ("C", "E"): 1}
    )
    together = dependencies(found, range(6))
    monkeypatch.setattr("graph.analysis.betweenness.STATES", 1)
    assert dependencies(found, range(6)).tolist() == pytest.approx(together.tolist())


def test_pivots_are_all_entities_with_edges_unless_fewer_are_asked_for() -> None:
    found = unweighted(TRIANGLES, alone=["Z"])
    assert pivots_for(found, SETTINGS) == Pivots(6, 6)
    assert pivots_for(found, AnalysisSettings(pivots=2)) == Pivots(2, 6)
    assert pivots_for(found, AnalysisSettings(pivots=99)) == Pivots(6, 6)


def test_a_large_network_takes_as_many_pivots_as_the_work_allows() -> None:
    ring = network({(f"{n:05}", f"{(n + 1) % 15_000:05}"): 1 for n in range(15_000)})
    assert pivots_for(ring, SETTINGS) == Pivots(BETWEENNESS_WORK // (3 * 15_000), 15_000)


def test_npmi_weighs_what_is_rare_and_always_together_highest() -> None:
    entities, links, _ = rows({("A", "B"): 1, ("C", "D"): 50, ("C", "E"): 1})
    windows = {"A": 1, "B": 1, "C": 500, "D": 50, "E": 2}
    for entity in entities:
        entity["windows"] = windows[entity["name"]]
    found = build_network(entities, links, AnalysisSettings(weight="npmi"), sentences=1000)
    assert edges(found, found.weight) == pytest.approx({"AB": 1, "CD": log(2) / -log(0.05)})
    # C is in every other sentence, and in one of E's two: what chance has it.
    assert found.edges_left_out == 1


def test_edges_below_the_least_and_entities_of_other_types_are_left_out() -> None:
    entities, links, _ = rows({("A", "B"): 1, ("B", "C"): 5, ("C", "D"): 5})
    entities[3]["type"] = "location"
    links[1]["docs"] = 4
    for written in ("person", "Person"):
        asked = AnalysisSettings(least_count=2, least_docs=2, types=(written,))
        found = build_network(entities, links, asked, sentences=100)
        assert [entity.name for entity in found.entities] == ["A", "B", "C"]
        assert edges(found, found.count) == {"BC": 5}
        assert found.edges_left_out == 1


def test_a_type_that_the_graph_does_not_have_is_an_error_that_names_those_it_has() -> None:
    entities, links, _ = rows({("A", "B"): 1})
    with pytest.raises(UnknownTypeError, match=r"'persn'.*person"):
        build_network(entities, links, AnalysisSettings(types=("persn",)), sentences=1)
    assert build_network([], [], AnalysisSettings(types=("persn",)), sentences=0).entities == ()
