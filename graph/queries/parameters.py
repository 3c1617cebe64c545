"""Typed parameters of saved queries, and how their values are read from text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a saved query: its ``type`` is one of :data:`TYPES`, ``default`` counts where it is not required."""

    name: str
    type: str
    meaning: str
    required: bool = True
    default: Any = None


def read_value(type_name: str, value: object) -> Any:
    """Return a value as its type asks for; a text is read, anything else must be of the type already.

    Raises:
        ValueError: Saying what the type takes, to be read after the name of the parameter.

    """
    return TYPES[type_name](value)


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"takes a text, not {value!r}")  # noqa: TRY004 - one class for every value that does not fit
    return value


def _name(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"takes the name or the id of an entity, not {value!r}")
    return value


def _strings(value: object, item: Callable[[object], str] = _string) -> list[str]:
    if isinstance(value, str):
        text = value.strip()
        if text.startswith("["):
            try:
                value = json.loads(text)
            except (json.JSONDecodeError, RecursionError) as error:
                raise ValueError(f"takes a list, as JSON or separated by commas, not {text!r}") from error
        else:
            value = [part.strip() for part in text.split(",") if part.strip()]
    if not isinstance(value, (list, tuple)):
        raise ValueError(f'takes a list, as ["a", "b"] or separated by commas, not {value!r}')  # noqa: TRY004
    return [item(each) for each in value]


def _names(value: object) -> list[str]:
    found = _strings(value, _name)
    if not found:
        raise ValueError("takes at least one name or id of an entity")
    return found


def _integer(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise ValueError(f"takes a whole number, not {value!r}")  # noqa: TRY004
    try:
        number = int(value)
    except ValueError as error:
        raise ValueError(f"takes a whole number, not {value!r}") from error
    if not 0 <= number < 2**63:
        raise ValueError(f"takes a whole number from 0 on, not {value!r}")
    return number


def _float(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError(f"takes a number, not {value!r}")  # noqa: TRY004
    try:
        number = float(value)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"takes a number, not {value!r}") from error
    if number != number or number in {float("inf"), float("-inf")}:
        raise ValueError(f"takes a number that is finite, not {value!r}")
    return number


def _boolean(value: object) -> bool:
    given = {"true": True, "false": False}.get(value.casefold()) if isinstance(value, str) else value
    if not isinstance(given, bool):
        raise ValueError(f"takes true or false, not {value!r}")  # noqa: TRY004
    return given


def _date(value: object) -> str:
    try:
        # The long form only: dates are compared as text.
        if isinstance(value, str) and date.fromisoformat(value).isoformat() == value:
            return value
    except ValueError:
        pass
    raise ValueError(f"takes a date as 2024-05-31, not {value!r}")


TYPES: Mapping[str, Callable[[object], Any]] = MappingProxyType(
    {
        "entity": _name,
        "entities": _names,
        "type": _string,
        "types": _strings,
        "string": _string,
        "strings": _strings,
        "integer": _integer,
        "float": _float,
        "boolean": _boolean,
        "date": _date,
    }
)
"""What a parameter can be; ``entity`` and ``entities`` are names or ids, which commands turn into ids, and ``type`` and
``types`` names or labels of types, which asking turns into the names that the graph has."""
