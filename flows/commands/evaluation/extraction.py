"""``graphmill evaluate extraction``: how well entities are found in annotated texts, by the way that ingestion takes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from extractors.engines.loading import load_extractor
from extractors.errors import UsageError
from extractors.evaluation.annotations import Form, read_annotations
from extractors.evaluation.evaluation import Evaluation, Task, evaluate, evaluation_as_json, make_task
from flows.commands.evaluation.annotated import asked_labels, find_mentions, mapped_types, settings_order
from flows.commands.evaluation.tables import Run, print_evaluation
from flows.errors import EXIT_OK
from flows.project.settings import Settings
from flows.terminal.output import print_json
from flows.terminal.progress import terminal_progress

ERRORS_PRINTED, ERRORS_LISTED = 5, 20
"""Mistakes of each kind in the terminal, and in JSON and on the page, unless the option says how many."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the options of the command say: see ``graphmill evaluate extraction --help``."""

    labels: Sequence[str] = ()
    names: Sequence[str] = ()
    form: Form | None = None
    limit: int | None = None
    seed: int = 0
    errors: int | None = None
    page: Path | None = None
    calibrate: bool = False


def evaluate_extraction(
    gold: Path, settings: Settings, choices: Choices, *, as_json: bool, quiet: bool
) -> int:
    """Measure extraction against annotated texts and print scores, or with ``calibrate`` thresholds."""
    _refuse_what_cannot_work(choices)
    task = make_task(read_annotations(gold, choices.form), choices.labels, mapped_types(choices.names))
    if choices.limit:
        task = task.sample(choices.limit, choices.seed)
    _tell_what_to_know(task)
    names = task.labels if choices.labels else settings_order(task.labels, settings)
    labels = asked_labels(names, settings)
    if choices.calibrate:
        from flows.commands.evaluation.calibrate import run_calibration

        return run_calibration(task, labels, settings, seed=choices.seed, print_as_json=as_json, quiet=quiet)
    extractor = load_extractor(settings.extractor, labels)
    with terminal_progress(quiet=quiet):
        predicted = find_mentions(task.texts, extractor)
    most = ERRORS_LISTED if choices.errors is None else choices.errors
    evaluation = evaluate(task, predicted, choices.seed, mistakes=most)
    run = Run(
        gold.as_posix(),
        settings.extractor.engine,
        settings.extractor.model,
        extractor.fingerprint,
        extractor.thresholds,
        choices.seed,
    )
    if choices.page:
        from flows.commands.evaluation.page import write_page

        write_page(choices.page, run, evaluation)
        print(f"page: {choices.page}", file=sys.stderr)
    if as_json:
        print_json(_as_json(run, evaluation))
    else:
        print_evaluation(run, evaluation, ERRORS_PRINTED if choices.errors is None else choices.errors)
    return EXIT_OK


def _refuse_what_cannot_work(choices: Choices) -> None:
    if choices.limit is not None and choices.limit < 1:
        raise UsageError(f"--limit {choices.limit}: give the number of texts, at least 1.")
    if choices.errors is not None and choices.errors < 0:
        raise UsageError(f"--errors {choices.errors}: give a number of mistakes, 0 for none.")
    if choices.calibrate and choices.page:
        raise UsageError(
            "--calibrate finds thresholds and writes no page. Give one of --calibrate and --page."
        )
    if choices.page and not choices.page.parent.is_dir():
        raise UsageError(f"--page {choices.page}: there is no folder {choices.page.parent}. Make it first.")
    if choices.page and choices.page.is_dir():
        raise UsageError(f"--page {choices.page}: it is a folder. Name a file in it.")


def _tell_what_to_know(task: Task) -> None:
    if task.left_out:
        count = ", ".join(f"{name} {number:,}" for name, number in sorted(task.left_out.items()))
        print(
            f"left out: gold mentions that are not asked for, or not listed as annotated in their text: {count}",
            file=sys.stderr,
        )
    if codes := [label for label in task.labels if label.isupper() and len(label) <= 5]:
        print(
            f"note: the model reads labels as words, and {', '.join(codes)} are none. Give it words, for instance "
            "--map PER=person",
            file=sys.stderr,
        )


def _as_json(run: Run, evaluation: Evaluation) -> dict[str, Any]:
    values = set(run.thresholds.values())
    return {
        **asdict(run),
        "threshold": values.pop() if len(values) == 1 else None,
        **evaluation_as_json(evaluation),
    }
