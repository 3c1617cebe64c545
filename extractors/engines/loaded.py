"""Models in memory: each loaded once in a process, and what goes wrong on the way said with its remedy."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TypeVar, cast

from extractors.engines.protocol import WindowModel
from extractors.errors import ExtractorError, GraphmillError
from extractors.models.checks import check_files
from extractors.models.files import ModelFiles

Model = TypeVar("Model", bound=WindowModel)

_models: dict[tuple[object, ...], WindowModel] = {}
_loading = Lock()


def load_once(make: Callable[..., Model], files: ModelFiles, device: str, *options: Hashable) -> Model:
    """Return ``make(files, device, *options)``, made at the first call in this process; threads wait for each other.

    Raises:
        ExtractorError: The files cannot be loaded; the next call tries again.

    """
    key = (make, str(files.folder.resolve()), files.identity, device, *options)
    with _loading:
        if key not in _models:
            with _naming(files):
                check_files(files)
                _models[key] = make(files, device, *options)
        return cast("Model", _models[key])


@contextmanager
def _naming(files: ModelFiles) -> Iterator[None]:
    """Turn whatever the libraries raise at files that they cannot use into an error that names them."""
    try:
        yield
    except GraphmillError:
        raise
    except Exception as error:
        # The libraries agree on no base class: tokenizers raises a bare Exception, onnxruntime and pickle ones of their own.
        raise ExtractorError(_explain(files, error)) from error


def _explain(files: ModelFiles, error: Exception) -> str:
    whole = " ".join(str(error).split()) or type(error).__name__
    kind = type(error).__name__
    # Long messages begin with what was done and end with why it failed.
    said = whole if len(whole) <= 400 else f"{whole[:150]} … {whole[-250:]}"
    place = files.folder / (files.onnx_file or "")
    if kind == "UnpicklingError" or "weights_only" in whole.lower():
        return (
            f"the model in {files.folder} cannot be loaded: pytorch_model.bin is damaged, or holds more than weights, which "
            "is never run here because it could do anything. Download the model again, or use one saved as safetensors"
        )
    if files.onnx_file and any(sign in whole.lower() for sign in ("opset", "ir version", "not implemented")):
        return (
            f"the graph {place} cannot be run: {said}. It was exported for another version of onnxruntime: upgrade the "
            "package (pip install --upgrade onnxruntime), or export the model again with an older opset"
        )
    if files.onnx_file and kind in ("InvalidProtobuf", "InvalidGraph", "Fail", "NoSuchFile"):
        return (
            f"the graph {place} cannot be loaded: {said}. Download the model again, with the files of weights "
            "(*.onnx_data) beside the graph if there are any, or export it again"
        )
    return (
        f"the model in {files.folder} cannot be loaded ({kind}: {said}). "
        "Download it again; if that does not help, it was made for another version of its package"
    )
