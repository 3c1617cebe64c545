"""The engine of GLiNER2 models, which the optional ``gliner2`` package runs."""

from __future__ import annotations

from typing import Any

from extractors.engines.devices import choose_device
from extractors.engines.gliner2.library import check_package, identity_of, prompt_of
from extractors.engines.loaded import load_once
from extractors.engines.protocol import Engine, WindowModel
from extractors.models.files import ModelFiles, ModelKind


def load(files: ModelFiles, device: str) -> WindowModel:
    """Return the model of ``files`` on ``device`` (``auto`` chooses one), loaded once in a process.

    Raises:
        ExtractorError: The package is not installed, or files or device cannot be used; the message names the remedy.

    """
    check_package()
    return load_once(_make, files, choose_device(device, files))


def _make(files: ModelFiles, device: str) -> WindowModel:
    from extractors.engines.gliner2.model import Gliner2Model

    return Gliner2Model(files, device)


def _architecture_of(files: ModelFiles) -> str:  # noqa: ARG001 - the form that all engines share
    return "gliner2"


def _is_its_own(config: dict[str, Any]) -> bool:
    return bool(config.get("model_type") == "extractor")


ENGINE = Engine(
    ModelKind(
        "gliner2",
        "config.json",
        _architecture_of,
        recognizes=_is_its_own,
        required=("encoder_config/config.json", "tokenizer_config.json"),
        parts=("encoder_config",),
    ),
    identity_of,
    prompt_of,
    load,
)
