"""What a killed run leaves of Prefect is ended; what others started, and what has its starter still, is let be."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from flows.runs.prefect_orphans import OWNER_VARIABLE, end_orphans, owner

Started = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start() -> Iterator[Started]:
    """Give a function that starts a process which waits, named as a server of Prefect's, with a mark of who started it."""
    started: list[subprocess.Popen[bytes]] = []

    def begin(mark: str, name: str = "prefect.server.api.server:create_app") -> subprocess.Popen[bytes]:
        environment = {key: value for key, value in os.environ.items() if key != OWNER_VARIABLE}
        process = subprocess.Popen(
            [sys.executable, "-c", "print(flush=True); import time; time.sleep(600)", name],
            env=environment | ({OWNER_VARIABLE: mark} if mark else {}),
            stdout=subprocess.PIPE,
        )
        started.append(process)
        assert process.stdout is not None
        process.stdout.readline()
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Give a state folder that a server for the time of a run has been used with."""
    (tmp_path / "prefect").mkdir()
    return tmp_path


def of_a_process_that_is_gone() -> str:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return f"{done.pid}:1.0"


def test_an_orphan_is_ended_and_nothing_else(start: Started, state: Path) -> None:
    orphan = start(of_a_process_that_is_gone())
    own = start("")
    with_its_starter = start(owner())
    of_another_kind = start(of_a_process_that_is_gone(), "something-else")
    assert end_orphans(state) == [orphan.pid]
    assert orphan.poll() is not None
    assert [each.poll() for each in (own, with_its_starter, of_another_kind)] == [None] * 3


def test_a_process_id_that_was_given_anew_is_not_the_starter(start: Started, state: Path) -> None:
    before = f"{os.getpid()}:{psutil.Process().create_time() - 3600}"
    orphan = start(before)
    assert end_orphans(state) == [orphan.pid]


def test_a_project_without_a_prefect_of_its_own_looks_for_nothing(start: Started, tmp_path: Path) -> None:
    orphan = start(of_a_process_that_is_gone())
    assert end_orphans(tmp_path) == []
    assert orphan.poll() is None
