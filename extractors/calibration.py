"""Thresholds of labels, calibrated on annotated texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.annotations import AnnotatedText
from extractors.mentions import Mention
from extractors.scores import Score, Scores, exact_scores

FOLDS = 5
PRIOR = 20
"""Gold mentions at which a label's own best threshold and the one of all labels weigh the same."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Thresholds found on all texts, and what such thresholds are worth on texts that they were not found on.

    ``current`` are the thresholds in force; ``shared`` is the best single one for all labels together. ``before`` are the
    exact scores with the current thresholds; ``after`` those of cross-validation: each fold is scored with the thresholds that
    the other folds gave.
    """

    current: Mapping[str, float]
    found: Mapping[str, float]
    shared: float
    before: Scores
    after: Scores

    @property
    def advised(self) -> dict[str, float]:
        """The threshold found for each label whose cross-validated F1 is better with it, else the current one."""
        none = Score(0, 0, 0)
        return {
            label: found
            if self.after.labels.get(label, none).f1 > self.before.labels.get(label, none).f1
            else self.current[label]
            for label, found in self.found.items()
        }


def calibrate(
    texts: Sequence[AnnotatedText],
    predicted: Sequence[Sequence[Mention]],
    current: Mapping[str, float],
    seed: int = 0,
    folds: int = FOLDS,
) -> Calibration:
    """Find a threshold for each label of ``current``, the thresholds in force.

    ``predicted`` holds the mentions of each text down to a low score: no threshold below the lowest is found. Predictions of a type
    that a text does not list as annotated are passed over. ``seed`` shuffles the texts into folds.

    Raises:
        ValueError: fewer texts than folds, or not as many predictions as texts.

    """
    if len(texts) != len(predicted) or len(texts) < folds:
        raise ValueError(
            f"{len(texts)} texts and {len(predicted)} predictions: give as many, and at least {folds}"
        )
    gold = [text.mentions for text in texts]
    counted = [
        [m for m in mentions if text.labels is None or m.type in text.labels]
        for text, mentions in zip(texts, predicted, strict=True)
    ]
    order = np.random.default_rng(seed).permutation(len(texts)).tolist()
    held_out: list[Sequence[Mention]] = [()] * len(texts)
    for fold in range(folds):
        left = set(order[fold::folds])
        rest = [i for i in range(len(texts)) if i not in left]
        thresholds, _ = find_thresholds([gold[i] for i in rest], [counted[i] for i in rest], tuple(current))
        for i in left:
            held_out[i] = above(counted[i], thresholds)
    found, shared = find_thresholds(gold, counted, tuple(current))
    return Calibration(
        current=current,
        found=found,
        shared=shared,
        before=exact_scores(gold, [above(mentions, current) for mentions in counted]),
        after=exact_scores(gold, held_out),
    )


def above(mentions: Sequence[Mention], thresholds: Mapping[str, float]) -> list[Mention]:
    """Return the mentions whose score reaches the threshold of their type."""
    return [mention for mention in mentions if mention.score >= thresholds[mention.type]]


def find_thresholds(
    gold: Sequence[Sequence[Mention]], predicted: Sequence[Sequence[Mention]], labels: Sequence[str]
) -> tuple[dict[str, float], float]:
    """Return the threshold of each label, and the one that is best for all labels together.

    The best threshold of a label maximises its exact F1 over all cuts of its predictions ordered by score (Lipton, Elkan and
    Naryanaswamy 2014, https://doi.org/10.1007/978-3-662-44851-9_15). Of few mentions it is a guess, so it is drawn towards the
    shared one: a label of n gold mentions gets (n * own + PRIOR * shared) / (n + PRIOR), to two digits.
    """
    wanted = [{(m.start, m.end, m.type) for m in true} for true in gold]
    scores: dict[str, list[float]] = {label: [] for label in labels}
    right: dict[str, list[bool]] = {label: [] for label in labels}
    for true, found in zip(wanted, predicted, strict=True):
        for mention in found:
            scores[mention.type].append(mention.score)
            right[mention.type].append((mention.start, mention.end, mention.type) in true)
    numbers = Counter(kind for true in wanted for _, _, kind in true)
    shared = best_threshold(
        np.array([score for label in labels for score in scores[label]]),
        np.array([hit for label in labels for hit in right[label]], dtype=bool),
        sum(numbers.values()),
    )
    shared = 0.5 if shared is None else shared
    thresholds = {}
    for label in labels:
        own = best_threshold(np.array(scores[label]), np.array(right[label], dtype=bool), numbers[label])
        weight = 0 if own is None else numbers[label]
        mixed = (weight * (own or 0.0) + PRIOR * shared) / (weight + PRIOR)
        thresholds[label] = round(min(max(mixed, 0.01), 0.99), 2)
    return thresholds, shared


def best_threshold(scores: NDArray[np.float64], right: NDArray[np.bool_], gold: int) -> float | None:
    """Return the threshold of best F1, half-way between the last score that is in and the first that is out.

    ``scores`` and ``right`` are of one prediction each; ``gold`` is the number of mentions to be found. None when no
    prediction is right. Of equally good thresholds the highest is taken.
    """
    if not right.any():
        return None
    order = np.argsort(-scores, kind="stable")
    ordered = scores[order]
    kept = np.arange(1, len(ordered) + 1)
    f1 = 2 * np.cumsum(right[order]) / (kept + gold)
    # A cut between equal scores cannot be made.
    f1[:-1][ordered[:-1] == ordered[1:]] = -1
    last = int(np.argmax(f1))
    return float(ordered[last] if last + 1 == len(ordered) else (ordered[last] + ordered[last + 1]) / 2)
