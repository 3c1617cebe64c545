"""Where a model's files are: the bundled checkpoint, a local folder, or the model hub and its cache."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from extractors.errors import ExtractorError
from extractors.models import hub
from extractors.models.known import Engine
from extractors.paths import at_home

BUNDLED = "bundled"
BUNDLED_FOLDER = Path(__file__).parents[1] / "checkpoint"
GLINER_CONFIG = "gliner_config.json"
GLINER2_CONFIG = "config.json"
NOTES_FILE = "graphmill.json"

Architecture = Literal["span", "token", "bi-encoder span", "bi-encoder token", "gliner2"]

_TORCH_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_GRAPHS = ("model.onnx", "model_quantized.onnx", "model_int8.onnx")
_GRAPH_DATA = ("_data", ".data")
"""How the files end that hold the weights of a graph too large for one file."""

_TOKENIZER_FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.txt",
    "vocab.json",
    "merges.txt",
    "spm.model",
    "sentencepiece.bpe.model",
)
_PARTS = {"gliner": ("labels_tokenizer",), "gliner2": ("encoder_config",)}
"""Subfolders with configuration that the engine reads."""


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model on disk.

    ``onnx_file`` is the path, within the folder, of the exported graph to run, empty for PyTorch weights. ``identity`` tells the
    files' content and is the same on every machine. ``notes`` holds what a checkpoint of graphmill says of itself
    (``graphmill.json``: default threshold, capacity), empty for other models. ``config`` is the engine's own configuration.
    """

    folder: Path
    onnx_file: str
    identity: str
    notes: dict[str, Any]
    engine: Engine = "gliner"
    config: dict[str, Any] = field(default_factory=dict)
    weights: str = ""

    @property
    def architecture(self) -> Architecture:
        """How the model reads labels and scores names, by its configuration.

        Raises:
            ExtractorError: It is made for another task than finding names of given types.

        """
        return "gliner2" if self.engine == "gliner2" else _architecture(self.folder, self.config)


def find_model(
    model: str,
    revision: str | None = None,
    config_names: Sequence[str] = (GLINER_CONFIG, GLINER2_CONFIG),
    onnx_file: str | None = None,
    *,
    download: bool = True,
) -> ModelFiles:
    """Return the files of a model, downloaded from the model hub if they are neither local nor in its cache.

    Of several weights those named ``onnx_file`` are taken, else those that ``graphmill.json`` names, else
    ``model.safetensors``, ``pytorch_model.bin``, ``model.onnx``, ``model_quantized.onnx``, ``model_int8.onnx``, or the first
    other graph by name. Graphs may lie in a subfolder ``onnx``.

    Args:
        model: ``bundled``, the path of a folder or of an exported graph in it, or a name on the model hub.
        revision: Branch, tag or commit on the hub; no other kind of model has revisions.
        config_names: Configuration files of the engines that will do; the folder must hold one.
        onnx_file: The exported graph to run, a path within the folder.
        download: Ask the hub for what is not here; else that is an error.

    Raises:
        ExtractorError: No such model, no access, or files are missing; the message names the remedy.

    """
    folder, graph = _local(model)
    if folder is None:
        return _on_the_hub(model, revision, config_names, onnx_file, download=download)
    if revision is not None:
        raise ExtractorError(
            f"revision={revision!r} is for models of the hub; {model!r} is a folder: leave it out"
        )
    files = examine(model, folder, config_names, onnx_file or graph)
    content = _hash_of([(name, folder / name) for name in _content(files)])
    return replace(files, identity=f"{files.weights}:{content}" + _borrow_all(files, download=download))


def examine(
    model: str,
    folder: Path,
    config_names: Sequence[str] = (GLINER_CONFIG, GLINER2_CONFIG),
    onnx_file: str | None = None,
) -> ModelFiles:
    """Return the files of the model in a folder, which is called ``model`` in errors; its ``identity`` is left empty.

    Raises:
        ExtractorError: Files of its own are missing or damaged; the message names the remedy.

    """
    engine, config = read_config(model, folder, config_names)
    notes = _notes(folder)
    wanted = onnx_file or notes.get("onnx_file")
    weights = choose_weights(_files_in(folder), wanted)
    if weights is None:
        raise ExtractorError(_no_weights(model, folder, wanted))
    if engine == "gliner2":
        for name in ("encoder_config/config.json", "tokenizer_config.json"):
            if not (folder / name).is_file():
                raise ExtractorError(
                    f"the model in {folder} is not whole: {name} is missing. Download the model again, all of its files"
                )
    return ModelFiles(folder, _graph(weights), "", notes, engine, config, weights)


def choose_weights(names: Sequence[str], wanted: str | None = None) -> str | None:
    """Return which of a folder's files are the weights to run, by the rule of `find_model`; None if there are none."""
    if wanted:
        return wanted if wanted in names else None
    for name in _TORCH_WEIGHTS:
        if name in names:
            return name
    graphs = [name for name in names if name.endswith(".onnx") and name.rpartition("/")[0] in ("", "onnx")]
    return min(graphs, key=_rank, default=None)


def _rank(graph: str) -> tuple[int, int, str]:
    name = graph.rpartition("/")[2]
    return (_GRAPHS.index(name) if name in _GRAPHS else len(_GRAPHS), graph.count("/"), graph)


def _graph(weights: str) -> str:
    return weights if weights.endswith(".onnx") else ""


def read_config(
    model: str, folder: Path, config_names: Sequence[str] = (GLINER_CONFIG, GLINER2_CONFIG)
) -> tuple[Engine, dict[str, Any]]:
    """Return the engine that a folder's configuration is for, and the configuration.

    Raises:
        ExtractorError: There is none of the files ``config_names``, or one is damaged or of another kind of model.

    """
    found: Engine | None = None
    config: dict[str, Any] = {}
    if (folder / GLINER_CONFIG).is_file():
        found, config = "gliner", read_json(folder / GLINER_CONFIG)
    elif (folder / GLINER2_CONFIG).is_file():
        config = read_json(folder / GLINER2_CONFIG)
        found = "gliner2" if config.get("model_type") == "extractor" else None
    if found is None:
        kind = config.get("model_type")
        said = f" ({GLINER2_CONFIG} is that of a model of type {kind!r})" if kind else ""
        wanted = ", ".join(config_names)
        raise ExtractorError(
            f"model {model!r}: {folder} holds no model for this engine: {wanted} is missing{said}. Check the path, or "
            "download the whole model again"
        )
    if (GLINER_CONFIG if found == "gliner" else GLINER2_CONFIG) not in config_names:
        raise ExtractorError(
            f"model {model!r} is one of engine {found}: set engine to {found!r}, or leave it out to have it found by the files"
        )
    return found, config


def read_json(path: Path) -> dict[str, Any]:
    """Read a model's JSON file.

    Raises:
        ExtractorError: The file is damaged, which is mostly a download that broke off.

    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise ExtractorError(f"{path} is damaged ({error}): download the model again{again(path)}") from error
    if not isinstance(data, dict):
        raise ExtractorError(f"{path} is damaged (no JSON object): download the model again{again(path)}")
    return data


def again(path: Path) -> str:
    """Say what to do before a model is downloaded again: a file in the hub's cache would be taken for good."""
    repository = next((part for part in path.parents if part.name.startswith("models--")), None)
    return f", after deleting {repository}" if repository else ""


def _local(model: str) -> tuple[Path | None, str | None]:
    """Return a model's folder, None for one of the hub, and the graph in it where ``model`` is the path of one."""
    if model == BUNDLED:
        return BUNDLED_FOLDER, None
    path = at_home(model)
    if path.is_dir():
        return path, None
    if path.is_file() and path.suffix == ".onnx":
        nested = path.parent.name == "onnx" and not (path.parent / GLINER_CONFIG).is_file()
        folder = path.parent.parent if nested else path.parent
        return folder, path.relative_to(folder).as_posix()
    if path.is_file():
        raise ExtractorError(
            f"model {model!r} is a file: give the folder that it lies in, or a graph (.onnx)"
        )
    looks_like_path = model.startswith((".", "~", "/", "\\")) or model.count("/") > 1
    if looks_like_path or not model.strip():
        raise ExtractorError(
            f"model {model!r}: there is no such folder. Give an existing folder, a hub name, or {BUNDLED!r}"
        )
    return None, None


def _on_the_hub(
    name: str, revision: str | None, config_names: Sequence[str], onnx_file: str | None, *, download: bool
) -> ModelFiles:
    folder = hub.small_files(name, revision, download=download)
    wanted = onnx_file or _notes(folder).get("onnx_file")
    if choose_weights(_files_in(folder), wanted) is None:
        read_config(name, folder, config_names)  # before gigabytes are downloaded that cannot be used
        if not download:
            raise ExtractorError(f"model {name!r} is not whole on this machine: its weights are missing")
        weights = choose_weights(hub.list_files(name, revision), wanted)
        if weights is None:
            raise ExtractorError(_no_weights(name, folder, wanted))
        folder = hub.fetch(name, revision, [weights, *(weights + end for end in _GRAPH_DATA)])
    files = examine(name, folder, config_names, onnx_file)
    commit = folder.name  # which names the content
    return replace(files, identity=f"{files.weights}:{commit}" + _borrow_all(files, download=download))


def _borrow_all(files: ModelFiles, *, download: bool) -> str:
    """Return what a model's identity owes to other models, after seeing that it is there.

    Some GLiNER models leave tokenizers and the shape of their encoder to the model they were trained from.
    """
    return "".join(
        f"+{name}:{_borrow(files.folder, name, download=download)}" for name in borrowed_from(files)
    )


def borrowed_from(files: ModelFiles) -> list[str]:
    """Return the models whose tokenizer or encoder configuration a GLiNER model needs."""
    if files.engine == "gliner2":
        return []  # these bring everything
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


def _borrow(folder: Path, name: str, *, download: bool) -> str:
    """Return the identity of the configuration and tokenizer of another model, downloaded if need be."""
    lender = at_home(name)
    if lender.is_dir():
        parts = [(part, lender / part) for part in (GLINER2_CONFIG, *_TOKENIZER_FILES)]
        return _hash_of([(part, path) for part, path in parts if path.is_file()])
    try:
        return hub.small_files(name, None, download=download).name
    except ExtractorError as error:
        raise ExtractorError(
            f"the model in {folder} brings no tokenizer, or no configuration of its encoder, of its own and needs those of "
            f"{name!r}: {error}"
        ) from error


def _notes(folder: Path) -> dict[str, Any]:
    path = folder / NOTES_FILE
    return read_json(path) if path.is_file() else {}


def _files_in(folder: Path) -> list[str]:
    return [
        path.relative_to(folder).as_posix()
        for path in sorted([*folder.iterdir(), *(folder / "onnx").glob("*")])
        if path.is_file()
    ]


def _content(files: ModelFiles) -> list[str]:
    """Return the files whose content decides what the model answers."""
    folder, weights = files.folder, files.weights
    config = GLINER_CONFIG if files.engine == "gliner" else GLINER2_CONFIG
    names = [config, weights, *(weights + end for end in _GRAPH_DATA), *_TOKENIZER_FILES]
    for part in _PARTS[files.engine]:
        names += sorted(path.relative_to(folder).as_posix() for path in (folder / part).glob("*"))
    return [name for name in names if (folder / name).is_file()]


def _no_weights(model: str, folder: Path, wanted: str | None) -> str:
    missing = wanted or ", ".join([*_TORCH_WEIGHTS, "*.onnx"])
    remedy = (
        "check onnx_file, which is a path within the model's folder"
        if wanted
        else "download the model again, or install graphmill again if it is the bundled one"
    )
    return f"model {model!r}: {folder} holds no weights ({missing}): {remedy}"


def _hash_of(files: Sequence[tuple[str, Path]]) -> str:
    digest = hashlib.sha256()
    for name, path in files:
        state = path.stat()
        digest.update(name.encode() + b"\0" + _hash_of_file(path.resolve(), state.st_size, state.st_mtime_ns))
    return digest.hexdigest()


@lru_cache(maxsize=1024)
def _hash_of_file(path: Path, size: int, modified: int) -> bytes:  # noqa: ARG001 - they name the content for the cache
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


def _architecture(folder: Path, config: dict[str, Any]) -> Architecture:
    for key, task in (
        ("labels_decoder", "makes up types of its own"),
        ("relations_layer", "finds relations"),
    ):
        if config.get(key):
            raise ExtractorError(
                f"the model in {folder} {task} ({key} in {GLINER_CONFIG}), which is not supported: choose a span, token or "
                "bi-encoder GLiNER model; `graphmill models` lists some"
            )
    if config.get("model_type") == "gliner_streaming_span":
        raise ExtractorError(
            f"the model in {folder} reads streams (model_type in {GLINER_CONFIG}), which is not supported: choose a span, token "
            "or bi-encoder GLiNER model; `graphmill models` lists some"
        )
    by_token = config.get("span_mode") == "token_level"
    if config.get("labels_encoder"):
        return "bi-encoder token" if by_token else "bi-encoder span"
    return "token" if by_token else "span"
