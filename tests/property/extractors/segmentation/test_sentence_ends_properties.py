"""Whatever the text: the pieces between the ends are the text, and a sentence is not split again."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from extractors.segmentation.segments import readable
from extractors.segmentation.sentence_ends import sentence_ends

LANGUAGES = st.sampled_from(["de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "ru", "zh", "cs", "xx"])
PIECES = st.sampled_from(
    [
        "M. ",
        "Dr. ",
        "J. ",
        "N.V. ",
        "art. 5",
        "(",
        ")",
        '"',
        "“",
        "”",
        "「",
        "」",
        "。",
        "… ",
        "... ",
        "! ",
        ".) ",
        "no. ",
        "Anna ",
        "é",
        "\n",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=30).map("".join))
SENTENCES = st.sampled_from(
    [
        "Anna Berg left Kiel.",
        "Dr. J. R. Holt met Gov. Lind at Ft. Worth.",
        "(He left Kiel.)",
        "She stayed at 5 Main St. in Leeds.",
        "Who is it?",
        "“I left Kiel.”",
        "Corvid Inc. and Harbour Ltd., too, said no.",
        "They waited (in the rain) for Mr. Erben!",
        "It costs 3.50 (approx. Three pounds).",
    ]
)


@given(TEXTS, LANGUAGES)
def test_ends_ascend_and_the_last_is_the_end_of_the_text(text: str, language: str) -> None:
    text = readable(text)
    ends = sentence_ends(text, language)
    assert all(left < right for left, right in pairwise([0, *ends]))
    assert (ends[-1] if ends else 0) == len(text)


@given(st.lists(SENTENCES, min_size=1, max_size=6))
def test_sentences_end_wherever_they_stand_and_none_is_split_again(sentences: list[str]) -> None:
    text = " ".join(sentences)
    ends = sentence_ends(text, "en")
    pieces = [text[start:end] for start, end in pairwise([0, *ends])]
    assert [piece.strip() for piece in pieces] == sentences
    assert all(sentence_ends(piece, "en") == [len(piece)] for piece in pieces)
