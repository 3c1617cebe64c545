"""Every run leaves its report as files, for programs and for people, as long as the ledger knows it."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from extractors.documents import Outcome, ReadFailure
from flows.project.settings import Settings
from flows.runs.recording import recorded
from flows.runs.report import RunReport
from flows.runs.steps import HERE, Step

SECRET = "Xq7-secret-of-the-writer"  # noqa: S105 - made up


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / ".graphmill").mkdir()
    return Settings.model_validate({"base": tmp_path, "flow": {"keep_runs": 2}})


def report_of(settings: Settings, run: str, suffix: str) -> str:
    return (settings.state_folder / "reports" / f"{run}{suffix}").read_text(encoding="utf-8")


def test_a_run_leaves_its_figures_its_steps_and_its_warnings(settings: Settings) -> None:
    rejected = [ReadFailure("a|b.txt", Outcome.EMPTY, "It holds nothing.", "Get it again.", "a|b.txt")]
    report = RunReport(documents_added=2, rejected=rejected)
    with recorded("ingest", settings, HERE, inputs=["inbox"], reread=False) as run:
        run.run(Step("commit", lambda: None), settings)
        run.log.warning("slow: %s", "a_b")
        run.report("ingest-report", report.markdown(), "Report of an ingest run")
        run.conclude(report, report.summary(), report.exit_code)
    data = json.loads(report_of(settings, run.id, ".json"))
    assert (data["command"], data["state"], data["report"]["documents_added"]) == ("ingest", "partial", 2)
    assert [(step["name"], step["state"]) for step in data["steps"]] == [("commit", "done")]
    text = report_of(settings, run.id, ".md")
    assert text.startswith("# Run of ingest\n")
    for line in (
        f"| run | {run.id} |",
        "| state | partial |",
        "| asked for | inputs \\['inbox'\\] |",
        "## graphmill ingest",
        "| documents added | 2 |",
        "### Rejected",
        "* slow: a\\_b",
    ):
        assert f"\n{line}\n" in text
    assert "\n| commit | done | 1 |" in text


def test_a_run_that_failed_says_why_and_no_secret(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", SECRET)

    def refused() -> None:
        raise ValueError(f"{SECRET} was refused")

    with (
        pytest.raises(ValueError, match="refused"),
        recorded("ingest", settings, HERE, inputs=[SECRET]) as run,
    ):
        run.run(Step("commit", refused), settings)
    held = b"".join(path.read_bytes() for path in settings.state_folder.rglob("*") if path.is_file())
    assert SECRET.encode() not in held
    assert "| state | failed: ValueError: \\*\\*\\* was refused |" in report_of(settings, run.id, ".md")


def test_reports_are_kept_as_long_as_the_ledger_knows_their_runs(settings: Settings) -> None:
    runs = []
    for _ in range(4):
        with recorded("audit", settings, HERE) as run:
            runs.append(run.id)
    kept = {path.name for path in (settings.state_folder / "reports").iterdir()}
    assert kept == {f"{run}{suffix}" for run in runs[-2:] for suffix in (".json", ".md")}


def test_a_report_that_cannot_be_written_is_told_and_stops_nothing(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    (settings.state_folder / "reports").write_text("in the way", encoding="utf-8")
    with caplog.at_level(logging.WARNING, logger="graphmill"), recorded("audit", settings, HERE) as run:
        pass
    assert f"the report of run {run.id} cannot be written" in caplog.text
