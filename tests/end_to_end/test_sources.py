"""Sources of a project by its commands: watched folders, and kill -9 around the ledger."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from flows.errors import EXIT_OK
from flows.project.settings_file import load_settings
from flows.project.stores import open_project_store
from flows.runs.ingestion import ingest_paths
from flows.runs.report import RunReport
from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.contents.sources import read_ledger
from tests.support.root import ROOT
from tests.support.ruled_project import make_ruled_project

SOURCES = """
[[sources]]
name = "inbox"
path = "inbox"
deleted = "forget"
[[sources]]
name = "press"
path = "press/*.txt"
"""
KILLED = """
import os, signal, sys
from pathlib import Path
from flows.project.settings_file import load_settings
from flows.runs import {module} as module
really = module.{function}
def killed(*arguments, **given):
    if {after}:
        really(*arguments, **given)
    os.kill(os.getpid(), signal.SIGKILL)
module.{function} = killed
from flows.runs.ingestion import ingest_paths
ingest_paths((), load_settings(Path("graphmill.toml")))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "project"
    make_ruled_project(made, SOURCES)
    (made / "press").mkdir()
    (made / "press" / "copy.txt").write_bytes((made / "inbox" / "a.txt").read_bytes())
    (made / "press" / "d.txt").write_text("The Nautilus lay in Odessa.", encoding="utf-8")
    return made


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT), "GLIBC_TUNABLES": "glibc.rtld.optional_static_tls=16384"}


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flows.cli", *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def ingested(folder: Path) -> RunReport:
    return ingest_paths((), load_settings(folder / "graphmill.toml"))


def picture(folder: Path) -> tuple[object, ...]:
    settings = load_settings(folder / "graphmill.toml")
    with open_project_store(settings) as store:
        assert audit(store).differences == ()
        ledger = {key: (item.hash, item.holds) for key, item in read_ledger(store).items.items()}
        return snapshot(store), ledger


@pytest.mark.parametrize(
    ("module", "function", "after"),
    [
        ("ingestion", "remember_sources", False),  # all is committed, nothing is remembered
        ("intake", "remember", False),  # what is gone is forgotten, nothing is remembered
        ("intake", "remember", True),  # all is remembered, the spool is not cleared
        ("ingestion", "commit_staged", False),  # all is read, nothing is committed
    ],
)
def test_a_run_that_is_killed_around_the_ledger_is_completed_by_the_next(
    folder: Path, tmp_path: Path, module: str, function: str, after: bool
) -> None:
    straight = tmp_path / "straight"
    shutil.copytree(folder, straight)
    for each in (folder, straight):
        assert ingested(each).exit_code == EXIT_OK
        (each / "inbox" / "b.txt").unlink()
        (each / "inbox" / "a.txt").rename(each / "inbox" / "e.txt")
        (each / "press" / "f.txt").write_text("The Endeavour lay off Genoa.", encoding="utf-8")
    script = KILLED.format(module=module, function=function, after=after)
    died = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, env=environment(), capture_output=True, check=False
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    for each in (folder, straight):
        assert ingested(each).rejected == []
    assert picture(folder) == picture(straight)


@pytest.fixture
def watching(folder: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "flows.cli", "ingest", "--watch", "--every", "3600", "--json"],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.wait()


def next_report(stream: IO[str] | None) -> dict[str, object]:
    assert stream is not None
    line = stream.readline()
    assert line, "the watch ended"
    found: dict[str, object] = json.loads(line)
    return found


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_watched_folder_is_brought_in_as_it_changes_until_the_watch_is_ended(
    folder: Path, watching: subprocess.Popen[str], ending: signal.Signals
) -> None:
    assert next_report(watching.stdout)["documents_added"] == 4
    (folder / "inbox" / "new.txt").write_text("The Endeavour lay off Genoa.", encoding="utf-8")
    report = next_report(watching.stdout)
    assert report["documents_added"] == 1
    assert [each["name"] for each in report["looked_at"]] == ["inbox"]  # type: ignore[attr-defined]
    (folder / "press" / "more.txt").write_text("The Petrel saw Kiel.", encoding="utf-8")
    assert next_report(watching.stdout)["documents_added"] == 1
    (folder / "inbox" / "new.txt").unlink()
    assert next_report(watching.stdout)["forgotten"] == ["inbox/new.txt"]
    watching.send_signal(ending)
    out, err = watching.communicate(timeout=60)
    assert (watching.returncode, out, err) == (0, "", "")
    assert command(folder, "audit").returncode == 0


def test_status_tells_of_the_sources(folder: Path) -> None:
    ingested(folder)
    told = json.loads(command(folder, "status", "--json").stdout)["sources"]
    assert [(each["name"], each["items"], each["away"]) for each in told] == [
        ("inbox", 3, 0),
        ("press", 2, 0),
    ]
    assert "last looked at" in command(folder, "status").stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("ingest", "--source", "inbx"),
            "There is no source 'inbx' in the settings. There are: inbox, press.",
        ),
        (("ingest", "--accept-deletions"), "add --source NAME"),
        (("ingest", "inbox", "--watch"), "--watch is for the sources of the settings"),
        (("ingest", "inbox", "--source", "inbox"), "not both"),
    ],
)
def test_what_cannot_be_meant_is_refused(folder: Path, arguments: tuple[str, ...], told: str) -> None:
    done = command(folder, *arguments)
    assert done.returncode == 2
    assert told in done.stderr
