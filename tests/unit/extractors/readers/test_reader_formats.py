"""What holds for every format that can be read, and for those that other packages add."""

from __future__ import annotations

import io
import logging
import os
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import fpdf
import odfdo
import openpyxl
import pptx
import pytest

from extractors.documents import Outcome
from extractors.readers import registry
from extractors.readers.archive import ZippedFormat, check_archive
from extractors.readers.conversion import Format, ReadError, ReaderSettings
from extractors.readers.reader import DocumentReader, ReadResult
from extractors.readers.registry import format_of, registered_formats, supported_suffixes
from extractors.readers.source import Source
from extractors.sources.discovery import discover
from tests.support.installed_plugin import install_plugin
from tests.support.root import ROOT

SENTENCE = "Ada Lovelace wrote to Charles Babbage."
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)


def pdf() -> bytes:
    document = fpdf.FPDF()
    document.add_page()
    document.set_font("Helvetica", size=12)
    document.multi_cell(0, text=SENTENCE)
    return bytes(document.output())


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph(SENTENCE)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def slides() -> bytes:
    presentation = pptx.Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[5]).shapes.title.text = SENTENCE
    stream = io.BytesIO()
    presentation.save(stream)
    return stream.getvalue()


def opendocument(kind: str) -> bytes:
    document = odfdo.Document(kind)
    document.body.clear()
    if kind == "text":
        document.body.append(odfdo.Paragraph(SENTENCE))
    elif kind == "spreadsheet":
        table = odfdo.Table("Letters")
        table.set_value("A1", SENTENCE)
        document.body.append(table)
    else:
        page = odfdo.DrawPage("page1", name="Letters")
        page.append(odfdo.Frame.text_frame(SENTENCE, size=("7cm", "5cm"), position=("1cm", "1cm")))
        document.body.append(page)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def sheets() -> bytes:
    book = openpyxl.Workbook()
    book.create_sheet("Letters").append(["Ada", SENTENCE])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def epub() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "META-INF/container.xml",
            '<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>',
        )
        archive.writestr(
            "a.opf",
            '<package><manifest><item id="a" href="a.html" media-type="application/xhtml+xml"/></manifest>'
            '<spine><itemref idref="a"/></spine></package>',
        )
        archive.writestr("a.html", f"<html><title/><body><p>{SENTENCE}</p></body></html>")
    return stream.getvalue()


# By suffix: a file of the format, and what becomes of one that is cut in the middle, and of a picture under this suffix.
PAGE = f"<!doctype html><html><title>Letters</title><body><p>{SENTENCE}</p></body></html>".encode()
MAIL = (
    f"From: ada@example.org\nSubject: Letters\nDate: Sun, 7 Apr 2024 12:00:00 +0000\n\n{SENTENCE}\n".encode()
)
RICH_TEXT = (
    rf"{{\rtf1{{\fonttbl{{\f0\fswiss\fcharset0 A typeface of a name that is long enough;}}}}{SENTENCE}}}"
)
TABLE = f"name,letter\nAda,{SENTENCE}\n"
FORMATS: dict[str, tuple[bytes, Outcome, Outcome]] = {
    ".txt": (SENTENCE.encode(), Outcome.OK, Outcome.CORRUPT),
    ".text": (SENTENCE.encode(), Outcome.OK, Outcome.CORRUPT),
    ".md": (f"# Letters\n\n{SENTENCE}\n".encode(), Outcome.OK, Outcome.CORRUPT),
    ".markdown": (f"# Letters\n\n{SENTENCE}\n".encode(), Outcome.OK, Outcome.CORRUPT),
    ".html": (PAGE, Outcome.OK, Outcome.CORRUPT),
    ".htm": (PAGE, Outcome.OK, Outcome.CORRUPT),
    ".xhtml": (PAGE, Outcome.OK, Outcome.CORRUPT),
    ".xht": (PAGE, Outcome.OK, Outcome.CORRUPT),
    ".jsonl": (f'{{"text": "{SENTENCE}"}}\n'.encode(), Outcome.CORRUPT, Outcome.CORRUPT),
    ".ndjson": (f'{{"text": "{SENTENCE}"}}\n'.encode(), Outcome.CORRUPT, Outcome.CORRUPT),
    ".eml": (MAIL, Outcome.EMPTY, Outcome.CORRUPT),
    ".mbox": (
        b"From ada Sun Apr  7 12:00:00 2024\n" + MAIL,
        Outcome.OK,
        Outcome.CORRUPT,
    ),
    ".epub": (epub(), Outcome.CORRUPT, Outcome.CORRUPT),
    ".pdf": (pdf(), Outcome.CORRUPT, Outcome.CORRUPT),
    ".csv": (TABLE.encode(), Outcome.OK, Outcome.CORRUPT),
    ".tsv": (TABLE.replace(",", "\t").encode(), Outcome.OK, Outcome.CORRUPT),
    ".xlsx": (sheets(), Outcome.CORRUPT, Outcome.CORRUPT),
    ".xlsm": (sheets(), Outcome.CORRUPT, Outcome.CORRUPT),
    ".pptx": (slides(), Outcome.CORRUPT, Outcome.CORRUPT),
    ".odt": (opendocument("text"), Outcome.CORRUPT, Outcome.CORRUPT),
    ".ods": (opendocument("spreadsheet"), Outcome.CORRUPT, Outcome.CORRUPT),
    ".odp": (opendocument("presentation"), Outcome.CORRUPT, Outcome.CORRUPT),
    ".rtf": (RICH_TEXT.encode(), Outcome.CORRUPT, Outcome.CORRUPT),
    ".docx": (word(), Outcome.CORRUPT, Outcome.CORRUPT),
}


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader(ReaderSettings()) as shared:
        yield shared


def read_as(reader: DocumentReader, folder: Path, suffix: str, content: bytes) -> ReadResult:
    path = folder / f"letter{suffix}"
    path.write_bytes(content)
    return reader.read(Source(path.name, str(path)))


def outcome_of(result: ReadResult) -> Outcome:
    """Return the one outcome of a result, after seeing that a failure says what happened and what to do."""
    if result.documents:
        assert not result.failures
        return Outcome.OK
    assert all(failure.reason and failure.remedy for failure in result.failures)
    (outcome,) = {failure.outcome for failure in result.failures}
    return outcome


def test_every_format_is_tried_here() -> None:
    assert set(FORMATS) == set(supported_suffixes())


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_of_each_format_is_read(reader: DocumentReader, tmp_path: Path, suffix: str) -> None:
    (document,) = read_as(reader, tmp_path, suffix, FORMATS[suffix][0]).documents
    known = format_of(f"x{suffix}")
    assert known is not None
    assert SENTENCE in document.text
    assert document.media_type == known.media_type


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_format_is_found_by_its_media_type_where_the_suffix_says_nothing(suffix: str) -> None:
    known = format_of(f"x{suffix}")
    assert known is not None
    assert format_of("https://example.org/letters", f"{known.media_type.upper()}; charset=utf-8") is known


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("content", [b"", b" \r\n\t\n"], ids=["no bytes", "white space"])
def test_a_file_of_any_format_without_signs_is_empty(
    reader: DocumentReader, tmp_path: Path, suffix: str, content: bytes
) -> None:
    (failure,) = read_as(reader, tmp_path, suffix, content).failures
    assert (failure.outcome, failure.reason) == (Outcome.EMPTY, "It holds nothing.")
    assert failure.remedy == "Get it again, or take it out of the inputs."


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_that_is_cut_off_has_its_outcome(reader: DocumentReader, tmp_path: Path, suffix: str) -> None:
    content = FORMATS[suffix][0]
    assert outcome_of(read_as(reader, tmp_path, suffix, content[: len(content) // 2])) is FORMATS[suffix][1]


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_picture_under_the_suffix_has_its_outcome(
    reader: DocumentReader, tmp_path: Path, suffix: str
) -> None:
    assert outcome_of(read_as(reader, tmp_path, suffix, PICTURE)) is FORMATS[suffix][2]


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_past_the_limit_on_bytes_is_too_large(tmp_path: Path, suffix: str) -> None:
    content = FORMATS[suffix][0]
    with DocumentReader(ReaderSettings(max_bytes=len(content) - 1)) as reader:
        assert outcome_of(read_as(reader, tmp_path, suffix, content)) is Outcome.TOO_LARGE


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_text_past_the_limit_on_characters_is_too_large(tmp_path: Path, suffix: str) -> None:
    with DocumentReader(ReaderSettings(max_characters=20)) as reader:
        assert outcome_of(read_as(reader, tmp_path, suffix, FORMATS[suffix][0])) is Outcome.TOO_LARGE


def test_the_table_of_formats_in_the_documentation_names_every_suffix() -> None:
    page = (ROOT / "docs" / "reading.md").read_text()
    table = page.partition("## Formats\n")[2].partition("\n\nWhere")[0]
    named = [name.strip("`") for row in table.splitlines()[3:] for name in row.split("|")[1].split()]
    assert sorted(named) == list(supported_suffixes())


def test_a_format_says_where_another_process_finds_its_converter() -> None:
    for known in registered_formats():
        module, _, name = known.converter.partition(":")
        assert module.startswith("extractors.readers.formats.")
        assert name == "convert"


# By the suffix that a file has, the suffix that it should have.
MISNAMED = [
    *((".docx", each) for each in (".xlsx", ".pptx", ".odt", ".epub", ".pdf", ".rtf", ".html")),
    *((".xlsx", each) for each in (".docx", ".pptx", ".ods", ".pdf", ".html")),
    *((".pptx", each) for each in (".docx", ".odp", ".pdf", ".html")),
    *((".odt", each) for each in (".ods", ".odp", ".docx")),
    *((".epub", each) for each in (".docx", ".odt", ".pdf")),
    *((".pdf", each) for each in (".html", ".docx", ".rtf")),
    *((".rtf", each) for each in (".docx", ".html")),
    *((each, ".pdf") for each in (".txt", ".md", ".html", ".csv", ".jsonl", ".eml", ".mbox")),
    *((each, ".docx") for each in (".txt", ".jsonl", ".eml")),
    (".jsonl", ".html"),
]


@pytest.mark.parametrize(("suffix", "right"), MISNAMED)
def test_a_file_under_the_suffix_of_another_format_is_told_what_to_be_called(
    reader: DocumentReader, tmp_path: Path, suffix: str, right: str
) -> None:
    (failure,) = read_as(reader, tmp_path, suffix, FORMATS[right][0]).failures
    assert failure.outcome is Outcome.CORRUPT
    assert failure.reason.startswith("It is a")
    assert failure.reason.endswith(f", not what its suffix {suffix} says.")
    assert failure.remedy == f"Rename it to letter{right}."
    (tmp_path / f"letter{suffix}").rename(tmp_path / f"letter{right}")
    (document,) = reader.read(Source(f"letter{right}", str(tmp_path / f"letter{right}"))).documents
    assert SENTENCE in document.text


def test_a_web_page_that_a_server_calls_a_pdf_is_told_what_to_be_called(
    reader: DocumentReader, tmp_path: Path
) -> None:
    (tmp_path / "letter").write_bytes(PAGE)
    (failure,) = reader.read(Source("letter", str(tmp_path / "letter"), "application/pdf")).failures
    assert (failure.outcome, failure.reason) == (Outcome.CORRUPT, "It is a web page.")
    assert failure.remedy == "Rename it to letter.html."


def with_main_part(content: bytes, before: str, after: str) -> bytes:
    """Return a package whose main part says that it is of another kind."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(stream, "w") as copy:
        for name in package.namelist():
            copy.writestr(name, package.read(name).replace(before.encode(), after.encode()))
    return stream.getvalue()


def test_a_kind_of_office_file_that_nobody_reads_is_named_with_the_way_to_save_it(
    reader: DocumentReader, tmp_path: Path
) -> None:
    with_macros = with_main_part(
        word(),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    (failure,) = read_as(reader, tmp_path, ".docx", with_macros).failures
    assert failure.reason == "It is a Word document with macros, not what its suffix .docx says."
    assert failure.remedy == "Open it in the program it belongs to and save it as .docx."


@pytest.mark.parametrize("suffix", [".docx", ".pptx", ".xlsx", ".odt", ".epub"])
def test_a_message_holds_no_place_in_memory(reader: DocumentReader, tmp_path: Path, suffix: str) -> None:
    unknown = with_main_part(
        word(),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "application/vnd.example.main+xml",
    )
    (failure,) = read_as(reader, tmp_path, suffix, unknown).failures
    assert failure.outcome is Outcome.CORRUPT
    assert "0x" not in failure.reason
    assert "BytesIO" not in failure.reason


def test_a_damaged_file_of_the_right_kind_keeps_its_own_message(
    reader: DocumentReader, tmp_path: Path
) -> None:
    (failure,) = read_as(reader, tmp_path, ".pdf", b"%PDF-1.7 and nothing more").failures
    assert "damaged or cut off" in failure.reason


@pytest.mark.parametrize(
    ("suffix", "data"), [(".txt", PAGE), (".csv", PAGE), (".md", PAGE), (".txt", RICH_TEXT.encode())]
)
def test_what_can_be_read_under_its_suffix_is_read_as_that(
    reader: DocumentReader, tmp_path: Path, suffix: str, data: bytes
) -> None:
    assert SENTENCE in read_as(reader, tmp_path, suffix, data).documents[0].text


def test_a_file_without_a_suffix_is_told_to_have_one(reader: DocumentReader, tmp_path: Path) -> None:
    (failure,) = read_as(reader, tmp_path, "", pdf()).failures
    assert failure.outcome is Outcome.UNSUPPORTED
    assert failure.remedy.startswith("Give it the suffix of its type: .csv .docx ")


BOOK = ZippedFormat("EPUB book", ".epub", "an e-book editor")


def zipped(content: bytes = b"text") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", content)
        archive.writestr("b", content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "settings", "outcome", "said"),
    [
        (zipped()[:40], {}, Outcome.CORRUPT, "no complete EPUB book"),
        (OLD_OFFICE, {}, Outcome.CORRUPT, "no complete EPUB book"),
        (zipped(), {"max_archive_entries": 1}, Outcome.TOO_LARGE, "2 entries"),
        (zipped(), {"max_expanded_bytes": 1}, Outcome.TOO_LARGE, "unpack to"),
        (zipped(bytes(6_000_000)), {}, Outcome.TOO_LARGE, "times its size"),
    ],
    ids=["cut off", "an old document", "many entries", "large when unpacked", "a bomb"],
)
def test_an_archive_that_may_not_be_unpacked_is_refused_in_the_words_of_its_format(
    data: bytes, settings: dict[str, int], outcome: Outcome, said: str
) -> None:
    with pytest.raises(ReadError) as caught:
        check_archive(data, ReaderSettings.model_validate(settings), BOOK)
    assert caught.value.outcome is outcome
    assert said in caught.value.reason
    assert "Word" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "settings"),
    [
        (zipped(), {"max_archive_entries": 1}),
        (zipped(), {"max_expanded_bytes": 1}),
        (zipped(bytes(6_000_000)), {"max_expansion_ratio": 2}),
    ],
)
def test_the_remedy_for_an_archive_past_a_limit_names_the_one_setting_that_sets_it(
    data: bytes, settings: dict[str, int]
) -> None:
    with pytest.raises(ReadError) as caught:
        check_archive(data, ReaderSettings.model_validate(settings), BOOK)
    (setting,) = settings
    assert caught.value.remedy == f"If you trust the file, raise the readers' {setting}."


def test_a_sound_archive_may_be_unpacked() -> None:
    check_archive(zipped(), ReaderSettings(), BOOK)


READER = """
import os
from extractors.readers.conversion import Converted, Format, ReadError

def convert(data, settings):
    return [Converted(data.decode().swapcase(), "a note", {"pid": str(os.getpid())})]

FORMAT = Format("text/x-note", (".note",), convert)
TAKEN = Format("text/x-other", (".other", ".PDF"), convert)
TAKEN_TYPE = Format("TEXT/HTML", (".page",), convert)
"""


@pytest.fixture
def _fresh_registry() -> Iterator[None]:
    registry._table.cache_clear()
    yield
    registry._table.cache_clear()


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, **places: str) -> None:
    install_plugin(folder, "notes-for-graphmill", {"note_reader": READER}, {"graphmill.readers": places})
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "note_reader", raising=False)


@pytest.mark.usefixtures("_fresh_registry")
def test_a_format_of_another_package_is_found_and_read_in_the_sandbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path / "installed", monkeypatch, note="note_reader:FORMAT")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.note").write_text("aDA wROTE.")
    found = discover(["docs"], base=tmp_path)
    assert (found.failures, [source.uri for source in found.sources]) == ((), ["docs/a.note"])
    with DocumentReader() as reader:
        (document,) = reader.read(found.sources[0]).documents
    assert (document.text, document.title, document.media_type) == ("Ada Wrote.", "a note", "text/x-note")
    assert document.metadata["pid"] != str(os.getpid())


@pytest.mark.usefixtures("_fresh_registry")
@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("note_reader:TAKEN", "another reader has .pdf already"),
        ("note_reader:TAKEN_TYPE", "another reader has text/html already"),
        ("note_reader:convert", "note_reader:convert is no Format"),
        ("note_reader:NOTHING", "note_reader:NOTHING cannot be imported (AttributeError"),
        ("no_such_module:FORMAT", "no_such_module:FORMAT cannot be imported (ModuleNotFoundError"),
    ],
)
def test_a_plug_in_that_cannot_be_used_is_named_and_the_others_are_read(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    place: str,
    said: str,
) -> None:
    built_in = registered_formats()
    registry._table.cache_clear()
    install(tmp_path / "installed", monkeypatch, broken=place, note="note_reader:FORMAT")
    with caplog.at_level(logging.WARNING):
        assert set(supported_suffixes()) == {*FORMATS, ".note"}
    assert set(built_in) < set(registered_formats())
    (fault,) = registry.faults()
    assert "'broken' of the package notes-for-graphmill (graphmill.readers)" in fault
    assert said in fault
    assert fault in caplog.text
    (tmp_path / "a.page").write_text("<p>Ada</p>")
    (failure,) = discover(["a.page"], base=tmp_path).failures
    assert fault in failure.remedy


@pytest.mark.usefixtures("_fresh_registry")
def test_of_two_plug_ins_with_one_suffix_the_first_by_name_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path / "installed", monkeypatch, b="note_reader:FORMAT", a="note_reader:FORMAT")
    assert ".note" in supported_suffixes()
    (fault,) = registry.faults()
    assert "'b'" in fault


def test_every_module_of_formats_bears_its_format() -> None:
    for known in registered_formats():
        assert isinstance(known, Format)
    modules = {known.converter.partition(":")[0].rpartition(".")[2] for known in registered_formats()}
    folder = Path(registry.formats.__path__[0])
    assert modules == {path.stem for path in folder.glob("*.py")} - {"__init__"}
