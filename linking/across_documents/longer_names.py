"""Names of organisations and events that documents keep apart though the one may be the other in short: questions for a person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, product

from linking.across_documents.clusters import MOST_REVIEWED, Near
from linking.across_documents.nodes import Node
from linking.comparison.added_words import WITH_OFFSHOOTS, Addition, addition
from linking.comparison.short_forms import EDGES, short_form_rule
from linking.rules import WITHIN_DOCUMENT


def doubtful_longer_names(nodes: Sequence[Node]) -> list[Near]:
    """Return the pairs of names that one document holds as two things, and of which the longer may be the shorter in full.

    ``nodes`` are in their order. A name that says that it is another thing (Oxford University Press) is no question. A
    shorter name has at most ``MOST_REVIEWED`` pairs.
    """
    by_kind: dict[str, dict[tuple[str, ...], list[Node]]] = defaultdict(lambda: defaultdict(list))
    for node in nodes:
        if node.name.family in WITH_OFFSHOOTS:
            by_kind[node.kind][node.name.tokens].append(node)
    found = []
    asked: Counter[Node] = Counter()
    for short, full in chain.from_iterable(map(_pairs, by_kind.values())):
        if asked[short] < MOST_REVIEWED and (rule := _doubt(short, full)):
            asked[short] += 1
            found.append(Near(short, full, rule, WITHIN_DOCUMENT.score(rule)))
    return found


def _pairs(named: Mapping[tuple[str, ...], Sequence[Node]]) -> Iterator[tuple[Node, Node]]:
    """Yield the nodes of which one's words begin or end the other's, by the words of a kind's nodes."""
    for words, longer in named.items():
        for place in range(1, len(words)):
            for part in (words[:place], words[place:]):
                if part in named:
                    yield from product(named[part], longer)


def _doubt(short: Node, full: Node) -> str:
    """Return the rule by which ``full`` may be ``short`` in full, where a document keeps the two apart."""
    if short.documents.isdisjoint(full.documents):
        return ""
    rule = short_form_rule(short.name, full.name)
    return rule if rule in EDGES and addition(short.name, full.name, rule) is not Addition.ANOTHER else ""
