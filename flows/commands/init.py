"""``graphmill init``: a commented settings file to begin with."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Annotated

from extractors.errors import GraphmillError, UsageError
from flows.commands.options import PATH
from flows.errors import EXIT_OK
from flows.project.settings import CONFIG_NAME


class UnwritableFileError(GraphmillError):
    """A file of the project that cannot be written."""


def init(folder: Annotated[Path, PATH] = Path(), *, force: bool = False) -> int:
    """Write a commented graphmill.toml.

    Parameters
    ----------
    folder
        Where to write it.
    force
        Replace a file that is already there.

    """
    path = folder / CONFIG_NAME
    if path.exists() and not force:
        raise UsageError(f"{path} is already there. Give --force to replace it.")
    text = resources.files(__package__).joinpath(CONFIG_NAME).read_text(encoding="utf-8")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UnwritableFileError(
            f"{path} cannot be written: {error.strerror}. Get the right to write there, or name another folder."
        ) from error
    print(f"{path} written. Next: graphmill ingest FOLDER")
    return EXIT_OK
