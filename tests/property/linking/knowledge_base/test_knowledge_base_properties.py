"""Linking to a knowledge base depends on its entries, not on their order, and finds by index what a look at all finds."""

from __future__ import annotations

import random

from hypothesis import example, given
from hypothesis import strategies as st

from linking.knowledge_base.base import KnowledgeBase, KnowledgeBaseEntry
from linking.knowledge_base.candidates import bearer
from linking.model import LocalEntity
from linking.names.families import family_of
from linking.names.form import take_apart

WORDS = st.sampled_from(
    [
        "Anna",
        "Ana",
        "Müller",
        "Mueller",
        "Muller",
        "Bank",
        "of",
        "Dr.",
        "Jr.",
        "GmbH",
        "AG",
        "U.S.",
        "US",
        "EU",
        "II",
        "Иван",
    ]
)
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
TYPES = st.sampled_from(["person", "organization", "location", "product", "date", ""])
ENTRIES = st.lists(
    st.builds(
        KnowledgeBaseEntry,
        id=st.just(""),
        name=NAMES,
        type=TYPES,
        aliases=st.lists(NAMES, max_size=2).map(tuple),
        weak_aliases=st.lists(NAMES, max_size=1).map(tuple),
        prior=st.sampled_from([0.0, 1.0, 5.0]),
        description=NAMES,
    ),
    min_size=1,
    max_size=8,
).map(
    lambda entries: [
        KnowledgeBaseEntry(f"e{i}", e.name, e.type, e.aliases, e.weak_aliases, e.prior, e.description)
        for i, e in enumerate(entries)
    ]
)
LOCALS = st.builds(
    lambda name, kind, more: LocalEntity("l", "d", name, kind, tuple(dict.fromkeys((name, *more))), 0),
    NAMES,
    TYPES.filter(bool),
    st.lists(NAMES, max_size=2),
)
CONTEXT = st.frozensets(NAMES.map(str.casefold), max_size=3)


@given(ENTRIES, LOCALS, CONTEXT, st.randoms(use_true_random=False))
@example(
    [
        KnowledgeBaseEntry(identity, "Anna", "organization", weak_aliases=("Ana",))
        for identity in ("e1", "e0")
    ],
    LocalEntity("l", "d", "Ana", "person", ("Ana",), 0),
    frozenset(),
    random.Random(1),  # noqa: S311 - repeatable, no secret
)
def test_the_order_of_entries_and_context_changes_nothing(entries, local, context, chance) -> None:  # type: ignore[no-untyped-def]
    shuffled, mixed = list(entries), sorted(context)
    chance.shuffle(shuffled)
    chance.shuffle(mixed)
    one = KnowledgeBase("x", entries, "").link(local, context)
    assert KnowledgeBase("x", shuffled, "").link(local, mixed) == one
    assert 0.0 <= one.score <= 1.0
    assert one.reason
    assert one.rule


@given(ENTRIES, LOCALS, CONTEXT)
def test_what_needs_no_context_has_one_answer(entries, local, context) -> None:  # type: ignore[no-untyped-def]
    known = KnowledgeBase("x", entries, "")
    if not known.needs_context(local):
        assert known.link(local, context) == known.link(local, ())


@given(ENTRIES, NAMES, TYPES.filter(bool))
def test_the_index_finds_every_bearer_of_a_name(entries, name, kind) -> None:  # type: ignore[no-untyped-def]
    known = KnowledgeBase("x", entries, "")
    form = take_apart(name, family_of(kind))
    bearers = [entry for entry in entries if (found := bearer(entry, name, form, kind)) and found.agreement]
    answer = known.link(LocalEntity("l", "d", name, kind, (name,), 0), ())
    if not bearers:
        assert answer.entry is None or answer.rule == "typo"
    else:
        assert answer.rule != "unknown"
        assert answer.entry is None or answer.entry in bearers
