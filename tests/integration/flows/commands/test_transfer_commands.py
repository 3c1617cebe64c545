"""Moving, rebuilding, exporting and tidying a graph by command."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from extractors.mentions import Extraction
from flows.cli import run
from flows.project.guidance import load_guidance
from flows.project.settings_file import load_settings
from flows.project.stores import store_settings
from graph.checks.audit import audit
from graph.contents.loading import load_entities
from graph.schema.labels import NODE_LABELS
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from graph.stores.unfinished import Mark, put_mark
from graph.writing.writer import apply_changes
from tests.support.command_line import CommandLine
from tests.support.raw_graph import raw_graph
from tests.support.synthetic import corpus, extraction

COMMANDS = ["copy", "rebuild", "tidy", "export"]
DOCUMENTS = corpus(6, seed=2)
PASSING = extraction("passing.txt", [[("Passing Stranger", "person")]])
both_stores = pytest.mark.parametrize(
    "project",
    ["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)],
    indirect=True,
)


@dataclass
class Project(CommandLine):
    """A folder with a graph, and the command line in it."""

    folder: Path

    def open(self, **options: Any) -> GraphStore:
        return open_store(store_settings(load_settings()), **options)

    def put(self, documents: Sequence[Extraction], *gone: Extraction) -> None:
        with self.open() as store:
            guidance = load_guidance(load_settings())
            apply_changes(store, documents, [each.document.id for each in gone], guidance=guidance)

    def write(self, text: str) -> None:
        with self.open() as store:
            store.write(lambda transaction: transaction.run(text, {}))


@pytest.fixture
def project(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Project:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRAPHMILL_CONFIG", raising=False)
    if request.param == "neo4j":
        server: StoreSettings = request.getfixturevalue("empty_neo4j")
        use_server(monkeypatch, server)
        monkeypatch.setenv("GRAPHMILL_STORE__KIND", "neo4j")
    (tmp_path / ".graphmill").mkdir()
    made = Project(capsys, tmp_path)
    made.put([*DOCUMENTS, PASSING])
    return made


def use_server(monkeypatch: pytest.MonkeyPatch, server: StoreSettings) -> None:
    monkeypatch.setenv("GRAPHMILL_STORE__URI", server.uri)
    monkeypatch.setenv("GRAPHMILL_STORE__USER", server.user)
    monkeypatch.setenv("NEO4J_PASSWORD", server.password.get_secret_value())


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_tells_how_it_is_used(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*command.split(), "--help"]) == 0
    assert f"Usage: graphmill {command}" in capsys.readouterr().out


@both_stores
def test_tidy_removes_what_nothing_names(project: Project) -> None:
    project.put([], PASSING)
    assert "Removed 1 entity that nothing names." in project.ok("tidy")
    assert project.data("tidy") == {"removed": 0}
    with project.open() as store:
        assert all(entity.docs for entity in load_entities(store).values())
        assert audit(store).differences == ()


@both_stores
def test_rebuild_mends_a_damaged_graph(project: Project) -> None:
    project.write("MATCH (e:Entity) SET e.docs = 0")
    assert project.run("audit")[0] == 1
    out = project.ok("rebuild")
    assert [line.split() for line in out.splitlines()][1] == ["documents", "7"]
    assert "differences         0" in out
    project.ok("audit")
    data = project.data("rebuild")
    assert (data["documents"], data["resumed"], data["audit"]["differences"]) == (7, False, [])
    assert not (project.folder / ".graphmill" / "rebuild").exists()


@both_stores
def test_rebuild_names_the_document_whose_evidence_is_damaged(project: Project) -> None:
    project.write(f"MATCH (c:Chunk {{docId: '{PASSING.document.id}'}}) SET c.text = 'nothing'")
    code, _, err = project.run("rebuild")
    assert code == 1
    assert "passing.txt" in err
    assert "Nothing was changed" in err


@both_stores
def test_every_command_refuses_a_graph_that_is_half_written(project: Project) -> None:
    with project.open() as store:
        put_mark(store, Mark("copy", place="elsewhere"))
    for command in (("status",), ("audit",), ("tidy",), ("rebuild",), ("export", "neo4j-admin", "out")):
        code, _, err = project.run(*command)
        assert (code, "graphmill copy" in err) == (1, True), command


@both_stores
def test_export_says_how_the_files_are_loaded(project: Project) -> None:
    out = project.ok("export", "neo4j-admin", "files")
    script = project.folder / "files" / "import.sh"
    assert "files/import.sh neo4j --overwrite-destination" in out
    assert script.stat().st_mode & stat.S_IXUSR
    code, _, err = project.run("export", "neo4j-admin", "files")
    assert (code, "--force" in err) == (1, True)
    data = project.data("export", "neo4j-admin", "files", "--force")
    assert sorted(data["files"]) == sorted(path.name for path in Path("files").iterdir())
    with project.open() as store:
        assert data["nodes"] == sum(len(raw_graph(store)[label]) for label in NODE_LABELS)


@pytest.mark.neo4j
@pytest.mark.parametrize("project", ["embedded"], indirect=True)
def test_copy_moves_the_graph_to_the_server_and_back(
    project: Project, empty_neo4j: StoreSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_server(monkeypatch, empty_neo4j)
    with project.open() as store:
        expected = raw_graph(store)
    out = project.ok("copy", "--from", "embedded", "--to", "neo4j")
    assert "audited: documents  7" in out
    with open_store(empty_neo4j) as store:
        assert raw_graph(store) == expected
    code, _, err = project.run("copy", "--from", "embedded", "--to", "neo4j")
    assert (code, "holds a graph already" in err) == (1, True)
    back = project.data("copy", "--from", "neo4j", "--to", "embedded", "--state", "other")
    assert back["audit"]["differences"] == []
    with open_store(StoreSettings(path=project.folder / "other" / "graph.kgl")) as store:
        assert raw_graph(store) == expected


@pytest.mark.neo4j
@pytest.mark.parametrize("project", ["embedded"], indirect=True)
def test_copy_tells_of_differences_that_the_graph_had_before(
    project: Project, empty_neo4j: StoreSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_server(monkeypatch, empty_neo4j)
    project.write("MATCH (e:Entity) SET e.docs = e.docs + 1")
    code, out, err = project.run("copy", "--from", "embedded", "--to", "neo4j")
    assert code == 1
    assert "windows and docs" in out
    assert "graphmill rebuild" in err


@pytest.mark.parametrize("project", ["embedded"], indirect=True)
def test_copy_takes_two_stores(project: Project) -> None:
    code, _, err = project.run("copy", "--from", "embedded", "--to", "embedded")
    assert (code, "one store" in err) == (2, True)
    assert project.run("copy", "--from", "embedded")[0] == 2
