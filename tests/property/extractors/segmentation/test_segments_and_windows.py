"""Whatever the text: sentences and windows cover it, in order, and nothing is cut off."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.mentions import Mention
from extractors.segmentation.overlaps import Candidate, resolve, trim
from extractors.segmentation.segments import glue, segment
from extractors.segmentation.windows import Capacity, Word, pieces, plan_windows, words_of

LAYOUT = st.sampled_from(
    [
        "\n",
        "\r\n",
        "\n\n",
        " ",
        ". ",
        "! ",
        "。",
        "\t",
        "- item\n",
        "# Title\n",
        "Dr. ",
        "J. K. ",
        "É",
        "e\u0301",
        "😀",
        "東京",
        "\x00",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(st.one_of(LAYOUT, st.text(max_size=12)), max_size=40).map("".join))


@given(TEXTS)
def test_every_visible_character_lies_in_exactly_one_sentence(text: str) -> None:
    sentences = segment(text).sentences
    covered = [position for s in sentences for position in range(s.start, s.end)]
    assert covered == sorted(set(covered))
    assert {i for i, sign in enumerate(text) if not sign.isspace()} <= set(covered)
    for sentence in sentences:
        surface = text[sentence.start : sentence.end]
        assert surface
        assert surface == surface.strip()


@given(TEXTS)
def test_no_sentence_crosses_a_block(text: str) -> None:
    found = segment(text)
    assert not any(found.crosses_break(s.start, s.end) for s in found.sentences)


@given(st.text(alphabet=st.characters()))  # lone surrogates included
def test_every_visible_character_lies_in_exactly_one_word(text: str) -> None:
    words = words_of(text)
    covered = [position for start, end in words for position in range(start, end)]
    assert covered == sorted(set(covered))
    assert {i for i, sign in enumerate(text) if not sign.isspace()} <= set(covered)


@st.composite
def texts_with_capacity(draw: st.DrawFn) -> tuple[str, list[Word], Capacity]:
    text = draw(TEXTS)
    spans = [piece for start, end in words_of(text) for piece in pieces(start, end)]
    costs = draw(st.lists(st.integers(0, 6), min_size=len(spans), max_size=len(spans)))
    lead = draw(st.integers(1, 5))
    target = draw(st.integers(lead + 1, lead + 12))
    capacity = Capacity(draw(st.integers(target, target + 20)), draw(st.integers(12, 60)), target, lead)
    return text, [Word(s, e, cost) for (s, e), cost in zip(spans, costs, strict=True)], capacity


@given(texts_with_capacity())
def test_windows_cover_every_word_once_and_fit_the_model(drawn: tuple[str, list[Word], Capacity]) -> None:
    text, words, capacity = drawn
    windows = plan_windows(words, segment(text).sentences, capacity)
    owned = [word for w in windows for word in words if w.own_start <= word.start and word.end <= w.end]
    assert owned == words
    for window in windows:
        read = [word for word in words if window.start <= word.start and word.end <= window.end]
        assert len(read) <= capacity.words
        assert sum(word.subtokens for word in read) <= capacity.subtokens
        assert window.start <= window.own_start < window.end


@given(texts_with_capacity())
def test_each_window_after_the_first_sees_words_from_before(drawn: tuple[str, list[Word], Capacity]) -> None:
    text, words, capacity = drawn
    for window in plan_windows(words, segment(text).sentences, capacity)[1:]:
        seen = [word for word in words if window.start <= word.start < window.own_start]
        room = sum(word.subtokens for word in seen) + 6 > capacity.subtokens // 2
        assert len(seen) == capacity.lead or room or seen[0] is words[0]


def test_a_word_too_large_for_the_model_is_an_error_and_no_loss() -> None:
    with pytest.raises(ValueError, match="fewer or shorter labels"):
        plan_windows([Word(0, 5, 99)], segment("abcde").sentences, Capacity(20, 50, 10, 2))


@given(
    st.lists(
        st.builds(
            Candidate,
            st.integers(0, 30),
            st.integers(0, 40),
            st.sampled_from("ab"),
            st.floats(0, 1),
            st.booleans(),
        )
    )
)
def test_what_is_kept_is_flat_and_everything_dropped_has_a_reason(candidates: list[Candidate]) -> None:
    kept = resolve(candidates)
    assert all(left.end <= right.start for left, right in pairwise(kept))
    for candidate in candidates:
        if candidate.start < candidate.end:
            assert any(other.start < candidate.end and candidate.start < other.end for other in kept)


@given(TEXTS, st.data())
def test_every_mention_lies_within_exactly_one_glued_sentence(text: str, data: st.DataObject) -> None:
    words = words_of(text)
    if not words:
        return
    proposed = data.draw(
        st.lists(st.tuples(st.sampled_from(words), st.sampled_from(words), st.floats(0, 1)), max_size=6)
    )
    spans = [Candidate(min(a[0], b[0]), max(a[1], b[1]), "a", score) for a, b, score in proposed]
    kept = resolve(c for span in spans if (c := trim(text, span)) is not None)
    mentions = [Mention(c.start, c.end, text[c.start : c.end], c.type, c.score) for c in kept]
    sentences = glue(segment(text).sentences, mentions)
    for mention in mentions:
        assert sum(s.start <= mention.start and mention.end <= s.end for s in sentences) == 1
        assert sum(s.start < mention.end and mention.start < s.end for s in sentences) == 1
