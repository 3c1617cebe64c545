"""What an evaluation shows, as rows: for the terminal here, for the page in `flows.commands.evaluation.page`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from extractors.evaluation.bootstrap import MeasureIntervals
from extractors.evaluation.evaluation import Evaluation
from extractors.evaluation.matching import MatchKind
from extractors.evaluation.mistakes import Mistake
from extractors.evaluation.scores import Average, Score
from flows.terminal.output import heading, highlight, print_table

WIDEST_CONFUSION = 10
"""Labels up to which the terminal shows the whole confusion table; the page and the JSON always do."""
CONFUSED_PAIRS = 15
"""Pairs of types that the terminal shows instead."""


@dataclass(frozen=True, slots=True)
class Run:
    """What was evaluated with what, for the heads of table, page and JSON."""

    gold: str
    engine: str
    model: str
    fingerprint: str
    thresholds: Mapping[str, float]
    seed: int

    @property
    def model_named(self) -> str:
        """The model, with its engine where one was asked for."""
        return self.model if self.engine == "auto" else f"{self.model} ({self.engine})"

    @property
    def found_with(self) -> str:
        """What found the mentions: the model and its threshold, or rules alone."""
        return (
            f"Model {self.model_named}, threshold {self.threshold}"
            if self.thresholds
            else "Rules alone, no model"
        )

    @property
    def threshold(self) -> str:
        """The threshold in words."""
        values = sorted(set(self.thresholds.values()))
        return f"{values[0]:g}" if len(values) == 1 else f"{values[0]:g} to {values[-1]:g}, by label"


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """The measures of a label, or of an average over all labels."""

    label: str
    gold: int
    found: int
    exact: Score | Average
    exact_interval: MeasureIntervals
    overlap: Score | Average
    overlap_interval: MeasureIntervals


def score_rows(evaluation: Evaluation) -> list[ScoreRow]:
    """Return a row for each label, those with most gold mentions first, and then micro and macro averages."""
    exact, overlap = evaluation.exact, evaluation.overlap
    near, wide = evaluation.exact_intervals, evaluation.overlap_intervals
    rows = [
        ScoreRow(
            label,
            evaluation.gold_count(label),
            evaluation.predicted_count(label),
            exact.labels[label],
            near.labels[label],
            overlap.labels[label],
            wide.labels[label],
        )
        for label in evaluation.labels
    ]
    rows.sort(key=lambda row: -row.gold)
    gold, found = sum(row.gold for row in rows), sum(row.found for row in rows)
    micro = ScoreRow("micro average", gold, found, exact.micro, near.micro, overlap.micro, wide.micro)
    macro = ScoreRow("macro average", gold, found, exact.macro, near.macro, overlap.macro, wide.macro)
    return [*rows, micro, macro]


def source_rows(evaluation: Evaluation) -> list[tuple[str, int, Score, Score]]:
    """Return a row for each source: its name, how many mentions it found, and their exact and overlap scores over all labels."""
    return [
        (source, exact.micro.true_positives + exact.micro.false_positives, exact.micro, overlap.micro)
        for source, (exact, overlap) in evaluation.sources.items()
    ]


def print_evaluation(run: Run, evaluation: Evaluation, errors: int) -> None:
    """Print scores, outcomes, confusions and at most ``errors`` mistakes of each kind."""
    rows = score_rows(evaluation)
    print(f"{run.gold}: {evaluation.texts:,} texts, {rows[-1].gold:,} gold mentions. {run.found_with}.")
    if evaluation.ignored:
        print(
            f"Not counted: {evaluation.ignored:,} mentions of types that their text does not list as annotated."
        )
    print()
    print_table(
        (
            "label",
            "gold",
            "found",
            "P",
            "R",
            "F1",
            "F1, 95 %",
            "overlap P",
            "overlap R",
            "overlap F1",
        ),
        [
            (
                *(row.label, f"{row.gold:,}", f"{row.found:,}"),
                *(row.exact.precision, row.exact.recall, row.exact.f1, interval(row.exact_interval.f1)),
                *(row.overlap.precision, row.overlap.recall, row.overlap.f1),
            )
            for row in rows
        ],
    )
    print()
    if evaluation.has_several_sources:
        print_table(
            ("found by", "found", "right", "P", "R", "F1", "overlap P", "overlap R", "overlap F1"),
            [
                (
                    *(source, f"{found:,}", f"{exact.true_positives:,}"),
                    *(exact.precision, exact.recall, exact.f1),
                    *(overlap.precision, overlap.recall, overlap.f1),
                )
                for source, found, exact, overlap in source_rows(evaluation)
            ],
        )
        print()
    labels = [row.label for row in rows[:-2]]
    print_table(
        ("mentions of", *(outcome.value for outcome in MatchKind)),
        [(label, *(evaluation.outcomes[outcome].get(label, 0) for outcome in MatchKind)) for label in labels],
    )
    print()
    if len(labels) <= WIDEST_CONFUSION:
        print_table(("gold \\ found", *labels, "missed"), confusion_rows(evaluation, labels))
    else:
        pairs = [(-times, *pair) for pair, times in evaluation.confusion.items() if pair[0] != pair[1]]
        print_table(
            ("gold", "found as", "times"),
            [(gold, found, -times) for times, gold, found in sorted(pairs)[:CONFUSED_PAIRS]],
        )
    for outcome, mistakes in evaluation.mistakes.items():
        if mistakes[:errors]:
            print()
            heading(f"{outcome.value.capitalize()}: the worst")
        for mistake in mistakes[:errors]:
            _print_mistake(mistake)


def confusion_rows(evaluation: Evaluation, labels: list[str]) -> list[tuple[str | int, ...]]:
    """Return a row for each gold type with the times it was found as each type and missed, and a row of the spurious."""
    missed, spurious = evaluation.outcomes[MatchKind.MISSED], evaluation.outcomes[MatchKind.SPURIOUS]
    rows: list[tuple[str | int, ...]] = [
        (gold, *(evaluation.confusion.get((gold, found), 0) for found in labels), missed.get(gold, 0))
        for gold in labels
    ]
    return [*rows, ("spurious", *(spurious.get(found, 0) for found in labels), "")]


def interval(bounds: tuple[float, float]) -> str:
    """Return an interval as its bounds."""
    return f"{bounds[0]:.3f}–{bounds[1]:.3f}"


def describe(mistake: Mistake) -> str:
    """Return what was found and what should have been, in a line."""
    gold, found = mistake.gold, mistake.predicted
    times = f", {mistake.count} times" if mistake.count > 1 else ""
    if found is None and gold is not None:
        return f"{gold.surface!r} is {gold.type}{times}"
    if found is not None and gold is None:
        return f"{found.surface!r} is no {found.type} (score {found.score:.2f}{times})"
    if found is not None and gold is not None:
        return f"{gold.surface!r} is {gold.type}; found {found.surface!r} as {found.type} (score {found.score:.2f}{times})"
    raise ValueError("a mistake has a gold or a predicted mention")


def _print_mistake(mistake: Mistake) -> None:
    print(f"{mistake.name}: {describe(mistake)}")
    sides = [mention for mention in (mistake.gold, mistake.predicted) if mention]
    first, last = min(m.start for m in sides), max(m.end for m in sides)
    context = "  " + "".join(" " if sign.isspace() else sign for sign in mistake.context)
    highlight(context, [(first - mistake.start + 2, last - mistake.start + 2)])
