"""Looks at the folders of a real IMAP server and at Maildirs: which mails are new, and that one mail is one document."""

from __future__ import annotations

import itertools
import mailbox
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extractors.documents import Document, Outcome
from extractors.readers.reader import DocumentReader
from extractors.sources import imap, maildir
from extractors.sources.polling import Cursor, Item, Poll, SourceUnreachableError, Spool
from extractors.sources.settings import ImapSource, MaildirSource
from tests.support.imap_server import PASSWORD, USER, Mailboxes, serving

_NUMBERS = itertools.count()


def _mail(name: str, text: str = "", *, named: bool = True) -> bytes:
    identified = f"Message-ID: <{name}@harbour.example>\r\n" if named else ""
    head = f"From: Ada Byron <ada@harbour.example>\r\nSubject: About {name}\r\nDate: Tue, 6 Jan 2026 23:10:00 -0500\r\n"
    return f"{head}{identified}\r\n{text or name}\r\n".encode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailboxes]:
    with serving(tmp_path_factory.mktemp("server")) as mailboxes:
        yield mailboxes


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader() as reader:
        yield reader


def _document(reader: DocumentReader, item: Item) -> Document:
    [document] = reader.read(item.source).documents
    return document


class _Account:
    """A folder of its own on the server, looked at as a run does: mails in the graph are known by their versions."""

    def __init__(self, server: Mailboxes, folder: Path) -> None:
        self.server, self.path = server, folder
        self.name = f"Work {next(_NUMBERS)} ä"
        self.cursor: Cursor = {}
        self.held: dict[str, str] = {}

    def put(self, *mails: bytes) -> None:
        self.server.put(self.name, *mails)

    def look(self, **settings: Any) -> Poll:
        given = {"kind": "imap", "name": "work", "host": "127.0.0.1", "port": self.server.port, "tls": False}
        given |= {"user": USER, "folder": self.name} | settings
        found = imap.poll(ImapSource(**given), self.cursor, Spool(self.path / "spool", self.held), self.path)
        self.cursor = found.cursor
        self.held |= {item.key: item.version for item in found.items}
        return found


@pytest.fixture
def account(server: Mailboxes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> _Account:
    monkeypatch.setenv("IMAP_PASSWORD", PASSWORD)
    return _Account(server, tmp_path)


def _uris(found: Poll) -> list[str]:
    return [item.source.uri for item in found.items]


def test_a_mail_is_a_document_by_its_message_id_with_subject_date_and_sender(
    account: _Account, reader: DocumentReader
) -> None:
    account.put(_mail("pier", "The pier of Port Ellen is sold."))

    [item] = account.look().items

    document = _document(reader, item)
    assert (document.uri, document.title) == ("message://pier@harbour.example", "About pier")
    assert (document.date, document.text.strip()) == ("2026-01-06", "The pier of Port Ellen is sold.")
    assert document.metadata["from"] == "Ada Byron <ada@harbour.example>"


def test_only_mails_since_the_last_look_come_and_none_is_marked_as_read(account: _Account) -> None:
    account.put(_mail("one"), _mail("two"))
    assert _uris(account.look()) == ["message://one@harbour.example", "message://two@harbour.example"]

    assert account.look().items == ()
    account.put(_mail("three"))
    later = account.look()

    assert (_uris(later), later.is_whole) == (["message://three@harbour.example"], False)
    with account.server.program() as program:
        program.select_folder(account.name)
        assert len(program.search("UNSEEN")) == 3


def test_where_the_numbers_of_a_folder_are_no_longer_valid_what_the_graph_has_is_not_fetched_again(
    account: _Account,
) -> None:
    account.put(_mail("one"))
    account.look()
    account.server.put(f"{account.name} next", _mail("zero"))
    with account.server.program() as program:
        program.select_folder(account.name)
        program.copy(program.search("ALL"), f"{account.name} next")
        program.unselect_folder() if program.has_capability("UNSELECT") else program.close_folder()
        program.delete_folder(account.name)
        program.rename_folder(f"{account.name} next", account.name)
    before = account.cursor["validity"]
    shutil.rmtree(account.path / "spool")

    found = account.look()

    assert account.cursor["validity"] != before
    assert set(_uris(found)) == {"message://zero@harbour.example", "message://one@harbour.example"}
    fetched = {item.source.uri for item in found.items if Path(item.source.location).exists()}
    assert fetched == {"message://zero@harbour.example"}


def test_deleted_mails_are_seen_only_where_they_are_to_be_forgotten(account: _Account) -> None:
    account.put(_mail("one"), _mail("two"))
    account.look(deleted="forget")
    with account.server.program() as program:
        program.select_folder(account.name)
        program.delete_messages(program.search("ALL")[:1])
        program.expunge()

    found = account.look(deleted="forget")

    assert (_uris(found), found.is_whole) == (["message://two@harbour.example"], True)


def test_many_mails_come_look_by_look(account: _Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap, "MOST_MAILS", 2)
    monkeypatch.setattr(imap, "_MAILS_AT_ONCE", 2)
    account.put(*(_mail(f"m{number}") for number in range(5)))

    looks = [account.look() for _ in range(3)]

    assert [(len(found.items), found.has_more) for found in looks] == [(2, True), (2, True), (1, False)]


def test_a_mail_without_an_id_is_told_by_what_it_holds_and_one_that_is_too_large_is_a_failure(
    account: _Account,
) -> None:
    account.put(_mail("plain", named=False), _mail("large", "x" * 5000))

    found = account.look(most_bytes=2000)

    assert [uri.partition("-")[0] for uri in _uris(found)] == ["message://sha256"]
    [failure] = found.failures
    assert (failure.uri, failure.outcome) == ("message://large@harbour.example", Outcome.TOO_LARGE)
    assert account.look(most_bytes=2000).failures == ()


def test_the_same_mail_in_an_account_and_in_a_maildir_is_the_same_document(
    account: _Account, tmp_path: Path
) -> None:
    mails = [_mail("one"), _mail("two", named=False)]
    account.put(*mails)
    box = mailbox.Maildir(tmp_path / "box")
    for mail in mails:
        box.add(mail.replace(b"\r\n", b"\n"))

    in_account = account.look().items
    in_box = maildir.poll(
        MaildirSource(kind="maildir", name="box", path="box"), {}, Spool(tmp_path / "s"), tmp_path
    ).items

    def told(items: tuple[Item, ...]) -> dict[str, str]:
        return {item.source.uri: item.source.hash(10_000) for item in items}

    assert told(in_account) == told(in_box)


def test_what_keeps_from_a_folder_is_said_and_no_password(
    account: _Account, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    account.put(_mail("one"))
    with pytest.raises(SourceUnreachableError, match=r"no folder 'Nowhere'.*There are: .*INBOX"):
        account.look(folder="Nowhere")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        with pytest.raises(SourceUnreachableError, match=r"does not answer"):
            account.look(port=silent.getsockname()[1], timeout_seconds=0.5)
        port = silent.getsockname()[1]
    with pytest.raises(SourceUnreachableError, match=r"connection fails"):
        account.look(port=port)
    with pytest.raises(SourceUnreachableError, match=r"no secure connection|connection fails"):
        account.look(tls=True)
    with pytest.raises(SourceUnreachableError, match=r"CERTIFICATE_VERIFY_FAILED.*SSL_CERT_FILE"):
        account.look(tls="starttls")
    monkeypatch.setenv("SSL_CERT_FILE", str(account.server.certificate))
    assert len(account.look(tls="starttls").items) == 1
    monkeypatch.setenv("IMAP_PASSWORD", "wrong-and-secret")
    with pytest.raises(SourceUnreachableError, match="does not let ada in") as refusal:
        account.look()
    assert "wrong-and-secret" not in str(refusal.value) + caplog.text
    assert PASSWORD not in caplog.text
    monkeypatch.delenv("IMAP_PASSWORD")
    with pytest.raises(SourceUnreachableError, match="no IMAP_PASSWORD"):
        account.look()


def _look_at_box(folder: Path) -> Poll:
    return maildir.poll(
        MaildirSource(kind="maildir", name="box", path="box"), {}, Spool(folder / "spool"), folder
    )


def test_a_mail_that_is_read_and_marked_stays_the_same_mail(tmp_path: Path) -> None:
    box = mailbox.Maildir(tmp_path / "box")
    key = box.add(_mail("one"))
    [before] = _look_at_box(tmp_path).items

    message = box[key]
    message.set_subdir("cur")
    message.set_flags("RS")
    path = tmp_path / "box" / "new" / key
    path.rename(tmp_path / "box" / "cur" / f"{key}:2,RS")
    [after] = _look_at_box(tmp_path).items

    assert (before.key, before.version) == (after.key, after.version)
    assert before.source.location != after.source.location
    assert before.source.read_bytes(10_000) == after.source.read_bytes(10_000)


def test_of_several_mails_with_one_id_the_last_counts_and_a_deleted_one_is_gone(
    tmp_path: Path, reader: DocumentReader
) -> None:
    box = mailbox.Maildir(tmp_path / "box")
    box.add(_mail("one", "First."))
    box.add(_mail("one", "Second."))
    two = box.add(_mail("two"))
    found = _look_at_box(tmp_path)
    assert [_document(reader, item).text.strip() for item in found.items] == ["Second.", "two"]

    box.remove(two)
    found = _look_at_box(tmp_path)

    assert (_uris(found), found.is_whole) == (["message://one@harbour.example"], True)


def test_a_folder_that_is_no_maildir_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreachableError, match="holds cur and new"):
        _look_at_box(tmp_path)
