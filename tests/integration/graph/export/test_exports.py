"""What holds for every format that a graph can be exported in, and for those that other packages add."""

from __future__ import annotations

import csv
import io
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from extractors.errors import UsageError
from graph.analysis.measures import measure
from graph.analysis.network import load_network
from graph.analysis.settings import AnalysisSettings
from graph.analysis.stored import write_analysis
from graph.errors import ForeignDataError, GraphFileError, NotEmptyError, StoreBusyError
from graph.export import formats
from graph.export.formats import ExportFormat, export_format, export_formats, export_graph
from graph.export.graphml import write_graphml
from graph.stores.protocol import GraphStore
from graph.writing.writer import apply_changes
from linking.names.marks import as_read
from tests.support.failing_store import StoreAround
from tests.support.installed_plugin import install_plugin
from tests.support.synthetic import corpus, extraction

HOSTILE = [
    ('A;B|C, "Ltd" \\', "organization"),
    ("<b>&amp;]]></b> 'x'", "organization"),
    ("Zoë O’Brien 😀", "person"),
    ("line\rbreak\nName", "person"),
    ("two\x1funits\x00\x0b", "person"),
    ("=1+1", "person"),
    ("next\x85line\u2028end", "person"),
    ('{"kind":"edge"}', "product"),
]
"""Names that some format could take for something else."""


@dataclass(frozen=True)
class Held:
    """A graph as plain data: entities in use by id, and edges with their sentences by their ends."""

    entities: dict[str, tuple[str, str, int]]
    edges: dict[tuple[str, str], int]


def held_by(store: GraphStore) -> Held:
    entities = store.stream(
        "MATCH (e:Entity) WHERE e.docs > 0 RETURN e.id AS id, e.name AS name, e.type AS type, e.docs AS docs"
    )
    edges = store.stream(
        "MATCH (a:Entity)-[r:CO_OCCURS_WITH]->(b:Entity) RETURN a.id AS a, b.id AS b, r.count AS count"
    )
    return Held(
        {row["id"]: (row["name"], row["type"], row["docs"]) for row in entities},
        {ends(row["a"], row["b"]): row["count"] for row in edges},
    )


def ends(a: str, b: str) -> tuple[str, str]:
    return min(a, b), max(a, b)


def read_graphml(path: Path) -> Held:
    graph = nx.read_graphml(path)
    return Held(
        {id_: (data["label"], data["type"], data["docs"]) for id_, data in graph.nodes(data=True)},
        {ends(a, b): data["count"] for a, b, data in graph.edges(data=True)},
    )


def lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file]


def read_jsonl(path: Path) -> Held:
    rows = lines(path)
    return Held(
        {row["id"]: (row["name"], row["type"], row["documents"]) for row in rows if row["kind"] == "entity"},
        {ends(row["a"], row["b"]): row["sentences"] for row in rows if row["kind"] == "edge"},
    )


def read_bulk_import(folder: Path) -> Held:
    def table(name: str) -> Iterator[dict[str, str]]:
        header = (folder / f"{name}-header.csv").read_text(encoding="utf-8").strip()
        text = (folder / f"{name}.csv").read_bytes().decode()
        return csv.DictReader(io.StringIO(text, newline=""), header.split(","))

    return Held(
        {
            row["id:ID(Entity)"]: (row["name:string"], row["type:string"], int(row["docs:long"]))
            for row in table("Entity")
            if int(row["docs:long"])
        },
        {
            ends(row[":START_ID(Entity)"], row[":END_ID(Entity)"]): int(row["count:long"])
            for row in table("CO_OCCURS_WITH")
        },
    )


READERS: dict[str, Callable[[Path], Held]] = {
    "graphml": read_graphml,
    "jsonl": read_jsonl,
    "neo4j-admin": read_bulk_import,
}
"""How the files of each format are read back."""
FORMATS = sorted(export_formats())


def target_of(format_: ExportFormat, folder: Path) -> Path:
    return folder / f"graph{format_.suffix}"


@pytest.fixture
def filled(store: GraphStore) -> GraphStore:
    """Fill a graph with plain and hostile names, some of which stand in sentences together."""
    hostile = [extraction(f"hostile{n}.txt", [[each, HOSTILE[n - 1]]]) for n, each in enumerate(HOSTILE)]
    apply_changes(store, [*corpus(6, seed=5), *hostile, extraction("empty.txt", [])])
    return store


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_read_back_is_what_the_store_holds(filled: GraphStore, tmp_path: Path, name: str) -> None:
    format_ = export_format(name)
    (tmp_path / "out").mkdir()
    target = target_of(format_, tmp_path / "out")
    report = export_graph(filled, format_, target)
    expected, found = held_by(filled), READERS[name](target)
    if name == "graphml":
        # What XML cannot say, no file of it can.
        said = {id_: (xml(n), t, docs) for id_, (n, t, docs) in expected.entities.items()}
        expected = Held(said, expected.edges)
    assert found.entities == expected.entities
    assert found.edges == expected.edges
    assert len(found.edges) > len(HOSTILE)
    assert report.target == target
    base = target if target.is_dir() else target.parent
    assert sorted(path.name for path in base.iterdir()) == sorted(report.files)


def xml(name: str) -> str:
    return name.translate(dict.fromkeys([0, 0x0B, 0x1F], "\N{REPLACEMENT CHARACTER}"))


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_graph_is_written_too(store: GraphStore, tmp_path: Path, name: str) -> None:
    format_ = export_format(name)
    report = export_graph(store, format_, target_of(format_, tmp_path))
    assert READERS[name](report.target) == Held({}, {})


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_there_is_replaced_only_by_force(
    embedded_store: Callable[[str], GraphStore], tmp_path: Path, name: str
) -> None:
    store, format_ = embedded_store("graph"), export_format(name)
    apply_changes(store, corpus(2))
    target = target_of(format_, tmp_path)
    export_graph(store, format_, target)
    apply_changes(store, corpus(4, seed=9))
    with pytest.raises(NotEmptyError, match="--force"):
        export_graph(store, format_, target)
    export_graph(store, format_, target, force=True)
    assert READERS[name](target) == held_by(store)


class Breaking(StoreAround):
    """A store that fails after some rows of a reading that a format writes."""

    def stream(self, text: str, parameters: Any = None) -> Iterator[Any]:
        if "CO_OCCURS_WITH" not in text or "count(" in text or "keys(" in text:
            yield from self.inner.stream(text, parameters)
            return
        for number, row in enumerate(self.inner.stream(text, parameters)):
            if number == 3:
                raise OSError(28, "No space left on device")
            yield row


@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("name", FORMATS)
def test_a_failure_in_the_midst_leaves_what_was_there(
    embedded_store: Callable[[str], GraphStore], tmp_path: Path, name: str, before: bool
) -> None:
    store, format_ = embedded_store("graph"), export_format(name)
    apply_changes(store, corpus(4))
    folder = tmp_path / "out"
    folder.mkdir()
    target = target_of(format_, folder)
    if before:
        export_graph(store, format_, target)
    there = contents(folder)
    with pytest.raises(GraphFileError, match="No space left"):
        export_graph(Breaking(store), format_, target, force=True)
    assert contents(folder) == there


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}


@pytest.mark.parametrize("name", FORMATS)
def test_a_listener_that_fails_leaves_nothing(
    embedded_store: Callable[[str], GraphStore], tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, format_ = embedded_store("graph"), export_format(name)
    apply_changes(store, corpus(4))
    monkeypatch.setattr("graph.export.formats.ROWS_A_REPORT", 7)
    monkeypatch.setattr("graph.export.neo4j_admin.ROWS_A_REPORT", 7)
    steps: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        steps.append((done, total))
        if len(steps) == 3:
            raise KeyboardInterrupt

    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(KeyboardInterrupt):
        export_graph(store, format_, target_of(format_, folder), on_progress=stop)
    assert list(folder.rglob("*")) in ([], [folder / "graph"] if not format_.suffix else [])
    assert [done for done, _ in steps] == [7, 14, 21]
    assert all(done <= total for done, total in steps)


@pytest.mark.parametrize("name", FORMATS)
def test_a_folder_that_cannot_be_made_is_named(store: GraphStore, tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    format_ = export_format(name)
    with pytest.raises(GraphFileError, match=r"file/graph.* cannot be written"):
        export_graph(store, format_, target_of(format_, tmp_path / "file"))


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_is_written_while_somebody_writes_the_graph(
    store: GraphStore, tmp_path: Path, name: str
) -> None:
    format_ = export_format(name)
    with store.lease(), pytest.raises(StoreBusyError):
        export_graph(store, format_, target_of(format_, tmp_path / "out"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_not_graphmills_is_never_taken_for_it(
    embedded_store: Callable[[str], GraphStore], tmp_path: Path, name: str
) -> None:
    store, format_ = embedded_store("graph"), export_format(name)
    store.write(lambda transaction: transaction.run("CREATE (e:Entity {name: 'mine'})", {}))
    with pytest.raises(ForeignDataError):
        export_graph(store, format_, target_of(format_, tmp_path))


def test_the_network_of_an_analysis_is_the_same_from_memory_and_from_the_store(
    filled: GraphStore, tmp_path: Path
) -> None:
    settings = AnalysisSettings(weight="npmi", alpha=0.7)
    network = load_network(filled, settings)
    analysis = measure(network, settings)
    write_analysis(filled, network, analysis, analysed_at="2026-01-02T03:04:05+00:00")
    write_graphml(tmp_path / "memory.graphml", network, analysis)
    export_graph(filled, export_format("graphml"), tmp_path / "store.graphml")
    memory, stored = (nx.read_graphml(tmp_path / f"{name}.graphml") for name in ("memory", "store"))
    assert dict(memory.nodes(data=True)) == dict(stored.nodes(data=True))
    edges = {ends(a, b): data for a, b, data in stored.edges(data=True)}
    for a, b, data in memory.edges(data=True):
        assert edges[ends(a, b)] == data
    assert {data["backbone"] for data in edges.values() if "backbone" in data} == {True, False}
    # Edges that an analysis leaves out have no measures.
    assert len(edges) - memory.number_of_edges() == sum("disparity" not in each for each in edges.values())


def test_a_hidden_entity_is_not_in_the_network_and_says_so_in_the_lines(
    filled: GraphStore, tmp_path: Path
) -> None:
    (hidden,) = [id_ for id_, (name, *_) in held_by(filled).entities.items() if name == "=1+1"]
    text = "MATCH (e:Entity {id: $id}) SET e.hidden = true"
    filled.write(lambda transaction: transaction.run(text, {"id": hidden}))
    export_graph(filled, export_format("graphml"), tmp_path / "graph.graphml")
    assert hidden not in nx.read_graphml(tmp_path / "graph.graphml")
    export_graph(filled, export_format("jsonl"), tmp_path / "graph.jsonl")
    said = {row["id"]: row["hidden"] for row in lines(tmp_path / "graph.jsonl") if row["kind"] == "entity"}
    assert [id_ for id_, is_hidden in said.items() if is_hidden] == [hidden]


def test_the_sentences_of_the_lines_are_the_evidence_of_their_edges(
    filled: GraphStore, tmp_path: Path
) -> None:
    export_graph(filled, export_format("jsonl"), tmp_path / "graph.jsonl")
    rows = lines(tmp_path / "graph.jsonl")
    sentences = [row for row in rows if row["kind"] == "sentence"]
    documents = {row["id"] for row in rows if row["kind"] == "document"}
    names = {row["id"]: {row["name"], *row["aliases"]} for row in rows if row["kind"] == "entity"}
    together = [({mention["entity"] for mention in row["mentions"]}, row) for row in sentences]
    for edge in (row for row in rows if row["kind"] == "edge"):
        behind = [row for entities, row in together if {edge["a"], edge["b"]} <= entities]
        assert len(behind) == edge["sentences"]
        assert len({row["document"] for row in behind}) == edge["documents"]
    assert {row["document"] for row in sentences} <= documents
    for row in sentences:
        for mention in row["mentions"]:
            assert as_read(row["text"][mention["start"] : mention["end"]]) in names[mention["entity"]]


def test_a_format_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(UsageError, match="graphml, html, jsonl, neo4j-admin"):
        export_format("gexf")


MADE_UP = """
from pathlib import Path
from graph.export.formats import ExportFormat, ExportReport

def write(store, target, on_progress=None):
    rows = list(store.stream("MATCH (e:Entity) WHERE e.docs > 0 RETURN e.name AS name ORDER BY name"))
    target.write_text("".join(f"{row['name']}\\n" for row in rows), encoding="utf-8")
    return ExportReport(target, (target.name,), len(rows), 0, target.stat().st_size)

FORMAT = ExportFormat("names", ".txt", "A name a line.", write)
TAKEN = ExportFormat("graphml", ".xml", "Another one.", write)
"""


def test_another_package_can_add_a_format(
    embedded_store: Callable[[str], GraphStore],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    points = {
        "names": "made_up_exports:FORMAT",
        "other": "made_up_exports:TAKEN",
        "gone": "made_up_exports:GONE",
    }
    plugin = install_plugin(
        tmp_path / "plugin", "made-up", {"made_up_exports": MADE_UP}, {"graphmill.exports": points}
    )
    monkeypatch.syspath_prepend(plugin)
    formats._formats.cache_clear()
    try:
        with caplog.at_level(logging.WARNING):
            assert sorted(export_formats()) == sorted([*FORMATS, "names"])
        assert export_format("graphml").suffix == ".graphml"
        assert [words in caplog.text for words in ("'graphml' already", "'gone'")] == [True, True]
        store = embedded_store("graph")
        apply_changes(store, [extraction("a.txt", [[("Ada Lovelace", "person"), ("Acme", "organization")]])])
        report = export_graph(store, export_format("names"), tmp_path / "names.txt")
        assert (tmp_path / "names.txt").read_text(encoding="utf-8") == "Acme\nAda Lovelace\n"
        assert report.nodes == 2
    finally:
        formats._formats.cache_clear()
