"""``graphmill extract --compare A B FILE``: two models on the same texts, side by side."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from extractors.documents import Document
from extractors.engines.loading import extract_text, model_files
from extractors.evaluation.agreement import Agreement, Comparison, Pair, compare
from extractors.mentions import Extraction, Label, Mention
from flows.commands.texts import annotation, read_documents
from flows.errors import EXIT_FAILED, EXIT_OK, EXIT_PARTIAL
from flows.project.extraction import project_extractor
from flows.project.settings import Settings
from flows.terminal.output import print_json, print_table

LETTERS = ("A", "B")


@dataclass(frozen=True, slots=True)
class Run:
    """What one model made of the texts; ``seconds`` is reading and extracting, loading the model not included."""

    model: str
    engine: str
    kind: str
    weights: str
    fingerprint: str
    thresholds: dict[str, float]
    extractions: list[Extraction]
    seconds: float

    @property
    def mentions(self) -> int:
        """How many mentions it found."""
        return sum(len(extraction.mentions) for extraction in self.extractions)


def print_comparison(
    file: str, models: tuple[str, str], labels: Sequence[Label], settings: Settings, *, as_json: bool
) -> int:
    """Print where two models agree on the texts of a file and where not; return the exit code."""
    documents, failed = read_documents(file, settings)
    if not documents:
        return EXIT_FAILED
    runs = [_run(_settings_for(model, settings), labels, documents) for model in models]
    comparison = compare(runs[0].extractions, runs[1].extractions)
    if as_json:
        print_json(_as_data(runs, documents, comparison))
    else:
        _print(runs, documents, comparison)
    return EXIT_PARTIAL if failed else EXIT_OK


def _settings_for(model: str, settings: Settings) -> Settings:
    """Return the settings with another model: all of the project's if it is the project's, else those that fit any model."""
    if model == settings.extractor.model:
        return settings
    other = {"model": model, "engine": "auto", "revision": None, "onnx_file": None}
    return settings.model_copy(update={"extractor": settings.extractor.model_copy(update=other)})


def _run(settings: Settings, labels: Sequence[Label], documents: Sequence[Document]) -> Run:
    files = model_files(settings.extractor)
    extractor = project_extractor(settings, labels)
    extract_text(documents[0].text[:500], extractor)  # what is loaded at first use is not to be timed
    started = time.perf_counter()
    extractions = extractor.extract(documents)
    seconds = time.perf_counter() - started
    return Run(
        settings.extractor.model,
        files.engine,
        files.architecture,
        files.weights,
        extractor.fingerprint,
        dict(extractor.thresholds),
        extractions,
        seconds,
    )


def _print(runs: Sequence[Run], documents: Sequence[Document], comparison: Comparison) -> None:
    for document, pairs in zip(documents, comparison.texts, strict=True):
        print_table(("at", "mention", "A", "B", "agreement"), map(_row, pairs), title=document.uri)
        print()
    print_table(
        ("", "model", "engine", "kind", "runs", "mentions", "seconds"),
        [
            (letter, run.model, run.engine, run.kind, run.weights, run.mentions, f"{run.seconds:.2f}")
            for letter, run in zip(LETTERS, runs, strict=True)
        ],
    )
    print()
    print_table(("type", "A", "B", "both alike"), [(k, *row) for k, row in comparison.by_type().items()])
    print()
    print_table(("agreement", "mentions"), comparison.counts().items())
    print(
        f"\nF1 of A against B: {comparison.f1:.3f} by bounds and type, {comparison.overlap_f1:.3f} by type and overlap"
    )


def _row(pair: Pair) -> tuple[object, ...]:
    shown = pair.a or pair.b
    place = (shown.start, shown.surface) if shown else ("", "")
    elsewhere = pair.agreement in (Agreement.BOUNDS, Agreement.NEITHER)
    return *place, _cell(pair.a), _cell(pair.b, quoted=elsewhere), pair.agreement


def _cell(mention: Mention | None, *, quoted: bool = False) -> str:
    if mention is None:
        return "-"
    told = f"{mention.type} {mention.score:.2f}"
    return f"{told} «{mention.surface}»" if quoted else told


def _as_data(runs: Sequence[Run], documents: Sequence[Document], comparison: Comparison) -> dict[str, Any]:
    counts = {agreement.value.replace(" ", "_").lower(): n for agreement, n in comparison.counts().items()}
    return {
        **{
            letter.lower(): {
                "model": run.model,
                "engine": run.engine,
                "kind": run.kind,
                "weights": run.weights,
                "fingerprint": run.fingerprint,
                "thresholds": run.thresholds,
                "mentions": run.mentions,
                "seconds": round(run.seconds, 3),
            }
            for letter, run in zip(LETTERS, runs, strict=True)
        },
        "agreement": {
            **counts,
            "f1": round(comparison.f1, 4),
            "overlap_f1": round(comparison.overlap_f1, 4),
        },
        "types": {
            kind: {"a": a, "b": b, "both": both} for kind, (a, b, both) in comparison.by_type().items()
        },
        "documents": [
            {
                "document": document.uri,
                "pairs": [
                    {
                        "agreement": pair.agreement.value,
                        "a": annotation(pair.a) if pair.a else None,
                        "b": annotation(pair.b) if pair.b else None,
                    }
                    for pair in pairs
                ],
            }
            for document, pairs in zip(documents, comparison.texts, strict=True)
        ],
    }
