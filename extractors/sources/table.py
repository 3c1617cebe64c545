"""The rows of a table: each a document by its id."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

from extractors.documents import Outcome, ReadFailure
from extractors.readers.dates import iso_date_of
from extractors.readers.source import About, Source
from extractors.sources.polling import Cursor, Item, Poll, Spool
from extractors.sources.settings import TableSource
from extractors.sources.table_cursor import Mark
from extractors.sources.table_files import file_rows
from extractors.sources.table_queries import query_rows

MOST_ROWS = 10_000
"""How many rows that are new or have changed one look brings; the next goes on from there."""
_SHARE_OF_TIME = 0.8
_AS_THEY_ARE = "@$+.=!*'(),;:&~-_"
_SUFFIXES = {"plain": ".txt", "html": ".html", "markdown": ".md"}

Row = Mapping[str, Any]


def poll(settings: TableSource, cursor: Cursor, spool: Spool, base: Path) -> Poll:
    """Look at a table: its rows, told by their ids, each in the version that its columns make.

    Without a cursor column every look is at the whole table. With one it is at the rows from the highest value on that was seen, less the
    lookback, and at those that have none; the cursor holds that value. Where one look does not come to the end, it also holds where it began
    and how many rows it took, which the next one passes over.

    Raises:
        SourceUnreachableError: the file or the database cannot be read, or does not have the columns.

    """
    begin = Mark.of(cursor.get("begin", cursor), settings)
    look = _Look(settings, spool, time.monotonic() + settings.timeout_seconds * _SHARE_OF_TIME)
    rows = query_rows(settings, begin, base) if settings.query else file_rows(settings, begin, base)
    look.take(rows, Mark.of(cursor, settings), int(cursor.get("taken", 0)))
    return look.poll(begin, cursor)


@dataclass(slots=True)
class _Look:
    settings: TableSource
    spool: Spool
    deadline: float
    items: dict[str, Item] = field(default_factory=dict)
    failures: list[ReadFailure] = field(default_factory=list)
    without: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    mark: Mark | None = None
    kept: int = 0
    taken: int = 0
    has_more: bool = False

    def take(self, rows: Iterable[Row], seen: Mark | None, taken: int) -> None:
        """Take the rows after the first ``taken``, up to the bounds of a look; those without a value of the cursor column come first."""
        self.mark, self.taken = seen, taken
        for number, row in enumerate(rows, start=1):
            if number <= taken:
                continue
            if self.kept and (self.kept >= MOST_ROWS or time.monotonic() > self.deadline):
                self.has_more = True
                return
            self._take(row, number)
            self.taken = number
            if self.settings.cursor and row[self.settings.cursor] is not None:
                mark = Mark.at(row[self.settings.cursor], self.settings)
                if self.mark is None or self.mark.is_behind(mark, self.settings):
                    self.mark = mark

    def poll(self, begin: Mark | None, before: Cursor) -> Poll:
        """Return what the look was at, which began at a mark and went on from a cursor."""
        column = self.settings.cursor
        cursor: dict[str, Any] = self.mark.as_cursor(column) if self.mark is not None else {}
        if self.has_more:
            cursor |= {"taken": self.taken, "begin": begin.as_cursor(column) if begin is not None else {}}
        for what, uris in self.without.items():
            self.failures.append(
                ReadFailure(
                    uris[0],
                    Outcome.EMPTY,
                    f"{len(uris):,} row(s) of {self.settings.name} have no {what} (first: {uris[0]}).",
                    "Fill it, or leave such rows out by a query.",
                )
            )
        return Poll(
            tuple(self.items.values()),
            cursor,
            is_whole=not (column or self.has_more or before.get("taken")),
            failures=tuple(self.failures),
            has_more=self.has_more,
        )

    def _take(self, row: Row, number: int) -> None:
        settings = self.settings
        key = written(row[settings.id]).strip()
        uri = f"table://{settings.name}/{quote(key, safe=_AS_THEY_ARE)}"
        if not key:
            self.without[settings.id].append(f"table://{settings.name}/ row {number}")
            return
        if key in self.items:
            self.failures.append(
                ReadFailure(
                    uri,
                    Outcome.CORRUPT,
                    f"Two rows have the {settings.id} {key!r}; the first was taken.",
                    "Name the column that tells rows apart as id.",
                )
            )
            return
        text = "\n\n".join(filter(str.strip, (written(row[name]) for name in settings.text)))
        if not text:
            self.without[" and ".join(settings.text)].append(uri)
            return
        self.items[key] = self._item(key, uri, text, row)

    def _item(self, key: str, uri: str, text: str, row: Row) -> Item:
        settings = self.settings
        suffix = _SUFFIXES[settings.text_format]
        day = iso_date_of(row[settings.date]) if settings.date else None
        about = About(
            title=written(row[settings.title]) if settings.title else "",
            date=day or "",
            date_from=f"column {settings.date}" if day else "",
            metadata=tuple((name, value) for name in settings.metadata if (value := written(row[name]))),
        )
        content = text.encode("utf-8", "backslashreplace")
        source = Source(uri, str(self.spool.place(key, suffix)), file_name=f"row{suffix}", about=about)
        version = source.hash_of(content)[:32]
        if not self.spool.has(key, version):
            self.spool.keep(key, suffix, content)
            self.kept += 1
        return Item(key, source, version)


def written(value: Any) -> str:
    """Return a value of a table as text: empty for none, numbers without a needless ``.0``, times as ISO 8601 has them."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).decode("utf-8", "backslashreplace")
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=written)
    return str(value)
