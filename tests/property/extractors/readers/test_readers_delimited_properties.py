"""Whatever stands in the cells of a table as text, it comes out, in its row and in its order."""

from __future__ import annotations

import csv
import io
import re

from hypothesis import given
from hypothesis import strategies as st

from extractors.readers.conversion import Converted, ReaderSettings
from extractors.readers.formats.delimited import convert
from extractors.readers.tables import data_row

DELIMITERS = st.sampled_from([",", ";", "\t", "|"])
PIECES = st.sampled_from(
    [
        "Nadia",
        "Holloway",
        "Łódź",
        "東京",
        "3,141",
        " ",
        ", ",
        ",",
        ";",
        "|",
        "\t",
        '"',
        "'",
        "\n",
        "\r\n",
        ".",
        "-",
    ]
)
CELLS = st.lists(PIECES, max_size=6).map("".join)
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=6)
SIGNS_OF_TABLES = re.compile(r"[,;|\"\s]")


def written(table: list[list[str]], delimiter: str, quoting: int = csv.QUOTE_MINIMAL) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, quoting=quoting).writerows(table)  # type: ignore[arg-type]
    return stream.getvalue()


def text_of(content: str) -> str:
    (converted,) = convert(content.encode(), ReaderSettings())
    assert isinstance(converted, Converted)
    return converted.text


@given(TABLES, DELIMITERS, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_every_cell_is_in_its_row_in_order_where_the_delimiter_is_known(
    table: list[list[str]], delimiter: str, quoting: int
) -> None:
    expected = [row for row in map(data_row, table) if row]
    text = text_of(f"sep={delimiter}\n" + written(table, delimiter, quoting))
    assert text == "\n\n".join(expected)
    for block, row in zip(text.split("\n\n"), filter(data_row, table), strict=False):
        place = 0
        for word in " ".join(row).split():
            place = block.index(word, place) + len(word)


@given(TABLES, DELIMITERS)
def test_nothing_but_the_signs_between_cells_is_lost_whatever_the_delimiter_is_taken_for(
    table: list[list[str]], delimiter: str
) -> None:
    kept = SIGNS_OF_TABLES.sub("", text_of(written(table, delimiter)))
    assert kept == SIGNS_OF_TABLES.sub("", "".join(map("".join, table)))


@given(st.text(alphabet='ab ,;|\t"\n\r', max_size=80))
def test_no_letter_is_lost_from_what_is_no_sound_table(content: str) -> None:
    kept = re.findall("[ab]", text_of(content))
    assert kept == re.findall("[ab]", content)
