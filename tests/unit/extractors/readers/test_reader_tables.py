"""A row of a table: one line of data, or paragraphs that a table puts in their places."""

from __future__ import annotations

import pytest

from extractors.readers.tables import TableRow, blocks_of_row, data_row, row_blocks, table_blocks

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
        ([["CV"], ["six words are in this line"] * 11], ["CV", *["six words are in this line"] * 11]),
        ([["Crew"], ["Nadia Holloway"] * 20], ["Crew | " + "; ".join(["Nadia Holloway"] * 20)]),
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


@pytest.mark.parametrize(
    ("cells", "is_layout", "blocks"),
    [
        ([["Nadia Holloway\nDirector"], ["Leeds"]], False, ["Nadia Holloway; Director | Leeds"]),
        ([["Nadia Holloway\nDirector"], []], False, ["Nadia Holloway\nDirector"]),
        ([["Nadia Holloway\nDirector"], [PROSE]], False, ["Nadia Holloway\nDirector", PROSE]),
        ([["Nadia Holloway\nDirector"], ["Leeds"]], True, ["Nadia Holloway\nDirector", "Leeds"]),
        ([[], []], False, []),
    ],
)
def test_lines_that_were_broken_on_purpose_are_parts_of_a_cell_of_data(
    cells: list[list[str]], is_layout: bool, blocks: list[str]
) -> None:
    assert blocks_of_row(cells, is_layout=is_layout) == blocks


DATA = TableRow([["Norway"], ["Oslo"]])


@pytest.mark.parametrize(
    ("content", "blocks"),
    [
        (["Towns", DATA, TableRow([[], ["Bergen"]])], ["Towns", "Norway | Oslo", "| Bergen"]),
        ([TableRow([[], [], ["Bergen\nport", "rain"]]), DATA], ["| | Bergen; port; rain", "Norway | Oslo"]),
        ([DATA, TableRow([["Sweden"], []])], ["Norway | Oslo", "Sweden"]),
        ([DATA, TableRow([["Of the north", "and the south"], []])], ["Norway | Oslo", "Of the north", "and the south"]),
        ([TableRow([[], ["Bergen"]]), TableRow([[], ["Oslo", "rain"]])], ["Bergen", "Oslo", "rain"]),
        ([DATA, TableRow([[], [PROSE.strip()]])], ["Norway | Oslo", PROSE.strip()]),
        ([DATA, TableRow([[], ["Bergen"]]), TableRow([["News"], ["Bergen"]], is_layout=True)], ["Norway | Oslo", "Bergen", "News", "Bergen"]),
        ([DATA, TableRow([[], []]), TableRow()], ["Norway | Oslo"]),
    ],
)  # fmt: skip
def test_in_a_table_of_data_a_single_cell_keeps_its_column(
    content: list[str | TableRow], blocks: list[str]
) -> None:
    assert table_blocks(content) == blocks
