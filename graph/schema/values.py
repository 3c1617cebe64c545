"""What the node of an entity says as a value: a date, an amount of money, a quantity, as properties that a query can compare."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from linking.names.families import Family, family_of
from linking.values.written import value_of

UNREAD = "unread"
"""The kind of an entity whose type is one of values and whose words say none that is known."""
NO_VALUE: Mapping[str, Any] = MappingProxyType(
    dict.fromkeys(("valueKind", "value", "valueFrom", "valueTo", "number", "unit"))
)
"""The properties of a name: it has none of them."""


def is_value(entity_type: str) -> bool:
    """Tell whether entities of a type are dates, amounts or other values: lists leave them out, and searches put them last."""
    return family_of(entity_type) is Family.VALUE


def value_properties(entity_type: str, written: str) -> dict[str, Any]:
    """Return the properties of an entity's node that say its value, as :class:`linking.model.Entity` keeps it; None for no property.

    The type alone makes an entity one of values, so that listings can leave out what could not be read.
    """
    if not is_value(entity_type):
        return dict(NO_VALUE)
    value = value_of(written)
    if value is None:
        return {**NO_VALUE, "valueKind": UNREAD}
    return {
        "valueKind": value.kind.value,
        "value": value.text,
        "valueFrom": value.first or None,
        "valueTo": value.last or None,
        "number": None if value.number is None else float(value.number),
        "unit": value.unit or None,
    }
