"""Signs whose place says what they mean: accents over letters, raised marks of notes."""

from __future__ import annotations

import pytest
from fpdf import FPDF

from tests.support.pdf_pages import TOP, Piece, blocks_of, read_pdf


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("Herr J{-100}¨{444}org Br{-100}¨{444}ocker spoke", "Herr Jörg Bröcker spoke"),
        ("P{-100}´{444}eter Juhos", "Péter Juhos"),
        ("Sim{0}o{444}˜n Berg", "Simõn Berg"),
        ("Fran{0}c{444}¸ois Berg", "François Berg"),
        ("the file ~ and `code` of a ´ b", "the file ~ and `code` of a ´ b"),
    ],
)
def test_an_accent_that_is_drawn_over_a_letter_is_on_it(printed: str, read: str) -> None:
    assert blocks_of([Piece(72, TOP, printed)]) == [read]


def test_an_accent_that_is_drawn_after_the_words_is_on_its_letter() -> None:
    page = [
        Piece(72, TOP, "Br"),
        Piece(83.5, TOP, "¨"),
        Piece(82.8, TOP, "ocker and P"),
        Piece(141.6, TOP, "eter"),
        Piece(142.8, TOP, "´"),
    ]
    assert blocks_of(page) == ["Bröcker and Péter"]


def with_raised(*parts: tuple[str, str]) -> str:
    document = FPDF()
    document.set_font("Helvetica", size=12)
    document.add_page()
    for text, place in parts:
        document.char_vpos = place  # type: ignore[assignment]
        document.write(8, text)
    return read_pdf(bytes(document.output())).text


def test_raised_marks_of_notes_leave_the_names() -> None:
    text = with_raised(
        ("Gwen Pryce", "LINE"),
        ("1", "SUP"),
        (" of Tidal Bank", "LINE"),
        ("2", "SUP"),
        (" met Tomas Erben,", "LINE"),
        ("3,4", "SUP"),
        (" who spoke.", "LINE"),
        ("5", "SUP"),
    )
    assert text == "Gwen Pryce of Tidal Bank met Tomas Erben, who spoke."


def test_powers_formulas_and_ordinals_stay() -> None:
    text = with_raised(
        ("It has 40 m", "LINE"),
        ("2", "SUP"),
        (" and H", "LINE"),
        ("2", "SUB"),
        ("O, 10", "LINE"),
        ("6", "SUP"),
        (" of them, on the 3", "LINE"),
        ("rd", "SUP"),
        (" of May.", "LINE"),
    )
    assert text == "It has 40 m2 and H2O, 106 of them, on the 3rd of May."


def test_a_number_behind_a_word_that_is_not_raised_stays() -> None:
    assert (
        with_raised(("Version Debian12 and Studio54 of May 4,5", "LINE"))
        == "Version Debian12 and Studio54 of May 4,5"
    )


def test_the_authors_of_a_paper_are_read_without_the_numbers_of_their_places() -> None:
    page = [
        Piece(180, 735, "Nadia Holloway"),
        Piece(259, 739, "1", 7),
        Piece(263, 735, ", Tomas Erben"),
        Piece(333, 739, "1,2", 7),
        Piece(345, 735, "and Priya Raman"),
        Piece(430, 739, "2", 7),
        Piece(200, 714, "1", 7),
        Piece(205, 710, "Brightwater Foundation, Leeds"),
        Piece(200, 694, "2", 7),
        Piece(205, 690, "Corvid Systems, Lisbon"),
    ]
    assert blocks_of(page) == [
        "Nadia Holloway, Tomas Erben and Priya Raman",
        "Brightwater Foundation, Leeds",
        "Corvid Systems, Lisbon",
    ]
