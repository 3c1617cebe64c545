"""Where there is no graph, a command that needs one says so, names the place and makes nothing there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import neo4j
import pytest

from graph.errors import NoGraphError
from graph.schema.labels import SCHEMA_VERSION
from graph.stores.embedded.store import EmbeddedStore
from graph.stores.opening import open_store, require_graph
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes
from tests import first_release
from tests.command_line import CommandLine
from tests.synthetic import corpus

COMMANDS = [
    "status",
    "audit",
    "mentions",
    "query top",
    "query RETURN%1",
    "search Ada",
    "entity Ada",
    "export neo4j-admin files",
    "analyse",
    "analyse --dry-run --graphml net.graphml",
    "resolve",
    "resolve --apply",
    "review",
    "review --export questions.csv",
    "explain Ada Grace",
    "decisions",
    "merge Ada Grace",
    "split Ada --name Ada",
    "rename Ada Eva",
    "retype Ada person",
    "hide Ada",
    "undo",
    "link --kb people.csv",
    "link",
    "forget a.txt",
    "rebuild",
    "tidy",
]
SETTINGS = 'decisions = "decided.jsonl"\n[knowledge_base]\nfiles = ["people.csv"]\n'
both_stores = pytest.mark.parametrize(
    "line",
    ["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)],
    indirect=True,
)


@pytest.fixture
def line(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> CommandLine:
    """Stand in a project without a graph."""
    monkeypatch.chdir(tmp_path)
    for name in ("GRAPHMILL_CONFIG", "PREFECT_API_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "people.csv").write_text("id,name\n1,Ada\n", encoding="utf-8")
    (tmp_path / "graphmill.toml").write_text(SETTINGS, encoding="utf-8")
    if request.param == "neo4j":
        server: StoreSettings = request.getfixturevalue("empty_neo4j")
        first_release.clear(server)
        monkeypatch.setenv("GRAPHMILL_STORE__KIND", "neo4j")
        monkeypatch.setenv("GRAPHMILL_STORE__URI", server.uri)
        monkeypatch.setenv("NEO4J_PASSWORD", server.password.get_secret_value())
    return CommandLine(capsys)


def everything(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def definitions_and_nodes(server: StoreSettings) -> tuple[int, int, int]:
    auth = (server.user, server.password.get_secret_value())
    counted = (
        "SHOW CONSTRAINTS YIELD name RETURN count(*) AS n",
        "SHOW INDEXES YIELD type WHERE type <> 'LOOKUP' RETURN count(*) AS n",
        "MATCH (n) WHERE NOT n:GraphmillTests RETURN count(n) AS n",
    )
    with neo4j.GraphDatabase.driver(server.uri, auth=auth) as driver, driver.session() as session:
        constraints, indexes, nodes = (session.run(text).single(strict=True)["n"] for text in counted)
    return constraints, indexes, nodes


@both_stores
def test_every_command_says_that_there_is_none_and_makes_nothing(
    line: CommandLine, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    on_server = "neo4j" in request.node.callspec.params.values()
    server: StoreSettings | None = request.getfixturevalue("neo4j_settings") if on_server else None
    place = (
        f"in the database neo4j at {server.uri}" if server else f"at {tmp_path / '.graphmill' / 'graph.kgl'}"
    )
    before = everything(tmp_path)
    for command in COMMANDS:
        code, out, err = line.run(*(word.replace("%", " ") for word in command.split()))
        assert (code, out) == (1, ""), command
        assert f"There is no graph yet {place}. `graphmill ingest PATHS` makes one." in err, command
        assert f"the settings are those of {tmp_path / 'graphmill.toml'}." in err, command
        assert everything(tmp_path) == before, command
    if server:
        assert definitions_and_nodes(server) == (0, 0, 0)


@pytest.mark.model
@both_stores
def test_the_doctor_finds_nothing_wrong_with_that(line: CommandLine, tmp_path: Path) -> None:
    before = everything(tmp_path)
    checks = {check["name"]: check for check in line.data("doctor")["checks"]}
    assert checks["store"]["ok"]
    assert checks["store"]["found"].endswith("no graph yet, graphmill ingest makes one")
    assert everything(tmp_path) == before


@pytest.mark.parametrize("line", ["embedded"], indirect=True)
def test_a_folder_without_settings_is_told_of(
    line: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "graphmill.toml").unlink()
    code, _, err = line.run("status")
    assert (code, "no graphmill.toml is in this folder or above it." in err) == (1, True)
    monkeypatch.setenv("GRAPHMILL_CONFIG", str(tmp_path / "other.toml"))
    (tmp_path / "other.toml").write_text('state = "elsewhere"\n', encoding="utf-8")
    code, _, err = line.run("status")
    assert f"at {tmp_path}/elsewhere/graph.kgl" in err
    assert f"the settings are those of {tmp_path}/other.toml." in err


@pytest.mark.neo4j
@pytest.mark.parametrize("line", ["neo4j"], indirect=True)
@pytest.mark.parametrize(("source", "target"), [("embedded", "neo4j"), ("neo4j", "embedded")])
def test_a_copy_of_nothing_makes_nothing_of_its_target(
    line: CommandLine, tmp_path: Path, neo4j_settings: StoreSettings, source: str, target: str
) -> None:
    before = everything(tmp_path)
    code, _, err = line.run("copy", "--from", source, "--to", target)
    assert (code, "There is no graph yet" in err) == (1, True)
    assert everything(tmp_path) == before
    assert definitions_and_nodes(neo4j_settings) == (0, 0, 0)


@both_stores
def test_a_graph_of_an_older_version_is_read_and_brought_up_to_date(
    line: CommandLine, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    on_server = "neo4j" in request.node.callspec.params.values()
    settings = (
        request.getfixturevalue("neo4j_settings")
        if on_server
        else StoreSettings(path=tmp_path / ".graphmill" / "graph.kgl")
    )
    first_release.restore(settings)
    assert line.data("status")["documents"] == len(first_release.documents())
    versions = line.data("query", "MATCH (s:GraphmillSchema) RETURN s.version AS version")
    assert versions == [{"version": SCHEMA_VERSION}]


KILLED = """
import os, signal, sys
from pathlib import Path
from graph.stores.embedded.store import EmbeddedStore
from graph.stores.migrations import definitions, migrate
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes
from tests.synthetic import corpus
store = EmbeddedStore(StoreSettings(path=Path(sys.argv[1])))
when = sys.argv[2]
if when == "within the first migration":
    store.define(definitions(1)[0])
if when in ("after the migrations", "after the first commit"):
    migrate(store)
if when == "after the first commit":
    apply_changes(store, corpus(2))
os.kill(os.getpid(), signal.SIGKILL)
"""


def killed(path: Path, when: str) -> StoreSettings:
    """Leave what a first run leaves that is killed at a certain moment: a log and no file."""
    path.parent.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), when],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert not path.exists()
    assert path.with_name("graph.kgl-wal").exists()
    return StoreSettings(path=path)


@pytest.mark.parametrize("when", ["before it wrote anything", "within the first migration"])
def test_what_a_run_leaves_that_was_killed_before_the_graph_was_begun_is_none(
    tmp_path: Path, when: str
) -> None:
    settings = killed(tmp_path / "state" / "graph.kgl", when)
    before = everything(tmp_path)
    for _ in range(2):
        with pytest.raises(NoGraphError):
            open_store(settings, create=False)
        assert everything(tmp_path) == before
    with open_store(settings) as store:
        apply_changes(store, corpus(2))
    with open_store(settings, create=False) as store:
        assert len(list(store.stream("MATCH (d:Document) RETURN d.id AS id"))) == 2


@pytest.mark.parametrize(("when", "documents"), [("after the migrations", 0), ("after the first commit", 2)])
def test_a_graph_that_is_in_the_log_alone_is_read_and_stays(
    tmp_path: Path, when: str, documents: int
) -> None:
    settings = killed(tmp_path / "state" / "graph.kgl", when)
    for _ in range(2):
        require_graph(settings)
        with open_store(settings, create=False) as store:
            assert len(list(store.stream("MATCH (d:Document) RETURN d.id AS id"))) == documents


def test_a_file_that_no_graph_was_begun_in_is_none(tmp_path: Path) -> None:
    settings = StoreSettings(path=tmp_path / "graph.kgl")
    with EmbeddedStore(settings) as bare:
        bare.write(lambda transaction: transaction.run("CREATE (n:Note {id: 'mine'})", {}))
    with pytest.raises(NoGraphError):
        open_store(settings, create=False)
    with EmbeddedStore(settings) as bare:
        assert list(bare.stream("MATCH (n) RETURN n.id AS id")) == [{"id": "mine"}]
