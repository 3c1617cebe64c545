"""Tables and columns of PDF files."""

from __future__ import annotations

from itertools import pairwise

import pytest
from fpdf import FPDF

from tests.support.pdf_pages import LEADING, LEFT, TOP, Piece, blocks_of, column, read_pdf

ROWS = [
    ("Name", "Employer", "Town"),
    ("Nadia Holloway", "Brightwater Foundation", "Leeds"),
    ("Tomas Erben", "Corvid Systems", "Lisbon"),
    ("Priya Raman", "Harbour Trust", "Oslo"),
]
LEFT_COLUMN = [
    "The board of the harbour",
    "trust met in Kiel with the",
    "mayor, and with Corvid",
    "Systems in the chair the",
    "new laws were read to all",
    "the holders of shares who",
]
RIGHT_COLUMN = [
    "voted for them by a show",
    "of hands. After that Nadia",
    "Holloway spoke about the",
    "bridges that she builds in",
    "Leeds, and about the river",
    "that runs below them all.",
]


def table(*rows: tuple[str, ...], places: tuple[float, ...] = (72, 210, 380)) -> list[Piece]:
    return [
        Piece(place, TOP - LEADING * number, cell)
        for number, row in enumerate(rows)
        for place, cell in zip(places, row, strict=True)
        if cell
    ]


def test_a_row_of_a_table_is_a_block() -> None:
    assert blocks_of(table(*ROWS)) == [" | ".join(row) for row in ROWS]


def test_tables_with_borders_are_read_by_rows() -> None:
    document = FPDF()
    document.set_font("Helvetica", size=12)
    document.add_page()
    with document.table() as drawn:
        for cells in ROWS:
            row = drawn.row()
            for cell in cells:
                row.cell(cell)
    assert read_pdf(bytes(document.output())).text.split("\n\n") == [" | ".join(row) for row in ROWS]


def test_an_empty_cell_keeps_its_column() -> None:
    assert (
        blocks_of(table(ROWS[0], ROWS[1], ("Tomas Erben", "", "Lisbon"), ROWS[3]))[2]
        == "Tomas Erben | | Lisbon"
    )


def test_a_cell_of_two_lines_is_one() -> None:
    rows = table(ROWS[0], ("Nadia Holloway", "Brightwater", "Leeds"), ("", "Foundation", ""), ROWS[2])
    assert blocks_of(rows) == [" | ".join(row) for row in ROWS[:3]]


def test_prose_around_a_table_stays_prose() -> None:
    before = [
        "The board of the harbour trust met in Kiel with the mayor, and the members were",
        "asked for their names, which are these.",
    ]
    rows = [Piece(piece.x, piece.y - 60, piece.text) for piece in table(*ROWS)]
    after = column(["All of them were there when the bridge was opened in May."], y=TOP - 140)
    assert blocks_of([*column(before), *rows, *after]) == [
        " ".join(before),
        *(" | ".join(row) for row in ROWS),
        after[0].text,
    ]


def test_two_phrases_far_apart_on_one_line_stay_apart() -> None:
    page = [Piece(LEFT, TOP, "Corvid Systems Ltd"), Piece(430, TOP, "Nadia Holloway")]
    assert blocks_of(page) == ["Corvid Systems Ltd | Nadia Holloway"]


def test_two_columns_that_are_drawn_row_by_row_are_read_one_after_the_other() -> None:
    page = [
        piece for pair in zip(column(LEFT_COLUMN), column(RIGHT_COLUMN, x=300), strict=True) for piece in pair
    ]
    assert blocks_of(page) == [" ".join(LEFT_COLUMN + RIGHT_COLUMN)]


def test_two_columns_that_are_drawn_one_after_the_other_are_read_so() -> None:
    page = [*column(LEFT_COLUMN), *column(RIGHT_COLUMN, x=300)]
    assert blocks_of(page) == [" ".join(LEFT_COLUMN + RIGHT_COLUMN)]


def test_the_spaces_of_a_justified_line_are_no_gaps_between_cells() -> None:
    words = ["The", "board", "met", "in", "Kiel", "with", "Anna", "Berg", "and", "heard"]
    page = [Piece(LEFT + 58 * number, TOP, word) for number, word in enumerate(words)]
    assert all(behind.x - before.x == 58 for before, behind in pairwise(page))
    assert blocks_of(page) == [" ".join(words)]


def test_a_number_before_a_heading_is_no_column() -> None:
    page = [
        Piece(LEFT, TOP, "1.2"),
        Piece(LEFT + 40, TOP, "The Harbour Trust"),
        Piece(LEFT, TOP - 30, "1.3"),
        Piece(LEFT + 40, TOP - 30, "The Works"),
    ]
    assert blocks_of(page) == ["1.2 The Harbour Trust", "1.3 The Works"]


def cell_by_cell(*rows: tuple[list[str], ...], places: tuple[float, ...] = (72, 210, 380)) -> list[Piece]:
    """Draw a table as word processors do: each cell whole before the next one."""
    page: list[Piece] = []
    y = TOP
    for row in rows:
        for place, lines in zip(places, row, strict=False):
            page += column(lines, x=place, y=y)
        y -= LEADING * max(map(len, row)) + 1
    return page


def test_a_table_that_is_drawn_cell_by_cell_is_read_by_rows() -> None:
    page = cell_by_cell(
        (["Name"], ["Employer"], ["Remarks"]),
        (
            ["Nadia Holloway"],
            ["Brightwater Foundation", "of the City of Leeds"],
            ["She leads the works on", "the bank"],
        ),
        (["Priya Raman-", "Lindgren"], ["Harbour Trust"], ["Founder"]),
        (["Omar Aziz"], [], ["Guest"]),
    )
    assert blocks_of(page) == [
        "Name | Employer | Remarks",
        "Nadia Holloway | Brightwater Foundation of the City of Leeds | She leads the works on the bank",
        "Priya Raman-Lindgren | Harbour Trust | Founder",
        "Omar Aziz | | Guest",
    ]


def test_two_addresses_beside_one_another_are_no_table() -> None:
    page = [
        *column(["Corvid Systems Ltd", "14 Quay Street", "Lisbon"]),
        *column(["Nadia Holloway", "3 Dock Road", "Leeds"], x=350),
        *column(["Dear Ms Holloway,"], y=TOP - 100),
    ]
    assert blocks_of(page) == [piece.text for piece in page]


NARROW = [
    "In May 2020 Nadia Holloway bought the works of Corvid Systems Corporation. Afterwards she brought her engineers from "
    "Lisbon, notwithstanding considerable protestations of the Brightwater Foundation and its representatives.",
    "Unquestionably extraordinary representatives notwithstanding, Priya Raman characteristically acknowledged "
    "responsibilities. Counterrevolutionaries institutionalized considerable administrative responsibilities in Leeds.",
]


@pytest.mark.parametrize(("width", "size"), [(45, 10), (38, 10), (34, 8), (60, 11)])
@pytest.mark.parametrize("text", NARROW)
def test_the_wide_spaces_of_narrow_justified_columns_are_no_gaps_between_cells(
    text: str, width: int, size: int
) -> None:
    document = FPDF()
    document.set_font("Times", size=size)
    document.add_page()
    document.multi_cell(width, 5, text, align="J")
    assert read_pdf(bytes(document.output())).text.replace("- ", "") == text


def test_two_narrow_justified_columns_are_read_one_after_the_other() -> None:
    document = FPDF()
    document.set_font("Times", size=10)
    document.add_page()
    for place, text in zip((20, 73), NARROW, strict=True):
        document.set_xy(place, 20)
        document.multi_cell(45, 5, text, align="J")
    assert read_pdf(bytes(document.output())).text.split("\n\n") == NARROW


def test_a_table_whose_rows_go_from_edge_to_edge_is_no_justified_text() -> None:
    document = FPDF()
    document.set_font("Times", size=10)
    document.add_page()
    for name, _, town in ROWS:
        document.cell(50, 5, name)
        document.cell(40, 5, town, align="R", new_x="LMARGIN", new_y="NEXT")
    assert read_pdf(bytes(document.output())).text.split("\n\n") == [
        f"{name} | {town}" for name, _, town in ROWS
    ]


BILL = ["Bill to:", "Nadia Holloway", "Tidal Bank", "Oslo"]
SHIP = ["Ship to:", "Ivo Kant", "Harbour Trust", "Kiel", "Norway"]


def row_by_row(*pieces: Piece) -> list[Piece]:
    return sorted(pieces, key=lambda piece: (-piece.y, piece.x))


def test_two_addresses_above_a_table_are_none_of_its_rows() -> None:
    items = [Piece(piece.x, piece.y - 160, piece.text) for piece in table(*ROWS)]
    blocks = blocks_of([*column(BILL), *column(SHIP, x=330), *items])
    assert blocks == [*BILL, *SHIP, *(" | ".join(row) for row in ROWS)]


def test_two_addresses_that_are_drawn_row_by_row_run_no_lines_together() -> None:
    assert blocks_of(row_by_row(*column(BILL), *column(SHIP, x=330))) == [
        "Bill to: | Ship to:",
        "Nadia Holloway | Ivo Kant",
        "Tidal Bank | Harbour Trust",
        "Oslo | Kiel",
        "Norway",
    ]


def test_addresses_below_one_another_with_gaps_between_run_no_lines_together() -> None:
    page = row_by_row(
        *column(BILL), *column(SHIP[:4], x=330), *column(SHIP[:4], y=690), *column(BILL, x=330, y=690)
    )
    pairs = [f"{left} | {right}" for left, right in zip(BILL, SHIP, strict=False)]
    assert blocks_of(page) == [*pairs, *(" | ".join(reversed(pair.split(" | "))) for pair in pairs)]


def test_the_sidebar_of_a_cv_runs_no_lines_together() -> None:
    page = row_by_row(
        *column(["Skills", "Python", "Welding", "Rope work", "", "Languages", "German"]),
        *column(
            [
                "Nadia Holloway",
                "Chief engineer",
                "",
                "2019 to 2024",
                "Corvid Systems, Leeds",
                "2016 to 2019",
                "Tidal Bank, Oslo",
            ],
            x=250,
        ),
    )
    assert {"2019 to 2024", "2016 to 2019", "Corvid Systems, Leeds", "Tidal Bank, Oslo"} <= {
        cell for block in blocks_of(page) for cell in block.split(" | ")
    }


def test_a_date_beside_a_letterhead_is_a_cell_or_block_of_its_own() -> None:
    page = [*column(["Corvid Systems Ltd", "14 Quay Street", "Lisbon"]), Piece(400, TOP, "5 May 2024")]
    assert blocks_of(row_by_row(*page)) == ["Corvid Systems Ltd | 5 May 2024", "14 Quay Street", "Lisbon"]
    assert blocks_of(page) == ["Corvid Systems Ltd", "14 Quay Street", "Lisbon", "5 May 2024"]


def test_long_cells_that_nearly_touch_the_next_column_are_whole() -> None:
    rows = [
        ROWS[0],
        (
            "Nadia Holloway",
            "The works of the Brightwater Foundation of the City of Leeds and its friends",
            "Leeds",
        ),
        ("Tomas Erben", "Corvid Systems", "The new harbour of the city of Lisbon, below the old town of it"),
    ]
    document = FPDF()
    document.set_font("Helvetica", size=12)
    document.add_page()
    with document.table(v_align="T") as drawn:
        for cells in rows:
            row = drawn.row()
            for cell in cells:
                row.cell(cell)
    assert read_pdf(bytes(document.output())).text.split("\n\n") == [" | ".join(row) for row in rows]
