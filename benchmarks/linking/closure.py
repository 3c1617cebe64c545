"""How much of the corpus the names of a document touch: which names are alike, and whose words a short name has.

    python -m benchmarks.linking.closure [--data DIR] [--sets FILE ...] [--invented 100000] [--json]

DIR holds gold files as for ``python -m benchmarks.linking --data DIR``; ``--invented`` makes up so many names as
``benchmarks.linking.scale`` does. A *name* is what linking across documents takes for one: a key of one kind, with its title, legal
form or bracket where these tell bearers apart. Two names are *alike* if they score enough for a person to review or share a
spelling, are of one kind, and no document holds both as two things; those that one does are counted by themselves.
``mean_component`` is the size of the connected part that a name is in, itself included, averaged over the names. A *short* name, a
person's single word or an abbreviation, may stand for any full name that has a word of it, whatever its kind; ``of`` and the like
are no words here.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from statistics import fmean

import networkx

from benchmarks.linking import scale
from benchmarks.linking.__main__ import FILES
from linking.across_documents.nodes import Node, build_nodes
from linking.blocking.pairs import candidate_pairs
from linking.comparison.whole_names import REVIEW, compare_names
from linking.evaluation.gold import LinkingDocument, read_linking_gold
from linking.model import LocalEntity
from linking.names.families import Family
from linking.names.joined_words import SMALL_WORDS
from linking.within_document.clustering import link_within_document

INVENTED = 100_000


@dataclass(frozen=True, slots=True)
class Row:
    """What one set of names touches.

    ``names`` are ``full`` ones, ``short`` ones and those of values. ``sharing_mean`` and ``sharing_most`` are full names with a
    word of a short one, ``sharing_any_mean`` and ``sharing_any_most`` names of any sort with one, the short name itself included.
    """

    data: str
    documents: int
    names: int
    full: int
    short: int
    pairs: int
    pairs_in_one_document: int
    largest_component: int
    mean_component: float
    sharing_mean: float
    sharing_most: int
    sharing_any_mean: float
    sharing_any_most: int


def measure(data: str, entities: Iterable[LocalEntity]) -> Row:
    """Return the figures of a corpus of local entities."""
    held = sorted(entities, key=lambda each: each.id)
    nodes = build_nodes(held)
    full = [node for node in nodes if is_full(node)]
    short = [node for node in nodes if node.is_short]
    scored = set(alike(nodes))
    apart = {pair for pair in scored if not nodes[pair[0]].documents.isdisjoint(nodes[pair[1]].documents)}
    pairs = (scored - apart) | set(spelled_alike(nodes))
    parts = networkx.Graph()
    parts.add_nodes_from(range(len(nodes)))
    parts.add_edges_from(pairs)
    sizes = [len(part) for part in networkx.connected_components(parts)]
    sharing, sharing_any = shared_words(short, full), shared_words(short, nodes)
    return Row(
        data=data,
        documents=len({each.document_id for each in held}),
        names=len(nodes),
        full=len(full),
        short=len(short),
        pairs=len(pairs),
        pairs_in_one_document=len(apart),
        largest_component=max(sizes),
        mean_component=round(sum(size * size for size in sizes) / len(nodes), 3),
        sharing_mean=round(fmean(sharing or [0]), 2),
        sharing_most=max(sharing, default=0),
        sharing_any_mean=round(fmean(sharing_any or [0]), 2),
        sharing_any_most=max(sharing_any, default=0),
    )


def is_full(node: Node) -> bool:
    """Tell whether a name can stand for itself and is no value."""
    return not node.is_short and node.name.family is not Family.VALUE


def alike(nodes: Sequence[Node]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of names, by index, the smaller first, that score for review or more."""
    for numbers in _by_kind(nodes).values():
        for left, right in candidate_pairs([nodes[number].name for number in numbers]):
            one, other = numbers[left], numbers[right]
            if compare_names(nodes[one].name, nodes[other].name).score >= REVIEW:
                yield one, other


def spelled_alike(nodes: Sequence[Node]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of names, by index, the smaller first, that are of one kind and share a key or another spelling."""
    for numbers in _by_kind(nodes).values():
        bearers: dict[str, list[int]] = defaultdict(list)
        for number in numbers:
            for spelling in {nodes[number].key, *nodes[number].spellings}:
                bearers[spelling].append(number)
        for sharing in bearers.values():
            yield from combinations(sharing, 2)


def shared_words(short: Sequence[Node], names: Sequence[Node]) -> list[int]:
    """Return for every short name how many of the names have a word of it."""
    bearers: dict[str, set[int]] = defaultdict(set)
    for number, node in enumerate(names):
        for word in _words(node):
            bearers[word].add(number)
    return [len(set().union(*(bearers.get(word, ()) for word in _words(node)))) for node in short]


def _words(node: Node) -> set[str]:
    return set(node.name.tokens) - SMALL_WORDS


def _by_kind(nodes: Sequence[Node]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, node in enumerate(nodes):
        found[node.kind].append(number)
    return found


def local_entities(documents: Iterable[LinkingDocument]) -> Iterator[LocalEntity]:
    """Yield what linking within each document makes of its mentions."""
    for document in documents:
        for cluster in link_within_document(document.name, "gold", document.text, document.mentions):
            yield cluster.entity


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the sets that are there, and the invented names, and print a line or an object for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder with " + " and ".join(FILES))
    parser.add_argument("--sets", nargs="*", choices=FILES, default=FILES, help="some of the files")
    parser.add_argument(
        "--invented",
        type=int,
        default=INVENTED,
        metavar="N",
        help="so many invented names; 0 leaves them out",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of lines to read")
    options = parser.parse_args(arguments)
    rows: list[Row] = []
    for name in options.sets if options.data else ():
        gold = read_linking_gold(options.data / name)
        rows.append(measure(name.removesuffix(".jsonl"), local_entities(gold.documents)))
    if options.invented:
        invented = scale.local_entities(scale.corpus(options.invented).names)
        rows.append(measure("invented", invented))
    if options.json:
        json.dump([asdict(row) for row in rows], sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    for row in rows:
        sys.stdout.write("\n".join(lines_of(row)) + "\n")


def lines_of(row: Row) -> Iterator[str]:
    """Yield the figures as lines to read."""
    yield f"{row.data}: {row.documents:,} documents, {row.names:,} names, of which {row.full:,} full and {row.short:,} short"
    yield (
        f"  {row.pairs:,} pairs alike ({row.pairs_in_one_document:,} more in one document); the largest component "
        f"{row.largest_component}, seen from a name {row.mean_component:.3f} on average"
    )
    yield (
        f"  a short name shares a word with {row.sharing_mean:.2f} full names on average, {row.sharing_most} at most; with any, itself "
        f"included, {row.sharing_any_mean:.2f} and {row.sharing_any_most}"
    )


if __name__ == "__main__":
    main()
