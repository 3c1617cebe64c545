"""Thresholds calibrated on annotated texts."""

from __future__ import annotations

import pytest

from extractors.evaluation.annotations import AnnotatedText
from extractors.evaluation.calibration import PRIOR, calibrate, find_thresholds
from extractors.mentions import Mention


def mention(start: int, kind: str, score: float = 1.0) -> Mention:
    return Mention(start, start + 1, "x", kind, score)


def threshold(gold: int, *predictions: tuple[float, bool]) -> float:
    """Return the threshold that one text gives for a label, of (score, right) and the number of gold mentions."""
    true = [mention(number, "person") for number in range(gold)]
    hits = iter(true)
    found = [
        mention(next(hits).start if right else 100 + number, "person", score)
        for number, (score, right) in enumerate(predictions)
    ]
    return find_thresholds([true], [found], ["person"])[1]


def test_the_best_threshold_lies_between_the_last_in_and_the_first_out() -> None:
    assert threshold(2, (0.2, False), (0.9, True), (0.4, False), (0.8, True)) == pytest.approx(0.6)
    # With many mentions to be found, a wrong one costs less than the right one behind it brings.
    assert threshold(10, (0.9, True), (0.5, False), (0.3, True)) == pytest.approx(0.3)


def test_equal_scores_are_not_parted() -> None:
    # The second of two equal scores is wrong: no threshold keeps the first without it.
    assert threshold(1, (0.7, True), (0.7, False), (0.2, False)) == pytest.approx(0.45)


def test_without_a_right_prediction_the_threshold_is_the_usual_one() -> None:
    assert threshold(3, (0.7, False)) == threshold(0) == 0.5


def test_a_threshold_does_not_hang_on_one_mention() -> None:
    # F1 is two thirds at 0.55, which keeps twenty right ones, and at 0.2, which keeps forty right and forty wrong ones.
    gold = [[mention(0, "person")] for _ in range(40)]
    sure, doubtful = [mention(0, "person", 0.9)], [mention(i, "person", 0.2) for i in range(3)]
    _, shared = find_thresholds(gold, [sure] * 20 + [doubtful] * 20, ["person"])
    assert 0.25 < shared < 0.5


def texts_and_predictions(number: int) -> tuple[list[AnnotatedText], list[list[Mention]]]:
    """Return texts where a date needs a threshold above 0.8, and a person one below 0.3."""
    texts, predicted = [], []
    for index in range(number):
        texts.append(AnnotatedText(str(index), "x" * 9, (mention(0, "date"), mention(2, "person"))))
        predicted.append([mention(0, "date", 0.9), mention(4, "date", 0.7), mention(2, "person", 0.3)])
    return texts, predicted


def test_each_label_gets_its_own_threshold_and_the_gain_is_cross_validated() -> None:
    texts, predicted = texts_and_predictions(200)
    calibration = calibrate(texts, predicted, {"date": 0.5, "person": 0.5})
    assert calibration.before.labels["date"].f1 == pytest.approx(2 / 3)
    assert calibration.before.labels["person"].f1 == 0
    assert calibration.after.micro.f1 == 1
    assert 0.7 < calibration.found["date"] < 0.9
    assert calibration.found["person"] <= 0.3
    assert calibration.advised == calibration.found


def test_a_label_of_few_mentions_is_drawn_towards_the_shared_threshold() -> None:
    texts, predicted = texts_and_predictions(200)
    gold = [list(text.mentions) for text in texts]
    gold[0].append(mention(6, "event"))
    predicted[0].append(mention(6, "event", 0.99))
    thresholds, shared = find_thresholds(gold, predicted, ("date", "person", "event"))
    assert shared == pytest.approx(0.3)
    assert thresholds["event"] == pytest.approx((0.99 + PRIOR * shared) / (1 + PRIOR), abs=0.005)


def test_what_does_not_help_is_not_advised() -> None:
    texts, predicted = texts_and_predictions(20)
    current = {"date": 0.8, "person": 0.1}
    calibration = calibrate(texts, predicted, current)
    assert calibration.before.micro.f1 == 1
    assert calibration.advised == current


def test_predictions_of_types_that_were_not_annotated_do_not_count() -> None:
    texts, predicted = texts_and_predictions(20)
    texts = [AnnotatedText(t.name, t.text, t.mentions[1:], frozenset({"person"})) for t in texts]
    calibration = calibrate(texts, predicted, {"date": 0.5, "person": 0.1})
    assert set(calibration.before.labels) == {"person"}
    assert calibration.before.micro.f1 == 1


def test_too_few_texts_are_refused() -> None:
    texts, predicted = texts_and_predictions(4)
    with pytest.raises(ValueError, match="at least 5"):
        calibrate(texts, predicted, {"date": 0.5, "person": 0.5})
    with pytest.raises(ValueError, match="4 texts and 3"):
        calibrate(texts, predicted[:3], {"date": 0.5, "person": 0.5})
