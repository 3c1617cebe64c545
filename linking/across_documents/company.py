"""The company of a name: what the documents that bear it speak of beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from math import log

from linking.across_documents.nodes import Node
from linking.names.families import Family

COMMON = 0.1
"""Share of the documents from which an entity is too common to tell anything."""
MOST_TELLING = 100
"""Documents from which an entity is too common in the largest corpus."""
MOST_RARITY = 4.6
"""Rarity of an entity in one of a hundred documents: one that is rarer tells no more."""

_FEWEST_COMMON = 10
"""Documents up to which an entity tells something in the smallest corpus, the less the fewer documents there are."""


class Company:
    """The telling entities of some documents of a corpus: the nodes that are in two documents at least, and in few of all."""

    def __init__(self, nodes: Sequence[Node], documents: Collection[str]) -> None:
        """Gather the company in ``documents``; ``nodes`` are all nodes of the corpus in their order."""
        self.size = len(set[str]().union(*(node.documents for node in nodes)))
        most = max(_FEWEST_COMMON, min(COMMON * self.size, MOST_TELLING))
        concerned = frozenset(documents)
        self._telling: dict[str, list[Node]] = defaultdict(list)
        for node in nodes:
            if 1 < len(node.documents) <= most and node.name.family is not Family.VALUE:
                for document in node.documents & concerned:
                    self._telling[document].append(node)

    def of(self, name: Node) -> dict[str, list[Node]]:
        """Return the company of a name by document, without what may be a part of the name, as a surname alone is."""
        return {
            document: [each for each in self._telling.get(document, ()) if not _is_part(each, name)]
            for document in sorted(name.documents)
        }

    def shared(self, name: Node) -> dict[Node, list[str]]:
        """Return the company that several documents of a name share, with these documents in alphabetical order."""
        sharing: dict[Node, list[str]] = defaultdict(list)
        for document in sorted(name.documents):
            for each in self._telling.get(document, ()):
                sharing[each].append(document)
        return {
            each: documents
            for each, documents in sharing.items()
            if len(documents) > 1 and not _is_part(each, name)
        }

    def rarity(self, node: Node) -> float:
        """Return the natural logarithm of how many times as many documents there are as such that hold the node.

        It is bounded, so that in no corpus a single name holds two documents together.
        """
        return min(log(self.size / len(node.documents)), MOST_RARITY)

    def holding(self, name: Node, documents: Collection[str]) -> list[Node]:
        """Return the company of a name that several of ``documents`` share, that of most weight first."""
        inside = frozenset(documents)
        uses = {each: len(inside.intersection(held)) for each, held in self.shared(name).items()}
        return sorted(
            (each for each, count in uses.items() if count > 1),
            key=lambda each: (-(uses[each] - 1) * self.rarity(each), each.order),
        )


def _is_part(node: Node, name: Node) -> bool:
    return set(name.name.tokens).issuperset(node.name.tokens)
