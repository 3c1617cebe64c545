"""Word documents, written by python-docx for each test."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml

from extractors.documents import Outcome
from extractors.readers.conversion import ReaderSettings
from extractors.readers.reader import DocumentReader, ReadResult
from extractors.readers.source import Source

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader(ReaderSettings()) as shared:
        yield shared


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def read_word(reader: DocumentReader, folder: Path, content: bytes) -> ReadResult:
    (folder / "a.docx").write_bytes(content)
    return reader.read(Source("a.docx", str(folder / "a.docx")))


def failure_of(result: ReadResult) -> tuple[Outcome, str]:
    assert result.documents == ()
    (failure,) = result.failures
    assert failure.remedy
    return failure.outcome, failure.reason


def test_paragraphs_and_tables_come_in_the_order_of_the_document(
    reader: DocumentReader, tmp_path: Path
) -> None:
    document = docx.Document()
    document.core_properties.title = "Annual report"
    document.add_heading("Acme Corp.")
    document.add_paragraph("Jane ").add_run("Doe").bold = True
    table = document.add_table(2, 3)
    for cell, text in zip(table.rows[0].cells, ("Firm", "", "City"), strict=True):
        cell.text = text
    table.cell(1, 0).merge(table.cell(1, 2)).text = "Beta Ltd"
    inner = table.cell(1, 0).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Gamma", "Delta"
    document.add_paragraph("The end\nof it.\tYes")
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    (read,) = read_word(reader, tmp_path, saved(document)).documents
    assert read.title == "Annual report"
    assert read.text.split("\n\n") == [
        "Acme Corp.",
        "Jane Doe",
        "Firm | | City",
        "Beta Ltd",
        "Gamma | Delta",
        "The end\nof it.\tYes",
    ]


def test_controls_links_boxes_and_tracked_changes_keep_their_text(
    reader: DocumentReader, tmp_path: Path
) -> None:
    document = docx.Document()
    body = document.element.body
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    box = f"<w:txbxContent><w:p>{run.format('In the box')}</w:p></w:txbxContent>"
    for xml in (
        f"<w:sdt {NAMESPACES}><w:sdtContent><w:p>{run.format('In a control')}</w:p></w:sdtContent></w:sdt>",
        f"<w:p {NAMESPACES}><w:pPr><w:tabs><w:tab w:val='left' w:pos='1'/></w:tabs></w:pPr>"
        f"<w:hyperlink>{run.format('A link')}</w:hyperlink>"
        f"<w:ins>{run.format(' inserted')}</w:ins>"
        "<w:del><w:r><w:delText> deleted</w:delText></w:r></w:del>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>",
        f"<w:p {NAMESPACES}>{run.format('Around')}<w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>",
    ):
        body.insert(len(body) - 1, parse_xml(xml))
    (read,) = read_word(reader, tmp_path, saved(document)).documents
    assert read.text.split("\n\n") == ["In a control", "A link inserted", "Around", "In the box"]


def with_properties(core: str | None) -> bytes:
    """Return a Word document with this as its core properties, or without any."""
    document = docx.Document()
    document.add_paragraph("Ada")
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(document))) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "_rels/.rels" and core is None:
                lines = content.replace(b"<Relationship ", b"\n<Relationship ").split(b"\n")
                content = b"".join(line for line in lines if b"core-properties" not in line)
                content += b"" if content.endswith(b"</Relationships>") else b"</Relationships>"
            if name == "docProps/core.xml":
                content = (
                    '<cp:coreProperties xmlns:dcterms="http://purl.org/dc/terms/" xmlns:cp='
                    '"http://schemas.openxmlformats.org/package/2006/metadata/core-properties">'
                    f"{core or ''}</cp:coreProperties>"
                ).encode()
            target.writestr(name, content)
    return changed.getvalue()


CREATED, MODIFIED = "<dcterms:created>{}</dcterms:created>", "<dcterms:modified>{}</dcterms:modified>"
TITLE = '<dc:title xmlns:dc="http://purl.org/dc/elements/1.1/">{}</dc:title>'
TEMPLATE = "2013-12-23T23:15:00Z"


@pytest.mark.parametrize(
    ("core", "date", "date_from"),
    [
        (CREATED.format("2024-04-07T23:30:00-05:00"), "2024-04-07", "Word property created (guessed)"),
        (CREATED.format("2024-04"), "2024-04", "Word property created (guessed)"),
        (CREATED.format(" 2024 "), "2024", "Word property created (guessed)"),
        (
            CREATED.format("2024-04-07T12:00:00Z") + MODIFIED.format("2025-01-02T12:00:00Z"),
            "2024-04-07",
            "Word property created (guessed)",
        ),
        (MODIFIED.format("2025-01-02T12:00:00Z"), "2025-01-02", "Word property modified (guessed)"),
        (
            CREATED.format("yesterday") + MODIFIED.format("2025-01-02"),
            "2025-01-02",
            "Word property modified (guessed)",
        ),
        (
            CREATED.format(TEMPLATE) + MODIFIED.format("2025-01-02T12:00:00Z"),
            "2025-01-02",
            "Word property modified (guessed)",
        ),
        (CREATED.format(TEMPLATE) + MODIFIED.format(TEMPLATE), "", ""),
        (CREATED.format("1601-01-01T00:00:00Z"), "", ""),
        (CREATED.format("") + "<dcterms:issued>2024</dcterms:issued>", "", ""),
        ("", "", ""),
        (None, "", ""),
    ],
)
def test_the_date_is_that_of_the_properties_and_said_to_be_guessed(
    reader: DocumentReader, tmp_path: Path, core: str | None, date: str, date_from: str
) -> None:
    (read,) = read_word(reader, tmp_path, with_properties(core)).documents
    assert (read.text, read.date, read.date_from) == ("Ada", date, date_from)


@pytest.mark.parametrize(
    ("core", "title"),
    [
        (None, "Ada"),
        ("", "Ada"),
        (TITLE.format(" Annual \n report "), "Annual report"),
        (TITLE.format(""), "Ada"),
        (TITLE.format("Word Document"), "Word Document"),
    ],
)
def test_a_document_without_properties_has_no_title_made_up_for_it(
    reader: DocumentReader, tmp_path: Path, core: str | None, title: str
) -> None:
    (read,) = read_word(reader, tmp_path, with_properties(core)).documents
    assert read.title == title


def test_the_stamp_of_the_template_of_python_docx_is_no_date(reader: DocumentReader, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Ada")
    (read,) = read_word(reader, tmp_path, saved(document)).documents
    assert (read.date, read.date_from) == ("", "")
    document.core_properties.created = datetime(2024, 4, 7, 12, tzinfo=UTC)
    (read,) = read_word(reader, tmp_path, saved(document)).documents
    assert (read.date, read.date_from) == ("2024-04-07", "Word property created (guessed)")


def test_a_document_without_text_is_empty(reader: DocumentReader, tmp_path: Path) -> None:
    outcome, _ = failure_of(read_word(reader, tmp_path, saved(docx.Document())))
    assert outcome is Outcome.EMPTY


def bomb(megabytes: int) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("word/document.xml", "w") as part,
    ):
        for _ in range(megabytes):
            part.write(bytes(1_000_000))
    return stream.getvalue()


def test_a_bomb_is_refused_before_it_is_unpacked(reader: DocumentReader, tmp_path: Path) -> None:
    content = bomb(400)
    assert len(content) < 5_000_000
    outcome, reason = failure_of(read_word(reader, tmp_path, content))
    assert outcome is Outcome.TOO_LARGE
    assert "400.0 MB" in reason


def test_a_small_bomb_is_refused_by_its_ratio(reader: DocumentReader, tmp_path: Path) -> None:
    outcome, reason = failure_of(read_word(reader, tmp_path, bomb(20)))
    assert outcome is Outcome.TOO_LARGE
    assert "times its size" in reason


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(101):
            archive.writestr(f"word/{number}.xml", "x")
    with DocumentReader(ReaderSettings(max_archive_entries=100)) as reader:
        outcome, reason = failure_of(read_word(reader, tmp_path, stream.getvalue()))
    assert outcome is Outcome.TOO_LARGE
    assert "101 entries" in reason


def test_other_and_damaged_files_under_the_suffix_are_told_apart(
    reader: DocumentReader, tmp_path: Path
) -> None:
    whole = saved(docx.Document())
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.txt", "no Word document")
    damaged = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as good, zipfile.ZipFile(damaged, "w") as bad:
        for name in good.namelist():
            bad.writestr(name, b"<w:document" if name == "word/document.xml" else good.read(name))
    for content, expected in (
        (b"plain text", Outcome.CORRUPT),
        (whole[: len(whole) // 2], Outcome.CORRUPT),
        (other.getvalue(), Outcome.CORRUPT),
        (damaged.getvalue(), Outcome.CORRUPT),
        (ole, Outcome.UNSUPPORTED),
        (ole + "EncryptedPackage".encode("utf-16-le"), Outcome.ENCRYPTED),
    ):
        outcome, _ = failure_of(read_word(reader, tmp_path, content))
        assert outcome is expected, content[:20]


def test_a_single_cell_keeps_its_column_in_a_table_of_data(reader: DocumentReader, tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(4, 2)
    for row, texts in enumerate((("Towns", ""), ("Norway", "Bergen"), ("", "Oslo"), ("Sweden", ""))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(0, 0).merge(table.cell(0, 1))
    layout = document.add_table(1, 2)
    layout.cell(0, 1).text = "The end"
    (read,) = read_word(reader, tmp_path, saved(document)).documents
    assert read.text.split("\n\n") == ["Towns", "Norway | Bergen", "| Oslo", "Sweden", "The end"]


def test_a_cell_that_is_merged_downwards_keeps_the_column_of_what_stands_beside_it(
    reader: DocumentReader, tmp_path: Path
) -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "Norway"
    table.cell(0, 1).text, table.cell(1, 1).text = "Bergen", "Oslo"
    (read,) = read_word(reader, tmp_path, saved(document)).documents
    assert read.text.split("\n\n") == ["Norway | Bergen", "| Oslo"]
