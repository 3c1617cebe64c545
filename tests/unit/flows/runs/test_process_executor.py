"""Steps carried out by processes: what comes back, what becomes of one that dies, and that none outlives the run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest

from flows.project.settings import Settings
from flows.runs.executors.processes import MODULE
from flows.runs.executors.protocol import WorkerLostError
from flows.runs.steps import HERE, Step
from tests.support import scale_steps

PATIENCE = 60.0


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    given = {
        "base": tmp_path,
        "flow": {"retries": 1, "retry_delay_seconds": 0},
        "scale": {"runner": "processes", "workers": 2},
    }
    return Settings.model_validate(given)


def always(error: Exception) -> bool:
    return True


def done(functions: list[Callable[[], Any]], settings: Settings) -> dict[int, Any]:
    return dict(HERE.run_each([Step("do", function, always) for function in functions], settings))


def test_steps_are_done_by_as_many_processes_as_the_settings_say_and_none_is_left(settings: Settings) -> None:
    found = done([scale_steps.process_id] * 6, settings)
    assert sorted(found) == [0, 1, 2, 3, 4, 5]
    assert os.getpid() not in found.values()
    assert 1 <= len(set(found.values())) <= 2
    assert not any(map(psutil.pid_exists, found.values()))


def test_each_process_has_its_share_of_the_processors(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.runs.executors.opening.available_processors", lambda: 2)
    assert done([scale_steps.processors] * 2, settings) == {0: (1, "1"), 1: (1, "1")}


def test_a_step_whose_process_is_killed_is_done_by_another(settings: Settings, tmp_path: Path) -> None:
    steps = [
        partial(scale_steps.die_the_first_time, tmp_path / "mark"),
        partial(scale_steps.print_and_return, "there"),
    ]
    assert done(steps, settings) == {0: "done", 1: "there"}


def test_a_step_that_kills_each_process_fails_alone_after_its_retries(settings: Settings) -> None:
    found = done([scale_steps.die, partial(scale_steps.print_and_return, "there")], settings)
    assert isinstance(found[0], WorkerLostError)
    assert "SIGKILL, perhaps for want of memory" in str(found[0])
    assert found[1] == "there"


def test_what_a_step_raises_is_raised_here_with_where_it_was(settings: Settings) -> None:
    found = done([partial(scale_steps.fail, "no such thing"), scale_steps.fail_unspeakably], settings)
    assert isinstance(found[0], ValueError)
    assert str(found[0]) == "no such thing"
    assert "scale_steps.py" in found[0].__notes__[0]
    assert (type(found[1]), str(found[1])) == (RuntimeError, "UnspeakableError: this and that")


def test_a_run_that_is_stopped_ends_its_processes_at_once(settings: Settings, tmp_path: Path) -> None:
    steps: list[Callable[[], Any]] = [partial(scale_steps.sleep_after, tmp_path / "mark")]
    steps.append(partial(scale_steps.print_and_return, "first"))
    with closing(HERE.run_each([Step("do", step, always) for step in steps], settings)) as running:
        assert next(running) == (1, "first")
        worker = _process_at(tmp_path / "mark")
    assert not psutil.pid_exists(worker)


def test_processes_end_with_the_one_that_started_them_even_when_it_is_killed(
    settings: Settings, tmp_path: Path
) -> None:
    starting = (
        "from functools import partial; from pathlib import Path; from flows.project.settings import Settings; "
        "from flows.runs.steps import HERE, Step; from tests.support import scale_steps; "
        f"settings = Settings.model_validate_json({settings.model_dump_json()!r}); "
        f"list(HERE.run_each([Step('do', partial(scale_steps.sleep_after, Path({str(tmp_path / 'mark')!r})))], settings))"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    run = subprocess.Popen([sys.executable, "-c", starting], env=environment)
    worker = psutil.Process(_process_at(tmp_path / "mark"))
    assert MODULE in worker.cmdline()
    run.send_signal(signal.SIGKILL)
    run.wait()
    worker.wait(PATIENCE)


def _process_at(mark: Path) -> int:
    end = time.monotonic() + PATIENCE
    while not mark.exists() or not mark.read_text(encoding="utf-8"):
        assert time.monotonic() < end, "the step was not begun"
        time.sleep(0.05)
    return int(mark.read_text(encoding="utf-8"))


def test_what_a_worker_imports_holds_neither_store_nor_prefect_nor_torch() -> None:
    asking = (
        "import sys, flows.runs.batch_steps, flows.runs.executors.worker; "
        "print([name for name in ('kglite', 'neo4j', 'prefect', 'torch') if name in sys.modules])"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(
        [sys.executable, "-c", asking], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
