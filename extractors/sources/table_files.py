"""Rows of tables in files: CSV as people and programs write it, and Parquet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from extractors.paths import absolute, at_home
from extractors.readers.conversion import ReadError
from extractors.readers.encoding import decode
from extractors.readers.formats.delimited import table_rows
from extractors.readers.source import Source, is_url
from extractors.sources.discovery import without_credentials
from extractors.sources.extras import needed
from extractors.sources.polling import SourceUnreachableError
from extractors.sources.settings import TableSource
from extractors.sources.table_cursor import Mark

_CSV = (".csv", ".tsv", ".txt")
_PARQUET = (".parquet", ".pq")


def file_rows(settings: TableSource, seen: Mark | None, base: Path) -> Iterable[Mapping[str, Any]]:
    """Return the rows of a file, with the columns that the settings name; an empty cell of a CSV file is none.

    With a cursor column they are those that the mark does not leave behind, those without a value first and then by it.

    Raises:
        SourceUnreachableError: there is no such file, it is no table, or a column is not there.

    """
    place = settings.path if is_url(settings.path) else absolute(base / at_home(settings.path))
    shown = without_credentials(place)
    try:
        data = Source(shown, place).read_bytes(settings.most_bytes)
    except ReadError as error:
        raise SourceUnreachableError(f"{shown}: {error.reason} {error.remedy}") from error
    suffix = Path(shown.partition("?")[0]).suffix.lower()
    if suffix in _CSV:
        rows = _csv_rows(settings, shown, data)
    elif suffix in _PARQUET:
        rows = _parquet_rows(settings, shown, data)
    else:
        raise SourceUnreachableError(
            f"{shown} is no table that can be read row by row. Give a .csv, .tsv or .parquet file."
        )
    return _in_order(rows, settings, seen) if settings.cursor else rows


def _in_order(
    rows: Iterable[Mapping[str, Any]], settings: TableSource, seen: Mark | None
) -> list[Mapping[str, Any]]:
    begin = seen.less(settings.lookback) if seen is not None else None
    without: list[Mapping[str, Any]] = []
    marked: list[tuple[Mark, Mapping[str, Any]]] = []
    for row in rows:
        value = row[settings.cursor]
        if value is None:
            without.append(row)
            continue
        mark = Mark.at(value, settings)
        if marked:
            mark.is_behind(marked[0][0], settings)
        if begin is None or not mark.is_behind(begin, settings):
            marked.append((mark, row))
    return [*without, *(row for _, row in sorted(marked, key=lambda each: each[0].order))]


def _check_columns(settings: TableSource, shown: str, there: Sequence[str]) -> None:
    missing = [name for name in settings.columns if name not in there]
    if missing:
        raise SourceUnreachableError(f"{shown} has no column {missing[0]!r}. It has: {', '.join(there)}.")
    twice = [name for name in settings.columns if there.count(name) > 1]
    if twice:
        raise SourceUnreachableError(f"{shown} has two columns {twice[0]!r}. Give each a name of its own.")


def _csv_rows(settings: TableSource, shown: str, data: bytes) -> Iterator[Mapping[str, Any]]:
    try:
        text = decode(data).text
    except ReadError as error:
        raise SourceUnreachableError(f"{shown}: {error.reason} {error.remedy}") from error
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    rows = table_rows(text)
    names = next(([cell.strip() for cell in row] for _, row, _ in rows if any(row)), [])
    _check_columns(settings, shown, names)
    places = {name: names.index(name) for name in settings.columns}
    for number, row, is_sound in rows:
        if not any(cell.strip() for cell in row):
            continue
        if not is_sound or len(row) > len(names):
            fault = "a quote that is not closed" if not is_sound else "more cells than the table has columns"
            raise SourceUnreachableError(
                f"{shown}, line {number}: it has {fault}, so that nobody knows which text is whose. Mend the line."
            )
        yield {
            name: row[place] if place < len(row) and row[place].strip() else None
            for name, place in places.items()
        }


def _parquet_rows(settings: TableSource, shown: str, data: bytes) -> Iterator[Mapping[str, Any]]:
    with needed("tables"):
        import polars
    try:
        table = polars.scan_parquet(io.BytesIO(data))
        there = table.collect_schema().names()
    except polars.exceptions.PolarsError as error:
        raise SourceUnreachableError(
            f"{shown} is no whole Parquet file ({str(error)[:200]}). Write it again."
        ) from error
    _check_columns(settings, shown, there)
    for batch in table.select(settings.columns).collect_batches(maintain_order=True):
        yield from batch.iter_rows(named=True)
