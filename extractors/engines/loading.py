"""Which engine, which model, which way of running it: the settings of extraction, and the way from them to an extractor."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from extractors.documents import Document
from extractors.engines.fingerprint import fingerprint
from extractors.engines.windowed import LEAD_WORDS, WindowedExtractor, WindowModel
from extractors.mentions import Extraction, Extractor, Label
from extractors.models.files import GLINER2_CONFIG, GLINER_CONFIG, ModelFiles, find_model

DEFAULT_THRESHOLD = 0.5
"""Least score of a mention for models that bring no default of their own."""

_CONFIG_NAMES = {
    "auto": (GLINER_CONFIG, GLINER2_CONFIG),
    "gliner": (GLINER_CONFIG,),
    "gliner2": (GLINER2_CONFIG,),
}


class ExtractorSettings(BaseModel):
    """How entities are found. The defaults need neither network nor accelerator."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine: Literal["auto", "gliner", "gliner2"] = Field(
        "auto", description="Package that runs the model; by default found by the model's files."
    )
    model: str = Field(
        "bundled", min_length=1, description="'bundled', the path of a folder, or a name on the model hub."
    )
    revision: str | None = Field(None, description="Branch, tag or commit of a model of the hub.")
    onnx_file: str | None = Field(
        None,
        description="Exported graph to run, a path within the model's folder, instead of what is there besides.",
    )
    threshold: float | None = Field(
        None,
        gt=0,
        le=1,
        description="Least score of a mention; without it the model's own default, else 0.5.",
    )
    batch_size: int | None = Field(
        None,
        ge=1,
        description="Windows a pass on an accelerator, as many as its memory holds by default; a processor reads them one by one.",
    )
    threads: int | None = Field(
        None, ge=1, description="Windows read side by side on a processor; all of them by default."
    )
    device: str = Field("auto", description="auto, cpu, cuda, cuda:N or mps.")
    window_words: int = Field(80, ge=16, description="Words of text that one pass of the model aims for.")


def load_extractor(settings: ExtractorSettings, labels: Sequence[Label]) -> Extractor:
    """Return an extractor for ``labels``; the model behind it is loaded once in a process.

    Raises:
        ExtractorError: Model, device, labels or an optional package cannot be used; the message names the remedy.

    """
    files = model_files(settings)
    return WindowedExtractor(
        load_model(files, settings.device),
        labels,
        _threshold(settings, files),
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
        settings.revision,
        _CONFIG_NAMES[settings.engine],
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
    asked = [
        (label.name, _prompt(files, label), threshold if label.threshold is None else label.threshold)
        for label in labels
    ]
    return fingerprint(_identity(files), asked, settings.window_words, LEAD_WORDS)


def extract_text(text: str, extractor: Extractor, title: str = "text") -> Extraction:
    """Return the mentions of a text that is no document yet, for a notebook or a test."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    document = Document(
        uri=f"text:{digest[:16]}", title=title, text=text, media_type="text/plain", source_hash=digest
    )
    return extractor.extract([document])[0]


def load_model(files: ModelFiles, device: str = "auto") -> WindowModel:
    """Return the model of ``files``, run by the class for its architecture; the libraries are imported only now.

    Raises:
        ExtractorError: Files, device or an optional package cannot be used; the message names the remedy.

    """
    architecture = files.architecture
    if architecture == "gliner2":
        from extractors.engines import gliner2

        return gliner2.load_model(files, device)
    if architecture in ("bi-encoder span", "bi-encoder token"):
        from extractors.engines.gliner import bi_encoder

        return bi_encoder.load_model(files, device)
    from extractors.engines.devices import choose_device
    from extractors.engines.gliner import pipeline

    return pipeline.load_model(files, choose_device(device, files))


def _identity(files: ModelFiles) -> str:
    if files.engine == "gliner2":
        from extractors.engines.gliner2 import identity_of
    else:
        from extractors.engines.gliner.pipeline import identity_of
    return identity_of(files)


def _prompt(files: ModelFiles, label: Label) -> str:
    if files.engine == "gliner2":
        from extractors.engines.gliner2 import prompt_of

        return prompt_of(label)
    return label.asked


def _threshold(settings: ExtractorSettings, files: ModelFiles) -> float:
    if settings.threshold is not None:
        return settings.threshold
    return float(files.notes.get("threshold", DEFAULT_THRESHOLD))
