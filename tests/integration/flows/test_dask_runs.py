"""Runs on a Dask cluster of two worker processes, attached by its address; sources and staged work are on a server of S3 alone."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import fsspec
import pytest

from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.runs.executors import dask_cluster as executor
from flows.runs.executors.protocol import ScaleError
from flows.runs.ingestion import NothingIngestedError, ingest_paths
from flows.runs.steps import HERE, Step
from graph.checks.audit import audit
from graph.contents.loading import known_documents
from graph.questions.status import status
from tests.support import scale_steps
from tests.support.dask_cluster import DaskCluster, dask_cluster
from tests.support.s3_server import BUCKET, s3_server

PEOPLE = ("Maria Keller", "Otto Hahn", "Ada Byron", "Lise Meitner")
DOCUMENTS = 24


@pytest.fixture(scope="module")
def inbox() -> Iterator[str]:
    with s3_server():
        files = fsspec.filesystem("s3")
        for number in range(DOCUMENTS):
            text = f"{PEOPLE[number % 4]} met {PEOPLE[(number + 1) % 4]} on day {number}. Write to a{number}@example.org."
            files.pipe_file(f"{BUCKET}/inbox/{number:02}.txt", text.encode())
        yield f"s3://{BUCKET}/inbox"


@pytest.fixture
def cluster(tmp_path: Path, inbox: str) -> Iterator[DaskCluster]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    with dask_cluster(folder) as started:
        yield started


def project(folder: Path, **scale: Any) -> Settings:
    types = [{"name": "person", "pattern": "|".join(PEOPLE)}, {"name": "email", "kind": "email"}]
    given = {
        "base": folder,
        "types": types,
        "flow": {"batch_files": 1, "retries": 1, "retry_delay_seconds": 0},
        "scale": scale,
    }
    return Settings.model_validate(given)


def always(error: Exception) -> bool:
    return True


class KillingAfter:
    """Kills a process when so many sources are done."""

    def __init__(self, process: subprocess.Popen[bytes], done: int) -> None:
        self._process, self._done = process, done

    def phase(self, name: str, done: int, total: int, detail: str = "") -> None:  # noqa: ARG002
        if name == "extract" and done >= self._done:
            self._process.send_signal(signal.SIGKILL)

    def note(self, text: str) -> None:
        pass


def test_a_run_goes_on_when_one_of_its_two_workers_is_killed_and_its_graph_is_that_of_one_machine(
    cluster: DaskCluster, inbox: str, tmp_path: Path
) -> None:
    first, second = cluster.start_worker(), cluster.start_worker()
    settings = project(
        tmp_path / "far", runner="dask", address=cluster.address, workers=2, staging=f"s3://{BUCKET}/kept"
    )
    report = ingest_paths([inbox], settings, progress=KillingAfter(first, 4))
    assert first.wait() == -signal.SIGKILL
    assert second.poll() is None
    assert (report.documents_added, report.rejected) == (DOCUMENTS, []), cluster.logs()
    # Nothing but the graph itself is on this machine, and of the results of batches nothing is left.
    assert not (settings.state_folder / "staged").exists()
    files = fsspec.filesystem("s3")
    files.invalidate_cache()
    assert len(files.glob(f"{BUCKET}/kept/staged/*.json")) == DOCUMENTS
    assert files.glob(f"{BUCKET}/kept/batches/*.json") == []
    here = project(tmp_path / "here")
    ingest_paths([inbox], here)
    assert _graph(settings) == _graph(here)
    # The next run, with nobody to extract for it, finds that there is nothing to do.
    assert ingest_paths([inbox], settings).documents_unchanged == DOCUMENTS


def test_work_whose_worker_dies_is_done_by_another_and_errors_come_back_as_they_are(
    cluster: DaskCluster, tmp_path: Path
) -> None:
    settings = project(tmp_path, runner="dask", address=cluster.address, workers=2)
    for _ in range(2):
        cluster.start_worker()
    dying = Step("do", partial(scale_steps.die_the_first_time, tmp_path / "mark"), always)
    failing = Step("do", partial(scale_steps.fail, "no such thing"), always)
    found = dict(HERE.run_each([dying, failing], settings))
    assert found[0] == "done"
    assert isinstance(found[1], ValueError)
    assert "scale_steps.py" in found[1].__notes__[0]


def test_a_worker_that_would_find_other_mentions_is_refused(
    cluster: DaskCluster, inbox: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from extractors.errors import ExtractorError

    cluster.start_worker()
    settings = project(tmp_path, runner="dask", address=cluster.address, staging=f"s3://{BUCKET}/other")
    # The run is of another version of graphmill than its worker.
    monkeypatch.setattr("extractors.composition.composed.PRECEDENCE_VERSION", "another")
    with pytest.raises(ExtractorError, match="a worker of the cluster would find other mentions"):
        ingest_paths([inbox], settings)


def test_a_file_that_this_machine_has_and_the_worker_has_not_is_told(
    cluster: DaskCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster.start_worker()
    there = tmp_path / "here" / "note.txt"
    there.parent.mkdir()
    there.write_text("Ada Byron", encoding="utf-8")
    settings = project(there.parent, runner="dask", address=cluster.address, staging=f"s3://{BUCKET}/reach")
    # The worker is given the path of a folder that it has not, as it would be on another machine.
    monkeypatch.setattr(
        "flows.runs.batch_steps.extracted", partial(scale_steps.extracted_without, str(there))
    )
    with pytest.raises(NothingIngestedError) as error:
        ingest_paths(["note.txt"], settings)
    (rejected,) = error.value.report.rejected
    assert (
        rejected.reason == "The worker of the cluster that was to read it could not: There is no such file."
    )
    assert "under the same path, or at a URL" in rejected.remedy


def test_a_cluster_that_is_not_there_or_has_no_workers_is_told(
    cluster: DaskCluster, inbox: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executor, "CONNECT_SECONDS", 1)
    with pytest.raises(ScaleError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        ingest_paths([inbox], project(tmp_path, runner="dask", address="tcp://127.0.0.1:9"))
    monkeypatch.setattr(executor, "CONNECT_SECONDS", 6)
    with pytest.raises(ScaleError, match=r"has no workers: start some \(dask worker tcp://"):
        ingest_paths([inbox], project(tmp_path, runner="dask", address=cluster.address))


def _graph(settings: Settings) -> dict[str, Any]:
    with open_project_store(settings) as store:
        assert audit(store).differences == ()
        documents = sorted((each.uri, each.version) for each in known_documents(store).values())
        counts = status(store).totals()
    assert len(documents) == DOCUMENTS
    return json.loads(json.dumps({"documents": documents, "counts": counts}))  # type: ignore[no-any-return]
