"""``graphmill evaluate extraction``: how well entities are found in annotated texts, by the way that ingestion takes."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from extractors.errors import UsageError
from extractors.evaluation.annotations import Form, read_annotations
from extractors.evaluation.evaluation import Evaluation, Task, evaluate, evaluation_as_json, make_task
from flows.commands.evaluation.annotated import asked_labels, find_mentions, mapped_types, settings_order
from flows.commands.evaluation.tables import Run, print_evaluation
from flows.commands.options import (
    COMMON,
    EXTRACTOR,
    MAP_HELP,
    PATH,
    AnnotationForm,
    Common,
    ExtractorChoice,
    split_list,
)
from flows.errors import EXIT_OK
from flows.project.extraction import project_extractor
from flows.terminal.output import print_json
from flows.terminal.progress import terminal_progress

ERRORS_PRINTED, ERRORS_LISTED = 5, 20
"""Mistakes of each kind in the terminal, and in JSON and on the page, unless the option says how many."""


def extraction(
    gold: Annotated[Path, PATH],
    *,
    labels: str | None = None,
    map_: Annotated[list[str] | None, Parameter("--map", help=MAP_HELP)] = None,
    extractor: ExtractorChoice = EXTRACTOR,
    page: Annotated[Path | None, PATH] = None,
    calibrate: bool = False,
    errors: int | None = None,
    limit: int | None = None,
    seed: int = 0,
    format_: AnnotationForm = None,
    quiet: bool = False,
    common: Common = COMMON,
) -> int:
    """Measure extraction against annotated texts: precision, recall and F1, confusions, the worst mistakes.

    Parameters
    ----------
    gold
        JSON lines of {text, entities: [{start, end, type}]}, JSON lines of {tokens, spans, labels}, or CoNLL.
    labels
        Labels to look for, separated by commas; else the types in the gold.
    page
        Write a page of HTML with all of it to this file.
    calibrate
        Find the best threshold of each label instead, and show the settings for it.
    errors
        Mistakes of each kind to show: 5, on the page and in JSON 20.
    limit
        Take this many of the texts, drawn at random.
    seed
        Seed of every random choice.
    quiet
        Show no progress.

    """
    settings = common.settings(extractor=extractor.given)
    _refuse_what_cannot_work(limit, errors, page, calibrate=calibrate)
    form = Form(format_) if format_ else None
    asked = split_list(labels)
    task = make_task(read_annotations(gold, form), asked, mapped_types(map_ or ()))
    if limit:
        task = task.sample(limit, seed)
    _tell_what_to_know(task)
    names = task.labels if asked else settings_order(task.labels, settings)
    looked_for = asked_labels(names, settings)
    if calibrate:
        from flows.commands.evaluation.calibrate import run_calibration

        return run_calibration(task, looked_for, settings, seed=seed, print_as_json=common.json, quiet=quiet)
    loaded = project_extractor(settings, looked_for)
    with terminal_progress(quiet=quiet):
        predicted = find_mentions(task.texts, loaded)
    most = ERRORS_LISTED if errors is None else errors
    evaluation = evaluate(task, predicted, seed, mistakes=most)
    run = Run(
        gold.as_posix(),
        settings.extractor.engine,
        settings.extractor.model,
        loaded.fingerprint,
        loaded.thresholds,
        seed,
    )
    if page:
        from flows.commands.evaluation.page import write_page

        write_page(page, run, evaluation)
        print(f"page: {page}", file=sys.stderr)
    if common.json:
        print_json(_as_json(run, evaluation))
    else:
        print_evaluation(run, evaluation, ERRORS_PRINTED if errors is None else errors)
    return EXIT_OK


def _refuse_what_cannot_work(
    limit: int | None, errors: int | None, page: Path | None, *, calibrate: bool
) -> None:
    if limit is not None and limit < 1:
        raise UsageError(f"--limit {limit}: give the number of texts, at least 1.")
    if errors is not None and errors < 0:
        raise UsageError(f"--errors {errors}: give a number of mistakes, 0 for none.")
    if calibrate and page:
        raise UsageError(
            "--calibrate finds thresholds and writes no page. Give one of --calibrate and --page."
        )
    if page and not page.parent.is_dir():
        raise UsageError(f"--page {page}: there is no folder {page.parent}. Make it first.")
    if page and page.is_dir():
        raise UsageError(f"--page {page}: it is a folder. Name a file in it.")


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
