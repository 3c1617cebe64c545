"""Looks at tables in files and in a real database: which rows are new, what they become, and that nothing is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars
import pytest

from extractors.documents import Document
from extractors.readers.reader import DocumentReader
from extractors.sources import table
from extractors.sources.polling import Cursor, Poll, SourceUnreachableError, Spool
from extractors.sources.settings import TableSource


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader() as reader:
        yield reader


class _Table:
    """A table that is looked at as a run does: rows in the graph are known by their versions."""

    def __init__(self, folder: Path, reader: DocumentReader) -> None:
        self.folder, self.reader = folder, reader
        self.cursor: Cursor = {}
        self.held: dict[str, str] = {}
        self.settings: dict[str, Any] = {"path": "notes.csv"}

    @property
    def spooled(self) -> int:
        return len(list((self.folder / "spool").glob("*")))

    def csv(self, *lines: str) -> None:
        (self.folder / "notes.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def parquet(self, **columns: list[Any]) -> None:
        polars.DataFrame(columns, strict=False).write_parquet(self.folder / "notes.parquet")
        self.settings = {"path": "notes.parquet"}

    def look(self, **settings: Any) -> Poll:
        given = {"kind": "table", "name": "notes", "id": "id", "text": "body"} | self.settings | settings
        for path in (self.folder / "spool").glob("*"):
            path.unlink()
        found = table.poll(
            TableSource(**given), self.cursor, Spool(self.folder / "spool", self.held), self.folder
        )
        self.cursor = found.cursor
        self.held |= {item.key: item.version for item in found.items}
        return found

    def keys(self, **settings: Any) -> list[str]:
        return [item.key for item in self.look(**settings).items]

    def documents(self, **settings: Any) -> list[Document]:
        return [
            document
            for item in self.look(**settings).items
            for document in self.reader.read(item.source).documents
        ]


@pytest.fixture
def notes(tmp_path: Path, reader: DocumentReader) -> _Table:
    return _Table(tmp_path, reader)


class _Database:
    """A SQLite database with the table ``notes``, whose URL is in the environment."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.do("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT, changed TEXT, number INTEGER)")

    def do(self, statement: str, *values: Any) -> list[Any]:
        connection = sqlite3.connect(self.path)
        with connection:
            found = connection.execute(statement, values).fetchall()
        connection.close()
        return found

    def add(self, number: int, body: str | None, changed: str | None, place: int | None = None) -> None:
        self.do("INSERT OR REPLACE INTO notes VALUES (?, ?, ?, ?)", number, body, changed, place)


@pytest.fixture
def database(notes: _Table, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> _Database:
    monkeypatch.setenv("NOTES_DATABASE", "sqlite:///notes.db")
    notes.settings = {"url_variable": "NOTES_DATABASE", "query": "SELECT * FROM notes"}
    return _Database(tmp_path / "notes.db")


def test_a_row_is_a_document_with_the_columns_that_are_named(notes: _Table) -> None:
    notes.csv(
        "id;headline;body;more;day;author",
        '0007;Pier sold;"The pier of Port Ellen; it is sold.";By Ada.;2026-01-06;Eve Holt',
        "a/b #2;Gale;Calm seas.;;06.01.26;",
    )

    first, second = notes.documents(text=["body", "more"], title="headline", date="day", metadata=["author"])

    assert (first.uri, first.title) == ("table://notes/0007", "Pier sold")
    assert first.text == "The pier of Port Ellen; it is sold.\n\nBy Ada."
    assert (first.date, first.date_from, first.metadata["author"]) == ("2026-01-06", "column day", "Eve Holt")
    assert (second.uri, second.date) == ("table://notes/a%2Fb%20%232", "")
    assert "author" not in second.metadata


def test_html_and_markdown_in_a_column_are_read_as_such(notes: _Table) -> None:
    notes.csv("id,body", '1,"<p>Port &amp; pier</p>"')

    [document] = notes.documents(text_format="html")

    assert document.text == "Port & pier"


def test_a_row_is_in_another_version_only_once_its_columns_hold_something_else(notes: _Table) -> None:
    notes.csv("id,body,seen", "1,One,no", "2,Two,no")
    before = notes.look()
    assert before.is_whole

    notes.csv("id,body,seen", "2,Two,yes", "1,One more,yes")
    after = notes.look()

    versions = {item.key: item.version for item in before.items}
    changed = [item.key for item in after.items if item.version != versions[item.key]]
    assert (changed, notes.spooled) == (["1"], 1)


def test_rows_without_text_or_id_and_ids_that_come_twice_are_told_and_the_others_are_read(
    notes: _Table,
) -> None:
    notes.csv("id,body", "1,One", "2,", "3,", ",Nobody's", "1,One again")

    found = notes.look()

    assert [item.key for item in found.items] == ["1"]
    assert [failure.reason for failure in found.failures] == [
        "Two rows have the id '1'; the first was taken.",
        "2 row(s) of notes have no body (first: table://notes/2).",
        "1 row(s) of notes have no id (first: table://notes/ row 4).",
    ]


@pytest.mark.parametrize(
    ("lines", "settings", "message"),
    [
        (["id,text", "1,One"], {}, "no column 'body'. It has: id, text"),
        (["id,body,body", "1,One,Two"], {}, "two columns 'body'"),
        (["id,body", "1,One,Two", "2,Two"], {}, "line 2: it has more cells"),
        (["id,body,number", "1,One,5", "2,Two,2026-01-06"], {"cursor": "number"}, "have no order"),
        (
            ["id,body,at", "1,One,2026-01-06T10:00", "2,Two,2026-01-06T10:00Z"],
            {"cursor": "at"},
            "have no order",
        ),
        (["id,body,number", "1,One,NaN", "2,Two,5"], {"cursor": "number"}, "have no order"),
    ],
)
def test_a_table_that_cannot_be_understood_is_refused(
    notes: _Table, lines: list[str], settings: dict[str, Any], message: str
) -> None:
    notes.csv(*lines)

    with pytest.raises(SourceUnreachableError, match=message):
        notes.look(**settings)


def test_only_rows_past_the_highest_value_and_those_that_share_it_are_read(notes: _Table) -> None:
    notes.csv("id,body,number", "1,One,9", "2,Two,10", "3,Three,")
    assert notes.keys(cursor="number", lookback=0) == ["3", "1", "2"]

    notes.csv("id,body,number", "1,One,9", "2,Two,10", "3,Three,", "4,Four,10", "5,Five,11", "6,Six,8")
    later = notes.look(cursor="number", lookback=0)

    assert [item.key for item in later.items] == ["3", "2", "4", "5"]
    assert (notes.spooled, later.is_whole) == (2, False)


def test_times_are_compared_by_the_instant_in_whatever_zone_they_are_written(notes: _Table) -> None:
    notes.csv("id,body,at", "1,One,2026-10-25T02:59:00+02:00")
    notes.keys(cursor="at", lookback=0)

    # An hour is there twice on the night when clocks go back.
    notes.csv(
        "id,body,at",
        "1,One,2026-10-25T02:59:00+02:00",
        "2,Two,2026-10-25T02:10:00+01:00",
        "3,Three,2026-10-25T00:58Z",
    )

    assert notes.keys(cursor="at", lookback=0) == ["1", "2"]


def test_a_row_that_came_late_is_found_within_the_lookback(database: _Database, notes: _Table) -> None:
    database.add(1, "One", None, 10_000)
    notes.look(cursor="number")
    database.add(2, "Late", None, 7_000)
    database.add(3, "Too late", None, 6_000)

    assert notes.keys(cursor="number") == ["2", "1"]


def test_a_parquet_file_keeps_the_types_of_its_columns(notes: _Table) -> None:
    zone = timezone(timedelta(hours=-5))
    at = [datetime(2026, 1, 6, 23, 10, tzinfo=zone), datetime(2026, 1, 7, 9, 0, tzinfo=zone)]
    notes.parquet(id=[1.0, 2.0], body=["One", "Two"], at=at, tags=[["a", "ä"], None])

    one, two = notes.documents(cursor="at", date="at", metadata=["tags", "at"])

    assert (one.uri, one.metadata["tags"], two.uri) == ("table://notes/1", '["a", "ä"]', "table://notes/2")
    assert "tags" not in two.metadata
    assert notes.keys(cursor="at", lookback=60) == ["2"]


def test_a_parquet_file_whose_times_are_in_another_zone_now_goes_on_at_the_same_instant(
    notes: _Table,
) -> None:
    first = datetime(2026, 1, 6, 20, 0, tzinfo=ZoneInfo("America/New_York"))
    notes.parquet(id=["1"], body=["One"], at=[first])
    notes.keys(cursor="at", lookback=0)

    times = [first.astimezone(UTC) + timedelta(hours=hours) for hours in (-1, 0, 1)]
    notes.parquet(id=["0", "1", "2"], body=["Zero", "One", "Two"], at=times)

    assert notes.keys(cursor="at", lookback=0) == ["1", "2"]


def test_rows_of_a_query_come_past_the_highest_value_and_those_without_one_always(
    database: _Database, notes: _Table
) -> None:
    database.add(1, "One", "2026-01-06 10:00:00")
    database.add(2, "Two", None)
    assert notes.keys(cursor="changed") == ["2", "1"]

    database.add(3, "Three", "2026-01-06 10:00:00")
    database.add(4, "Four", "2026-01-05 10:00:00")
    database.add(1, "One anew", "2026-01-07 10:00:00")
    later = notes.look(cursor="changed")

    assert [item.key for item in later.items] == ["2", "3", "1"]
    assert notes.spooled == 2


def test_a_query_without_a_cursor_is_looked_at_as_a_whole(database: _Database, notes: _Table) -> None:
    database.add(1, "At :noon", None)
    database.add(2, "Two", None)
    query = "WITH some AS (SELECT id, body || ':x' AS body FROM notes WHERE body LIKE '%o%') SELECT * FROM some -- all ; "

    [document, _] = notes.documents(query=query)
    database.do("DELETE FROM notes WHERE id = 2")
    found = notes.look(query=query)

    assert document.text == "At :noon:x"
    assert ([item.key for item in found.items], found.is_whole) == (["1"], True)


def test_many_rows_come_look_by_look(
    database: _Database, notes: _Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "MOST_ROWS", 2)
    for number in range(5):
        database.add(number, f"Row {number}", None, 7)  # all at one value of the cursor

    for settings in ({"cursor": "number"}, {}):
        notes.cursor, notes.held = {}, {}
        looks = [notes.look(**settings) for _ in range(3)]
        assert [(len(found.items), found.has_more) for found in looks] == [(2, True), (2, True), (1, False)]
        again = notes.look(**settings)
        assert (len(again.items), again.has_more, again.is_whole) == (5, False, not settings)


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM notes RETURNING id, body",
        "SELECT * FROM notes; DELETE FROM notes",
        "SELECT id, body FROM notes) AS looked_at; DELETE FROM notes; --",
        "UPDATE notes SET body = 'x' WHERE id = 1 RETURNING id, body",
    ],
)
def test_a_query_that_would_write_is_refused_and_writes_nothing(
    database: _Database, notes: _Table, query: str
) -> None:
    database.add(1, "One", None)

    with pytest.raises(SourceUnreachableError, match="refuses"):
        notes.look(query=query)

    assert database.do("SELECT id, body FROM notes") == [(1, "One")]


def test_what_keeps_from_a_database_is_said_and_no_password(
    database: _Database, notes: _Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SourceUnreachableError, match="no such column: wrong"):
        notes.look(query="SELECT wrong FROM notes")
    database.add(1, "One", "10")
    with pytest.raises(SourceUnreachableError, match="numbers as text"):
        notes.look(cursor="changed")
    for url, message in (
        ("sqlite:///missing.db", "there is no file"),
        ("not a url of hush-hush", "no SQLAlchemy URL"),
        ("nosuch://ada:hush-hush@host/db", "no driver for nosuch"),
    ):
        monkeypatch.setenv("NOTES_DATABASE", url)
        with pytest.raises(SourceUnreachableError, match=message) as refusal:
            notes.look()
        assert "hush" not in str(refusal.value)
    assert not (notes.folder / "missing.db").exists()
    monkeypatch.delenv("NOTES_DATABASE")
    with pytest.raises(SourceUnreachableError, match="no NOTES_DATABASE"):
        notes.look()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"path": ""}, "give the file as path"),
        ({"url_variable": "NOTES_DATABASE"}, "give the file as path"),
        ({"query": "SELECT 1"}, "goes with a query"),
        ({"text": []}, "at least one column as text"),
    ],
)
def test_settings_of_a_table_that_cannot_work_say_so(
    notes: _Table, settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        notes.look(**settings)


def test_a_file_that_is_not_there_or_no_table_is_refused(notes: _Table) -> None:
    with pytest.raises(SourceUnreachableError, match="no such file"):
        notes.look()
    (notes.folder / "notes.parquet").write_bytes(b"PAR1 and nothing more")
    with pytest.raises(SourceUnreachableError, match="no whole Parquet file"):
        notes.look(path="notes.parquet")
    (notes.folder / "notes.xlsx").write_bytes(b"x")
    with pytest.raises(SourceUnreachableError, match="no table that can be read row by row"):
        notes.look(path="notes.xlsx")
