"""How far a table was read: the highest value of a column that only grows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from extractors.sources.polling import Cursor, SourceUnreachableError
from extractors.sources.settings import TableSource

_NUMBER, _TIME, _ZONED, _TEXT = "number", "time", "time with zone", "text"


@dataclass(frozen=True, slots=True)
class Mark:
    """A value of the cursor column: its ``kind``, what it compares by, and the ``type`` that the table gave it as."""

    kind: str
    order: Any
    type: str

    @classmethod
    def of(cls, cursor: Cursor, settings: TableSource) -> Mark | None:
        """Return the mark that a look left, None if there was none or another column was the cursor."""
        if not settings.cursor or cursor.get("column") != settings.cursor:
            return None
        kind, value = str(cursor["kind"]), str(cursor["value"])
        if kind == _NUMBER:
            return cls(kind, Decimal(value), str(cursor["type"]))
        if kind in (_TIME, _ZONED):
            return cls(kind, datetime.fromisoformat(value), str(cursor["type"]))
        return cls(kind, value, str(cursor["type"]))

    @classmethod
    def at(cls, value: Any, settings: TableSource) -> Mark:
        """Return a value of the column as a mark; texts that are numbers or times are these.

        Raises:
            SourceUnreachableError: it is nothing that grows.

        """
        if isinstance(value, bool) or (isinstance(value, float | Decimal) and not math.isfinite(value)):
            raise _unfit(settings, repr(value))
        if isinstance(value, int | float | Decimal):
            return cls(_NUMBER, Decimal(str(value)), type(value).__name__)
        if isinstance(value, datetime):
            is_zoned = value.tzinfo is not None
            # By the instant, for the same instant is written otherwise in every zone.
            moment = value.astimezone(UTC) if is_zoned else value
            return cls(_ZONED if is_zoned else _TIME, moment, "datetime")
        if isinstance(value, date):
            return cls(_TIME, datetime.combine(value, time()), "date")
        if isinstance(value, str):
            return _of_column(value, settings) if settings.query else _of_text(value.strip())
        raise _unfit(settings, f"a {type(value).__name__}")

    def is_behind(self, other: Mark, settings: TableSource) -> bool:
        """Tell whether another mark is higher.

        Raises:
            SourceUnreachableError: they cannot be compared.

        """
        if self.kind != other.kind:
            raise SourceUnreachableError(
                f"the column {settings.cursor} holds a {self.kind} ({self.order}) and a {other.kind} ({other.order}), "
                "which have no order. Write all its values alike, times with their zone or without, or name another column as cursor."
            )
        return bool(self.order < other.order)

    def less(self, lookback: float) -> Mark:
        """Return the mark from which the next look begins; a text has no lookback."""
        if self.kind == _NUMBER:
            return Mark(self.kind, self.order - Decimal(str(lookback)), self.type)
        if self.kind in (_TIME, _ZONED):
            return Mark(self.kind, self.order - timedelta(seconds=lookback), self.type)
        return self

    def as_cursor(self, column: str) -> dict[str, str]:
        """Return the mark as a cursor holds it."""
        value = self.order.isoformat() if isinstance(self.order, datetime) else str(self.order)
        return {"column": column, "kind": self.kind, "value": value, "type": self.type}

    @property
    def bound(self) -> Any:
        """The mark as a value of the type that the database gave."""
        if self.type == "int":
            return math.floor(self.order)
        if self.type == "float":
            return float(self.order)
        if self.type == "date":
            return self.order.date()
        return self.order


def _of_text(text: str) -> Mark:
    try:
        number = Decimal(text)
    except InvalidOperation:
        pass
    else:
        if number.is_finite():
            return Mark(_NUMBER, number, "str")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return Mark(_TEXT, text, "str")
    if moment.tzinfo is None:
        return Mark(_TIME, moment, "str")
    return Mark(_ZONED, moment.astimezone(UTC), "str")


def _of_column(text: str, settings: TableSource) -> Mark:
    """Return a text of a database, which compares texts by their letters, as a mark."""
    if _of_text(text.strip()).kind == _NUMBER:
        raise SourceUnreachableError(
            f"the column {settings.cursor} holds numbers as text ({text!r}), which a database puts in the order of "
            f"their letters. Write CAST({settings.cursor} AS INTEGER) AS {settings.cursor} in the query."
        )
    return Mark(_TEXT, text, "str")


def _unfit(settings: TableSource, what: str) -> SourceUnreachableError:
    return SourceUnreachableError(
        f"the column {settings.cursor} holds {what}, which cannot be a cursor. "
        "Name a column of numbers or times that only grows, or leave cursor out."
    )
