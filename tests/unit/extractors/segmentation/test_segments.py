"""Sentences and blocks: what ends a sentence, what does not, and that offsets quote the text."""

from __future__ import annotations

import pytest

from extractors.mentions import Mention, Sentence
from extractors.segmentation.segments import glue, segment, split_sentences


def quoted(text: str, language: str | None = None) -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text, language)]


def test_full_stops_of_abbreviations_end_nothing() -> None:
    assert quoted("Dr. J. K. Rowling met Prof. Smith in St. Louis. They talked.") == [
        "Dr. J. K. Rowling met Prof. Smith in St. Louis.",
        "They talked.",
    ]


def test_abbreviations_follow_the_detected_language() -> None:
    text = "Der Vertrag wurde in Hamburg unterzeichnet, z.B. von Herrn Dr. Maier. Danach war Schluss."
    assert quoted(text) == [
        "Der Vertrag wurde in Hamburg unterzeichnet, z.B. von Herrn Dr. Maier.",
        "Danach war Schluss.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Introduction\n\nThe company was founded in 1998.",
        "# Introduction\nThe company was founded in 1998.",
        "Introduction\n============\nThe company was founded in 1998.",
        "Introduction\nThe company was founded in 1998 and it has been growing ever since that time.",
        "Introduction\r\n\r\nThe company was founded in 1998.",
        "Introduction\u2029The company was founded in 1998.",
    ],
)
def test_a_heading_does_not_run_into_the_paragraph(text: str) -> None:
    sentences = quoted(text)
    assert sentences[0].lstrip("# ") == "Introduction"
    assert sentences[-1].startswith("The company")


def test_list_items_are_sentences() -> None:
    assert quoted("Board:\n- Ada Lovelace\n- Alan Turing\n1. Grace Hopper\n(2) Edsger Dijkstra") == [
        "Board:",
        "- Ada Lovelace",
        "- Alan Turing",
        "1. Grace Hopper",
        "(2) Edsger Dijkstra",
    ]


def test_rows_of_a_table_are_sentences() -> None:
    assert quoted("| name | city |\n| Acme | Paris |") == ["| name | city |", "| Acme | Paris |"]
    assert quoted("Acme\tParis\nWidget Works\tBerlin") == ["Acme\tParis", "Widget Works\tBerlin"]


def test_a_wrapped_line_ends_nothing() -> None:
    text = (
        "The board of the European Investment Bank met on Tuesday in the city of\n"
        "Luxembourg to discuss its budget, and the meeting was led by the president\n"
        "Nadia Calviño. Nothing was decided."
    )
    assert quoted(text) == [text[: text.index(" Nothing")], "Nothing was decided."]


def test_short_lines_stand_for_themselves() -> None:
    assert quoted("Jane Doe\nAcme Ltd\nLondon") == ["Jane Doe", "Acme Ltd", "London"]


def test_ideographic_full_stop_ends_a_sentence() -> None:
    assert quoted("東京に行った。大阪にも行った。") == ["東京に行った。", "大阪にも行った。"]


@pytest.mark.parametrize("text", ["", " ", "\n\r\n\t", "\u2029\x0c"])
def test_no_text_has_no_sentences(text: str) -> None:
    assert segment(text).sentences == ()


def test_text_without_punctuation_stays_one_sentence() -> None:
    text = "word " * 5000
    assert split_sentences(text) == (Sentence(0, len(text) - 1),)


def test_lone_surrogates_keep_their_offsets() -> None:
    text = "Broken \ud83d here. Next one."
    assert quoted(text) == ["Broken \ud83d here.", "Next one."]


def test_a_mention_over_a_sentence_end_joins_the_sentences() -> None:
    sentences = (Sentence(0, 10), Sentence(11, 20), Sentence(21, 30), Sentence(31, 40))
    mentions = (
        Mention(2, 4, "xx", "a", 1.0),
        Mention(8, 22, "x" * 14, "a", 1.0),
        Mention(31, 40, "x" * 9, "a", 1.0),
    )
    assert glue(sentences, mentions) == (Sentence(0, 30), Sentence(31, 40))


def test_mentions_within_sentences_join_nothing() -> None:
    sentences = (Sentence(0, 10), Sentence(11, 20))
    assert (
        glue(sentences, (Mention(0, 10, "x" * 10, "a", 1.0), Mention(11, 20, "x" * 9, "a", 1.0))) == sentences
    )
