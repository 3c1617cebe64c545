"""Folders of files, on a disk or at any URL that fsspec reaches, so that several machines have one in common.

A file appears whole, or it can be told that it is not: on a disk it takes its place when all of it is there, as objects of S3
and its like do; what a server of another kind was cut off in is no whole JSON.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from extractors.errors import GraphmillError
from extractors.whole_files import whole_binary_file

READ_TOGETHER = 64
"""Files that are asked for at once, where an answer takes its time."""
_WITHOUT_FOLDERS = frozenset({"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl"})
"""Protocols of stores whose buckets are not ours to make."""


class StorageError(GraphmillError):
    """A folder that cannot be used; the message names it and the remedy."""


class Folder(Protocol):
    """Files by their names. A missing one is a FileNotFoundError, anything else that goes wrong an OSError or a StorageError."""

    at_once: int
    """How many calls are worth making at once."""

    def place(self, name: str) -> str:
        """Return where a file is, as people read it."""
        ...

    def read(self, name: str) -> bytes:
        """Return the content of a file."""
        ...

    def read_each(self, names: Sequence[str]) -> Iterator[bytes]:
        """Yield the contents of files in the order of their names."""
        ...

    def write(self, name: str, content: bytes) -> None:
        """Write a file in place of the one of that name."""
        ...

    def holds(self, name: str) -> bool:
        """Tell whether a file is there."""
        ...

    def named(self, beginning: str) -> list[str]:
        """Return the names that begin so, in order."""
        ...

    def delete(self, names: Iterable[str]) -> None:
        """Delete files; one that is not there is none."""
        ...

    def renew(self, name: str) -> None:
        """Make a file as new as if it were written now, where that can be done without writing it."""
        ...

    def older_than(self, seconds: float) -> Iterator[str]:
        """Yield the names of files that were written or renewed longer ago, where that is known."""
        ...


def folder_at(place: str | Path) -> Folder:
    """Return the folder at a path or a URL; that of a disk is made if it is not there.

    Raises:
        StorageError: no driver for such a URL is installed.

    """
    if isinstance(place, str) and "://" in place:
        if not place.startswith(("file://", "local://")):
            return UrlFolder(place)
        place = place.partition("://")[2]
    return DiskFolder(Path(place))


class DiskFolder:
    """A folder of a disk of this machine, or of one that it shares."""

    at_once = 1

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)

    def place(self, name: str) -> str:
        """Return the path of a file."""
        return str(self.path / name)

    def read(self, name: str) -> bytes:
        """Return the content of a file."""
        return (self.path / name).read_bytes()

    def read_each(self, names: Sequence[str]) -> Iterator[bytes]:
        """Yield the contents of files in the order of their names."""
        return map(self.read, names)

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole or not at all, also in a power cut."""
        with whole_binary_file(self.path / name) as file:
            file.write(content)

    def holds(self, name: str) -> bool:
        """Tell whether a file is there."""
        return (self.path / name).is_file()

    def named(self, beginning: str) -> list[str]:
        """Return the names that begin so, in order."""
        return sorted(path.name for path in self.path.glob(f"{beginning}*"))

    def delete(self, names: Iterable[str]) -> None:
        """Delete files; one that is not there is none."""
        for name in names:
            (self.path / name).unlink(missing_ok=True)

    def renew(self, name: str) -> None:
        """Make a file as new as if it were written now."""
        with suppress(FileNotFoundError):
            os.utime(self.path / name)

    def older_than(self, seconds: float) -> Iterator[str]:
        """Yield the names of files that were written or renewed longer ago."""
        latest = time.time() - seconds
        for path in self.path.iterdir():
            with suppress(FileNotFoundError):  # another process was quicker
                if path.stat().st_mtime < latest:
                    yield path.name


class UrlFolder:
    """A folder at a URL, by the fsspec driver of its protocol; how it is reached, and as whom, its driver is told as ever."""

    at_once = 16

    def __init__(self, url: str) -> None:
        import fsspec

        self._url = url.rstrip("/")
        try:
            self._files, root = fsspec.url_to_fs(self._url)
        except (ImportError, ValueError) as error:
            raise StorageError(
                f'{self._url}: no driver for such a URL is installed ({error}); for S3: pip install "graphmill[s3]"'
            ) from error
        self._root = root.rstrip("/")

    def place(self, name: str) -> str:
        """Return the URL of a file."""
        return f"{self._url}/{name}"

    def read(self, name: str) -> bytes:
        """Return the content of a file."""
        with self._told("read"):
            content: bytes = self._files.cat_file(self._path(name))
            return content

    def read_each(self, names: Sequence[str]) -> Iterator[bytes]:
        """Yield the contents of files in the order of their names; many are asked for at once."""
        for first in range(0, len(names), READ_TOGETHER):
            paths = [self._path(name) for name in names[first : first + READ_TOGETHER]]
            with self._told("read"):
                found: dict[str, bytes] = self._files.cat(paths)
            for path in paths:
                yield found[path]

    def write(self, name: str, content: bytes) -> None:
        """Write a file in place of the one of that name."""
        path = self._path(name)
        with self._told("written to"):
            try:
                self._files.pipe_file(path, content)
            except FileNotFoundError:
                if self._protocols & _WITHOUT_FOLDERS:
                    raise
                self._files.makedirs(self._root, exist_ok=True)
                self._files.pipe_file(path, content)

    def holds(self, name: str) -> bool:
        """Tell whether a file is there."""
        with self._told("read"):
            self._files.invalidate_cache()
            try:
                self._files.info(self._path(name))
            except FileNotFoundError:
                return False
            return True

    def named(self, beginning: str) -> list[str]:
        """Return the names that begin so, in order."""
        with self._told("listed"):
            self._files.invalidate_cache()
            found = self._files.glob(f"{self._root}/{beginning}*")
        return sorted(str(path).rpartition("/")[2] for path in found)

    def delete(self, names: Iterable[str]) -> None:
        """Delete files; one that is not there is none."""
        with self._told("deleted from"):
            for name in names:
                with suppress(FileNotFoundError):
                    self._files.rm_file(self._path(name))

    def renew(self, name: str) -> None:
        """Do nothing: a file would have to be written."""

    def older_than(self, seconds: float) -> Iterator[str]:  # noqa: ARG002 - the form of `Folder`
        """Yield nothing: what is old is better deleted by a rule of the store's own."""
        return iter(())

    @property
    def _protocols(self) -> set[str]:
        named = self._files.protocol
        return {named} if isinstance(named, str) else set(named)

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    @contextmanager
    def _told(self, done: str) -> Iterator[None]:
        """Turn whatever a driver raises into an error that names the folder; the drivers agree on no class."""
        try:
            yield
        except FileNotFoundError as error:
            if done == "read":
                raise
            raise StorageError(
                f"{self._url} is not there ({error}): make it, or correct the address."
            ) from error
        except Exception as error:
            said = " ".join(str(error).split())[:200]
            raise StorageError(
                f"{self._url} cannot be {done} ({type(error).__name__}: {said}): check the address, the network and the "
                "credentials that its driver uses."
            ) from error
