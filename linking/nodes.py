"""The names of a corpus: all local entities whose canonical names are the same, as one unit of clustering."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from linking.model import LocalEntity
from linking.names import Family, NameForm, analyse, family_of, fold
from linking.type_vote import MISLABELLED, type_class, vote

DECISION = "decision"
KNOWLEDGE_BASE = "knowledge_base"
GIVEN = frozenset({DECISION, KNOWLEDGE_BASE})
"""Rules by which people and knowledge bases bring names together that need not be alike."""

_NO_VOTE: Mapping[str, str] = {}


@dataclass(slots=True, eq=False)
class Node:
    """All local entities with one canonical key and one voted type class.

    ``variant`` tells apart the nodes of one key where titles or legal forms contradict each other, else it is empty; so
    does ``part`` where decisions, a knowledge base or the context divide the bearers of one name.
    ``centre`` is the node whose cluster this one is in, None for a centre itself; ``rule`` and ``score`` say why.
    ``abbreviated`` tells that no member has anything but an abbreviation for a name.
    """

    key: str
    kind: str
    name: NameForm
    variant: str = ""
    part: str = ""
    spellings: set[str] = field(default_factory=set)
    members: list[LocalEntity] = field(default_factory=list)
    documents: set[str] = field(default_factory=set)
    abbreviated: bool = True
    centre: Node | None = None
    rule: str = "exact"
    score: float = 1.0

    @property
    def order(self) -> tuple[int, str, str, str, str]:
        """Most documents first, then by key, kind, variant and part: the order in which nodes become centres."""
        return -len(self.documents), self.key, self.kind, self.variant, self.part

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

    @property
    def attracts(self) -> bool:
        """Whether likeness to this node makes a member: a centre does, and what people or knowledge bases put beside one."""
        return self.centre is None or self.rule in GIVEN

    def join(self, centre: Node, rule: str, score: float) -> None:
        """Make the node a member of the cluster around ``centre``."""
        self.centre, self.rule, self.score = centre, rule, score

    def divided(self, parts: Mapping[str, Sequence[LocalEntity]]) -> list[Node]:
        """Return one node for each part of the members, in the order of the parts' names."""
        return [
            replace(
                self,
                part=f"{self.part}/{part}" if self.part else part,
                members=list(members),
                documents={each.document_id for each in members},
            )
            for part, members in sorted(parts.items())
        ]


def build_nodes(entities: Sequence[LocalEntity]) -> list[Node]:
    """Return the nodes of the corpus in their order; every local entity is a member of exactly one."""
    written = Counter((each.name, each.type) for each in entities)
    ballots: dict[str, dict[str, int]] = {}
    for each in entities:
        # Aliases vote too: "Merkel" is a person wherever it stands for Angela Merkel.
        for folded in {fold(surface) for surface in (each.name, *each.names)}:
            counts = ballots.setdefault(folded, {})
            counts[each.type] = counts.get(each.type, 0) + 1
    votes = {
        folded: vote(counts, MISLABELLED, several_words=" " in folded)
        for folded, counts in ballots.items()
        if len(counts) > 1
    }
    # A name of one type, as nearly all are, has no vote.
    del ballots
    forms = {
        (surface, given): (analyse(surface, family_of(voted)), type_class(voted))
        for surface, given in sorted(written)
        for voted in (votes.get(fold(surface), _NO_VOTE).get(given, given),)
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
