"""What a run says of itself: its state in Prefect, its log, and whose settings it went by."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from extractors.errors import UsageError
from flows.analyse import analyse
from flows.commands.ingest import ingest_here
from flows.ingest import ingest
from flows.project.settings import Settings, SettingsError
from flows.project.settings_file import load_settings
from flows.project.stores import open_project_store
from flows.runs.ingestion import NothingIngestedError
from graph.contents.loading import known_documents
from graph.questions.status import status

pytestmark = pytest.mark.model


@pytest.fixture
def log() -> Iterator[list[str]]:
    """Give the lines that runs have logged, with their levels."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{record.levelname} {record.getMessage()}")

    logger = logging.getLogger("prefect.flow_runs")
    handler, level = Kept(), logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield lines
    logger.removeHandler(handler)
    logger.setLevel(level)


@pytest.fixture
def in_project(project: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a project with settings of its own, as a worker does, and return its folder."""
    (project.base / "graphmill.toml").write_text(
        'state = "kept/graph"\n[[types]]\nname = "person"\n[flow]\nretries = 0\n', encoding="utf-8"
    )
    monkeypatch.chdir(project.base)
    return project.base


def damage_everything(corpus: Path) -> None:
    for path in corpus.iterdir():
        path.unlink()
    (corpus / "a.pdf").write_bytes(b"%PDF-1.7 this is none")
    (corpus / "b.txt").write_text(" ", encoding="utf-8")


def leave(_corpus: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("inputs", "before", "told"),
    [
        (["nowhere"], leave, ["nowhere", "no such file or folder"]),
        (["corpus/*.docx"], leave, ["corpus/*.docx", "No file matches"]),
        (["corpus"], damage_everything, ["corpus/a.pdf", "corrupt", "corpus/b.txt", "empty"]),
    ],
)
def test_a_run_that_could_read_nothing_has_failed_and_says_why(
    project: Settings, inputs: list[str], before: Callable[[Path], None], told: list[str]
) -> None:
    before(project.base / "corpus")
    state = ingest(inputs, project, return_state=True)
    assert state.is_failed()
    for part in told:
        assert part in str(state.message)
    with pytest.raises(NothingIngestedError):
        ingest(inputs, project)


def test_a_run_that_is_given_nothing_to_read_has_failed(project: Settings) -> None:
    state = ingest([], project, return_state=True)
    assert (state.is_failed(), "[[sources]]" in str(state.message)) == (True, True)
    with pytest.raises(UsageError):
        ingest_here([], project)


def test_a_run_with_rejected_sources_has_a_state_of_its_own_and_names_them_in_its_log(
    project: Settings, log: list[str]
) -> None:
    (project.base / "corpus" / "empty.txt").write_text(" ", encoding="utf-8")
    state = ingest(["corpus", "nowhere"], project, return_state=True)
    assert (state.name, state.is_completed()) == ("Partial", True)
    assert "5 documents committed, 2 rejected" in str(state.message)
    assert "corpus/empty.txt" in str(state.message)
    for named in ("corpus/empty.txt] rejected (empty)", "nowhere] rejected (unreadable)"):
        assert any(line.startswith("WARNING") and named in line for line in log), log
    assert ingest(["corpus", "nowhere"], project).exit_code == 3


def test_a_run_that_did_all_it_was_to_do_is_completed(project: Settings, log: list[str]) -> None:
    state = ingest(["corpus"], project, return_state=True)
    assert (state.name, state.is_completed()) == ("Completed", True)
    assert not [line for line in log if line.startswith("WARNING")]


def test_a_source_that_is_gone_is_a_warning_in_the_log(project: Settings, log: list[str]) -> None:
    ingest(["corpus"], project)
    (project.base / "corpus" / "a.txt").unlink()
    ingest(["corpus"], project)
    assert any(line.startswith("WARNING") and "corpus/a.txt" in line for line in log)


# The parameters are what Prefect hands on from a deployment, its form or its command line: plain data.
@pytest.mark.parametrize(
    "parameter", [None, {}, {"flow": {"batch_files": 1}}, {"store": {"wait_seconds": 1}}]
)
def test_a_parameter_changes_what_it_names_and_the_project_keeps_the_rest(
    in_project: Path, parameter: Any
) -> None:
    first = ingest(["corpus"], load_settings())
    assert (first.documents_added, set(first.mentions)) == (5, {"person"})
    report = ingest(["corpus"], parameter)
    assert (report.documents_unchanged, report.documents_replaced, report.documents_added) == (5, 0, 0)
    assert not (in_project / ".graphmill").exists()


def test_variables_hold_beside_a_parameter(in_project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHMILL_STATE", "by-variable")
    ingest(["corpus"], {"flow": {"batch_files": 1}})
    assert (in_project / "by-variable" / "graph.kgl").is_file()
    assert not (in_project / "kept").exists()


def test_a_parameter_of_the_analysis_measures_the_graph_of_the_project(in_project: Path) -> None:
    ingest(["corpus"])
    report = analyse({"analysis": {"least_docs": 1, "seed": 3}})
    assert (report.documents, report.settings.seed) == (5, 3)
    with open_project_store(load_settings()) as store:
        assert status(store).counts["documents"] == 5
    assert not (in_project / ".graphmill").exists()


@pytest.mark.parametrize("parameter", [None, {"flow": {"batch_files": 4}}])
@pytest.mark.parametrize(
    "flow", [lambda p: ingest(["corpus"], p, return_state=True), lambda p: analyse(p, return_state=True)]
)
def test_a_worker_in_a_folder_without_settings_fails_and_makes_no_graph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flow: Callable[[Any], Any], parameter: Any
) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "corpus").mkdir(parents=True)
    (elsewhere / "corpus" / "a.txt").write_text("Otto Hahn lived in Munich.", encoding="utf-8")
    monkeypatch.chdir(elsewhere)
    state = flow(parameter)
    assert state.is_failed()
    assert str(elsewhere) in str(state.message)
    assert [each.name for each in elsewhere.iterdir()] == ["corpus"]
    with pytest.raises(SettingsError):
        state.result()


@pytest.mark.parametrize(
    "parameter", [{"flow": {"batch_files": 0}}, {"flow": {"batch_filez": 1}}, {"extractor": {"threshold": 7}}]
)
def test_a_parameter_that_cannot_be_is_refused_before_anything_is_read(
    in_project: Path, parameter: dict[str, Any]
) -> None:
    state = ingest(["corpus"], parameter, return_state=True)
    assert state.is_failed()
    assert not (in_project / "kept").exists()


def test_prefects_form_offers_every_setting_and_sends_none_that_was_not_filled_in() -> None:
    for flow in (ingest, analyse):
        schema = flow.parameters.model_dump()
        settings = schema["definitions"]["SettingsChanges"]["properties"]
        assert set(settings) == set(Settings.model_fields)
        assert {settings[name]["default"] for name in settings} == {None}
        assert "Settings" not in schema["definitions"]


def test_known_documents_of_a_partial_run_are_all_there(project: Settings) -> None:
    (project.base / "corpus" / "broken.pdf").write_bytes(b"%PDF-1.7 this is none")
    ingest(["corpus"], project)
    with open_project_store(project) as store:
        assert len(known_documents(store)) == 5
