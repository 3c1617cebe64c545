"""Precision, recall and F1 of mentions.

`exact_scores` calls a mention right when its start, its end and its type are those of a gold mention (the CoNLL-2003
criterion, Tjong Kim Sang and De Meulder 2003, https://aclanthology.org/W03-0419); `extractors.evaluation.evaluation` scores overlaps, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from extractors.mentions import Mention


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of matches, and the three measures that follow from them; a measure of nothing is 0."""

    true_positives: int
    false_positives: int
    false_negatives: int

    @property
    def precision(self) -> float:
        """The part of the predicted mentions that is right."""
        return self.true_positives / max(1, self.true_positives + self.false_positives)

    @property
    def recall(self) -> float:
        """The part of the gold mentions that was found."""
        return self.true_positives / max(1, self.true_positives + self.false_negatives)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        errors = self.false_positives + self.false_negatives
        return 2 * self.true_positives / max(1, 2 * self.true_positives + errors)

    def __add__(self, other: Score) -> Score:
        return Score(
            self.true_positives + other.true_positives,
            self.false_positives + other.false_positives,
            self.false_negatives + other.false_negatives,
        )


@dataclass(frozen=True, slots=True)
class Average:
    """Unweighted means over labels."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores: ``micro`` over all mentions, ``labels`` by type, ``macro`` their mean.

    A type counts for ``labels`` and ``macro`` where it occurs in the gold or in the predicted mentions.
    """

    micro: Score
    macro: Average
    labels: Mapping[str, Score]


def exact_scores(gold: Sequence[Sequence[Mention]], predicted: Sequence[Sequence[Mention]]) -> Scores:
    """Compare mentions text by text: one inner sequence a text, the same texts in the same order in both.

    Offsets and type must agree; surface and score are not looked at. A mention that is predicted twice is right once.

    Raises:
        ValueError: the two differ in their number of texts.

    """
    if len(gold) != len(predicted):
        raise ValueError(
            f"{len(gold)} texts with gold mentions but {len(predicted)} with predictions; give the same texts"
        )
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for true, found in zip(gold, predicted, strict=True):
        wanted = Counter((mention.start, mention.end, mention.type) for mention in true)
        given = Counter((mention.start, mention.end, mention.type) for mention in found)
        for counter, keys in ((right, wanted & given), (wrong, given - wanted), (missed, wanted - given)):
            for (_, _, label), count in keys.items():
                counter[label] += count
    labels = {
        label: Score(right[label], wrong[label], missed[label]) for label in sorted({*right, *wrong, *missed})
    }
    return collect(labels)


def collect(labels: Mapping[str, Score]) -> Scores:
    """Return micro and macro scores of counts by label."""
    count = max(1, len(labels))
    macro = Average(
        sum(score.precision for score in labels.values()) / count,
        sum(score.recall for score in labels.values()) / count,
        sum(score.f1 for score in labels.values()) / count,
    )
    return Scores(sum(labels.values(), Score(0, 0, 0)), macro, labels)


def merge(parts: Sequence[Scores]) -> Scores:
    """Return the scores of several measurements taken as one."""
    labels: dict[str, Score] = {}
    for part in parts:
        for label, score in part.labels.items():
            labels[label] = labels.get(label, Score(0, 0, 0)) + score
    return collect(labels)


def as_json(scores: Scores) -> dict[str, Any]:
    """Return scores as plain JSON values: micro, macro and labels, with counts and measures."""

    def plain(score: Score) -> dict[str, float]:
        return {**asdict(score), "precision": score.precision, "recall": score.recall, "f1": score.f1}

    return {
        "micro": plain(scores.micro),
        "macro": asdict(scores.macro),
        "labels": {label: plain(score) for label, score in scores.labels.items()},
    }
