"""Nothing that a document, a table, a file name or a setting says gets out of its value, on either store."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from extractors.errors import GraphmillError
from extractors.mentions import Extraction
from extractors.segmentation.segments import readable
from flows.commands.options import split_list
from flows.project.settings import SettingsError
from flows.project.settings_file import load_settings
from graph.checks.audit import audit
from graph.errors import EvidenceError, QueryFailedError, SchemaError, StoreError
from graph.queries.saved import load_queries, run_saved
from graph.questions.entities import find_entities
from graph.questions.evidence import evidence
from graph.questions.mentions import mentions
from graph.questions.search import search
from graph.schema.labels import node_label
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes, forget
from linking.decisions.decision import Decision, DecisionsError, Handle, Verdict
from linking.decisions.file import DecisionsFile
from linking.guidance import Guidance
from linking.knowledge_base.file import KnowledgeBaseError, load_knowledge_base
from tests.support.injections import CANARY, PAYLOADS, Payload
from tests.support.synthetic import extraction

LABELS = {"Document", "Chunk", "LocalEntity", "Entity", "__Entity__", "GraphmillSchema", "GraphmillState"}
LEASE = {"GraphmillLease"}
RELATIONSHIPS = {
    "FROM_DOCUMENT",
    "NEXT_CHUNK",
    "MENTIONED_IN",
    "RESOLVES_TO",
    "CO_OCCURS_WITH",
    "FROM_CHUNK",
}
TEXTS = [payload.text for payload in PAYLOADS]
INSIDE = "content of the canary file"
WATCHED = (
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "os.spawn",
    "ctypes.dlopen",
)


class _Watch:
    """What this process does besides computing, from an audit hook, which Python never takes out again."""

    def __init__(self) -> None:
        self.on = False
        self.events: list[str] = []

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        touches = event == "open" and (CANARY in str(arguments[0]) or "/etc/passwd" in str(arguments[0]))
        if self.on and (touches or event in WATCHED):
            self.events.append(f"{event} {arguments}")


WATCH = _Watch()
sys.addaudithook(WATCH)


@pytest.fixture(autouse=True)
def canary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the test work in a folder with a file that nothing may read, change or join by another."""
    # The server of the tests is no process that a text has begun.
    if request.node.get_closest_marker("neo4j"):
        request.getfixturevalue("neo4j_settings")
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / CANARY).write_text(INSIDE, encoding="utf-8")
    monkeypatch.chdir(folder)
    WATCH.events.clear()
    WATCH.on = True
    try:
        yield
    finally:
        WATCH.on = False
    assert WATCH.events == []
    assert [path.name for path in folder.iterdir()] == [CANARY]
    assert (folder / CANARY).read_text(encoding="utf-8") == INSIDE


def rows(store: GraphStore, text: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in store.stream(text)]


def shape(store: GraphStore) -> dict[str, set[Any]]:
    """Return the labels, the types of relationships, the names of properties, and what the schema holds."""
    return {
        "labels": {each for (labels,) in rows(store, "MATCH (n) RETURN labels(n) AS l") for each in labels},
        "relationships": {each for (each,) in rows(store, "MATCH ()-[r]->() RETURN DISTINCT type(r) AS t")},
        "properties": {
            (label, key)
            for labels, key in rows(store, "MATCH (n) UNWIND keys(n) AS k RETURN labels(n) AS l, k AS k")
            for label in labels
            if label in LABELS
        }
        | set(rows(store, "MATCH ()-[r]->() UNWIND keys(r) AS k RETURN DISTINCT type(r) AS t, k AS k")),
        "schema": set(rows(store, "SHOW CONSTRAINTS YIELD name RETURN name"))
        | set(rows(store, "SHOW INDEXES YIELD name RETURN name")),
    }


def named(text: str, number: int = 0) -> Extraction:
    """Return a document that holds the text in every place where a document can."""
    made = extraction(
        f"{number}:{readable(text)}", [[(text, "person"), ("Ada Lovelace", "person")]], title=text
    )
    return replace(made, document=replace(made.document, metadata={"plain": text, text: "key"}))


@pytest.fixture
def plain_shape(store: GraphStore) -> dict[str, set[Any]]:
    """Give the shape of a graph of harmless documents, which is empty again afterwards."""
    harmless = named("Grace Hopper")
    apply_changes(store, [harmless])
    found = shape(store)
    forget(store, [harmless.document.id])
    return found


def test_there_are_payloads_enough_and_no_two_alike() -> None:
    assert len(PAYLOADS) >= 50
    assert len(set(TEXTS)) == len(PAYLOADS) == len({payload.tries for payload in PAYLOADS})


def test_names_titles_addresses_and_metadata_stay_values(
    store: GraphStore, plain_shape: dict[str, set[Any]]
) -> None:
    documents = [named(text, number) for number, text in enumerate(TEXTS)]
    apply_changes(store, documents)
    assert shape(store) == plain_shape
    assert shape(store)["labels"] - LEASE == LABELS | {"Person"}
    assert shape(store)["relationships"] <= RELATIONSHIPS
    stored = {
        identity: values
        for identity, *values in rows(
            store,
            "MATCH (d:Document) RETURN d.id AS id, d.uri AS uri, d.title AS title, d.metadata AS metadata",
        )
    }
    assert len(stored) == len(TEXTS)
    for made in (each.document for each in documents):
        uri, title, metadata = stored[made.id]
        assert uri == readable(made.uri)
        assert title == readable(made.title)
        assert json.loads(metadata) == {
            readable(key): readable(value) for key, value in made.metadata.items()
        }
    found = {(row["uri"], row["text"]) for row in mentions(store)}
    assert found >= {
        (readable(made.document.uri), readable(text)) for made, text in zip(documents, TEXTS, strict=True)
    }
    for (values,) in rows(store, "MATCH (n) RETURN properties(n) AS p"):
        assert INSIDE not in str(values)
        assert "root:" not in str(values)
    assert audit(store).differences == ()
    forget(store, list(stored))
    assert rows(store, "MATCH (n:Document) RETURN n.id AS id") == []
    assert audit(store).differences == ()


def test_types_become_plain_labels_or_are_refused(store: GraphStore) -> None:
    expected: set[str] = set()
    documents, refused = [], []
    for number, text in enumerate(TEXTS):
        made = extraction(f"{number}.txt", [[(f"Thing {number}", text)]])
        try:
            expected.add(node_label(text))
        except SchemaError:
            refused.append(made)
        else:
            documents.append(made)
    apply_changes(store, documents)
    assert len(refused) >= 10
    before = shape(store)
    for made in refused:
        with pytest.raises(EvidenceError):
            apply_changes(store, [made])
    assert shape(store) == before
    assert before["labels"] - LEASE == LABELS | expected
    assert all(label.isidentifier() and label.isascii() and len(label) <= 64 for label in expected)
    assert {text for (text,) in rows(store, "MATCH (e:Entity) RETURN e.type AS t")} <= set(TEXTS)
    assert audit(store).differences == ()


@pytest.mark.parametrize("payload", PAYLOADS, ids=[payload.tries for payload in PAYLOADS])
def test_settings_and_options_take_no_such_type(payload: Payload, tmp_path: Path) -> None:
    given = json.dumps(payload.text.replace("\ud800", "")).replace("\x7f", "")
    config = tmp_path / "graphmill.toml"
    config.write_text(f"types = [{{name = {given}}}]\n", encoding="utf-8")
    for ways in (
        partial(load_settings, config),
        partial(load_settings, types=[{"name": name} for name in split_list(payload.text)] or None),
    ):
        try:
            settings = ways()
        except SettingsError:
            continue
        for entity_type in settings.types:
            assert node_label(entity_type.name).isidentifier()
            assert not set(entity_type.name) & set("`'\"\\{}()[]:;$/\n\r\x00")


def test_decisions_about_such_names_are_followed_and_stay_values(
    store: GraphStore, plain_shape: dict[str, set[Any]], tmp_path: Path
) -> None:
    file = DecisionsFile(tmp_path / "decisions.jsonl")
    kept: list[Decision] = []
    for number, text in enumerate(TEXTS):
        with suppress(DecisionsError):
            handle = Handle(text, "person", (f"{number}:{readable(text)}",))
            at = "2030-01-01T00:00:00Z"
            kept.append(Decision(f"dec_{number}", at, text, Verdict.RENAME, handle, value=text, why=text))
    assert len(kept) >= 40
    file.extend(kept)
    assert list(file.read().all) == kept
    guidance = Guidance(file.read())
    apply_changes(store, [named(text, number) for number, text in enumerate(TEXTS)], guidance=guidance)
    assert shape(store) == plain_shape
    assert audit(store, guidance).differences == ()


def test_cells_of_a_knowledge_base_stay_values_or_are_refused(
    store: GraphStore, plain_shape: dict[str, set[Any]], tmp_path: Path
) -> None:
    path = tmp_path / "known.csv"
    bases = []
    for number, text in enumerate(TEXTS):
        row = {"id": text, "name": text, "type": "person", "aliases": text, "description": text}
        with path.open("w", encoding="utf-8", newline="", errors="replace") as handle:
            table = csv.DictWriter(handle, list(row))
            table.writeheader()
            table.writerow(row)
        with suppress(KnowledgeBaseError):
            bases.append(load_knowledge_base(path, f"kb{number}"))
    assert len(bases) >= 40
    guidance = Guidance(knowledge_bases=tuple(bases))
    apply_changes(store, [named(text, number) for number, text in enumerate(TEXTS)], guidance=guidance)
    assert shape(store) == plain_shape
    assert audit(store, guidance).differences == ()
    linked = rows(store, "MATCH (e:Entity) UNWIND e.kbIds AS k RETURN k AS k")
    assert {text.partition(":")[2] for (text,) in linked} <= {text.replace("\ud800", "?") for text in TEXTS}
    assert len(linked) >= 10


def test_parameters_come_back_as_they_went(store: GraphStore, plain_shape: dict[str, set[Any]]) -> None:
    apply_changes(store, [named("Grace Hopper")])
    cypher = "MATCH (d:Document) WHERE d.title = $x RETURN d.id AS id"
    for text in map(readable, TEXTS):
        given = {"x": text, "list": [text], "map": {"key": text}}
        answer = store.read_query("RETURN $x AS x, $list AS list, $map AS map", given)
        assert answer.rows == [(text, [text], {"key": text})]
        assert store.read_query(cypher, {"x": text}).rows == []
        assert store.read_query("RETURN 1 AS one", {text: "its name"}).rows == [(1,)]
    assert shape(store) == plain_shape


def test_what_cannot_be_a_parameter_is_refused_in_words(store: GraphStore) -> None:
    for value in (2**70, "half \ud800", object(), {1: 2}):
        with pytest.raises(QueryFailedError, match="cannot be"):
            store.read_query("RETURN $x AS x", {"x": value})


def test_look_ups_search_and_saved_queries_take_them_as_text(
    store: GraphStore, plain_shape: dict[str, set[Any]]
) -> None:
    apply_changes(store, [named("Grace Hopper")])
    queries = load_queries()
    texts = {
        query.name: [parameter.name for parameter in query.parameters if parameter.type in {"text", "entity"}]
        for query in queries.values()
    }
    assert any(texts.values())
    for text in TEXTS:
        for found in (find_entities(store, text), search(store, text, 5)):
            assert {each.name for each in found} <= {"Grace Hopper", "Ada Lovelace"}
        assert evidence(store, readable(text)) == []
    for name, parameters in texts.items():
        for text in map(readable, TEXTS[::3] if parameters else ()):
            example = {**queries[name].example, **dict.fromkeys(parameters, text)}
            with suppress(GraphmillError):
                run_saved(store, queries[name], example)
    assert shape(store) == plain_shape
    assert audit(store).differences == ()


@pytest.mark.neo4j
@pytest.mark.parametrize("field", ["database", "user"])
def test_names_in_the_settings_of_a_store_reach_the_server_as_names(
    empty_neo4j: StoreSettings, field: str
) -> None:
    for text in ("neo4j; DROP DATABASE neo4j", "neo4j` SET x", "system'", "x\x00y", "half \ud800"):
        with pytest.raises(StoreError):
            open_store(empty_neo4j.model_copy(update={field: text}))
    with open_store(empty_neo4j) as store:
        assert rows(store, "MATCH (n:Evil) RETURN n.id AS id") == []
