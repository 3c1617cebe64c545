"""Which printed lines make a paragraph, read from PDF files whose lines stand where the test puts them."""

from __future__ import annotations

import pytest

from tests.support.pdf_pages import LEADING, LEFT, TOP, Piece, blocks_of, column

BODY = [
    "The works went on all summer, and when the gates were closed in autumn the men",
    "from the other side of the river came to look at what had been done by them and",
    "by the firm. All of this was led by the chief engineer of the works there, Nadia",
]
REST = [
    "Holloway, who had come from Leeds in spring with her two brothers and who was to",
    "stay until the end of the works. She spoke.",
]


def test_a_line_ends_a_paragraph_where_the_next_word_would_have_fitted() -> None:
    lines = [
        "Introduction",
        *BODY,
        *REST,
        "The next year was quiet, and few of the people from the town came to see it.",
    ]
    assert blocks_of(column(lines)) == [lines[0], " ".join(BODY + REST), lines[-1]]


def test_hyphenated_lines_cut_no_paragraph() -> None:
    lines = [
        "The board of the Harbour Trust met in Kiel on Monday with Anna",
        "Berg in the chair, and the new bylaws were read to the share-",
        "holders of Nordwind AG, who voted for all of them by a show",
        "of hands.",
    ]
    assert blocks_of(column(lines)) == [" ".join(lines).replace("share- ", "share")]


def test_a_roster_is_one_block_a_name() -> None:
    names = ["Nadia Holloway", "Tomas Erben", "Priya Raman", "Oskar Lindgren", "Helga Brandt"]
    assert blocks_of(column(names)) == names


@pytest.mark.parametrize(
    "lines",
    [
        ["Anna Berg", "van der Meer", "Ivo Kant"],
        ["Gwen Pryce", "van Dyk Piet"],
        ["nadia@x.org", "Nadia Holloway", "ivo@y.org", "Ivo Kant"],
        ["Nadia Holloway", "chief engineer", "Ivo Kant", "clerk of the trust", "Gwen Pryce", "chair"],
        ["Nadia Holloway, Leeds", "nadia@x.org", "www.x.org"],
        ["Quay Street 14", "el-Masri Omar", "de la Cruz Maria"],
    ],
)
def test_lines_of_a_roster_that_begin_in_lower_case_are_blocks(lines: list[str]) -> None:
    assert blocks_of(column(lines)) == lines
    assert blocks_of(column([*BODY, *REST, "", *lines]))[1:] == lines


@pytest.mark.parametrize(
    "lines",
    [
        [
            "The board met",
            "with all of the",
            "members in Kiel",
            "and they voted",
            "for the bridge",
            "of Nadia Berg",
        ],
        ["The works of the Harbour Trust and", "those of Kiel"],
        ["Nadia Holloway spoke to the", "members in Kiel,", "and went away."],
    ],
)
def test_short_lines_of_a_sentence_are_one_paragraph(lines: list[str]) -> None:
    assert blocks_of(column(lines)) == [" ".join(lines)]


def test_rosters_of_long_lines_stay_apart() -> None:
    lines = [
        "Nadia Holloway, chief engineer of the works at Brightwater Foundation, Leeds",
        "Tomas Erben, board of Corvid Systems, Lisbon",
        "Priya Raman, founder of the Harbour Trust of Oslo",
        "Oskar Lindgren, Tidal Bank",
    ]
    assert blocks_of(column(lines)) == lines


def test_a_letter_keeps_its_head_its_greeting_and_its_signature_apart() -> None:
    body = [
        "we thank you for the letter that you wrote to our board on Monday, and for the",
        "drawings of the harbour that came with it. Our engineer Tomas Erben will",
        "answer your questions.",
    ]
    head = ["Corvid Systems Ltd", "14 Quay Street", "Lisbon"]
    end = ["Yours sincerely", "Priya Raman", "Corvid Systems Ltd"]
    lines = [*head, "", "Dear Ms Holloway,", "", *body, "", *end]
    assert blocks_of(column(lines)) == [*head, "Dear Ms Holloway,", " ".join(body), *end]


@pytest.mark.parametrize(
    "start",
    [
        "17. Juli 2005, and Anna Berg spoke of the bridges",
        "– who had come from Oslo – spoke",
        "4) as it is called",
    ],
)
def test_a_wrapped_date_number_or_dash_begins_no_list_item(start: str) -> None:
    lines = ["The sixth meeting of the harbour engineers took place in Espoo from the 10. to", start]
    assert blocks_of(column(lines)) == [" ".join(lines)]


def test_items_of_a_list_are_blocks_of_their_own() -> None:
    items = [
        "1. Nadia Holloway leads the works on the eastern bank, where all of the new gates",
        "2. Tomas Erben leads those on the western bank, and has been there since the May",
        "3. Priya Raman",
    ]
    assert (
        blocks_of(
            column(["The members are these people, each of whom has been asked to speak of it:", *items])
        )[1:]
        == items
    )
    bullets = ["• one long item of the list that goes to the margin of the page it stands", "• two"]
    assert blocks_of(column(bullets)) == bullets


def test_an_item_goes_on_below_itself_where_its_lines_are_set_in() -> None:
    page = [
        Piece(LEFT, TOP, "• Nadia Holloway leads the works on the eastern bank, where all of the"),
        Piece(
            LEFT + 8,
            TOP - LEADING,
            "Corvid gates have been built in Leeds by a firm of the town, and for the",
        ),
        Piece(LEFT + 8, TOP - 2 * LEADING, "Harbour Trust."),
        Piece(LEFT, TOP - 3 * LEADING, "• Tomas Erben"),
    ]
    assert blocks_of(page) == [" ".join(piece.text for piece in page[:3]), "• Tomas Erben"]


def test_contents_are_a_block_a_line() -> None:
    lines = [
        "4.13.9 July 2005: Erik Lund died . . . . . . . . . . . . . . . . . . . 17",
        "4.13.10 May 2006: Anna Berg was chosen . . . . . . . . . . . . . . . . 18",
        "4.13.11 June 2006: Carl Dahl died .......................................... 18",
    ]
    assert blocks_of(column(lines)) == lines


def test_a_number_behind_a_gap_ends_the_line_of_contents() -> None:
    text = "Of the long and hard works on the eastern bank of the river and of those who led"
    page = [Piece(LEFT, TOP, text), Piece(LEFT + 415, TOP, "7"), Piece(LEFT, TOP - LEADING, f"{text} it")]
    assert blocks_of(page) == [f"{text} 7", f"{text} it"]


def test_a_first_line_that_is_set_in_begins_a_paragraph() -> None:
    lines = [
        "The board met in Kiel on Monday and heard Anna Berg, who had come to speak.",
        "Her plan was read to all of those who hold shares of the Harbour Trust of it.",
        "Then the mayor of the town spoke of the bridge that Corvid Systems builds too.",
        "All of them voted for it, and the Harbour Trust will pay for what is not done.",
    ]
    page = column(lines)
    page[2] = Piece(LEFT + 12, page[2].y, lines[2])
    assert blocks_of(page) == [" ".join(lines[:2]), " ".join(lines[2:])]


def test_a_gap_begins_a_paragraph_even_before_a_full_line() -> None:
    lines = [BODY[1], "", f"Nadia {BODY[0][4:]}"]
    assert blocks_of(column(lines)) == [lines[0], lines[2]]


def test_letters_of_another_size_begin_a_paragraph() -> None:
    page = [
        Piece(LEFT, TOP, "The Harbour Trust and Its Works in All the Years", 18),
        *column(BODY, y=TOP - 22),
    ]
    assert blocks_of(page)[0] == page[0].text


def test_a_paragraph_goes_on_over_the_page() -> None:
    assert blocks_of(column(BODY), column(REST)) == [" ".join(BODY + REST)]


def test_a_note_at_the_foot_of_the_page_does_not_come_between() -> None:
    note = Piece(LEFT, 90, "1 The gates were closed in May of that year.", 8)
    assert blocks_of([*column(BODY), note], column(REST)) == [" ".join(BODY + REST), note.text]


def test_a_head_of_one_page_does_not_come_between() -> None:
    head = Piece(LEFT, 800, "Corvid Systems Annual Report 2021")
    assert blocks_of(column(BODY), [head, *column(REST)]) == [" ".join(BODY + REST), head.text]


def test_a_finished_paragraph_does_not_go_on_over_the_page() -> None:
    page = [*BODY, *REST]
    assert blocks_of(column(page), column(["Holloway left in May."])) == [
        " ".join(page),
        "Holloway left in May.",
    ]


@pytest.mark.parametrize("gap", [20, 28, 60])
def test_a_dash_that_is_drawn_as_a_sign_of_its_own_is_the_mark_of_its_item(gap: int) -> None:
    names = ["Nadia Holloway", "Ivo Kant", "Gwen Pryce of Leeds"]
    page = [
        piece
        for number, name in enumerate(names)
        for piece in (
            Piece(LEFT, TOP - LEADING * number, "-"),
            Piece(LEFT + gap, TOP - LEADING * number, name),
        )
    ]
    assert blocks_of(page) == [f"- {name}" for name in names]


def test_a_dash_in_the_first_cell_of_a_row_is_a_cell() -> None:
    rows = [("Leeds", "12", "5"), ("-", "7", "8"), ("Kiel", "-", "4")]
    page = [
        Piece(LEFT + 120 * place, TOP - LEADING * number, cell)
        for number, row in enumerate(rows)
        for place, cell in enumerate(row)
    ]
    assert blocks_of(page) == [" | ".join(row) for row in rows]


def test_a_line_at_the_end_of_a_page_that_ends_early_does_not_go_on() -> None:
    lines = [
        "Awarded to the engineer Nadia Holloway for her works on the bank of the river",
        "Awarded to the engineer Ivo Kant for all of his works in Oslo and in the harbour of Kiel",
    ]
    assert blocks_of(*(column([line]) for line in lines)) == lines
    headed = [column(["The great medal of the town", "", line]) for line in lines]
    assert [line for line in lines if line not in blocks_of(*headed)] == []
