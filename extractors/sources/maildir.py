"""Mails in a Maildir folder: each a document by its Message-ID."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from extractors.documents import Outcome, ReadFailure
from extractors.paths import absolute, at_home
from extractors.readers.source import Source
from extractors.sources.mails import SUFFIX, head_of, uri_of_headers, uri_of_mail, with_plain_lines
from extractors.sources.polling import Cursor, Item, Poll, SourceUnreachableError, Spool
from extractors.sources.settings import MaildirSource

_HEADERS_WITHIN = 1 << 16


def poll(settings: MaildirSource, cursor: Cursor, spool: Spool, base: Path) -> Poll:  # noqa: ARG001 - a look's form
    """Look at a Maildir: all its mails, read or not. What a mail program notes of a mail in its file's name makes it no other mail.

    Of several mails with one Message-ID the last that was delivered counts.

    Raises:
        SourceUnreachableError: there is no such Maildir, or its folders cannot be listed.

    """
    folder = Path(absolute(base / at_home(settings.path)))
    items: dict[str, Item] = {}
    failures: list[ReadFailure] = []
    for entry in sorted(_mails(folder), key=lambda entry: (entry.stat().st_mtime_ns, entry.name)):
        try:
            uri = _uri(Path(entry.path))
        except FileNotFoundError:
            continue  # deleted since; where it was only marked, the next look finds it
        except OSError as error:
            failures.append(
                ReadFailure(
                    entry.path,
                    Outcome.UNREADABLE,
                    f"The system could not read the mail: {error.strerror}.",
                    "Give the user that runs graphmill the right to read it.",
                )
            )
            continue
        status = entry.stat()
        source = Source(uri, entry.path, file_name=f"mail{SUFFIX}")
        items[uri] = Item(uri, source, f"{status.st_size} {status.st_mtime_ns}")
    return Poll(tuple(items.values()), is_whole=not failures, failures=tuple(failures))


def _mails(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        for part in ("new", "cur"):
            with os.scandir(folder / part) as entries:
                yield from (each for each in entries if not each.name.startswith(".") and each.is_file())
    except OSError as error:
        raise SourceUnreachableError(
            f"{folder} is no Maildir that can be read ({error.strerror}). "
            "Give the folder that holds cur and new."
        ) from error


def _uri(path: Path) -> str:
    with path.open("rb") as file:
        beginning = file.read(_HEADERS_WITHIN)
        return uri_of_headers(head_of(beginning)) or uri_of_mail(with_plain_lines(beginning + file.read()))
