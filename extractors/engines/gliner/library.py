"""The gliner package: imported when a model needs it, and loading the models that it can read."""

from __future__ import annotations

import warnings
from importlib.metadata import version
from typing import Any

from extractors.engines.devices import available_processors
from extractors.engines.gliner.openvino_graph import compile_graph
from extractors.engines.precision import Bits
from extractors.errors import ExtractorError
from extractors.models.files import ModelFiles


def import_gliner() -> Any:
    """Return the library's class of models.

    Raises:
        ExtractorError: This process has no room for PyTorch's libraries; the message names the remedy.

    """
    with warnings.catch_warnings():
        # The library's own imports use what PyTorch has deprecated; nothing a user could do about it.
        warnings.filterwarnings("ignore", category=FutureWarning)
        warnings.filterwarnings("ignore", category=DeprecationWarning)
        try:
            from gliner import GLiNER
        except (ImportError, OSError) as error:
            if "static TLS" not in str(error):
                raise
            raise ExtractorError(
                "PyTorch cannot be loaded beside the embedded store in a process with the system's default reserve of "
                "thread-local memory. Start Python with the variable GLIBC_TUNABLES=glibc.rtld.optional_static_tls=16384 "
                "(the graphmill command does so itself)"
            ) from error
    return GLiNER


def load_gliner(files: ModelFiles, device: str, bits: Bits = "f32") -> Any:
    """Return the library's own model of ``files``, ready to run on ``device``; an exported graph in ``bits``.

    Raises:
        ExtractorError: OpenVINO is missing or cannot run the graph in ``bits``.

    """
    gliner = import_gliner()
    import torch

    options: dict[str, Any] = {"local_files_only": True, "map_location": device}
    if files.onnx_file and bits != "f32":
        graph = compile_graph(files, bits, available_processors())
        options |= {
            "runtime": "openvino",
            "runtime_model_file": files.onnx_file,
            "runtime_options": {"compiled_model": graph},
        }
    elif files.onnx_file:
        import onnxruntime

        session = onnxruntime.SessionOptions()
        if device == "cpu":
            session.intra_op_num_threads = session.inter_op_num_threads = 1
        session.log_severity_level = 3
        options |= {"load_onnx_model": True, "onnx_model_file": files.onnx_file, "session_options": session}
    with warnings.catch_warnings():
        # A bi-encoder's text is read without label markers, so that there is no embedding for them to make room for.
        warnings.filterwarnings("ignore", message="Resizing embeddings is not supported")
        model = gliner.from_pretrained(str(files.folder), **options)
    if not files.onnx_file:
        model.float()  # weights stored in half precision are slow and unexact on a processor
        if device == "cpu":
            torch.set_num_threads(1)  # of the whole process: windows run side by side instead
    model.eval()
    return model


def identity_of(files: ModelFiles) -> str:
    """Return the identity of the model of ``files``, which need not be loaded for it."""
    return f"gliner {version('gliner')} {files.identity}"
