"""What a short name stands for, learned from the documents that use it beside the full one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from linking.across_documents.constraints import Constraints
from linking.across_documents.nodes import GIVEN, Node
from linking.across_documents.state_organs import PART
from linking.comparison.added_words import WITH_OFFSHOOTS, Addition, addition
from linking.comparison.short_forms import EDGES, short_form_rule
from linking.comparison.typos import typo_score
from linking.model import LocalEntity
from linking.names.families import Family
from linking.names.form import take_apart
from linking.names.types import type_class
from linking.rules import ACROSS_DOCUMENTS, SIDE_BY_SIDE

ALIAS_SHARE = 0.8
"""Share of the documents explaining a short name that one entity must have to own it."""
SUPPORT = 0.2
"""Documents that explain a full name as an alias, as a share of those where it stands for itself, to give it up."""

MAJORITY = 0.5
"""The same, where the fuller name may be that of an offshoot: Tern Capital beside Tern."""
_CERTAIN = frozenset({Addition.SAME, Addition.NAME})

ALIAS = ACROSS_DOCUMENTS["alias"].name
_EDGES = SIDE_BY_SIDE.named("surname", "given_name")
SHORTENED = ACROSS_DOCUMENTS["shortened"].name


def resolve_short_names(nodes: Sequence[Node], constraints: Constraints) -> set[str]:
    """Join short names to the entities that they stand for; return the ids of the local entities left alone.

    A document explains a short name by holding it and the full one as one local entity. A short name whose explanations
    disagree is no entity of the corpus: each of its local entities is left alone. So is a local entity of a document that
    holds another local entity of the entity it would join: within the document the two were kept apart, and not because
    an extractor called one of them by another type.
    """
    explained = _explanations(nodes)
    told = {key for _, key in explained}
    by_key: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        if node.key in told:
            by_key[node.key].append(node)
    _join_attested(explained, by_key, constraints)
    _join_shortened(explained, by_key, constraints)
    # What a person or a knowledge base put beside a fuller name is explained by that.
    settled = {node.root for node in nodes if node.rule in GIVEN}
    alone: set[str] = set()
    held: dict[Node, set[tuple[str, str]]] = {}
    for node in nodes:
        if node.centre is not None:
            held.setdefault(node.root, _held(node.root)).update(_held(node))
    # Nearly all names of a corpus are full, and explained by no document.
    concerned = [node for node in nodes if node.is_short or node.key in told]
    for node in sorted(concerned, key=lambda each: (each.fullness, each.order), reverse=True):
        if node.rule in GIVEN or node in settled:
            continue
        if node.is_short:
            alone.update(_repeated(node))
        if node.centre is not None or node.name.family is Family.VALUE or node.part.startswith(PART):
            continue
        owners = _owners(node, explained)
        if not owners:
            continue
        owner = min(owners, key=lambda each: (-owners[each], each.order))
        count = owners[owner]
        if count < ALIAS_SHARE * owners.total():
            if node.is_short:
                alone.update(each.id for each in node.members)
            continue
        if not node.is_short and count < _support(node, owner) * len(node.documents):
            continue
        if not constraints.allows(node, owner):
            continue
        # The vote has kept the country and its team apart: the country's other names do not bring them together.
        if any(other.root is owner and other.kind != node.kind for other in by_key[node.key]):
            continue
        taken = held.setdefault(owner, _held(owner))
        alone.update(each.id for each in node.members if _place(each) in taken)
        taken |= held.pop(node) if node in held else _held(node)
        constraints.join(node, owner, ALIAS)
    return alone


def _support(node: Node, owner: Node) -> float:
    """Return the share of the documents with a full name alone that have to explain it by ``owner``, for the name to be given up."""
    rule = short_form_rule(node.name, owner.name)
    parts = node.name.family in WITH_OFFSHOOTS and rule in EDGES
    return SUPPORT if not parts or addition(node.name, owner.name, rule) in _CERTAIN else MAJORITY


def _join_attested(
    explained: Mapping[tuple[str, str], Counter[Node]],
    by_key: Mapping[str, Sequence[Node]],
    constraints: Constraints,
) -> None:
    """Join a misspelt full name to the right one, where the documents that misspell it use the right one too."""
    found = [
        (target, source)
        for (_, key), sources in explained.items()
        for source, count in sources.items()
        if source.centre is None and not source.is_short and 2 * count >= len(source.members)
        for target in by_key.get(key, ())
        if target.kind == source.kind and len(target.documents) > len(source.documents)
    ]
    for target, source in sorted(found, key=lambda each: (each[0].order, each[1].order)):
        score = typo_score(source.name, target.name)
        if score and source.centre is None and constraints.allows(source, target):
            constraints.join(source, target, "typo", score)


def _join_shortened(
    explained: Mapping[tuple[str, str], Counter[Node]],
    by_key: Mapping[str, Sequence[Node]],
    constraints: Constraints,
) -> None:
    """Join a person's longer name to the full name that its documents use too, where by far the most documents know no longer one.

    A title taken for a given name, or the word of a heading, makes such names. Two longer names of one name join it neither.
    """
    for (_, key), sources in sorted(explained.items(), key=lambda each: each[0]):
        source = min(sources, key=lambda each: (-sources[each], each.order))
        if source.name.family is not Family.PERSON or sources[source] < ALIAS_SHARE * sources.total():
            continue
        for target in by_key.get(key, ()):
            if (
                target.kind == source.kind
                and not target.is_short
                and target.centre is None
                and source.centre is None
                and sources[source] < SUPPORT * len(target.documents)
                and 2 * sources[source] >= len(source.members)
                and short_form_rule(target.name, source.name) in _EDGES
                and constraints.allows(source, target)
            ):
                constraints.join(source, target, SHORTENED)


def _owners(node: Node, explained: Mapping[tuple[str, str], Counter[Node]]) -> Counter[Node]:
    """Count the documents that explain ``node`` by each entity; explanations of its own kind silence all others."""
    own_kind: Counter[Node] = Counter()
    other_kind: Counter[Node] = Counter()
    for source, count in explained.get((_meeting(node.kind), node.key), Counter()).items():
        opposite = explained.get((_meeting(source.kind), source.key), Counter())[node]
        if source.root is not node and (count, source.fullness) > (opposite, node.fullness):
            (own_kind if source.kind == node.kind else other_kind)[source.root] += count
    return own_kind or other_kind


def _explanations(nodes: Sequence[Node]) -> dict[tuple[str, str], Counter[Node]]:
    """Count, by meeting kind and key, the documents in which a node's local entities also bear that key."""
    found: dict[tuple[str, str], Counter[Node]] = defaultdict(Counter)
    for node in nodes:
        family = node.name.family
        # A value has many surfaces and is none of them; what says the same was joined before.
        for each in node.members if family is not Family.VALUE else ():
            if len(each.names) < 2:
                continue
            for key in {take_apart(surface, family).key for surface in each.names}:
                if key != node.key:
                    found[_meeting(node.kind), key][node] += 1
    return found


def _repeated(node: Node) -> list[str]:
    """Return the members that share their document and kind: kept apart on purpose, as Mr. and Mrs. Smith are."""
    counts = Counter(map(_place, node.members))
    return [each.id for each in node.members if counts[_place(each)] > 1]


def _held(node: Node) -> set[tuple[str, str]]:
    return {_place(each) for each in node.members}


def _place(each: LocalEntity) -> tuple[str, str]:
    """Return the document of a local entity, and its kind there: before any vote across documents."""
    return each.document_id, type_class(each.type)


def _meeting(kind: str) -> str:
    """Return what two kinds must share for a short name to stand for a full one: places and organisations may meet."""
    return Family.ORGANIZATION.value if kind == Family.LOCATION.value else kind
