"""The TCK's scenarios that only read, as its feature files tell them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gherkin.parser import Parser
from gherkin.pickles.compiler import Compiler

from benchmarks.cypher.tck.cells import read_cell

_WRITES = re.compile(r"\b(?:create|merge|set|delete|remove)\b", re.IGNORECASE)
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`", re.DOTALL)
_NAMED_GRAPH = re.compile(r"the ([\w-]+) graph")


@dataclass(frozen=True)
class Expected:
    """What a query has to give: an error, or rows under ``columns``.

    ``ordered`` says whether the order of the rows counts, ``ordered_lists`` whether that inside lists does.
    """

    error: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    ordered: bool = False
    ordered_lists: bool = True


@dataclass(frozen=True)
class Scenario:
    """A query on a graph that some statements have made, and what it has to give."""

    name: str
    file: str
    set_up: tuple[str, ...]
    parameters: dict[str, Any]
    query: str
    expected: Expected

    @property
    def folder(self) -> str:
        """The folder that the scenario is in, without those around it."""
        return Path(self.file).parent.name


def reading_scenarios(features: Path) -> Iterator[Scenario]:
    """Yield every scenario below the TCK's folder ``features`` whose query only reads, outlines written out.

    Left out are those that need procedures of their own.
    """
    parser, compiler = Parser(), Compiler()
    for path in sorted(features.rglob("*.feature")):
        document = parser.parse(path.read_text(encoding="utf-8"))
        name = path.relative_to(features).as_posix()
        for pickle in compiler.compile({**document, "uri": name}):
            if any(step["text"].startswith("there exists a procedure") for step in pickle["steps"]):
                continue
            scenario = _scenario(pickle, name, features)
            if not _WRITES.search(_QUOTED.sub("''", scenario.query)):
                yield scenario


def _scenario(pickle: Any, file: str, features: Path) -> Scenario:
    set_up: list[str] = []
    parameters: dict[str, Any] = {}
    query, expected = "", Expected()
    for step in pickle["steps"]:
        text, argument = step["text"], step.get("argument", {})
        if named := _NAMED_GRAPH.fullmatch(text):
            graph = features.parent / "graphs" / named[1] / f"{named[1]}.cypher"
            set_up.append(graph.read_text(encoding="utf-8").rstrip().rstrip(";"))
        elif text == "having executed:":
            set_up.append(argument["docString"]["content"])
        elif text == "parameters are:":
            parameters = {name: read_cell(cell) for name, cell in _cells(argument)}
        elif text == "executing query:":
            query = argument["docString"]["content"]
        elif text.startswith("the result should be") or " should be raised " in text:
            expected = _expected(text, argument)
    return Scenario(pickle["name"], file, tuple(set_up), parameters, query, expected)


def _expected(text: str, argument: Any) -> Expected:
    if " should be raised " in text:
        return Expected(error=text)
    if text == "the result should be empty":
        return Expected()
    header, *rows = _cells(argument)
    return Expected(
        columns=header,
        rows=tuple(tuple(map(read_cell, row)) for row in rows),
        ordered="in order" in text,
        ordered_lists="ignoring element order" not in text,
    )


def _cells(argument: Any) -> list[tuple[str, ...]]:
    return [tuple(cell["value"] for cell in row["cells"]) for row in argument["dataTable"]["rows"]]
