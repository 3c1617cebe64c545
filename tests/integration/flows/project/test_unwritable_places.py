"""Folders and files that may not be written: an error with the place and the remedy, and no traceback."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.project.settings import Settings
from flows.project.state_folder import StateFolderError, make_state_folder
from flows.project.stores import open_project_store
from flows.runs import prefect_environment
from graph.errors import NoGraphError, StoreError
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes
from tests.support.command_line import CommandLine
from tests.support.synthetic import corpus

NOBODY = 65534


@contextmanager
def without_rights() -> Iterator[None]:
    """Be a user whom the modes of files bind, which root is not."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder that every user may look into, unlike those of pytest."""
    made = Path(tempfile.mkdtemp(prefix="graphmill-rights-"))
    made.chmod(0o755)
    yield made
    for each in (made, *made.rglob("*")):
        each.chmod(0o755)
    shutil.rmtree(made)


@pytest.fixture
def read_only(folder: Path) -> StoreSettings:
    """Give the settings of a graph in a folder that may only be read."""
    settings = StoreSettings(path=folder / "graph.kgl")
    with open_store(settings) as store:
        apply_changes(store, corpus(2))
    for each in folder.iterdir():
        each.chmod(0o444)
    folder.chmod(0o555)
    return settings


@pytest.fixture
def below_a_file(tmp_path: Path) -> Path:
    (tmp_path / "notes.txt").write_text("no folder", encoding="utf-8")
    return tmp_path / "notes.txt" / "state"


def test_a_graph_that_may_only_be_read_is_not_called_damaged(read_only: StoreSettings) -> None:
    held = read_only.path.read_bytes()
    with without_rights(), pytest.raises(StoreError, match="may not be written") as refused:
        open_store(read_only, create=False)
    told = str(refused.value)
    assert str(read_only.path) in told
    assert "--state" in told
    assert "damaged" not in told
    assert read_only.path.read_bytes() == held


def test_a_graph_in_a_folder_that_may_not_be_looked_into_is_not_said_to_be_missing(
    read_only: StoreSettings,
) -> None:
    read_only.path.parent.chmod(0o600)
    with without_rights(), pytest.raises(StoreError, match="cannot be seen: Permission denied"):
        open_store(read_only, create=False)


def test_a_folder_in_the_place_of_the_graph_is_called_one(tmp_path: Path) -> None:
    (tmp_path / "graph.kgl").mkdir()
    with pytest.raises(StoreError, match=r"graph\.kgl is a folder and no graph: move it away"):
        open_store(StoreSettings(path=tmp_path / "graph.kgl"), create=False)


@pytest.mark.parametrize("where", ["below a file", "in /proc"])
def test_a_state_folder_that_cannot_be_made_is_named(below_a_file: Path, where: str) -> None:
    state = below_a_file if where == "below a file" else Path("/proc/graphmill/state")
    with pytest.raises(StateFolderError, match=rf"The state folder {state} cannot be written: .*--state"):
        make_state_folder(state)
    with pytest.raises(StoreError, match=rf"The folder {state} for the graph cannot be made: .*--state"):
        open_store(StoreSettings(path=state / "graph.kgl"))
    with pytest.raises(NoGraphError, match=str(state)):
        open_store(StoreSettings(path=state / "graph.kgl"), create=False)


def test_a_state_folder_that_is_there_and_may_not_be_written_is_named(folder: Path) -> None:
    folder.chmod(0o555)
    with without_rights(), pytest.raises(StateFolderError, match=f"{folder} cannot be written: Permission"):
        make_state_folder(folder)


def test_a_graph_is_begun_only_where_the_rest_of_the_state_can_be_kept(
    below_a_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(base=below_a_file.parents[1], state=below_a_file)
    with pytest.raises(StateFolderError), open_project_store(settings, "create"):
        pass
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    with pytest.raises(StateFolderError, match=str(below_a_file / "prefect")):
        prefect_environment.prepare(settings.state_folder)


def test_commands_say_so(
    below_a_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = below_a_file.parents[1]
    monkeypatch.chdir(folder)
    for name in ("GRAPHMILL_CONFIG", "PREFECT_API_URL"):
        monkeypatch.delenv(name, raising=False)
    line = CommandLine(capsys)
    code, _, err = line.run("ingest", "notes.txt", "--state", str(below_a_file))
    assert (code, f"The state folder {below_a_file}" in err) == (1, True)
    code, _, err = line.run("status", "--state", str(below_a_file))
    assert (code, "There is no graph yet" in err) == (1, True)
    code, _, err = line.run("init", str(below_a_file))
    assert (code, f"{below_a_file / 'graphmill.toml'} cannot be written: Not a directory" in err) == (1, True)
    assert [each.name for each in folder.iterdir()] == ["notes.txt"]


@pytest.mark.model
def test_the_doctor_finds_a_state_folder_that_cannot_be_made(
    below_a_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(below_a_file.parents[1])
    monkeypatch.delenv("GRAPHMILL_CONFIG", raising=False)
    code, out, _ = CommandLine(capsys).run("doctor", "--state", str(below_a_file))
    (disk,) = (line for line in out.splitlines() if line.startswith("disk "))
    assert code == 1
    assert f"FAILED  {below_a_file} cannot be made or written: {below_a_file.parent} is no folder" in disk
