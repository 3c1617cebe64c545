"""What holds for every name of which only the writing differs."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from linking.names.abbreviations import may_be_written_out, written_out
from linking.names.families import Family
from linking.names.form import NameForm, take_apart
from linking.names.joined_words import only_joined

WORD = st.text("abdegiklmnorstuv", min_size=4, max_size=8)
WORDS = st.lists(WORD, min_size=1, max_size=5)
SHORT = st.sampled_from(["st", "mt", "dept", "univ", "comm", "inst", "ave", "n", "ул", "с", "ун", "т", "str"])
FAMILIES = st.sampled_from([family for family in Family if family is not Family.VALUE])


def meet(one: NameForm, other: NameForm) -> bool:
    return not {one.key, *one.spellings}.isdisjoint({other.key, *other.spellings})


@given(WORDS, WORDS)
def test_joining_words_has_no_direction(one: list[str], other: list[str]) -> None:
    assert only_joined(one, other) == only_joined(other, one)


@given(WORDS, WORDS, WORDS)
def test_a_name_is_joined_wherever_words_of_it_are(
    before: list[str], run: list[str], behind: list[str]
) -> None:
    assert only_joined([*before, *run, *behind], [*before, "".join(run), *behind])


@given(st.lists(st.one_of(WORD, SHORT), min_size=1, max_size=6), FAMILIES)
def test_a_certain_writing_is_among_the_possible_ones_and_never_the_name_itself(
    words: list[str], family: Family
) -> None:
    certain, possible = written_out(words, family), may_be_written_out(words, family)
    assert " ".join(words) not in {*certain, *possible}
    if len(possible) > len(certain):
        # A guess adds writings, and takes none of the words that are certain.
        assert all(len(each.split()) <= len(words) for each in possible)


@given(WORD, st.lists(WORD, min_size=1, max_size=2))
def test_a_surname_in_capitals_in_front_is_the_usual_order_too(surname: str, given_names: list[str]) -> None:
    assume(surname not in given_names)
    names = [name.title() for name in given_names]
    turned = take_apart(" ".join([surname.upper(), *names]), Family.PERSON)
    usual = take_apart(" ".join([*names, surname.title()]), Family.PERSON)
    assume(len(turned.tokens) == len(usual.tokens) == len(names) + 1)
    assert meet(turned, usual)


@given(st.text("BDFGHJKLMNPRST", min_size=2, max_size=3), WORD)
def test_initials_mean_the_same_with_and_without_full_stops_in_front_and_behind(
    letters: str, surname: str
) -> None:
    apart = " ".join(f"{letter}." for letter in letters)
    usual = take_apart(f"{apart} {surname.title()}", Family.PERSON)
    assume(len(usual.tokens) == len(letters) + 1)
    for writing in (f"{letters} {surname.title()}", f"{surname.title()} {letters}"):
        written = take_apart(writing, Family.PERSON)
        assume(len(written.tokens) == 2)
        assert meet(written, usual)
