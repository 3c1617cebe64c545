"""A row of a table: one line of data, or paragraphs that a table puts in their places."""

from __future__ import annotations

import pytest

from extractors.readers.tables import data_row, row_blocks

PROSE = "word " * 40


@pytest.mark.parametrize(
    ("cells", "blocks"),
    [
        ([["Nadia Holloway"], ["Leeds"]], ["Nadia Holloway | Leeds"]),
        ([["Nadia Holloway"], [], ["Leeds"]], ["Nadia Holloway | | Leeds"]),
        ([[], ["Leeds"], ["UK"]], ["| Leeds | UK"]),
        ([["Nadia Holloway"], ["Leeds"], [" \n"]], ["Nadia Holloway | Leeds |"]),
        ([["Nadia\n  Holloway"], ["Leeds"]], ["Nadia Holloway | Leeds"]),
        ([["Nadia Holloway", "Tomas Erben"], ["Leeds"]], ["Nadia Holloway; Tomas Erben | Leeds"]),
        ([["Board:", "Tomas Erben"], ["Leeds"]], ["Board: Tomas Erben | Leeds"]),
        ([["Board", "Nadia Holloway", "Tomas Erben"]], ["Board", "Nadia Holloway", "Tomas Erben"]),
        ([[], ["Board", "Nadia Holloway"]], ["Board", "Nadia Holloway"]),
        ([["2019", "Leeds"], [PROSE]], ["2019", "Leeds", PROSE.strip()]),
        ([[], []], []),
        ([], []),
    ],
)
def test_rows_of_data_are_one_line_and_prose_stays_prose(cells: list[list[str]], blocks: list[str]) -> None:
    assert row_blocks(cells) == blocks


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        (["Nadia Holloway", "", "Leeds", "", ""], "Nadia Holloway | | Leeds"),
        (["", "", "Leeds"], "| | Leeds"),
        (["Nadia Holloway"], "Nadia Holloway"),
        (["Nadia Holloway", PROSE], f"Nadia Holloway | {PROSE.strip()}"),
        (["12 Mill Street\r\n\r\n Leeds", "UK"], "12 Mill Street; Leeds | UK"),
        (["", " \n"], ""),
        ([], ""),
    ],
)
def test_a_row_of_data_is_one_line_whatever_stands_in_it(cells: list[str], line: str) -> None:
    assert data_row(cells) == line
