"""Tables as text (.csv, .tsv): the delimiter, quotes, and that nothing of a row is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.documents import Document
from extractors.readers.conversion import ReaderSettings
from extractors.readers.reader import DocumentReader
from extractors.readers.source import Source


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader(ReaderSettings()) as shared:
        yield shared


def read_table(reader: DocumentReader, folder: Path, content: str | bytes, suffix: str = ".csv") -> Document:
    path = folder / f"people{suffix}"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    result = reader.read(Source(path.name, str(path)))
    assert result.failures == ()
    (document,) = result.documents
    return document


def rows(reader: DocumentReader, folder: Path, content: str | bytes, suffix: str = ".csv") -> list[str]:
    return read_table(reader, folder, content, suffix).text.split("\n\n")


PEOPLE = ["name | city", "Nadia Holloway | Leeds", "Tomas Erben | Brno"]


@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_delimiter_is_told_by_the_rows_whatever_the_suffix_and_the_line_ends(
    reader: DocumentReader, tmp_path: Path, suffix: str, delimiter: str, end: str
) -> None:
    content = "".join(row.replace(" | ", delimiter) + end for row in PEOPLE)
    assert rows(reader, tmp_path, content, suffix) == PEOPLE


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("name\nNadia Holloway\nTomas Erben\n", ["name", "Nadia Holloway", "Tomas Erben"]),
        ("Nadia Holloway", ["Nadia Holloway"]),
        ('name\n"Nadia ""Nan"" Holloway"\n"two\nlines"\n', ["name", 'Nadia "Nan" Holloway', "two; lines"]),
        (
            "address\n12 Mill Street, Leeds\n1 Quay, Brno, Moravia\nHarwick\n",
            ["address", "12 Mill Street, Leeds", "1 Quay, Brno, Moravia", "Harwick"],
        ),
        ("Ada wrote to Babbage, in London.", ["Ada wrote to Babbage, in London."]),
        ("amount\n1,234\n5,678\n", ["amount", "1,234", "5,678"]),
        (
            "She came, saw, and left.\nHe did not; he stayed.\nNobody knew.\n",
            ["She came, saw, and left.", "He did not; he stayed.", "Nobody knew."],
        ),
    ],
)
def test_where_no_delimiter_makes_a_table_a_line_is_one_cell(
    reader: DocumentReader, tmp_path: Path, content: str, expected: list[str]
) -> None:
    assert rows(reader, tmp_path, content) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("item;price;tax\nlamp;1,50;0,30\nrope;2,50;0,50\n", ["item | price | tax", "lamp | 1,50 | 0,30"]),
        ("name,aliases\nHolloway,a;b\nErben,c;d\n", ["name | aliases", "Holloway | a;b"]),
        ("name, city\nHolloway, Leeds\nErben, Brno\n", ["name | city", "Holloway | Leeds"]),
        ("People of 2024\n\nname,city\nHolloway,Leeds\nErben,Brno\n", ["People of 2024", "name | city"]),
    ],
    ids=["decimal commas", "lists in cells", "blanks behind commas", "a heading before the table"],
)
def test_the_delimiter_is_the_one_that_gives_rows_of_one_width(
    reader: DocumentReader, tmp_path: Path, content: str, expected: list[str]
) -> None:
    assert rows(reader, tmp_path, content)[:2] == expected


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_rows_that_leave_off_their_last_cells_are_rows_of_a_table(
    reader: DocumentReader, tmp_path: Path, delimiter: str
) -> None:
    table = [
        "name | city | post | since",
        "Holloway | Leeds",
        "Erben | Brno | clerk",
        "Quist | Cork | chair | 1970",
    ]
    content = "\n".join(row.replace(" | ", delimiter) for row in table)
    assert rows(reader, tmp_path, content) == table


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "table",
    [
        [
            "Holloway | Leeds",
            "Erben | Brno | clerk",
            "Quist | Cork | chair | 1970",
            "Rask | Oslo | NO | 2 | x",
        ],
        ["Holloway | Leeds | UK", "Crew of the Skua", "Erben | Brno", "Quist | Cork | chair | 1970"],
        ["Letters", "Holloway | Leeds", "Erben | Brno | clerk", "Quist | Cork | chair | 1970 | 3 | 4"],
    ],
)
def test_rows_of_many_lengths_give_their_cells(
    reader: DocumentReader, tmp_path: Path, delimiter: str, table: list[str]
) -> None:
    content = "\n".join(row.replace(" | ", delimiter) for row in table)
    assert rows(reader, tmp_path, content) == table


def test_lines_of_prose_are_no_rows_that_leave_off_cells(reader: DocumentReader, tmp_path: Path) -> None:
    prose = [
        "She came, saw, heard, and left.",
        "He, as ever, stayed.",
        "Nobody, or few, or none, knew.",
        "Yes, they did.",
    ]
    assert rows(reader, tmp_path, "\n".join(prose)) == prose


@pytest.mark.parametrize("hint", ["sep=;", "SEP=;", '"sep=;"'])
def test_the_hint_of_excel_names_the_delimiter_and_is_no_row(
    reader: DocumentReader, tmp_path: Path, hint: str
) -> None:
    assert rows(reader, tmp_path, f"{hint}\r\na, b;c\r\nd;e\r\n") == ["a, b | c", "d | e"]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8-sig", "name,city\nJosé,Łódź\n"),
        ("utf-16", "name,city\nJosé,Łódź\n"),
        ("cp1252", "name,city\nJosé,Köln\n"),
    ],
)
def test_a_byte_order_mark_is_no_part_of_the_first_header(
    reader: DocumentReader, tmp_path: Path, encoding: str, text: str
) -> None:
    expected = [line.replace(",", " | ") for line in text.splitlines()]
    assert rows(reader, tmp_path, text.encode(encoding)) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('a,b\n1, "x, y"\n', ["a | b", "1 | x, y"]),
        ('a,b\n1,"x, y" \n', ["a | b", "1 | x, y"]),
        ('a,b\n1,"x \\"y\\", z"\n', ["a | b", '1 | x "y", z']),
        ('a,b\n1,5" pipe\n', ["a | b", '1 | 5" pipe']),
        ('a,b\n1,"12 Mill Street\r\nLeeds"\n2,x\n', ["a | b", "1 | 12 Mill Street; Leeds", "2 | x"]),
        ("a,b\n1,x\u2028y\x0bz\n2,w\n", ["a | b", "1 | x; y; z", "2 | w"]),
    ],
    ids=["blank before", "blank behind", "backslashes", "inches", "two lines", "other line ends"],
)
def test_quotes_and_line_ends_within_cells(
    reader: DocumentReader, tmp_path: Path, content: str, expected: list[str]
) -> None:
    assert rows(reader, tmp_path, content) == expected


def test_a_quote_that_is_not_closed_costs_no_other_row(reader: DocumentReader, tmp_path: Path) -> None:
    lines = ["name,city", '"Nadia Holloway,Leeds', '"Erben, Tomas",Brno', "Orla Quist,Cork"]
    read = read_table(reader, tmp_path, "\n".join(lines))
    assert read.text.split("\n\n") == [
        "name | city",
        '"Nadia Holloway | Leeds',
        "Erben, Tomas | Brno",
        "Orla Quist | Cork",
    ]
    assert read.metadata["lines_with_open_quotes"] == "2"
    last = read_table(reader, tmp_path, 'sep=,\na,b\n1,2\n3,"4\n5,6\n7,8')
    assert last.text.split("\n\n") == ["a | b", "1 | 2", '3 | "4', "5 | 6", "7 | 8"]
    assert last.metadata["lines_with_open_quotes"] == "4"


def test_surplus_cells_missing_cells_and_headers_that_are_alike_keep_their_columns(
    reader: DocumentReader, tmp_path: Path
) -> None:
    content = "name,name,city\nHolloway,Erben,Leeds\n,,Brno\nQuist,,Cork,surplus\nLund\n,,\n"
    assert rows(reader, tmp_path, content) == [
        "name | name | city",
        "Holloway | Erben | Leeds",
        "| | Brno",
        "Quist | | Cork | surplus",
        "Lund",
    ]


def test_a_cell_may_be_longer_than_python_allows_by_itself(reader: DocumentReader, tmp_path: Path) -> None:
    long = "word " * 60_000
    assert rows(reader, tmp_path, f'a,b\n1,"{long}"\n')[1] == f"1 | {long.strip()}"


def test_a_table_has_its_file_s_name_as_title(reader: DocumentReader, tmp_path: Path) -> None:
    assert read_table(reader, tmp_path, "name,city\nAda,London\n").title == "people"
