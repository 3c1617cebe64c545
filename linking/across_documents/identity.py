"""An entity id for each cluster of local entities, given the ids in use: as few of them change as possible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from linking.model import LocalEntity, mint_entity_id


def identify(clusters: Sequence[Sequence[LocalEntity]], current: Mapping[str, str]) -> list[str]:
    """Return an entity id for every cluster, all different, the order of ``clusters`` without influence.

    A cluster keeps the id that most of its members bear in ``current`` (local entity id to entity id), and an id goes to
    the one cluster with most of its former members. Ties go to the cluster whose founder the id was made from, so that a
    merge that is taken back leaves every id where it was; then to the first id and the first founder.
    A cluster without an id gets a new one from its founder, the member first in the order of document id and start.
    """
    founders = [
        members[0] if len(members) == 1 else min(members, key=_founding_order) for members in clusters
    ]
    claims = []
    taken: set[str] = set()
    for index, members in enumerate(clusters if current else ()):
        held = Counter(current[member.id] for member in members if member.id in current)
        taken.update(held)
        claims += [
            (
                -count,
                mint_entity_id(founders[index]) != entity_id,
                entity_id,
                _founding_order(founders[index]),
                index,
            )
            for entity_id, count in held.items()
        ]
    ids: dict[int, str] = {}
    given: set[str] = set()
    for _, _, entity_id, _, index in sorted(claims):
        if index not in ids and entity_id not in given:
            ids[index] = entity_id
            given.add(entity_id)
    fresh = [index for index in range(len(clusters)) if index not in ids]
    minted = [mint_entity_id(founders[index]) for index in fresh]
    different = set(minted)
    if len(different) == len(minted) and different.isdisjoint(taken):
        # The new ids differ from each other and from those in use, as nearly always. They may not where one document names
        # one thing twice at one place; then each founder in turn gets the next id that is free.
        ids.update(zip(fresh, minted, strict=True))
        return [ids[index] for index in range(len(clusters))]
    for index in sorted(fresh, key=lambda i: _founding_order(founders[i])):
        salt = 0
        while (entity_id := mint_entity_id(founders[index], salt)) in taken:
            salt += 1
        ids[index] = entity_id
        taken.add(entity_id)
    return [ids[index] for index in range(len(clusters))]


def _founding_order(member: LocalEntity) -> tuple[str, int, str]:
    return member.document_id, member.start, member.id
