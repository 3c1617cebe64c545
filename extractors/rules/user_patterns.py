"""Regular expressions of the user's own: checked when they are read, and searched with a limit on their time."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.errors import ExtractorError

if TYPE_CHECKING:
    import regex

SECONDS = 2.0
"""What a pattern may take for a text, and for each further megabyte of it."""

_MEGABYTE = 1_000_000
_LONGEST_SHOWN = 120
MOST_REPEATED = 10_000
"""The library writes out what must be there so often: a{1000000000} takes all memory when it is read."""
_LEAST_REPEATED = re.compile(r"(?<!\\)(?:\\\\)*\{(\d+)(?:,\d*)?\}")
VALUE = "value"
"""The named group that is the mention, where a pattern has it."""


@dataclass(frozen=True, slots=True)
class UserPattern:
    """A compiled pattern for mentions of a type."""

    type: str
    pattern: regex.Pattern[str]

    def spans(self, text: str, blocks: Sequence[tuple[int, int]], seconds: float) -> list[tuple[int, int]]:
        """Return the spans that the pattern finds in each of the blocks on its own, without the blanks at their edges.

        Raises:
            ExtractorError: it takes longer than ``seconds`` for all of them, or more memory than there is.

        """
        found: list[tuple[int, int]] = []
        group = VALUE if VALUE in self.pattern.groupindex else 0
        deadline = time.monotonic() + seconds
        try:
            for start, end in blocks:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError  # noqa: TRY301 - as the search itself says it
                for match in self.pattern.finditer(text[start:end], timeout=left):
                    written = match[group] or ""
                    if stripped := written.strip():
                        begin = start + match.start(group) + len(written) - len(written.lstrip())
                        found.append((begin, begin + len(stripped)))
        except TimeoutError:
            raise ExtractorError(
                f"{_named(self.type, self.pattern.pattern)} took longer than {seconds:g} s for a text of "
                f"{len(text):,} characters. Repeated parts that match the same signs in several ways, as in (a|aa)+ or (a+)+, take ever "
                "longer: make the repetition possessive (a++), or limit it (a{1,20})."
            ) from None
        except MemoryError:
            raise ExtractorError(_too_large(self.type, self.pattern.pattern)) from None
        return found


def seconds_for(text: str) -> float:
    """Return how long a pattern may take for a text."""
    return SECONDS * max(1.0, len(text) / _MEGABYTE)


def compile_pattern(type_name: str, pattern: str) -> UserPattern:
    """Return a compiled pattern.

    Raises:
        ExtractorError: its syntax is wrong, or it matches the empty string; the message names the type, the place and the remedy.

    """
    import regex

    where = _named(type_name, pattern)
    if any(int(count) > MOST_REPEATED for count in _LEAST_REPEATED.findall(pattern)):
        raise ExtractorError(_too_large(type_name, pattern))
    try:
        compiled = regex.compile(pattern)
        matches_nothing = compiled.fullmatch("", timeout=SECONDS) is not None
    except (MemoryError, RecursionError, TimeoutError):
        raise ExtractorError(_too_large(type_name, pattern)) from None
    except regex.error as error:
        at: int | None = getattr(error, "pos", None)  # its stubs know neither this nor the next
        said = getattr(error, "msg", str(error))
        place = "" if at is None else f" at character {at + 1} ({_marked(pattern, at)})"
        raise ExtractorError(
            f"{where} is no regular expression: {said}{place}. Mend it; a sign that stands for itself takes a backslash. In "
            "TOML, write it in single quotes, where a backslash is a backslash."
        ) from error
    if matches_nothing:
        raise ExtractorError(
            f"{where} matches the empty string, so it would find nothing everywhere. Let it need one sign at least: + for *, "
            "{1,3} for {0,3}, no ? behind all of it."
        )
    return UserPattern(type_name, compiled)


def _named(type_name: str, pattern: str) -> str:
    return f"types: {type_name}: its pattern '{shortened(pattern)}'"


def shortened(pattern: str) -> str:
    """Return a pattern on one line, and of a long one the beginning."""
    line = " ".join(pattern.splitlines())
    return line if len(line) <= _LONGEST_SHOWN else line[:_LONGEST_SHOWN] + "…"


def _too_large(type_name: str, pattern: str) -> str:
    return (
        f"{_named(type_name, pattern)} takes more memory than there is, or time without end. A part that calls itself, as (?R) does, "
        f"needs a sign before the call; brackets may be some hundred deep, and {{n}} asks for {MOST_REPEATED:,} times at most."
    )


def _marked(pattern: str, place: int) -> str:
    """Return the pattern around a place, with a mark before it."""
    begin, end = max(0, place - 15), place + 15
    before, behind = pattern[begin:place], pattern[place:end]
    return f"{'…' if begin else ''}{before}⟨here⟩{behind}{'…' if end < len(pattern) else ''}"
