"""Documents that come in rounds, in any order, end as if they had come at once, and ids go on from round to round."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from linking.across_documents.resolution import resolve
from linking.model import LocalEntity, Resolution
from tests.support.invented_names import DEVIATIONS, Inventor, deviate

INVENTED = Inventor(seed=6).names(60)


@st.composite
def rounds(draw: st.DrawFn) -> list[list[LocalEntity]]:
    """Local entities of some documents, a few names a document, in rounds of documents."""
    names = draw(st.lists(st.sampled_from(INVENTED), min_size=2, max_size=12, unique=True))
    chance = random.Random(draw(st.integers(0, 1 << 30)))  # noqa: S311 - repeatable, no secret
    deviated = [deviate(chance.choice(names), kind, chance) for kind in DEVIATIONS]
    written = [*names, *names[::2], *(name for name in deviated if name)]
    chance.shuffle(written)
    documents = [
        [
            LocalEntity(f"doc_{number}:v:{place}", f"doc_{number}", name, kind, (name,), place * 40)
            for place, (name, kind) in enumerate(written[start : start + 3])
        ]
        for number, start in enumerate(range(0, len(written), 3))
    ]
    chance.shuffle(documents)
    count = draw(st.integers(1, 5))
    return [[each for document in documents[start::count] for each in document] for start in range(count)]


def together(resolution: Resolution) -> set[frozenset[str]]:
    members: dict[str, set[str]] = {}
    for local, assignment in resolution.assignments.items():
        members.setdefault(assignment.entity_id, set()).add(local)
    return {frozenset(each) for each in members.values()}


@settings(deadline=None, max_examples=60)
@given(rounds())
def test_rounds_in_any_order_end_as_all_at_once(parts):
    every = [each for part in parts for each in part]
    held: dict[str, str] = {}
    present: list[LocalEntity] = []
    resolution = resolve([])
    for part in parts:
        present += part
        before = together(resolution)
        resolution = resolve(present, held)
        ids = {local: assignment.entity_id for local, assignment in resolution.assignments.items()}
        for cluster in together(resolution) & before:
            assert {ids[local] for local in cluster} == {held[local] for local in cluster}
        # An id that stays in use stands for members that it had.
        for entity_id in set(held.values()) & set(resolution.entities):
            assert any(held.get(local) == entity_id for local, found in ids.items() if found == entity_id)
        held = ids
    assert together(resolution) == together(resolve(every))
