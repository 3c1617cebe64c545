"""The values of one document, read in its language and as of its date."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from extractors.segmentation.segments import detect_language
from linking.values.reading import read_value
from linking.values.written import write_reading


def values_of(text: str, date: str) -> Callable[[str, str], str]:
    """Return what reads the surfaces of a document, each with its type, and writes what it reads.

    ``text`` tells the language, which is asked for only once a value is read; an empty one tells none. ``date`` is the
    document's own, or empty.
    """

    @cache
    def language() -> str:
        return detect_language(text) if text.strip() else ""

    def read(surface: str, entity_type: str) -> str:
        return write_reading(read_value(surface, entity_type, language=language(), date=date))

    return read
