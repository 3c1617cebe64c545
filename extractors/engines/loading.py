"""From the settings of extraction to an extractor, its model's files and its fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from extractors.documents import Document
from extractors.engines.fingerprint import fingerprint
from extractors.engines.precision import Precision
from extractors.engines.protocol import WindowModel
from extractors.engines.registry import engine_of, model_kinds
from extractors.engines.settings import DEFAULT_THRESHOLD, ExtractorSettings
from extractors.engines.windowed import LEAD_WORDS, WindowedExtractor
from extractors.errors import ExtractorError
from extractors.mentions import Extraction, Extractor, Label
from extractors.models.files import ModelFiles
from extractors.models.finding import find_model


def load_extractor(settings: ExtractorSettings, labels: Sequence[Label]) -> Extractor:
    """Return an extractor for ``labels``; the model behind it is loaded once in a process.

    Raises:
        ExtractorError: Model, device, labels or an optional package cannot be used; the message names the remedy.

    """
    files = model_files(settings)
    return WindowedExtractor(
        load_model(files, settings.device, settings.precision),
        labels,
        _threshold(settings, files),
        fingerprint_of(settings, labels, files),
        settings.window_words,
        batch_size=settings.batch_size,
        threads=settings.threads,
    )


def model_files(settings: ExtractorSettings, *, download: bool = True) -> ModelFiles:
    """Return the files of the model that the settings name; without ``download`` only if they are here.

    Raises:
        ExtractorError: They are neither here nor to be had; the message names the remedy.

    """
    return find_model(
        settings.model,
        model_kinds(),
        settings.revision,
        None if settings.engine == "auto" else settings.engine,
        settings.onnx_file,
        download=download,
    )


def fingerprint_of(
    settings: ExtractorSettings, labels: Sequence[Label], files: ModelFiles | None = None
) -> str:
    """Return the fingerprint of the extractor that the settings describe, without loading its model.

    ``files`` are those of `model_files` where they have been looked up already.

    Raises:
        ExtractorError: The model's files are neither here nor to be had; the message names the remedy.

    """
    files = files or model_files(settings)
    threshold = _threshold(settings, files)
    engine = engine_of(files)
    asked = [
        (label.name, engine.prompt_of(label), threshold if label.threshold is None else label.threshold)
        for label in labels
    ]
    return fingerprint(engine.identity_of(files), asked, settings.window_words, LEAD_WORDS)


def extract_text(text: str, extractor: Extractor, title: str = "text") -> Extraction:
    """Return the mentions of a text that is no document yet, for a notebook or a test."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    document = Document(
        uri=f"text:{digest[:16]}", title=title, text=text, media_type="text/plain", source_hash=digest
    )
    return extractor.extract([document])[0]


def load_model(files: ModelFiles, device: str = "auto", precision: Precision = "auto") -> WindowModel:
    """Return the model of ``files``, loaded once in a process by its engine; the libraries are imported only now.

    Raises:
        ExtractorError: Files, device, precision or an optional package cannot be used; the message names the remedy.

    """
    engine = engine_of(files)
    if engine.load_in is not None:
        return engine.load_in(files, device, precision)
    if precision not in ("auto", "f32"):
        raise ExtractorError(f"precision {precision!r}: engine {engine.name} knows none: leave it out")
    return engine.load(files, device)


def _threshold(settings: ExtractorSettings, files: ModelFiles) -> float:
    if settings.threshold is not None:
        return settings.threshold
    return float(files.notes.get("threshold", DEFAULT_THRESHOLD))
