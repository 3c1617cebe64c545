"""Mailboxes: boxes as mail programs and list archives write them."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.documents import Outcome
from extractors.readers.conversion import ReaderSettings
from extractors.readers.formats.mbox import convert
from extractors.readers.reader import DocumentReader, ReadResult
from extractors.readers.source import Source

LINE = b"From ada@example.org Sun Apr  7 12:00:00 2024\n"


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader(ReaderSettings()) as shared:
        yield shared


def read_box(reader: DocumentReader, folder: Path, content: bytes) -> ReadResult:
    (folder / "a.mbox").write_bytes(content)
    return reader.read(Source("a.mbox", str(folder / "a.mbox")))


def texts(reader: DocumentReader, folder: Path, content: bytes) -> dict[str, str]:
    result = read_box(reader, folder, content)
    assert result.failures == ()
    return {document.uri: document.text for document in result.documents}


def mail(text: str, number: int | str = 1, *, line: bytes = LINE) -> bytes:
    headers = f"From: Ada <ada@example.org>\nSubject: Letter {number}\nMessage-ID: <{number}@example.org>\n\n"
    return line + headers.encode() + text.encode() + b"\n\n"


def test_each_mail_is_a_document_with_its_sender_recipients_and_date(
    reader: DocumentReader, tmp_path: Path
) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Zoë <z@example.org>", "Ada <a@example.org>", "Köln"
    message["Date"], message["Message-ID"] = "Mon, 08 Apr 2024 09:00:00 +0200", "<2@example.org>"
    message.set_content("It’s done.")
    result = read_box(reader, tmp_path, mail("Dear Charles,\n\nit computes.") + LINE + bytes(message))
    first, second = result.documents
    assert result.failures == ()
    assert (first.uri, first.title, first.text) == (
        "a.mbox#1@example.org",
        "Letter 1",
        "Dear Charles,\n\nit computes.",
    )
    assert (second.uri, second.title, second.text) == ("a.mbox#2@example.org", "Köln", "It’s done.")
    assert (second.date, second.date_from) == ("2024-04-08", "mail header Date")
    assert (second.metadata["from"], second.metadata["to"]) == ("Zoë <z@example.org>", "Ada <a@example.org>")
    assert second.media_type == "application/mbox"
    assert first.source_hash != second.source_hash


@pytest.mark.parametrize(
    "line",
    [
        b"From ada@example.org Sun Apr  7 12:00:00 2024\n",
        b"From ada@example.org Sun Apr  7 12:00:00 2024\r\n",
        b"From - Sun Apr 07 12:00:00 2024\n",
        b"From ada at example.org  Sun Apr  7 12:00:00 2024\n",
        b"From MAILER-DAEMON Sun Apr  7 12:00 2024\n",
        b"From 1793@xxx Sun Apr 07 12:00:00 +0000 2024\n",
        b"From ada@example.org Sun Apr  7 12:00:00 MET DST 2024 remote from mill\n",
        b"From ada@example.org Sun, 07 Apr 2024 12:00:00 +0200\n",
        b"From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\n",
    ],
)
def test_a_mail_begins_at_a_line_that_ends_in_a_date(
    reader: DocumentReader, tmp_path: Path, line: bytes
) -> None:
    content = mail("one", 1, line=line) + mail("two", 2, line=line)
    assert list(texts(reader, tmp_path, content).values()) == ["one", "two"]


@pytest.mark.parametrize(
    "text",
    [
        "Dear Charles,\n\nFrom here on it computes.\n\nAda",
        "Dear Charles,\nFrom: is no header here.",
        "It ran\n\nFrom Monday, 8 April 2024\n\nto Tuesday.",
        "It ran\n\nFrom the mill on Sun Apr  7 12:00:00 2024\nto Tuesday.",
    ],
)
def test_a_line_of_prose_that_begins_with_from_begins_no_mail(
    reader: DocumentReader, tmp_path: Path, text: str
) -> None:
    content = mail(text) + mail("two", 2)
    assert list(texts(reader, tmp_path, content).values()) == [text, "two"]


def test_a_mail_begins_without_a_blank_line_before_it(reader: DocumentReader, tmp_path: Path) -> None:
    content = mail("one").rstrip(b"\n") + b"\n" + mail("two", 2)
    assert list(texts(reader, tmp_path, content).values()) == ["one", "two"]


def test_what_the_box_did_to_lines_that_begin_with_from_is_undone(
    reader: DocumentReader, tmp_path: Path
) -> None:
    content = mail(">From here\n>>From there\n> From Ada\n>Fromage")
    assert list(texts(reader, tmp_path, content).values()) == ["From here\n>From there\n> From Ada\n>Fromage"]


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\n\r\n", b"\xef\xbb\xbf\n"])
def test_a_mark_or_blank_lines_before_the_first_mail_do_not_matter(
    reader: DocumentReader, tmp_path: Path, before: bytes
) -> None:
    assert list(texts(reader, tmp_path, before + mail("one"))) == ["a.mbox#1@example.org"]


def without_id(text: str) -> bytes:
    return LINE + b"From: ada@example.org\n\n" + text.encode() + b"\n\n"


def test_a_mail_without_an_id_is_known_by_its_number(reader: DocumentReader, tmp_path: Path) -> None:
    content = mail("one", "x") + without_id("two") + without_id("three")
    assert list(texts(reader, tmp_path, content)) == ["a.mbox#x@example.org", "a.mbox#2", "a.mbox#3"]


def test_a_mail_that_is_there_twice_is_one_document(reader: DocumentReader, tmp_path: Path) -> None:
    seen_by_the_list = mail("one").replace(b"From: Ada", b"Received: by list\nFrom: Ada")
    result = read_box(reader, tmp_path, mail("one") + mail("two", 2) + seen_by_the_list + mail("one"))
    assert result.failures == ()
    assert [(each.uri, each.metadata.get("copies")) for each in result.documents] == [
        ("a.mbox#1@example.org", "3"),
        ("a.mbox#2@example.org", None),
    ]


def test_mails_with_one_id_and_different_texts_are_all_kept(reader: DocumentReader, tmp_path: Path) -> None:
    content = mail("one") + mail("two") + mail("three") + mail("two")
    assert texts(reader, tmp_path, content) == {
        "a.mbox#1@example.org": "one",
        "a.mbox#1@example.org-2": "two",
        "a.mbox#1@example.org-3": "three",
    }


def test_a_mail_that_gives_no_text_is_named_and_the_others_are_read(
    reader: DocumentReader, tmp_path: Path
) -> None:
    encrypted = mail("x", 2).replace(b"Subject", b"Content-Type: application/pkcs7-mime\nSubject")
    content = mail("one") + encrypted + mail("  ", 3) + mail("four", 4)
    result = read_box(reader, tmp_path, content)
    assert [document.text for document in result.documents] == ["one", "four"]
    assert [(each.uri, each.outcome, each.reason) for each in result.failures] == [
        ("a.mbox#2@example.org", Outcome.ENCRYPTED, "Mail 2: The text of the mail is encrypted."),
        ("a.mbox#3@example.org", Outcome.EMPTY, "Mail 3: The mail holds no text."),
    ]


def test_a_mail_past_the_limit_on_characters_costs_only_itself(tmp_path: Path) -> None:
    with DocumentReader(ReaderSettings(max_characters=20)) as reader:
        result = read_box(reader, tmp_path, mail("one") + mail("x" * 21, 2))
    assert [document.text for document in result.documents] == ["one"]
    assert [(each.uri, each.outcome) for each in result.failures] == [
        ("a.mbox#2@example.org", Outcome.TOO_LARGE)
    ]


def test_what_stands_before_the_first_mail_is_told(reader: DocumentReader, tmp_path: Path) -> None:
    result = read_box(reader, tmp_path, b"Dear reader,\n\n" + mail("one"))
    assert [document.text for document in result.documents] == ["one"]
    (failure,) = result.failures
    assert (failure.uri, failure.outcome) == ("a.mbox#beginning", Outcome.CORRUPT)
    assert "14 bytes" in failure.reason


@pytest.mark.parametrize("content", [b"Dear Charles,\n", b"From here on.\n", b"From: ada@example.org\n\none"])
def test_a_file_in_which_no_mail_begins_is_no_box(
    reader: DocumentReader, tmp_path: Path, content: bytes
) -> None:
    (failure,) = read_box(reader, tmp_path, content).failures
    assert (failure.uri, failure.outcome) == ("a.mbox", Outcome.CORRUPT)
    assert ".eml" in failure.remedy


def test_the_setting_for_quotations_holds_in_a_box(tmp_path: Path) -> None:
    with DocumentReader(ReaderSettings(mail_quotes="drop")) as reader:
        (document,) = read_box(reader, tmp_path, mail("Yes.\n> Does it?")).documents
    assert (document.text, document.metadata["quoted_characters_dropped"]) == ("Yes.", "11")


def test_a_mail_keeps_its_hash_when_another_is_put_behind_it(reader: DocumentReader, tmp_path: Path) -> None:
    (alone,) = read_box(reader, tmp_path, mail("one").rstrip(b"\n") + b"\n").documents
    first, _ = read_box(reader, tmp_path, mail("one") + mail("two", 2)).documents
    assert (first.uri, first.source_hash) == (alone.uri, alone.source_hash)


LINES = st.lists(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"])).filter(
        lambda line: not line.startswith(">")
    )
    | st.sampled_from(["From here", "From x Sun Apr  7 12:00:00 2024", "> quoted", ""])
)


@given(st.lists(LINES.map("\n".join).filter(str.strip), max_size=5))
def test_whatever_mails_the_standard_library_puts_into_a_box_are_read(written: list[str]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.mbox"
        box = mailbox.mbox(path)
        for number, text in enumerate(written):
            message = EmailMessage()
            message["From"], message["Message-ID"] = "ada@example.org", f"<{number}@example.org>"
            message.set_content(text, cte="8bit")
            box.add(message)
        box.close()
        content = path.read_bytes()
    found = [(each.record, each.text) for each in convert(content, ReaderSettings()) if hasattr(each, "text")]
    assert found == [
        (f"{number}@example.org", text.removeprefix("\ufeff").strip("\n"))
        for number, text in enumerate(written)
        if text.removeprefix("\ufeff").strip()
    ]


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_give_mails_or_a_refusal(content: bytes, begun: bool) -> None:
    with TemporaryDirectory() as folder, DocumentReader() as reader:
        result = read_box(reader, Path(folder), LINE + content if begun else content)
    assert result.documents or result.failures
