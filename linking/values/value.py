"""A value that a document states: its kind, one canonical text for all ways to write it, and what it compares by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ValueKind(StrEnum):
    """What a value is a value of."""

    DATE = "date"
    TIME = "time"
    DURATION = "duration"
    MONEY = "money"
    PERCENT = "percent"
    QUANTITY = "quantity"
    NUMBER = "number"
    ORDINAL = "ordinal"
    IDENTIFIER = "identifier"


@dataclass(frozen=True, slots=True)
class Value:
    """A value read from a text.

    ``text`` is the same for all writings of one value, and no other value of its ``kind`` has it: ``2019-02-03``, ``2019-02``,
    ``PT3H``, ``12500000 EUR``, ``12.5 %``, ``3.2 km``, ``1200``. ``first`` and ``last`` are the first and the last day of a
    date or a span of days in ISO 8601, else empty. ``number`` is the amount and ``unit`` its currency (ISO 4217) or unit
    symbol, where it has them.
    """

    kind: ValueKind
    text: str
    first: str = ""
    last: str = ""
    number: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ValueReading:
    """What a surface says: a ``value``, or None where it is left as it is written.

    ``is_relative`` says that the surface has a meaning in its own document only, and that the document does not say which:
    "Wednesday", where the document has no date. Such a value joins no other document's.
    """

    value: Value | None = None
    is_relative: bool = False
