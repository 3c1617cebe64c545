"""Names that differ by one of the usual deviations always meet, whatever else is among the names."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from linking.blocking.pairs import block, candidate_pairs
from linking.blocking.vocabulary import Vocabulary
from linking.comparison.typos import typo_score
from linking.names.families import Family, family_of
from linking.names.folding import is_discriminator
from linking.names.form import NameForm, take_apart
from tests.support.invented_names import DEVIATIONS, Inventor, deviate

UNHURRIED = settings(deadline=None, max_examples=60)
INVENTED = Inventor(seed=3).names(400)

words = st.text(alphabet="abcé", min_size=1, max_size=7) | st.sampled_from(
    ["viii", "x12", "ii", "日本語", "日本話"]
)


@UNHURRIED
@given(st.lists(words, max_size=60), st.lists(words, max_size=10))
def test_a_vocabulary_knows_the_words_that_are_one_slip_apart_and_no_others(known, asked):
    vocabulary = Vocabulary(known)
    ones, others = vocabulary.near_pairs()
    found = [(vocabulary.words[a], vocabulary.words[b]) for a, b in zip(ones, others, strict=True)]
    assert len(found) == len(set(found))
    assert set(found) == {(one, other) for one in known for other in known if is_slip(one, other)}
    rows, numbers = vocabulary.near(asked)
    assert {(asked[row], vocabulary.words[number]) for row, number in zip(rows, numbers, strict=True)} == {
        (one, other) for one in asked for other in known if is_slip(one, other)
    }


def is_slip(one: str, other: str) -> bool:
    return (
        min(len(one), len(other)) >= 3
        and not is_discriminator(one)
        and not is_discriminator(other)
        and OSA.distance(one, other) == 1
    )


def form(name: tuple[str, str]) -> NameForm:
    return take_apart(name[0], family_of(name[1]))


@UNHURRIED
@given(st.lists(st.sampled_from(INVENTED), min_size=1, max_size=40, unique=True), st.integers(0, 1 << 30))
def test_every_deviation_of_a_name_meets_it(names, seed):
    chance = random.Random(seed)  # noqa: S311 - repeatable, no secret
    planted = []
    for kind in DEVIATIONS:
        source = chance.choice(names)
        deviated = deviate(source, kind, chance)
        if deviated and form(deviated).key != form(source).key and form(deviated).tokens:
            planted.append((kind, source, deviated))
    every = [*names, *(deviated for _, _, deviated in planted)]
    chance.shuffle(every)
    forms = [form(name) for name in every]
    pairs = list(candidate_pairs(forms))
    assert pairs == sorted(set(pairs))
    assert all(left < right and forms[left].family is forms[right].family for left, right in pairs)
    met = {frozenset((every[left], every[right])) for left, right in pairs}
    for kind, source, deviated in planted:
        assert frozenset((source, deviated)) in met, kind


@UNHURRIED
@given(
    st.lists(
        st.lists(st.text(alphabet="abe", min_size=4, max_size=5), min_size=2, max_size=3).map(" ".join),
        max_size=30,
    )
)
def test_names_that_can_be_misspellings_of_each_other_always_meet(names):
    forms = [take_apart(name, Family.PERSON) for name in dict.fromkeys(names)]
    pairs = set(candidate_pairs(forms))
    for right, other in enumerate(forms):
        for left, one in enumerate(forms[:right]):
            assert (left, right) in pairs or not typo_score(one, other)


def test_a_name_as_short_as_one_word_meets_all_that_contain_it_and_they_do_not_meet_each_other():
    names = ["Olga Keller", "Ivan Keller", "Keller", "John Michael Keller"]
    forms = [take_apart(name, Family.PERSON) for name in names]
    assert list(candidate_pairs(forms)) == [(0, 2), (1, 2), (2, 3)]


def test_initials_meet_the_names_that_they_may_stand_for():
    names = ["George Walker Bush", "G. W. Bush", "George W. Bush", "Gina Bush", "H. Bush"]
    pairs = list(candidate_pairs([take_apart(name, Family.PERSON) for name in names]))
    assert {(0, 1), (0, 2), (1, 2)} <= set(pairs)
    assert not any(4 in pair for pair in pairs)


def test_short_forms_of_a_given_name_meet():
    forms = [take_apart(name, Family.PERSON) for name in ("William Turner", "Bill Turner", "Robert Turner")]
    assert list(candidate_pairs(forms)) == [(0, 1)]


def test_names_of_different_families_and_values_never_meet():
    forms = [
        take_apart("Paris Hilton", Family.PERSON),
        take_apart("Hilton Paris", Family.LOCATION),
        take_apart("1 May 1999", Family.VALUE),
        take_apart("2 May 1999", Family.VALUE),
    ]
    assert list(candidate_pairs(forms)) == []
    assert list(candidate_pairs([])) == []


def test_misspellings_of_a_famous_name_are_counted_where_they_crowd_and_meet_elsewhere():
    names = [f"Kato{letter}a Marlow" for letter in "bcdf"] + [f"Katola Marl{letter}w" for letter in "bcdf"]
    forms = [take_apart(name, Family.PERSON) for name in names]
    every, crowded = block(forms), block(forms, most_sharing=7)
    assert not every.dropped
    assert crowded.dropped == {"two slips": 28}
    assert crowded.left.tolist() == every.left.tolist()
    assert crowded.right.tolist() == every.right.tolist()


@UNHURRIED
@given(st.lists(st.tuples(st.text(min_size=1, max_size=20), st.sampled_from(list(Family))), max_size=12))
def test_any_text_can_be_among_the_names(names):
    forms = [take_apart(surface, family) for surface, family in names]
    pairs = list(candidate_pairs(forms))
    assert pairs == sorted(set(pairs))
    assert all(left < right < len(forms) for left, right in pairs)
