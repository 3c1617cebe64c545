"""Fine-tuning: a GLiNER model trained further on a user's own annotations, measured before and after.

The texts are parted in three. The held-out ones only measure: no choice is made by them. The validation ones choose the
epoch to keep. From the others the model learns. Both scores come from the extractor as ingestion runs it, on the same texts.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from extractors.documents import Document
from extractors.engines.loading import load_extractor, model_files
from extractors.engines.settings import DEFAULT_THRESHOLD, ExtractorSettings
from extractors.evaluation.annotations import AnnotatedText
from extractors.evaluation.bootstrap import Interval
from extractors.evaluation.evaluation import evaluate, make_task
from extractors.evaluation.scores import Scores, as_json
from extractors.mentions import Label
from extractors.models.files import NOTES_FILE, ModelFiles
from extractors.training.fine_tuning.data import FineTuningError, Parts
from extractors.training.fine_tuning.loop import Epoch, FineTuner, Plan
from extractors.training.fine_tuning.model import TrainableModel, check_trainable, trainable_folder

WORK_FOLDER = "training"
"""What a run needs to go on, within the folder of the model to be; removed when the model is written."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to train; see `extractors.training.fine_tuning.loop.Plan` for the rates."""

    epochs: int = 10
    batch_size: int = 8
    seed: int = 0
    encoder_rate: float = 5e-5
    head_rate: float = 2e-4
    device: str = "auto"


@dataclass(frozen=True, slots=True)
class Measured:
    """Scores by exact bounds and type, and the 95 % bootstrap interval of the micro average of F1."""

    scores: Scores
    interval: Interval

    def as_json(self) -> dict[str, Any]:
        """Return the scores as plain JSON values."""
        return {**as_json(self.scores), "micro_f1_interval": list(self.interval)}


@dataclass(frozen=True, slots=True)
class FineTuned:
    """What a run came to: the model's folder, its parent, sizes of the parts, scores, epochs, and the epoch that was kept."""

    folder: Path
    parent: str
    threshold: float
    train: int
    validation: int
    held_out: int
    before: Measured
    after: Measured
    epochs: tuple[Epoch, ...]
    kept: int

    def as_json(self) -> dict[str, Any]:
        """Return the result as plain JSON values."""
        return {
            "model": str(self.folder),
            "parent": self.parent,
            "threshold": self.threshold,
            "texts": {"train": self.train, "validation": self.validation, "held_out": self.held_out},
            "before": self.before.as_json(),
            "after": self.after.as_json(),
            "epochs": [asdict(epoch) for epoch in self.epochs],
            "kept_epoch": self.kept,
        }


def fine_tune(
    settings: ExtractorSettings,
    labels: Sequence[Label],
    parts: Parts,
    out: Path,
    options: Options,
    *,
    resume: bool = False,
    report: Callable[[str], None] = lambda _: None,
) -> FineTuned:
    """Train the model that ``settings`` name on ``parts`` and write the result to the folder ``out``.

    ``report`` is told, in words, what is done. The folder is one that extraction takes as its model: PyTorch weights, for
    token-level uni-encoders an eight-bit graph as well, which runs in their place, and ``graphmill.json`` with parent,
    data and scores.

    Raises:
        FineTuningError: folder, data, options or model cannot be used, or there is no run to resume.
        ExtractorError: the model cannot be had or run.
        WeightsError: the model is an exported graph alone whose weights cannot be brought back.

    """
    check_folder(out, resume=resume)
    files = model_files(settings)
    check_trainable(files)
    device = _device(options.device)
    threshold = settings.threshold or float(files.notes.get("threshold", DEFAULT_THRESHOLD))
    plan = Plan(
        epochs=options.epochs,
        batch_size=options.batch_size,
        seed=options.seed,
        encoder_rate=options.encoder_rate,
        head_rate=options.head_rate,
        threshold=threshold,
        parent=files.identity,
        data=_digest(labels, parts),
    )
    measured = settings.model_copy(update={"threshold": threshold})
    report(f"scoring {settings.model} on {len(parts.held_out)} held-out texts")
    before = _measure(measured, labels, parts.held_out)
    work = out / WORK_FOLDER
    start = trainable_folder(files, work / "start")
    model = TrainableModel(start, labels, device, settings.window_words, settings.threads)
    tuner = FineTuner(model, model.passages(parts.train), model.passages(parts.validation), plan, work)
    if resume:
        tuner.resume()
    else:
        tuner.start()
    report(f"training on {len(parts.train)} texts, {tuner.steps} steps ({device})")
    progress = tuner.run(lambda epoch: report(_sentence(epoch, plan.epochs)))
    report(f"writing the model of epoch {progress.best} to {out}")
    _write(model, files, out, plan)
    written = measured.model_copy(
        update={"model": str(out), "revision": None, "onnx_file": None, "engine": "auto"}
    )
    after = _measure(written, labels, parts.held_out)
    result = FineTuned(
        out,
        settings.model,
        threshold,
        len(parts.train),
        len(parts.validation),
        len(parts.held_out),
        before,
        after,
        tuple(progress.epochs),
        progress.best,
    )
    _note(out, plan, result)
    shutil.rmtree(work)
    return result


def check_folder(out: Path, *, resume: bool) -> None:
    """Check that a model can be written to ``out``.

    Raises:
        FineTuningError: it is a file, or holds something other than the run that is to go on.

    """
    if out.exists() and not out.is_dir():
        raise FineTuningError(f"{out}: it is a file: name a folder for the model")
    begun = (out / WORK_FOLDER).is_dir()
    if resume and not begun:
        raise FineTuningError(f"{out}: there is no run to resume: leave out --resume to begin one")
    if not resume and out.is_dir() and any(out.iterdir()):
        remedy = "give --resume to go on with the run there, or name" if begun else "name"
        raise FineTuningError(f"{out}: the folder is not empty: {remedy} another one")


def _device(device: str) -> str:
    import torch

    if device not in ("auto", "cpu", "cuda"):
        raise FineTuningError(f"device {device!r} is not known: use auto, cpu or cuda")
    if device == "cuda" and not torch.cuda.is_available():
        raise FineTuningError(
            "device 'cuda': PyTorch sees no CUDA device here: use cpu, or install a CUDA build of torch"
        )
    return "cuda" if device != "cpu" and torch.cuda.is_available() else "cpu"


def _digest(labels: Sequence[Label], parts: Parts) -> str:
    """Return a hash of the labels' words and of all texts with their annotations, each with the part it is in."""
    described = [[label.name, label.asked] for label in labels]
    texts = [
        [part, text.text, [[m.start, m.end, m.type] for m in text.mentions], sorted(text.labels or ())]
        for part, held in (
            ("train", parts.train),
            ("validation", parts.validation),
            ("held out", parts.held_out),
        )
        for text in held
    ]
    return hashlib.sha256(json.dumps([described, texts]).encode()).hexdigest()


def _measure(
    settings: ExtractorSettings, labels: Sequence[Label], texts: Sequence[AnnotatedText]
) -> Measured:
    """Return the scores of the extractor on ``texts``."""
    documents = [
        Document(text.name, text.name, text.text, "text/plain", str(number))
        for number, text in enumerate(texts)
    ]
    found = [extraction.mentions for extraction in load_extractor(settings, labels).extract(documents)]
    task = make_task(texts, [label.name for label in labels])
    evaluation = evaluate(task, found, mistakes=0)
    return Measured(evaluation.exact, evaluation.exact_intervals.micro.f1)


def _sentence(epoch: Epoch, count: int) -> str:
    score = "" if epoch.validation is None else f", F1 on the validation texts {epoch.validation:.3f}"
    return f"epoch {epoch.number} of {count}: loss {epoch.loss:.2f}{score}, {epoch.seconds:.0f} s"


def _write(model: TrainableModel, files: ModelFiles, out: Path, plan: Plan) -> None:
    model.save(out)
    if files.architecture == "token":
        from extractors.training.packing.export import export_model
        from extractors.training.recipe.network import build_model

        export_model(build_model(out), out, revision=_revision(plan), threshold=plan.threshold)
    else:
        notes = {"revision": _revision(plan), "threshold": plan.threshold}
        (out / NOTES_FILE).write_text(json.dumps(notes, indent=2) + "\n", encoding="utf-8")


def _revision(plan: Plan) -> str:
    """Return a name for a model that follows from all that it depends on."""
    digest = hashlib.sha256(json.dumps(asdict(plan), sort_keys=True).encode()).hexdigest()
    return f"fine-tuned-{digest[:12]}"


def _note(out: Path, plan: Plan, result: FineTuned) -> None:
    """Add to ``graphmill.json`` where the model comes from and how well it did."""
    path = out / NOTES_FILE
    notes = json.loads(path.read_text(encoding="utf-8"))
    told = {name: value for name, value in result.as_json().items() if name not in ("model", "threshold")}
    notes["fine_tuning"] = {**told, "plan": asdict(plan)}
    path.write_text(json.dumps(notes, indent=2) + "\n", encoding="utf-8")
