from __future__ import annotations

import json

import pytest

from extractors.evaluation.scores import Score, as_json, exact_scores, merge
from extractors.mentions import Mention


def mention(start: int, end: int, kind: str, score: float = 1.0) -> Mention:
    return Mention(start, end, "x" * (end - start), kind, score)


def test_scores_count_exact_matches_of_span_and_type() -> None:
    gold = [
        [mention(0, 4, "person"), mention(10, 15, "location")],
        [mention(0, 3, "person"), mention(5, 9, "organization")],
    ]
    predicted = [
        [mention(0, 4, "person", 0.6), mention(10, 14, "location")],
        [mention(0, 3, "organization"), mention(5, 9, "organization")],
    ]
    scores = exact_scores(gold, predicted)
    assert scores.labels == {
        "location": Score(0, 1, 1),
        "organization": Score(1, 1, 0),
        "person": Score(1, 0, 1),
    }
    assert scores.micro == Score(2, 2, 2)
    assert scores.micro.precision == scores.micro.recall == scores.micro.f1 == 0.5
    assert scores.macro.precision == pytest.approx((0 + 0.5 + 1) / 3)
    assert scores.macro.recall == pytest.approx((0 + 1 + 0.5) / 3)
    assert scores.macro.f1 == pytest.approx((0 + 2 / 3 + 2 / 3) / 3)


def test_a_mention_that_is_predicted_twice_is_right_once() -> None:
    scores = exact_scores([[mention(0, 4, "person")]], [[mention(0, 4, "person"), mention(0, 4, "person")]])
    assert scores.micro == Score(1, 1, 0)


def test_the_same_span_in_another_text_does_not_match() -> None:
    assert exact_scores([[mention(0, 4, "person")], []], [[], [mention(0, 4, "person")]]).micro == Score(
        0, 1, 1
    )


def test_nothing_to_find_and_nothing_found_is_zero_not_an_error() -> None:
    scores = exact_scores([[]], [[]])
    assert (scores.micro.precision, scores.micro.recall, scores.micro.f1, scores.macro.f1) == (0, 0, 0, 0)
    assert scores.labels == {}


def test_a_different_number_of_texts_is_refused() -> None:
    with pytest.raises(ValueError, match="2 texts with gold mentions but 1"):
        exact_scores([[], []], [[]])


def test_merging_parts_equals_scoring_them_together() -> None:
    gold = [[mention(0, 4, "person")], [mention(2, 5, "date")], [mention(1, 2, "person")]]
    predicted = [[mention(0, 4, "person")], [mention(2, 6, "date")], []]
    parts = [exact_scores(gold[:1], predicted[:1]), exact_scores(gold[1:], predicted[1:])]
    assert merge(parts) == exact_scores(gold, predicted)


def test_scores_become_plain_json() -> None:
    scores = exact_scores([[mention(0, 4, "person")]], [[mention(0, 4, "person")]])
    assert json.loads(json.dumps(as_json(scores)))["labels"]["person"]["f1"] == 1.0
