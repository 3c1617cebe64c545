"""The engine of GLiNER2 models, which the optional ``gliner2`` package runs."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from extractors.engines.devices import choose_device
from extractors.engines.loaded import load_once
from extractors.engines.protocol import Engine, WindowModel
from extractors.errors import ExtractorError
from extractors.mentions import Label
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


def identity_of(files: ModelFiles) -> str:
    """Return the identity of the model of ``files``, which need not be loaded for it.

    Raises:
        ExtractorError: The package is not installed.

    """
    return f"gliner2 {check_package()} {files.identity}"


def prompt_of(label: Label) -> str:
    """Return the label's words, and its description where it has one."""
    return f"{label.asked}: {label.description}" if label.description else label.asked


def check_package() -> str:
    """Return the version of the optional package.

    Raises:
        ExtractorError: It is not installed.

    """
    try:
        return version("gliner2")
    except PackageNotFoundError as error:
        raise ExtractorError("engine gliner2 needs its package: pip install 'graphmill[gliner2]'") from error


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
