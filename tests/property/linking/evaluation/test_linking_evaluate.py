"""The measures agree with the published example and with their definitions."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linking.evaluation.clusterings import (
    b_cubed,
    ceaf_e,
    largest_mixed_cluster,
    mixed_clusters,
    pairwise,
    score_clustering,
    split_entities,
)

UNHURRIED = settings(deadline=None)
"""The first example pays for imports, and machines are busy."""

partitions = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=9)


def both(pairs: list[tuple[int, int]]) -> tuple[dict[int, int], dict[int, int]]:
    return {i: a for i, (a, _) in enumerate(pairs)}, {i: b for i, (_, b) in enumerate(pairs)}


def test_the_example_of_bagga_and_baldwin():
    gold = dict.fromkeys("12345", "x") | dict.fromkeys("67", "y") | dict.fromkeys("89ABC", "z")
    predicted = dict.fromkeys("12345", 1) | dict.fromkeys("6789ABC", 2)
    cubed = b_cubed(predicted, gold)
    assert (cubed.precision, cubed.recall) == (pytest.approx(16 / 21), 1.0)
    assert cubed.f1 == pytest.approx(32 / 37)
    matched = ceaf_e(predicted, gold)
    assert (matched.precision, matched.recall) == (pytest.approx(11 / 12), pytest.approx(11 / 18))
    pairs = pairwise(predicted, gold)
    assert (pairs.precision, pairs.recall) == (pytest.approx(21 / 31), 1.0)
    (mixed,) = mixed_clusters(predicted, gold)
    assert (mixed.cluster, mixed.size, mixed.parts) == (2, 7, {"y": 2, "z": 5})
    assert largest_mixed_cluster(predicted, gold) == 2
    assert split_entities(predicted, gold) == []
    assert [(each.entity, each.size, each.parts) for each in split_entities(gold, predicted)] == [
        (2, 7, {"y": 2, "z": 5})
    ]


@UNHURRIED
@given(partitions)
def test_pairs_are_counted_as_defined(pairs):
    predicted, gold = both(pairs)
    together = {(i, j) for i, j in combinations(predicted, 2) if predicted[i] == predicted[j]}
    wanted = {(i, j) for i, j in combinations(gold, 2) if gold[i] == gold[j]}
    score = pairwise(predicted, gold)
    assert score.precision == pytest.approx(len(together & wanted) / len(together) if together else 1.0)
    assert score.recall == pytest.approx(len(together & wanted) / len(wanted) if wanted else 1.0)


@UNHURRIED
@given(partitions)
def test_b_cubed_is_the_mean_over_items(pairs):
    predicted, gold = both(pairs)
    shares = []
    for item in predicted:
        cluster = {other for other in predicted if predicted[other] == predicted[item]}
        entity = {other for other in gold if gold[other] == gold[item]}
        shares.append(len(cluster & entity) / len(cluster))
    assert b_cubed(predicted, gold).precision == pytest.approx(sum(shares) / len(shares))
    assert b_cubed(gold, predicted).recall == pytest.approx(sum(shares) / len(shares))


@UNHURRIED
@given(partitions)
def test_ceaf_finds_the_best_of_all_matchings(pairs):
    predicted, gold = both(pairs)
    clusters = [{i for i in predicted if predicted[i] == name} for name in sorted(set(predicted.values()))]
    entities = [{i for i in gold if gold[i] == name} for name in sorted(set(gold.values()))]
    few, many = sorted((clusters, entities), key=len)
    best = max(
        sum(2 * len(a & b) / (len(a) + len(b)) for a, b in zip(few, chosen, strict=True))
        for chosen in permutations(many, len(few))
    )
    score = ceaf_e(predicted, gold)
    assert score.precision == pytest.approx(best / len(clusters))
    assert score.recall == pytest.approx(best / len(entities))


@UNHURRIED
@given(partitions)
def test_a_clustering_equal_to_gold_is_perfect(pairs):
    gold, _ = both(pairs)
    renamed = {item: f"cluster {name}" for item, name in gold.items()}
    for measure in (b_cubed, pairwise, ceaf_e):
        assert (measure(renamed, gold).precision, measure(renamed, gold).recall) == (
            pytest.approx(1),
            pytest.approx(1),
        )
    assert mixed_clusters(renamed, gold) == split_entities(renamed, gold) == []
    assert largest_mixed_cluster(renamed, gold) == 1


@UNHURRIED
@given(partitions)
def test_the_largest_mixed_cluster_holds_the_most_entities(pairs):
    predicted, gold = both(pairs)
    held = [
        {gold[item] for item in predicted if predicted[item] == cluster} for cluster in predicted.values()
    ]
    assert largest_mixed_cluster(predicted, gold) == max(map(len, held))
    assert score_clustering(predicted, gold).largest_mixed_cluster == max(map(len, held))


@UNHURRIED
@given(partitions)
def test_what_is_split_one_way_is_mixed_the_other_way(pairs):
    predicted, gold = both(pairs)
    splits, mixed = split_entities(predicted, gold), mixed_clusters(gold, predicted)
    assert [(s.entity, s.size, s.parts) for s in splits] == [(m.cluster, m.size, m.parts) for m in mixed]
    outside = [split.size - max(split.parts.values()) for split in splits]
    assert outside == sorted(outside, reverse=True)
    assert all(sum(split.parts.values()) == split.size for split in splits)


@UNHURRIED
@given(partitions, st.randoms(use_true_random=False))
def test_the_order_of_items_changes_no_figure(pairs, chance):
    predicted, gold = both(pairs)
    items = list(predicted)
    chance.shuffle(items)
    shuffled = {item: predicted[item] for item in items}
    assert b_cubed(shuffled, gold) == b_cubed(predicted, gold)
    assert pairwise(shuffled, gold) == pairwise(predicted, gold)
    assert mixed_clusters(shuffled, gold) == mixed_clusters(predicted, gold)


def test_nothing_to_judge_is_nothing_wrong():
    for measure in (b_cubed, pairwise, ceaf_e):
        assert measure({}, {}).f1 == 1.0
    assert largest_mixed_cluster({}, {}) == 1


def test_different_items_are_an_error():
    with pytest.raises(ValueError, match="1 only in gold, 2 only in predicted"):
        b_cubed({1: 1, 2: 1, 3: 1}, {1: 1, 4: 1})
