"""``graphmill runs`` and ``graphmill failures`` on a project whose runs need no model."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from flows.cli import run
from flows.errors import EXIT_FAILED, EXIT_OK, EXIT_PARTIAL, EXIT_USAGE
from flows.project.settings import Settings
from flows.runs.recording import recorded
from flows.runs.steps import HERE
from tests.support.ruled_project import make_ruled_project


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    make_ruled_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    return tmp_path


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    capsys.readouterr()
    assert run([*arguments, "--json"]) in (EXIT_OK, EXIT_PARTIAL)
    return json.loads(capsys.readouterr().out)


def test_where_nothing_ran_the_lists_are_empty_and_no_folder_is_made(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["runs"]) == EXIT_OK
    assert run(["failures", "--retry"]) == EXIT_OK
    assert capsys.readouterr().out == (
        "Nothing ran here yet.\nNo source is rejected: all that was read is in the graph.\n"
    )
    assert run(["runs", "show"]) == EXIT_FAILED
    assert run(["runs", "show", " "]) == EXIT_USAGE
    assert not (project / ".graphmill").exists()


def test_a_run_is_listed_with_how_it_ended_and_shown_with_what_it_was_asked_and_did(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "inbox" / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    assert run(["ingest", "inbox", "--quiet"]) == EXIT_PARTIAL
    assert run(["ingest", "nowhere", "--quiet"]) == EXIT_FAILED
    later, first = answered(capsys, "runs")
    assert (first["command"], first["state"]) == ("ingest", "partial")
    assert first["summary"] == "3 documents committed, 1 rejected"
    assert later["state"] == "failed"
    assert later["why"].startswith("Nothing could be read: nowhere (unreadable)")
    assert len(answered(capsys, "runs", "--limit", "1")) == 1

    whole = answered(capsys, "runs", "show", first["id"][:-1])
    assert whole["report"]["documents_added"] == 3
    assert {(step["name"], step["state"]) for step in whole["steps"]} == {
        ("extract", "done"),
        ("commit", "done"),
    }
    assert [warning["document"] for warning in whole["warnings"]] == ["inbox/broken.pdf"]
    assert run(["runs", "show", first["id"]]) == EXIT_OK
    shown = capsys.readouterr().out
    assert "asked: inputs" in shown
    assert "2 steps: 2 done" in shown
    assert "inbox/broken.pdf: rejected (corrupt)" in shown


def test_of_a_run_that_goes_on_the_time_goes_on_though_it_writes_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(base=project)
    settings.state_folder.mkdir()
    with recorded("ingest", settings, HERE):
        time.sleep(0.2)
        assert run(["runs", "show"]) == EXIT_OK
    told = re.search(r"([\d.]+) s so far", capsys.readouterr().out)
    assert told is not None
    assert float(told[1]) >= 0.2


def test_a_command_that_needs_a_graph_is_in_the_ledger_too(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["ingest", "inbox", "--quiet"])
    for command in (["analyse"], ["resolve"], ["audit"], ["forget", "inbox/a.txt"]):
        assert run(command) == EXIT_OK
    assert run(["export", "graphml", "graph.graphml"]) == EXIT_OK
    listed = answered(capsys, "runs")
    assert [each["command"] for each in reversed(listed)] == [
        "ingest",
        "analyse",
        "resolve",
        "audit",
        "forget",
        "export",
    ]
    assert {each["state"] for each in listed} == {"ok"}


def test_a_retry_ingests_the_rejected_sources_and_no_others(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "inbox" / "empty.txt").touch()
    (project / "inbox" / "part.jsonl").write_text('{"id": "1", "text": "The Argo in Riga."}\n{"id": "2"}\n')
    run(["ingest", "inbox", "--quiet"])
    capsys.readouterr()
    assert run(["failures"]) == EXIT_OK
    shown = capsys.readouterr().out
    assert "inbox/empty.txt\n    empty: It holds nothing." in shown
    assert {each["uri"] for each in answered(capsys, "failures")} == {
        "inbox/empty.txt",
        "inbox/part.jsonl#line-2",
    }

    (project / "inbox" / "empty.txt").write_text("The Nautilus off Odessa.", encoding="utf-8")
    (project / "inbox" / "new.txt").write_text("Not asked for.", encoding="utf-8")
    report = answered(capsys, "failures", "--retry")
    assert (report["sources"], report["documents_added"], report["documents_unchanged"]) == (2, 1, 1)
    assert [each["uri"] for each in answered(capsys, "failures")] == ["inbox/part.jsonl#line-2"]
    assert answered(capsys, "runs")[0]["parameters"]["reread"] is True


def test_a_run_that_goes_on_is_listed_with_how_far_it_is_how_quick_and_how_long_it_will_take(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seconds = iter(range(0, 10_000, 10))
    settings = Settings(base=project)
    settings.state_folder.mkdir()
    monkeypatch.setattr("flows.runs.recording.time", SimpleNamespace(monotonic=lambda: next(seconds)))
    with recorded("ingest", settings, HERE) as under_way:
        for done in (0, 200, 400):
            under_way.progress("ingest", done, 1_000)
        assert run(["runs"]) == EXIT_OK
        assert run(["runs", "show"]) == EXIT_OK
        shown = capsys.readouterr().out
        (listed,) = answered(capsys, "runs")
    assert shown.count("400 of 1,000, 10.0 a second, 1 min left") == 2
    assert listed["progress"] == {"ingest": [400, 1_000]}
    assert run(["runs", "show"]) == EXIT_OK
    assert "left" not in capsys.readouterr().out
