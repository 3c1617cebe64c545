"""A graph through files and Neo4j's own import: the same graph to the last property, from either store."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.contents.loading import load_resolution
from graph.errors import NotEmptyError, SchemaError, StoreBusyError, StoreError
from graph.export.formats import export_graph
from graph.export.neo4j_admin import FORMAT, SCRIPT, BulkImportReport
from graph.schema.labels import SCHEMA_VERSION
from graph.stores.migrations import stored_version
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from graph.stores.unfinished import read_mark
from graph.writing.writer import apply_changes, forget
from tests.conftest import skip_neo4j, start_neo4j
from tests.neo4j_server import admin, launcher
from tests.raw_graph import raw_graph
from tests.synthetic import corpus, extraction


def exported(store: GraphStore, folder: Path, *, force: bool = False) -> BulkImportReport:
    report = export_graph(store, FORMAT, folder, force=force)
    assert isinstance(report, BulkImportReport)
    return report


SPECIAL = "\";,|\x1f\x1e\t\\\x00\x0b\x85\u2028 '`${}😀é"
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from([*SPECIAL, "\n", "\r"]), max_size=12
)
VALUES = st.fixed_dictionaries(
    {
        "text": TEXTS | st.none(),
        "texts": st.lists(TEXTS, max_size=3) | st.none(),
        "number": st.integers(-(2**63), 2**63 - 1),
        "numbers": st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=3),
        "mixed": st.booleans() | st.integers(0, 9) | TEXTS,
    }
)
NAMES = [
    ('A;B|C, "Ltd" \\', "organization"),
    ("Zoë O’Brien 😀", "person"),
    ("two\x1funits", "person"),
    ("line\rbreak\nName", "person"),
    ("Ada Lovelace", "person"),
    ("Lovelace", "person"),
]


def history(store: GraphStore) -> None:
    """Put, replace and forget documents, so that ids lead on, and entities are out of use."""
    passing = [extraction("passing.txt", [[("Passing Stranger", "person")]])]
    full = [extraction(f"full{n}.txt", [[NAMES[4]]]) for n in range(3)]
    apply_changes(store, [extraction("bare.txt", [[NAMES[5]]]), *full, *passing])
    explains = [extraction(f"explains{n}.txt", [[NAMES[4]], [NAMES[5]]]) for n in range(3)]
    special = [extraction(f"{name}.txt", [[(name, kind), NAMES[4]], []]) for name, kind in NAMES]
    # A field longer than the buffer that the import has by default.
    long = extraction("long.txt", [[NAMES[4]]], title="x" * 3_000_000 + '"' * 2_000_000)
    empty = [extraction("nothing.txt", []), long]
    apply_changes(store, explains + special + empty + corpus(8, seed=3))
    forget(store, [each.document.id for each in passing])
    entities = load_resolution(store).entities.values()
    assert any(each.merged_into for each in entities)
    assert any(not each.docs for each in entities)


def put_values(store: GraphStore) -> None:
    """Put nodes whose properties are whatever comes to mind."""
    rows: list[dict[str, Any]] = []

    @settings(
        max_examples=150,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(VALUES)
    def draw(values: dict[str, Any]) -> None:
        rows.append(values | {"id": f"values {len(rows)}"})

    draw()
    text = "UNWIND $rows AS row CREATE (s:GraphmillState {id: row.id}) SET " + ", ".join(
        f"s.{key} = row.{key}" for key in rows[0] if key != "id"
    )
    store.write(lambda transaction: transaction.run(text, {"rows": rows}))


@pytest.fixture
def load(tmp_path: Path) -> Iterator[Callable[[Path], StoreSettings]]:
    """Load exported files by their script into the folder of a server, and start it."""
    home, tool = tmp_path / "server", tmp_path / "neo4j-admin"
    home.mkdir()
    started: list[launcher.Neo4jServer] = []

    def into_server(folder: Path) -> StoreSettings:
        try:
            admin.write_tool(home, tool)
        except launcher.Neo4jUnavailableError as error:
            skip_neo4j(error)
        command = [folder / SCRIPT, "neo4j", "--overwrite-destination"]
        environment = os.environ | {"NEO4J_ADMIN": str(tool)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        server = start_neo4j(home)
        started.append(server)
        return StoreSettings(
            kind="neo4j",
            uri=server.uri,
            user=server.user,
            password=SecretStr(server.password),
            retry_seconds=20,
        )

    yield into_server
    for server in started:
        server.stop()


@pytest.mark.neo4j
def test_a_graph_goes_through_files_into_neo4j_and_comes_out_the_same(
    embedded_store: Callable[[str], GraphStore], load: Callable[[Path], StoreSettings], tmp_path: Path
) -> None:
    source = embedded_store("source")
    history(source)
    put_values(source)
    expected, sound = raw_graph(source), snapshot(source)
    assert audit(source).differences == ()
    first = exported(source, tmp_path / "first")
    assert first.rest > 10
    assert (first.left_out_nodes, first.left_out_relationships) == (0, 0)
    with open_store(load(first.target)) as store:
        assert stored_version(store) == SCHEMA_VERSION
        assert read_mark(store) is None
        found = raw_graph(store)
        assert [kind for kind in expected if found[kind] != expected[kind]] == []
        assert audit(store).differences == ()
        assert snapshot(store).differences(sound) == []
        assert load_resolution(store) == load_resolution(source)
        # Out of the server come the same files, but for the order of lines, and without what is another program's.
        store.write(lambda transaction: transaction.run("CREATE (n:Note {text: 'mine'})", {}))
        again = exported(store, tmp_path / "again")
        assert (again.nodes, again.relationships) == (first.nodes, first.relationships)
        assert (again.left_out_nodes, again.files) == (1, first.files)
        for name in set(first.files) - {
            "GraphmillState.csv",
            "GraphmillState-header.csv",
            "rest.csv",
            SCRIPT,
        }:
            assert lines(again.target / name) == lines(first.target / name), name
        # The graph goes on as any other.
        apply_changes(store, corpus(3, seed=8))
        assert audit(store).differences == ()


def lines(path: Path) -> list[bytes]:
    return sorted(path.read_bytes().split(b"\n"))


def test_the_export_keeps_out_of_a_folder_that_holds_something(
    embedded_store: Callable[[str], GraphStore], tmp_path: Path
) -> None:
    store = embedded_store("graph")
    apply_changes(store, corpus(2))
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "mine.txt").touch()
    with pytest.raises(NotEmptyError, match="--force"):
        exported(store, folder)
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]
    report = exported(store, folder, force=True)
    assert {path.name for path in folder.iterdir()} == {"mine.txt", *report.files}
    with pytest.raises(NotEmptyError):
        exported(store, folder / "mine.txt")


def test_nothing_is_exported_while_somebody_writes(store: GraphStore, tmp_path: Path) -> None:
    with store.lease(), pytest.raises(StoreBusyError):
        exported(store, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_export_that_is_cut_off_leaves_the_files_of_the_one_before(
    store: GraphStore, tmp_path: Path
) -> None:
    apply_changes(store, corpus(2))
    exported(store, tmp_path / "out")
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert SCRIPT in before
    store.write(lambda transaction: transaction.run("MATCH (e:Entity) SET e.`my key` = 1", {}))
    with pytest.raises(StoreError, match="my key"):
        exported(store, tmp_path / "out", force=True)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


def test_a_graph_from_files_of_a_newer_version_is_refused(store_settings: StoreSettings) -> None:
    mark = "CREATE (s:GraphmillState {id: 'unfinished', work: 'import', schemaVersion: 1000})"
    with open_store(store_settings) as store:
        store.write(lambda transaction: transaction.run(mark, {}))
    with pytest.raises(SchemaError, match="1000"):
        open_store(store_settings)
