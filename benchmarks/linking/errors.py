"""Which pairs of names cost linking the most: joined though the gold keeps them apart, or missed though it joins them.

Run from the project's root: ``python -m benchmarks.linking.errors --data DIR``. DIR holds the gold files of ``python -m
benchmarks.linking``. What a pair costs is its share of what B-cubed precision (joined) or recall (missed) across documents
lacks to 1; the costs of all pairs add up to that. Beside each pair stands how most of its mentions came where they are, as
rule within the document / rule across documents, and for a missed pair what speaks for it or against it.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from pathlib import Path

from benchmarks.linking.__main__ import FILES
from linking.across_documents.resolution import resolve
from linking.comparison.whole_names import compare_names
from linking.evaluation.gold import GoldEntity, LinkingGold, flip_types, read_linking_gold
from linking.names.families import family_of
from linking.names.folding import display
from linking.names.form import take_apart
from linking.names.types import type_class
from linking.within_document.clustering import link_within_document

SHOWN = 50

Name = tuple[str, str]
"""What mentions write, and the type that they have."""


@dataclass(frozen=True, slots=True)
class LinkedMention:
    """A mention that the gold judges: its name, the entity that linking and that the gold give it, and by which rules."""

    name: Name
    document: str
    found: str
    gold: GoldEntity
    rules: str


@dataclass(frozen=True, slots=True)
class WrongPair:
    """Two names that are together and should not be, or the other way round.

    ``cost`` is the share of B-cubed precision or recall that their mentions lose; ``mentions`` counts those of each in the
    cluster, or in the gold entity, ``shared`` the documents that hold both; ``why`` says what joined them, or what speaks
    for and against them.
    """

    one: Name
    other: Name
    cost: float
    mentions: tuple[int, int]
    shared: int
    why: str


def linked_mentions(gold: LinkingGold) -> list[LinkedMention]:
    """Link the gold's mentions as an ingest would, and return those that it judges across documents."""
    clusters = [
        (document, cluster)
        for document in gold.documents
        for cluster in link_within_document(document.name, "gold", document.text, document.mentions)
    ]
    assignments = resolve(cluster.entity for _, cluster in clusters).assignments
    found = []
    for document, cluster in clusters:
        entity_id, across = assignments[cluster.entity.id].entity_id, assignments[cluster.entity.id].rule
        for mention, within in zip(cluster.mentions, cluster.rules, strict=True):
            entity = gold.across.get(document.place(mention))
            if entity is not None:
                name = display(mention.surface), mention.type
                found.append(LinkedMention(name, document.name, entity_id, entity, f"{within}/{across}"))
    return found


def joined_pairs(mentions: Sequence[LinkedMention]) -> list[WrongPair]:
    """Return the pairs of names in one cluster that are several things in the gold, the most expensive first."""
    return _ranked(mentions, lambda each: each.found, lambda each: each.gold, _rules_of_both)


def missed_pairs(mentions: Sequence[LinkedMention]) -> list[WrongPair]:
    """Return the pairs of names of one thing that are in several clusters, the most expensive first."""
    return _ranked(mentions, lambda each: each.gold, lambda each: each.found, _why_apart)


def _ranked(
    mentions: Sequence[LinkedMention],
    group: Callable[[LinkedMention], Hashable],
    side: Callable[[LinkedMention], Hashable],
    explain: Callable[[Sequence[LinkedMention], Sequence[LinkedMention]], str],
) -> list[WrongPair]:
    """Return the pairs within each group that lie on different sides."""
    groups: dict[Hashable, dict[Name, list[LinkedMention]]] = defaultdict(lambda: defaultdict(list))
    for each in mentions:
        groups[group(each)][each.name].append(each)
    pairs = []
    for bearers in groups.values():
        size = sum(map(len, bearers.values()))
        sides = {name: Counter(map(side, held)) for name, held in bearers.items()}
        for one, other in combinations_with_replacement(sorted(bearers), 2):
            if wrong := _pairs_apart(sides[one], sides[other], same=one == other):
                left, right = bearers[one], bearers[other]
                shared = {each.document for each in left} & {each.document for each in right}
                cost = 2 * wrong / size / len(mentions)
                counts = len(left), len(right)
                pairs.append(WrongPair(one, other, cost, counts, len(shared), explain(left, right)))
    return sorted(pairs, key=lambda pair: (-pair.cost, pair.one, pair.other))


def _pairs_apart(one: Mapping[Hashable, int], other: Mapping[Hashable, int], *, same: bool) -> float:
    """Count the pairs of mentions, one of each name, that are not on the same side."""
    pairs = sum(one.values()) * sum(other.values()) - sum(
        count * other.get(side, 0) for side, count in one.items()
    )
    return pairs / 2 if same else pairs


def _rules_of_both(one: Sequence[LinkedMention], other: Sequence[LinkedMention]) -> str:
    return " + ".join(_most_frequent(each.rules for each in mentions) for mentions in (one, other))


def _why_apart(one: Sequence[LinkedMention], other: Sequence[LinkedMention]) -> str:
    """Say what two names have to do with each other, and by which rules they are where they are."""
    (left, left_type), (right, right_type) = one[0].name, other[0].name
    rules = _rules_of_both(one, other)
    if type_class(left_type) != type_class(right_type):
        return f"{rules}; other types"
    if one[0].name == other[0].name:
        return f"{rules}; one name in several entities"
    family = family_of(left_type)
    found = compare_names(take_apart(left, family), take_apart(right, family))
    said = "; ".join(found.vetoes) or found.rule or "unlike"
    return f"{rules}; {said} {found.score:.2f}"


def _most_frequent(values: Iterator[str]) -> str:
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value))


def _lines(title: str, pairs: Sequence[WrongPair], shown: int) -> Iterator[str]:
    yield f"{title}: {sum(pair.cost for pair in pairs):.4f} lost in {len(pairs)} pairs of names"
    for pair in pairs[:shown]:
        names = " | ".join(
            f"{name} ({kind}, {count})"
            for (name, kind), count in zip((pair.one, pair.other), pair.mentions, strict=True)
        )
        yield f"  {pair.cost:.5f}  {names}  documents of both {pair.shared}  {pair.why}"


def main(arguments: Sequence[str] | None = None) -> None:
    """List the most expensive pairs of each file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with the gold files")
    parser.add_argument("--sets", nargs="*", choices=FILES, default=FILES[:2], help="some of the files")
    parser.add_argument("--top", type=int, default=SHOWN, metavar="N", help="pairs to list of each kind")
    parser.add_argument("--flip", type=float, default=0.0, help="share of mentions to give a wrong type")
    parser.add_argument("--seed", type=int, default=0, help="seed of the wrong types")
    options = parser.parse_args(arguments)
    for name in options.sets:
        gold = flip_types(read_linking_gold(options.data / name), options.flip, options.seed)
        mentions = linked_mentions(gold)
        for title, pairs in (("joined", joined_pairs(mentions)), ("missed", missed_pairs(mentions))):
            for line in _lines(f"{name.removesuffix('.jsonl')}, {title}", pairs, options.top):
                sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
