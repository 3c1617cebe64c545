"""Filled form fields of PDF files."""

from __future__ import annotations

from tests.support.pdf_pages import Piece, Widget, pdf_file, read_pdf

STATES = "/AP << /N << /{0} 3 0 R /Off 3 0 R >> >> /V /{1} /AS /{1}"


def box(label: str, y: float, value: str, state: str) -> tuple[Piece, Widget]:
    return Piece(90, y, label), Widget(
        f"/FT /Btn /T ({label}) " + STATES.format(value, state), (72, y - 2, 84, y + 10)
    )


def read(*pieces: Piece, widgets: list[Widget]) -> list[str]:
    return read_pdf(pdf_file(pieces, widgets=widgets)).text.split("\n\n")


def test_what_was_filled_in_stands_behind_its_label() -> None:
    fields = [
        Widget("/FT /Tx /T (name) /V (Nadia Holloway)", (180, 698, 400, 714)),
        Widget("/FT /Tx /T (employer) /V (Brightwater Foundation)", (180, 678, 400, 694)),
        Widget("/FT /Ch /Ff 131072 /T (town) /V (Leeds) /Opt [(Leeds) (Oslo)]", (180, 658, 400, 674)),
        Widget("/FT /Tx /T (empty)", (180, 638, 400, 654)),
    ]
    labels = [Piece(72, 701, "Name of applicant:"), Piece(72, 681, "Employer:"), Piece(72, 661, "Town:")]
    assert read(*labels, Piece(72, 641, "Remarks:"), widgets=fields) == [
        "Name of applicant: Nadia Holloway",
        "Employer: Brightwater Foundation",
        "Town: Leeds",
        "Remarks:",
    ]


def test_a_field_without_a_label_on_its_line_is_a_block_of_its_own() -> None:
    address = Widget("/FT /Tx /Ff 4096 /T (address) /V (14 Quay Street\\nLisbon)", (72, 640, 400, 680))
    assert read(Piece(72, 700, "Address"), Piece(72, 600, "Signed"), widgets=[address]) == [
        "Address",
        "14 Quay Street\nLisbon",
        "Signed",
    ]


def test_ticked_boxes_say_what_they_stand_for() -> None:
    married, agreed, copy = (
        box("Status", 642, "Married", "Married"),
        box("I agree to be named", 622, "Yes", "Yes"),
        box("I want a copy", 602, "Yes", "Off"),
    )
    text = read(married[0], agreed[0], copy[0], widgets=[married[1], agreed[1], copy[1]])
    assert text == ["Married Status", "☒ I agree to be named", "I want a copy"]


def test_passwords_stay_out() -> None:
    field = Widget("/FT /Tx /Ff 8192 /T (pw) /V (secret)", (180, 698, 400, 714))
    assert read(Piece(72, 701, "Password:"), widgets=[field]) == ["Password:"]


def test_a_form_that_holds_nothing_but_what_was_filled_in_is_read() -> None:
    assert read(widgets=[Widget("/FT /Tx /T (name) /V (Nadia Holloway)", (180, 698, 400, 714))]) == [
        "Nadia Holloway"
    ]
