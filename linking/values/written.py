"""Values as one text, in which a local entity and a node of the graph keep them."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache

from linking.values.value import Value, ValueKind, ValueReading

RELATIVE = "relative"
"""What is kept of words that have a meaning in their own document only, where the document does not say which."""


def write_reading(reading: ValueReading) -> str:
    """Return a reading as text: empty where the words are left as they are written, the same for two only if they agree."""
    if reading.value is None:
        return RELATIVE if reading.is_relative else ""
    return write_value(reading.value)


def write_value(value: Value) -> str:
    """Return a value as JSON, without what it does not have."""
    held = {name: each for name, each in asdict(value).items() if each not in ("", None)}
    return json.dumps(held, ensure_ascii=False)


@lru_cache(maxsize=4096)
def value_of(written: str) -> Value | None:
    """Return the value that :func:`write_reading` wrote, None where it wrote that there is none."""
    if written in ("", RELATIVE):
        return None
    held = json.loads(written)
    return Value(**held | {"kind": ValueKind(held["kind"])})
