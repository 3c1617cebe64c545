"""What counts where findings of several sources meet, and what becomes of the others."""

from __future__ import annotations

import pytest

from extractors.composition.precedence import Dropped, Found, Loss, settle
from extractors.mentions import GAZETTEER, MODEL, PATTERN, Mention

TEXT = "Train ICE 123 of Aspirin Nord AG from May Town"


def found(
    surface: str,
    source: str,
    kind: str = "thing",
    *,
    weak: bool = False,
    entries: tuple[str, ...] = (),
    score: float = 1.0,
) -> Found:
    start = TEXT.index(surface)
    return Found(Mention(start, start + len(surface), surface, kind, score, source), "because", weak, entries)


def kept(*given: Found) -> list[tuple[str, str, str]]:
    return [(each.mention.surface, each.mention.source, each.mention.type) for each in settle(given).kept]


def test_a_pattern_wins_over_everything_that_it_overlaps() -> None:
    pattern = found("ICE 123", PATTERN)
    longer, crossing = found("Train ICE 123 of", MODEL), found("123 of Aspirin", GAZETTEER)
    assert kept(pattern, longer, crossing) == [("ICE 123", PATTERN, "thing")]
    assert [(each.found, each.loss, each.by) for each in settle([pattern, longer, crossing]).dropped] == [
        (longer, Loss.BEATEN, pattern),
        (crossing, Loss.BEATEN, pattern),
    ]


def test_of_a_list_and_the_model_the_longer_wins() -> None:
    name, part = found("Aspirin Nord AG", MODEL), found("Aspirin", GAZETTEER)
    assert kept(name, part) == [("Aspirin Nord AG", MODEL, "thing")]
    name, part = found("Aspirin Nord", GAZETTEER), found("Aspirin", MODEL)
    assert kept(name, part) == [("Aspirin Nord", GAZETTEER, "thing")]


def test_at_the_same_extent_the_type_of_the_list_counts() -> None:
    assert kept(found("Aspirin", MODEL, "product"), found("Aspirin", GAZETTEER, "drug", score=0.1)) == [
        ("Aspirin", GAZETTEER, "drug")
    ]


def test_of_two_that_cross_the_longer_wins_and_at_a_tie_the_list() -> None:
    assert kept(found("of Aspirin", GAZETTEER), found("Aspirin Nord", MODEL)) == [
        ("Aspirin Nord", MODEL, "thing")
    ]
    assert kept(found("123 of", GAZETTEER), found("of Asp", MODEL, score=1.0)) == [
        ("123 of", GAZETTEER, "thing")
    ]
    assert kept(found("from", MODEL), found("m Ma", GAZETTEER)) == [("m Ma", GAZETTEER, "thing")]


def test_what_was_beaten_by_something_that_was_beaten_itself_counts() -> None:
    short, middle, long = found("Train", MODEL), found("Train ICE", GAZETTEER), found("ICE 123", PATTERN)
    assert kept(short, middle, long) == [("Train", MODEL, "thing"), ("ICE 123", PATTERN, "thing")]


def test_a_common_word_alone_does_not_count() -> None:
    word = found("May", GAZETTEER, "person", weak=True, entries=("staff:1",))
    settled = settle([word])
    assert settled.kept == ()
    assert [(each.found, each.loss) for each in settled.dropped] == [(word, Loss.UNSUPPORTED)]


def test_a_common_word_counts_where_the_model_found_the_same_words_or_the_same_type() -> None:
    word = found("May", GAZETTEER, "person", weak=True)
    assert kept(word, found("May", MODEL, "date")) == [("May", GAZETTEER, "person")]
    assert kept(word, found("May Town", MODEL, "date")) == [("May Town", MODEL, "date")]
    assert kept(word, found("ay", MODEL, "person")) == [("May", GAZETTEER, "person")]
    assert kept(word, found("ay", MODEL, "date")) == [("ay", MODEL, "date")]


def test_a_common_word_counts_where_other_words_surely_name_its_entry_and_none_beside() -> None:
    word = found("May", GAZETTEER, "person", weak=True, entries=("staff:1", "staff:2"))

    def supported(other: Found) -> bool:
        return ("May", GAZETTEER, "person") in kept(word, other)

    assert supported(found("Aspirin Nord", GAZETTEER, "person", entries=("staff:1",)))
    assert not supported(found("Aspirin Nord", GAZETTEER, "person", entries=("staff:3",)))
    assert not supported(found("Aspirin Nord", GAZETTEER, "person", entries=("staff:1", "staff:3")))
    assert not supported(found("Aspirin Nord", GAZETTEER, "person", weak=True, entries=("staff:1",)))


def test_the_same_words_elsewhere_are_no_support() -> None:
    word = found("May", GAZETTEER, "person", weak=True, entries=("staff:1",))
    same = Found(Mention(0, 3, "MAY", "person", 1.0, GAZETTEER), "because", entries=("staff:1",))
    assert kept(word, same) == [("MAY", GAZETTEER, "person")]


@pytest.mark.parametrize(
    ("beaten", "by", "reason"),
    [
        (("Aspirin", MODEL, "drug"), ("Aspirin", GAZETTEER, "drug"), "a list of names found the same"),
        (("Aspirin", GAZETTEER, "drug"), ("Aspirin", PATTERN, "drug"), "a pattern found the same"),
        (
            ("Aspirin Nord", MODEL, "drug"),
            ("Aspirin", PATTERN, "drug"),
            "a pattern wins over everything that it overlaps",
        ),
        (("Aspirin", GAZETTEER, "drug"), ("Aspirin Nord", MODEL, "firm"), "the longer wins"),
        (
            ("Aspirin", MODEL, "firm"),
            ("Aspirin", GAZETTEER, "drug"),
            "of two of the same length a list of names wins over the model",
        ),
        (
            ("Aspirin", PATTERN, "b"),
            ("Aspirin", PATTERN, "a"),
            "of two of the same length and source the surer wins, then the earlier",
        ),
    ],
)
def test_the_reason_is_told_in_words(
    beaten: tuple[str, str, str], by: tuple[str, str, str], reason: str
) -> None:
    (dropped,) = settle([found(*beaten), found(*by)]).dropped
    assert (dropped.found, dropped.by, dropped.reason) == (found(*beaten), found(*by), reason)


def test_what_wants_support_or_reaches_over_a_border_says_so() -> None:
    (dropped,) = settle([found("May", GAZETTEER, weak=True)]).dropped
    assert "common word" in dropped.reason
    assert "border" in Dropped(found("May", GAZETTEER), Loss.BORDER).reason
