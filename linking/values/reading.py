"""Values read from their surfaces."""

from __future__ import annotations

import datetime

from linking.names.families import Family, family_of
from linking.values.value import Value, ValueKind, ValueReading

LEFT_AS_IT_IS = ValueReading()


def read_value(surface: str, entity_type: str, *, language: str = "", date: str = "") -> ValueReading:
    """Return what ``surface`` says as a value of ``entity_type``.

    ``language`` is the document's (ISO 639-1) or empty, ``date`` its own date as exact as it is known (``2024``, ``2024-05``,
    ``2024-05-31``) or empty. What is not certain is left as it is written.
    """
    del language, date
    if family_of(entity_type) is not Family.VALUE:
        return LEFT_AS_IT_IS
    try:
        day = datetime.date.fromisoformat(surface.strip()).isoformat()
    except ValueError:
        return LEFT_AS_IT_IS
    return ValueReading(Value(ValueKind.DATE, day, first=day, last=day))
