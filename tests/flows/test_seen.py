"""What a flow's run shows on Prefect's server: how far it is, which document a line of its log is about, and no secret."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from uuid import UUID

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterFlowRunId,
)

from extractors.errors import ExtractorError
from flows.ingest import ingest
from flows.project.settings import Settings
from flows.runs.ledger import RunLedger

SECRET = "Xq7-secret-of-the-writer"  # noqa: S105 - made up


@pytest.fixture
def ruled(project: Settings) -> Settings:
    """Return a project whose mentions a rule finds, so that no model is loaded."""
    return Settings.model_validate(
        {
            "base": project.base,
            "types": [{"name": "place", "pattern": "Berlin|London"}],
            "flow": {"retries": 0},
        }
    )


@pytest.fixture
def log() -> Iterator[list[str]]:
    """Give what Prefect's handlers are handed of the logs of runs, tracebacks too."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    logger = logging.getLogger("prefect.flow_runs")
    handler, level = Kept(), logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield lines
    logger.removeHandler(handler)
    logger.setLevel(level)


def test_the_server_shows_pace_places_and_the_run_of_the_ledger(ruled: Settings, log: list[str]) -> None:
    (ruled.base / "corpus" / "empty.txt").write_text(" ", encoding="utf-8")
    ingest(["corpus"], ruled)
    (run,) = RunLedger(ruled.state_folder).runs()
    flow_run = UUID(run.flow_run)
    with get_client(sync_client=True) as client:
        artifacts = client.read_artifacts(
            artifact_filter=ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[flow_run]))
        )
    progress = {each.key: each for each in artifacts}["ingest-progress"]
    assert progress.description is not None
    assert progress.description.startswith("5 of 5 done")
    assert float(str(progress.data)) == 100
    assert [line for line in log if "read, corpus/empty.txt" in line] == [
        f"[run {run.id}, read, corpus/empty.txt] rejected (empty): It holds nothing. Get it again, or take it out of the inputs."
    ]


def test_the_state_of_a_run_that_failed_shows_no_secret(
    project: Settings, log: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", SECRET)
    settings = project.model_copy(
        update={"extractor": project.extractor.model_copy(update={"model": f"/nowhere/{SECRET}"})}
    )
    with pytest.raises(ExtractorError) as failed:
        ingest(["corpus"], settings)
    assert "***" in str(failed.value)
    (run,) = RunLedger(settings.state_folder).runs()
    with get_client(sync_client=True) as client:
        state = client.read_flow_run(UUID(run.flow_run)).state
    assert state is not None
    shown = f"{state.message} {run} {failed.value!r} {log}"
    assert "nowhere" in str(state.message)
    assert any("Traceback" in line and "nowhere" in line for line in log)
    assert SECRET not in shown
