"""``graphmill train``: a model fine-tuned on annotations of one's own, with a held-out score before and after."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extractors.evaluation.annotations import Form, read_annotations
from extractors.evaluation.scores import Average, Score
from extractors.training.fine_tuning.data import check_annotations, check_mentions, label_names, part_texts
from extractors.training.fine_tuning.run import FineTuned, Options, check_folder, fine_tune
from flows.commands.evaluation.annotated import asked_labels
from flows.commands.evaluation.tables import interval
from flows.errors import EXIT_FAILED, EXIT_OK
from flows.project.settings import Settings
from flows.terminal.output import print_error, print_json, print_table

COLUMNS = ("label", "gold", "P before", "R before", "F1 before", "P after", "R after", "F1 after")


@dataclass(frozen=True, slots=True)
class Data:
    """What the options of the command say of the annotations: see ``graphmill train --help``."""

    file: Path
    test: Path | None = None
    held_out: float = 0.2
    validation: float = 0.1
    form: Form | None = None


def train_model(
    data: Data, out: Path, options: Options, settings: Settings, *, resume: bool, as_json: bool, quiet: bool
) -> int:
    """Fine-tune the model of the settings and print the scores before and after."""

    def tell(message: str) -> None:
        if not quiet:
            print(message, file=sys.stderr, flush=True)

    check_folder(out, resume=resume)
    texts = read_annotations(data.file, data.form)
    for warning in check_annotations(texts, str(data.file)):
        tell(f"warning: {warning}")
    test = read_annotations(data.test, data.form) if data.test else []
    check_mentions(test, str(data.test))
    parts = part_texts(texts, test, held_out=data.held_out, validation=data.validation, seed=options.seed)
    labels = asked_labels(label_names([*texts, *test]), settings)
    # The model's progress bars and the hub's advice would stand between the lines of the run.
    os.environ.setdefault("TQDM_DISABLE", "1")
    try:
        result = fine_tune(settings.extractor, labels, parts, out, options, resume=resume, report=tell)
    except KeyboardInterrupt:
        print_error(
            f"Interrupted. The same command with --resume goes on after the last whole epoch in {out}."
        )
        return EXIT_FAILED
    if as_json:
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
