"""Which engine, which model, which way of running it: the settings of extraction."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, field_validator

from extractors.engines.precision import Precision
from extractors.engines.registry import engine_names, faults

DEFAULT_THRESHOLD = 0.5
"""Least score of a mention for models that bring no default of their own."""


class ExtractorSettings(BaseModel):
    """How entities are found. The defaults need neither network nor accelerator."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine: str = Field(
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
        description="Windows a pass on an accelerator, as many as its memory holds by default; a processor chooses itself.",
    )
    threads: int | None = Field(
        None, ge=1, description="Windows read side by side on a processor; all of them by default."
    )
    device: str = Field("auto", description="auto, cpu, cuda, cuda:N or mps.")
    precision: Precision = Field(
        "auto",
        description="In how many bits a processor computes an exported graph: auto (what it does natively), f32, bf16 or int8.",
    )
    window_words: int = Field(80, ge=16, description="Words of text that one pass of the model aims for.")

    @field_validator("engine")
    @classmethod
    def _known(cls, engine: str) -> str:
        names = ("auto", *engine_names())
        if engine not in names:
            said = " ".join([f"should be one of: {', '.join(names)}.", *faults()])
            raise ValueError(said)
        return engine
