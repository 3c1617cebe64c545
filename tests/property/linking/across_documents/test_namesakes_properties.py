"""Telling people of one name apart is a function of the documents: neither their order nor what came and went counts."""

from __future__ import annotations

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from linking.across_documents.resolution import resolve
from linking.model import LocalEntity, Resolution

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
TOPICS = {
    "flight": ("Tern Airways", "Kestrel Field", "Gannet Club"),
    "court": ("Alder Chambers", "Milford Assizes", "Ashby House"),
    "boats": ("Heron Yard", "Salt Quay", "Brodie Sails"),
}
NAMES = ("Peter Voss", "Voss", "Иван Дорохов", "Ann Other")


@st.composite
def corpora(draw: st.DrawFn) -> tuple[LocalEntity, ...]:
    """Documents with a person or none, who speak of one topic or of two, and twenty of other things."""
    drawn = draw(
        st.lists(
            st.tuples(
                st.sampled_from((*NAMES, NAMES[0], NAMES[0])),
                st.lists(st.sampled_from(sorted(TOPICS)), min_size=1, max_size=2, unique=True)
                | st.sampled_from([[each] for each in sorted(TOPICS)]),
            ),
            min_size=4,
            max_size=10,
        )
    )
    found = []
    for number, (name, topics) in enumerate(drawn):
        beside = [each for topic in topics for each in TOPICS[topic]]
        found += _document(f"doc_{number}", [(name, "person"), *((each, "organization") for each in beside)])
    for number in range(20):
        found += _document(f"noise_{number}", [(f"Nobody Number{number}", "person")])
    return tuple(found)


def _document(name: str, named: list[tuple[str, str]]) -> list[LocalEntity]:
    return [
        LocalEntity(f"{name}:v:{place}", name, surface, kind, (surface,), place)
        for place, (surface, kind) in enumerate(named)
    ]


def partition(resolution: Resolution) -> set[frozenset[str]]:
    members: dict[str, set[str]] = {}
    for local, assignment in resolution.assignments.items():
        members.setdefault(assignment.entity_id, set()).add(local)
    return {frozenset(each) for each in members.values()}


def ids(resolution: Resolution) -> dict[str, str]:
    return {local: assignment.entity_id for local, assignment in resolution.assignments.items()}


@UNHURRIED
@given(corpora(), st.randoms(use_true_random=False))
def test_the_order_of_documents_changes_no_side(entities, random):
    shuffled = list(entities)
    random.shuffle(shuffled)
    first = resolve(entities)
    event("divided" if any(why.rule == "namesake" for why in first.assignments.values()) else "whole")
    assert resolve(shuffled) == first


@UNHURRIED
@given(corpora(), st.sets(st.integers(0, 9), min_size=1, max_size=4))
def test_documents_that_came_and_went_leave_everything_where_it_was(entities, later):
    names = {f"doc_{number}" for number in later}
    before = [each for each in entities if each.document_id not in names]
    first = resolve(before)
    then = resolve(entities, ids(first))
    back = resolve(before, ids(then))
    assert partition(back) == partition(first)
    assert back.namesakes == first.namesakes
    assert resolve(entities, ids(then)) == then


@UNHURRIED
@given(corpora())
def test_both_sides_of_a_name_are_whole_entities_that_bear_it(entities):
    found = resolve(entities)
    bearers = {each.id: each.name for each in entities}
    for each in found.namesakes:
        assert not set(each.left) & set(each.right)
        assert len({bearers[local] for local in (*each.left, *each.right)}) == 1
        for side in (each.left, each.right):
            assert len({found.assignments[local].entity_id for local in side}) == 1
