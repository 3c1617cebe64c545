"""Values across documents, whatever they are: one entity for each value, and for each document where none tells."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from linking.across_documents.resolution import resolve
from linking.model import LocalEntity
from linking.values.value import Value, ValueKind
from linking.values.written import RELATIVE, write_value

DAYS = [
    write_value(Value(ValueKind.DATE, day, day, day)) for day in ("2019-02-03", "2019-02-04", "2020-01-01")
]
SAID = st.tuples(
    st.sampled_from(["Wednesday", "yesterday", "3 February 2019", "среда", "昨日"]),
    st.sampled_from([*DAYS, RELATIVE, ""]),
)
CORPORA = st.lists(st.lists(SAID, max_size=4, unique=True), max_size=5).map(
    lambda documents: [
        LocalEntity(f"doc_{number}:v:{place}", f"doc_{number}", name, "date", (name,), place * 40, value)
        for number, held in enumerate(documents)
        for place, (name, value) in enumerate(held)
    ]
)


def identity(each: LocalEntity) -> tuple[str, ...]:
    """Return what two of them must have in common to be one entity."""
    if each.value == RELATIVE:
        return each.name, each.document_id
    return (each.value,) if each.value else (each.name, "unread")


@given(CORPORA, st.randoms())
def test_they_are_together_by_what_they_say_in_any_order(
    corpus: list[LocalEntity], chance: random.Random
) -> None:
    shuffled = sorted(corpus, key=lambda _: chance.random())
    for entities in (corpus, shuffled):
        found = resolve(entities).assignments
        by_entity: dict[str, set[tuple[str, ...]]] = {}
        for each in entities:
            by_entity.setdefault(found[each.id].entity_id, set()).add(identity(each))
        assert all(len(held) == 1 for held in by_entity.values())
        assert len(by_entity) == len({identity(each) for each in entities})
