"""Any names in any text are found where a search at every place, without an automaton, finds them."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from extractors.rules.gazetteer import ListedName, gazetteer_finder
from extractors.rules.names.comparison import likeness
from extractors.rules.names.edges import stands_alone

SIGNS = "aab AÄäße\u0308\u0301-'’. \n\u00a0\u00ad_東京ーサ서울은1&İıς"
MARKS = re.compile("[\u0300-\u036f]")
LEFT_OUT = re.compile("\u00ad\n(?![^\\S\n]*\n)\\s*|[\u0300-\u036f\u00ad]")
IN_RUNS = re.compile("[東京ーサ]")
STRAY_MARKS = re.compile(r"(?<![^\W_])[\u0300-\u036f]+")
TWO_BREAKS = re.compile(r"\n\s*\n")

texts = st.text(SIGNS, max_size=30) | st.text(max_size=30)
name_lists = st.lists(st.text(SIGNS, min_size=1, max_size=6) | st.text(min_size=1, max_size=5), max_size=8)


def ranges(text: str, names: list[str]) -> list[tuple[int, int]]:
    """Return what ``names`` are found, at every place the longest, by comparing each slice of the text with each name."""
    found = []
    start = 0
    while start < len(text):
        ends = [end for end in range(len(text), start, -1) if is_name(text, start, end, names)]
        if ends:
            found.append((start, ends[0]))
        start = ends[0] if ends else start + 1
    return found


def is_name(text: str, start: int, end: int, names: list[str]) -> bool:
    """Tell whether a slice is one of the names and no part of a longer word."""
    written = text[start:end]
    return (
        not LEFT_OUT.match(written)
        and not MARKS.match(text, end)
        and written == written.strip().rstrip("\u00ad")
        and not TWO_BREAKS.search(written)
        and not goes_on(text, start, end)
        and stands_alone(text, start, end)
        and any(
            likeness(name, written, is_written_out=spelt) is not None
            for name in names
            if any(map(str.isalnum, name))
            for spelt in (False, True)
        )
    )


def goes_on(text: str, start: int, end: int) -> bool:
    """Tell whether a word reaches over an end of a slice, however many signs that nobody sees stand between."""
    before, after = LEFT_OUT.sub("", text[:start])[-1:], LEFT_OUT.sub("", text[end:])[:1]
    first, last = text[start], LEFT_OUT.sub("", text[start:end])[-1]
    return (joins(before, first) and not IN_RUNS.match(first)) or (
        joins(last, after) and not IN_RUNS.match(last) and not "가" <= last <= "힣"
    )


def joins(one: str, other: str) -> bool:
    return all(sign.isalnum() or sign == "_" for sign in (one, other)) and not (
        IN_RUNS.match(one) or IN_RUNS.match(other)
    )


@st.composite
def texts_with_names(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Draw a text, and names of which most are pieces of it, some in another case."""
    text = draw(st.text(SIGNS, min_size=1, max_size=30))
    names = draw(st.lists(st.text(SIGNS, min_size=1, max_size=6), max_size=2))
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, len(text) - 1))
        piece = text[start : start + draw(st.integers(1, 8))]
        names.append(draw(st.sampled_from([piece, piece, piece.lower(), piece.upper(), piece.strip()])))
    # An accent without a letter is no writing.
    return STRAY_MARKS.sub("", text), [STRAY_MARKS.sub("", name) for name in names]


@given(texts_with_names())
@example(("a\u00ad b", ["a b"]))
@example(("ss ß SS", ["ß"]))
@example(("東京a東", ["a", "京", "東京a"]))
def test_names_are_found_where_a_search_at_every_place_finds_them(drawn: tuple[str, list[str]]) -> None:
    text, names = drawn
    finder = gazetteer_finder(
        ListedName(name, "thing", "list", str(number)) for number, name in enumerate(names)
    )
    assert [(each.start, each.end) for each in finder.find(text)] == ranges(text, names)


@given(texts, name_lists)
def test_findings_are_in_order_apart_and_alike_to_a_name_of_each_entry(text: str, names: list[str]) -> None:
    finder = gazetteer_finder(
        ListedName(name, "thing", "list", str(number)) for number, name in enumerate(names)
    )
    end = 0
    for each in finder.find(text):
        assert end <= each.start < each.end <= len(text)
        end = each.end
        written = text[each.start : each.end]
        assert written == written.strip()
        for entry in each.entries:
            name = names[int(entry.removeprefix("list:"))]
            assert any(likeness(name, written, is_written_out=spelt) for spelt in (False, True))


@given(texts, name_lists, st.sampled_from(["Corvid Systems", "Jürgen O'Brien", "東京タワー"]))
def test_a_name_between_blank_lines_is_always_found(text: str, names: list[str], name: str) -> None:
    whole = f"{text}\n\n{name}\n\n{text}"
    start = len(text) + 2
    finder = gazetteer_finder(ListedName(each, "thing", "list", each) for each in [name, *names])
    assert (start, start + len(name)) in [(each.start, each.end) for each in finder.find(whole)]
