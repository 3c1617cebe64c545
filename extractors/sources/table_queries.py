"""Rows of a query to a database, which is read and never written."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.sources.polling import SourceUnreachableError
from extractors.sources.settings import TableSource
from extractors.sources.table_cursor import Mark

if TYPE_CHECKING:
    from sqlalchemy import URL, ColumnClause, Connection, Select

_ROWS_AT_ONCE = 1000
# What keeps a database from writing, by SQLAlchemy's name for it; beside it, the query stands where only a SELECT can.
_READ_ONLY = {
    "sqlite": "PRAGMA query_only = ON",
    "postgresql": "SET TRANSACTION READ ONLY",
    "mysql": "SET TRANSACTION READ ONLY",
    "mariadb": "SET TRANSACTION READ ONLY",
    "oracle": "SET TRANSACTION READ ONLY",
}
_COLON_OF_A_NAME = re.compile(r"(?<![:\w\\]):(?=\w)")


def query_rows(settings: TableSource, seen: Mark | None, base: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of a query, with the columns that the settings name.

    With a cursor column they are those that the mark does not leave behind, those without a value first and then by it.

    Raises:
        SourceUnreachableError: the database cannot be reached, or refuses the query.

    """
    import sqlalchemy

    url = _url(settings, base)
    try:
        engine = sqlalchemy.create_engine(url)
        try:
            with engine.connect() as connection:
                _begin_reading(connection, settings)
                for statement in _statements(settings, seen):
                    found = connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(statement)
                    for row in found.mappings():
                        yield dict(row)
        finally:
            engine.dispose()
    except (sqlalchemy.exc.NoSuchModuleError, ImportError) as error:
        raise SourceUnreachableError(
            f"no driver for {url.drivername} is installed. Install one and name it in the URL, as "
            "pip install 'psycopg[binary]' and postgresql+psycopg://… for PostgreSQL."
        ) from error
    except sqlalchemy.exc.SQLAlchemyError as error:
        raise SourceUnreachableError(
            f"the database in {settings.url_variable} refuses ({_said(error, url)}). "
            "Check the URL, and the query with the database's own program."
        ) from error


def _url(settings: TableSource, base: Path) -> URL:
    """Return the database's URL; a SQLite file is relative to the project, and has to be there."""
    import sqlalchemy

    written = os.environ.get(settings.url_variable, "").strip()
    if not written:
        raise SourceUnreachableError(
            f"the environment has no {settings.url_variable}. Set it to the database's SQLAlchemy URL, "
            "as sqlite:///notes.db or postgresql+psycopg://user:password@host/name."
        )
    try:
        url = sqlalchemy.make_url(written)
    except (sqlalchemy.exc.ArgumentError, ValueError):
        raise SourceUnreachableError(
            f"what {settings.url_variable} holds is no SQLAlchemy URL. Write it as sqlite:///notes.db or "
            "postgresql+psycopg://user:password@host/name."
        ) from None
    if url.get_backend_name() == "sqlite" and url.database and not url.database.startswith(("file:", ":")):
        file = base / url.database
        if not file.is_file():
            raise SourceUnreachableError(
                f"there is no file {file}. Check what {settings.url_variable} names."
            )
        url = url.set(database=str(file))
    return url


def _begin_reading(connection: Connection, settings: TableSource) -> None:
    import sqlalchemy

    name = connection.dialect.name
    if name in _READ_ONLY:
        connection.execute(sqlalchemy.text(_READ_ONLY[name]))
    if name == "postgresql":
        limit = int(settings.timeout_seconds * 1000)
        connection.execute(sqlalchemy.text(f"SET LOCAL statement_timeout = {limit}"))


def _statements(settings: TableSource, seen: Mark | None) -> list[Select[Any]]:
    import sqlalchemy

    columns: list[ColumnClause[Any]] = [sqlalchemy.column(name) for name in settings.columns]
    # Within a FROM stands nothing that writes. A colon before a name would be a parameter's.
    query = _COLON_OF_A_NAME.sub(r"\\:", settings.query.strip().rstrip(";"))
    looked_at = sqlalchemy.text(f"\n{query}\n").columns(*columns).subquery("looked_at")
    rows = sqlalchemy.select(*(looked_at.c[name] for name in settings.columns))
    if not settings.cursor:
        return [rows]
    cursor = looked_at.c[settings.cursor]
    marked = rows.where(cursor.is_not(None)).order_by(cursor, looked_at.c[settings.id])
    if seen is not None:
        marked = marked.where(cursor >= seen.less(settings.lookback).bound)
    return [rows.where(cursor.is_(None)), marked]


def _said(error: Exception, url: URL) -> str:
    """Return the first line of what the database said, without the password."""
    cause = getattr(error, "orig", None) or error
    line = next(iter(str(cause).strip().splitlines()), "")[:300]
    said = f"{type(cause).__name__}: {line}" if line else type(cause).__name__
    return said.replace(str(url.password), "***") if url.password else said
