"""Agreement of two extractors: every mention in one pair, the same whichever comes first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.documents import Document
from extractors.evaluation.agreement import Agreement, compare
from extractors.mentions import Extraction, Mention, Sentence

TEXT = "Ada Lovelace met Charles Babbage in London in 1833."


def mention(surface: str, kind: str, score: float = 0.9) -> Mention:
    start = TEXT.index(surface)
    return Mention(start, start + len(surface), surface, kind, score)


def extraction(*mentions: Mention, text: str = TEXT) -> Extraction:
    document = Document("a.txt", "a", text, "text/plain", "0" * 64)
    return Extraction(document, "f", (Sentence(0, len(text)),), tuple(sorted(mentions)))


A = extraction(
    mention("Ada Lovelace", "person"),
    mention("Charles", "person"),
    mention("London", "location"),
    mention("1833", "date"),
)
B = extraction(
    mention("Ada Lovelace", "person", 0.5),
    mention("Charles Babbage", "person"),
    mention("London", "organization"),
    mention("met", "event"),
)


def test_each_place_is_told_as_it_is() -> None:
    (pairs,) = compare([A], [B]).texts
    assert [(p.a and p.a.surface, p.b and p.b.surface, p.agreement.value) for p in pairs] == [
        ("Ada Lovelace", "Ada Lovelace", "both"),
        (None, "met", "only B"),
        ("Charles", "Charles Babbage", "other bounds"),
        ("London", "London", "other type"),
        ("1833", None, "only A"),
    ]


def test_the_summary_counts_what_the_pairs_say() -> None:
    comparison = compare([A, A], [B, A])
    assert comparison.counts() == {
        Agreement.BOTH: 5,
        Agreement.TYPE: 1,
        Agreement.BOUNDS: 1,
        Agreement.NEITHER: 0,
        Agreement.ONLY_A: 1,
        Agreement.ONLY_B: 1,
    }
    assert comparison.f1 == pytest.approx(2 * 5 / 16)
    assert comparison.overlap_f1 == pytest.approx(2 * 6 / 16)
    assert comparison.by_type() == {
        "person": (4, 4, 3),
        "location": (2, 1, 1),
        "date": (2, 1, 1),
        "event": (0, 1, 0),
        "organization": (0, 1, 0),
    }


def test_two_that_find_nothing_agree() -> None:
    nothing = compare([extraction()], [extraction()])
    assert (nothing.f1, nothing.overlap_f1, nothing.by_type()) == (1.0, 1.0, {})
    assert compare([A], [extraction()]).f1 == 0.0


def test_different_texts_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="different texts"):
        compare([extraction()], [extraction(text="Another text.")])
    with pytest.raises(ValueError, match="shorter"):
        compare([extraction()], [])


@st.composite
def readings(draw: st.DrawFn) -> Extraction:
    edges = sorted(draw(st.sets(st.integers(0, len(TEXT)), max_size=12)))
    kinds = st.sampled_from(["person", "location"])
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    return extraction(*(Mention(s, e, TEXT[s:e], draw(kinds), 0.5) for s, e in pairs))


@given(a=readings(), b=readings())
def test_the_agreement_is_the_same_from_both_sides(a: Extraction, b: Extraction) -> None:
    forth, back = compare([a], [b]), compare([b], [a])
    assert forth.f1 == back.f1
    assert forth.overlap_f1 == pytest.approx(back.overlap_f1)
    assert sorted(p.a for p in forth.texts[0] if p.a) == list(a.mentions)
    assert sorted(p.b for p in forth.texts[0] if p.b) == list(b.mentions)
    assert 0 <= forth.f1 <= forth.overlap_f1 <= 1
    assert compare([a], [a]).f1 == 1.0
