"""What counts does not depend on the order of the findings, and once settled stays settled."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from extractors.composition.precedence import Found, Loss, settle
from extractors.mentions import GAZETTEER, MODEL, PATTERN, Mention

TEXT = "abcdefghijklmnop"


@st.composite
def found_by_all(draw: st.DrawFn) -> list[Found]:
    """Draw findings as they come: those of the model do not overlap, all others may."""
    edges = sorted(draw(st.sets(st.integers(0, len(TEXT)), max_size=8)))
    spans = [(start, end, MODEL) for start, end in zip(edges[::2], edges[1::2], strict=False)]
    for source in (PATTERN, GAZETTEER):
        for start, length in draw(
            st.lists(st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 5)), max_size=5)
        ):
            spans.append((start, min(start + length, len(TEXT)), source))
    found = []
    for start, end, source in spans:
        weak = source == GAZETTEER and draw(st.booleans())
        entries = (
            tuple(sorted(draw(st.sets(st.sampled_from("xyz"), max_size=2)))) if source == GAZETTEER else ()
        )
        mention = Mention(
            start,
            end,
            TEXT[start:end],
            draw(st.sampled_from("ab")),
            draw(st.sampled_from([0.5, 1.0])),
            source,
        )
        found.append(Found(mention, "because", weak, entries))
    return found


@given(found_by_all(), st.randoms())
def test_the_order_of_the_findings_does_not_matter(found: list[Found], random: object) -> None:
    settled = settle(found)
    mixed = list(found)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert settle(mixed) == settled
    assert settle(found + mixed) == settled


@given(found_by_all())
def test_what_counts_is_in_order_and_does_not_overlap_and_nothing_is_lost(found: list[Found]) -> None:
    settled = settle(found)
    mentions = [each.mention for each in settled.kept]
    assert all(one.end <= other.start for one, other in pairwise(mentions))
    assert {*settled.kept, *(each.found for each in settled.dropped)} == set(found)


@given(found_by_all())
def test_what_was_beaten_overlaps_with_what_beat_it(found: list[Found]) -> None:
    settled = settle(found)
    for each in settled.dropped:
        if each.loss is Loss.BEATEN:
            assert each.by is not None
            assert each.by in settled.kept
            assert each.by.mention.start < each.found.mention.end
            assert each.found.mention.start < each.by.mention.end
            assert not (each.found.mention.source == PATTERN != each.by.mention.source)
        else:
            assert each.found.needs_support


@given(found_by_all())
def test_settling_what_counts_and_what_supports_it_again_changes_nothing(found: list[Found]) -> None:
    settled = settle(found)
    sure = [each for each in settled.kept if not each.needs_support]
    assert settle(sure).kept == tuple(sure)
    # With what was beaten, of which some may support what counts, the answer is the same.
    assert settle([*settled.kept, *(each.found for each in settled.dropped)]) == settled
