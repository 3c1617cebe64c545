"""What lies in the folder of a model: whose configuration, which weights, and what an engine says of its own models' files."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractors.errors import ExtractorError

BUNDLED = "bundled"
BUNDLED_FOLDER = Path(__file__).parents[1] / "checkpoint"
NOTES_FILE = "graphmill.json"

_TORCH_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_GRAPHS = ("model.onnx", "model_quantized.onnx", "model_int8.onnx")
GRAPH_DATA = ("_data", ".data")
"""How the files end that hold the weights of a graph too large for one file."""

TOKENIZER_FILES = (
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


@dataclass(frozen=True, slots=True)
class ModelKind:
    """What an engine says of the files of its models.

    ``config_file`` is its configuration, which lies in every folder of such a model. Where another program may write a
    file of that name, ``recognizes`` tells by its content whether it is this engine's. ``required`` are other files
    without which a model is not whole, ``weights`` the names of those that hold weights (exported graphs besides), the
    first that is there being taken; ``parts`` are the subfolders with configuration that the engine reads.
    ``architecture_of`` names a model's architecture and raises an ``ExtractorError`` for one made for another task;
    ``borrowed_from`` names the models whose tokenizer or configuration a model needs beside its own files.
    """

    engine: str
    config_file: str
    architecture_of: Callable[[ModelFiles], str]
    recognizes: Callable[[dict[str, Any]], bool] | None = None
    required: tuple[str, ...] = ()
    weights: tuple[str, ...] = _TORCH_WEIGHTS
    parts: tuple[str, ...] = ()
    borrowed_from: Callable[[ModelFiles], list[str]] = lambda files: []  # noqa: ARG005 - most models bring everything

    def has_model_in(self, folder: Path) -> bool:
        """Tell whether a folder holds a model of this kind, by its configuration.

        Raises:
            ExtractorError: The configuration is damaged, and its content would have to tell.

        """
        path = folder / self.config_file
        return path.is_file() and (self.recognizes is None or self.recognizes(read_json(path)))


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
    kind: ModelKind
    config: dict[str, Any] = field(default_factory=dict)
    weights: str = ""

    @property
    def engine(self) -> str:
        """The name of the engine that runs the model."""
        return self.kind.engine

    @property
    def architecture(self) -> str:
        """How the model reads labels and scores names, by its configuration.

        Raises:
            ExtractorError: It is made for another task than finding names of given types.

        """
        return self.kind.architecture_of(self)

    @property
    def borrowed_from(self) -> list[str]:
        """The models whose tokenizer or configuration this one needs beside its own files."""
        return self.kind.borrowed_from(self)


def examine(
    model: str,
    folder: Path,
    kinds: Sequence[ModelKind],
    engine: str | None = None,
    onnx_file: str | None = None,
) -> ModelFiles:
    """Return the files of the model in a folder, which is called ``model`` in errors; its ``identity`` is left empty.

    ``kinds`` are those of all engines, ``engine`` is the only one that will do, if there is one.

    Raises:
        ExtractorError: Files of its own are missing or damaged; the message names the remedy.

    """
    kind, config = read_config(model, folder, kinds, engine)
    notes = notes_in(folder)
    wanted = onnx_file or notes.get("onnx_file")
    weights = choose_weights(files_in(folder), wanted, kind.weights)
    if weights is None:
        raise ExtractorError(no_weights(model, folder, wanted, kind))
    for name in kind.required:
        if not (folder / name).is_file():
            raise ExtractorError(
                f"the model in {folder} is not whole: {name} is missing. Download the model again, all of its files"
            )
    return ModelFiles(folder, _graph(weights), "", notes, kind, config, weights)


def choose_weights(
    names: Sequence[str], wanted: str | None = None, usual: Sequence[str] = _TORCH_WEIGHTS
) -> str | None:
    """Return which of a folder's files are the weights to run, by the rule of `find_model`; None if there are none.

    ``wanted`` is the only one that will do, ``usual`` are those to take before exported graphs.
    """
    if wanted:
        return wanted if wanted in names else None
    for name in usual:
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
    model: str, folder: Path, kinds: Sequence[ModelKind], engine: str | None = None
) -> tuple[ModelKind, dict[str, Any]]:
    """Return which of ``kinds`` a folder's configuration is of, and the configuration.

    Raises:
        ExtractorError: There is none of an engine that will do, or one is damaged or of another kind of model.

    """
    wanted = [kind for kind in kinds if engine in (None, kind.engine)]
    for kind in wanted:
        if kind.has_model_in(folder):
            return kind, read_json(folder / kind.config_file)
    for kind in kinds:
        if kind.has_model_in(folder):
            raise ExtractorError(
                f"model {model!r} is one of engine {kind.engine}: set engine to {kind.engine!r}, or leave it out to have it found "
                "by the files"
            )
    missing = ", ".join(kind.config_file for kind in wanted)
    raise ExtractorError(
        f"model {model!r}: {folder} holds no model for this engine: {missing} is missing{_other_types(folder, kinds)}. Check the "
        "path, or download the whole model again"
    )


def _other_types(folder: Path, kinds: Sequence[ModelKind]) -> str:
    """Return, in brackets, of which types of model the configurations are that no engine recognizes; empty if none says."""
    said = []
    for name in dict.fromkeys(kind.config_file for kind in kinds if kind.recognizes):
        path = folder / name
        if path.is_file() and (model_type := read_json(path).get("model_type")):
            said.append(f" ({name} is that of a model of type {model_type!r})")
    return "".join(said)


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


def notes_in(folder: Path) -> dict[str, Any]:
    """Return what a checkpoint of graphmill says of itself, empty for other models."""
    path = folder / NOTES_FILE
    return read_json(path) if path.is_file() else {}


def files_in(folder: Path) -> list[str]:
    """Return the files of a folder and of its subfolder ``onnx``, as paths within the folder."""
    return [
        path.relative_to(folder).as_posix()
        for path in sorted([*folder.iterdir(), *(folder / "onnx").glob("*")])
        if path.is_file()
    ]


def no_weights(model: str, folder: Path, wanted: str | None, kind: ModelKind) -> str:
    """Return the words for a folder that holds no weights, or not the graph that was wanted, with the remedy."""
    missing = wanted or ", ".join([*kind.weights, "*.onnx"])
    remedy = (
        "check onnx_file, which is a path within the model's folder"
        if wanted
        else "download the model again, or install graphmill again if it is the bundled one"
    )
    return f"model {model!r}: {folder} holds no weights ({missing}): {remedy}"
