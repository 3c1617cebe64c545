"""The entities of the corpus: which local entities of different documents are the same.

The result depends on the set of local entities alone. What the graph holds at present decides the ids, never the partition.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from linking.aliases import resolve_short_names
from linking.clusters import merge_demonyms, merge_spellings, merge_typos
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
    merge_spellings(nodes)
    close = merge_typos(nodes)
    merge_demonyms(nodes)
    alone = resolve_short_names(nodes)
    clusters: dict[Node, list[LocalEntity]] = defaultdict(list)
    singles: list[LocalEntity] = []
    why: dict[str, tuple[str, float]] = {}
    for node in nodes:
        root = node.root
        for each in node.members:
            if each.id in alone:
                singles.append(each)
                why[each.id] = ("ambiguous", 1.0)
            else:
                clusters[root].append(each)
                why[each.id] = (node.rule, node.score)
    groups = [*clusters.values(), *([each] for each in singles)]
    ids = identify(groups, current or {})
    id_of = dict(zip(clusters, ids, strict=False))
    return Resolution(
        assignments={
            each.id: Assignment(entity_id, *why[each.id])
            for entity_id, group in zip(ids, groups, strict=True)
            for each in group
        },
        entities={
            entity_id: _entity(entity_id, root, group)
            for entity_id, root, group in zip(ids, [*clusters, *[None] * len(singles)], groups, strict=True)
        },
        review=_review(close, id_of),
    )


def _review(close: Iterable[tuple[Node, Node, float]], id_of: Mapping[Node, str]) -> tuple[ReviewPair, ...]:
    found = set()
    for one, other, score in close:
        left, right = sorted((id_of.get(one.root, ""), id_of.get(other.root, "")))
        if left and left != right:
            found.add(ReviewPair(left, right, "typo", round(score, 4)))
    return tuple(sorted(found, key=lambda pair: (-pair.score, pair)))


def _entity(entity_id: str, root: Node | None, group: Sequence[LocalEntity]) -> Entity:
    """Name the entity as most documents do: by the centre's canonical names, where the centre is still a member."""
    members = {each.id for each in group}
    central = [each for each in root.members if each.id in members] if root is not None else []
    names = Counter(each.name for each in central or group)
    types = Counter(each.type for each in group)
    name = min(names, key=lambda each: (-names[each], each.isupper(), -len(each), each))
    aliases = {display(name), *(surface for each in group for surface in each.names)}
    return Entity(
        id=entity_id,
        name=display(name),
        type=min(types, key=lambda each: (-types[each], each)),
        aliases=tuple(sorted(aliases)),
    )
