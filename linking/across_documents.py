"""The entities of the corpus: which local entities of different documents are the same.

The result depends on the set of local entities alone. What the graph holds at present decides the ids, never the partition.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import pairwise

from linking.aliases import resolve_short_names
from linking.clusters import merge_demonyms, merge_spellings, merge_typos
from linking.constraints import Constraints
from linking.identity import identify
from linking.model import Assignment, Entity, LocalEntity, Resolution, ReviewPair
from linking.names import display
from linking.nodes import Node, build_nodes


def resolve(local_entities: Iterable[LocalEntity], current: Mapping[str, str] | None = None) -> Resolution:
    """Return the entities of the corpus and where every local entity belongs.

    ``current`` maps local entity ids to the entity ids that the graph holds; it decides ids only. Neither the order of
    ``local_entities`` nor ``current`` changes which local entities are together. An id that occurs twice raises
    ``ValueError``.
    """
    entities = sorted(local_entities, key=lambda each: each.id)
    for one, other in pairwise(entities):
        if one.id == other.id:
            raise ValueError(f"local entity {one.id} was given twice; give each local entity once")
    nodes = build_nodes(entities)
    constraints = Constraints()
    merge_spellings(nodes, constraints)
    close = merge_typos(nodes, constraints)
    merge_demonyms(nodes, constraints)
    alone = resolve_short_names(nodes, constraints)
    clusters: dict[Node, list[Node]] = defaultdict(list)
    for node in nodes:
        clusters[node.root].append(node)
    parts = [_part(group, alone) for group in clusters.values()]
    singles = [each for node in nodes for each in node.members if each.id in alone] if alone else []
    groups = [
        *([each for _, members in part for each in members] for part in parts),
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
                assignments.update(dict.fromkeys([each.id for each in members], assignment))
            found[entity_id] = _entity(entity_id, parts[index])
    for index, each in enumerate(singles, start=len(parts)):
        assignments[each.id] = Assignment(ids[index], "ambiguous", 1.0)
        found[ids[index]] = _named(ids[index], [each], [each])
    return Resolution(assignments, found, _review(close, id_of))


def _part(group: Sequence[Node], alone: Container[str]) -> list[tuple[Node, list[LocalEntity]]]:
    """Return the nodes of a cluster with the members that stay in it, the centre first."""
    if not alone:
        return [(node, node.members) for node in group]
    return [(node, [each for each in node.members if each.id not in alone]) for node in group]


def _review(close: Iterable[tuple[Node, Node, float]], id_of: Mapping[Node, str]) -> tuple[ReviewPair, ...]:
    found = set()
    for one, other, score in close:
        left, right = sorted((id_of.get(one.root, ""), id_of.get(other.root, "")))
        if left and left != right:
            found.add(ReviewPair(left, right, "typo", round(score, 4)))
    return tuple(sorted(found, key=lambda pair: (-pair.score, pair)))


def _entity(entity_id: str, part: Sequence[tuple[Node, list[LocalEntity]]]) -> Entity:
    """Name the entity as most documents do: by the centre's canonical names, where the centre has members left."""
    central = next((members for node, members in part if node.centre is None and members), [])
    members = part[0][1] if len(part) == 1 else [each for _, members in part for each in members]
    return _named(entity_id, central or members, members)


def _named(entity_id: str, central: Sequence[LocalEntity], members: Sequence[LocalEntity]) -> Entity:
    if len(members) == 1:
        (only,) = members
        name = display(only.name)
        return Entity(entity_id, name, only.type, tuple(sorted({name, *only.names})))
    names = Counter([each.name for each in central])
    types = Counter([each.type for each in members])
    name = display(min(names, key=lambda each: (-names[each], each.isupper(), -len(each), each)))
    aliases = {name}.union(*{each.names for each in members})
    return Entity(entity_id, name, min(types, key=lambda each: (-types[each], each)), tuple(sorted(aliases)))
