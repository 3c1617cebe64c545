"""The face for notebooks: five lines from documents to an answer, the answer as rows or as a data frame, and clear errors."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from flows.project.stores import open_project_store
from graph.errors import NoGraphError, QueryRefusedError, StoreBusyError, UnknownEntityError
from graphmill import GraphmillError, Project
from tests.support.root import ROOT

TEXTS = {
    "a.txt": "Maria Keller joined Siemens in Berlin in 2019. Keller met Otto Hahn in Munich.",
    "b.txt": "Otto Hahn visited Siemens in Berlin. Maria Keller was in London.",
}
TYPES = [{"name": "person"}, {"name": "organization"}, {"name": "location"}]
ORGANIZATIONS = "MATCH (e:Organization) RETURN e.name AS name, e.docs AS docs ORDER BY name"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a project whose documents are in the graph."""
    folder = tmp_path_factory.mktemp("press")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    project = Project.open(folder, types=TYPES, store={"wait_seconds": 0.1})
    report = project.ingest(folder.glob("*.txt"))
    assert (report.documents_added, report.rejected) == (2, [])
    return project


def test_an_unchanged_document_is_not_read_again(project: Project) -> None:
    report = project.ingest([project.settings.base / "a.txt"])
    assert (report.documents_added, report.documents_unchanged) == (0, 1)


def test_an_entity_is_found_by_a_part_of_its_name_with_what_stands_beside_it(project: Project) -> None:
    shown = project.entity("Keller")
    assert (shown.entity.name, shown.entity.type, shown.entity.docs) == ("Maria Keller", "person", 2)
    assert "Siemens" in [neighbour.name for neighbour in project.neighbours("Maria Keller")]
    assert [found.name for found in project.find("Siemens")] == ["Siemens"]


def test_evidence_is_the_text_of_the_documents(project: Project) -> None:
    for sentence in (*project.evidence("Siemens"), *project.evidence("Siemens", "Maria Keller")):
        text = (project.settings.base / sentence.uri).read_text(encoding="utf-8")
        assert text[sentence.start : sentence.end] == sentence.text
    assert [each.text for each in project.evidence("Siemens", "Maria Keller")] == [
        "Maria Keller joined Siemens in Berlin in 2019."
    ]


def test_an_answer_is_rows_and_either_data_frame(project: Project) -> None:
    rows = project.query(ORGANIZATIONS)
    assert rows.columns == ("name", "docs")
    assert list(rows) == [{"name": "Siemens", "docs": 2}]
    assert rows[0] == {"name": "Siemens", "docs": 2}
    assert rows[:1] == list(rows)
    assert not rows.truncated
    pd.testing.assert_frame_equal(rows.to_pandas(), pd.DataFrame({"name": ["Siemens"], "docs": [2]}))
    assert rows.to_polars().equals(pl.DataFrame({"name": ["Siemens"], "docs": [2]}))
    assert "Siemens | 2" in repr(rows)


def test_an_empty_answer_keeps_its_columns(project: Project) -> None:
    rows = project.query("MATCH (e:Organization {name: $name}) RETURN e.name AS name", {"name": "none"})
    assert (len(rows), rows.columns) == (0, ("name",))
    assert list(rows.to_pandas().columns) == list(rows.to_polars().columns) == ["name"]


def test_an_answer_cut_off_and_a_mistyped_label_are_told(project: Project) -> None:
    cut = project.query("MATCH (e:Entity) RETURN e.name AS name", limit=1)
    assert cut.truncated
    assert repr(cut).endswith(
        "There are more than the 1 that were fetched: raise limit, or narrow the query."
    )
    long = project.query("UNWIND range(1, 22) AS n RETURN n")
    assert repr(long).splitlines()[-1] == "… and 2 more rows"
    assert "Organisation" in " ".join(project.query("MATCH (e:Organisation) RETURN e").warnings)


def test_the_graph_is_whole_and_counted(project: Project) -> None:
    assert project.audit().differences == ()
    assert project.status().counts["documents"] == 2


def test_a_question_that_writes_is_refused(project: Project) -> None:
    with pytest.raises(QueryRefusedError):
        project.query("MATCH (e) DELETE e")


def test_a_name_that_is_not_there_is_told(project: Project) -> None:
    with pytest.raises(UnknownEntityError, match="Zorblax: no entity of that name"):
        project.neighbours("Zorblax")


def test_a_folder_that_is_not_there_or_has_no_graph_is_told(tmp_path: Path) -> None:
    with pytest.raises(GraphmillError, match=r"nowhere: no such folder\. Make it, or correct the path"):
        Project.open(tmp_path / "nowhere")
    with pytest.raises(NoGraphError):
        Project.open(tmp_path).status()


def test_the_settings_are_those_of_the_folder_wherever_the_program_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "graphmill.toml").write_text('project = "here"\n', encoding="utf-8")
    (tmp_path / "press").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert Project.open(tmp_path / "press").settings.project == ""
    assert Project.open().settings.project == "here"
    assert Project.open(tmp_path / "press", project="press").settings.project == "press"


def test_the_graph_is_free_for_others_between_questions_and_kept_open_within_a_block(
    project: Project,
) -> None:
    assert project.status().counts["documents"] == 2
    with open_project_store(project.settings):
        pass
    with project:
        assert project.status().counts["documents"] == 2
        with pytest.raises(StoreBusyError), open_project_store(project.settings):
            pass
        assert project.ingest([project.settings.base / "a.txt"]).documents_unchanged == 1
        assert project.status().counts["documents"] == 2
    with open_project_store(project.settings):
        pass


def test_no_server_and_nothing_of_prefect_is_needed(project: Project) -> None:
    script = (
        "import sys; from graphmill import Project; "
        f"p = Project.open({str(project.settings.base)!r}, types={TYPES!r}); p.ingest(['a.txt']); p.query({ORGANIZATIONS!r}); "
        "print('prefect' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=project.settings.base,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "False\n"), done.stderr
