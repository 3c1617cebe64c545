"""What holds of every evaluation, whatever the mentions are."""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extractors.evaluation.annotations import AnnotatedText, read_annotations, spans_of_tags
from extractors.evaluation.evaluation import Task, evaluate
from extractors.evaluation.matching import MatchKind, match
from extractors.evaluation.scores import exact_scores
from extractors.mentions import Mention

LABELS = ("person", "location", "date")
TEXT = "abcdefghijklmnopqrst"


def _mention(start: int, length: int, kind: str, score: float) -> Mention:
    end = min(len(TEXT), start + length)
    return Mention(start, end, TEXT[start:end], kind, score)


scores = st.integers(1, 100).map(lambda n: n / 100)
predicted_mentions = st.builds(
    _mention, st.integers(0, 18), st.integers(1, 8), st.sampled_from(LABELS), scores
)
gold_mentions = st.builds(
    _mention, st.integers(0, 18), st.integers(1, 8), st.sampled_from(LABELS), st.just(1.0)
)
# Crossing and nested mentions on both sides: more than any extractor returns or most annotators mark.
answers = st.lists(
    st.tuples(
        st.lists(gold_mentions, max_size=7, unique=True),
        st.lists(predicted_mentions, max_size=7, unique=True),
    ),
    min_size=1,
    max_size=5,
)
Answers = list[tuple[list[Mention], list[Mention]]]


def _task(found: Answers) -> Task:
    texts = tuple(AnnotatedText(str(i), TEXT, tuple(sorted(gold))) for i, (gold, _) in enumerate(found))
    return Task(texts, LABELS, {})


@given(answers)
def test_exact_scores_are_those_of_counting_keys_and_never_above_overlap(found: Answers) -> None:
    result = evaluate(_task(found), [predicted for _, predicted in found])
    assert result.exact == exact_scores([gold for gold, _ in found], [predicted for _, predicted in found])
    for label, score in result.exact.labels.items():
        assert score.true_positives <= result.overlap.labels[label].true_positives
    for measure in ("precision", "recall", "f1"):
        assert getattr(result.exact.micro, measure) <= getattr(result.overlap.micro, measure)


@given(answers)
def test_a_perfect_prediction_is_perfect(found: Answers) -> None:
    assume(any(gold for gold, _ in found))
    result = evaluate(_task(found), [gold for gold, _ in found])
    for part in (result.exact, result.overlap):
        assert part.micro.precision == part.micro.recall == part.micro.f1 == 1
        assert part.macro.f1 == pytest.approx(1)
    assert result.exact_intervals.micro.f1 == (1, 1)
    assert not any(result.mistakes.values())


@given(answers, st.randoms(use_true_random=False))
def test_neither_the_order_of_texts_nor_of_mentions_matters(found: Answers, generator: random.Random) -> None:
    other = [(gold, generator.sample(predicted, len(predicted))) for gold, predicted in found]
    generator.shuffle(other)
    one = evaluate(_task(found), [predicted for _, predicted in found])
    two = evaluate(_task(other), [predicted for _, predicted in other])
    assert (one.exact, one.overlap, one.outcomes, one.confusion) == (
        two.exact,
        two.overlap,
        two.outcomes,
        two.confusion,
    )
    assert (one.exact_intervals, one.overlap_intervals) == (two.exact_intervals, two.overlap_intervals)


@given(answers)
def test_every_mention_stands_in_one_match_and_rows_of_the_confusion_sum_to_the_gold(found: Answers) -> None:
    for gold, predicted in found:
        matches = match(gold, predicted)
        assert sorted(m.gold for m in matches if m.gold) == sorted(gold)
        assert sorted(m.predicted for m in matches if m.predicted) == sorted(predicted)
        for each in matches:
            if each.gold and each.predicted:
                assert each.gold.start < each.predicted.end
                assert each.predicted.start < each.gold.end
    result = evaluate(_task(found), [predicted for _, predicted in found])
    for label in result.labels:
        row = sum(count for (gold_type, _), count in result.confusion.items() if gold_type == label)
        column = sum(count for (_, found_type), count in result.confusion.items() if found_type == label)
        assert row + result.outcomes[MatchKind.MISSED].get(label, 0) == result.gold_count(label)
        assert column + result.outcomes[MatchKind.SPURIOUS].get(label, 0) == result.predicted_count(label)


@given(answers)
def test_as_many_mentions_of_one_type_are_matched_as_can_be(found: Answers) -> None:
    for gold, predicted in found:
        matches = match(gold, predicted)
        exact = [m for m in matches if m.outcome is MatchKind.RIGHT]
        rest = [m for m in gold if m not in [each.gold for each in exact]]
        open_to = [m for m in predicted if m not in [each.predicted for each in exact]]
        assert sum(m.outcome is MatchKind.BOUNDS for m in matches) == _most(rest, open_to)


def _most(gold: list[Mention], predicted: list[Mention]) -> int:
    """Return the most pairs of one type that overlap, by trying everything."""
    if not gold:
        return 0
    first, rest = gold[0], gold[1:]
    fits = [p for p in predicted if p.type == first.type and p.start < first.end and first.start < p.end]
    return max(
        [_most(rest, predicted), *(1 + _most(rest, [p for p in predicted if p != fit]) for fit in fits)]
    )


@given(answers)
def test_contexts_quote_their_text(found: Answers) -> None:
    result = evaluate(_task(found), [predicted for _, predicted in found])
    for mistake in (mistake for mistakes in result.mistakes.values() for mistake in mistakes):
        for side in (mistake.gold, mistake.predicted):
            if side:
                first, last = side.start - mistake.start, side.end - mistake.start
                assert mistake.context[first:last] == side.surface == TEXT[side.start : side.end]


words = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=6)
spans = st.lists(
    st.tuples(st.integers(0, 2), st.integers(1, 3), st.sampled_from(("PER", "creative-work"))), max_size=6
)


def _tags(runs: list[tuple[int, int, str]], scheme: str) -> tuple[list[str], list[tuple[int, int, str]]]:
    """Return the tags of runs of (gap before, length, type), and the spans that they stand for."""
    tags: list[str] = []
    expected: list[tuple[int, int, str]] = []
    for gap, length, kind in runs:
        tags += ["O"] * gap
        first = len(tags)
        inner = [f"I-{kind}"] * length
        if scheme == "IOB2":
            inner[0] = f"B-{kind}"
        elif scheme == "IOB1":
            if expected and expected[-1][1:] == (first - 1, kind):
                inner[0] = f"B-{kind}"
        else:
            inner[0], inner[-1] = f"B-{kind}", f"E-{kind}"
            if length == 1:
                inner = [f"S-{kind}"]
        tags += inner
        expected.append((first, first + length - 1, kind))
    return tags, expected


@given(spans, st.sampled_from(("IOB1", "IOB2", "BIOES")))
def test_tags_give_back_the_spans_they_were_made_of(runs: list[tuple[int, int, str]], scheme: str) -> None:
    tags, expected = _tags(runs, scheme)
    assert spans_of_tags(tags) == expected


@given(st.lists(st.tuples(spans, st.lists(words, min_size=30, max_size=30)), min_size=1, max_size=4))
def test_a_written_conll_file_is_read_back(
    sentences: list[tuple[list[tuple[int, int, str]], list[str]]],
) -> None:
    blocks, expected = [], []
    for runs, tokens in sentences:
        tags, found = _tags(runs, "IOB2")
        tags += ["O"] * (len(tokens) - len(tags))
        blocks.append("".join(f"{token}\tX\t{tag}\n" for token, tag in zip(tokens, tags, strict=True)))
        expected.append([(" ".join(tokens[first : last + 1]), kind) for first, last, kind in found])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "gold.conll"
        path.write_text("\n".join(blocks), encoding="utf-8")
        texts = read_annotations(path)
    assert [text.text for text in texts] == [" ".join(tokens) for _, tokens in sentences]
    assert [[(m.surface, m.type) for m in text.mentions] for text in texts] == expected
    assert all(text.text[m.start : m.end] == m.surface for text in texts for m in text.mentions)
