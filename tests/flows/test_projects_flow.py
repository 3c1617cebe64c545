"""The flows where there is no graph, where it is another project's, and where it was last written from elsewhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from flows.analyse import analyse
from flows.ingest import ingest
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from graph.contents.project import read_project
from graph.errors import NoGraphError, OtherProjectError
from tests.support.raw_graph import raw_graph


@pytest.fixture
def letters(tmp_path: Path) -> Settings:
    return project_in(tmp_path / "letters", "Maria Keller joined Siemens in Berlin.")


@pytest.fixture
def diaries(tmp_path: Path) -> Settings:
    return project_in(tmp_path / "diaries", "Otto Hahn met Lise Meitner in Munich.")


def project_in(base: Path, text: str) -> Settings:
    """Return a project with one document, of the same name in each, whose graph is kept beside it."""
    (base / "inbox").mkdir(parents=True)
    (base / "inbox" / "one.txt").write_text(text, encoding="utf-8")
    flow = {"retries": 2, "retry_delay_seconds": 60}
    return Settings.model_validate({"base": base, "state": Path("../shared"), "flow": flow})


@pytest.mark.model
def test_a_second_project_is_refused_before_it_reads_a_document(letters: Settings, diaries: Settings) -> None:
    assert ingest(["inbox"], letters).documents_added == 1
    with open_project_store(letters) as store:
        before = raw_graph(store)
    shutil.rmtree(letters.state_folder / "staged")
    with pytest.raises(OtherProjectError, match=r"project 'letters'.* the project 'diaries'"):
        ingest(["inbox"], diaries)
    with pytest.raises(OtherProjectError):
        analyse(diaries)
    with open_project_store(letters) as store:
        assert raw_graph(store) == before
    assert not (letters.state_folder / "staged").exists()
    assert analyse(diaries, write=False).documents == 1


@pytest.mark.model
def test_the_same_name_from_another_folder_goes_on_and_the_report_says_so(
    letters: Settings, tmp_path: Path
) -> None:
    assert ingest(["inbox"], letters).hints == []
    (tmp_path / "moved").mkdir()
    shutil.copytree(letters.base, tmp_path / "moved" / "letters")
    moved = letters.model_copy(update={"base": tmp_path / "moved" / "letters", "state": letters.state_folder})
    report = ingest(["inbox"], moved)
    assert report.documents_unchanged == 1
    (hint,) = report.hints
    assert f":{letters.base}, and now from" in hint
    assert f":{moved.base}, both as the project 'letters'" in hint
    assert hint in report.markdown()
    assert ingest(["inbox"], moved).hints == []
    with open_project_store(moved) as store:
        found = read_project(store)
    assert found is not None
    assert found.place.endswith(str(moved.base))


@pytest.mark.parametrize("write", [True, False])
def test_an_analysis_where_there_is_no_graph_fails_at_once_and_makes_none(
    letters: Settings, write: bool
) -> None:
    with pytest.raises(NoGraphError, match=rf"no graph yet at {letters.state_folder}/graph\.kgl"):
        analyse(letters, write=write)
    assert not letters.state_folder.exists()
