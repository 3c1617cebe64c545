"""Saved questions: Cypher in a file of its own, with a header that says what it asks and with which parameters.

A header is the comment at the start of the file, one field a line, longer ones carried on by further indentation::

    // title: Documents of an entity
    // description: The documents that name an entity, those with most such sentences first.
    // parameter: entity (entity, required): which one
    // parameter: limit (integer, default 20): most rows
    // example: entity="Mara Lindqvist" limit=5
    // cut: text from textStart to textEnd

``cut`` is for queries that quote a text: the column named first is cut to the offsets in the other two, which are dropped. A
store's own ``substring`` will not do, for Neo4j counts UTF-16 units and graphmill code points.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from graph.contents.entity_types import find_types
from graph.cypher.read_guard import check_readable
from graph.errors import QueryRefusedError, SavedQueryError
from graph.queries.parameters import TYPES, Parameter, read_value
from graph.queries.warnings import ask
from graph.questions.choosing import choose
from graph.stores.protocol import GraphStore, QueryResult

SUFFIX = ".cypher"
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")

_FIELD = re.compile(r"//\s?(title|description|parameter|example|cut):\s*(.*)")
_CONTINUED = re.compile(r"//\s{2,}(\S.*)")
_PARAMETER = re.compile(
    r"(?P<name>[A-Za-z]\w*) \((?P<type>[a-z]+), (?:required|default (?P<default>.+?))\): (?P<meaning>.+)"
)
_CUT = re.compile(r"(\w+) from (\w+) to (\w+)")
_QUOTED_OR_COMMENT = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | '(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*" | `(?:[^`]|``)*`""",
    re.VERBOSE | re.DOTALL,
)
_USED = re.compile(r"\$([A-Za-z]\w*)")


class Cut(NamedTuple):
    """Names of columns: a text, and where its part starts and ends, in code points."""

    text: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A question that can be asked by name; ``file`` is where it was read from, ``cypher`` what follows the header.

    ``example`` holds values of parameters as they would be typed.
    """

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    example: Mapping[str, str]
    cut: Cut | None
    cypher: str
    file: str

    @property
    def command(self) -> str:
        """The command line that asks the example."""
        given = (f"--param {name}={shlex.quote(value)}" for name, value in self.example.items())
        return " ".join(["graphmill query", self.name, *given])

    def bind(self, values: Mapping[str, object]) -> dict[str, Any]:
        """Return the parameters to run the query with: the values given, in their types, and defaults for the rest.

        Text is read as the parameter's type asks for. What names an entity is returned as it is given.

        Raises:
            SavedQueryError: A value is missing, is not of its type, or belongs to no parameter.

        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in known:
                takes = ", ".join(known) or "none"
                raise SavedQueryError(
                    f"{self.name}: there is no parameter {name!r}. Its parameters: {takes}."
                )
        bound: dict[str, Any] = {}
        for parameter in self.parameters:
            if parameter.name in values:
                try:
                    bound[parameter.name] = read_value(parameter.type, values[parameter.name])
                except ValueError as error:
                    raise SavedQueryError(
                        f"{self.name}: the parameter {parameter.name!r} {error}."
                    ) from error
            elif parameter.required:
                raise SavedQueryError(
                    f"{self.name}: the parameter {parameter.name!r} is missing ({parameter.meaning}). For instance: {self.command}"
                )
            else:
                bound[parameter.name] = parameter.default
        return bound


class _File(Protocol):
    @property
    def name(self) -> str: ...

    def read_text(self, encoding: str) -> str: ...


def load_queries(folder: Path | None = None) -> dict[str, SavedQuery]:
    """Return the saved queries by name: graphmill's own, and those of a folder where it is there.

    Raises:
        SavedQueryError: A file that cannot be used, by its name and line, or one that bears the name of a query of graphmill's.

    """
    found: dict[str, SavedQuery] = {}
    own = resources.files("graph.queries")
    for file in _cypher_files(own.iterdir()):
        query = parse_query(file.read_text(encoding="utf-8"), file.name)
        found[query.name] = query
    if folder is None or not folder.is_dir():
        return found
    for path in _cypher_files(folder.iterdir()):
        query = parse_query(_text_of(Path(str(path))), str(path))
        if query.name in found:
            raise SavedQueryError(
                f"{path}: graphmill has a query named {query.name!r} of its own. Rename the file."
            )
        found[query.name] = query
    return dict(sorted(found.items()))


def parse_query(text: str, file: str) -> SavedQuery:
    """Read a saved query; ``file`` gives its name, and its place in messages.

    Raises:
        SavedQueryError: Naming the file, the line where there is one, and the remedy.

    """
    name = Path(file).name.removesuffix(SUFFIX)
    if not NAME.fullmatch(name):
        raise SavedQueryError(
            f"{file}: {name!r} cannot be the name of a query. Name the file by letters, digits, '-' and '_' only, a letter first."
        )
    fields, cypher, line_of_query = _divided(text, file)
    for needed in ("title", "description", "example"):
        if needed not in fields:
            raise SavedQueryError(f"{file}: the header has no {needed}. Add a line “// {needed}: …”.")
    parameters = tuple(_parameter(value, f"{file}:{line}") for line, value in fields.get("parameter", ()))
    names = [parameter.name for parameter in parameters]
    for line, value in fields.get("parameter", ()):
        if names.count(value.split()[0]) > 1:
            raise SavedQueryError(
                f"{file}:{line}: the parameter {value.split()[0]!r} is declared twice. Remove one."
            )
    try:
        check_readable(cypher)
    except QueryRefusedError as error:
        raise SavedQueryError(f"{file}:{line_of_query}: {error}") from error
    _check_use(cypher, names, file, line_of_query)
    query = SavedQuery(
        name=name,
        title=_only(fields, "title", file),
        description=_only(fields, "description", file),
        parameters=parameters,
        example={},
        cut=_cut(fields, file),
        cypher=cypher.strip(),
        file=file,
    )
    return _with_example(query, fields, file)


def run_saved(
    store: GraphStore,
    query: SavedQuery,
    values: Mapping[str, object],
    *,
    timeout: float | None = None,
    limit: int | None = None,
) -> QueryResult:
    """Ask a saved query; values of the types ``entity`` and ``entities`` are ids of entities.

    Those of ``type`` and ``types`` are names or labels of types that the graph has; a default counts though it has none such.

    Raises:
        SavedQueryError: As :meth:`SavedQuery.bind` does.
        UnknownTypeError: The graph has no such type.
        QueryRefusedError: The query would do more than read.
        QueryFailedError: The store cannot run it, or it took longer than ``timeout`` seconds.

    """
    bound = _with_types(store, query, query.bind(values))
    result = ask(store, query.cypher, bound, timeout=timeout, limit=limit)
    if query.cut is None:
        return result
    missing = [column for column in query.cut if column not in result.columns]
    if missing:
        raise SavedQueryError(
            f"{query.file}: the header cuts by the column {missing[0]!r}, which the query does not return. Correct one of the two."
        )
    text, start, end = (result.columns.index(column) for column in query.cut)
    kept = [place for place in range(len(result.columns)) if place not in {start, end}]
    return replace(
        result,
        columns=tuple(result.columns[place] for place in kept),
        rows=[
            tuple(row[text][row[start] : row[end]] if place == text else row[place] for place in kept)
            for row in result.rows
        ],
    )


def with_entities(store: GraphStore, query: SavedQuery, bound: Mapping[str, Any]) -> dict[str, Any]:
    """Return bound parameters with ids for what names entities: by a name, an alias or an id.

    Raises:
        UnknownEntityError: A name is no entity's.
        UsageError: A name fits several.

    """
    values = dict(bound)
    for parameter in query.parameters:
        value = bound[parameter.name]
        if parameter.type == "entity":
            values[parameter.name] = choose(store, str(value)).id
        elif parameter.type == "entities" and isinstance(value, list):
            values[parameter.name] = [choose(store, each).id for each in value]
    return values


def _with_types(store: GraphStore, query: SavedQuery, bound: dict[str, Any]) -> dict[str, Any]:
    values = dict(bound)
    for parameter in query.parameters:
        value, default = bound[parameter.name], parameter.default
        if parameter.type not in {"type", "types"} or value == default:
            continue
        if parameter.type == "types":
            values[parameter.name] = find_types(store, value, others=default or ())
        else:
            (values[parameter.name],) = find_types(store, [value], others=[default] if default else ())
    return values


def _cypher_files(files: Iterable[Any]) -> list[_File]:
    return sorted((file for file in files if file.name.endswith(SUFFIX)), key=lambda file: str(file.name))


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SavedQueryError(f"{path}: not UTF-8 at byte {error.start}. Save the file as UTF-8.") from error
    except OSError as error:
        raise SavedQueryError(
            f"{path}: cannot be read ({error.strerror}). Give yourself the right to, or move it away."
        ) from error


Fields = dict[str, list[tuple[int, str]]]


def _divided(text: str, file: str) -> tuple[Fields, str, int]:
    """Return the fields of the header with their lines, the query below it, and the line where that starts."""
    fields: Fields = {}
    last: list[tuple[int, str]] | None = None
    lines = text.removeprefix("\N{BYTE ORDER MARK}").splitlines()
    for number, line in enumerate(lines, start=1):
        if not line.startswith("//"):
            return fields, "\n".join(lines[number - 1 :]), number
        if match := _FIELD.fullmatch(line.rstrip()):
            last = fields.setdefault(match[1], [])
            last.append((number, match[2]))
        elif last is not None and (match := _CONTINUED.fullmatch(line.rstrip())):
            last[-1] = (last[-1][0], f"{last[-1][1]} {match[1]}".strip())
        else:
            raise SavedQueryError(
                f"{file}:{number}: not a line of a header. Write “// title: …”, description, parameter, example or cut; indent "
                "what carries a line on by two more spaces; leave an empty line before other comments."
            )
    raise SavedQueryError(f"{file}: there is no query below the header. Add one that starts with MATCH.")


def _only(fields: Fields, name: str, file: str) -> str:
    (_, value), *more = fields[name]
    if more:
        raise SavedQueryError(f"{file}:{more[0][0]}: a second {name}. Remove one.")
    if not value:
        raise SavedQueryError(f"{file}:{fields[name][0][0]}: the {name} is empty. Write it behind the colon.")
    return value


def _parameter(value: str, place: str) -> Parameter:
    match = _PARAMETER.fullmatch(value)
    if match is None:
        raise SavedQueryError(
            f"{place}: not a parameter: {value!r}. Write “name (type, required): meaning” or “name (type, default 20): meaning”."
        )
    if match["type"] not in TYPES:
        raise SavedQueryError(
            f"{place}: there is no type {match['type']!r}. The types are {', '.join(TYPES)}."
        )
    if match["default"] is None:
        return Parameter(match["name"], match["type"], match["meaning"])
    try:
        default = read_value(match["type"], json.loads(match["default"]))
    except json.JSONDecodeError as error:
        raise SavedQueryError(
            f"{place}: the default {match['default']} is no JSON. Write a text in quotation marks, a list in square brackets."
        ) from error
    except ValueError as error:
        raise SavedQueryError(f"{place}: the default {error}.") from error
    return Parameter(match["name"], match["type"], match["meaning"], required=False, default=default)


def _check_use(cypher: str, declared: list[str], file: str, line: int) -> None:
    blanked = _QUOTED_OR_COMMENT.sub(lambda match: "\n" * match[0].count("\n"), cypher)
    used = {match[1]: line + blanked[: match.start()].count("\n") for match in _USED.finditer(blanked)}
    for name, at in used.items():
        if name not in declared:
            raise SavedQueryError(
                f"{file}:{at}: ${name} is not declared. Add “// parameter: {name} (string, required): …” to the header."
            )
    for name in declared:
        if name not in used:
            raise SavedQueryError(
                f"{file}: the parameter {name!r} is declared, but the query has no ${name}. Remove it."
            )


def _cut(fields: Fields, file: str) -> Cut | None:
    if "cut" not in fields:
        return None
    match = _CUT.fullmatch(_only(fields, "cut", file))
    if match is None:
        raise SavedQueryError(
            f"{file}:{fields['cut'][0][0]}: write it as “cut: text from textStart to textEnd”."
        )
    return Cut(*match.groups())


def _with_example(query: SavedQuery, fields: Fields, file: str) -> SavedQuery:
    (line, text), *_ = fields["example"]
    place = f"{file}:{line}"
    try:
        pairs = [part.partition("=") for part in shlex.split(_only(fields, "example", file))]
    except ValueError as error:
        raise SavedQueryError(f"{place}: the example {text!r} cannot be read: {error}.") from error
    if not all(mark for _, mark, _ in pairs):
        raise SavedQueryError(
            f"{place}: write the example as name=value, with quotation marks around blanks."
        )
    query = replace(query, example={name: value for name, _, value in pairs})
    try:
        query.bind(query.example)
    except SavedQueryError as error:
        raise SavedQueryError(f"{place}: the example does not fit: {error}") from error
    return query
