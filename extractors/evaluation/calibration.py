"""Thresholds of labels, calibrated on annotated texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.evaluation.annotations import AnnotatedText
from extractors.evaluation.scores import Score, Scores, exact_scores
from extractors.mentions import MODEL, Mention

FOLDS = 5
DRAWS = 50
"""Bootstrap draws over which a threshold is averaged."""
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
    that a text does not list as annotated are passed over. ``seed`` shuffles the texts into folds and draws the bootstrap.

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
        thresholds, _ = find_thresholds(
            [gold[i] for i in rest], [counted[i] for i in rest], tuple(current), seed
        )
        for i in left:
            held_out[i] = above(counted[i], thresholds)
    found, shared = find_thresholds(gold, counted, tuple(current), seed)
    return Calibration(
        current=current,
        found=found,
        shared=shared,
        before=exact_scores(gold, [above(mentions, current) for mentions in counted]),
        after=exact_scores(gold, held_out),
    )


def above(mentions: Sequence[Mention], thresholds: Mapping[str, float]) -> list[Mention]:
    """Return the mentions whose score reaches the threshold of their type; rules have none to reach."""
    return [
        mention
        for mention in mentions
        if mention.source != MODEL or mention.score >= thresholds[mention.type]
    ]


@dataclass(frozen=True, slots=True)
class _Evidence:
    """The predictions of some labels, the highest score first, and the gold mentions of these labels.

    ``scores``, ``right`` and ``texts`` (the number of the text) are of one prediction each; ``gold`` counts the gold mentions of
    each text.
    """

    scores: NDArray[np.float64]
    right: NDArray[np.bool_]
    texts: NDArray[np.int64]
    gold: NDArray[np.int64]

    def best_threshold(self, weights: NDArray[np.int64]) -> float | None:
        """Return the threshold of best F1 where each text counts ``weights`` times, None when no prediction is right.

        It lies half-way between the last score that is in and the first that is out. Of equally good ones the highest is taken.
        """
        counted = weights[self.texts]
        kept = counted > 0
        scores, counted, right = self.scores[kept], counted[kept], self.right[kept]
        if not right.any():
            return None
        f1 = 2 * np.cumsum(right * counted) / (np.cumsum(counted) + weights @ self.gold)
        # A cut between equal scores cannot be made.
        f1[:-1][scores[:-1] == scores[1:]] = -1
        last = int(np.argmax(f1))
        return float(scores[last] if last + 1 == len(scores) else (scores[last] + scores[last + 1]) / 2)


def find_thresholds(
    gold: Sequence[Sequence[Mention]],
    predicted: Sequence[Sequence[Mention]],
    labels: Sequence[str],
    seed: int = 0,
    draws: int = DRAWS,
) -> tuple[dict[str, float], float]:
    """Return the threshold of each label, and the one for all labels together.

    The best threshold of a label maximises its exact F1 over all cuts of its predictions ordered by score (Lipton, Elkan and
    Naryanaswamy 2014, https://doi.org/10.1007/978-3-662-44851-9_15). F1 is nearly flat around its maximum, so that a few
    mentions move the best cut far: it is averaged over bootstrap draws of the texts (bagging, Breiman 1996,
    https://doi.org/10.1007/BF00058655). Of few mentions it is a guess all the same, so it is drawn towards the shared one: a label of n gold
    mentions gets (n * own + PRIOR * shared) / (n + PRIOR), to two digits.
    """
    generator = np.random.default_rng(seed)
    weights = generator.multinomial(len(gold), np.full(len(gold), 1 / len(gold)), size=draws)
    shared = _mean_threshold(_evidence(gold, predicted, set(labels)), weights)
    shared = 0.5 if shared is None else shared
    thresholds = {}
    for label in labels:
        evidence = _evidence(gold, predicted, {label})
        own = _mean_threshold(evidence, weights)
        number = 0 if own is None else int(evidence.gold.sum())
        mixed = (number * (own or 0.0) + PRIOR * shared) / (number + PRIOR)
        thresholds[label] = round(min(max(mixed, 0.01), 0.99), 2)
    return thresholds, shared


def _mean_threshold(evidence: _Evidence, weights: NDArray[np.int64]) -> float | None:
    found = [best for draw in weights if (best := evidence.best_threshold(draw)) is not None]
    return sum(found) / len(found) if found else None


def _evidence(
    gold: Sequence[Sequence[Mention]], predicted: Sequence[Sequence[Mention]], labels: Set[str]
) -> _Evidence:
    rows: list[tuple[float, bool, int]] = []
    numbers: list[int] = []
    for text, (true, found) in enumerate(zip(gold, predicted, strict=True)):
        wanted = {(m.start, m.end, m.type) for m in true if m.type in labels}
        numbers.append(len(wanted))
        rows += [
            (mention.score, (mention.start, mention.end, mention.type) in wanted, text)
            for mention in found
            if mention.type in labels
        ]
    rows.sort(key=lambda row: -row[0])
    scores, right, texts = zip(*rows, strict=True) if rows else ((), (), ())
    return _Evidence(
        np.array(scores, dtype=np.float64),
        np.array(right, dtype=np.bool_),
        np.array(texts, dtype=np.int64),
        np.array(numbers, dtype=np.int64),
    )
