"""Rich Text Format: what striprtf gives, and what is done before it so that nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.documents import Document, Outcome
from extractors.readers.conversion import ReaderSettings
from extractors.readers.reader import DocumentReader, ReadResult
from extractors.readers.source import Source

HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss\fcharset0 Arial;}{\f1\fswiss\fcharset204 Arial Cyr;}}"
)


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader(ReaderSettings()) as shared:
        yield shared


def result_of(reader: DocumentReader, folder: Path, content: bytes) -> ReadResult:
    (folder / "letter.rtf").write_bytes(content)
    return reader.read(Source("letter.rtf", str(folder / "letter.rtf")))


def read_rtf(reader: DocumentReader, folder: Path, body: str | bytes) -> Document:
    content = HEAD.encode() + (body.encode("ascii") if isinstance(body, str) else body) + b"}"
    result = result_of(reader, folder, content)
    assert result.failures == ()
    (document,) = result.documents
    return document


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        (
            r"\pard Nadia \b Holloway\b0 .\par Mill Street\line Leeds\par",
            ["Nadia Holloway.", "Mill Street\nLeeds"],
        ),
        (r"Jos\'e9, \u321?\'f3d\u378?, {\f1 \'cc\'e8\'f0}, \u-10179?\u-8704?", ["José, Łódź, Мир, 😀"]),
        (b"Jos\xe9", ["José"]),
        (r"Jean\_Paul Hol\-loway a\~b", ["Jean-Paul Holloway a\xa0b"]),
        (r"{\header Head\par}{\footer Foot\par}{\pict\pngblip 8950ff}Ada", ["Ada"]),
        (b"{\\pict\\wmetafile8\\bin5 }}{{\\ }Ada", ["Ada"]),
        (r"{\listtext 1.\tab}first\par{\listtext 2.\tab}second\par", ["first", "second"]),
        (r"Ada {\deleted was} is {\deleted0 here}", ["Ada  is here"]),
        (r"Ada \v was \v0 is \deleted now {not} \plain here", ["Ada is here"]),
        (r"{Ada \v was {a\v0 is }secret} here", ["Ada is  here"]),
        (
            r"one{\footnote\chftn Of Leeds.} two{\annotation not this}\par three",
            ["one two", "three", "Of Leeds."],
        ),
        (
            r"around{\shp{\*\shpinst\shpleft1{\shptxt In the box\par}}{\shprslt old form}}\par below",
            ["around", "below", "In the box"],
        ),
        (
            r'See {\field{\*\fldinst{HYPERLINK "https://example.org"}}{\fldrslt{Orla Quist}}} now',
            ["See Orla Quist now"],
        ),
        (r"a | b \cell", ["a | b"]),
        (r"{\b0\*\cs7 Ada} wrote{ \*\unknown not this}", ["Ada wrote"]),
    ],
    ids=[
        *("paragraphs", "signs", "raw bytes", "hyphens", "heads and pictures", "binary", "lists", "deleted"),
        *("toggled", "toggled in groups"),
        *("notes", "boxes", "links", "a bar", "stars"),
    ],
)
def test_what_a_reader_sees_is_the_text(
    reader: DocumentReader, tmp_path: Path, body: str | bytes, blocks: list[str]
) -> None:
    assert read_rtf(reader, tmp_path, body).text.split("\n\n") == blocks


def test_a_row_of_a_table_is_one_line(reader: DocumentReader, tmp_path: Path) -> None:
    row = r"\trowd\cellx1000\cellx2000\cellx3000 {}\cell {}\cell {}\cell\row "
    grouped = r"{\trowd\cellx1000\cellx2000 {{\pard\intbl Orla Quist\par}\cell}{{\pard\intbl a\par b\par}\cell}\intbl\row}"
    nested = r"\trowd\cellx5000 \intbl\itap2 Deep A\nestcell Deep B\nestcell{\*\nesttableprops\trowd\nestrow}{\nonesttables x\par}\itap1 Outer\cell More\cell\row "
    body = (
        r"Board\par "
        + row.replace("{}", "{0}")
        .format("name", "name", "name")
        .replace("name\\cell name", "name\\cell city")
        + row.replace("{}", "Nadia Holloway", 1).replace("{}", "\\u8220?", 1).replace("{}", "Leeds", 1)
        + grouped
        + nested
        + r"\pard After\par"
    )
    assert read_rtf(reader, tmp_path, body).text.split("\n\n") == [
        *("Board", "name | city | name", "Nadia Holloway | “ | Leeds", "Orla Quist | a; b"),
        *("Deep A; Deep B; Outer | More", "After"),
    ]


def test_the_end_of_a_cell_is_no_stand_in_for_the_sign_before_it(
    reader: DocumentReader, tmp_path: Path
) -> None:
    row = r"\trowd\cellx1\cellx2 Nadia\u8220\cell Leeds\cell\row"
    assert read_rtf(reader, tmp_path, row).text == "Nadia“ | Leeds"


def test_title_and_date_are_those_of_its_information(reader: DocumentReader, tmp_path: Path) -> None:
    info = r"{\info{\title The {\b year} 1999}{\author Ada}{\creatim\yr2024\mo4\dy7\hr12\min30}{\revtim\yr2025\mo1\dy2}}Text\par"
    document = read_rtf(reader, tmp_path, info)
    assert (document.text, document.title) == ("Text", "The year 1999")
    assert (document.date, document.date_from) == ("2024-04-07", "RTF property creatim (guessed)")
    document = read_rtf(reader, tmp_path, r"{\info{\revtim\yr2025\mo1\dy2}}Text")
    assert (document.title, document.date, document.date_from) == (
        "Text",
        "2025-01-02",
        "RTF property revtim (guessed)",
    )


def test_a_file_that_ends_too_early_is_read_and_reported(reader: DocumentReader, tmp_path: Path) -> None:
    result = result_of(reader, tmp_path, (HEAD + r"Nadia Holloway.\par {\b Tom").encode())
    assert [document.text for document in result.documents] == ["Nadia Holloway.\n\nTom"]
    assert [(failure.uri, failure.outcome) for failure in result.failures] == [
        ("letter.rtf#end", Outcome.CORRUPT)
    ]


def test_files_without_text_and_other_files_have_their_outcomes(
    reader: DocumentReader, tmp_path: Path
) -> None:
    for content, expected in (
        ((HEAD + r"\par}").encode(), Outcome.EMPTY),
        (b"plain text", Outcome.CORRUPT),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), Outcome.CORRUPT),
    ):
        result = result_of(reader, tmp_path, content)
        assert [failure.outcome for failure in result.failures] == [expected]


def test_a_single_cell_keeps_its_column_in_a_table_of_data(reader: DocumentReader, tmp_path: Path) -> None:
    row = r"\trowd\cellx1000\cellx2000 {}\cell {}\cell\row "
    rows = (("Norway", "Bergen"), ("", "Oslo"), ("Sweden", ""))
    data = "".join(row.replace("{}", first, 1).replace("{}", second, 1) for first, second in rows)
    layout = row.replace("{}", "", 1).replace("{}", "The end", 1)
    assert read_rtf(reader, tmp_path, data + r"\pard Then\par " + layout).text.split("\n\n") == [
        *("Norway | Bergen", "| Oslo", "Sweden", "Then", "The end"),
    ]
