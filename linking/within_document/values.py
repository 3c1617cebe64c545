"""The values of one document, read in its language and as of its date."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from extractors.mentions import Mention
from extractors.segmentation.segments import detect_language
from linking.values.direction import FARTHEST, direction_of
from linking.values.reading import read_value
from linking.values.written import write_reading

_ENDS_SENTENCE = re.compile(r"[.!?;](?=\s)|[\n。！？；]")


def values_of(text: str, date: str) -> Callable[[Mention, str], str]:
    """Return what reads the mentions of a document, each with its type after the vote, and writes what it reads.

    ``text`` tells the language, which is asked for only once a value is read, and whether the sentence of a weekday speaks of the past or of the future; an
    empty one tells neither. ``date`` is the document's own, or empty.
    """

    @cache
    def language() -> str:
        return detect_language(text) if text.strip() else ""

    def read(mention: Mention, entity_type: str) -> str:
        reading = read_value(mention.surface, entity_type, language=language(), date=date)
        if reading.is_relative and date and text:
            direction = direction_of(*_sentence_around(text, mention), language())
            reading = read_value(
                mention.surface, entity_type, language=language(), date=date, direction=direction
            )
        return write_reading(reading)

    return read


def _sentence_around(text: str, mention: Mention) -> tuple[str, str]:
    """Return what stands before and behind a mention in its sentence."""
    before = _ENDS_SENTENCE.split(text[max(0, mention.start - FARTHEST) : mention.start])[-1]
    behind = _ENDS_SENTENCE.split(text[mention.end : mention.end + FARTHEST], maxsplit=1)[0]
    return before, behind
