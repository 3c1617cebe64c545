"""Raised marks of notes: what goes, and what stays though it is raised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.readers.note_marks import Raised, looks_like_mark, note_letters, without_note_marks


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (["Gwen Pryce", Raised("1"), " of Tidal Bank", Raised("2")], "Gwen Pryce of Tidal Bank"),
        (["Gwen Pryce", Raised("1,*"), ", Bo Xu", Raised("2,†")], "Gwen Pryce, Bo Xu"),
        (["Gwen Pryce", Raised("a"), ", Erik Lund", Raised("b, c")], "Gwen Pryce, Erik Lund"),
        (["Seán O’Malley", Raised("*"), " wrote"], "Seán O’Malley wrote"),
        (["Kiel", Raised("[3]"), " and Li", Raised("[note 1]")], "Kiel and Li"),
        (["in 1999", Raised("4", linked=True), " at Ik", Raised("iv", linked=True)], "in 1999 at Ik"),
        (["He left Kiel.", Raised("12"), " “She stayed”", Raised("13")], "He left Kiel. “She stayed”"),
        (["It ended in 1999.", Raised("3"), " Then"], "It ended in 1999. Then"),
        (["Anna Berg ", Raised("1"), ", Carl Dahl ", Raised("2")], "Anna Berg, Carl Dahl"),
        ([Raised("1"), "Department of Ships"], "Department of Ships"),
        (["Gwen Pryce¹ and Erik Lund²³, Kiel"], "Gwen Pryce and Erik Lund, Kiel"),
        (["佐藤花子", Raised("1"), "氏"], "佐藤花子氏"),
        (["佐藤花子", Raised("1"), "、"], "佐藤花子、"),
    ],
)
def test_marks_of_notes_go(parts: list[str | Raised], text: str) -> None:
    assert without_note_marks(parts) == text


@pytest.mark.parametrize(
    ("before", "raised", "after"),
    [
        ("12 m", "2", " of land"),
        ("40 km", "2", "."),
        ("10", "6", " people"),
        ("x", "2", " + 1"),
        ("the 3", "rd", " of May"),
        ("le 1", "er", " mai"),
        ("M", "me", " Dupont"),
        ("Prof", "a", " Silva"),
        ("Tidal", "TM", " Bank"),
        ("Fe", "3+", " ions"),
        ("mol", "-1", ""),
        ("kilogram", "-1", ""),
        ("chloride", "-", " ions"),
        ("calcium", "2+", " ions"),
        ("five miles", "2", ""),
        ("sin", "2", " x"),
        ("of ", "14", "C"),
        ("weighs ", "1", "/2 kilo"),
        ("", "1", " Tidal Bank, a note"),
        ("born in 1815", "2", ""),
        ("Rich", "d", " Holloway"),
        ("Cap", "t", " Holloway"),
        ("40 km²", "", ""),
        ("R² of", "", ""),
        ("10⁶ people", "", ""),
    ],
)
def test_what_is_raised_and_no_mark_stays(before: str, raised: str, after: str) -> None:
    assert without_note_marks([before, Raised(raised), after]) == before + raised + after


def test_letters_past_c_are_marks_where_a_and_b_are() -> None:
    parts = ["Erik Lund", Raised("d"), ", Ada Kerr", Raised("B")]
    assert without_note_marks(parts, note_letters(["a", "1", "rd"])) == "Erik Lundd, Ada KerrB"
    assert without_note_marks(parts, note_letters(["a,b", "A", "B"])) == "Erik Lund, Ada Kerr"


PARTS = st.lists(
    st.one_of(st.text(max_size=8), st.builds(Raised, st.text("12ab*†[],rdme² ", max_size=4), st.booleans()))
)


@given(PARTS)
def test_nothing_goes_but_marks_and_the_space_before_them(parts: list[str | Raised]) -> None:
    whole = "".join(part if isinstance(part, str) else part.text for part in parts)
    left = iter(whole)
    kept = without_note_marks(parts)
    assert all(sign in left for sign in kept)  # a subsequence
    if not any(isinstance(part, Raised) and looks_like_mark(part.text, linked=True) for part in parts):
        marks = set("⁰¹²³⁴⁵⁶⁷⁸⁹ ")
        assert [sign for sign in kept if sign not in marks] == [sign for sign in whole if sign not in marks]
