"""Knowledge bases as people write them: a table (CSV), or JSON lines, an entry a line.

Both have the fields ``id``, ``name``, ``type``, ``aliases``, ``weak_aliases``, ``prior`` and ``description``, of which only ``id``
and ``name`` are required. In a table the first row names the columns and aliases are separated by ``|``; in JSON lines
aliases are lists. A file is read line by line. It is refused as a whole if a line of it is wrong, and the message names the
first twenty that are.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
import os
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from io import BufferedReader
from pathlib import Path
from typing import Any

from extractors.errors import GraphmillError
from extractors.json_lines import LineError, object_of
from linking.knowledge_base.base import MARGIN, KnowledgeBase, KnowledgeBaseEntry

FORMAT_VERSION = 1
"""Raised when the same file gives other links than before; part of every fingerprint."""
MOST_ENTRIES = 5_000_000
LONGEST_NAME = 500
"""Characters of an id, a name, an alias or a type."""
LONGEST_DESCRIPTION = 20_000
MOST_ALIASES = 1_000
LONGEST_LINE = 1_000_000
"""Bytes of a line."""
PROBLEMS_SHOWN = 20

_FIELDS = ("id", "name", "type", "aliases", "weak_aliases", "prior", "description")
_REQUIRED = ("id", "name")
_LISTS = frozenset({"aliases", "weak_aliases"})
_SUFFIXES = {".csv": "table", ".jsonl": "lines", ".ndjson": "lines"}

Record = tuple[int, Mapping[str, Any]]
"""The number of a line and its fields."""


class KnowledgeBaseError(GraphmillError):
    """A knowledge base cannot be read; the message names file, line, problem and remedy."""


def load_knowledge_base(
    path: Path, name: str = "", *, margin: float = MARGIN, types: Mapping[str, str] | None = None
) -> KnowledgeBase:
    """Read a knowledge base; ``name`` is by default the file's name without its suffix.

    ``types`` maps types of the file to those of the graph; under the empty string stands the type of entries without one.

    Raises:
        KnowledgeBaseError: the file cannot be read, has another form, or holds an entry that cannot be used.

    """
    renamed = dict(types or {})
    name = name or path.stem
    told = json.dumps([FORMAT_VERSION, name, margin, sorted(renamed.items())])
    state = _state(path)
    fingerprint = hashlib.sha256(f"{told}|{_hash(path)}".encode()).hexdigest()[:16]
    loaded = KnowledgeBase(name, read_entries(path, renamed), fingerprint, margin)
    if _state(path) != state:
        raise KnowledgeBaseError(f"{path}: the file changed while it was read. Run the command again.")
    return loaded


def read_entries(path: Path, types: Mapping[str, str] | None = None) -> Iterator[KnowledgeBaseEntry]:
    """Yield the entries of a knowledge base in the order of the file, their types renamed by ``types``.

    Raises:
        KnowledgeBaseError: as ``load_knowledge_base``; if a line is wrong, when the last line has been read.

    """
    problems = _Problems(path)
    form = _SUFFIXES.get(path.suffix.casefold())
    if form is None:
        raise KnowledgeBaseError(
            f"{path}: the ending {path.suffix!r} names no form of a knowledge base. "
            "Write a table (.csv) or JSON lines (.jsonl)."
        )
    checked = _Checked(problems, types or {})
    count = 0
    for number, record in (_table if form == "table" else _json_lines)(path, problems):
        count += 1
        if count > MOST_ENTRIES:
            raise KnowledgeBaseError(
                f"{path}:{number}: more than {MOST_ENTRIES:,} entries. Keep those that documents may name."
            )
        entry = checked.entry(number, record)
        if entry is not None and not problems.found:
            yield entry
    if not count and not problems.found:
        problems.add(1, "the file holds no entry", "Write at least one.")
    problems.raise_if_any()


class _Problems:
    """What is wrong with a file, in the order of its lines."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lines: list[str] = []
        self.found = 0

    def add(self, number: int, problem: str, remedy: str) -> None:
        self.found += 1
        if self.found <= PROBLEMS_SHOWN:
            self._lines.append(f"{self._path}:{number}: {problem}. {remedy}")

    def raise_if_any(self) -> None:
        if not self.found:
            return
        if self.found > PROBLEMS_SHOWN:
            self._lines.append(f"{self._path}: {self.found - PROBLEMS_SHOWN:,} more problems.")
        raise KnowledgeBaseError("\n".join(self._lines))


class _Checked:
    """Turns records into entries and knows the ids that there were."""

    def __init__(self, problems: _Problems, types: Mapping[str, str]) -> None:
        self._problems = problems
        self._types = types
        self._line_of: dict[str, int] = {}
        # Equal types of a million entries are one string.
        self._known_types: dict[str, str] = {}

    def entry(self, number: int, record: Mapping[str, Any]) -> KnowledgeBaseEntry | None:
        before = self._problems.found
        texts = {field: self._text(number, field, record.get(field)) for field in ("id", "name", "type")}
        description = self._text(number, "description", record.get("description"), LONGEST_DESCRIPTION)
        aliases, weak = (
            self._names(number, field, record.get(field)) for field in ("aliases", "weak_aliases")
        )
        prior = self._prior(number, record.get("prior"))
        self._check_identity(number, texts)
        if self._problems.found > before:
            return None
        kind = self._types.get(texts["type"], texts["type"])
        name = texts["name"]
        full = tuple(alias for alias in aliases if alias != name)
        return KnowledgeBaseEntry(
            id=texts["id"],
            name=name,
            type=self._known_types.setdefault(kind, kind),
            aliases=full,
            weak_aliases=tuple(alias for alias in weak if alias != name and alias not in full),
            prior=prior,
            description=description,
        )

    def _check_identity(self, number: int, texts: Mapping[str, str]) -> None:
        identity = texts["id"]
        for field in _REQUIRED:
            if not texts[field]:
                self._problems.add(number, f"the {field} is empty", "Every entry has an id and a name.")
        if texts["name"] and not any(map(str.isalnum, texts["name"])):
            self._problems.add(
                number, f"the name {texts['name']!r} has no letter", "Write the name as documents do."
            )
        first = self._line_of.setdefault(identity, number) if identity else number
        if first != number:
            self._problems.add(
                number,
                f"the id {identity!r} is already on line {first}",
                "Give each entry an id of its own; write all names of one entry as its aliases.",
            )

    def _text(self, number: int, field: str, value: object, longest: int = LONGEST_NAME) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            self._problems.add(number, f"the {field} {value!r} is no string", "Put it in quotes.")
            return "?"
        text = value.strip()
        if len(text) > longest:
            self._problems.add(
                number, f"the {field} has {len(text):,} characters", f"Write at most {longest:,}."
            )
        if field != "description" and not text.isprintable():
            self._problems.add(
                number,
                f"the {field} {text!r} has a sign that cannot be shown",
                "Take out line breaks and the like.",
            )
        elif not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text):
            self._problems.add(
                number, f"the {field} has half a character (a surrogate)", "Write it as UTF-8."
            )
        return text

    def _names(self, number: int, field: str, value: object) -> tuple[str, ...]:
        if value is None:
            return ()
        if not isinstance(value, list):
            self._problems.add(number, f"{field} is no list", 'Write ["one", "another"].')
            return ()
        if len(value) > MOST_ALIASES:
            self._problems.add(number, f"{len(value):,} {field}", f"Write at most {MOST_ALIASES:,}.")
            return ()
        named = (self._text(number, field, each) for each in value)
        return tuple(dict.fromkeys(name for name in named if any(map(str.isalnum, name))))

    def _prior(self, number: int, value: object) -> float:
        if value is None or value == "":
            return 1.0
        prior = math.nan
        if isinstance(value, (int, float, str)) and not isinstance(value, bool):
            try:
                prior = float(value)
            except (ValueError, OverflowError):
                prior = math.nan
        if not (math.isfinite(prior) and prior >= 0):
            self._problems.add(
                number, f"the prior {value!r} is no number from 0 up", "Write a number such as 1 or 0.5."
            )
            return 1.0
        return prior


def _table(path: Path, problems: _Problems) -> Iterator[Record]:
    texts = (text for _, text in _lines(path, problems))
    csv.field_size_limit(LONGEST_LINE)
    rows = csv.reader(texts, strict=True)
    columns: list[str] = []
    first = 1
    try:
        for row in rows:
            number, first = first, rows.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            if not columns:
                columns = _header(number, row, path)
                continue
            if len(row) != len(columns):
                problems.add(
                    number,
                    f"the row has {len(row)} cells, the header {len(columns)}",
                    "Put cells that hold a comma in quotes.",
                )
                continue
            record: dict[str, Any] = dict(zip(columns, row, strict=True))
            for field in _LISTS.intersection(columns):
                record[field] = record[field].split("|")
            yield number, record
    except csv.Error as error:
        problems.add(
            first,
            f"the row is no CSV ({error})",
            'Put cells in double quotes, and write "" for a quote in them.',
        )
    if not columns and not problems.found:
        problems.add(1, "the file is empty", f"Begin with a row of columns: {','.join(_FIELDS)}.")


def _header(number: int, row: list[str], path: Path) -> list[str]:
    """Return the columns; a table without usable ones is not read further."""
    columns = [cell.strip().casefold().replace(" ", "_") for cell in row]
    wrong = _Problems(path)
    for field in _REQUIRED:
        if field not in columns:
            separated = len(columns) == 1 and any(sign in columns[0] for sign in ";\t")
            remedy = "Separate columns by commas." if separated else f"Begin with: {','.join(_FIELDS)}."
            wrong.add(number, f"there is no column {field!r}", remedy)
    if not wrong.found:
        for place, column in enumerate(columns):
            if column in columns[:place]:
                wrong.add(number, f"the column {column!r} comes twice", "Keep one of them.")
            elif column not in _FIELDS:
                wrong.add(number, f"there is no field {column!r}", _known_fields(column))
    wrong.raise_if_any()
    return columns


def _json_lines(path: Path, problems: _Problems) -> Iterator[Record]:
    for number, line in _lines(path, problems):
        if not line.strip():
            continue
        try:
            record = object_of(line.rstrip("\r\n"))
        except LineError as error:
            problems.add(number, error.problem, error.remedy)
            continue
        for key in record:
            if key not in _FIELDS:
                problems.add(number, f"there is no field {key!r}", _known_fields(key))
        yield number, record


def _known_fields(given: str) -> str:
    near = get_close_matches(given, _FIELDS, n=1)
    return f"Did you mean {near[0]!r}?" if near else f"The fields are {', '.join(_FIELDS)}."


def _lines(path: Path, problems: _Problems) -> Iterator[tuple[int, str]]:
    with _open(path) as file:
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE:
                problems.add(number, f"the line has more than {LONGEST_LINE:,} bytes", "Write shorter lines.")
                return
            try:
                yield number, line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                problems.add(number, f"byte {error.start + 1} is not UTF-8", "Save the file as UTF-8.")
                yield number, line.decode("utf-8", "replace")


def _open(path: Path) -> BufferedReader:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise KnowledgeBaseError(
            f"{path}: there is no such file. Check the path; in settings it is relative to `base`."
        ) from None
    except IsADirectoryError:
        raise KnowledgeBaseError(f"{path}: it is a folder. Name one of its files.") from None
    except PermissionError:
        raise KnowledgeBaseError(f"{path}: it may not be read. Change its permissions.") from None


def _hash(path: Path) -> str:
    with _open(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _state(path: Path) -> tuple[int, int]:
    with _open(path) as file:
        state = os.fstat(file.fileno())
    return state.st_size, state.st_mtime_ns
