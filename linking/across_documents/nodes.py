"""The names of a corpus: all local entities whose canonical names are the same, as one unit of clustering."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter

from linking.model import LocalEntity
from linking.names.families import Family, family_of
from linking.names.folding import NAMES_HELD, fold
from linking.names.form import NameForm, take_apart
from linking.names.types import MISLABELLED, PLACE_AND_ITS_OWN, expected_errors, type_class, vote
from linking.rules import ACROSS_DOCUMENTS

DECISION = ACROSS_DOCUMENTS["decision"].name
KNOWLEDGE_BASE = ACROSS_DOCUMENTS["knowledge_base"].name
NAMESAKE = ACROSS_DOCUMENTS["namesake"].name
OWN = ACROSS_DOCUMENTS.named("exact", "namesake")
"""Rules by which an entity has its own name: others join it by likeness to that."""
GIVEN = frozenset({DECISION, KNOWLEDGE_BASE})
"""Rules by which people and knowledge bases bring names together that need not be alike."""

_FEWEST_MEANT = 3
_MISLABELLED_HERE = 0.05
"""Share of the places of a document that mislabelling makes organisations, or the other way round."""

_NO_VOTE: Mapping[str, str] = {}


@dataclass(slots=True, eq=False)
class Node:
    """All local entities with one canonical key and one voted type class.

    ``variant`` tells apart the nodes of one key where titles or legal forms contradict each other, and those that say in
    brackets whom they mean, else it is empty; so
    does ``part`` where decisions, a knowledge base or the context divide the bearers of one name.
    ``centre`` is the node whose cluster this one is in, None for a centre itself; ``rule`` and ``score`` say why.
    ``abbreviated`` tells that no member has anything but an abbreviation for a name.
    """

    key: str
    kind: str
    name: NameForm
    variant: str = ""
    part: str = ""
    spellings: tuple[str, ...] = ()
    members: list[LocalEntity] = field(default_factory=list)
    documents: set[str] = field(default_factory=set)
    abbreviated: bool = True
    centre: Node | None = None
    rule: str = "exact"
    score: float = ACROSS_DOCUMENTS.score("exact")

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
    """Return the nodes of the corpus in their order; every local entity is a member of exactly one.

    ``entities`` are in the order of their ids, and so are the members of a node.
    """
    written: dict[str, dict[str, list[LocalEntity]]] = {}
    for each in entities:
        named = written.setdefault(each.type, {})
        if (bearers := named.get(each.name)) is None:
            named[each.name] = [each]
        else:
            bearers.append(each)
    # Names that a cache cannot hold only cost it time.
    past_the_cache = sum(map(len, written.values())) > NAMES_HELD
    votes, folded = _votes(written, fold.__wrapped__ if past_the_cache else fold)
    read = take_apart.__wrapped__ if past_the_cache else take_apart
    meant = _meant(written, votes, folded)
    forms: dict[str, list[tuple[NameForm, list[LocalEntity]]]] = defaultdict(list)
    for given, named in written.items():
        own, own_family = forms[type_class(given)], family_of(given)
        for (surface, bearers), name in zip(named.items(), folded.pop(given), strict=True):
            voted = votes.get(name, _NO_VOTE).get(given, given)
            if voted == given:
                own.append((read(surface, own_family), bearers))
                continue
            by_type: dict[str, list[LocalEntity]] = defaultdict(list)
            for each in bearers:
                by_type[meant.get(each.id, voted)].append(each)
            for kind, some in by_type.items():
                forms[type_class(kind)].append((read(surface, family_of(kind)), some))
    del written
    nodes = [node for kind in sorted(forms) for node in _nodes(kind, forms.pop(kind))]
    # The order of nodes, column by column, the last one first: the sort is stable and the kinds are in order.
    nodes.sort(key=attrgetter("variant"))
    nodes.sort(key=attrgetter("kind"))
    nodes.sort(key=attrgetter("key"))
    nodes.sort(key=lambda node: -len(node.documents))
    return nodes


def _votes(
    written: Mapping[str, Mapping[str, Sequence[LocalEntity]]], fold_once: Callable[[str], str]
) -> tuple[dict[str, dict[str, str]], dict[str, list[str]]]:
    """Return the vote on each folded name of several types, and by type the folded names in their order.

    Aliases vote too: "Merkel" is a person wherever it stands for Angela Merkel.
    """
    folded: dict[str, list[str]] = {}
    ballots: dict[str, Counter[str]] = {}
    for given, named in written.items():
        names = folded[given] = list(map(fold_once, named))
        counts = ballots[given] = Counter[str]()
        for name, (surface, bearers) in zip(names, named.items(), strict=True):
            for each in bearers:
                if len(each.names) == 1 and each.names[0] == surface:
                    counts[name] += 1
                else:
                    for other in {name, *map(fold_once, each.names)}:
                        counts[other] += 1
    seen: set[str] = set()
    several: set[str] = set()
    for counts in ballots.values():
        several.update(filter(seen.__contains__, counts))
        seen.update(counts)
    split: dict[str, dict[str, int]] = defaultdict(dict)
    for given, counts in ballots.items():
        for name in filter(several.__contains__, counts):
            split[name][given] = counts[name]
    votes = {name: vote(counts, MISLABELLED, several_words=" " in name) for name, counts in split.items()}
    return votes, folded


def _meant(
    written: Mapping[str, Mapping[str, Sequence[LocalEntity]]],
    votes: Mapping[str, Mapping[str, str]],
    folded: Mapping[str, Sequence[str]],
) -> dict[str, str]:
    """Return the types of the local entities whose documents say more than the vote, by their ids.

    A report on a championship calls all countries teams: so many types against the vote are no mislabelling, which meets
    each name for itself. And what yields is taken for the name's other meaning where the document has only that.
    """
    if not votes:
        return {}
    overruled: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    yielding: list[tuple[str, LocalEntity]] = []
    standing: dict[tuple[str, str], set[str]] = defaultdict(set)
    for given, named in written.items():
        for name, bearers in zip(folded[given], named.values(), strict=True):
            if (voted := votes.get(name)) is None:
                continue
            if voted[given] == given:
                for each in bearers:
                    standing[each.document_id, name].add(given)
                continue
            of_one_kind = {type_class(given), type_class(voted[given])} == PLACE_AND_ITS_OWN
            for each in bearers:
                yielding.append((name, each))
                if of_one_kind:
                    overruled[each.document_id, type_class(given)].append((each.id, given))
    meant = {
        each.id: next(iter(types))
        for name, each in yielding
        if len(types := standing.get((each.document_id, name), ())) == 1
    }
    several = {place: found for place, found in overruled.items() if len(found) >= _FEWEST_MEANT}
    if not several:
        return meant
    documents = {document for document, _ in several}
    kinds = Counter(
        (each.document_id, kind)
        for given, named in written.items()
        if (kind := type_class(given)) in PLACE_AND_ITS_OWN
        for bearers in named.values()
        for each in bearers
        if each.document_id in documents
    )
    for (document, kind), found in several.items():
        (other,) = PLACE_AND_ITS_OWN - {kind}
        if len(found) > expected_errors(len(found) + kinds[document, other], _MISLABELLED_HERE):
            meant.update(found)
    return meant


def _nodes(kind: str, forms: Sequence[tuple[NameForm, list[LocalEntity]]]) -> Iterable[Node]:
    """Return the nodes of one kind from its names and their bearers."""
    variants: dict[str, set[str]] = defaultdict(set)
    for name, _ in forms:
        if name.variant:
            variants[name.key].add(name.variant)
    nodes: dict[tuple[str, str, str] | str, Node] = {}
    first: dict[Node, tuple[str, str]] = {}
    for name, bearers in forms:
        # Mr. and Mrs. Smith, Foo GmbH and Foo AG: each its own, and neither of them for certain where nothing is said.
        variant = name.variant if len(variants.get(name.key, ())) > 1 else ""
        said = name.qualifier
        place = (name.key, variant, said) if variant or said else name.key
        node = nodes.get(place)
        if node is None:
            nodes[place] = Node(
                name.key,
                kind,
                name,
                f"{variant} ({said})".lstrip() if said else variant,
                "",
                name.spellings,
                bearers,
                abbreviated=bool(name.acronym),
            )
            continue
        # Of several writings the first in alphabetical order is taken apart.
        earlier = first.setdefault(node, (node.members[0].name, node.members[0].type))
        form = bearers[0].name, bearers[0].type
        if form < earlier:
            node.name, first[node] = name, form
        node.spellings = tuple(sorted({*node.spellings, *name.spellings}))
        node.abbreviated = node.abbreviated and bool(name.acronym)
        node.members = [*node.members, *bearers]
    for node in first:
        node.members.sort(key=attrgetter("id"))
    for node in nodes.values():
        node.documents = {each.document_id for each in node.members}
    return nodes.values()
