"""The entities of the corpus: which local entities of different documents are the same.

The result depends on the set of local entities and on the guidance alone. What the graph holds at present decides the
ids, never the partition.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise

from linking.across_documents.aliases import resolve_short_names
from linking.across_documents.clusters import Near, merge_alike, merge_demonyms, merge_spellings
from linking.across_documents.context import attach_by_context
from linking.across_documents.guided_nodes import GuidedNodes, guide
from linking.across_documents.identity import identify
from linking.across_documents.kb_nodes import UNDECIDED
from linking.across_documents.longer_names import doubtful_longer_names
from linking.across_documents.namesakes import divide_namesakes, undecided
from linking.across_documents.nodes import GIVEN, Node, build_nodes
from linking.across_documents.state_organs import divide_state_organs
from linking.across_documents.values import divide_values, merge_values, value_said
from linking.decisions.decision import Verdict
from linking.guidance import NO_GUIDANCE, Guidance
from linking.model import Assignment, Entity, LocalEntity, Resolution, ReviewPair
from linking.names.families import Family, family_of
from linking.names.folding import display
from linking.names.marks import as_read
from linking.names.shown_name import CAPITALS_OF_HEADINGS, best_writing, has_surname_in_capitals
from linking.rules import ACROSS_DOCUMENTS
from linking.values.reading import read_value
from linking.values.value import Value
from linking.values.written import value_of

SPELLING = ACROSS_DOCUMENTS["spelling"].name

USUAL = 3
"""How many times as many documents as the fuller name a name has that an entity is called by."""


@contextmanager
def collection_paused() -> Iterator[None]:
    """Pause the search for reference cycles, which visits all live objects each time that many more were made.

    For work that makes very many objects and no cycles: a quarter of the time of a large resolution went there. Objects are
    freed all the same when nothing refers to them. Collection is for the whole process: what other threads leave in
    cycles meanwhile is freed afterwards.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@collection_paused()
def resolve(
    local_entities: Iterable[LocalEntity],
    current: Mapping[str, str] | None = None,
    guidance: Guidance = NO_GUIDANCE,
) -> Resolution:
    """Return the entities of the corpus and where every local entity belongs.

    ``current`` maps local entity ids to the entity ids that the graph holds; it decides ids only. Neither the order of
    ``local_entities`` nor ``current`` changes which local entities are together. ``guidance`` is what people decided and
    the knowledge bases that they gave. An id that occurs twice raises ``ValueError``.
    """
    entities = sorted(local_entities, key=lambda each: each.id)
    for one, other in pairwise(entities):
        if one.id == other.id:
            raise ValueError(f"local entity {one.id} was given twice; give each local entity once")
    divided, namesakes = divide_namesakes(divide_values(divide_state_organs(build_nodes(entities))))
    guided = guide(divided, guidance)
    nodes, constraints = guided.nodes, guided.constraints
    merge_values(nodes, constraints)
    merge_spellings(nodes, constraints)
    close = merge_alike(nodes, constraints)
    merge_demonyms(nodes, constraints)
    alone = resolve_short_names(nodes, constraints)
    given = {node for _, told in guided.overrides for node in told}
    given |= {node.root for node in nodes if node.rule in GIVEN}
    nodes = attach_by_context(nodes, constraints, alone, given)
    clusters: dict[Node, list[Node]] = {node: [node] for node in nodes if node.centre is None}
    for node in nodes:
        if node.centre is not None:
            clusters[node.root].append(node)
    parts = [_part(group, alone) for group in clusters.values()]
    singles = [each for node in nodes for each in node.members if each.id in alone] if alone else []
    groups = [
        *(
            part[0][1] if len(part) == 1 else [each for _, members in part for each in members]
            for part in parts
        ),
        *([each] for each in singles),
    ]
    # A cluster all of whose members were left alone is no entity.
    kept = [index for index, group in enumerate(groups) if group]
    ids = dict(zip(kept, identify([groups[index] for index in kept], current or {}), strict=True))
    assignments: dict[str, Assignment] = {}
    found: dict[str, Entity] = {}
    id_of: dict[Node, str] = {}
    for index, root in enumerate(clusters):
        if index in ids:
            entity_id = id_of[root] = ids[index]
            for node, members in parts[index]:
                assignment = Assignment(entity_id, node.rule, node.score)
                for each in members:
                    assignments[each.id] = assignment
            found[entity_id] = _entity(entity_id, parts[index], constraints.entries(root))
    ambiguous = ACROSS_DOCUMENTS["ambiguous"].name, ACROSS_DOCUMENTS.score("ambiguous")
    for index, each in enumerate(singles, start=len(parts)):
        assignments[each.id] = Assignment(ids[index], *ambiguous)
        found[ids[index]] = _named(ids[index], [each], [each])
    _override(found, assignments, guided)
    return Resolution(
        assignments,
        found,
        _review([*close, *doubtful_longer_names(nodes)], id_of),
        tuple(guided.conflicts),
        tuple(guided.dormant),
        undecided(namesakes, assignments, found),
    )


def _override(found: dict[str, Entity], assignments: Mapping[str, Assignment], guided: GuidedNodes) -> None:
    """Give entities the names and types that people gave them, and hide what they hid; of two the later decision holds."""
    for decision, nodes in guided.overrides:
        for entity_id in {assignments[each.id].entity_id for node in nodes for each in node.members}:
            entity = found[entity_id]
            if decision.verdict is Verdict.RENAME:
                aliases = tuple(sorted({*entity.aliases, decision.value}))
                found[entity_id] = replace(entity, name=decision.value, aliases=aliases)
            elif decision.verdict is Verdict.RETYPE:
                value = entity.value if family_of(decision.value) is Family.VALUE else ""
                found[entity_id] = replace(entity, type=decision.value, value=value)
            else:
                found[entity_id] = replace(entity, hidden=True)


def _part(group: Sequence[Node], alone: Container[str]) -> list[tuple[Node, list[LocalEntity]]]:
    """Return the nodes of a cluster with the members that stay in it, the centre first."""
    if not alone:
        return [(node, node.members) for node in group]
    return [(node, [each for each in node.members if each.id not in alone]) for node in group]


def _review(close: Iterable[Near], id_of: Mapping[Node, str]) -> tuple[ReviewPair, ...]:
    found: dict[tuple[str, str], ReviewPair] = {}
    for one, other, rule, score in close:
        left, right = sorted((id_of.get(one.root, ""), id_of.get(other.root, "")))
        if left and left != right:
            # The pairs come with the most alike first.
            found.setdefault((left, right), ReviewPair(left, right, rule, score))
    return tuple(sorted(found.values(), key=lambda pair: (-pair.score, pair)))


def _entity(
    entity_id: str, part: Sequence[tuple[Node, list[LocalEntity]]], entries: Mapping[str, str]
) -> Entity:
    """Name the entity as most documents do: by the centre's canonical names, where the centre has members left.

    Among names that people or a knowledge base brought together, a full one goes before a short one, and of two in as many
    documents the fuller.
    """
    if len(part) == 1:
        ((_, members),) = part
        entity = _named(entity_id, members, members)
    else:
        leading = [(node, members) for node, members in part if node.attracts and members]
        central = min(leading, key=lambda each: _standing(each[0]))[1] if leading else []
        if central:
            central = _in_usual_order(part, _usual(part, central))
        members = [each for _, members in part for each in members]
        entity = _named(entity_id, central or members, members)
    linked = sorted(f"{name}:{entry}" for name, entry in entries.items() if entry != UNDECIDED)
    return replace(entity, kb_ids=tuple(linked)) if linked else entity


def _usual(part: Sequence[tuple[Node, list[LocalEntity]]], central: list[LocalEntity]) -> list[LocalEntity]:
    """Return the members of the full name that far more documents use as their own than the centre's name, or ``central``."""
    found = [
        (node, members)
        for node, members in part
        if not node.is_short
        and len(node.name.tokens) > 1
        and node.name.family is not Family.VALUE
        and len(members) >= USUAL * len(central)
    ]
    return min(found, key=lambda each: (-len(each[1]), each[0].order))[1] if found else central


def _in_usual_order(
    part: Sequence[tuple[Node, list[LocalEntity]]], central: list[LocalEntity]
) -> list[LocalEntity]:
    """Return the members of another writing of a person's name that has no surname in capitals, where all of ``central`` have one."""
    if not all(
        family_of(each.type) is Family.PERSON and has_surname_in_capitals(each.name) for each in central
    ):
        return central
    found = [
        (node, members)
        for node, members in part
        if node.rule == SPELLING
        and CAPITALS_OF_HEADINGS * len(members) >= len(central)
        and not any(has_surname_in_capitals(each.name) for each in members)
    ]
    return min(found, key=lambda each: (-len(each[1]), each[0].order))[1] if found else central


def _standing(node: Node) -> tuple[bool, int, int, int, tuple[int, str, str, str, str]]:
    words, letters = node.fullness
    return node.is_short, -len(node.documents), -words, -letters, node.order


def _name_of_value(members: Sequence[LocalEntity], value: Value) -> str:
    """Return the words most used for a value that say it by themselves, or the value: "Wednesday" names another day elsewhere."""
    written = (
        Counter([each.name for each in members]),
        Counter([name for each in members for name in each.names]),
    )
    for names in written:
        said = {
            name: names[name] for name in sorted(names) if not read_value(name, members[0].type).is_relative
        }
        if said:
            return display(best_writing(said, Family.VALUE))
    return value.text


def _named(entity_id: str, central: Sequence[LocalEntity], members: Sequence[LocalEntity]) -> Entity:
    if len(members) == 1:
        (only,) = members
        name = display(only.name)
        aliases = only.names if only.names == (name,) else tuple(sorted({name, *map(as_read, only.names)}))
        value = value_said(members, only.type) if only.value else ""
        if said := value_of(value):
            name = _name_of_value(members, said)
            aliases = tuple(sorted({name, *aliases}))
        return Entity(entity_id, name, only.type, aliases, value=value)
    names = Counter([each.name for each in central])
    types = Counter([each.type for each in members])
    written = dict(sorted(names.items())) if len(names) > 1 else names
    type_name = min(types, key=lambda each: (-types[each], each))
    value = value_said(members, type_name)
    if said := value_of(value):
        name = _name_of_value(members, said)
    else:
        name = display(best_writing(written, family_of(central[0].type)))
    aliases = tuple(sorted({name}.union(*[map(as_read, each.names) for each in members])))
    return Entity(entity_id, name, type_name, aliases, value=value)
