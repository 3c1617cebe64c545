"""The commands that measure models and linking, and teach models."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from flows.commands.options import (
    COMMON,
    EXTRACTOR,
    MAP_HELP,
    AnnotationForm,
    Common,
    ExtractorChoice,
    split_list,
)
from flows.commands.paths import PATH

evaluate_app = App(name="evaluate", help="Measure graphmill against annotations of your own.")


@evaluate_app.command
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
    from extractors.evaluation.annotations import Form
    from flows.commands.evaluation.extraction import Choices, evaluate_extraction

    settings = common.settings(extractor=extractor.given)
    choices = Choices(
        labels=split_list(labels),
        names=map_ or (),
        form=Form(format_) if format_ else None,
        limit=limit,
        seed=seed,
        errors=errors,
        page=page,
        calibrate=calibrate,
    )
    return evaluate_extraction(gold, settings, choices, as_json=common.json, quiet=quiet)


@evaluate_app.command
def linking(
    gold: Annotated[Path, PATH],
    *,
    flip: float = 0.0,
    seed: int = 0,
    errors: int | None = None,
    predicted: bool = False,
    map_: Annotated[list[str] | None, Parameter("--map", help=MAP_HELP)] = None,
    extractor: ExtractorChoice = EXTRACTOR,
    quiet: bool = False,
    common: Common = COMMON,
) -> int:
    """Measure linking against annotated mentions: B-cubed, pairs and CEAF-e, the worst false merges and splits.

    Parameters
    ----------
    gold
        JSON lines of {doc, start, end, text, type, link, cluster}, or of {doc, text, entities: [{mentions, link}]}.
    flip
        Share of the gold mentions to give a random wrong type, between 0 and 1.
    seed
        Seed of the wrong types.
    errors
        Mistakes of each kind to show: 5, in JSON 20.
    predicted
        Link the mentions that the extractor finds in the texts, not the gold's; only then the model's options count.
    quiet
        Show no progress.

    """
    from flows.commands.evaluation.linking import Choices, run_linking_evaluation

    choices = Choices(
        names=map_ or (),
        flip=flip,
        seed=seed,
        errors=errors,
        predicted=predicted,
        extractor_options=[f"--{name}" for name in extractor.given],
    )
    settings = common.settings(extractor=extractor.given)
    return run_linking_evaluation(gold, settings, choices, as_json=common.json, quiet=quiet)


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
    from extractors.evaluation.annotations import Form
    from extractors.training.fine_tuning.run import Options
    from flows.commands.evaluation.train import Data, train_model

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
    return train_model(
        Data(data, test, held_out, validation, form),
        out,
        options,
        settings,
        resume=resume,
        as_json=common.json,
        quiet=quiet,
    )
