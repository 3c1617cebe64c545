"""What the ledger of runs counts for together only grows, and what waits is told by its age."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from extractors.documents import Outcome, ReadFailure
from flows.project.failures import FailureList
from flows.project.settings import Settings
from flows.runs.ledger import RunLedger
from flows.runs.recording import recorded
from flows.runs.report import RunReport, SourceOutcome
from flows.runs.steps import HERE
from flows.runs.tally import Tally


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / ".graphmill").mkdir()
    return Settings.model_validate({"base": tmp_path, "flow": {"keep_runs": 2}})


def ran(settings: Settings, command: str = "ingest", exit_code: int = 0, **figures: Any) -> str:
    with recorded(command, settings, HERE) as run:
        run.conclude(RunReport(**figures), exit_code=exit_code)
    return run.id


def rejected(*uris: str) -> list[ReadFailure]:
    return [ReadFailure(uri, Outcome.EMPTY, "It holds nothing.", "Get it again.", uri) for uri in uris]


def set_back(settings: Settings, run: str, seconds: float) -> None:
    """Let a run have been so long ago."""
    path = RunLedger(settings.state_folder).folder / f"{run}.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    for line in lines:
        line["at"] = (datetime.fromisoformat(line["at"]) - timedelta(seconds=seconds)).isoformat()
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def test_where_nothing_ran_nothing_is_counted_and_nothing_is_made(tmp_path: Path) -> None:
    standing = Tally(Settings(base=tmp_path)).standing()
    assert (standing.lag, standing.queue, standing.graph, standing.oldest_rejected) == (None, 0, {}, None)
    assert not standing.counts.runs
    assert list(tmp_path.iterdir()) == []


def test_runs_are_summed_by_what_they_did(settings: Settings) -> None:
    ran(settings, documents_added=3, mentions={"person": 5}, totals={"documents": 3})
    ran(
        settings,
        exit_code=3,
        documents_replaced=1,
        mentions={"person": 1, "date": 2},
        rejected=rejected("a", "b"),
    )
    standing = Tally(settings).standing()
    assert standing.counts.runs == {"ingest ok": 1, "ingest partial": 1}
    assert (standing.counts.documents["added"], standing.counts.documents["replaced"]) == (3, 1)
    assert standing.counts.mentions == {"person": 6, "date": 2}
    assert standing.counts.failures == {"empty": 2}


def test_counts_do_not_fall_when_the_ledger_forgets_nor_with_a_new_start(settings: Settings) -> None:
    tally = Tally(settings)
    for number in range(5):
        ran(settings, documents_added=1)
        assert tally.standing().counts.documents["added"] == number + 1
    assert len(RunLedger(settings.state_folder).runs()) == 2
    assert Tally(settings).standing().counts.documents["added"] == 5
    assert Tally(settings).standing().counts.runs == {"ingest ok": 5}


def test_a_damaged_file_of_counts_is_told_and_made_anew(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    ran(settings, documents_added=1)
    (settings.state_folder / "metrics.json").write_text('{"seen": 3}')
    with caplog.at_level(logging.WARNING, logger="graphmill"):
        assert Tally(settings).standing().counts.documents["added"] == 1
    assert "metrics.json cannot be used" in caplog.text


def test_a_run_under_way_has_a_queue_and_is_counted_when_it_has_ended(settings: Settings) -> None:
    tally = Tally(settings)
    with recorded("ingest", settings, HERE) as run:
        run.progress("ingest-progress", 3, 10)
        standing = tally.standing()
        assert (standing.queue, standing.running, standing.counts.runs) == (7, {"ingest": 1}, {})
        run.conclude(RunReport())
    standing = tally.standing()
    assert (standing.queue, standing.running, standing.counts.runs) == (0, {}, {"ingest ok": 1})


def test_the_lag_is_the_time_since_the_last_good_ingest_began(settings: Settings) -> None:
    good = ran(settings, totals={"documents": 7})
    set_back(settings, good, 3600)
    with pytest.raises(ValueError, match="no"), recorded("ingest", settings, HERE):
        raise ValueError("no")
    standing = Tally(settings).standing()
    assert standing.lag == pytest.approx(3600, abs=60)
    assert standing.graph == {"documents": 7}
    assert standing.last["ingest"].state == "failed"
    assert standing.last_good["ingest"] == pytest.approx(datetime.now(UTC).timestamp() - 3600, abs=60)


def test_what_is_rejected_is_as_old_as_its_first_rejection_until_it_is_brought_in(settings: Settings) -> None:
    failures = FailureList(settings.state_folder, settings.base)
    for name in ("a", "b"):
        (settings.base / name).write_text("")
    tally = Tally(settings)
    for uris, seconds in ((("a",), 7200), (("a", "b"), 60)):
        failures.record(rejected(*uris), places=["."])
        set_back(settings, ran(settings, exit_code=3, rejected=rejected(*uris)), seconds)
        tally.standing()
    standing = tally.standing()
    assert standing.rejected == {"empty": 2}
    assert standing.oldest_rejected == pytest.approx(7200, abs=60)
    failures.record(rejected("b"), places=["."])
    assert tally.standing().oldest_rejected == pytest.approx(60, abs=60)
    failures.record([], places=["."])
    assert tally.standing().oldest_rejected is None


def test_each_source_has_the_lag_of_the_last_good_look_at_it(tmp_path: Path) -> None:
    (tmp_path / ".graphmill").mkdir()
    sources = [{"name": name, "path": name} for name in ("inbox", "archive", "new")]
    settings = Settings.model_validate({"base": tmp_path, "sources": sources})
    both = [
        SourceOutcome(name="inbox", kind="files", items=3, away=1),
        SourceOutcome(name="archive", kind="files", items=5),
    ]
    former = SourceOutcome(name="taken-out", kind="files", items=1)
    set_back(settings, ran(settings, looked_at=[*both, former]), 7200)
    away = SourceOutcome(name="archive", kind="files", reason="There is no such folder.")
    set_back(settings, ran(settings, looked_at=[both[0].model_copy(update={"items": 4}), away]), 60)
    standing = Tally(settings).standing()
    assert standing.source_lag.keys() == {"inbox", "archive"}
    assert standing.source_lag["inbox"] == pytest.approx(60, abs=30)
    assert standing.source_lag["archive"] == pytest.approx(7200, abs=30)
    assert (standing.sources["inbox"].items, standing.sources["inbox"].away) == (4, 1)
    assert standing.sources["archive"].items == 5


def test_a_run_that_was_killed_is_counted_as_dead_and_holds_no_queue(settings: Settings) -> None:
    with recorded("ingest", settings, HERE) as run:
        run.progress("ingest-progress", 3, 10)
        path = RunLedger(settings.state_folder).folder / f"{run.id}.jsonl"
        killed = path.read_bytes()
        run.conclude(RunReport())
    path.write_bytes(killed)
    standing = Tally(settings).standing()
    assert (standing.queue, standing.running, standing.counts.runs) == (0, {}, {"ingest died": 1})
    assert standing.last["ingest"].state == "died"
    assert standing.lag is None
