"""Which engine, which model, which way of running it: the settings of extraction, and the way from them to an extractor."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from extractors.documents import Document
from extractors.mentions import Extraction, Extractor, Label


class ExtractorSettings(BaseModel):
    """How entities are found. The defaults need neither network nor accelerator."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine: Literal["gliner", "gliner2"] = Field("gliner", description="Package that runs the model.")
    model: str = Field(
        "bundled", min_length=1, description="'bundled', the path of a folder, or a name on the model hub."
    )
    revision: str | None = Field(None, description="Branch, tag or commit of a model of the hub.")
    threshold: float | None = Field(
        None,
        gt=0,
        le=1,
        description="Least score of a mention; without it the model's own default, else 0.5.",
    )
    batch_size: int = Field(
        16, ge=1, description="Windows a pass on an accelerator; a processor reads them one by one."
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
    options = settings.model_dump(exclude={"engine"})
    if settings.engine == "gliner2":
        from extractors.gliner2_extractor import Gliner2Extractor

        return Gliner2Extractor(labels, **options)
    from extractors.gliner_extractor import GlinerExtractor

    return GlinerExtractor(labels, **options)


def extract_text(text: str, extractor: Extractor, title: str = "text") -> Extraction:
    """Return the mentions of a text that is no document yet, for a notebook or a test."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    document = Document(
        uri=f"text:{digest[:16]}", title=title, text=text, media_type="text/plain", source_hash=digest
    )
    return extractor.extract([document])[0]
