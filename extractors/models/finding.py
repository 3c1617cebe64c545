"""From the name of a model to its files: the bundled checkpoint, a local folder, or the model hub and its cache."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from extractors.errors import ExtractorError
from extractors.models import hub
from extractors.models.files import (
    BUNDLED,
    BUNDLED_FOLDER,
    GRAPH_DATA,
    TOKENIZER_FILES,
    ModelFiles,
    ModelKind,
    choose_weights,
    examine,
    files_in,
    no_weights,
    notes_in,
    read_config,
)
from extractors.paths import at_home

_ENCODER_CONFIG = "config.json"
"""Where a model of the hub says the shape of its encoder."""


def find_model(
    model: str,
    kinds: Sequence[ModelKind],
    revision: str | None = None,
    engine: str | None = None,
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
        kinds: What the engines say of their models' files.
        revision: Branch, tag or commit on the hub; no other kind of model has revisions.
        engine: The only engine that will do; by default any.
        onnx_file: The exported graph to run, a path within the folder.
        download: Ask the hub for what is not here; else that is an error.

    Raises:
        ExtractorError: No such model, no access, or files are missing; the message names the remedy.

    """
    folder, graph = _local(model, kinds)
    if folder is None:
        return _on_the_hub(model, kinds, revision, engine, onnx_file, download=download)
    if revision is not None:
        raise ExtractorError(
            f"revision={revision!r} is for models of the hub; {model!r} is a folder: leave it out"
        )
    files = examine(model, folder, kinds, engine, onnx_file or graph)
    content = _hash_of([(name, folder / name) for name in _content(files)])
    return replace(files, identity=f"{files.weights}:{content}" + _borrow_all(files, download=download))


def _local(model: str, kinds: Sequence[ModelKind]) -> tuple[Path | None, str | None]:
    """Return a model's folder, None for one of the hub, and the graph in it where ``model`` is the path of one."""
    if model == BUNDLED:
        return BUNDLED_FOLDER, None
    path = at_home(model)
    if path.is_dir():
        return path, None
    if path.is_file() and path.suffix == ".onnx":
        nested = path.parent.name == "onnx" and not any(kind.has_model_in(path.parent) for kind in kinds)
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
    name: str,
    kinds: Sequence[ModelKind],
    revision: str | None,
    engine: str | None,
    onnx_file: str | None,
    *,
    download: bool,
) -> ModelFiles:
    folder = hub.small_files(name, revision, download=download)
    wanted = onnx_file or notes_in(folder).get("onnx_file")
    kind, _ = read_config(name, folder, kinds, engine)  # before gigabytes are downloaded that cannot be used
    if choose_weights(files_in(folder), wanted, kind.weights) is None:
        if not download:
            raise ExtractorError(f"model {name!r} is not whole on this machine: its weights are missing")
        weights = choose_weights(hub.list_files(name, revision), wanted, kind.weights)
        if weights is None:
            raise ExtractorError(no_weights(name, folder, wanted, kind))
        folder = hub.fetch(name, revision, [weights, *(weights + end for end in GRAPH_DATA)])
    files = examine(name, folder, kinds, engine, onnx_file)
    commit = folder.name  # which names the content
    return replace(files, identity=f"{files.weights}:{commit}" + _borrow_all(files, download=download))


def _borrow_all(files: ModelFiles, *, download: bool) -> str:
    """Return what a model's identity owes to other models, after seeing that it is there.

    Some GLiNER models leave tokenizers and the shape of their encoder to the model they were trained from.
    """
    return "".join(
        f"+{name}:{_borrow(files.folder, name, download=download)}" for name in files.borrowed_from
    )


def _borrow(folder: Path, name: str, *, download: bool) -> str:
    """Return the identity of the configuration and tokenizer of another model, downloaded if need be."""
    lender = at_home(name)
    if lender.is_dir():
        parts = [(part, lender / part) for part in (_ENCODER_CONFIG, *TOKENIZER_FILES)]
        return _hash_of([(part, path) for part, path in parts if path.is_file()])
    try:
        return hub.small_files(name, None, download=download).name
    except ExtractorError as error:
        raise ExtractorError(
            f"the model in {folder} brings no tokenizer, or no configuration of its encoder, of its own and needs those of "
            f"{name!r}: {error}"
        ) from error


def _content(files: ModelFiles) -> list[str]:
    """Return the files whose content decides what the model answers."""
    folder, weights = files.folder, files.weights
    names = [files.kind.config_file, weights, *(weights + end for end in GRAPH_DATA), *TOKENIZER_FILES]
    for part in files.kind.parts:
        names += sorted(path.relative_to(folder).as_posix() for path in (folder / part).glob("*"))
    return [name for name in names if (folder / name).is_file()]


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
