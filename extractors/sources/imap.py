"""Mails in a folder of an IMAP account: each a document by its Message-ID."""

from __future__ import annotations

import os
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from imaplib import IMAP4
from pathlib import Path
from typing import Any

from extractors.documents import Outcome, ReadFailure
from extractors.readers.conversion import megabytes
from extractors.readers.source import Source
from extractors.sources.extras import needed
from extractors.sources.mails import SUFFIX, uri_of_headers, uri_of_mail, with_plain_lines
from extractors.sources.polling import Cursor, Item, Poll, SourceUnreachableError, Spool
from extractors.sources.settings import ImapSource

MOST_MAILS = 1000
"""How many mails one look fetches; the next goes on from there."""
_LISTED_AT_ONCE = 500
_MAILS_AT_ONCE = 50
_BYTES_AT_ONCE = 16_000_000
_SHARE_OF_TIME = 0.8
_SILENCE_SECONDS = 30.0
_CLOSE_SECONDS = 5.0
_MOST_FOLDERS_TOLD = 20


def poll(settings: ImapSource, cursor: Cursor, spool: Spool, base: Path) -> Poll:  # noqa: ARG001 - a look's form
    """Look at a folder of an IMAP account: the mails that came since the last look; none is marked as read.

    The cursor holds the highest number that the server gave a mail, and the validity of its numbers: where this is another, all
    mails are looked at again, and those that the graph has are not fetched. Only where deleted mails are to be forgotten
    is every look at the whole folder. Of several mails with one Message-ID the last that came counts.

    Raises:
        SourceUnreachableError: the server, the account or the folder cannot be reached.

    """
    with _folder(settings) as (client, validity):
        return _Look(
            settings, client, spool, time.monotonic() + settings.timeout_seconds * _SHARE_OF_TIME
        ).poll(cursor if cursor.get("validity") == validity else {}, validity)


@contextmanager
def _folder(settings: ImapSource) -> Iterator[tuple[Any, int]]:
    """Yield a client that has the folder open to be read only, and the validity of the folder's numbers."""
    password = os.environ.get(settings.password_variable, "")
    if not password:
        raise SourceUnreachableError(
            f"the environment has no {settings.password_variable}. Set it to the account's password, "
            "or to an app password where the provider wants one."
        )
    with needed("mail"):
        from imapclient import IMAPClient, SocketTimeout
        from imapclient.exceptions import LoginError
    where = f"{settings.host}:{settings.port}"
    client = None
    try:
        silence = min(settings.timeout_seconds, _SILENCE_SECONDS)
        client = IMAPClient(
            settings.host,
            settings.port,
            ssl=settings.tls is True,
            ssl_context=ssl.create_default_context() if settings.tls is True else None,
            timeout=SocketTimeout(silence, silence),
        )
        client.normalise_times = False
        if settings.tls == "starttls":
            client.starttls(ssl.create_default_context())
        client.login(settings.user, password)
        yield client, _opened(client, settings)
    except LoginError:
        raise SourceUnreachableError(
            f"{where}: the server does not let {settings.user} in. Check the user, and the password in "
            f"{settings.password_variable}; many providers want an app password."
        ) from None
    except ssl.SSLError as error:
        raise SourceUnreachableError(
            f"{where}: no secure connection ({error.reason or type(error).__name__}). Check the port and tls "
            '(true for port 993, "starttls" for 143); a certificate of your own is trusted by SSL_CERT_FILE.'
        ) from error
    except TimeoutError as error:
        raise SourceUnreachableError(
            f"{where}: the server does not answer. Check that it runs, and the port."
        ) from error
    except (OSError, IMAP4.error) as error:
        said = getattr(error, "strerror", None) or type(error).__name__
        raise SourceUnreachableError(
            f"{where}: the connection fails ({said}). Check host and port."
        ) from error
    finally:
        if client is not None:
            _close(client)


def _opened(client: Any, settings: ImapSource) -> int:
    """Open the folder and return the validity of its numbers."""
    try:
        return int(client.select_folder(settings.folder, readonly=True).get(b"UIDVALIDITY", 0))
    except IMAP4.abort:
        raise
    except IMAP4.error as error:
        names = [name for _, _, name in client.list_folders()]
        more = ", …" if len(names) > _MOST_FOLDERS_TOLD else ""
        raise SourceUnreachableError(
            f"{settings.host} has no folder {settings.folder!r} for {settings.user}. "
            f"There are: {', '.join(names[:_MOST_FOLDERS_TOLD])}{more}."
        ) from error


def _close(client: Any) -> None:
    """End a connection, which may have ended already in whatever way."""
    try:
        client.socket().settimeout(_CLOSE_SECONDS)
        client.logout()
    except (OSError, IMAP4.error):
        with suppress(OSError, IMAP4.error):
            client.shutdown()


@dataclass(frozen=True, slots=True)
class _Listed:
    """A mail by its number: its uri, its state, and its bytes where these had to be fetched to tell it apart."""

    number: int
    uri: str
    version: str
    size: int
    data: bytes = b""


class _Look:
    """One look at an open folder, up to a time."""

    def __init__(self, settings: ImapSource, client: Any, spool: Spool, deadline: float) -> None:
        self._settings = settings
        self._client = client
        self._spool = spool
        self._deadline = deadline
        self._items: dict[str, Item] = {}
        self._failures: list[ReadFailure] = []
        self._fetched = 0

    def poll(self, cursor: Cursor, validity: int) -> Poll:
        """Look at the mails past the number that the cursor has, or at all."""
        last = int(cursor.get("last", 0))
        is_whole = self._settings.deleted == "forget" and not cursor.get("goes_on")
        begin = 1 if is_whole else last + 1
        # A range up to * holds the last mail even where it begins past that.
        numbers = sorted(number for number in self._client.search(["UID", f"{begin}:*"]) if number >= begin)
        reached = last
        has_more = False
        for first in range(0, len(numbers), _LISTED_AT_ONCE):
            some = numbers[first : first + _LISTED_AT_ONCE]
            for batch in self._batches(self._listed(some)):
                if self._is_full() and any(self._is_wanted(mail) for mail in batch):
                    has_more = True
                    break
                self._keep(batch)
                reached = max(reached, *(mail.number for mail in batch))
            if has_more:
                break
            reached = max(reached, *some)
        return Poll(
            tuple(self._items.values()),
            {"validity": validity, "last": reached} | ({"goes_on": True} if has_more else {}),
            is_whole=is_whole and not has_more,
            failures=tuple(self._failures),
            has_more=has_more,
        )

    def _is_full(self) -> bool:
        return self._fetched > 0 and (self._fetched >= MOST_MAILS or time.monotonic() > self._deadline)

    def _is_wanted(self, mail: _Listed) -> bool:
        return not self._spool.has(mail.uri, mail.version)

    def _listed(self, numbers: Sequence[int]) -> list[_Listed]:
        asked = ["RFC822.SIZE", "INTERNALDATE", "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"]
        answers = self._client.fetch(numbers, asked)
        found = []
        for number in numbers:
            if (answer := answers.get(number)) is None:
                continue  # deleted since
            size = int(answer[b"RFC822.SIZE"])
            headers = next((value for name, value in answer.items() if name.startswith(b"BODY[HEADER")), b"")
            uri, data = uri_of_headers(headers or b""), b""
            if not uri and size <= self._settings.most_bytes:
                data = self._bodies([number]).get(number, b"")
                uri = uri_of_mail(data)
            version = f"{size} {answer[b'INTERNALDATE'].timestamp():.0f}"
            found.append(
                _Listed(number, uri or f"message://{self._settings.name}-{number}", version, size, data)
            )
        return found

    def _batches(self, mails: Sequence[_Listed]) -> Iterator[list[_Listed]]:
        batch: list[_Listed] = []
        size = 0
        for mail in mails:
            if batch and (len(batch) >= _MAILS_AT_ONCE or size + mail.size > _BYTES_AT_ONCE):
                yield batch
                batch, size = [], 0
            batch.append(mail)
            size += mail.size if self._is_wanted(mail) else 0
        if batch:
            yield batch

    def _keep(self, mails: Sequence[_Listed]) -> None:
        wanted = [mail for mail in mails if self._is_wanted(mail) and mail.size <= self._settings.most_bytes]
        bodies = self._bodies([mail.number for mail in wanted if not mail.data])
        self._fetched += len(wanted)
        for mail in mails:
            if not self._is_wanted(mail):
                self._add(mail)
            elif mail.size > self._settings.most_bytes:
                self._failures.append(self._too_large(mail))
            elif data := mail.data or bodies.get(mail.number, b""):
                self._spool.keep(mail.uri, SUFFIX, data)
                self._add(mail)

    def _add(self, mail: _Listed) -> None:
        source = Source(mail.uri, str(self._spool.place(mail.uri, SUFFIX)), file_name=f"mail{SUFFIX}")
        self._items[mail.uri] = Item(mail.uri, source, mail.version)

    def _bodies(self, numbers: Sequence[int]) -> dict[int, bytes]:
        if not numbers:
            return {}
        answers = self._client.fetch(numbers, ["BODY.PEEK[]"])
        return {
            number: with_plain_lines(answer[b"BODY[]"])
            for number, answer in answers.items()
            if answer.get(b"BODY[]")
        }

    def _too_large(self, mail: _Listed) -> ReadFailure:
        return ReadFailure(
            mail.uri,
            Outcome.TOO_LARGE,
            f"The mail has {megabytes(mail.size)}, more than the limit of {megabytes(self._settings.most_bytes)}.",
            "Raise the source's most_bytes, or delete the mail.",
        )
