"""The nodes of a corpus, divided, put together and kept apart as decisions and knowledge bases say, before likeness counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from linking.across_documents.constraints import Constraints
from linking.across_documents.kb_nodes import UNDECIDED, Entries, entries_of
from linking.across_documents.named_nodes import NamedNodes, scope
from linking.across_documents.nodes import DECISION, KNOWLEDGE_BASE, Node
from linking.decisions.decision import Decision, Handle, Verdict
from linking.guidance import Guidance
from linking.model import Conflict, LocalEntity

_Told = tuple[Decision, list[Node], list[Node]]


@dataclass(slots=True)
class GuidedNodes:
    """The nodes in their order with what keeps them apart, and what became of the decisions.

    ``overrides`` are the active decisions on one name (rename, retype, hide) with the nodes that each is about;
    ``dormant`` are the ids of decisions that name nothing at present.
    """

    nodes: list[Node]
    constraints: Constraints
    overrides: list[tuple[Decision, list[Node]]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    dormant: list[str] = field(default_factory=list)


def guide(nodes: Sequence[Node], guidance: Guidance) -> GuidedNodes:
    """Return nodes as decisions and knowledge bases divide and join them, with what keeps them apart; none is joined before.

    A judgement that two names differ is stronger than one that they are the same, and both are stronger than a knowledge
    base. Decisions are followed in the order in which they were made.
    """
    active = [each for each in guidance.decisions.active if each.verdict is not Verdict.UNSURE]
    if not active and not guidance.knowledge_bases:
        return GuidedNodes(list(nodes), Constraints())
    bearers = _Bearers(nodes, [handle for decision in active for handle in _handles(decision)])
    bearers.divide(entries_of(nodes, guidance.knowledge_bases))
    constraints = Constraints()
    for part in bearers.parts:
        for knowledge_base, entry in part.entries:
            constraints.set_entry(part.node, knowledge_base, entry)
    found = GuidedNodes(
        sorted((part.node for part in bearers.parts), key=lambda node: node.order), constraints
    )
    told: list[_Told] = []
    for decision in active:
        left, *right = [bearers.of(handle) for handle in _handles(decision)]
        if not left or [] in right:
            found.dormant.append(decision.id)
        elif right:
            told.append((decision, left, right[0]))
        else:
            found.overrides.append((decision, left))
    different = [each for each in told if each[0].verdict is Verdict.DIFFERENT]
    for judgement in different:
        found.conflicts += _keep_apart(judgement, constraints)
    for judgement in told:
        if judgement[0].verdict is Verdict.SAME:
            found.conflicts += _bring_together(judgement, different, constraints)
    _unite_entries(found.nodes, constraints)
    bearers.rejoin(constraints)
    return found


@dataclass(slots=True, eq=False)
class _Part:
    """The bearers of one name that the same handles claim by their documents and that are the same entries."""

    node: Node
    claims: frozenset[frozenset[str]]
    entries: Entries


class _Bearers:
    """Finds the nodes that a handle speaks of, and divides nodes of which a handle claims some documents only."""

    def __init__(self, nodes: Sequence[Node], handles: Iterable[Handle]) -> None:
        self._named = NamedNodes(nodes)
        self._nodes = nodes
        self._scopes: dict[Node, set[frozenset[str]]] = defaultdict(set)
        for handle in handles:
            if handle.documents:
                for node in self._named.of(handle):
                    self._scopes[node].add(scope(handle))
        self.parts: list[_Part] = []
        self._parts_of: dict[Node, list[_Part]] = defaultdict(list)

    def divide(self, entries: dict[str, Entries]) -> None:
        """Divide the nodes by the claims on documents and by the entries of their members."""
        for node in self._nodes:
            claimed = self._scopes.get(node, ())
            groups: dict[tuple[frozenset[frozenset[str]], Entries], list[LocalEntity]] = defaultdict(list)
            if claimed or entries:
                for member in node.members:
                    claims = frozenset(claim for claim in claimed if member.document_id in claim)
                    groups[claims, entries.get(member.id, ())].append(member)
            else:
                groups[frozenset(), ()] = node.members
            if len(groups) == 1:
                ((claims, linked),) = groups
                parts = [_Part(node, claims, linked)]
            else:
                named = sorted((_part_name(*group), group) for group in groups)
                divided = node.divided({name: groups[group] for name, group in named})
                parts = [_Part(part, *group) for part, (_, group) in zip(divided, named, strict=True)]
            self._parts_of[node] = parts
            self.parts += parts

    def of(self, handle: Handle) -> list[Node]:
        """Return the nodes that a handle speaks of: without documents, those that no other handle claims by documents."""
        parts = [part for node in self._named.of(handle) for part in self._parts_of[node]]
        if handle.documents:
            return [part.node for part in parts if scope(handle) in part.claims]
        return [part.node for part in parts if not part.claims]

    def rejoin(self, constraints: Constraints) -> None:
        """Put together again what was divided by claims on documents and nothing keeps apart.

        Not so a short name: who is meant by it is another question in every document, and what was decided for some of them
        says nothing about the others.
        """
        for node, parts in self._parts_of.items():
            if len(parts) < 2 or node.is_short:
                continue
            ordered = sorted(parts, key=lambda part: part.node.order)
            for index, part in enumerate(ordered):
                for earlier in ordered[:index]:
                    alike = part.entries == earlier.entries and part.claims != earlier.claims
                    if alike and constraints.allows(part.node, earlier.node):
                        _join_by_order(part.node, earlier.node, "exact", constraints)
                        break


def _handles(decision: Decision) -> list[Handle]:
    return [handle for handle in (decision.left, decision.right) if handle is not None]


def _part_name(claims: frozenset[frozenset[str]], entries: Entries) -> str:
    """Return a name that depends on content alone, so that the order of nodes is the same in every run."""
    told = sorted("+".join(sorted(claim)) for claim in claims)
    return "|".join([*told, *(f"{name}:{entry}" for name, entry in entries)])


def _keep_apart(judgement: _Told, constraints: Constraints) -> list[Conflict]:
    decision, left, right = judgement
    if any(one is other for one in left for other in right):
        reason = "both sides name the same documents' bearers of one name; say which documents belong to one of them"
        return [Conflict(decision.id, (), reason)]
    for one in left:
        for other in right:
            constraints.keep_apart(one, other)
    return []


def _bring_together(judgement: _Told, different: Sequence[_Told], constraints: Constraints) -> list[Conflict]:
    decision, left, right = judgement
    conflicts = []
    first, *others = sorted({*left, *right}, key=lambda node: node.order)
    for node in others:
        if constraints.is_vetoed(node, first):
            clusters = {node.root, first.root}
            against = tuple(
                each.id
                for each, one_side, other_side in different
                if any({one.root, other.root} == clusters for one in one_side for other in other_side)
            )
            reason = f"“{node.name.key}” and “{first.name.key}” cannot be the same: names that they stand for are judged to differ"
            conflicts.append(Conflict(decision.id, against, reason))
        elif node.root is not first.root:
            _join_by_order(node, first, DECISION, constraints)
    return conflicts


def _unite_entries(nodes: Sequence[Node], constraints: Constraints) -> None:
    """Put together what is one entry of a knowledge base, around the name in most documents."""
    first_of: dict[tuple[str, str], Node] = {}
    for node in nodes:
        for knowledge_base, entry in sorted(constraints.entries(node).items()):
            if entry == UNDECIDED:
                continue
            first = first_of.setdefault((knowledge_base, entry), node)
            if first is not node and constraints.allows(node, first):
                _join_by_order(node, first, KNOWLEDGE_BASE, constraints)


def _join_by_order(one: Node, other: Node, rule: str, constraints: Constraints) -> None:
    """Join two clusters around the centre that comes first in order."""
    centre, moved = sorted((one.root, other.root), key=lambda node: node.order)
    constraints.join(moved, centre, rule)
