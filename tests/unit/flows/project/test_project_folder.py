"""The steps of ``prefect.yaml``: a run begins in a project's folder or does not begin."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.project.deployment_folder import ProjectFolderError, check_name, enter


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder, as a worker's run does, that has a project beside it."""
    project = tmp_path / "project"
    project.mkdir()
    (project / "graphmill.toml").touch()
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    return project


def test_a_project_becomes_the_working_directory(elsewhere: Path) -> None:
    assert enter(str(elsewhere)) == {"directory": str(elsewhere)}
    assert Path.cwd() == elsewhere


@pytest.mark.parametrize(
    ("directory", "said"),
    [
        ("", "GRAPHMILL_PROJECT is not set"),
        (".", "no absolute path"),
        ("../project", "no absolute path"),
        ("~/project", "no absolute path"),
        ("{{ $GRAPHMILL_PROJECT }}", "no absolute path"),
        ("/no/such/folder", "/no/such/folder is not on this machine"),
        ("FILE", "graphmill.toml is not on this machine"),
    ],
)
def test_what_is_no_project_is_refused_in_words_and_nothing_is_entered(
    directory: str, said: str, elsewhere: Path
) -> None:
    stand = Path.cwd()
    given = str(elsewhere / "graphmill.toml") if directory == "FILE" else directory
    with pytest.raises(ProjectFolderError, match=said) as refused:
        enter(given)
    assert "GRAPHMILL_PROJECT=/path/of/the/project prefect deploy --all" in str(refused.value)
    assert Path.cwd() == stand


@pytest.mark.parametrize("directory", ["", ".", "project", "~/project"])
def test_a_deployment_that_could_not_be_found_by_a_worker_is_refused(directory: str) -> None:
    with pytest.raises(SystemExit, match=r"GRAPHMILL_PROJECT is .*graphmill\.toml"):
        check_name(directory)


def test_a_deployment_may_name_a_folder_of_another_machine() -> None:
    check_name("/no/such/folder/here")
