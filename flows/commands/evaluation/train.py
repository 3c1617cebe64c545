"""``graphmill train``: a model fine-tuned on annotations of one's own, with a held-out score before and after."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from extractors.evaluation.annotations import Form, read_annotations
from extractors.evaluation.scores import Average, Score
from extractors.training.fine_tuning.data import check_annotations, check_mentions, label_names, part_texts
from extractors.training.fine_tuning.run import FineTuned, Options, check_folder, fine_tune
from flows.commands.evaluation.annotated import asked_labels
from flows.commands.evaluation.tables import interval
from flows.commands.options import COMMON, PATH, AnnotationForm, Common
from flows.errors import EXIT_FAILED, EXIT_OK
from flows.terminal.output import print_error, print_json, print_table

COLUMNS = ("label", "gold", "P before", "R before", "F1 before", "P after", "R after", "F1 after")


def train(
    data: Annotated[Path, PATH],
    *,
    out: Annotated[Path, PATH],
    from_: Annotated[
        str | None, Parameter("--from", help='Model to begin with: "bundled", a hub name, or a folder.')
    ] = None,
    test: Annotated[Path | None, PATH] = None,
    held_out: float = 0.2,
    validation: float = 0.1,
    epochs: int | None = None,
    batch_size: int | None = None,
    learning_rate: float | None = None,
    head_learning_rate: float | None = None,
    threshold: float | None = None,
    seed: int = 0,
    device: str = "auto",
    format_: AnnotationForm = None,
    resume: bool = False,
    quiet: bool = False,
    common: Common = COMMON,
) -> int:
    """Fine-tune a model on your own annotations; shows the score on held-out texts before and after.

    Parameters
    ----------
    data
        JSON lines of {text, entities: [{start, end, type}]}, JSON lines of {tokens, spans, labels}, or CoNLL.
    out
        Folder for the model; `--model` of every other command takes it.
    test
        Annotations to measure with, instead of a part of the data.
    held_out
        Part of the texts that only measures.
    validation
        Part of the other texts that chooses the epoch to keep; with 0 the last is kept.
    epochs
        Times that all texts are gone through: 10.
    batch_size
        Passages a step: 8.
    learning_rate
        Peak learning rate of the encoder: 5e-5.
    head_learning_rate
        Peak learning rate of all else: 2e-4.
    threshold
        Least score of a mention, between 0 and 1, before and after; else the model's own.
    seed
        Seed of every random choice.
    device
        auto, cpu or cuda.
    resume
        Go on with a run that was stopped, after its last whole epoch.
    quiet
        Show no progress.

    """
    settings = common.settings(extractor={"model": from_, "threshold": threshold})
    given = {
        "epochs": epochs,
        "batch_size": batch_size,
        "encoder_rate": learning_rate,
        "head_rate": head_learning_rate,
    }
    options = Options(
        seed=seed,
        device=device,
        **{name: value for name, value in given.items() if value is not None},  # type: ignore[arg-type]
    )
    form = Form(format_) if format_ else None

    def tell(message: str) -> None:
        if not quiet:
            print(message, file=sys.stderr, flush=True)

    check_folder(out, resume=resume)
    texts = read_annotations(data, form)
    for warning in check_annotations(texts, str(data)):
        tell(f"warning: {warning}")
    tests = read_annotations(test, form) if test else []
    check_mentions(tests, str(test))
    parts = part_texts(texts, tests, held_out=held_out, validation=validation, seed=seed)
    labels = asked_labels(label_names([*texts, *tests]), settings)
    # The model's progress bars and the hub's advice would stand between the lines of the run.
    os.environ.setdefault("TQDM_DISABLE", "1")
    try:
        result = fine_tune(settings.extractor, labels, parts, out, options, resume=resume, report=tell)
    except KeyboardInterrupt:
        print_error(
            f"Interrupted. The same command with --resume goes on after the last whole epoch in {out}."
        )
        return EXIT_FAILED
    if common.json:
        print_json(result.as_json())
    else:
        _print(result)
    return EXIT_OK


def _print(result: FineTuned) -> None:
    best = (
        f"epoch {result.kept} of {len(result.epochs)}"
        if result.kept
        else "none: no epoch was better than before"
    )
    print(
        f"{result.train} texts to learn from, {result.validation} to choose the epoch by ({best}), "
        f"{result.held_out} held out"
    )
    print_table(COLUMNS, _rows(result), title="held-out texts, exact bounds and type")
    old, new = interval(result.before.interval), interval(result.after.interval)
    print(f"\n95 % intervals of the micro average of F1: {old} before, {new} after")
    print(f"Use it: graphmill ingest PATHS --model {result.folder}")


def _rows(result: FineTuned) -> Iterator[tuple[object, ...]]:
    nothing = Score(0, 0, 0)
    before, after = result.before.scores, result.after.scores
    for label in sorted({*before.labels, *after.labels}):
        old, new = before.labels.get(label, nothing), after.labels.get(label, nothing)
        known = old if label in before.labels else new
        yield label, known.true_positives + known.false_negatives, *_measures(old), *_measures(new)
    gold = before.micro.true_positives + before.micro.false_negatives
    yield "micro average", gold, *_measures(before.micro), *_measures(after.micro)
    yield "macro average", "", *_measures(before.macro), *_measures(after.macro)


def _measures(score: Score | Average) -> tuple[float, float, float]:
    return score.precision, score.recall, score.f1
