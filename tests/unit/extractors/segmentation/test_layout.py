"""What a reader sees of a text as it is laid out: rows, items, lines, quoted prose; and what stays as it is stored."""

from __future__ import annotations

import pytest

from extractors.segmentation.segments import segment


def seen(text: str, media_type: str = "text/plain") -> list[str]:
    """Return the blocks of the view, in which wrapped lines are put together."""
    return [block.replace("\n", " ") for block in segment(text, media_type).view.text.split("\n\n")]


def sentences(text: str, media_type: str = "text/plain") -> list[str]:
    return [text[s.start : s.end] for s in segment(text, media_type).sentences]


ROWS = ["| Name | Town |", "| Nadia Holloway | Leeds |", "| Jonas Feld | Vardo |"]


@pytest.mark.parametrize(
    "text",
    [
        "Name | Town\n\nNadia Holloway | Leeds\n\nJonas Feld | Vardo",
        "Name | Town\nNadia Holloway | Leeds\nJonas Feld | Vardo",
        "|Name|Town|\n|---|:--|\n|Nadia Holloway|Leeds|\n|Jonas Feld|Vardo|",
        "+------+------+\n| Name | Town |\n+======+======+\n| Nadia Holloway | Leeds |\n| Jonas Feld | Vardo |\n+---+---+",
        "Name\tTown\nNadia Holloway\tLeeds\nJonas Feld\tVardo",
        "Name\t\tTown\r\nNadia Holloway\tLeeds\r\nJonas Feld\t\tVardo",
        "Name,Town\nNadia Holloway,Leeds\nJonas Feld,Vardo",
        'Name; Town\n"Nadia Holloway"; "Leeds"\n"Jonas Feld"; "Vardo"',
        "Name            Town\nNadia Holloway  Leeds\nJonas Feld      Vardo",
        "Name              Town\n----------------  -----\nNadia Holloway    Leeds\nJonas Feld        Vardo",
    ],
)
def test_a_row_of_a_table_is_a_row_however_it_is_written(text: str) -> None:
    assert seen(text) == ROWS
    found = segment(text)
    assert not found.crosses_border(text.index("Nadia"), text.index("Nadia") + len("Nadia Holloway"))
    assert found.crosses_border(text.index("Nadia"), text.index("Leeds") + 5)
    assert found.crosses_border(text.index("Leeds"), text.index("Jonas") + 5)


@pytest.mark.parametrize(
    "text",
    [
        "Nadia Holloway, who had lived in Leeds for years,\nmoved to Vardo, where the mill, the dock, and the\nchurch were, and stayed.",
        "The mills were closed.  Nadia Holloway left.\nThe dock was kept.  Jonas Feld stayed on there.",
        "A   text   that   is   set   to   full width\nhas gaps  of  two  spaces in  each line and no\ncolumns under each  other at   all,  as here",
        "He wrote a, b, c\nand then d, e, f\nand no more of it, ever.",
    ],
)
def test_prose_with_commas_and_gaps_is_no_table(text: str) -> None:
    assert not any(block.startswith("|") for block in seen(text))


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("Mei Lin\n\nRavi Patel\n\nOmar Aziz", ["- Mei Lin", "- Ravi Patel", "- Omar Aziz"]),
        ("Mei Lin\nRavi Patel\nOmar Aziz", ["- Mei Lin", "- Ravi Patel", "- Omar Aziz"]),
        ("- Mei Lin\n- Ravi Patel", ["- Mei Lin", "- Ravi Patel"]),
        ("1. Mei Lin\n2. Ravi Patel", ["1. Mei Lin", "2. Ravi Patel"]),
        ("• Mei Lin\n• Ravi Patel", ["• Mei Lin", "• Ravi Patel"]),
        (
            "Nadia Holloway\n14 Quay Street\nLeeds LS1 4AP",
            ["- Nadia Holloway", "- 14 Quay Street", "- Leeds LS1 4AP"],
        ),
        (
            "Yours sincerely,\n\nNadia Holloway\nBrightwater Foundation",
            ["Yours sincerely,", "- Nadia Holloway", "- Brightwater Foundation"],
        ),
        (
            "Board:\nNadia Holloway\nThe board met in Leeds.",
            ["Board:", "- Nadia Holloway", "The board met in Leeds."],
        ),
        ("佐藤花子\n\n東京に行った。", ["- 佐藤花子", "東京に行った。"]),
    ],
)
def test_items_and_lines_that_stand_for_themselves_are_marked(text: str, blocks: list[str]) -> None:
    assert seen(text) == blocks


@pytest.mark.parametrize("text", ["play Nadia Holloway in Leeds", "Nadia Holloway", "The mill of Leeds\n"])
def test_a_line_that_is_the_whole_text_is_shown_as_it_stands(text: str) -> None:
    assert segment(text).view.text == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "Das Treffen fand mit vielen Gästen vom 10. bis\n17. Juli 2005 in Espoo statt, wo Anna Berg sprach.",
        "The talk was given by Anna Berg on the day of May\n12) and later by Carl Dahl, who had come from Kiel.",
        "For all of the long evening that followed, Anna Berg\n– who had lived in Oslo – spoke to Carl Dahl alone.",
        "For all of the long evening that followed, Anna Berg\n- who had lived in Oslo - spoke to Carl Dahl alone.",
        "The house was built by Anna Berg and others in the year\n2004. Carl Dahl bought it.",
    ],
)
def test_a_date_a_number_or_a_dash_at_the_start_of_a_wrapped_line_begins_no_item(text: str) -> None:
    assert len(segment(text).breaks) == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("All of those who came to the meeting of the board:\n- Anna Berg of Kiel\n- Carl Dahl of Oslo", 3),
        ("All of those who came to the meeting of the board\n1. Anna Berg of Kiel\n2. Carl Dahl of Oslo", 3),
        ("All of those who came to the meeting of the board\n- Anna Berg of Kiel\n- Carl Dahl of Oslo", 3),
        ("a) Anna Berg, who came from Kiel for the meeting\nb) Carl Dahl, who came from Oslo", 2),
        ("They met.\n17. Juli 2005: Anna Berg spoke of the mills of Kiel\n18. Juli 2005: Carl Dahl", 3),
    ],
)
def test_the_items_of_a_list_are_items(text: str, count: int) -> None:
    assert len(segment(text).breaks) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("the mill is done, and the Corvid\nSystems people were paid by Nordwind\nAG in Kiel.", 1),
        ("It was he who met Anna\nBerg and gave her all of\nthe money that he had.", 1),
        ("Nadia Holloway\n14 Quay Street\nLeeds LS1 4AP.", 3),
        ("Head of the board\nNadia Holloway", 2),
        ("Carl Dahl\nis here.\nAnna Berg\nis not here.", 2),
    ],
)
def test_narrow_lines_are_prose_where_none_had_room_for_another_word(text: str, count: int) -> None:
    assert len(segment(text).breaks) == count


def test_full_width_signs_count_double_where_lines_are_measured() -> None:
    text = "Debian GNU/Linux is a system that is made by people of all the world, as said, and it is free\n"
    text += "昨日の会議では多くの人が集まり、長い時間をかけて話し合いをした。そのときの議長は佐藤花\n子氏であった。"
    assert len(segment(text).breaks) == 1


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        (
            "> On Monday the board of the Corvid\n> Systems met, and with it Tomas\n> Erben of Kiel.",
            ["On Monday the board of the Corvid Systems met, and with it Tomas Erben of Kiel."],
        ),
        ("> as for the Corvid\n> Systems and Tomas\n> Erben", ["as for the Corvid Systems and Tomas Erben"]),
        (">> the Corvid\n>> Systems.\n> Yes.", ["the Corvid Systems.", "Yes."]),
        (
            "// Written by Nadia\n// Holloway\nint x;",
            ["Written by Nadia Holloway", "int x;"],
        ),
        (
            "/**\n * Made for the Corvid\n * Systems, by one of\n * them.\n */",
            ["- /**", "Made for the Corvid Systems, by one of them.", "- */"],
        ),
        (
            "# Made in the year of 2004 for the Corvid\n# Systems, by one of those who had come\n# to Kiel.",
            ["Made in the year of 2004 for the Corvid Systems, by one of those who had come to Kiel."],
        ),
        (
            "> Nadia Holloway\n> Brightwater Foundation",
            ["- Nadia Holloway", "- Brightwater Foundation"],
        ),
        ("* Nadia Holloway\n* Tomas Erben", ["* Nadia Holloway", "* Tomas Erben"]),
    ],
)
def test_quoted_lines_are_the_prose_that_they_are(text: str, blocks: list[str]) -> None:
    assert seen(text) == blocks


@pytest.mark.parametrize(
    ("text", "view"),
    [
        ("Marks &amp; Spencer met Seán O&#39;Malley.", "Marks & Spencer met Seán O'Malley."),
        ("Caf&eacute; Ost is &quot;new&quot;.", 'Café Ost is "new".'),
        ("Gwen Pryce¹ and Tobias Kerr²,³ wrote.", "Gwen Pryce and Tobias Kerr wrote."),
        ("R&D; and AT&T stay.", "R&D; and AT&T stay."),
        ("12 km² and 3 m³ of H₂O at 10⁶.", "12 km² and 3 m³ of H₂O at 10⁶."),
    ],
)
def test_entities_are_signs_and_raised_numbers_of_notes_are_not_read(text: str, view: str) -> None:
    assert segment(text).view.text == view
    for word in ("Spencer", "Malley", "Pryce", "Kerr"):
        if word in view:
            start = view.index(word)
            stored = segment(text).view.stored(start, start + len(word))
            assert stored is not None
            assert text[slice(*stored)] == word


@pytest.mark.parametrize("mark", ["• ", "- ", "* ", "1. ", "(2) ", "a) ", "– "])
def test_an_item_of_several_sentences_has_them_whatever_its_mark(mark: str) -> None:
    text = f"{mark}Run the mill. You can stop it. This will be heard."
    assert sentences(text) == [f"{mark}Run the mill.", "You can stop it.", "This will be heard."]


def test_a_row_is_one_sentence_whatever_its_full_stops() -> None:
    text = "Acme Inc. Holding | J. R. Holt. | Leeds\n\nMr. Kerr said no. He left."
    assert sentences(text) == ["Acme Inc. Holding | J. R. Holt. | Leeds", "Mr. Kerr said no.", "He left."]


def test_a_row_whose_cells_are_paragraphs_has_sentences() -> None:
    prose = "The mill was closed in May. " * 15
    assert len(sentences(f"2004 | {prose}")) == 15


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("* Anna Berg\n* de Souza\n* Ivo Kant", ["* Anna Berg", "* de Souza", "* Ivo Kant"]),
        ("* apples\n* pears", ["* apples", "* pears"]),
        ("# Nadia Holloway\n# chair of Leeds", ["# Nadia Holloway", "# chair of Leeds"]),
        (
            "Nadia Holloway\nal-Sayed Omar\nvon Trapp Georg",
            ["- Nadia Holloway", "- al-Sayed Omar", "- von Trapp Georg"],
        ),
        ("Anna Berg\nde Souza, Maria\nIvo Kant", ["- Anna Berg", "- de Souza, Maria", "- Ivo Kant"]),
        ("Tidal Bank\neBay\niRobot", ["- Tidal Bank", "- eBay", "- iRobot"]),
        (
            "Present were Nadia Holloway, Ivo Kant, and Mei\nLin, Omar Aziz, Gwen Pryce of the board.",
            ["Present were Nadia Holloway, Ivo Kant, and Mei Lin, Omar Aziz, Gwen Pryce of the board."],
        ),
        (
            "On Monday the chair, Nadia\nHolloway of Leeds, met the\nmayor, Ivo Kant.",
            ["On Monday the chair, Nadia Holloway of Leeds, met the mayor, Ivo Kant."],
        ),
        (
            "name,town\nA B,Leeds\nC D,Oslo\nG. H. Holt,Kiel",
            ["| name | town |", "| A B | Leeds |", "| C D | Oslo |", "| G. H. Holt | Kiel |"],
        ),
        (
            'name,post,town\nMei Lin,"clerk, and chair",Leeds\nIvo Kant,,Oslo',
            ["| name | post | town |", "| Mei Lin | clerk, and chair | Leeds |", "| Ivo Kant |  | Oslo |"],
        ),
        (
            "Holloway, Nadia\nErben, Tomas\nRaman, Priya",
            ["- Holloway, Nadia", "- Erben, Tomas", "- Raman, Priya"],
        ),
        (
            "- Mei Lin, Leeds\n- Ivo Kant, Oslo\n- Omar Aziz, Kiel",
            ["- Mei Lin, Leeds", "- Ivo Kant, Oslo", "- Omar Aziz, Kiel"],
        ),
        (
            "The board met, and its new chair, Nadia\n\x0cHolloway, who had come from Leeds, spoke.",
            ["The board met, and its new chair, Nadia Holloway, who had come from Leeds, spoke."],
        ),
        ("│ Name │ Town │\n├──────┼──────┤\n│ Mei Lin │ Leeds │", ["| Name | Town |", "| Mei Lin | Leeds |"]),
        ("A sign &notit; here.", ["A sign &notit; here."]),
        (
            "I work with Ivo Kant at the Corvid\nSystems company.",
            ["I work with Ivo Kant at the Corvid Systems company."],
        ),
    ],
)
def test_what_people_really_write_is_seen_as_they_mean_it(text: str, blocks: list[str]) -> None:
    assert seen(text) == blocks


@pytest.mark.parametrize(
    "entries",
    [
        [
            "12/03/2024, 14:02 - Nadia Holloway: all is well with us",
            "12/03/2024, 14:05 - Ivo Kant: that is what I wanted to hear",
        ],
        [
            "Mar 12 14:02:11 mill sshd: Nadia Holloway has logged in now",
            "Mar 12 14:05:12 mill sshd: Ivo Kant has logged out again",
        ],
        [
            "<nadia> all is well with us here, said Omar Aziz of Leeds",
            "<ivo> that is what I wanted to hear from Mei Lin of Oslo",
        ],
        [
            "[10:02] Nadia Holloway met those who had come to Leeds",
            "[10:05] Ivo Kant met those who had come to the town of Oslo",
        ],
        [
            "From: Nadia Holloway of the Corvid Systems of Leeds",
            "To: Ivo Kant of the Harbour Trust, who lives in Oslo",
            "Subject: Omar Aziz",
        ],
        [
            "[1] Holloway, N.: The mills of Leeds and of Bradford. 2021.",
            "[2] Kant, I.: The harbours of Oslo and of the islands. 2020.",
        ],
        [
            "1.1 What Nadia Holloway has to do with the mills of Leeds",
            "1.2 What Ivo Kant has to do with the harbours of Oslo",
        ],
        [
            "➢ Nadia Holloway, who is the chair of the board in Leeds",
            "➢ Ivo Kant, who is the clerk of the harbour board of Oslo",
        ],
        [
            "A. Nadia Holloway, who is the chair of the board in Leeds",
            "B. Ivo Kant, who is the clerk of the harbour board of Oslo",
        ],
    ],
)
def test_entries_with_a_label_are_blocks_of_their_own(entries: list[str]) -> None:
    assert len(segment("\n".join(entries)).breaks) == len(entries)


@pytest.mark.parametrize(
    "text",
    [
        "Nadia  Holloway  was  born  in\nLeeds  and  went to  Oslo with\nIvo   Kant  and  his  brother.",
        "Leeds is grey, the river is slow\nOslo is white, the river is fast\nKiel is wet, the river is deep",
        "Later, he left\nThen, she came\nNow, all is well",
        "The mill cost 1,000 and\nthe dock cost 2,500 and\nthe inn cost 3,700",
    ],
)
def test_justified_lines_verse_and_thousands_are_no_rows(text: str) -> None:
    assert not any(block.startswith("|") for block in seen(text))
