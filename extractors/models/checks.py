"""A look at a model's files before they are loaded, for what the libraries would say less clearly, or not at all."""

from __future__ import annotations

import zipfile
from pathlib import Path

from extractors.errors import ExtractorError
from extractors.models.files import ModelFiles, again, read_json

_LFS_POINTER = b"version https://git-lfs"


def check_files(files: ModelFiles) -> None:
    """Check that files are whole, and that loading them runs no code of the model's own.

    Raises:
        ExtractorError: A file is damaged or stands for another, or the model wants to run code; the message names the remedy.

    """
    weights = files.folder / files.weights
    for path in (weights, files.folder / "tokenizer.json"):
        if path.is_file():
            _check_whole(path)
    if weights.suffix == ".safetensors":
        _check_safetensors(weights)
    elif weights.suffix == ".bin":
        _check_zip(weights)
    for path in (files.folder / "tokenizer.json", files.folder / "tokenizer_config.json"):
        if path.is_file():
            read_json(path)
    for name in ("encoder_config", "labels_encoder_config"):
        if isinstance(part := files.config.get(name), dict) and part.get("auto_map"):
            raise ExtractorError(
                f"the model in {files.folder} wants to run code that it brings (auto_map in its {name}), which is never done "
                "here: choose another model"
            )


def _check_whole(path: Path) -> None:
    with path.open("rb") as stream:
        head = stream.read(len(_LFS_POINTER))
    if not head:
        raise ExtractorError(f"{path} is empty: download the model again{again(path)}")
    if head == _LFS_POINTER:
        raise ExtractorError(
            f"{path} is only a pointer of git-lfs to the file: run `git lfs pull` in that folder, or download the model with "
            "`hf download`"
        )


def _check_safetensors(path: Path) -> None:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy"):
            pass
    except SafetensorError as error:
        raise ExtractorError(
            f"{path} is damaged or cut short ({error}): download the model again{again(path)}"
        ) from error


def _check_zip(path: Path) -> None:
    with path.open("rb") as stream:
        is_archive = stream.read(2) == b"PK"
    if is_archive and not zipfile.is_zipfile(path):
        raise ExtractorError(f"{path} is damaged or cut short: download the model again{again(path)}")
