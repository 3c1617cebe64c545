"""Which predicted mention answers which gold mention of a text: one to one.

Three rounds, each over what the rounds before have left:

1. pairs of equal bounds and equal type (the CoNLL-2003 criterion, Tjong Kim Sang and De Meulder 2003,
   https://aclanthology.org/W03-0419);
2. as many pairs as possible of overlapping mentions of equal type. With those of the first round they are the "overlap" score,
   the criterion that SemEval-2013 task 9 calls "type" (Segura-Bedmar et al. 2013, https://aclanthology.org/S13-2056);
3. as many pairs as possible of overlapping mentions of different types: the confusions.

Among equally many pairs those that share the larger part of their characters win. What is left is missed (gold) or spurious
(predicted), in the words of MUC-5 (Chinchor and Sundheim 1993, https://aclanthology.org/M93-1007).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import networkx

from extractors.mentions import Mention


class MatchKind(StrEnum):
    """What became of a gold mention, or what a predicted mention is."""

    RIGHT = "right"
    BOUNDS = "other bounds"
    TYPE = "other type"
    BOTH = "other bounds and type"
    MISSED = "missed"
    SPURIOUS = "spurious"


@dataclass(frozen=True, slots=True)
class Match:
    """A gold mention, a predicted one, or a pair of them; ``outcome`` follows from the two."""

    gold: Mention | None
    predicted: Mention | None

    @property
    def outcome(self) -> MatchKind:
        """How the two agree."""
        if self.gold is None:
            return MatchKind.SPURIOUS
        if self.predicted is None:
            return MatchKind.MISSED
        same_type = self.gold.type == self.predicted.type
        if (self.gold.start, self.gold.end) == (self.predicted.start, self.predicted.end):
            return MatchKind.RIGHT if same_type else MatchKind.TYPE
        return MatchKind.BOUNDS if same_type else MatchKind.BOTH


Pair = tuple[int, int]


def match(gold: Sequence[Mention], predicted: Sequence[Mention]) -> list[Match]:
    """Return every mention of both sides in exactly one match, in the order of the text.

    The result does not depend on the order of the arguments' mentions.
    """
    gold, predicted = sorted(gold), sorted(predicted)
    pairs = dict(_equal(gold, predicted))
    for same_type in (True, False):
        taken = set(pairs.values())
        edges = [
            (g, p)
            for g, p in _overlapping(gold, predicted)
            if g not in pairs and p not in taken and (gold[g].type == predicted[p].type) is same_type
        ]
        pairs.update(_most_pairs(edges, gold, predicted))
    taken = set(pairs.values())
    placed = [
        (mention, Match(mention, predicted[pairs[g]] if g in pairs else None))
        for g, mention in enumerate(gold)
    ]
    placed += [(mention, Match(None, mention)) for p, mention in enumerate(predicted) if p not in taken]
    # Sorting is stable: of two with the same bounds the gold mention goes first.
    return [found for _, found in sorted(placed, key=lambda item: (item[0].start, item[0].end))]


def _equal(gold: Sequence[Mention], predicted: Sequence[Mention]) -> Iterator[Pair]:
    waiting: defaultdict[tuple[int, int, str], list[int]] = defaultdict(list)
    for p, mention in enumerate(predicted):
        waiting[mention.start, mention.end, mention.type].append(p)
    for g, mention in enumerate(gold):
        if found := waiting[mention.start, mention.end, mention.type]:
            yield g, found.pop()


def _overlapping(gold: Sequence[Mention], predicted: Sequence[Mention]) -> Iterator[Pair]:
    """Yield the pairs that share at least one character; both sides are sorted by start."""
    starts = [mention.start for mention in predicted]
    longest = max((mention.end - mention.start for mention in predicted), default=0)
    for g, mention in enumerate(gold):
        first = bisect_left(starts, mention.start - longest)
        for p in range(first, bisect_left(starts, mention.end)):
            if predicted[p].end > mention.start:
                yield g, p


def _most_pairs(
    edges: Sequence[Pair], gold: Sequence[Mention], predicted: Sequence[Mention]
) -> Iterator[Pair]:
    """Choose as many of ``edges`` as possible so that no mention stands in two, the larger overlaps first."""
    degrees: defaultdict[tuple[str, int], int] = defaultdict(int)
    for g, p in edges:
        degrees["gold", g] += 1
        degrees["predicted", p] += 1
    graph = networkx.Graph()
    for g, p in edges:
        if degrees["gold", g] == degrees["predicted", p] == 1:
            yield g, p
        else:
            graph.add_edge(g, ~p, weight=_shared_part(gold[g], predicted[p]))
    for chosen in networkx.max_weight_matching(graph, maxcardinality=True):
        yield max(chosen), ~min(chosen)


def _shared_part(one: Mention, other: Mention) -> float:
    """Return the characters that two overlapping mentions share, as a part of those that either has (Jaccard)."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared / (max(one.end, other.end) - min(one.start, other.start))
