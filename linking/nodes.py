"""The names of a corpus: all local entities whose canonical names are the same, as one unit of clustering."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from linking.model import LocalEntity
from linking.names import Family, NameForm, analyse, family_of, fold
from linking.type_vote import MISLABELLED, type_class, vote


@dataclass(slots=True, eq=False)
class Node:
    """All local entities with one canonical key and one voted type class.

    ``variant`` tells apart the nodes of one key where titles or legal forms contradict each other, else it is empty.
    ``centre`` is the node whose cluster this one is in, None for a centre itself; ``rule`` and ``score`` say why.
    ``abbreviated`` tells that no member has anything but an abbreviation for a name.
    """

    key: str
    kind: str
    name: NameForm
    variant: str = ""
    spellings: set[str] = field(default_factory=set)
    members: list[LocalEntity] = field(default_factory=list)
    documents: set[str] = field(default_factory=set)
    abbreviated: bool = True
    centre: Node | None = None
    rule: str = "exact"
    score: float = 1.0

    @property
    def order(self) -> tuple[int, str, str, str]:
        """Most documents first, then by key, kind and variant: the order in which nodes become centres."""
        return -len(self.documents), self.key, self.kind, self.variant

    @property
    def fullness(self) -> tuple[int, int]:
        """How full a name it is: words, then letters."""
        return len(self.name.tokens), len(self.key)

    @property
    def is_short(self) -> bool:
        """Whether the name cannot stand for itself: a person's single word, or an abbreviation."""
        return self.abbreviated or (self.name.family is Family.PERSON and len(self.name.tokens) == 1)

    @property
    def root(self) -> Node:
        """The centre of the cluster that the node is in."""
        node = self
        while node.centre is not None:
            node = node.centre
        return node

    def join(self, centre: Node, rule: str, score: float) -> None:
        """Make the node a member of the cluster around ``centre``."""
        self.centre, self.rule, self.score = centre, rule, score


def build_nodes(entities: Sequence[LocalEntity]) -> list[Node]:
    """Return the nodes of the corpus in their order; every local entity is a member of exactly one."""
    written = Counter((each.name, each.type) for each in entities)
    ballots: dict[str, Counter[str]] = defaultdict(Counter)
    for (surface, kind), count in written.items():
        ballots[fold(surface)][kind] += count
    votes = {name: vote(counts, MISLABELLED) for name, counts in ballots.items()}
    forms = {
        (surface, given): (analyse(surface, family_of(voted)), type_class(voted))
        for surface, given in sorted(written)
        for voted in (votes[fold(surface)][given],)
    }
    variants: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, kind in forms.values():
        if name.variant:
            variants[kind, name.key].add(name.variant)
    nodes: dict[tuple[str, str, str], Node] = {}
    node_of: dict[tuple[str, str], Node] = {}
    for form, (name, kind) in forms.items():
        # Mr. and Mrs. Smith, Foo GmbH and Foo AG: each its own, and neither of them for certain where nothing is said.
        variant = name.variant if len(variants.get((kind, name.key), ())) > 1 else ""
        node = nodes.get((kind, name.key, variant))
        if node is None:
            node = nodes[kind, name.key, variant] = Node(name.key, kind, name, variant)
        node_of[form] = node
        node.spellings.update(name.spellings)
        node.abbreviated = node.abbreviated and bool(name.acronym)
    for each in entities:
        node = node_of[each.name, each.type]
        node.members.append(each)
        node.documents.add(each.document_id)
    return sorted(nodes.values(), key=lambda node: node.order)
