"""PDF files, written by fpdf2 for each test."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from fpdf import FPDF

from extractors.documents import Outcome
from extractors.readers.conversion import ReaderSettings
from extractors.readers.formats.pdf import FORMAT
from extractors.readers.reader import DocumentReader, ReadResult
from extractors.readers.source import Source

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader(ReaderSettings()) as shared:
        yield shared


def pdf(*pages: str | None, title: str = "", password: str = "", owner: str = "") -> bytes:
    """Write a PDF of text pages; None makes a page that shows a picture alone, "" a blank one."""
    document = FPDF()
    document.set_font("Helvetica", size=12)
    if title:
        document.set_title(title)
    if password or owner:
        document.set_encryption(owner_password=owner or "owner", user_password=password)
    for page in pages:
        document.add_page()
        if page is None:
            document.image(io.BytesIO(PIXEL), w=100, h=100)
        elif page:
            document.multi_cell(0, 6, page)
    return bytes(document.output())


def read_pdf(reader: DocumentReader, folder: Path, content: bytes) -> ReadResult:
    (folder / "a.pdf").write_bytes(content)
    return reader.read(Source("a.pdf", str(folder / "a.pdf")))


def failure_of(result: ReadResult) -> Outcome:
    assert result.documents == ()
    (failure,) = result.failures
    assert failure.reason
    assert failure.remedy
    return failure.outcome


SENTENCE = "Acme Corp. of Berlin bought Beta Ltd on Monday, and it paid three million euros to the holders of shares."


def test_pages_come_with_their_sentences_whole(reader: DocumentReader, tmp_path: Path) -> None:
    content = pdf(f"Introduction\n{SENTENCE} {SENTENCE}", "Second page by Jane Doe.", title="The  Deal")
    result = read_pdf(reader, tmp_path, content)
    assert result.failures == ()
    (document,) = result.documents
    assert document.text == f"Introduction\n\n{SENTENCE} {SENTENCE}\n\nSecond page by Jane Doe."
    assert document.title == "The Deal"
    assert dict(document.metadata) == {"pages": "2"}


def test_a_scan_has_no_text_layer(reader: DocumentReader, tmp_path: Path) -> None:
    assert failure_of(read_pdf(reader, tmp_path, pdf(None, None))) is Outcome.NO_TEXT_LAYER


def test_scanned_pages_among_others_are_named(reader: DocumentReader, tmp_path: Path) -> None:
    result = read_pdf(reader, tmp_path, pdf("One", None, None, "Four", "", None))
    assert [document.text for document in result.documents] == ["One\n\nFour"]
    assert [(failure.uri, failure.outcome) for failure in result.failures] == [
        ("a.pdf#pages=2-3,6", Outcome.NO_TEXT_LAYER)
    ]


def test_blank_pages_alone_are_empty(reader: DocumentReader, tmp_path: Path) -> None:
    assert failure_of(read_pdf(reader, tmp_path, pdf("", ""))) is Outcome.EMPTY


def test_a_password_makes_it_encrypted(reader: DocumentReader, tmp_path: Path) -> None:
    assert failure_of(read_pdf(reader, tmp_path, pdf("Ada", password="secret"))) is Outcome.ENCRYPTED  # noqa: S106


def test_a_password_for_changes_alone_does_not_matter(reader: DocumentReader, tmp_path: Path) -> None:
    (document,) = read_pdf(reader, tmp_path, pdf("Ada", owner="secret")).documents
    assert document.text == "Ada"


@pytest.mark.parametrize(
    ("created", "date"),
    [
        (datetime(2024, 4, 7, 12, tzinfo=UTC), "2024-04-07"),
        (datetime(2024, 4, 8, 0, 30, tzinfo=timezone(timedelta(hours=2))), "2024-04-08"),
        (datetime(1970, 1, 1, tzinfo=UTC), ""),
    ],
)
def test_the_date_is_that_of_the_properties_and_said_to_be_guessed(
    reader: DocumentReader, tmp_path: Path, created: datetime, date: str
) -> None:
    document = FPDF()
    document.set_font("Helvetica", size=12)
    document.add_page()
    document.cell(0, 6, "Ada")
    document.set_creation_date(created)
    (read,) = read_pdf(reader, tmp_path, bytes(document.output())).documents
    assert (read.date, read.date_from) == (date, "PDF property CreationDate (guessed)" if date else "")


@pytest.mark.parametrize(
    ("properties", "date", "date_from"),
    [
        (
            b"/CreationDate (D:20240407) /ModDate (D:20250102)",
            "2024-04-07",
            "PDF property CreationDate (guessed)",
        ),
        (b"/CreationDate (D:2024)", "2024", "PDF property CreationDate (guessed)"),
        (b"/CreationDate (Sun Apr  7 12:00:00 2024)", "2024-04-07", "PDF property CreationDate (guessed)"),
        (b"/CreationDate (4/7/2024) /ModDate (D:20250102)", "2025-01-02", "PDF property ModDate (guessed)"),
        (b"/CreationDate (D:00000101000000Z)", "", ""),
        (b"/CreationDate ()", "", ""),
        (b"", "", ""),
    ],
)
def test_properties_are_read_as_programs_write_them(
    reader: DocumentReader, tmp_path: Path, properties: bytes, date: str, date_from: str
) -> None:
    content = pdf("Ada")
    start = content.index(b"/CreationDate")
    stamp = content[start : content.index(b")", start) + 1]
    room = b" " * max(0, len(stamp) - len(properties))
    # A longer dictionary moves what comes after it; pdfium then looks for the objects itself.
    (read,) = read_pdf(reader, tmp_path, content.replace(stamp, properties + room)).documents
    assert (read.text, read.date, read.date_from) == ("Ada", date, date_from)


@pytest.mark.parametrize("content", [b"no pdf", b"%PDF-1.7\n", pdf("Ada " * 500)[:300]])
def test_damaged_files_are_corrupt(reader: DocumentReader, tmp_path: Path, content: bytes) -> None:
    assert failure_of(read_pdf(reader, tmp_path, content)) is Outcome.CORRUPT


def test_a_file_cut_off_is_never_taken_for_whole(reader: DocumentReader, tmp_path: Path) -> None:
    whole = pdf(*(f"Page {number}. {SENTENCE}" for number in range(20)))
    for share in (0.3, 0.6, 0.9, 0.99):
        result = read_pdf(reader, tmp_path, whole[: int(len(whole) * share)])
        assert Outcome.CORRUPT in {failure.outcome for failure in result.failures}, share


@pytest.mark.parametrize("title", ["untitled", "(anonymous)", "Untitled Document", "unspecified"])
def test_what_programs_write_for_want_of_a_title_is_none(
    reader: DocumentReader, tmp_path: Path, title: str
) -> None:
    (document,) = read_pdf(reader, tmp_path, pdf("Ada Lovelace wrote it.", title=title)).documents
    assert document.title == "Ada Lovelace wrote it."


def test_a_newer_reader_tells_documents_that_it_is_newer() -> None:
    assert FORMAT.version == 2
