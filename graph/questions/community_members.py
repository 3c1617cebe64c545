"""The communities that an analysis left in the graph: who belongs to them, and what lies between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.questions.briefs import EntityBrief
from graph.stores.protocol import GraphStore

# In columns, for rows of a large graph cost more to make than to find.
MEMBERS = """
MATCH (e:Entity)
WHERE e.docs > 0 AND NOT coalesce(e.hidden, false)
RETURN collect(e.id) AS ids, collect(e.name) AS names, collect(e.type) AS types, collect(e.windows) AS windows,
       collect(e.docs) AS docs, collect(coalesce(e.community, -1)) AS communities
"""
LINKS = """
MATCH (a:Entity)-[r:CO_OCCURS_WITH]->(b:Entity)
WHERE a.community <> b.community AND a.community <= $last AND b.community <= $last
RETURN CASE WHEN a.community < b.community THEN a.community ELSE b.community END AS a,
       CASE WHEN a.community < b.community THEN b.community ELSE a.community END AS b, count(r) AS edges, sum(r.count) AS count
"""


@dataclass(frozen=True, slots=True)
class Member:
    """An entity with the number of its community, -1 where it has none."""

    entity: EntityBrief
    community: int


@dataclass(frozen=True, slots=True)
class CommunityLink:
    """How many edges lead from one community to another, and how many sentences they stand for."""

    a: int
    b: int
    edges: int
    count: int


def read_members(store: GraphStore) -> list[Member]:
    """Return every entity in use that nobody hid, those that most sentences name first."""
    columns = next(iter(store.stream(MEMBERS)))
    found = [
        Member(EntityBrief(each, name, type_name, windows, docs, hidden=False), community)
        for each, name, type_name, windows, docs, community in zip(
            columns["ids"],
            columns["names"],
            columns["types"],
            columns["windows"],
            columns["docs"],
            columns["communities"],
            strict=True,
        )
    ]
    return sorted(found, key=lambda each: (-each.entity.windows, each.entity.name, each.entity.id))


def read_links(store: GraphStore, last: int) -> list[CommunityLink]:
    """Return what lies between the communities up to the number ``last``, the most edges first."""
    found = [CommunityLink(**row) for row in store.stream(LINKS, {"last": last})]
    return _strongest(found)


def links_of(
    communities: Mapping[str, int], edges: Iterable[tuple[str, str, int]], last: int
) -> list[CommunityLink]:
    """Return the same, of communities that are not in the graph, from edges with their sentences."""
    numbers: Counter[tuple[int, int]] = Counter()
    counts: Counter[tuple[int, int]] = Counter()
    for one, other, count in edges:
        ends = sorted((communities.get(one, -1), communities.get(other, -1)))
        if ends[0] != ends[1] and ends[0] >= 0 and ends[1] <= last:
            key = (ends[0], ends[1])
            numbers[key] += 1
            counts[key] += count
    return _strongest([CommunityLink(*key, numbers[key], counts[key]) for key in numbers])


def _strongest(links: Sequence[CommunityLink]) -> list[CommunityLink]:
    return sorted(links, key=lambda each: (-each.edges, -each.count, each.a, each.b))
