"""The engine of GLiNER models: which files are theirs, and which class runs them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Literal

from extractors.engines.devices import choose_device
from extractors.engines.gliner.inputs import Architecture
from extractors.engines.gliner.library import identity_of
from extractors.engines.loaded import load_once
from extractors.engines.precision import Bits, Precision, choose_bits
from extractors.engines.protocol import Engine, WindowModel
from extractors.errors import ExtractorError
from extractors.mentions import Label
from extractors.models.files import ModelFiles, ModelKind

logger = logging.getLogger(__name__)

CONFIG_FILE = "gliner_config.json"

ArchitectureName = Literal["span", "token", "bi-encoder span", "bi-encoder token"]


def load(files: ModelFiles, device: str) -> WindowModel:
    """Return the model of ``files`` on ``device``, see `load_in`."""
    return load_in(files, device, "auto")


def load_in(files: ModelFiles, device: str, precision: Precision) -> WindowModel:
    """Return the model of ``files`` on ``device`` (``auto`` chooses one), loaded once in a process.

    An exported graph of a uni-encoder runs without PyTorch, which takes seconds and hundreds of megabytes to import, and in
    the number format that the processor multiplies fastest. What only the gliner package can prepare goes through its own
    pipeline.

    Raises:
        ExtractorError: Files, device or precision cannot be used, or the model is made for another task.

    """
    device = choose_device(device, files)
    bi_encoder = architecture_of(files).startswith("bi-encoder")
    make = _bi_encoder if bi_encoder else _uni_encoder
    if files.onnx_file and device == "cpu":
        return _on_processor(make, files, precision)
    if precision not in ("auto", "f32"):
        raise ExtractorError(
            f"precision {precision!r} is for exported graphs on a processor, which the model in {files.folder} on {device} is not: "
            "leave it out"
        )
    return load_once(make, files, device, "f32")


def _on_processor(make: Callable[..., WindowModel], files: ModelFiles, precision: Precision) -> WindowModel:
    """Return an exported graph in the bits that are chosen; in 32 where it cannot be run in those of its own choice."""
    choice = choose_bits(precision)
    try:
        return load_once(make, files, "cpu", choice.bits)
    except ExtractorError as error:
        if precision != "auto" or choice.bits == "f32":
            raise
        logger.warning(
            "%s: it is computed in 32 bits now", str(error).removesuffix('. Use precision = "f32"')
        )
    return load_once(make, files, "cpu", "f32")


def _bi_encoder(files: ModelFiles, device: str, bits: Bits) -> WindowModel:
    from extractors.engines.gliner.bi_encoder import BiEncoderModel

    return BiEncoderModel(files, device, bits)


def _uni_encoder(files: ModelFiles, device: str, bits: Bits) -> WindowModel:
    architecture = Architecture.of(files)
    if architecture is None:
        from extractors.engines.gliner.pipeline import GlinerModel

        return GlinerModel(files, device, bits)
    if not files.onnx_file:
        from extractors.engines.gliner.uni_encoder_torch import TorchGliner

        return TorchGliner(files, device, architecture)
    if bits != "f32":
        from extractors.engines.gliner.uni_encoder_openvino import OpenVinoGliner

        return OpenVinoGliner(files, device, architecture, bits)
    from extractors.engines.gliner.uni_encoder_onnx import OnnxGliner

    return OnnxGliner(files, device, architecture)


def prompt_of(label: Label) -> str:
    """Return the label's words; these models read no descriptions."""
    return label.asked


def architecture_of(files: ModelFiles) -> ArchitectureName:
    """Return the name of a GLiNER model's architecture, by its configuration.

    Raises:
        ExtractorError: It is made for another task than finding names of given types.

    """
    folder, config = files.folder, files.config
    for key, task in (
        ("labels_decoder", "makes up types of its own"),
        ("relations_layer", "finds relations"),
    ):
        if config.get(key):
            raise ExtractorError(
                f"the model in {folder} {task} ({key} in {CONFIG_FILE}), which is not supported: choose a span, token or "
                "bi-encoder GLiNER model; `graphmill models` lists some"
            )
    if config.get("model_type") == "gliner_streaming_span":
        raise ExtractorError(
            f"the model in {folder} reads streams (model_type in {CONFIG_FILE}), which is not supported: choose a span, token "
            "or bi-encoder GLiNER model; `graphmill models` lists some"
        )
    by_token = config.get("span_mode") == "token_level"
    if config.get("labels_encoder"):
        return "bi-encoder token" if by_token else "bi-encoder span"
    return "token" if by_token else "span"


def _borrowed_from(files: ModelFiles) -> list[str]:
    """Return the models whose tokenizer or encoder configuration a GLiNER model needs."""
    config, folder = files.config, files.folder
    built = not files.onnx_file  # a graph brings its encoders' shapes with it
    names: list[str] = []
    encoders = [
        ("model_name", "encoder_config", folder / "tokenizer_config.json"),
        ("labels_encoder", "labels_encoder_config", folder / "labels_tokenizer" / "tokenizer_config.json"),
    ]
    for key, shape, tokenizer in encoders:
        name = config.get(key)
        if name and not (tokenizer.is_file() and (config.get(shape) or not built)):
            names.append(str(name))
    return names


ENGINE = Engine(
    ModelKind(
        "gliner", CONFIG_FILE, architecture_of, parts=("labels_tokenizer",), borrowed_from=_borrowed_from
    ),
    identity_of,
    prompt_of,
    load,
    load_in,
)
