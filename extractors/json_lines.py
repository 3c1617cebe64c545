"""Lines of JSON as people and programs write them: each an object, or an error that says what is wrong and what to do."""

from __future__ import annotations

import json
from typing import Any

from extractors.errors import GraphmillError


class LineError(GraphmillError):
    """A line that cannot be used: the problem as a part of a sentence, and the remedy as a whole one (empty where it is plain).

    Whoever reads the file knows its name and the number of the line, and says them first.
    """

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(f"{problem}. {remedy}".rstrip())
        self.problem = problem
        self.remedy = remedy


class NotJsonError(LineError):
    """A line that is no JSON, or not even UTF-8; the last line of a file may have been cut off."""


def object_of(line: str | bytes) -> dict[str, Any]:
    """Return the JSON object that a line holds; bytes are to be UTF-8.

    Raises:
        NotJsonError: the line is not UTF-8, or no JSON.
        LineError: it is no object, or JSON that Python cannot hold.

    """
    try:
        record = json.loads(line if isinstance(line, str) else line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise NotJsonError(f"byte {error.start + 1} is not UTF-8", "Save the file as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise NotJsonError(
            f"column {error.colno} is no valid JSON ({error.msg})", "Write one JSON object on each line."
        ) from error
    except (RecursionError, ValueError) as error:
        raise LineError(
            "the JSON is nested too deep or holds a number that is too long",
            "Keep only the fields that are needed.",
        ) from error
    if not isinstance(record, dict):
        raise LineError(
            f"the line holds no JSON object but a JSON {kind_of(record)}",
            "Write one JSON object on each line.",
        )
    return record


def text_of(record: dict[str, Any], *names: str) -> str:
    """Return the text of a field that must be there, by the first of its ``names`` that the record has.

    Raises:
        LineError: the field is missing, is no string, or holds white space only.

    """
    value = next((record[name] for name in names if name in record), None)
    if not isinstance(value, str) or not value.strip():
        raise LineError(f"the field {names[0]!r} is missing, empty or no string")
    return value


def kind_of(value: object) -> str:
    """Return what JSON calls a value that was read from it."""
    names = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")
