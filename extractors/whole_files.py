"""Files that are written whole or not at all, also in a power cut."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, TextIO, TypeVar

PART = ".part"
"""How the name of a file ends while it is being written, beside the one that it replaces."""

Opened = TypeVar("Opened", bound=IO[str] | IO[bytes])


@contextmanager
def whole_file(path: Path, *, errors: str = "strict") -> Iterator[TextIO]:
    """Open a file in UTF-8 to be written, which takes the place of ``path`` when the ``with`` ends well.

    Where it ends with an exception, ``path`` is what it was before and nothing else is left. What is written goes to the disk
    before the file takes its place. ``errors`` is that of :func:`open`. Its folder must be there.

    Raises:
        OSError: The file cannot be written.

    """
    part = _part_of(path)
    with _in_place_of(path, part, part.open("x", encoding="utf-8", errors=errors, newline="\n")) as file:
        yield file


@contextmanager
def whole_binary_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file of bytes to be written, as `whole_file` does one of text.

    Raises:
        OSError: The file cannot be written.

    """
    part = _part_of(path)
    with _in_place_of(path, part, part.open("xb")) as file:
        yield file


def _part_of(path: Path) -> Path:
    return path.with_name(f".{secrets.token_hex(8)}{PART}")


@contextmanager
def _in_place_of(path: Path, part: Path, opened: Opened) -> Iterator[Opened]:
    with opened as file:
        try:
            yield opened
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    try:
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def flush_folder(folder: Path) -> None:
    """Force the entries of a folder to the disk, where folders can be opened at all."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
