"""Tables of web pages: a row of data is one block, and what a table only places is not."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.readers.formats.html import html_text


@pytest.mark.parametrize(
    ("rows", "blocks"),
    [
        ("<tr><td><p>Anna Berg</p></td><td><p>Kiel</p></td></tr>", ["Anna Berg | Kiel"]),
        ("<tr><td>Anna Berg<br>Director</td><td>Kiel</td></tr>", ["Anna Berg; Director | Kiel"]),
        ("<tr><td><p>Anna</p><p>Erik</p></td><td><div>Kiel</div></td></tr>", ["Anna; Erik | Kiel"]),
        ("<tr><td><ul><li>Anna<li>Erik</ul></td><td>Kiel</td></tr>", ["Anna; Erik | Kiel"]),
        ("<caption>Board</caption><thead><tr><th>Name<th>Town</thead><tr><td>Anna<td>Kiel", ["Board", "Name | Town", "Anna | Kiel"]),
        ("<tr><td>Anna<td><td>Kiel<tr><td><td>Erik<td>Oslo", ["Anna | | Kiel", "| Erik | Oslo"]),
        ("<tr><td rowspan=2>Board<td>Anna<td>Kiel<tr><td>Erik<td>Oslo", ["Board | Anna | Kiel", "| Erik | Oslo"]),
        ("<tr><td>Ivo<td rowspan=2>Leeds<td>UK<tr><td>Ada<td>EU<tr><td>Mina<td>Vardo<td>NO", ["Ivo | Leeds | UK", "Ada | | EU", "Mina | Vardo | NO"]),
        ("<tr><td colspan=2>Anna<td>Kiel", ["Anna | | Kiel"]),
        ("<tr><td>Anna<td colspan=2>Kiel", ["Anna | Kiel"]),
        ("<tr><td colspan=99999999999>Anna<td rowspan=x>Kiel", ["Anna | Kiel"]),
        ("<tr><td>Board<br>Anna<p>Erik", ["Board\nAnna", "Erik"]),
        ("<tr><td><h2>News</h2>Anna<td>Kiel", ["News", "Anna", "Kiel"]),
        ("<tr><td>Menu<td>" + "word " * 40, ["Menu", ("word " * 40).strip()]),
        ("<tr><td>Left<td><table><tr><td>Anna<td>Kiel</table>", ["Left", "Anna | Kiel"]),
        ("<tr><td><pre>1\n2</pre><td><pre>a = 1\nb = 2</pre>", ["1\n2", "a = 1\nb = 2"]),
    ],
)  # fmt: skip
def test_rows_are_blocks(rows: str, blocks: list[str]) -> None:
    assert html_text(f"<table>{rows}</table>").split("\n\n") == blocks


def test_a_table_that_says_it_only_places_things_gives_its_blocks() -> None:
    assert html_text("<table role=presentation><tr><td>Anna<br>Berg<td>Kiel</table>") == "Anna\nBerg\n\nKiel"


def test_rows_and_cells_may_be_made_of_other_elements() -> None:
    rows = "<div role=row><span role=columnheader>{}</span> <span role=cell>{}</span></div>"
    table = f"<div role=table>{rows.format('Anna', 'Kiel')}{rows.format('Erik', 'Oslo')}</div>"
    assert html_text(table) == "Anna | Kiel\n\nErik | Oslo"
    assert html_text("<div role=cell>Anna</div><div role=gridcell>Kiel</div>") == "Anna\n\nKiel"


WORDS = st.text("abcdefg ", min_size=1, max_size=12).filter(str.strip)


@given(st.lists(st.lists(WORDS, min_size=2, max_size=4), min_size=1, max_size=4))
def test_every_row_of_short_cells_is_a_block_with_all_its_words(rows: list[list[str]]) -> None:
    written = "".join(
        "<tr>" + "".join(f"<td><p>{html.escape(cell)}</p></td>" for cell in row) + "</tr>" for row in rows
    )
    shown = [" | ".join(" ".join(cell.split()) for cell in row) for row in rows]
    assert html_text(f"<table>{written}</table>").split("\n\n") == shown


TAGS = (
    "p",
    "div",
    "table",
    "tr",
    "td",
    "th",
    "ul",
    "li",
    "b",
    "sup",
    "h2",
    "pre",
    "blockquote",
    "footer",
)
MARKUP = st.lists(st.one_of(WORDS, st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS] + ["<br>", "<div role=row>", "<div role=cell>", "<td colspan=3 rowspan=2>"])), max_size=40)  # fmt: skip


@given(MARKUP)
def test_no_markup_loses_a_word_of_a_chapter(parts: list[str]) -> None:
    words = [word for part in parts if not part.startswith("<") for word in part.split()]
    text = html_text("".join(f" {part} " for part in parts), is_content=True)
    kept = iter(
        text.replace("|", " ").replace(";", " ").replace("(", " ").replace(")", " ").replace("/", " ").split()
    )
    lone = set("abcdefg")  # a raised letter may be the mark of a note
    assert sorted(word for word in kept if word not in lone) == sorted(
        word for word in words if word not in lone
    )


@pytest.mark.parametrize(
    ("rows", "blocks"),
    [
        ("<tr><th>Land<th>Town<tr><td>Norway<td>Bergen<tr><td><td>Oslo", ["Land | Town", "Norway | Bergen", "| Oslo"]),
        ("<tr><td rowspan=3>Norway<td>Bergen<tr><td>Oslo<tr><td>Vardo", ["Norway | Bergen", "| Oslo", "| Vardo"]),
        ("<tr><td colspan=2>Europe<tr><td>Norway<td>Oslo", ["Europe", "Norway | Oslo"]),
        ("<tr><td>Norway<td>Oslo<tr><td>Sweden<td>", ["Norway | Oslo", "Sweden"]),
        ("<tr><td>&nbsp;<td>Welcome<tr><td><img src=x><td>Ada wrote.", ["Welcome", "Ada wrote."]),
        ("<tr><td>Home<td>Letters<tr><td><td><h2>News</h2>Ada wrote.", ["Home | Letters", "News", "Ada wrote."]),
        ("<tr><td>Outer<td>Row<tr><td><td><table><tr><td>Inner<td>Row<tr><td><td>Cell</table>", ["Outer | Row", "Inner | Row", "| Cell"]),
    ],
)  # fmt: skip
def test_a_single_cell_behind_empty_ones_keeps_its_column_in_a_table_of_data(
    rows: str, blocks: list[str]
) -> None:
    assert html_text(f"<table>{rows}</table>").split("\n\n") == blocks


def test_tables_beside_each_other_are_told_apart() -> None:
    data = "<table><tr><td>Norway<td>Oslo</table>"
    layout = "<table><tr><td><td>Welcome</table>"
    assert html_text(f"{layout}{data}{layout}").split("\n\n") == ["Welcome", "Norway | Oslo", "Welcome"]
