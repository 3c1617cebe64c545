"""The folder that everything graphmill keeps for a project is written to."""

from __future__ import annotations

import errno
import tempfile
from pathlib import Path

from extractors.errors import GraphmillError


class StateFolderError(GraphmillError):
    """The state folder cannot be made, or not be written in."""


_OF_THE_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})


def is_of_the_disk(error: Exception) -> bool:
    """Tell whether an error says that a disk has no room left, or may only be read."""
    return isinstance(error, OSError) and error.errno in _OF_THE_DISK


def disk_fault(error: OSError, folder: Path) -> StateFolderError | None:
    """Return what to tell of a file that a run could not write, None where the disk is not at fault; ``folder`` is that of its state."""
    if not is_of_the_disk(error):
        return None
    remedy = "Make it writable" if error.errno == errno.EROFS else "Make room on the disk"
    place = error.filename or f"{folder}, or the folder for temporary files ({tempfile.gettempdir()}),"
    return StateFolderError(
        f"{place} cannot be written: {error.strerror}. {remedy}; what is committed stays, and the same command goes on from there."
    )


def make_state_folder(folder: Path) -> None:
    """Make the folder and those above it, where they are missing, and see that a file can be written in it.

    Raises:
        StateFolderError: that cannot be done; the message names folder, cause and remedy.

    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise StateFolderError(
            f"The state folder {folder} cannot be written: {error.strerror}. Get the right to write there, or name another folder "
            "with --state, or as `state` in graphmill.toml."
        ) from error
