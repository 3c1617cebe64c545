"""The step before a deployment's run: it begins in the project's folder or does not begin."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.project.deployment_folder import ProjectFolderError, enter


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder, as a worker's run does, that has a project beside it."""
    monkeypatch.delenv("GRAPHMILL_PROJECT", raising=False)
    project = make(tmp_path / "project", "press")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    return project


def make(folder: Path, name: str) -> Path:
    folder.mkdir()
    (folder / "graphmill.toml").write_text(f'project = "{name}"\n', encoding="utf-8")
    return folder


def test_a_project_becomes_the_working_directory(elsewhere: Path) -> None:
    assert enter(str(elsewhere)) == {"directory": str(elsewhere)}
    assert Path.cwd() == elsewhere


def test_on_another_machine_it_is_the_folder_that_the_workers_variable_names(
    elsewhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = make(tmp_path / "here", "press")
    monkeypatch.setenv("GRAPHMILL_PROJECT", str(here))
    assert enter("/on/the/other/machine", "press") == {"directory": str(here)}
    assert Path.cwd() == here


def test_a_variable_that_names_another_project_does_not_lead_a_run_astray(
    elsewhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHMILL_PROJECT", str(make(tmp_path / "here", "letters")))
    assert enter(str(elsewhere), "press") == {"directory": str(elsewhere)}


def test_a_folder_that_has_become_another_projects_is_refused(elsewhere: Path) -> None:
    with pytest.raises(ProjectFolderError, match="project 'press', and the run is one of 'letters'"):
        enter(str(elsewhere), "letters")


@pytest.mark.parametrize("name", ["", "press"])
@pytest.mark.parametrize(
    ("directory", "said"),
    [
        ("", "no absolute path"),
        (".", "no absolute path"),
        ("../project", "no absolute path"),
        ("~/project", "no absolute path"),
        ("/no/such/folder", "/no/such/folder, is not on this machine"),
        ("FILE", r"graphmill\.toml, is not on this machine"),
    ],
)
def test_what_is_no_project_is_refused_in_words_and_nothing_is_entered(
    directory: str, said: str, elsewhere: Path, name: str
) -> None:
    stand = Path.cwd()
    given = str(elsewhere / "graphmill.toml") if directory == "FILE" else directory
    with pytest.raises(ProjectFolderError, match=said) as refused:
        enter(given, name)
    assert "graphmill deploy" in str(refused.value)
    assert Path.cwd() == stand
