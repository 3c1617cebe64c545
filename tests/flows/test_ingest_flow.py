"""The ingest flow in Prefect's harness, on the bundled model and the embedded store."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from extractors.readers import registry
from flows.ingest import ingest
from flows.project.failures import FailureList
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.runs.extraction import Batch, extract_batch
from flows.runs.report import RunReport
from graph.checks.audit import audit
from graph.checks.snapshot import Snapshot, snapshot
from graph.contents.loading import known_documents
from graph.writing.writer import apply_changes
from tests.installed_plugin import install_plugin

pytestmark = pytest.mark.model


def run(project: Settings, *inputs: str) -> RunReport:
    return ingest(list(inputs) or [str(project.base / "corpus")], project)


def picture(project: Settings) -> Snapshot:
    with open_project_store(project) as store:
        assert audit(store).differences == ()
        return snapshot(store)


def test_ingest_twice_is_ingest_once(project: Settings) -> None:
    first = run(project)
    assert (first.documents_added, first.exit_code) == (5, 0)
    assert sum(first.mentions.values()) > 10
    once = picture(project)
    second = run(project)
    assert (second.documents_added, second.documents_replaced, second.documents_unchanged) == (0, 0, 5)
    assert picture(project) == once


NOTE_READER = """
from extractors.readers.conversion import Converted, Format

def convert(data, settings):
    return [Converted(data.decode().swapcase(), "A note")]

FORMAT = Format("text/x-note", (".note",), convert)
"""


def test_files_of_a_format_that_another_package_adds_are_ingested(
    project: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin = {"graphmill.readers": {"note": "note_reader:FORMAT"}}
    monkeypatch.syspath_prepend(
        install_plugin(tmp_path / "plugin", "notes", {"note_reader": NOTE_READER}, plugin)
    )
    registry._table.cache_clear()
    try:
        (project.base / "corpus" / "e.note").write_text("mARIA kELLER VISITED oTTO hAHN IN mUNICH.")
        report = run(project)
        assert report.documents_added == 6
        assert not report.rejected
        with open_project_store(project) as store:
            assert "corpus/e.note" in {document.uri for document in known_documents(store).values()}
    finally:
        registry._table.cache_clear()


def test_a_changed_file_replaces_its_document_and_nothing_else(project: Settings, tmp_path: Path) -> None:
    run(project)
    (project.base / "corpus" / "a.txt").write_text("Maria Keller left Siemens in Berlin.", encoding="utf-8")
    report = run(project)
    assert (report.documents_added, report.documents_replaced, report.documents_unchanged) == (0, 1, 4)
    fresh = project.model_copy(update={"state": Path(".fresh")})
    run(fresh)
    assert picture(project) == picture(fresh)


def test_another_threshold_extracts_anew(project: Settings) -> None:
    run(project)
    strict = project.model_copy(update={"extractor": project.extractor.model_copy(update={"threshold": 0.9})})
    report = run(strict)
    assert report.documents_replaced == 5


def test_bad_input_is_reported_and_the_rest_goes_on(project: Settings) -> None:
    corpus = project.base / "corpus"
    (corpus / "empty.txt").write_text("   \n", encoding="utf-8")
    (corpus / "broken.pdf").write_bytes(b"%PDF-1.7 this is none")
    with (corpus / "d.jsonl").open("a", encoding="utf-8") as file:
        file.write("{not json}\n")
    report = run(project, str(corpus), str(corpus / "missing.txt"))
    outcomes = {Path(r.uri).name: r.outcome for r in report.rejected}
    assert outcomes == {
        "empty.txt": "empty",
        "broken.pdf": "corrupt",
        "d.jsonl#line-3": "corrupt",
        "missing.txt": "unreadable",
    }
    assert all(r.reason and r.remedy for r in report.rejected)
    assert (report.documents_added, report.exit_code) == (5, 3)
    assert len(FailureList(project.state_folder, project.base).read()) == 4

    (corpus / "empty.txt").write_text("Otto Hahn lives in Munich.", encoding="utf-8")
    (corpus / "broken.pdf").unlink()
    again = run(project)
    assert again.documents_added == 1
    assert [Path(f.uri).name for f in FailureList(project.state_folder, project.base).read()] == [
        "d.jsonl#line-3"
    ]


def test_work_staged_before_a_crash_is_not_done_again(project: Settings) -> None:
    from extractors.readers.source import source_hash
    from extractors.sources.discovery import discover

    sources = discover([str(project.base / "corpus")], base=project.base).sources
    hashes = tuple(source_hash(source.read_bytes(project.reader.max_bytes)) for source in sources)
    extract_batch(Batch(sources=tuple(sources), hashes=hashes), project)
    report = run(project)
    assert (report.extractions_reused, report.documents_added) == (5, 5)


def test_results_that_prefect_remembers_are_checked_against_the_disk(project: Settings) -> None:
    run(project)
    before = picture(project)
    with open_project_store(project) as store:
        apply_changes(store, (), list(known_documents(store)))
    shutil.rmtree(project.state_folder / "staged")
    report = run(project)
    assert report.documents_added == 5
    assert picture(project) == before


def test_any_order_gives_the_same_graph(project: Settings) -> None:
    run(project)
    corpus = project.base / "corpus"
    backwards = project.model_copy(update={"state": Path(".backwards")})
    for path in sorted(corpus.iterdir(), reverse=True):
        run(backwards, str(path))
    assert picture(backwards) == picture(project)


def test_a_run_killed_between_rounds_is_completed_by_the_next(project: Settings) -> None:
    one_by_one = project.model_copy(
        update={
            "state": Path(".rounds"),
            "flow": project.flow.model_copy(update={"link_documents": 1, "batch_files": 1}),
        }
    )
    run(one_by_one, str(project.base / "corpus" / "a.txt"))
    run(one_by_one)
    run(project)
    assert picture(one_by_one) == picture(project)


def test_a_report_is_left_in_prefect(project: Settings) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

    run(project)
    with get_client(sync_client=True) as client:
        found = client.read_artifacts(
            artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=["ingest-report"]))
        )
    assert any("documents added | 5" in str(artifact.data) for artifact in found)


def test_unreadable_files_do_not_stop_the_run(project: Settings) -> None:
    if os.geteuid() == 0:
        link = project.base / "corpus" / "dangling.txt"
        link.symlink_to(project.base / "gone.txt")
        name = "dangling.txt"
    else:
        path = project.base / "corpus" / "secret.txt"
        path.write_text("Otto Hahn", encoding="utf-8")
        path.chmod(0)
        name = "secret.txt"
    report = run(project)
    assert [(Path(r.uri).name, r.outcome) for r in report.rejected] == [(name, "unreadable")]
    assert report.documents_added == 5
