"""Where a document comes from: a file or a URL that can be opened, hashed and read up to a limit."""

from __future__ import annotations

import glob
import hashlib
import json
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from extractors.documents import Outcome
from extractors.readers.conversion import ReadError, megabytes
from extractors.time_limits import TookTooLongError, within

_CHUNK = 1 << 20
_NOT_THERE = (404, 410)
_REFUSED = (401, 403)
SILENCE_SECONDS = 60.0
"""Longest that a server may say nothing, unless settings say otherwise."""


@dataclass(frozen=True, slots=True)
class About:
    """What the place that a source comes from says of it, as a feed does of its items: it counts over what the bytes say.

    Empty is what the place does not say. ``date`` and ``date_from`` are those of `extractors.documents.Document`.
    """

    title: str = ""
    date: str = ""
    date_from: str = ""
    metadata: tuple[tuple[str, str], ...] = ()


_NOTHING = About()


@dataclass(frozen=True, slots=True)
class Source:
    """One readable input.

    ``uri`` identifies it in the graph and holds no credentials. ``location`` is what is opened: an absolute path, or
    a URL as the user gave it. ``media_type`` is what the server said it is, and counts only where the suffix says
    nothing. ``file_name`` is the name whose suffix counts, for an item whose uri is no file's (a mail, a row of a table).
    ``about`` is what is said of it elsewhere, and part of what its hash is made of.
    """

    uri: str
    location: str
    media_type: str = ""
    file_name: str = ""
    about: About = _NOTHING

    @property
    def is_url(self) -> bool:
        """Whether the location is opened through fsspec rather than as a local file."""
        return is_url(self.location)

    @property
    def name(self) -> str:
        """The part of the uri that ends in the file's name: no query, and no archive that the file lies in."""
        if self.file_name:
            return self.file_name
        if not self.is_url:
            return self.uri
        first = self.uri.partition("::")[0]
        return first.partition("?")[0] if first.startswith(("http://", "https://")) else first

    def read_bytes(self, max_bytes: int, *, silence: float = SILENCE_SECONDS) -> bytes:
        """Return the content, holding never more than ``max_bytes`` and one more in memory.

        Raises:
            ReadError: with TOO_LARGE past ``max_bytes``, with UNREADABLE if it is gone, is locked to this user, is
                no regular file, or its server or its fsspec driver fails, with TIMEOUT if a server says nothing for ``silence`` seconds.

        """
        return b"".join(self._parts(max_bytes, silence))

    def hash(self, max_bytes: int, *, silence: float = SILENCE_SECONDS) -> str:
        """Return the SHA-256 of the content and of what is said of it, in hex, reading it piece by piece.

        Raises:
            ReadError: as for `read_bytes`.

        """
        return self._digest(self._parts(max_bytes, silence))

    def hash_of(self, data: bytes) -> str:
        """Return what `hash` gives for the content ``data``."""
        return self._digest([data])

    def _digest(self, parts: Iterable[bytes]) -> str:
        digest = hashlib.sha256()
        for part in parts:
            digest.update(part)
        if self.about != _NOTHING:
            digest.update(b"\0" + json.dumps(asdict(self.about)).encode())
        return digest.hexdigest()

    def _parts(self, max_bytes: int, silence: float) -> Iterator[bytes]:
        return self._url_parts(max_bytes, silence) if self.is_url else self._file_parts(max_bytes)

    def _file_parts(self, max_bytes: int) -> Iterator[bytes]:
        path = _where_now(Path(self.location))
        try:
            status = path.stat()
            if not stat.S_ISREG(status.st_mode):
                raise ReadError(
                    Outcome.UNREADABLE, "It is no regular file.", "Give a file, a folder, a glob or a URL."
                )
            with path.open("rb") as stream:
                yield from _parts_up_to(stream, max_bytes, status.st_size)
        except FileNotFoundError:
            raise ReadError(Outcome.UNREADABLE, "There is no such file.", "Check the path.") from None
        except PermissionError:
            raise ReadError(
                Outcome.UNREADABLE,
                "This user may not read the file.",
                "Give the user that runs graphmill the right to read it.",
            ) from None
        except OSError as error:
            raise ReadError(
                Outcome.UNREADABLE,
                f"The system could not read the file: {error.strerror or error}.",
                "Check the disk or the network drive, then run again.",
            ) from error

    def _url_parts(self, max_bytes: int, silence: float) -> Iterator[bytes]:
        import fsspec

        try:
            opened = fsspec.open(self.location, "rb")
            stream = within(silence, opened.open)
            size = getattr(stream, "size", None)
            yield from _parts_up_to(stream, max_bytes, size, lambda read: within(silence, read))
            within(silence, stream.close)
        except ReadError:
            raise
        except TookTooLongError as error:
            raise ReadError(
                Outcome.TIMEOUT,
                f"Its server said nothing for {silence:g} s.",
                "Check that the server answers and try again, or raise the readers' fetch_seconds.",
            ) from error
        except Exception as error:  # every fsspec driver raises errors of its own
            raise url_error(self.uri, error) from error


def _where_now(path: Path) -> Path:
    """Return the path of a mail in a Maildir that was marked since, which changes its file's name; else the path itself."""
    if path.parent.name not in ("cur", "new") or path.exists():
        return path
    name = path.name.partition(":")[0]
    for folder in (path.parent.parent / "cur", path.parent.parent / "new"):
        found = sorted(folder.glob(f"{glob.escape(name)}*"))
        if marked := [each for each in found if each.name.partition(":")[0] == name]:
            return marked[0]
    return path


def source_hash(data: bytes) -> str:
    """Return the SHA-256 of ``data`` in hex."""
    return hashlib.sha256(data).hexdigest()


def is_url(text: str) -> bool:
    """Tell a URL (``s3://``, ``memory://``, ``zip://a.txt::file.zip``) from a path."""
    return "://" in text


def url_error(uri: str, error: Exception) -> ReadError:
    """Turn whatever an fsspec driver raised while it opened or listed ``uri`` into a ReadError."""
    # The driver of web pages says of each that it cannot have that it is not there; what it met lies behind that.
    if isinstance(error, FileNotFoundError) and isinstance(error.__cause__, Exception):
        error = error.__cause__
    status = getattr(error, "status", None)
    if status in _NOT_THERE:
        error = FileNotFoundError()
    elif status in _REFUSED:
        error = PermissionError()
    if isinstance(error, ImportError):
        reason, remedy = (
            f"No driver for this kind of URL is installed ({error}).",
            "Install the package it names.",
        )
    elif isinstance(error, FileNotFoundError):
        reason, remedy = "There is nothing at this URL.", "Check the URL."
    elif isinstance(error, PermissionError):
        reason, remedy = (
            "The server refused access.",
            "Check the credentials that fsspec uses for this server.",
        )
    else:
        # The message may repeat the URL with its credentials, so only the error's kind is told.
        reason = f"The URL could not be read ({type(error).__name__})."
        remedy = f"Check that the address is right and the server answers: {uri}"
    return ReadError(Outcome.UNREADABLE, reason, remedy)


def _parts_up_to(
    stream: BinaryIO,
    max_bytes: int,
    announced: object,
    reading: Callable[[Callable[[], bytes]], bytes] = lambda read: read(),
) -> Iterator[bytes]:
    if isinstance(announced, int) and announced > max_bytes:
        raise _too_large(announced, max_bytes)
    # The size that was announced may be missing or wrong, so the limit holds on what arrives.
    room = max_bytes + 1
    while room > 0 and (part := reading(partial(stream.read, min(_CHUNK, room)))):
        room -= len(part)
        if room > 0:
            yield part
    if room <= 0:
        raise _too_large(None, max_bytes)


def _too_large(size: int | None, max_bytes: int) -> ReadError:
    found = "More bytes came" if size is None else f"It has {megabytes(size)}, more"
    return ReadError(
        Outcome.TOO_LARGE,
        f"{found} than the limit of {megabytes(max_bytes)}.",
        "Split the file, or raise the readers' max_bytes.",
    )
