"""Runs whose batches are extracted by processes, with Prefect and without: what they bring in, and a worker that dies on the way."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import psutil
import pytest

import extractors.checkpoint
from extractors.errors import ExtractorError
from flows.ingest import ingest as ingest_flow
from flows.project.scale import ScaleSettings
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.runs.executors.processes import MODULE
from flows.runs.ingestion import ingest_paths
from flows.runs.report import RunReport
from flows.terminal.progress import listening
from graph.checks.audit import audit
from graph.checks.snapshot import snapshot


class Way(Protocol):
    """One of the two ways to ingest."""

    def __call__(self, inputs: list[str], settings: Settings, /) -> RunReport: ...


pytestmark = pytest.mark.model
both_ways = pytest.mark.parametrize("ingest", [ingest_paths, ingest_flow], ids=["plain", "flow"])


def by_processes(settings: Settings, **changes: object) -> Settings:
    flow = settings.flow.model_copy(update={"batch_files": 1, "retries": 1, "retry_delay_seconds": 0.0})
    scale = ScaleSettings(runner="processes", workers=2)
    return settings.model_copy(update={"flow": flow, "scale": scale} | changes)


def workers() -> list[psutil.Process]:
    found = []
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if MODULE in process.cmdline():
                found.append(process)
    return found


class Killing:
    """Kills a worker as soon as the first batch is done."""

    killed = 0

    def phase(self, name: str, done: int, total: int, detail: str = "") -> None:  # noqa: ARG002
        if name == "extract" and done and not self.killed and (there := workers()):
            there[0].kill()
            self.killed = there[0].pid

    def note(self, text: str) -> None:
        pass


@both_ways
def test_two_processes_with_a_model_each_make_the_graph_of_one(project: Settings, ingest: Way) -> None:
    report = ingest(["corpus"], by_processes(project))
    assert (report.documents_added, report.rejected, workers()) == (5, [], [])
    alone = project.model_copy(update={"state": Path(".alone")})
    ingest_paths(["corpus"], alone)
    with open_project_store(project) as store, open_project_store(alone) as other:
        assert audit(store).differences == ()
        assert snapshot(store) == snapshot(other)


@both_ways
def test_a_run_goes_on_when_a_worker_of_it_is_killed(project: Settings, ingest: Way) -> None:
    for number in range(12):
        (project.base / "corpus" / f"more{number}.txt").write_text(f"a{number}@example.org", encoding="utf-8")
    types = Settings.model_validate({"types": [{"name": "email", "kind": "email"}]}).types
    killing = Killing()
    with listening(killing):
        report = ingest(["corpus"], by_processes(project, types=types))
    assert killing.killed
    assert not psutil.pid_exists(killing.killed)
    assert (report.documents_added, report.rejected) == (17, [])
    with open_project_store(project) as store:
        assert audit(store).differences == ()


@both_ways
def test_a_model_that_no_process_can_load_ends_the_run(
    project: Settings, tmp_path: Path, ingest: Way
) -> None:
    (bundled,) = extractors.checkpoint.__path__
    shutil.copytree(bundled, tmp_path / "model")
    graph = tmp_path / "model" / "model_int8.onnx"
    graph.write_bytes(graph.read_bytes()[:1000])
    extractor = project.extractor.model_copy(update={"model": str(tmp_path / "model")})
    with pytest.raises(ExtractorError, match="cannot be loaded"):
        ingest(["corpus"], by_processes(project, extractor=extractor))
    assert workers() == []
