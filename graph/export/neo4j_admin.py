"""A whole graph as files for Neo4j's own bulk import, which loads an empty database far faster than any transaction.

One file of comma-separated values a label and a relationship type, each with a header in a file of its own, as
``neo4j-admin database import full`` of Neo4j 5 and newer takes them, and the script that calls it. The import makes no constraints: the
schema's version is left out, so that the first opening defines them.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from extractors.whole_files import PART, whole_file
from graph.contents.records import holdings, link_keys, links, node_keys, nodes
from graph.errors import StoreError
from graph.export.formats import ExportFormat, ExportReport
from graph.schema.labels import LINK_KINDS, NODE_LABELS, SCHEMA_VERSION, LinkKind
from graph.stores.bulk_import import REST_PREFIX
from graph.stores.protocol import GraphStore, Progress, Row
from graph.stores.unfinished import MARK_ID

ARRAY_DELIMITER = "\x1f"
REST_VALUES_A_NODE = 1_000
LEAST_READ_BUFFER = 4 * 2**20
SPARE_READ_BUFFER = 2**16
ROWS_A_REPORT = 10_000
SCRIPT = "import.sh"
README = "README.md"
_TYPES = {str: "string", bool: "boolean", int: "long", float: "double"}


@dataclass(frozen=True, slots=True)
class BulkImportReport(ExportReport):
    """What an export wrote: ``rest`` values go into the graph when it is first opened; ``command`` are the import's options."""

    rest: int = 0
    command: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return ExportReport.to_dict(self) | {"folder": self.target}


def quoted(text: str) -> str:
    """Return a text as a field: always in quotes, since a field without them may be read as null."""
    return '"' + text.replace('"', '""') + '"'


@dataclass(slots=True)
class Column:
    """A property as a column: its type is that of the first value that a field can say."""

    key: str
    type: str = ""

    def cell(self, value: Any) -> str | None:
        """Return the field of a value, None for a value that a field of this column cannot say."""
        if value is None:
            return ""
        parts = value if isinstance(value, list) else [value]
        kinds = {type(part) for part in parts}
        if len(kinds) != 1:
            return None
        type_ = _TYPES[kinds.pop()] + ("[]" if isinstance(value, list) else "")
        if self.type and self.type != type_:
            return None
        if isinstance(value, list):
            if type_ == "string[]" and (value == [""] or any(ARRAY_DELIMITER in part for part in value)):
                return None
            self.type = type_
            text = ARRAY_DELIMITER.join(part if isinstance(part, str) else _number(part) for part in value)
            return quoted(text) if type_ == "string[]" else text
        self.type = type_
        return quoted(value) if isinstance(value, str) else _number(value)

    @property
    def header(self) -> str:
        """The field of the header."""
        return f"{self.key}:{self.type or 'string'}"


def _number(value: bool | float) -> str:
    """Return a number or truth value as Java reads it back to the same bits."""
    return str(value).lower() if isinstance(value, bool) else repr(value)


@dataclass(slots=True)
class _Rest:
    """Values that no field can say, as nodes for :func:`graph.stores.bulk_import.complete_import`."""

    held: dict[tuple[str, str], list[Row]] = field(default_factory=dict)
    rows: list[tuple[str, str, str, str]] = field(default_factory=list)
    count: int = 0

    def add(self, kind: str, key: str, names: Row, value: Any) -> None:
        held = self.held.setdefault((kind, key), [])
        held.append(names | {"value": value})
        self.count += 1
        if len(held) >= REST_VALUES_A_NODE:
            self._close(kind, key)

    def _close(self, kind: str, key: str) -> None:
        id_ = f"{REST_PREFIX}{len(self.rows):06d}"
        self.rows.append((id_, kind, key, json.dumps(self.held.pop((kind, key)))))

    def close(self) -> list[tuple[str, str, str, str]]:
        for kind, key in sorted(self.held):
            self._close(kind, key)
        return self.rows


@dataclass(slots=True)
class _Writer:
    """The files as they are written, with what there is to say about them afterwards."""

    folder: Path
    total: int
    on_progress: Progress | None
    rest: _Rest = field(default_factory=_Rest)
    files: list[str] = field(default_factory=list)
    done: int = 0
    bytes: int = 0
    longest: int = 0

    def table(self, name: str, lines: Iterable[tuple[str, ...]], header: Callable[[], str]) -> None:
        """Write one file of fields, then its header, which is known when the last value has been seen."""
        with ExitStack() as stack:
            body = stack.enter_context(self._open(f"{name}.csv"))
            for line in lines:
                self.longest = max(self.longest, *map(len, line))
                self.bytes += body.write(",".join(line) + "\n")
                self.done += 1
                if self.on_progress is not None and not self.done % ROWS_A_REPORT:
                    self.on_progress(self.done, self.total)
            head = stack.enter_context(self._open(f"{name}-header.csv"))
            head.write(header() + "\n")

    def _open(self, name: str) -> AbstractContextManager[TextIO]:
        self.files.append(name)
        return whole_file(self.folder / name)


def export_for_bulk_import(
    store: GraphStore, folder: Path, on_progress: Progress | None = None
) -> BulkImportReport:
    """Write the graph to files in ``folder``, which is made if it is not there; return what there is to say about them.

    They are written aside first, and take the place of files of the same names when all are there.

    Raises:
        OSError: A file cannot be written; the folder holds what it held before.
        StoreError: The store failed, or the graph holds what only its own store can keep; likewise.

    """
    held = holdings(store)
    total = sum(held.nodes.values()) + sum(held.links.values())
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{secrets.token_hex(8)}{PART}"
    try:
        part.mkdir()
        writer = _Writer(part, total, on_progress)
        for label in NODE_LABELS:
            _write_nodes(store, label, writer)
        for kind in LINK_KINDS:
            _write_links(store, kind, writer)
        _write_rest(writer)
        command = _command(writer.longest)
        files = (*writer.files, README, SCRIPT)
        (part / README).write_text(_readme(), encoding="utf-8")
        (part / SCRIPT).write_text(_script(command), encoding="utf-8")
        (part / SCRIPT).chmod(0o755)
        # First, so that an export that is cut off here leaves no script beside files of two graphs.
        (folder / SCRIPT).unlink(missing_ok=True)
        for name in files:
            (part / name).replace(folder / name)
        part.rmdir()
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        if made:
            with suppress(OSError):
                folder.rmdir()
        raise
    database = store.settings.database
    return BulkImportReport(
        folder,
        files,
        nodes=sum(held.nodes.values()),
        relationships=sum(held.links.values()),
        bytes=sum((folder / name).stat().st_size for name in writer.files),
        left_out_nodes=held.other_nodes,
        left_out_relationships=held.other_links,
        next_steps=(
            "Stop the Neo4j server, load the files in place of what its database holds, and start it:",
            f"  {folder / SCRIPT} {database} --overwrite-destination",
            "then open the graph once, which completes it:",
            "  graphmill audit --store neo4j",
        ),
        rest=writer.rest.count,
        command=command,
    )


def _write_nodes(store: GraphStore, label: str, writer: _Writer) -> None:
    columns = [Column(key) for key in node_keys(store, label) if key != "id"]

    def lines() -> Iterator[tuple[str, ...]]:
        for node in nodes(store, label):
            if any(ARRAY_DELIMITER in other for other in node.labels):
                raise StoreError(f"{label} {node.id} bears a label that no file can hold: {node.labels}.")
            cells = _cells(label, columns, node.properties, {"id": node.id}, writer.rest)
            yield (quoted(node.id), *cells, quoted(ARRAY_DELIMITER.join(node.labels)) if node.labels else "")

    def header() -> str:
        return ",".join([f"id:ID({label})", *(column.header for column in columns), ":LABEL"])

    writer.table(label, lines(), header)


def _write_links(store: GraphStore, kind: LinkKind, writer: _Writer) -> None:
    columns = [Column(key) for key in link_keys(store, kind)]

    def lines() -> Iterator[tuple[str, ...]]:
        for link in links(store, kind):
            cells = _cells(kind.type, columns, link.properties, {"a": link.a, "b": link.b}, writer.rest)
            yield (quoted(link.a), quoted(link.b), *cells)

    def header() -> str:
        ends = [f":START_ID({kind.start})", f":END_ID({kind.end})"]
        return ",".join([*ends, *(column.header for column in columns)])

    writer.table(kind.type, lines(), header)


def _cells(kind: str, columns: list[Column], held: Row, names: Row, rest: _Rest) -> Iterator[str]:
    for column in columns:
        cell = column.cell(held.get(column.key))
        if cell is None:
            rest.add(kind, column.key, names, held[column.key])
        yield cell or ""


def _write_rest(writer: _Writer) -> None:
    """Write the mark that the import is to be completed, and the values that are to be set then."""
    lines: list[tuple[str, ...]] = [(quoted(MARK_ID), "", "", "", quoted("import"), str(SCHEMA_VERSION))]
    lines += [(*map(quoted, row), "", "") for row in writer.rest.close()]
    writer.table(
        "rest",
        lines,
        lambda: "id:ID(Rest),kind:string,key:string,values:string,work:string,schemaVersion:long",
    )


def _command(longest: int) -> tuple[str, ...]:
    """Return the options of the import; its buffer, counted in characters, must hold the longest field."""
    kinds = [(label, label) for label in NODE_LABELS] + [("GraphmillState", "rest")]
    return (
        "--delimiter=,",
        "--array-delimiter=U+001F",
        "--quote=U+0022",
        "--multiline-fields=true",
        "--id-type=string",
        "--bad-tolerance=0",
        f"--read-buffer-size={max(LEAST_READ_BUFFER, longest + SPARE_READ_BUFFER)}",
        *(f"--nodes={label}=./{name}-header.csv,./{name}.csv" for label, name in kinds),
        *(f"--relationships={kind.type}=./{kind.type}-header.csv,./{kind.type}.csv" for kind in LINK_KINDS),
    )


def _script(command: tuple[str, ...]) -> str:
    lines = [
        "#!/bin/sh",
        "# Loads this graph into a database of a Neo4j server that is stopped; see README.md.",
        "#   ./import.sh neo4j                            an empty database",
        "#   ./import.sh neo4j --overwrite-destination    in place of what is there",
        "set -eu",
        'cd "$(dirname "$0")"',
        'database="${1:?name the database, for example: neo4j}"',
        "shift",
    ]
    options = " \\\n".join(f"  '{option}'" for option in command)
    tool = '"${NEO4J_ADMIN:-neo4j-admin}"'
    return "\n".join(lines) + f'\nexec {tool} database import full "$database" "$@" \\\n{options}\n'


def _readme() -> str:
    return f"""# A graph for Neo4j's bulk import

1. Stop the server: the import needs its store to itself.
2. `./{SCRIPT} neo4j --overwrite-destination` loads the files into the database `neo4j`, in place of what is there; without the option only
   where the database does not exist yet. `NEO4J_ADMIN` names the tool where it is not on the `PATH`; run it as the user that the
   server runs as.
3. Start the server.
4. `graphmill audit --store neo4j`: the first opening defines constraints and indexes and sets what files cannot say; the audit recounts
   the graph.
"""


FORMAT = ExportFormat(
    "neo4j-admin",
    "",
    "A folder of files for Neo4j's own bulk import, with the script that loads them: the quickest way into an empty database.",
    export_for_bulk_import,
)
