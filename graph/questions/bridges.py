"""Entities between two groups: they share sentences with members of both and belong to neither."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from graph.questions.briefs import EntityBrief, entity_briefs
from graph.stores.protocol import GraphStore

NEIGHBOURS = """
UNWIND $ids AS id
MATCH (a:Entity {id: id})-[r:CO_OCCURS_WITH]-(b:Entity)
WHERE NOT coalesce(b.hidden, false) AND b.valueKind IS NULL
RETURN id, collect(b.id) AS others, collect(r.count) AS counts
"""


@dataclass(frozen=True, slots=True)
class Bridge:
    """An entity, how many members of each group it shares sentences with, and how many sentences."""

    entity: EntityBrief
    members_left: int
    members_right: int
    sentences_left: int
    sentences_right: int


def bridges(
    store: GraphStore, left: Collection[str], right: Collection[str], limit: int = 20
) -> list[Bridge]:
    """Return the entities between two groups of ids, those that reach most members first: as the saved query ``bridges``."""
    members_left, sentences_left = _reached(store, left)
    members_right, sentences_right = _reached(store, right)
    between = (members_left.keys() & members_right.keys()).difference(left, right)

    def rank(each: str) -> tuple[int, int]:
        return (
            -(members_left[each] + members_right[each]),
            -min(sentences_left[each], sentences_right[each]),
        )

    # All that may be among the first by name too: those as good as the last that has room.
    order = sorted(between, key=rank)
    last = rank(order[limit - 1]) if len(order) > limit else None
    told = entity_briefs(store, [each for each in order if last is None or rank(each) <= last])
    found = sorted(told.values(), key=lambda each: (rank(each.id), each.name, each.id))
    return [
        Bridge(
            each,
            members_left[each.id],
            members_right[each.id],
            sentences_left[each.id],
            sentences_right[each.id],
        )
        for each in found[:limit]
    ]


def _reached(store: GraphStore, group: Collection[str]) -> tuple[Counter[str], Counter[str]]:
    """Return the neighbours of a group, by how many members and with how many sentences."""
    members, sentences = Counter[str](), Counter[str]()
    for row in store.stream(NEIGHBOURS, {"ids": sorted(set(group))}):
        for other, count in zip(row["others"], row["counts"], strict=True):
            members[other] += 1
            sentences[other] += count
    return members, sentences
