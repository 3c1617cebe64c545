"""The engine of GLiNER models: which files are theirs, and which class runs them."""

from __future__ import annotations

import logging
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
    architecture = Architecture.of(files) if device == "cpu" and files.onnx_file else None
    if architecture is not None:
        return _on_processor(files, architecture, precision)
    if precision not in ("auto", "f32"):
        raise ExtractorError(
            f"precision {precision!r} is for exported graphs of uni-encoders on a processor, which the model in {files.folder} on "
            f"{device} is not: leave it out"
        )
    return load_once(_bi_encoder if bi_encoder else _uni_encoder, files, device)


def _on_processor(files: ModelFiles, architecture: Architecture, precision: Precision) -> WindowModel:
    """Return an exported graph in the bits that are chosen; in 32 where it cannot be run in those of its own choice."""
    choice = choose_bits(precision)
    if choice.bits != "f32":
        try:
            return load_once(_short, files, "cpu", architecture, choice.bits)
        except ExtractorError as error:
            if precision != "auto":
                raise
            logger.warning("%s; it is computed in 32 bits now", str(error))
    return load_once(_uni_encoder, files, "cpu")


def _short(files: ModelFiles, device: str, architecture: Architecture, bits: Bits) -> WindowModel:
    from extractors.engines.gliner.uni_encoder_openvino import OpenVinoGliner

    return OpenVinoGliner(files, device, architecture, bits)


def _bi_encoder(files: ModelFiles, device: str) -> WindowModel:
    from extractors.engines.gliner.bi_encoder import BiEncoderModel

    return BiEncoderModel(files, device)


def _uni_encoder(files: ModelFiles, device: str) -> WindowModel:
    architecture = Architecture.of(files)
    if architecture is None:
        from extractors.engines.gliner.pipeline import GlinerModel

        return GlinerModel(files, device)
    if files.onnx_file:
        from extractors.engines.gliner.uni_encoder_onnx import OnnxGliner

        return OnnxGliner(files, device, architecture)
    from extractors.engines.gliner.uni_encoder_torch import TorchGliner

    return TorchGliner(files, device, architecture)


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
