"""Nodes of another program under graphmill's labels are refused in words, before a graph is begun and beside one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import neo4j
import pytest

from flows.project.settings import Settings
from graph.analysis.network import load_network
from graph.checks.audit import audit
from graph.contents.loading import known_documents, load_entities
from graph.errors import ForeignDataError
from graph.export.formats import export_format, export_graph
from graph.questions.entities import find_entities
from graph.questions.mentions import mentions
from graph.questions.neighbourhood import neighbourhood
from graph.questions.neighbours import neighbours
from graph.questions.search import search
from graph.questions.status import status
from graph.stores.embedded.store import EmbeddedStore
from graph.stores.migrations import stored_version
from graph.stores.neo4j.store import Neo4jStore
from graph.stores.opening import open_store, store_class
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from graph.upkeep.copying import copy_graph
from graph.upkeep.rebuilding import rebuild
from graph.upkeep.tidying import remove_unused_entities
from graph.writing.planning import plan
from graph.writing.writer import apply_changes, forget
from tests import first_release
from tests.command_line import CommandLine
from tests.raw_graph import raw_graph
from tests.synthetic import corpus, extraction

ADA, GRACE = ("Ada Lovelace", "person"), ("Grace Hopper", "person")
DOCUMENTS = [*corpus(3), extraction("ada.txt", [[ADA, GRACE], [ADA]])]
FOREIGN = {
    "without an id": ("CREATE (:Document {title: 'x.pdf'})", "1 :Document"),
    "with a number for an id": ("CREATE (:Document {id: 4, title: 'x'}), (:Entity {id: 5})", "1 :Document, 1 :Entity"),
    "with an id of another form": ("CREATE (:Document {id: 'x.pdf', uri: 'x.pdf'})", "1 :Document"),
    "with an id of graphmill's form": ("CREATE (:Document {id: 'doc_1', title: 'x'})", "1 :Document"),
    "with some of the properties": (
        "CREATE (:Entity {id: 'e', name: 'Ada Lovelace', nameKey: 'ada lovelace', type: 'person', docs: 3, windows: 3})",
        "1 :Entity",
    ),
    "local entities": ("CREATE (:LocalEntity {id: 'l'})", "1 :LocalEntity"),
    "joined among themselves": (
        "CREATE (c:Chunk {id: 'c', text: 'x', index: 0})-[:FROM_DOCUMENT]->(:Document {title: 'x'}) "
        "CREATE (:Entity {id: 'a', name: 'A'})-[:CO_OCCURS_WITH]->(:Entity {id: 'b', name: 'B'})-[:FROM_CHUNK]->(c)",
        "1 :Document, 1 :Chunk, 2 :Entity, 1 [:FROM_CHUNK], 1 [:CO_OCCURS_WITH]",
    ),
}  # fmt: skip
each_of_them = pytest.mark.parametrize(("foreign", "told"), FOREIGN.values(), ids=FOREIGN.keys())


def put(store: GraphStore, text: str) -> None:
    store.write(lambda transaction: transaction.run(text, {}))


def bare(settings: StoreSettings) -> GraphStore:
    return EmbeddedStore(settings) if settings.kind == "embedded" else Neo4jStore(settings)


@each_of_them
@pytest.mark.parametrize("create", [True, False])
def test_a_graph_is_not_begun_among_them(
    store_settings: StoreSettings, foreign: str, told: str, create: bool
) -> None:
    first_release.clear(store_settings)
    with bare(store_settings) as store:
        put(store, foreign)
    own = "a database of its own" if store_settings.kind == "neo4j" else "a state folder of its own"
    with pytest.raises(ForeignDataError, match=own) as refused:
        open_store(store_settings, create=create)
    assert f": {told}. Give" in str(refused.value)
    assert str(store_class(store_settings.kind).place_of(store_settings)) in str(refused.value)
    with bare(store_settings) as store:
        assert stored_version(store) == 0
        assert list(store.stream("MATCH (s:GraphmillSchema) RETURN s.id AS id")) == []


@pytest.mark.neo4j
def test_no_constraint_is_defined_on_their_database(empty_neo4j: StoreSettings) -> None:
    first_release.clear(empty_neo4j)
    with Neo4jStore(empty_neo4j) as store:
        put(store, "CREATE (:Chunk {id: 'twice'}), (:Chunk {id: 'twice'})")
    with pytest.raises(ForeignDataError, match="2 :Chunk"):
        open_store(empty_neo4j)
    auth = (empty_neo4j.user, empty_neo4j.password.get_secret_value())
    with neo4j.GraphDatabase.driver(empty_neo4j.uri, auth=auth) as driver, driver.session() as session:
        assert list(session.run("SHOW CONSTRAINTS YIELD name")) == []


@each_of_them
def test_what_reads_or_changes_the_whole_graph_refuses_them_beside_it_and_leaves_all_as_it_is(
    store: GraphStore, tmp_path: Path, foreign: str, told: str
) -> None:
    apply_changes(store, DOCUMENTS)
    put(store, foreign)
    before = counted(store)
    acts: list[Callable[[], object]] = [lambda: status(store)]
    if "doc_1" not in foreign:
        # A node with such an id may be one of graphmill's that was damaged, which is moved as it is and mended.
        acts += [
            lambda: export_graph(store, export_format("neo4j-admin"), tmp_path / "out"),
            lambda: rebuild(store, tmp_path / "aside"),
        ]
    for act in acts:
        with pytest.raises(ForeignDataError, match="Give graphmill"):
            act()
    assert counted(store) == before
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "aside").exists()


def counted(store: GraphStore) -> list[object]:
    texts = (
        "MATCH (n) WHERE NOT n:GraphmillLease RETURN count(n) AS n",
        "MATCH ()-[r]->() RETURN count(r) AS n",
    )
    return [row["n"] for text in texts for row in store.stream(text)]


def test_documents_of_another_program_are_met_by_all_that_reads_documents(store: GraphStore) -> None:
    apply_changes(store, DOCUMENTS)
    put(store, FOREIGN["without an id"][0])
    for act in (
        lambda: known_documents(store),
        lambda: apply_changes(store, [extraction("new.txt", [[ADA]])]),
        lambda: forget(store, [DOCUMENTS[0].document.id]),
        lambda: audit(store),
        lambda: plan(store),
        lambda: list(mentions(store)),
        lambda: load_network(store, Settings().analysis),
    ):
        with pytest.raises(ForeignDataError, match="1 :Document"):
            act()
    put(store, "MATCH (d:Document) WHERE d.title = 'x.pdf' DELETE d")
    assert audit(store).is_clean


def test_entities_of_another_program_are_met_by_all_that_reads_entities(store: GraphStore) -> None:
    apply_changes(store, DOCUMENTS)
    put(store, FOREIGN["with some of the properties"][0])
    for act in (
        lambda: load_entities(store),
        lambda: remove_unused_entities(store),
        lambda: apply_changes(store, [extraction("new.txt", [[ADA]])]),
        lambda: audit(store),
        lambda: load_network(store, Settings().analysis),
        lambda: find_entities(store, "Ada Lovelace"),
        lambda: find_entities(store, "lovelac"),
        lambda: search(store, "Lovelace"),
    ):
        with pytest.raises(ForeignDataError, match="1 :Entity"):
            act()


def test_a_relationship_that_another_program_drew_between_our_nodes_is_met_where_it_is_read(
    store: GraphStore,
) -> None:
    apply_changes(store, DOCUMENTS)
    (ada,) = find_entities(store, ADA[0])
    before, around = audit(store), neighbourhood(store, ada.id).edges
    put(
        store,
        "MATCH (a:Entity {name: 'Ada Lovelace'}), (b:Entity {name: 'Grace Hopper'}) CREATE (b)-[:CO_OCCURS_WITH {weight: 1}]->(a)",
    )
    for act in (
        lambda: audit(store),
        lambda: load_network(store, Settings().analysis),
    ):
        with pytest.raises(ForeignDataError, match=r"1 \[:CO_OCCURS_WITH\]"):
            act()
    assert [each.name for each in neighbours(store, ada.id)] == [GRACE[0]]
    assert neighbourhood(store, ada.id).edges == around
    put(store, "MATCH (:Entity)-[r:CO_OCCURS_WITH]->(:Entity) WHERE r.weight = 1 DELETE r")
    for kind, keys in (("MENTIONED_IN", "Chunk"), ("RESOLVES_TO", "Entity")):
        text = f"MATCH (l:LocalEntity), (x:{keys}) WITH l, x ORDER BY l.id, x.id LIMIT 1 CREATE (l)-[:{kind} {{by: 'them'}}]->(x)"
        put(store, text)
        with pytest.raises(ForeignDataError, match=rf"1 \[:{kind}\]"):
            audit(store)
        put(store, f"MATCH (:LocalEntity)-[r:{kind}]->(:{keys}) WHERE r.by = 'them' DELETE r")
    assert audit(store) == before


def test_what_bears_other_labels_is_left_alone(store: GraphStore) -> None:
    apply_changes(store, DOCUMENTS)
    put(store, "CREATE (:Note {id: 'n'})-[:ABOUT]->(:Person {name: 'Ada Lovelace'}), (:__Entity__ {id: 'x'})")
    assert status(store).counts["documents"] == len(DOCUMENTS)
    assert audit(store).is_clean
    assert all(each.id.startswith("ent_") for each in search(store, "Lovelace"))


def test_a_damaged_node_of_our_own_is_refused_where_it_would_be_read_and_can_be_mended(
    store: GraphStore, tmp_path: Path
) -> None:
    apply_changes(store, DOCUMENTS)
    put(store, "MATCH (e:Entity {name: 'Ada Lovelace'}) SET e.aliases = null")
    with pytest.raises(ForeignDataError, match=r"or what was changed since: 1 :Entity"):
        audit(store)
    rebuild(store, tmp_path / "aside")
    assert audit(store).is_clean


@pytest.mark.neo4j
@each_of_them
def test_nothing_of_theirs_is_copied_or_removed_for_a_copy(
    empty_neo4j: StoreSettings, tmp_path: Path, foreign: str, told: str
) -> None:
    with (
        open_store(empty_neo4j) as server,
        open_store(StoreSettings(path=tmp_path / "graph.kgl")) as other,
    ):
        put(server, foreign)
        before = counted(server)
        if "doc_1" not in foreign:
            for source, target in ((server, other), (other, server)):
                with pytest.raises(ForeignDataError, match="Give graphmill"):
                    copy_graph(source, target)
        assert counted(server) == before
        assert not any(raw_graph(other)[label] for label in ("Document", "Chunk", "LocalEntity", "Entity"))


@pytest.mark.neo4j
def test_every_command_names_them_and_none_shows_a_traceback(
    empty_neo4j: StoreSettings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with open_store(empty_neo4j) as store:
        apply_changes(store, DOCUMENTS)
        for foreign, _ in FOREIGN.values():
            put(store, foreign)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRAPHMILL_CONFIG", raising=False)
    monkeypatch.setenv("GRAPHMILL_STORE__KIND", "neo4j")
    monkeypatch.setenv("GRAPHMILL_STORE__URI", empty_neo4j.uri)
    monkeypatch.setenv("NEO4J_PASSWORD", empty_neo4j.password.get_secret_value())
    line = CommandLine(capsys)
    for command in (
        "status",
        "audit",
        "mentions",
        "search Lovelace",
        "entity Lovelace",
        "resolve",
        "resolve --apply",
        "review",
        "decisions",
        "hide Hopper",
        "explain Lovelace Hopper",
        "forget ada.txt",
        "export neo4j-admin files",
        "rebuild",
        "tidy",
        "copy --from neo4j --to embedded",
    ):
        code, _, err = line.run(*command.split())
        assert (code, "what graphmill did not write" in err) == (1, True), command
    # A query of one's own shows what is there, whoever wrote it.
    assert line.data("query", "MATCH (d:Document) WHERE d.version IS NULL RETURN count(d) AS n") == [{"n": 5}]
