"""The ledger of runs: what is written of each, and how one that was killed is told from one that goes on."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import BaseModel

from extractors.errors import GraphmillError, UsageError
from flows.errors import EXIT_FAILED, EXIT_PARTIAL
from flows.project.settings import Settings
from flows.runs.ledger import DIED, RunLedger, UnknownRunError
from flows.runs.recording import recorded
from flows.runs.retries import store_is_away
from flows.runs.steps import HERE, PlainRunner, Step
from graph.errors import NoGraphError, StoreError


class Figures(BaseModel):
    """What a run did."""

    documents: int = 3


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / ".graphmill").mkdir()
    return Settings.model_validate(
        {"base": tmp_path, "flow": {"retries": 1, "retry_delay_seconds": 0, "keep_runs": 3}}
    )


@pytest.fixture
def ledger(settings: Settings) -> RunLedger:
    return RunLedger(settings.state_folder)


def once_away() -> Callable[[], str]:
    errors: list[Exception] = [StoreError("away")]

    def call() -> str:
        if errors:
            raise errors.pop()
        return "done"

    return call


def test_a_run_is_found_with_its_steps_its_progress_its_warnings_and_its_figures(
    settings: Settings, ledger: RunLedger
) -> None:
    with recorded("ingest", settings, HERE, inputs=["inbox"]) as run:
        assert ledger.find(run.id).state == "running"
        assert run.run(Step("commit", once_away(), store_is_away), settings) == "done"
        steps = [Step("extract", once_away(), title=f"extract {name}") for name in "ab"]
        ended = dict(run.run_each(steps, settings))
        run.progress("ingest-progress", 2, 2)
        run.log.warning("rejected: %s", "a\udcff.txt")
        run.log.info("not worth a line")
        run.report("ingest-report", "# graphmill ingest", "")
        run.conclude(Figures(), "3 documents committed", EXIT_PARTIAL)
    assert all(isinstance(error, StoreError) for error in ended.values())

    found = ledger.find()
    assert (found.id, found.command, found.state, found.why) == (run.id, "ingest", "partial", "")
    assert found.summary == "3 documents committed"
    assert found.parameters == {"inputs": ["inbox"]}
    assert [(step.title or step.name, step.state, step.tries, step.why) for step in found.steps] == [
        ("commit", "done", 2, ""),
        ("extract a", "failed", 1, "away"),
        ("extract b", "failed", 1, "away"),
    ]
    assert found.progress == {"ingest-progress": (2, 2)}
    assert [str(each) for each in found.warnings] == ["rejected: a\udcff.txt"]
    assert found.report == {"documents": 3}
    assert found.markdown == "# graphmill ingest"
    assert [(head.id, head.state, head.summary, head.steps) for head in ledger.runs()] == [
        (run.id, "partial", "3 documents committed", [])
    ]


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (GraphmillError("The disk is full. Make room."), "The disk is full. Make room."),
        (ValueError("a mistake"), "ValueError: a mistake"),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
    ],
)
def test_a_run_that_an_error_ends_has_failed_for_its_reason(
    settings: Settings, ledger: RunLedger, error: BaseException, why: str
) -> None:
    with pytest.raises(type(error)), recorded("analyse", settings, HERE):
        raise error
    assert (ledger.find().state, ledger.find().why) == ("failed", why)


def test_a_run_whose_exit_code_says_so_has_failed(settings: Settings, ledger: RunLedger) -> None:
    with recorded("forget", settings, HERE) as run:
        run.conclude(Figures(), "0 documents forgotten, 1 not found", EXIT_FAILED)
    assert ledger.find().state == "failed"
    assert ledger.find().why == "0 documents forgotten, 1 not found"


KILLED = """
import os, signal, subprocess, sys
from pathlib import Path
from flows.project.settings import Settings
from flows.runs.recording import recorded
from flows.runs.steps import HERE, PlainRunner, Step
settings = Settings(base=Path(sys.argv[1]))
with recorded("ingest", settings, HERE) as run:
    run.run(Step("extract", lambda: None), settings)
    if os.fork() == 0:
        os.setsid()
        os.closerange(0, 3)
        signal.pause()
    print("ready", flush=True)
    signal.pause()
"""


def test_a_run_that_is_killed_has_died_even_where_something_it_started_lives_on(
    settings: Settings, ledger: RunLedger
) -> None:
    arguments = [sys.executable, "-c", KILLED, str(settings.base)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
        try:
            assert [run.state for run in ledger.runs()] == ["running"]
            process.kill()
            process.wait()
            assert [run.state for run in ledger.runs()] == ["died"]
        finally:
            for child in children.split():
                os.kill(int(child), signal.SIGKILL)
    found = ledger.find()
    assert (found.state, found.why, found.steps[0].state) == ("died", DIED, "done")
    assert found.ended


def test_a_last_line_that_was_cut_off_takes_nothing_from_the_others(
    settings: Settings, ledger: RunLedger
) -> None:
    with recorded("ingest", settings, HERE) as run:
        run.log.warning("rejected: a.txt")
    path = ledger.folder / f"{run.id}.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    found = ledger.find()
    assert (found.state, [each.message for each in found.warnings]) == ("died", ["rejected: a.txt"])
    assert [head.state for head in ledger.runs()] == ["died"]


def test_only_the_newest_runs_stay_and_one_that_goes_on_is_never_removed(
    settings: Settings, ledger: RunLedger
) -> None:
    with recorded("ingest", settings, HERE) as long:
        for _ in range(5):
            with recorded("analyse", settings, HERE):
                pass
        assert ledger.find(long.id).state == "running"
        assert len([run for run in ledger.runs() if run.command == "analyse"]) == 3
    assert [run.command for run in ledger.runs()] == ["analyse", "analyse", "analyse", "ingest"]


def test_a_run_is_named_by_as_much_of_its_id_as_tells_it_from_the_others(
    settings: Settings, ledger: RunLedger
) -> None:
    with pytest.raises(UnknownRunError, match="nothing ran here yet"):
        ledger.find()
    ids = []
    for _ in range(2):
        with recorded("ingest", settings, HERE) as run:
            ids.append(run.id)
    assert ledger.find(ids[0]).id == ids[0]
    assert ledger.find().id == ids[1]
    with pytest.raises(UnknownRunError, match="begins the ids of 2 runs"):
        ledger.find("2")
    with pytest.raises(UnknownRunError, match="no such run"):
        ledger.find("19700101")


def test_where_no_graph_is_a_run_that_needs_one_leaves_nothing(tmp_path: Path) -> None:
    settings = Settings(base=tmp_path)
    with pytest.raises(NoGraphError), recorded("analyse", settings, HERE):
        raise NoGraphError("there is no graph")
    assert not list(tmp_path.iterdir())


class OnAServer(PlainRunner):
    """Carries steps out as a run that Prefect knows."""

    flow_run = "0199"


def test_a_slip_in_a_command_is_no_run_but_a_planned_run_that_cannot_work_is_one(
    settings: Settings, ledger: RunLedger
) -> None:
    with pytest.raises(UsageError), recorded("ingest", settings, HERE):
        raise UsageError("There is no source 'inbx' in the settings.")
    assert ledger.runs() == []
    with pytest.raises(UsageError), recorded("ingest", settings, OnAServer()):
        raise UsageError("There is no source 'inbx' in the settings.")
    assert [each.state for each in ledger.runs()] == ["failed"]


def test_a_ledger_that_cannot_be_written_stops_no_run(
    settings: Settings, ledger: RunLedger, caplog: pytest.LogCaptureFixture
) -> None:
    ledger.folder.write_text("in the way", encoding="utf-8")
    with caplog.at_level(logging.WARNING, "graphmill"), recorded("ingest", settings, HERE) as run:
        assert run.run(Step("commit", lambda: "done"), settings) == "done"
    assert "cannot be written" in caplog.text
    assert "the run goes on without it" in caplog.text


class Unshown(PlainRunner):
    """A runner whose server is away when something is to be shown."""

    def progress(self, name: str, done: int, total: int) -> None:  # noqa: ARG002 - the form of a runner
        raise ConnectionError(name)

    def report(self, name: str, markdown: str, description: str) -> None:  # noqa: ARG002 - the form of a runner
        raise ConnectionError(name)


def test_a_server_that_cannot_show_how_far_a_run_is_ends_no_run(
    settings: Settings, ledger: RunLedger
) -> None:
    with recorded("ingest", settings, Unshown()) as run:
        run.progress("ingest-progress", 1, 2)
        run.progress("ingest-progress", 2, 2)
        run.report("ingest-report", "# graphmill ingest", "")
    found = ledger.find()
    assert (found.state, found.progress, found.markdown) == (
        "ok",
        {"ingest-progress": (2, 2)},
        "# graphmill ingest",
    )
    assert [each.message for each in found.warnings] == [
        "how far it has come could not be shown (ConnectionError)",
        "its report could not be shown (ConnectionError)",
    ]
