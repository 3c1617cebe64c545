"""The models on this machine: the bundled one, and those in the cache of the model hub."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from extractors.errors import ExtractorError
from extractors.models import hub
from extractors.models.checks import check_files
from extractors.models.files import (
    BUNDLED,
    BUNDLED_FOLDER,
    ModelFiles,
    ModelKind,
    examine,
)
from extractors.models.known import KNOWN_MODELS


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model on this machine.

    ``size`` is in bytes, of the whole folder. ``weights`` is the file that is run. ``problem`` says what is missing or damaged and what
    to do; a model without one is whole. Engine, architecture and weights are empty where they cannot be told.
    """

    name: str
    engine: str
    architecture: str
    weights: str
    size: int
    folder: Path
    problem: str = ""


def bundled_model(kinds: Sequence[ModelKind]) -> ListedModel:
    """Return the checkpoint that comes with the package; ``kinds`` is what the engines say of their models' files."""
    size = sum(path.stat().st_size for path in BUNDLED_FOLDER.glob("*") if path.is_file())
    return _look(BUNDLED, BUNDLED_FOLDER, size, kinds)


def cached_models(kinds: Sequence[ModelKind]) -> list[ListedModel]:
    """Return the models of these kinds in the hub's cache, by name; half-downloaded ones too, with their problem."""
    from huggingface_hub import constants, scan_cache_dir

    if not Path(constants.HF_HUB_CACHE).is_dir():
        return []
    known = {model.name for model in KNOWN_MODELS}
    listed: list[ListedModel] = []
    for repository in scan_cache_dir(constants.HF_HUB_CACHE).repos:
        if repository.repo_type != "model":
            continue
        revisions = sorted(
            repository.revisions, key=lambda revision: ("main" in revision.refs, revision.last_modified)
        )
        folder = revisions[-1].snapshot_path if revisions else repository.repo_path
        if _is_model(folder, kinds) or repository.repo_id in known:
            listed.append(_look(repository.repo_id, folder, repository.size_on_disk, kinds))
    return sorted(listed, key=lambda model: model.name.lower())


def _is_model(folder: Path, kinds: Sequence[ModelKind]) -> bool:
    try:
        return any(kind.has_model_in(folder) for kind in kinds)
    except ExtractorError:
        return False  # of some other kind, as far as anyone can tell


def _look(name: str, folder: Path, size: int, kinds: Sequence[ModelKind]) -> ListedModel:
    try:
        files = examine(name, folder, kinds)
        problem = _problem(name, files)
        return ListedModel(name, files.engine, _architecture(files), files.weights, size, folder, problem)
    except ExtractorError as error:
        return ListedModel(name, "", "", "", size, folder, str(error))


def _architecture(files: ModelFiles) -> str:
    try:
        return files.architecture
    except ExtractorError:
        return "not supported"


def _problem(name: str, files: ModelFiles) -> str:
    """Return why a model could not be used now, without loading it."""
    if name != BUNDLED and hub.cached(name, files.folder.name) is None:
        return f"its download broke off: the next use of {name} goes on with it"
    try:
        check_files(files)
        _ = files.architecture
    except ExtractorError as error:
        return str(error)
    missing = [
        lender
        for lender in files.borrowed_from
        if not Path(lender).is_dir() and hub.cached(lender, None) is None
    ]
    return (
        f"it needs tokenizer and configuration of {', '.join(missing)}, which are not here" if missing else ""
    )
