"""Bootstrap intervals: how far a score would swing with other texts of the same kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
LEVEL = 0.95
_CHUNK = 100
"""Resamples that are summed together: bounds the memory."""

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class MeasureIntervals:
    """Lower and upper bounds of precision, recall and F1."""

    precision: Interval
    recall: Interval
    f1: Interval


@dataclass(frozen=True, slots=True)
class Intervals:
    """Intervals for the measures of `extractors.evaluation.scores.Scores`."""

    micro: MeasureIntervals
    macro: MeasureIntervals
    labels: Mapping[str, MeasureIntervals]


def percentile_intervals(
    counts: NDArray[np.int64], labels: Sequence[str], resamples: int = RESAMPLES, seed: int = 0
) -> Intervals:
    """Return 95 % percentile intervals (Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13).

    ``counts`` has the shape (texts, labels, 3): matched, predicted and gold mentions. Whole texts are drawn with
    replacement, because the mentions of one text are not independent. A label that a draw lacks altogether counts neither in its
    own interval nor in that draw's macro average. The result does not depend on the order of the texts.

    Raises:
        ValueError: there are no texts, or not as many labels as ``counts`` has columns.

    """
    texts = len(counts)
    if not texts or counts.shape != (texts, len(labels), 3):
        raise ValueError(
            f"counts of shape {counts.shape} do not fit {len(labels)} labels and at least one text"
        )
    # Texts with the same counts are interchangeable: drawing kinds of texts by their number is the same draw, and quicker.
    kinds, numbers = np.unique(counts.reshape(texts, -1), axis=0, return_counts=True)
    # Whole numbers as floats: their products are exact, and a library for linear algebra sums them.
    weights = kinds.astype(np.float64)
    generator = np.random.default_rng(seed)
    sums = np.concatenate(
        [
            generator.multinomial(texts, numbers / texts, size=min(_CHUNK, resamples - done)).astype(
                np.float64
            )
            @ weights
            for done in range(0, resamples, _CHUNK)
        ]
    ).reshape(resamples, len(labels), 3)
    by_label = _measures(sums)
    return Intervals(
        _bounds(_measures(sums.sum(axis=1))),
        _bounds(_mean_of_known(by_label)),
        {
            label: _bounds(by_label[:, number])
            for number, label in enumerate(labels)
            if counts[:, number].any()
        },
    )


def _measures(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return precision, recall and F1 on the last axis; NaN where nothing was predicted and nothing was to be found."""
    matched, predicted, gold = (sums[..., i] for i in range(3))
    measures = np.stack(
        [
            matched / np.maximum(predicted, 1),
            matched / np.maximum(gold, 1),
            2 * matched / np.maximum(predicted + gold, 1),
        ],
        axis=-1,
    )
    measures[predicted + gold == 0] = np.nan
    return measures


def _mean_of_known(by_label: NDArray[np.float64]) -> NDArray[np.float64]:
    known = ~np.isnan(by_label)
    number = known.sum(axis=1)
    return np.where(number, np.nansum(by_label, axis=1) / np.maximum(number, 1), np.nan)


def _bounds(draws: NDArray[np.float64]) -> MeasureIntervals:
    """Return the bounds over the draws that know the measure; (0, 0) where none does."""
    known = draws[~np.isnan(draws[:, 0])]
    if not len(known):
        return MeasureIntervals((0.0, 0.0), (0.0, 0.0), (0.0, 0.0))
    tail = 50 * (1 - LEVEL)
    lower, upper = np.percentile(known, [tail, 100 - tail], axis=0)
    return MeasureIntervals(*((float(low), float(high)) for low, high in zip(lower, upper, strict=True)))
