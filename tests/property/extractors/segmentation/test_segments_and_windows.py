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
        "| ",
        " | ",
        "> ",
        "// ",
        " * ",
        "**",
        "_",
        "[a](b)",
        "&amp;",
        "&#39;",
        "\\.",
        "¹",
        "~~",
        "`",
        "`a.\nB` ",
        "```\n",
        "<b>",
        "<br>",
        "\n\n<table>\n",
        "<tr>",
        "</tr>",
        "<td>",
        "</td>",
        "<p>",
        "<script>",
        "12:30 ",
        "Key: ",
        "[1] ",
        "A. ",
        "\x0c",
        "│",
        "---\n",
        "1. ",
        ", ",
        ";",
        "   ",
    ]
)
MEDIA_TYPES = st.sampled_from(["text/plain", "text/markdown"])
TEXTS = st.one_of(st.text(), st.lists(st.one_of(LAYOUT, st.text(max_size=12)), max_size=40).map("".join))


@given(TEXTS, MEDIA_TYPES)
def test_every_visible_character_lies_in_exactly_one_sentence(text: str, media_type: str) -> None:
    sentences = segment(text, media_type).sentences
    covered = [position for s in sentences for position in range(s.start, s.end)]
    assert covered == sorted(set(covered))
    assert {i for i, sign in enumerate(text) if not sign.isspace()} <= set(covered)
    for sentence in sentences:
        surface = text[sentence.start : sentence.end]
        assert surface
        assert surface == surface.strip()


@given(TEXTS, MEDIA_TYPES)
def test_no_sentence_crosses_a_block(text: str, media_type: str) -> None:
    found = segment(text, media_type)
    assert list(found.breaks) == sorted(set(found.breaks))
    assert not any(s.start < place < s.end for s in found.sentences for place in found.breaks)


@given(TEXTS, MEDIA_TYPES, st.data())
def test_what_is_seen_is_found_again_in_the_stored_text(
    text: str, media_type: str, data: st.DataObject
) -> None:
    view = segment(text, media_type).view
    start = data.draw(st.integers(0, len(view.text)))
    end = data.draw(st.integers(start, len(view.text)))
    stored = view.stored(start, end)
    if stored is None:
        return
    assert 0 <= stored[0] < stored[1] <= len(text)
    # Each sign of the stored text that is shown as it stands comes back to its own place.
    for begin, piece in zip(view.starts, view.pieces, strict=True):
        for offset in range(piece.end - piece.start if piece.written is None else 0):
            assert view.stored(begin + offset, begin + offset + 1) == (
                piece.start + offset,
                piece.start + offset + 1,
            )
            assert view.shown(piece.start + offset, piece.start + offset + 1) == (
                begin + offset,
                begin + offset + 1,
            )


@given(TEXTS, MEDIA_TYPES)
def test_the_sentences_of_the_view_are_those_of_the_text(text: str, media_type: str) -> None:
    found = segment(text, media_type)
    for sentence in found.seen:
        words = found.view.text[sentence.start : sentence.end]
        assert words.strip()
        start = sentence.end - len(words.lstrip())
        shown = found.view.stored(start, start + len(words.strip()))
        assert shown is None or any(s.start <= shown[0] and shown[1] <= s.end for s in found.sentences)


@given(
    st.lists(st.sampled_from(["Ada Lovelace", "Leeds", "Acme Ltd.", "7 May 2019"]), min_size=2, max_size=5),
    st.integers(3, 6),
)
def test_a_table_is_seen_alike_however_its_cells_are_put_apart(row: list[str], count: int) -> None:
    rows = [row] * count
    seen = {
        segment(text).view.text
        for text in (
            "\n".join(" | ".join(each) for each in rows),
            "\n\n".join(" | ".join(each) for each in rows),
            "\n".join(f"| {' | '.join(each)} |" for each in rows),
            "\n".join("\t".join(each) for each in rows),
            "\n".join(",".join(each) for each in rows),
            "\n".join(";".join(f'"{cell}"' for cell in each) for each in rows),
            "\n".join("".join(cell.ljust(16) for cell in each) for each in rows),
        )
    }
    assert seen == {"\n\n".join([f"| {' | '.join(row)} |"] * count)}


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
