"""Names that are alike merge or are left to a person, as a comparison of all pairs would have it."""

from __future__ import annotations

import random
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from linking.across_documents.clusters import MOST_REVIEWED, merge_alike, merge_spellings
from linking.across_documents.constraints import Constraints
from linking.across_documents.nodes import build_nodes
from linking.across_documents.resolution import resolve
from linking.comparison.whole_names import MERGE, REVIEW, compare_names, lacks_a_word
from linking.model import LocalEntity
from linking.names.families import Family, family_of
from linking.names.form import take_apart
from tests.support.invented_names import DEVIATIONS, Inventor, Name, deviate

INVENTED = Inventor(seed=5).names(150)
SYLLABLES = ["ka", "kar", "len", "lem", "os", "ovic"]

words = st.lists(st.sampled_from(SYLLABLES), min_size=2, max_size=4).map("".join)
persons = st.lists(words, min_size=2, max_size=3).map(lambda each: (" ".join(each).title(), "person"))


@st.composite
def corpora(draw: st.DrawFn) -> list[LocalEntity]:
    """Local entities with names that are often alike, each in a document of its own."""
    names: list[Name] = draw(
        st.lists(persons | st.sampled_from(INVENTED), min_size=1, max_size=14, unique=True)
    )
    chance = random.Random(draw(st.integers(0, 1 << 30)))  # noqa: S311 - repeatable, no secret
    for kind in DEVIATIONS:
        if deviated := deviate(chance.choice(names), kind, chance):
            names.append(deviated)
    return [
        LocalEntity(f"doc_{n}:v:0", f"doc_{n}", name, kind, (name,), 0)
        for n, (name, kind) in enumerate(names)
    ]


@settings(deadline=None, max_examples=80)
@given(corpora())
def test_slips_of_the_pen_merge_as_if_all_pairs_were_compared(entities):
    nodes = build_nodes(entities)
    constraints = Constraints()
    merge_spellings(nodes, constraints)
    open_nodes = [
        each
        for each in nodes
        if each.centre is None and not each.is_short and each.name.family is not Family.VALUE
    ]
    alike = {
        frozenset((one, other))
        for one, other in combinations(open_nodes, 2)
        if one.kind == other.kind
        and one.key != other.key
        and (found := compare_names(one.name, other.name)).score >= MERGE
        and found.rule == "typo"
    }
    review = merge_alike(nodes, constraints)
    joined = {frozenset((node, node.centre)) for node in open_nodes if node.centre}
    assert joined <= alike
    # What is so much alike and is not together was left to a person, or one of the two joined another name.
    left = {frozenset(pair[:2]) for pair in review}
    assert all(pair in joined | left or any(node.centre for node in pair) for pair in alike)


@settings(deadline=None, max_examples=40)
@given(corpora(), st.randoms(use_true_random=False))
def test_the_review_depends_on_the_set_of_names_alone_and_asks_little_of_each(entities, random):
    resolution = resolve(entities)
    random.shuffle(entities)
    assert resolve(entities) == resolution
    assert all(REVIEW <= pair.score <= 1 and pair.rule for pair in resolution.review)
    assert len({(pair.left, pair.right) for pair in resolution.review}) == len(resolution.review)


def review_of(*names: str, kind: str = "person") -> list[tuple[str, set[str]]]:
    entities = [
        LocalEntity(f"doc_{n}:v:0", f"doc_{n}", name, kind, (name,), 0) for n, name in enumerate(names)
    ]
    resolution = resolve(entities)
    return [
        (pair.rule, {resolution.entities[pair.left].name, resolution.entities[pair.right].name})
        for pair in resolution.review
    ]


def test_a_person_judges_what_a_rule_cannot():
    assert review_of("Olga Keller", "O. Keller") == [("initial", {"Olga Keller", "O. Keller"})]
    assert review_of("Olga Keller", "Keller Olga") == [("swapped", {"Olga Keller", "Keller Olga"})]
    assert review_of("Angela Dorothea Merkel", "Angela Merkel") == [
        ("missing", {"Angela Dorothea Merkel", "Angela Merkel"})
    ]
    assert review_of("Olga Keller", "Maria Keller") == []


def test_a_name_like_very_many_others_asks_few_questions():
    given_names = ("Jana", "Jens", "Jill", "Joan", "John", "Josef", "Judith", "Julia", "Justin")
    asked = review_of("J. Keller", *(f"{name} Keller" for name in given_names))
    assert sum("J. Keller" in names for _, names in asked) == MOST_REVIEWED


words_of_firms = st.lists(
    st.sampled_from(
        ["Keller", "Foods", "Group", "of", "GmbH", "Limited", "A", "Ke", "Company", "and", "KFG", "United"]
    ),
    min_size=1,
    max_size=4,
).map(" ".join)


@settings(deadline=None, max_examples=300)
@given(words_of_firms, words_of_firms, st.sampled_from(["organization", "location", "event", "product"]))
def test_names_of_which_one_lacks_a_word_are_apart(one, other, kind):
    forms = [take_apart(name, family_of(kind)) for name in (one, other)]
    if lacks_a_word(*forms):
        assert compare_names(*forms).score < REVIEW


def test_what_lacks_a_word():
    forms = {
        name: take_apart(name, Family.ORGANIZATION)
        for name in ("Keller", "Keller Foods", "Keller Group", "GmbH Keller", "Foods Company")
    }
    lacking = [other for other in forms if lacks_a_word(forms["Keller"], forms[other])]
    assert lacking == ["Keller Foods"]
    assert not lacks_a_word(forms["Foods Company"], forms["Keller"])
