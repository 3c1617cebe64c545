"""Where a project's work lies until it is in the graph: the staged extractions, and the results of batches."""

from __future__ import annotations

from pathlib import Path

from extractors.staging import Staging
from extractors.storage import Folder, folder_at
from flows.project.settings import Settings


def staging_of(settings: Settings) -> Staging:
    """Return the staged extractions.

    Raises:
        extractors.storage.StorageError: no driver for a URL like that of ``scale.staging`` is installed.

    """
    return Staging(staged_folder(settings))


def staged_folder(settings: Settings) -> Path | str:
    """Return the path or the URL of the folder of the staged extractions."""
    return _below(settings, "staged")


def results_of(settings: Settings) -> Folder:
    """Return the folder of the results of batches.

    Raises:
        extractors.storage.StorageError: as for `staging_of`.

    """
    return folder_at(_below(settings, "batches"))


def _below(settings: Settings, name: str) -> Path | str:
    place = settings.scale.staging
    if "://" in place:
        return f"{place.rstrip('/')}/{name}"
    return (settings.base / place).resolve() / name if place else settings.state_folder / name
