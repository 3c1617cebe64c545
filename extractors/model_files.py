"""Where a model's files are: the bundled checkpoint, a local folder, or the model hub and its cache."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.windowed import ExtractorError

BUNDLED = "bundled"
_BUNDLED_FOLDER = Path(__file__).parent / "checkpoint"
_TORCH_WEIGHTS = ("model.safetensors", "pytorch_model.bin")


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model on disk.

    ``onnx_file`` is the name of the exported graph to run, empty for PyTorch weights. ``identity`` tells the files' content
    and is the same on every machine. ``notes`` holds what a checkpoint of graphmill says of itself (``graphmill.json``: default
    threshold, capacity), empty for other models.
    """

    folder: Path
    onnx_file: str
    identity: str
    notes: dict[str, Any]


def find_model(model: str, revision: str | None, config_names: Sequence[str]) -> ModelFiles:
    """Return the files of a model, downloaded from the model hub if they are neither local nor in its cache.

    Args:
        model: ``bundled``, the path of a folder, or a name on the model hub.
        revision: Branch, tag or commit on the hub; no other kind of model has revisions.
        config_names: The engine's own configuration file, one of which the folder must hold.

    Raises:
        ExtractorError: No such model, no access, or files are missing; the message names the remedy.

    """
    folder = _local_folder(model)
    if folder is not None:
        if revision is not None:
            raise ExtractorError(
                f"revision={revision!r} is for models of the hub; {model!r} is a folder: leave it out"
            )
        return _examine(folder, model, config_names, _hash_of_content)
    return _examine(
        _hub_folder(model, revision, config_names), model, config_names, lambda files: files[0].parent.name
    )


def _local_folder(model: str) -> Path | None:
    if model == BUNDLED:
        return _BUNDLED_FOLDER
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder
    looks_like_path = model.startswith((".", "~", "/", "\\")) or model.count("/") > 1
    if looks_like_path or not model.strip():
        raise ExtractorError(
            f"model {model!r}: there is no such folder. Give an existing folder, a hub name, or {BUNDLED!r}"
        )
    return None


def _hub_folder(name: str, revision: str | None, config_names: Sequence[str]) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        folder = Path(snapshot_download(name, revision=revision, local_files_only=True))
        if _weights(folder) and any((folder / config).is_file() for config in config_names):
            return folder
    except LocalEntryNotFoundError:
        pass  # not in the cache: the hub is asked next
    except HFValidationError as error:
        raise ExtractorError(
            f"model {name!r} is neither a folder nor a name of the model hub: {error}"
        ) from error
    try:
        return Path(snapshot_download(name, revision=revision))
    except (
        OSError,
        ValueError,
    ) as error:  # the hub's errors are OSError (connection, HTTP) or ValueError (names)
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ExtractorError(
            f"model {name!r} could not be had from the model hub ({reason}). Use model={BUNDLED!r}, which needs no network, "
            "or download it on a machine with access and give the folder's path as the model"
        ) from error


def _weights(folder: Path) -> list[Path]:
    """Return the weights in the order of preference: PyTorch files first, then exported graphs."""
    torch_files = [folder / name for name in _TORCH_WEIGHTS]
    graphs = sorted(folder.glob("*.onnx"), key=lambda path: (path.name != "model.onnx", path.name))
    return [path for path in [*torch_files, *graphs] if path.is_file()]


def _examine(
    folder: Path, model: str, config_names: Sequence[str], identify: Callable[[Sequence[Path]], str]
) -> ModelFiles:
    notes_file = folder / "graphmill.json"
    notes = json.loads(notes_file.read_text(encoding="utf-8")) if notes_file.is_file() else {}
    config = next((folder / name for name in config_names if (folder / name).is_file()), None)
    if config is None:
        raise ExtractorError(
            f"model {model!r}: {folder} holds none of {', '.join(config_names)}, so it is no model for this engine: "
            "check the path, or choose the other engine"
        )
    weights = _weights(folder)
    named = notes.get("onnx_file")
    if named:
        weights = [path for path in weights if path.name == named]
    if not weights:
        raise ExtractorError(
            f"model {model!r}: {folder} holds no weights ({named or ', '.join([*_TORCH_WEIGHTS, '*.onnx'])}): "
            "download the model again, or install graphmill again if it is the bundled one"
        )
    chosen = weights[0]
    kind = chosen.name if chosen.suffix == ".onnx" else ""
    content = [config, chosen, *(path for path in [folder / "tokenizer.json"] if path.is_file())]
    return ModelFiles(folder, kind, f"{chosen.name}:{identify(content)}", notes)


def _hash_of_content(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()
