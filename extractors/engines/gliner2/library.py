"""The optional gliner2 package: its version, and what its models are called and asked, without loading one."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from extractors.errors import ExtractorError
from extractors.mentions import Label
from extractors.models.files import ModelFiles


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
