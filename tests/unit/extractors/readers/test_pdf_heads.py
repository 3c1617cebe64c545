"""Running heads and page numbers of PDF files."""

from __future__ import annotations

import json

from tests.support.pdf_pages import Piece, column, pdf_file, read_pdf

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
