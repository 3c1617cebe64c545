"""The folder that everything graphmill keeps for a project is written to."""

from __future__ import annotations

import errno
import tempfile
from pathlib import Path

from extractors.errors import GraphmillError


class StateFolderError(GraphmillError):
    """The state folder cannot be made, or not be written in."""


_OF_THE_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS})


def disk_fault(error: OSError, folder: Path) -> StateFolderError | None:
    """Return what to tell of a file below ``folder`` that could not be written, None where the disk is not at fault."""
    if error.errno not in _OF_THE_DISK:
        return None
    remedy = "Make it writable" if error.errno == errno.EROFS else "Make room on the disk"
    return StateFolderError(
        f"{folder} cannot be written: {error.strerror}. {remedy}; what is committed stays, and the same command goes on from there."
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
