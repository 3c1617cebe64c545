"""How good a clustering is: B-cubed, pairwise and CEAF-e against a gold clustering, where it merged and where it split.

A clustering is a mapping from item to cluster id. Both clusterings must hold the same items; else ``ValueError``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from math import fsum
from typing import TypeVar

Item = TypeVar("Item", bound=Hashable)
Cluster = TypeVar("Cluster", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall, each between 0 and 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0 when both are."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class MixedCluster:
    """A predicted cluster that holds several gold entities: its number of items, and the items of each gold entity."""

    cluster: Hashable
    size: int
    parts: Mapping[Hashable, int]


@dataclass(frozen=True, slots=True)
class SplitEntity:
    """A gold entity that lies in several predicted clusters: its number of items, and the items in each cluster."""

    entity: Hashable
    size: int
    parts: Mapping[Hashable, int]


@dataclass(frozen=True, slots=True)
class ClusteringScore:
    """Every measure of a clustering; ``largest_mixed_cluster`` is the greatest number of gold entities in one cluster."""

    b_cubed: Score
    pairwise: Score
    ceaf_e: Score
    largest_mixed_cluster: int


def score_clustering(predicted: Mapping[Item, Hashable], gold: Mapping[Item, Hashable]) -> ClusteringScore:
    """Return every measure of ``predicted`` against ``gold``."""
    return ClusteringScore(
        b_cubed(predicted, gold),
        pairwise(predicted, gold),
        ceaf_e(predicted, gold),
        largest_mixed_cluster(predicted, gold),
    )


def b_cubed(predicted: Mapping[Item, Hashable], gold: Mapping[Item, Hashable]) -> Score:
    """Return B-cubed precision and recall: the mean over items of how pure and how complete an item's cluster is.

    Bagga and Baldwin, Algorithms for Scoring Coreference Chains, 1998. Empty clusterings score 1.
    """
    overlaps, sizes, gold_sizes = _contingency(predicted, gold)
    total = len(predicted)
    if not total:
        return Score(1.0, 1.0)
    precision = fsum(n * n / sizes[cluster] for (cluster, _), n in overlaps.items()) / total
    recall = fsum(n * n / gold_sizes[entity] for (_, entity), n in overlaps.items()) / total
    return Score(precision, recall)


def pairwise(predicted: Mapping[Item, Hashable], gold: Mapping[Item, Hashable]) -> Score:
    """Return precision and recall over pairs of items that are together; 1 where there are no pairs to judge."""
    overlaps, sizes, gold_sizes = _contingency(predicted, gold)
    both = sum(map(_pairs, overlaps.values()))
    found, wanted = sum(map(_pairs, sizes.values())), sum(map(_pairs, gold_sizes.values()))
    return Score(both / found if found else 1.0, both / wanted if wanted else 1.0)


def ceaf_e(predicted: Mapping[Item, Hashable], gold: Mapping[Item, Hashable]) -> Score:
    """Return entity-based CEAF: clusters and gold entities matched one to one for the greatest total likeness.

    Luo, On Coreference Resolution Performance Metrics, 2005, with the likeness 2|a and b| / (|a| + |b|). The matching is
    solved exactly in each connected part of the overlaps. Empty clusterings score 1.
    """
    overlaps, sizes, gold_sizes = _contingency(predicted, gold)
    if not overlaps:
        return Score(1.0, 1.0)
    likeness = {
        (cluster, entity): 2 * n / (sizes[cluster] + gold_sizes[entity])
        for (cluster, entity), n in overlaps.items()
    }
    total = fsum(_best_matching(part) for part in _connected_parts(likeness))
    return Score(total / len(sizes), total / len(gold_sizes))


def largest_mixed_cluster(predicted: Mapping[Item, Hashable], gold: Mapping[Item, Hashable]) -> int:
    """Return the greatest number of gold entities that one predicted cluster holds: 1 where none is mixed."""
    return max((len(each.parts) for each in mixed_clusters(predicted, gold)), default=1)


def mixed_clusters(predicted: Mapping[Item, Hashable], gold: Mapping[Item, Hashable]) -> list[MixedCluster]:
    """Return the clusters that hold items of several gold entities: the over-merges, the most misplaced items first."""
    overlaps, sizes, _ = _contingency(predicted, gold)
    return [MixedCluster(cluster, sizes[cluster], parts) for cluster, parts in _several(overlaps)]


def split_entities(predicted: Mapping[Item, Hashable], gold: Mapping[Item, Hashable]) -> list[SplitEntity]:
    """Return the gold entities that lie in several clusters: the over-splits, the most misplaced items first."""
    overlaps, _, gold_sizes = _contingency(predicted, gold)
    turned = {(entity, cluster): count for (cluster, entity), count in overlaps.items()}
    return [SplitEntity(entity, gold_sizes[entity], parts) for entity, parts in _several(turned)]


def _several(overlaps: Mapping[tuple[Hashable, Hashable], int]) -> list[tuple[Hashable, dict[Hashable, int]]]:
    """Return what overlaps several of the other side, with its parts; those with most outside the largest part first."""
    found: dict[Hashable, dict[Hashable, int]] = defaultdict(dict)
    for (one, other), count in overlaps.items():
        found[one][other] = count
    several = [(one, parts) for one, parts in found.items() if len(parts) > 1]
    return sorted(several, key=lambda each: (max(each[1].values()) - sum(each[1].values()), str(each[0])))


def _contingency(
    predicted: Mapping[Item, Hashable], gold: Mapping[Item, Hashable]
) -> tuple[Counter[tuple[Hashable, Hashable]], Counter[Hashable], Counter[Hashable]]:
    if predicted.keys() != gold.keys():
        lost, extra = len(gold.keys() - predicted.keys()), len(predicted.keys() - gold.keys())
        raise ValueError(
            f"the clusterings do not hold the same items: {lost} only in gold, {extra} only in predicted; "
            "give both the same items, an item without a partner as a cluster of its own"
        )
    overlaps = Counter((cluster, gold[item]) for item, cluster in predicted.items())
    return overlaps, Counter(predicted.values()), Counter(gold.values())


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def _connected_parts(
    likeness: Mapping[tuple[Hashable, Hashable], float],
) -> list[dict[tuple[Hashable, Hashable], float]]:
    by_cluster: dict[Hashable, list[Hashable]] = defaultdict(list)
    by_entity: dict[Hashable, list[Hashable]] = defaultdict(list)
    for cluster, entity in likeness:
        by_cluster[cluster].append(entity)
        by_entity[entity].append(cluster)
    parts, seen = [], set()
    for start in by_cluster:
        if start in seen:
            continue
        seen.add(start)
        waiting, part = [start], {}
        while waiting:
            cluster = waiting.pop()
            for entity in by_cluster[cluster]:
                part[cluster, entity] = likeness[cluster, entity]
                fresh = [other for other in by_entity[entity] if other not in seen]
                seen.update(fresh)
                waiting += fresh
        parts.append(part)
    return parts


def _best_matching(part: Mapping[tuple[Hashable, Hashable], float]) -> float:
    """Return the greatest total weight of a one-to-one matching."""
    if 1 in (len({cluster for cluster, _ in part}), len({entity for _, entity in part})):
        return max(part.values())
    import networkx

    graph = networkx.Graph()
    for (cluster, entity), weight in part.items():
        graph.add_edge(("cluster", cluster), ("entity", entity), weight=weight)
    return fsum(graph.edges[edge]["weight"] for edge in networkx.max_weight_matching(graph))
