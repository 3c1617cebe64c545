"""Evaluation of extraction: scores with intervals, confusions and mistakes, from gold and predicted mentions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extractors.errors import GraphmillError
from extractors.evaluation.annotations import AnnotatedText
from extractors.evaluation.bootstrap import Intervals, percentile_intervals
from extractors.evaluation.matching import Match, MatchKind, match
from extractors.evaluation.mistakes import Mistake, worst_mistakes
from extractors.evaluation.scores import Score, Scores, as_json, collect
from extractors.mentions import SOURCES, Mention


class EvaluationError(GraphmillError):
    """Gold and labels leave nothing to evaluate; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is evaluated: texts whose gold mentions are of ``labels`` only, in texts where the label was annotated.

    ``left_out`` counts the gold mentions that are not: of types that are not asked for, or that their own text does not list
    as annotated.
    """

    texts: tuple[AnnotatedText, ...]
    labels: tuple[str, ...]
    left_out: Mapping[str, int]

    def sample(self, size: int, seed: int) -> Task:
        """Return the task with ``size`` texts drawn at random, in their order; all of them if there are no more."""
        if size >= len(self.texts):
            return self
        chosen = np.random.default_rng(seed).choice(len(self.texts), size, replace=False)
        return replace(self, texts=tuple(self.texts[i] for i in sorted(chosen.tolist())))


def make_task(
    texts: Sequence[AnnotatedText], labels: Sequence[str] = (), names: Mapping[str, str] | None = None
) -> Task:
    """Choose what is evaluated: ``labels``, by default every annotated type; ``names`` renames gold types first.

    Raises:
        EvaluationError: ``names`` renames a type that the gold has not, or no gold mention is left.

    """
    names = names or {}
    known = _types(texts)
    if unknown := sorted(names.keys() - known):
        raise EvaluationError(
            f"{', '.join(unknown)}: no such type in the gold. It has: {', '.join(sorted(known)) or 'none'}."
        )
    renamed = [_rename(text, names) for text in texts]
    chosen = tuple(dict.fromkeys(labels)) or tuple(sorted(_annotated_types(renamed)))
    kept, left_out = [], Counter[str]()
    for text in renamed:
        asked = set(chosen) if text.labels is None else text.labels & set(chosen)
        kept.append(replace(text, mentions=tuple(m for m in text.mentions if m.type in asked)))
        left_out.update(m.type for m in text.mentions if m.type not in asked)
    if not any(text.mentions for text in kept):
        raise EvaluationError(
            f"no gold mention is of an annotated type among those asked for ({', '.join(chosen) or 'none'}). "
            f"The gold has: {', '.join(sorted(_types(renamed))) or 'no mentions'}. Name other labels, map the gold's "
            "types to them, or list in each text's labels what was annotated."
        )
    return Task(tuple(kept), chosen, left_out)


def _types(texts: Iterable[AnnotatedText]) -> set[str]:
    return {m.type for text in texts for m in text.mentions}.union(*(text.labels or () for text in texts))


def _annotated_types(texts: Iterable[AnnotatedText]) -> set[str]:
    found: set[str] = set()
    for text in texts:
        found |= {m.type for m in text.mentions} if text.labels is None else text.labels
    return found


def _rename(text: AnnotatedText, names: Mapping[str, str]) -> AnnotatedText:
    mentions = {replace(mention, type=names.get(mention.type, mention.type)) for mention in text.mentions}
    labels = None if text.labels is None else frozenset(names.get(label, label) for label in text.labels)
    return replace(text, mentions=tuple(sorted(mentions)), labels=labels)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well mentions were found.

    ``exact`` wants equal bounds and type, ``overlap`` equal type and one shared character, one to one
    (`extractors.evaluation.matching`). ``outcomes`` counts, by type, what became of the gold mentions and which predicted ones are
    spurious; ``confusion`` counts pairs by gold and predicted type. ``ignored`` counts predictions of types that their text does not
    list as annotated: they are neither right nor wrong. ``mistakes`` holds the worst of each outcome. ``sources`` has exact and
    overlap scores of what the model, patterns and lists of names each found: precision is the part of the source's own mentions
    that is right, recall the part of all gold mentions that this source found.
    """

    texts: int
    characters: int
    exact: Scores
    overlap: Scores
    exact_intervals: Intervals
    overlap_intervals: Intervals
    outcomes: Mapping[MatchKind, Mapping[str, int]]
    confusion: Mapping[tuple[str, str], int]
    ignored: int
    mistakes: Mapping[MatchKind, Sequence[Mistake]]
    sources: Mapping[str, tuple[Scores, Scores]]

    @property
    def labels(self) -> tuple[str, ...]:
        """The types that occur in the gold or among the predictions."""
        return tuple(self.exact.labels)

    @property
    def has_several_sources(self) -> bool:
        """Whether more than one source found something."""
        return len(self.sources) > 1

    def gold_count(self, label: str) -> int:
        """Return the number of gold mentions of a type."""
        score = self.exact.labels[label]
        return score.true_positives + score.false_negatives

    def predicted_count(self, label: str) -> int:
        """Return the number of predicted mentions of a type."""
        score = self.exact.labels[label]
        return score.true_positives + score.false_positives


def evaluate(
    task: Task, predicted: Sequence[Sequence[Mention]], seed: int = 0, mistakes: int = 20
) -> Evaluation:
    """Compare predicted mentions with the gold of the same texts in the same order.

    ``seed`` is that of the bootstrap; ``mistakes`` is the most that are kept of each outcome.

    Raises:
        ValueError: not as many predictions as texts, or a prediction of a label that was not asked for.

    """
    if len(predicted) != len(task.texts):
        raise ValueError(f"{len(task.texts)} texts but {len(predicted)} predictions: give one list a text")
    matches: list[list[Match]] = []
    ignored = 0
    for text, found in zip(task.texts, predicted, strict=True):
        counted = [m for m in set(found) if text.labels is None or m.type in text.labels]
        ignored += len(set(found)) - len(counted)
        matches.append(match(text.mentions, counted))
    exact, overlap = _counts(matches, task.labels)
    outcomes: dict[MatchKind, Counter[str]] = {outcome: Counter() for outcome in MatchKind}
    confusion: Counter[tuple[str, str]] = Counter()
    for each in (each for found in matches for each in found):
        mention = each.gold or each.predicted
        if mention is not None:
            outcomes[each.outcome][mention.type] += 1
        if each.gold and each.predicted:
            confusion[each.gold.type, each.predicted.type] += 1
    return Evaluation(
        texts=len(task.texts),
        characters=sum(len(text.text) for text in task.texts),
        exact=_scores(exact, task.labels),
        overlap=_scores(overlap, task.labels),
        exact_intervals=percentile_intervals(exact, task.labels, seed=seed),
        overlap_intervals=percentile_intervals(overlap, task.labels, seed=seed),
        outcomes=outcomes,
        confusion=confusion,
        ignored=ignored,
        mistakes=worst_mistakes(task.texts, matches, mistakes),
        sources=_by_source(matches, task.labels),
    )


def _by_source(matches: Sequence[Sequence[Match]], labels: Sequence[str]) -> dict[str, tuple[Scores, Scores]]:
    """Return exact and overlap scores of each source, in the order of `SOURCES`, those that found nothing left out."""
    present = {each.predicted.source for found in matches for each in found if each.predicted}
    scores = {}
    for source in filter(present.__contains__, SOURCES):
        own = [[_of_source(each, source) for each in found] for found in matches]
        exact, overlap = _counts(
            [[each for each in found if each.gold or each.predicted] for found in own], labels
        )
        scores[source] = _scores(exact, labels), _scores(overlap, labels)
    return scores


def _of_source(found: Match, source: str) -> Match:
    """Return a match without a predicted mention that another source found."""
    by_other = found.predicted is not None and found.predicted.source != source
    return Match(found.gold, None) if by_other else found


def _counts(
    matches: Sequence[Sequence[Match]], labels: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return matched, predicted and gold mentions by text and label, for exact and for overlapping matches."""
    column = {label: number for number, label in enumerate(labels)}
    exact = np.zeros((len(matches), len(labels), 3), dtype=np.int64)
    overlapping = np.zeros((len(matches), len(labels)), dtype=np.int64)
    for row, found in enumerate(matches):
        for each in found:
            for mention, kind in ((each.predicted, 1), (each.gold, 2)):
                if mention is None:
                    continue
                if mention.type not in column:
                    raise ValueError(f"a mention of {mention.type!r}, which was not asked for")
                exact[row, column[mention.type], kind] += 1
            if each.gold and each.outcome in (MatchKind.RIGHT, MatchKind.BOUNDS):
                exact[row, column[each.gold.type], 0] += each.outcome is MatchKind.RIGHT
                overlapping[row, column[each.gold.type]] += 1
    overlap = exact.copy()
    overlap[..., 0] = overlapping
    return exact, overlap


def _scores(counts: NDArray[np.int64], labels: Sequence[str]) -> Scores:
    by_label = {}
    for label, (matched, predicted, gold) in zip(labels, counts.sum(axis=0).tolist(), strict=True):
        if predicted or gold:
            by_label[label] = Score(matched, predicted - matched, gold - matched)
    return collect(by_label)


def _sources_as_json(evaluation: Evaluation) -> dict[str, Any]:
    """Return the scores by source, nothing where there is but one."""
    if not evaluation.has_several_sources:
        return {}
    return {
        "sources": {
            source: {"exact": as_json(exact), "overlap": as_json(overlap)}
            for source, (exact, overlap) in evaluation.sources.items()
        }
    }


def evaluation_as_json(evaluation: Evaluation) -> dict[str, Any]:
    """Return the evaluation as plain JSON values: ``exact`` and ``overlap`` scores, intervals, confusion, mistakes, counts.

    Where several sources found something, ``sources`` has the scores of each.
    """
    return {
        "exact": as_json(evaluation.exact),
        "overlap": as_json(evaluation.overlap),
        "intervals": {
            "level": 0.95,
            "exact": asdict(evaluation.exact_intervals),
            "overlap": asdict(evaluation.overlap_intervals),
        },
        "confusion": {
            "pairs": [
                {"gold": gold, "predicted": predicted, "count": count}
                for (gold, predicted), count in sorted(evaluation.confusion.items())
            ],
            "missed": dict(sorted(evaluation.outcomes[MatchKind.MISSED].items())),
            "spurious": dict(sorted(evaluation.outcomes[MatchKind.SPURIOUS].items())),
        },
        "outcomes": {
            outcome.value: dict(sorted(counts.items())) for outcome, counts in evaluation.outcomes.items()
        },
        **_sources_as_json(evaluation),
        "errors": [asdict(mistake) for found in evaluation.mistakes.values() for mistake in found],
        "counts": {
            "texts": evaluation.texts,
            "characters": evaluation.characters,
            "gold": sum(map(evaluation.gold_count, evaluation.labels)),
            "predicted": sum(map(evaluation.predicted_count, evaluation.labels)),
            "ignored": evaluation.ignored,
        },
    }
