"""The table of queries: rows with the verdict on both stores, kept in YAML files, and how a verdict is found."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from graph.cypher.read_guard import tokens_of
from graph.errors import GraphError, QueryRefusedError
from graph.stores.protocol import GraphStore
from tests.support.root import ROOT

FOLDER = ROOT / "tests" / "fixtures" / "cypher"
VERDICTS = ("agrees", "refused", "differs", "fails")
_CAPTION = ("name", "title", "index", "docId")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a store says to a query: columns and rows, or ``error``, the message of its refusal.

    ``refused`` tells whether graphmill refused it, rather than the engine. Nodes and relationships in ``rows`` are short texts;
    ``exact`` is every row in full, as JSON.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    error: str = ""
    refused: bool = False
    exact: tuple[str, ...] = ()

    def same(self, other: Answer) -> bool:
        """Tell whether both are answers, and the same in full."""
        return not (self.error or other.error) and self.columns == other.columns and self.exact == other.exact

    def shows(self, other: Answer) -> bool:
        """Tell whether both look alike in the file, where nodes are short."""
        mine, its = ([exactly(row) for row in each.rows] for each in (self, other))
        return not (self.error or other.error) and self.columns == other.columns and mine == its


@dataclass(frozen=True, slots=True)
class Row:
    """A query of the table.

    ``why`` says in a sentence why the stores differ, ``instead`` is a query that both answer alike, and ``release`` is the only
    one of Neo4j, as ``5.26``, that answers so; these are written by hand. All else is found by :func:`judged`. An answer of ``neo4j`` with an ``error`` says that Neo4j refuses the
    query, in words that change with its version and are not kept.
    """

    query: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    verdict: str = ""
    embedded: Answer = field(default_factory=Answer)
    neo4j: Answer = field(default_factory=Answer)
    why: str = ""
    instead: str = ""
    release: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Rows about one subject, in the order of the file, to be asked of one of :data:`tests.support.cypher_graph.GRAPHS`."""

    path: Path
    title: str
    rows: tuple[Row, ...]
    graph: str = "small"


def load(folder: Path = FOLDER) -> list[Section]:
    """Return the sections of the table, one for each file, by the names of the files."""
    sections = []
    for path in sorted(folder.glob("*.yaml")):
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        rows = tuple(_row(each) for each in told["rows"])
        sections.append(Section(path, told["section"], rows, told["graph"]))
    return sections


def save(section: Section) -> None:
    """Write a section to its file."""
    rows = [_mapping(row) for row in section.rows]
    told = {"section": section.title, "graph": section.graph, "rows": rows}
    text = yaml.dump(
        told, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=False, width=1_000_000
    )
    section.path.write_text(text.replace("\n- query:", "\n\n- query:"), encoding="utf-8")


def judged(row: Row, embedded: GraphStore, neo4j: GraphStore) -> Row:
    """Return a row with the verdict and the answers of two stores that hold the same graph."""
    return verdict_on(row, ask(embedded, row.query, row.parameters), ask(neo4j, row.query, row.parameters))


def verdict_on(row: Row, embedded: Answer, neo4j: Answer) -> Row:
    """Return a row with these answers and what follows from them.

    A row ``agrees`` where both answer alike, is ``refused`` where the embedded store refuses it in graphmill's words or where both
    stores refuse it, ``differs`` where only one of two answers is right, and ``fails`` where kglite alone cannot run it.
    """
    if embedded.error:
        verdict = "refused" if embedded.refused or neo4j.error else "fails"
    else:
        verdict = "agrees" if embedded.same(neo4j) else "differs"
    return replace(row, verdict=verdict, embedded=embedded, neo4j=neo4j)


def changed(row: Row, now: Row) -> str:
    """Return what a row of the table should say by now, or nothing if it says so."""
    if row.verdict != now.verdict:
        return f"{row.verdict or 'new'} -> {now.verdict}: {row.query}"
    if now.embedded.error != row.embedded.error:
        return f"other message: {row.query}\n  {now.embedded.error}"
    same = [
        old.shows(new) or bool(old.error and new.error)
        for old, new in ((row.embedded, now.embedded), (row.neo4j, now.neo4j))
    ]
    return "" if all(same) else f"other answer: {row.query}"


def ask(store: GraphStore, query: str, parameters: Mapping[str, Any] | None = None) -> Answer:
    """Return what a store answers; rows without an order of their own come in that of their texts."""
    try:
        result = store.read_query(query, parameters)
    except GraphError as error:
        return Answer(error=str(error), refused=isinstance(error, QueryRefusedError))
    rows = result.rows if is_ordered(query) else sorted(result.rows, key=exactly)
    return Answer(
        result.columns, tuple(tuple(map(short, row)) for row in rows), exact=tuple(map(exactly, rows))
    )


def exactly(value: Any) -> str:
    """Return a value as JSON that tells 1 from 1.0 and takes no notice of the order of a map's keys.

    Fractions have fifteen digits: Neo4j's avg() adds up as it goes, and its last digit is another where nodes come in another order.
    """
    return json.dumps(_in_fifteen_digits(value), sort_keys=True, ensure_ascii=False)


def _in_fifteen_digits(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.15g}")
    if isinstance(value, dict):
        return {key: _in_fifteen_digits(each) for key, each in value.items()}
    return [_in_fifteen_digits(each) for each in value] if isinstance(value, (list, tuple)) else value


def is_ordered(query: str) -> bool:
    """Tell whether the last RETURN of a query has an ORDER BY of its own."""
    depth, ordered = 0, False
    for _, text in tokens_of(query):
        depth += (text in {"(", "[", "{"}) - (text in {")", "]", "}"})
        word = text.casefold() if not depth else ""
        ordered = word == "order" or (ordered and word not in {"return", "union"})
    return ordered


def short(value: Any) -> Any:
    """Return a value with a short text for each node, relationship and path in it."""
    if isinstance(value, list):
        return [short(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"labels", "properties"}:
        labels = "".join(f":{each}" for each in value["labels"] if each != "__Entity__")
        return f"({labels}{_caption(value['properties'])})"
    if value.keys() == {"type", "properties"}:
        return f"[:{value['type']}{_caption(value['properties'], ('count', 'n', 'rule'))}]"
    if value.keys() == {"nodes", "relationships"}:
        parts = [short(value["nodes"][0])]
        for link, node in zip(value["relationships"], value["nodes"][1:], strict=True):
            parts += [short(link), short(node)]
        return "-".join(parts)
    return {key: short(value[key]) for key in sorted(value)}


def every_row(sections: Sequence[Section]) -> Iterator[Row]:
    """Yield the rows of all sections."""
    for section in sections:
        yield from section.rows


def _caption(properties: Mapping[str, Any], names: Sequence[str] = _CAPTION) -> str:
    for name in names:
        if name in properties:
            return f" {{{name}: {json.dumps(properties[name], ensure_ascii=False)}}}"
    return ""


class _Flow(list[Any]):
    """A list that is written on one line."""


class _Dumper(yaml.SafeDumper):
    """Writes each row of an answer on one line."""


_Dumper.add_representer(
    _Flow, lambda dumper, data: dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)
)


def _mapping(row: Row) -> dict[str, Any]:
    told: dict[str, Any] = {"query": row.query}
    if row.parameters:
        told["parameters"] = dict(row.parameters)
    if row.release:
        told["release"] = row.release
    told["verdict"] = row.verdict
    if row.embedded.error:
        told["message"] = row.embedded.error
        told["neo4j"] = _answer_mapping(row.neo4j)
    elif row.verdict == "differs":
        told["embedded"] = _answer_mapping(row.embedded)
        told["neo4j"] = _answer_mapping(row.neo4j)
    else:
        told["answer"] = _answer_mapping(row.embedded)
    if row.verdict != "agrees":
        told |= {key: value for key, value in (("why", row.why), ("instead", row.instead)) if value}
    return told


def _answer_mapping(answer: Answer) -> Any:
    if answer.error:
        return "refuses"
    return {"columns": _Flow(answer.columns), "rows": [_Flow(row) for row in answer.rows]}


def _row(told: Mapping[str, Any]) -> Row:
    both = told.get("answer")
    refusal = Answer(error=told.get("message", ""), refused=told.get("verdict") == "refused")
    return Row(
        told["query"],
        told.get("parameters", {}),
        told.get("verdict", ""),
        _answer(both or told.get("embedded"), refusal),
        _answer(both or told.get("neo4j"), Answer(error="refuses")),
        told.get("why", ""),
        told.get("instead", ""),
        told.get("release", ""),
    )


def _answer(told: Any, other: Answer) -> Answer:
    if not isinstance(told, Mapping):
        return other
    return Answer(tuple(told["columns"]), tuple(map(tuple, told["rows"])))
