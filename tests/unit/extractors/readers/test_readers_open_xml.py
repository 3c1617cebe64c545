"""Office files that are valid and written otherwise than the libraries expect them: strict, with names in other cases."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pptx
import pytest

from extractors.documents import Outcome
from extractors.readers.conversion import ReaderSettings
from extractors.readers.open_xml import as_expected
from extractors.readers.reader import DocumentReader
from extractors.readers.source import Source

SENTENCE = "Ada Lovelace wrote to Charles Babbage."


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader(ReaderSettings()) as shared:
        yield shared


def sheets() -> bytes:
    book = openpyxl.Workbook()
    book.create_sheet("Letters").append(["Ada", SENTENCE])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def slides() -> bytes:
    presentation = pptx.Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = SENTENCE
    stream = io.BytesIO()
    presentation.save(stream)
    return stream.getvalue()


WRITTEN = {".xlsx": sheets, ".pptx": slides}


def rewritten(content: bytes, name: Callable[[str], str], part: Callable[[bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w") as target:
        for entry in source.infolist():
            entry.filename, stored = name(entry.filename), source.read(entry.filename)
            target.writestr(entry, part(stored) if entry.filename.endswith((".xml", ".rels")) else stored)
    return stream.getvalue()


def strict(part: bytes) -> bytes:
    for kind in (b"spreadsheetml", b"presentationml", b"drawingml", b"officeDocument"):
        part = part.replace(
            b"http://schemas.openxmlformats.org/" + kind + b"/2006/",
            b"http://purl.oclc.org/ooxml/" + kind + b"/",
        )
    return part


def text_of(reader: DocumentReader, folder: Path, suffix: str, content: bytes) -> str:
    path = folder / f"letters{suffix}"
    path.write_bytes(content)
    (document,) = reader.read(Source(path.name, str(path))).documents
    return document.text


@pytest.mark.parametrize("suffix", WRITTEN)
def test_strict_files_are_read(reader: DocumentReader, tmp_path: Path, suffix: str) -> None:
    content = rewritten(WRITTEN[suffix](), str, strict)
    assert SENTENCE in text_of(reader, tmp_path, suffix, content)


@pytest.mark.parametrize("suffix", WRITTEN)
@pytest.mark.parametrize(
    "name", [lambda name: name.replace("1.xml", "1.XML"), lambda name: name.replace("/", "\\")]
)
def test_parts_may_be_named_in_another_case_and_with_backslashes(
    reader: DocumentReader, tmp_path: Path, suffix: str, name: Callable[[str], str]
) -> None:
    content = rewritten(WRITTEN[suffix](), name, bytes)
    assert SENTENCE in text_of(reader, tmp_path, suffix, content)


@pytest.mark.parametrize("suffix", WRITTEN)
def test_a_part_that_cannot_be_unpacked_is_named_damage(
    reader: DocumentReader, tmp_path: Path, suffix: str
) -> None:
    content = bytearray(WRITTEN[suffix]())
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        part = next(
            entry
            for entry in package.infolist()
            if entry.filename.endswith(("workbook.xml", "presentation.xml"))
        )
    begin = part.header_offset + 30 + len(part.filename)
    content[begin : begin + 20] = b"\xff" * 20
    path = tmp_path / f"letters{suffix}"
    path.write_bytes(content)
    (failure,) = reader.read(Source(path.name, str(path))).failures
    assert failure.outcome is Outcome.CORRUPT
    assert "is damaged (error" in failure.reason


@pytest.mark.parametrize("suffix", WRITTEN)
def test_a_file_as_expected_is_not_written_anew(suffix: str) -> None:
    content = WRITTEN[suffix]()
    assert as_expected(content) is content
