"""What the other entities of a document say about a name: which bearer of a surname it means where the name alone is not enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from math import log

from linking.across_documents.aliases import ALIAS
from linking.across_documents.constraints import Constraints
from linking.across_documents.nodes import Node
from linking.comparison.short_forms import short_form_rule
from linking.model import LocalEntity
from linking.names.families import Family
from linking.names.nicknames import is_nickname, other_forms
from linking.rules import SIDE_BY_SIDE

MARGIN = 2.0
"""How many times as much support as the second the bearer has that a document means."""
SUPPORT = 3.0
"""Least support of a bearer: the rarities, in natural logarithms, of the entities that tell of it, added up."""
COMMON = 0.1
"""Share of the documents from which an entity is too common to tell anything."""
TYPICAL = 2.0
"""An entity is typical of a bearer from so many times its usual share of the documents."""

MOST_BEARERS = 50
"""A name that more people bear says too little, whatever its documents speak of."""

_FEWEST_COMMON = 3
_RULES = SIDE_BY_SIDE.named("surname", "initials")


class Context:
    """The telling entities of every document: those that are in two documents at least, and in few of all."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._documents: dict[Node, set[str]] = defaultdict(set)
        united: set[Node] = set()
        for node in nodes:
            if node.is_short or node.name.family is Family.VALUE:
                continue
            root = node.root
            if root in united:
                self._documents[root] |= node.documents
            elif (documents := self._documents.get(root)) is None:
                # The node's own, for a copy of every set would take much memory.
                self._documents[root] = node.documents
            else:
                self._documents[root] = documents | node.documents
                united.add(root)
        self._count = len(set().union(*(node.documents for node in nodes)))
        most = max(_FEWEST_COMMON, COMMON * self._count)
        self._telling: dict[str, list[Node]] = defaultdict(list)
        for root, documents in self._documents.items():
            if 1 < len(documents) <= most:
                for document in documents:
                    self._telling[document].append(root)

    def bearer(self, document: str, bearers: Collection[Node]) -> Node | None:
        """Return the one of ``bearers`` (centres of clusters) that the document means, or nothing where it does not say."""
        if not 0 < len(bearers) <= MOST_BEARERS or any(
            document in self._documents[bearer] for bearer in bearers
        ):
            return None
        found = sorted(
            ((self._support(document, bearer, bearers), bearer) for bearer in bearers),
            key=lambda each: (-each[0], each[1].order),
        )
        (most, best), *others = found
        return best if most >= SUPPORT and (not others or most >= MARGIN * others[0][0]) else None

    def _support(self, document: str, bearer: Node, bearers: Collection[Node]) -> float:
        """Add up how rare the entities of the document are that are typical of the bearer's documents."""
        own = self._documents[bearer]
        support = 0.0
        for root in self._telling.get(document, ()):
            if root in bearers:
                continue
            documents = self._documents[root]
            shared = len(own & documents)
            if shared * self._count >= TYPICAL * len(own) * len(documents):
                support += log(self._count / len(documents))
        return support


def attach_by_context(
    nodes: Sequence[Node], constraints: Constraints, alone: set[str], given: Collection[Node] = ()
) -> list[Node]:
    """Join persons' shorter names that no alias explains to the bearers that their documents speak about.

    Return ``nodes`` with the new parts of them; the local entities that found a bearer leave ``alone``. A surname, or one with
    an initial, is attached document by document, where one bearer has the telling entities of the document and no second one
    half as many. A full name that only lacks a middle name, or has another form of the given name, is attached as a whole,
    and only if it has one bearer. A document that holds a bearer keeps the shorter name apart from it on purpose. ``given``
    are nodes that decisions speak of: they stay as they are.
    """
    free = [
        node
        for node in nodes
        if node.name.family is Family.PERSON
        and (node.centre is None or (node.rule == ALIAS and node.is_short))
        and node not in given
        and not constraints.entries(node)
    ]
    fuller = fuller_names(nodes, free)
    shorter = []
    for node in free:
        bearers = {
            other.root
            for key in lookups(node)
            for other in fuller.get(key, ())
            if other is not node
            if short_form_rule(node.name, other.name) in _RULES or _is_nicknamed(node, other)
        }
        if bearers := {each for each in bearers if each is node.root or constraints.allows(node, each)}:
            shorter.append((node, bearers))
    if not shorter:
        return list(nodes)
    context = Context(nodes)
    for node, bearers in shorter:
        if not node.is_short and not _has_initial(node) and len(bearers) == 1:
            _attach_whole(node, next(iter(bearers)), context, constraints)
    added: list[Node] = []
    for node, bearers in shorter:
        if node.is_short or _has_initial(node):
            added += _attach_parts(node, {bearer.root for bearer in bearers}, context, constraints)
    for part in added:
        alone.difference_update(each.id for each in part.members)
    return [*nodes, *added]


def fuller_names(nodes: Sequence[Node], free: Sequence[Node]) -> dict[tuple[str, ...], list[Node]]:
    """Return the persons with given names, by the keys under which ``free`` look for them.

    A name stands under each of its ends, and under its surname beside its first name or the letter of it; never under the
    surname alone, which so many share that all its bearers would have to be compared with each other.
    """
    wanted = {key for node in free for key in lookups(node)}
    found: dict[tuple[str, ...], list[Node]] = defaultdict(list)
    for node in nodes:
        words = node.name.tokens
        if node.name.family is not Family.PERSON or len(words) == 1 or _has_initial(node):
            continue
        keys = [words[start:] for start in range(1, len(words))]
        keys += ((words[0], "", words[-1]), (words[0][0], "", words[-1]))
        for key in keys:
            if key in wanted:
                found[key].append(node)
    return found


def lookups(node: Node) -> Iterator[tuple[str, ...]]:
    """Yield the keys of ``fuller_names`` under which the names are that ``node`` may be short for."""
    words = node.name.tokens
    yield words
    if len(words) > 1:
        yield words[0], "", words[-1]
        for given in other_forms(words[0]):
            yield given, "", words[-1]


def _is_nicknamed(node: Node, other: Node) -> bool:
    """Tell whether a less frequent name only has another form of the given name: Tom and Thomas Farrier."""
    (one, *rest), (given, *others) = node.name.tokens, other.name.tokens
    return rest == others and is_nickname(one, given) and other.order < node.order


def _has_initial(node: Node) -> bool:
    return len(node.name.tokens[0]) == 1


def _attach_whole(node: Node, bearer: Node, context: Context, constraints: Constraints) -> None:
    together = node.documents & bearer.documents
    if together or not constraints.allows(node, bearer):
        return
    if any(context.bearer(document, [bearer]) is bearer for document in sorted(node.documents)):
        constraints.join(node, bearer, "context")


def _attach_parts(
    node: Node, bearers: Collection[Node], context: Context, constraints: Constraints
) -> list[Node]:
    owners: dict[str, Node] = {}
    parts: dict[str, list[LocalEntity]] = defaultdict(list)
    for each in node.members:
        owner = context.bearer(each.document_id, bearers)
        if owner is not None and owner is not node.root:
            name = f"context:{owner.key}:{owner.variant}:{owner.part}"
            owners[name] = owner
            parts[name].append(each)
    taken = {each.id for members in parts.values() for each in members}
    divided = node.divided(parts)
    node.members = [each for each in node.members if each.id not in taken]
    node.documents = {each.document_id for each in node.members}
    for part, name in zip(divided, sorted(parts), strict=True):
        part.centre = None
        constraints.join(part, owners[name].root, "context")
    return divided
