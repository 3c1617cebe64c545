"""Excel workbooks, written by openpyxl, and what it does not write put into the package by hand."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment

from extractors.documents import Document, Outcome
from extractors.readers.conversion import ReaderSettings
from extractors.readers.number_formats import shown_number
from extractors.readers.reader import DocumentReader, ReadResult
from extractors.readers.source import Source

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader(ReaderSettings()) as shared:
        yield shared


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def workbook(rows: list[list[Any]], **formats: str) -> Any:
    """Return a workbook whose one sheet, People, holds the rows, its cells (B2) in number formats."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "People"
    for row in rows:
        book.active.append(row)
    for place, number_format in formats.items():
        book.active[place].number_format = number_format
    return book


def changed(content: bytes, parts: Mapping[str, str | tuple[str, str]]) -> bytes:
    """Return a package with parts added (text), or with a pattern in them replaced (pair)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            part = source.read(name).decode() if name.endswith((".xml", ".rels", ".vml")) else ""
            if isinstance(change := parts.get(name), tuple):
                part, count = re.subn(change[0], change[1], part)
                assert count
            target.writestr(name, part)
        for name, added in parts.items():
            if isinstance(added, str):
                target.writestr(name, added)
    return stream.getvalue()


def result_of(reader: DocumentReader, folder: Path, content: bytes, suffix: str = ".xlsx") -> ReadResult:
    path = folder / f"book{suffix}"
    path.write_bytes(content)
    return reader.read(Source(path.name, str(path)))


def read_book(reader: DocumentReader, folder: Path, content: bytes) -> Document:
    result = result_of(reader, folder, content)
    assert result.failures == ()
    (document,) = result.documents
    return document


def blocks(reader: DocumentReader, folder: Path, content: bytes) -> list[str]:
    return read_book(reader, folder, content).text.split("\n\n")


PEOPLE: list[list[Any]] = [["name", "city"], ["Nadia Holloway", "Leeds"], ["Tomas Erben", "Brno"]]
PEOPLE_BLOCKS = ["People", "name | city", "Nadia Holloway | Leeds", "Tomas Erben | Brno"]


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm"])
def test_a_row_is_a_line_and_the_sheet_s_name_stands_before_its_rows(
    reader: DocumentReader, tmp_path: Path, suffix: str
) -> None:
    (document,) = result_of(reader, tmp_path, saved(workbook(PEOPLE)), suffix).documents
    assert document.text.split("\n\n") == PEOPLE_BLOCKS
    assert document.title == "book"


def test_all_sheets_are_one_document_hidden_ones_too_and_empty_ones_give_nothing(
    reader: DocumentReader, tmp_path: Path
) -> None:
    book = workbook(PEOPLE)
    book.create_sheet("Empty")
    for name, state in (("Sites", "visible"), ("Lists", "hidden"), ("Codes", "veryHidden")):
        sheet = book.create_sheet(name)
        sheet.append([f"of {name}"])
        sheet.sheet_state = state
    book["People"].row_dimensions[2].hidden = True
    book["People"].column_dimensions["B"].hidden = True
    book.properties.title = " People \n and sites "
    document = read_book(reader, tmp_path, saved(book))
    assert document.text.split("\n\n") == [
        *PEOPLE_BLOCKS,
        *("Sites", "of Sites", "Lists", "of Lists", "Codes", "of Codes"),
    ]
    assert document.metadata["hidden_sheets"] == '["Lists", "Codes"]'
    assert document.title == "People and sites"


def test_cells_keep_their_columns_and_what_a_sheet_leaves_free_all_over_goes(
    reader: DocumentReader, tmp_path: Path
) -> None:
    rows = [
        [],
        [None, "name", None, "city", "post", None],
        [None, "Nadia Holloway", None, None, "chair"],
        [],
        [None, None, None, None, "clerk"],
        [None, "word " * 60, None, "two\nlines"],
    ]
    assert blocks(reader, tmp_path, saved(workbook(rows))) == [
        "People",
        "name | city | post",
        "Nadia Holloway | | chair",
        "| | clerk",
        f"{'word ' * 60}| two; lines",
    ]


def test_a_sheet_that_says_a_wrong_size_is_read_whole(reader: DocumentReader, tmp_path: Path) -> None:
    content = changed(
        saved(workbook(PEOPLE)),
        {"xl/worksheets/sheet1.xml": ('<dimension ref="[^"]*"', '<dimension ref="A1"')},
    )
    assert blocks(reader, tmp_path, content) == PEOPLE_BLOCKS


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (7, "00000", "00007"),
        (0.42, "0 %", "42 %"),
        (0.125, "0.0%", "12.5%"),
        (1234.5, '#,##0.00\\ "€"', "1,234.50 €"),
        (-1234.5, "[$€-407]#,##0.00;[Red]-[$€-407]#,##0.00", "-€1,234.50"),
        (-5, "#,##0;(#,##0)", "(5)"),
        (5551234567, "(000) 000-0000", "(555) 123-4567"),
        (5551234, "[<=9999999]###-####;(###) ###-####", "555-1234"),
        (5551234567, "[<=9999999]###-####;(###) ###-####", "(555) 123-4567"),
        (1_500_000, '0.0,,"M"', "1.5M"),
        (12, '"Nr. "0', "Nr. 12"),
        (2.675, "0.00", "2.68"),
        (2, "0.###", "2"),
        (2.5, "# ?/?", "2.5"),
        (12345, "0.00E+00", "12345"),
        (1, '"yes";"no";"no"', "yes"),
        (5, ";;;", "5"),
        (True, "General", "TRUE"),
        (datetime.datetime(2024, 5, 31), "dd/mm/yyyy", "2024-05-31"),
        (datetime.datetime(2024, 5, 1), "mmm-yy", "2024-05"),
        (datetime.datetime(2024, 5, 31, 14, 30), "m/d/yy h:mm", "2024-05-31 14:30"),
        (datetime.datetime(2024, 5, 31), "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2024-05-31"),
        (datetime.datetime(2024, 5, 31, 14, 30, 5), "m/d/yy hh:mm", "2024-05-31 14:30"),
        (datetime.datetime(2024, 5, 31, 14, 29, 59, 999_000), "h:mm AM/PM", "14:30"),
        (datetime.time(14, 30, 5), "h:mm:ss AM/PM", "14:30:05"),
        (datetime.timedelta(hours=26, minutes=30), "[h]:mm:ss", "26:30:00"),
    ],
)
def test_numbers_and_dates_are_those_that_the_sheet_shows(
    reader: DocumentReader, tmp_path: Path, value: Any, number_format: str, shown: str
) -> None:
    book = workbook([["Nadia Holloway", value]], B1=number_format)
    assert blocks(reader, tmp_path, saved(book)) == ["People", f"Nadia Holloway | {shown}"]


def test_a_dash_or_nothing_for_zero_is_an_empty_cell() -> None:
    assert [shown_number(0, form) for form in ("#,##0;-#,##0;-", "0;-0;;@", "#", "0")] == ["", "", "", "0"]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("Nadia_x000D__x000A_Holloway", "Nadia; Holloway"),
        ("Nadia_x000B_Holloway", "Nadia; Holloway"),
        ("a_x0007_b", "ab"),
        ("_xyz_", "_xyz_"),
    ],
)
def test_signs_that_excel_writes_as_letters_are_signs_again(
    reader: DocumentReader, tmp_path: Path, stored: str, shown: str
) -> None:
    beside = changed(saved(workbook([["x", "NAME"]])), {"xl/worksheets/sheet1.xml": ("NAME", stored)})
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet("People").write_row(0, 0, ["x", "NAME"])
    shared = changed(stream.getvalue(), {"xl/sharedStrings.xml": ("NAME", stored)})
    for content in (beside, shared):
        assert blocks(reader, tmp_path, content) == ["People", f"x | {shown}"]


def test_errors_are_empty_and_readings_of_signs_are_left_out(reader: DocumentReader, tmp_path: Path) -> None:
    rows = [["name", "post", "city"], ["Nadia", "#N/A", "Leeds"], ["Erben", "#DIV/0!", "NAME"]]
    reading = "<is><r><t>東京</t></r><rPh sb='0' eb='2'><t>トウキョウ</t></rPh><r><t>都</t></r></is>"
    content = changed(saved(workbook(rows)), {"xl/worksheets/sheet1.xml": ("<is><t>NAME</t></is>", reading)})
    assert blocks(reader, tmp_path, content)[2:] == ["Nadia | | Leeds", "Erben | | 東京都"]


def computed(places: Mapping[str, str], full: bool) -> bytes:
    """Return a workbook whose formulas (B1, B2, …) have these results, as it says itself computed or still to be."""
    rows = [["Nadia Holloway", "=1"], ["Tomas Erben", "=1"], ["Orla Quist", 0]]
    content = saved(workbook(rows))
    cells = {
        f'<c r="{place}"><f>1</f><v></v></c>': f'<c r="{place}" {result.partition("|")[0]}><f>1</f>{result.partition("|")[2]}</c>'
        for place, result in places.items()
    }
    for pattern, cell in cells.items():
        content = changed(content, {"xl/worksheets/sheet1.xml": (pattern, cell)})
    return changed(content, {"xl/workbook.xml": ('fullCalcOnLoad="1"', f'fullCalcOnLoad="{int(full)}"')})


def test_results_of_formulas_are_read_and_a_missing_one_is_reported(
    reader: DocumentReader, tmp_path: Path
) -> None:
    result = result_of(reader, tmp_path, computed({"B1": "|<v>5</v>", "B2": ""}, full=False))
    (document,) = result.documents
    assert document.text.split("\n\n")[1:] == ["Nadia Holloway | 5", "Tomas Erben", "Orla Quist | 0"]
    (failure,) = result.failures
    assert (failure.uri, failure.outcome) == ("book.xlsx#formulas", Outcome.EMPTY)
    assert "1 (the first: People!B2)" in failure.reason


@pytest.mark.parametrize(
    ("full", "expected", "reported"),
    [
        (True, ["Nadia Holloway", "Tomas Erben | 5", "Orla Quist | 0"], 1),
        (False, ["Nadia Holloway | 0", "Tomas Erben | 5", "Orla Quist | 0"], 0),
    ],
)
def test_a_zero_is_no_result_where_the_workbook_is_still_to_be_computed(
    reader: DocumentReader, tmp_path: Path, full: bool, expected: list[str], reported: int
) -> None:
    result = result_of(reader, tmp_path, computed({"B1": "|<v>0</v>", "B2": "|<v>5</v>"}, full))
    assert result.documents[0].text.split("\n\n")[1:] == expected
    assert len(result.failures) == reported


def test_a_formula_whose_result_is_empty_text_is_computed(reader: DocumentReader, tmp_path: Path) -> None:
    content = computed({"B1": 't="str"|<v></v>', "B2": 't="str"|<v>chair</v>'}, full=True)
    assert blocks(reader, tmp_path, content)[1:] == [
        "Nadia Holloway",
        "Tomas Erben | chair",
        "Orla Quist | 0",
    ]


def test_a_workbook_of_formulas_without_results_is_reported_and_no_document(
    reader: DocumentReader, tmp_path: Path
) -> None:
    result = result_of(reader, tmp_path, saved(workbook([["=1+1"]])))
    assert result.documents == ()
    assert [failure.outcome for failure in result.failures] == [Outcome.EMPTY]


def with_drawing(inside: str, content: bytes | None = None) -> bytes:
    """Return a workbook with anchors of a drawing over its sheet."""
    relation = f'<Relationship Id="rD" Type="{RELATIONS}/drawing" Target="../drawings/drawing9.xml"/>'
    return changed(
        content or saved(workbook(PEOPLE)),
        {
            "xl/worksheets/_rels/sheet1.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
            f'relationships">{relation}</Relationships>',
            "xl/drawings/drawing9.xml": '<xdr:wsDr xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
            'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
            'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">'
            + inside
            + "</xdr:wsDr>",
        },
    )


def box(row: int, *paragraphs: str) -> str:
    lines = "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in paragraphs)
    return f"<xdr:oneCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:row>{row}</xdr:row></xdr:from>{shape(lines)}</xdr:oneCellAnchor>"


def shape(lines: str) -> str:
    return f"<xdr:sp><xdr:txBody>{lines}</xdr:txBody></xdr:sp>"


def test_text_boxes_follow_the_rows_from_top_to_bottom_in_their_newer_form(
    reader: DocumentReader, tmp_path: Path
) -> None:
    new, old = ("<a:p><a:r><a:t>Orla Quist</a:t></a:r></a:p>", "<a:p><a:r><a:t>old form</a:t></a:r></a:p>")
    choice = f"<mc:AlternateContent><mc:Choice Requires='x'>{shape(new)}</mc:Choice><mc:Fallback>{shape(old)}</mc:Fallback></mc:AlternateContent>"
    empty = f"<mc:AlternateContent><mc:Choice Requires='x'/><mc:Fallback>{shape(old)}</mc:Fallback></mc:AlternateContent>"
    content = with_drawing(
        box(9, "Checked by", "Ruth Pellow")
        + box(2, "Draft")
        + f"<xdr:absoluteAnchor>{choice}{empty}</xdr:absoluteAnchor>"
    )
    assert blocks(reader, tmp_path, content) == [
        *PEOPLE_BLOCKS,
        *("Orla Quist", "old form", "Draft", "Checked by", "Ruth Pellow"),
    ]


def test_links_to_other_workbooks_are_not_looked_at(reader: DocumentReader, tmp_path: Path) -> None:
    content = changed(
        saved(workbook(PEOPLE)),
        {
            "xl/workbook.xml": ("</sheets>", '</sheets><externalReferences><externalReference xmlns:r="' + RELATIONS + '" r:id="rX"/></externalReferences>'),
            "xl/_rels/workbook.xml.rels": (
                "</Relationships>",
                f'<Relationship Id="rX" Type="{RELATIONS}/externalLink" Target="/xl/externalLinks/one.xml"/></Relationships>',
            ),
            "xl/externalLinks/one.xml": f"<externalLink {MAIN}/>",
        },
    )  # fmt: skip
    assert blocks(reader, tmp_path, content) == PEOPLE_BLOCKS


def test_files_that_are_embedded_are_named(reader: DocumentReader, tmp_path: Path) -> None:
    relation = f'<Relationship Id="rE" Type="{RELATIONS}/oleObject" Target="../embeddings/oleObject1.bin"/>'
    content = changed(
        saved(workbook(PEOPLE)),
        {
            "xl/worksheets/_rels/sheet1.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
            f'relationships">{relation}</Relationships>',
            "xl/embeddings/oleObject1.bin": "a file",
        },
    )
    document = read_book(reader, tmp_path, content)
    assert document.metadata == {"embedded": '["oleObject1.bin"]'}


def test_titles_of_charts_are_read_and_names_that_stand_in_cells_are_not_read_twice(
    reader: DocumentReader, tmp_path: Path
) -> None:
    book = workbook([["name", "votes"], ["Holloway", 3], ["Erben", 5]])
    chart = BarChart()
    chart.title, chart.x_axis.title = "The vote of May", "Candidates"
    chart.add_data(Reference(book["People"], min_col=2, min_row=1, max_row=3), titles_from_data=True)
    chart.set_categories(Reference(book["People"], min_col=1, min_row=2, max_row=3))
    book["People"].add_chart(chart, "D2")
    book.create_chartsheet("Chart").add_chart(BarChart())
    assert blocks(reader, tmp_path, saved(book))[1:] == [
        *("name | votes", "Holloway | 3", "Erben | 5"),
        *("The vote of May", "Candidates"),
    ]


def test_a_sheet_that_is_a_chart_gives_its_titles(reader: DocumentReader, tmp_path: Path) -> None:
    book = workbook(PEOPLE)
    chart = BarChart()
    chart.title = "The vote of May"
    chart.add_data(Reference(book["People"], min_col=2, min_row=1, max_row=3), titles_from_data=True)
    book.create_chartsheet("Votes").add_chart(chart)
    assert blocks(reader, tmp_path, saved(book)) == [*PEOPLE_BLOCKS, "Votes", "The vote of May"]


def test_comments_follow_and_a_thread_is_not_read_twice(reader: DocumentReader, tmp_path: Path) -> None:
    book = workbook(PEOPLE)
    book["People"]["A2"].comment = Comment("Ruth Pellow:\nasks for a date", "Ruth Pellow")
    book["People"]["A3"].comment = Comment(
        "[Threaded comment]\n\nYour version …\n\nComment:\n  Who is this?", "tc"
    )
    content = saved(book)
    assert blocks(reader, tmp_path, content) == [
        *PEOPLE_BLOCKS,
        "Ruth Pellow:\nasks for a date",
        "[Threaded comment]\nYour version …\nComment:\nWho is this?",
    ]
    thread = f'<Relationship Id="rT" Type="{RELATIONS}/threadedComment" Target="/xl/threadedComments/t1.xml"/></Relationships>'
    content = changed(
        content,
        {
            "xl/worksheets/_rels/sheet1.xml.rels": ("</Relationships>", thread),
            "xl/threadedComments/t1.xml": '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
            'threadedcomments"><threadedComment ref="A3"><text>Who is this?</text></threadedComment></ThreadedComments>',
        },
    )
    assert blocks(reader, tmp_path, content)[4:] == ["Who is this?", "Ruth Pellow:\nasks for a date"]


def test_the_date_is_that_of_the_properties_and_said_to_be_guessed(
    reader: DocumentReader, tmp_path: Path
) -> None:
    book = workbook(PEOPLE)
    book.properties.created = datetime.datetime(2024, 4, 7, 12)
    document = read_book(reader, tmp_path, saved(book))
    assert (document.date, document.date_from) == ("2024-04-07", "Excel property created (guessed)")
    bare = changed(saved(book), {"_rels/.rels": ("<Relationship [^>]*core-properties[^>]*/>", "")})
    document = read_book(reader, tmp_path, bare)
    assert (document.date, document.date_from, document.title) == ("", "", "book")


def test_files_that_are_no_workbook_have_their_outcomes(reader: DocumentReader, tmp_path: Path) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
    whole = saved(workbook(PEOPLE))
    for content, expected in (
        (saved(openpyxl.Workbook()), Outcome.EMPTY),
        (ole, Outcome.UNSUPPORTED),
        (ole + "EncryptedPackage".encode("utf-16-le"), Outcome.ENCRYPTED),
        (changed(whole, {"xl/workbook.xml": ("</workbook>", "")}), Outcome.CORRUPT),
        (changed(whole, {"xl/worksheets/sheet1.xml": ("</worksheet>", "")}), Outcome.CORRUPT),
        (
            changed(whole, {"xl/worksheets/sheet1.xml": ('t="inlineStr"><is>', 't="s"><v>99</v><is>')}),
            Outcome.CORRUPT,
        ),
    ):
        result = result_of(reader, tmp_path, content)
        assert [failure.outcome for failure in result.failures] == [expected], content[:20]
        assert result.documents == ()
        assert result.failures[0].remedy
