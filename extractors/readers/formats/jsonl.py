"""JSON lines: one object a line, one document an object."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any

from extractors.documents import Outcome
from extractors.json_lines import LineError, kind_of, object_of
from extractors.readers.conversion import Converted, Format, ReadError, ReaderSettings, RejectedPart
from extractors.readers.dates import first_date, iso_date_of
from extractors.readers.encoding import decode
from extractors.readers.source import source_hash

_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_ABSENT = object()


def convert(data: bytes, settings: ReaderSettings) -> Iterator[Converted | RejectedPart]:
    """Yield a document for each good line and a rejection for each bad one.

    A record's id is its id field, or its line number (from 1) where the field is missing or null. Blank lines are
    passed over. Lines end at a line feed alone, since JSON text may hold the other line separators of Unicode.

    Raises:
        ReadError: with CORRUPT if a file marked as UTF-16 or UTF-32 breaks its encoding, and if each value of the file goes
            over several lines.

    """
    if data.startswith(_WIDE_MARKS):
        data = decode(data).text.encode("utf-8")
    _check_is_of_lines(data.removeprefix(codecs.BOM_UTF8))
    seen: dict[str, int] = {}
    for number, line in enumerate(data.removeprefix(codecs.BOM_UTF8).split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            converted = _record(line, number, settings)
            _claim(seen, converted.record, number, settings)
        except LineError as bad:
            yield RejectedPart(
                f"line-{number}", Outcome.CORRUPT, f"Line {number}: {bad.problem}.", bad.remedy
            )
        else:
            if converted.text.strip():
                yield converted
            else:
                yield RejectedPart(
                    converted.record,
                    Outcome.EMPTY,
                    f"Line {number}: the field {settings.jsonl_text_field!r} is empty.",
                    "Fill it, or delete the line.",
                )


def _check_is_of_lines(data: bytes) -> None:
    """Refuse JSON that is written over several lines, each of which would be a failure of its own."""
    first = data.lstrip().partition(b"\n")[0]
    try:
        object_of(first)
    except LineError:
        pass
    else:
        return
    try:
        values = list(_values(data.decode("utf-8").strip()))
    except (ValueError, RecursionError):
        return
    if values and all("\n" in written for _, written in values):
        kind = kind_of(values[0][0])
        what = f"one JSON {kind}" if len(values) == 1 else f"{len(values):,} JSON values"
        raise ReadError(
            Outcome.CORRUPT,
            f"It is {what} over many lines, not one object a line.",
            f"Write one JSON object on each line, as jq -c '{'.[]' if kind == 'array' else '.'}' does.",
        )


def _values(text: str) -> Iterator[tuple[Any, str]]:
    """Yield the JSON values that follow each other in a text, each with what is written of it."""
    decoder = json.JSONDecoder()
    start = 0
    while start < len(text):
        value, end = decoder.raw_decode(text, start)
        yield value, text[start:end]
        start = end
        while start < len(text) and text[start].isspace():
            start += 1


def _claim(seen: dict[str, int], record: str, number: int, settings: ReaderSettings) -> None:
    first = seen.setdefault(record, number)
    if first != number:
        raise LineError(
            f"the id {record!r} was already used on line {first}",
            f"Give every record its own {settings.jsonl_id_field!r}.",
        )


def _record(line: bytes, number: int, settings: ReaderSettings) -> Converted:
    record = object_of(line)
    text = _string(record, settings.jsonl_text_field)
    if text is None:
        raise LineError(
            f"no field {settings.jsonl_text_field!r} (fields: {', '.join(map(repr, list(record)[:10])) or 'none'})",
            "Add it, or set jsonl_text_field to the field that holds the text.",
        )
    metadata = {"line": str(number)}
    for name in settings.jsonl_metadata_fields:
        value = _lookup(record, name)
        if value is not _ABSENT and value is not None:
            written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            metadata[name] = _checked(written, name)
    field = settings.jsonl_date_field
    date, date_from = first_date([(iso_date_of(_lookup(record, field)), f"field {field}")])
    return Converted(
        text,
        title=_string(record, settings.jsonl_title_field) or "",
        metadata=metadata,
        record=_id(record, settings.jsonl_id_field, number),
        source_hash=source_hash(line),
        date=date,
        date_from=date_from,
    )


def _id(record: dict[str, Any], name: str, number: int) -> str:
    value = _lookup(record, name)
    if value is _ABSENT or value is None:
        return str(number)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and value.strip():
        return _checked(value, name)
    raise LineError(
        f"the id in {name!r} is {json.dumps(value)[:40]}",
        "Use a non-empty string or a whole number, or leave the field out to take the line number.",
    )


def _string(record: dict[str, Any], name: str) -> str | None:
    value = _lookup(record, name)
    if value is _ABSENT or value is None:
        return None
    if not isinstance(value, str):
        raise LineError(
            f"the field {name!r} is a JSON {kind_of(value)} instead of a string",
            "Write it as a string.",
        )
    return _checked(value, name)


def _checked(value: str, name: str) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise LineError(
            f"the field {name!r} holds half of a surrogate pair at character {error.start + 1}, "
            "which is no text",
            "Export the record again; emoji cut in two are the usual cause.",
        ) from error
    return value


def _lookup(record: dict[str, Any], name: str) -> Any:
    """Return the value at ``name``, as it stands or else as a path of keys; the absent mark if there is none."""
    if name in record:
        return record[name]
    value: Any = record
    for key in name.split("."):
        if not isinstance(value, dict) or key not in value:
            return _ABSENT
        value = value[key]
    return value


FORMAT = Format("application/jsonl", (".jsonl", ".ndjson"), convert, sandboxed=False)
