"""Running heads and page numbers of PDF files."""

from __future__ import annotations

import json

import pytest

from extractors.readers.pdf.page_numbers import page_numbers
from tests.support.pdf_pages import Piece, column, pdf_file, read_pdf

NAMES = ["Nadia Holloway", "Ivo Kant", "Gwen Pryce", "Tomas Erben", "Priya Raman"]
TOWNS = ["Leeds", "Oslo", "Kiel", "Lisbon", "Vardo", "Espoo"]


def book(head: str = "{name} {page} / 6", foot: str = "", pages: int = 6) -> bytes:
    made = []
    for number in range(pages):
        lines = [
            f"Nadia Holloway went to {TOWNS[number]}.",
            f"She built a bridge there, and left it to {TOWNS[-number - 1]}.",
        ]
        names = {"name": "Corvid Systems Annual Report", "page": number + 1, "town": TOWNS[number // 2]}
        page = column(lines)
        page += [Piece(72, 800, head.format(**names))] if head else []
        page += [Piece(290, 40, foot.format(**names))] if foot else []
        made.append(page)
    return pdf_file(*made)


def test_a_head_that_returns_leaves_the_text_and_is_reported() -> None:
    read = read_pdf(book())
    assert "Corvid" not in read.text
    assert json.loads(read.metadata["running_heads"]) == ["Corvid Systems Annual Report # / #"]
    assert read.text.count("Nadia Holloway went to") == 6


def test_page_numbers_leave_the_text_without_a_word() -> None:
    read = read_pdf(book(head="", foot="{page}"))
    assert "running_heads" not in read.metadata
    assert read.text.endswith(f"left it to {TOWNS[-6]}.")


def test_heads_that_name_the_chapter_leave_the_text() -> None:
    read = read_pdf(book(head="Chapter of {town} {page}"))
    assert "Chapter of" not in read.text
    assert len(json.loads(read.metadata["running_heads"])) == 3


def test_first_lines_that_differ_stay() -> None:
    read = read_pdf(book(head=""))
    assert [town in read.text for town in TOWNS] == [True] * 6
    assert "running_heads" not in read.metadata


def test_what_returns_on_two_pages_of_six_stays() -> None:
    pages = [column([f"Nadia Holloway, {town}", "was there."]) for town in TOWNS]
    for page in pages[:2]:
        page.append(Piece(72, 800, "Minutes of the Harbour Trust"))
    read = read_pdf(pdf_file(*pages))
    assert read.text.count("Minutes of the Harbour Trust") == 2


def test_a_line_that_returns_in_the_middle_of_pages_stays() -> None:
    pages = [
        column(
            [
                f"{town} is a town.",
                "",
                "It lies on the sea.",
                "",
                "Nadia Holloway spoke.",
                "",
                f"{town} heard her.",
                "",
                f"So {town} it was.",
            ]
        )
        for town in TOWNS
    ]
    assert read_pdf(pdf_file(*pages)).text.count("Nadia Holloway spoke.") == 6


def test_pages_that_hold_nothing_but_what_returns_keep_it() -> None:
    pages = [
        [Piece(72, 700, f"Ticket {number}"), Piece(72, 600, "Harbour Trust of Kiel")] for number in range(9)
    ]
    assert read_pdf(pdf_file(*pages)).text.count("Harbour Trust of Kiel") == 9


PROSE = [
    "The board of the harbour trust met in Kiel with the mayor of the town, and all of those",
    "who hold shares were asked for their names, which have been written down by the clerk of",
    "the trust in the book that lies in the hall. When that was done the works on the eastern",
    "bank of the river were shown to them, and they voted for the bridge that is to be built",
    "there in spring by the firm from Lisbon and by the men of the town.",
]


def pages_that_begin(*beginnings: list[str]) -> bytes:
    return pdf_file(*[column([*lines, "", *PROSE]) for lines in beginnings])


@pytest.mark.parametrize(
    "lines",
    [
        ["Contract No. 17 with Nadia Holloway", "Contract No. 18 with Ivo Kant"],
        [f"Exhibit {number}: contract of {name}" for number, name in enumerate(NAMES, 1)],
        [f"{number}. {name}, Leeds" for number, name in enumerate(NAMES, 1)],
        [f"{name} {number}" for number, name in enumerate(NAMES, 1)],
        [f"{number} {name}" for number, name in enumerate(NAMES, 1)],
        [f"Room {number} of Nadia Holloway" for number in range(1, 6)],
        [f"{town} in {2020 + year}" for year, town in enumerate(TOWNS)],
        [f"Budget of the Harbour Trust {2020 + year}" for year in range(5)],
        ["Leeds, 5 May 2024", "Leeds, 6 May 2024", "Leeds, 7 May 2024"],
    ],
)
def test_first_lines_with_numbers_that_count_something_else_than_pages_stay(lines: list[str]) -> None:
    read = read_pdf(pages_that_begin(*([line] for line in lines)))
    assert [line for line in lines if line not in read.text.split("\n\n")] == []
    assert "running_heads" not in read.metadata


def test_a_line_that_differs_below_a_head_that_returns_stays() -> None:
    lines = [f"Meeting {number}, chaired by {name}" for number, name in enumerate(NAMES, 1)]
    read = read_pdf(pages_that_begin(*(["Minutes of the Harbour Trust", "", line] for line in lines)))
    assert [line for line in lines if line not in read.text.split("\n\n")] == []
    assert json.loads(read.metadata["running_heads"]) == ["Minutes of the Harbour Trust"]


def test_a_line_that_stands_once_at_the_place_of_one_that_returns_stays() -> None:
    lines = [*["Dear member of the Harbour Trust,"] * 3, "Dear Nadia Holloway of Corvid Systems,"]
    read = read_pdf(pages_that_begin(*([line] for line in lines)))
    assert lines[-1] in read.text.split("\n\n")


def test_a_sentence_that_begins_a_page_stays() -> None:
    lines = [
        "The works of Leeds were sold in May 2020 to Nadia Holloway, who had been the clerk of",
        "Tidal Bank there and in 2021 became the chair of the Harbour Trust of Oslo and of its",
    ]
    read = read_pdf(pdf_file(*[column([line, *PROSE]) for line in lines]))
    assert [line for line in lines if line not in read.text] == []


def test_sentences_that_begin_and_end_each_letter_alike_stay() -> None:
    letters = [column([*PROSE[:2], f"the trust with {name}.", "", *PROSE[2:]]) for name in NAMES]
    read = read_pdf(pdf_file(*letters))
    assert read.text.count("and all of those who hold shares") == 5
    assert read.text.count("by the men of the town.") == 5


def test_a_foot_of_two_lines_that_returns_leaves_the_text() -> None:
    foot = ["This report is for the members of the Harbour Trust and", "for its friends in Leeds"]
    read = read_pdf(pdf_file(*[column([name]) + column(foot, y=60) for name in NAMES]))
    assert read.text.split("\n\n") == NAMES
    assert json.loads(read.metadata["running_heads"]) == foot


@pytest.mark.parametrize(
    "foot", ["{page}", "- {page} -", "Page {page}", "Seite {page} von 5", "{page} of 5", "[{page}]"]
)
def test_the_number_of_a_page_leaves_the_text_however_it_is_written(foot: str) -> None:
    pages = [[*column([name]), Piece(290, 40, foot.format(page=40 + at))] for at, name in enumerate(NAMES)]
    assert read_pdf(pdf_file(*pages)).text.split("\n\n") == NAMES


def test_roman_numbers_of_pages_leave_the_text() -> None:
    numbers = ["iv", "v", "vi", "vii", "viii"]
    pages = [[*column([name]), Piece(290, 40, foot)] for name, foot in zip(NAMES, numbers, strict=True)]
    assert read_pdf(pdf_file(*pages)).text.split("\n\n") == NAMES


def test_numbers_at_the_foot_that_do_not_count_the_pages_stay() -> None:
    pages = [
        [*column([name]), Piece(290, 40, foot)]
        for name, foot in zip(NAMES, ["17", "3", "44", "8", "2"], strict=True)
    ]
    assert "44" in read_pdf(pdf_file(*pages)).text


@pytest.mark.parametrize("end", ["Signed: Gwen Pryce, chair", "Total 1{number}"])
def test_the_last_line_of_pages_that_end_early_is_no_foot(end: str) -> None:
    ends = [end.format(number=number) for number in range(5)]
    pages = [
        column([f"Contract with {name}", "", *PROSE, "", line])
        for name, line in zip(NAMES, ends, strict=True)
    ]
    read = read_pdf(pdf_file(*pages))
    assert [block for block in read.text.split("\n\n") if block in ends] == ends


def test_rows_of_tables_that_begin_with_a_number_stay() -> None:
    rows = [f"{3 * page + row + 1} {NAMES[(page + row) % 5]}" for page in range(5) for row in range(3)]
    read = read_pdf(pdf_file(*(column(rows[at : at + 3]) for at in range(0, 15, 3))))
    assert read.text.split("\n\n") == rows


def test_a_letter_that_only_resembles_a_roman_number_counts_nothing() -> None:
    assert [list(page_numbers(text, 0)) for text in ("ı", "İ", "Leeds ı", "")] == [[], [], [], []]
    assert [number.ahead for number in page_numbers("Leeds IV", 1)] == [(True, 3)]
