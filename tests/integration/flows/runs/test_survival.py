"""What a run survives: kill -9, a full disk, a disk that may only be read, a clock that jumps; each a clear end and a clean resume."""

from __future__ import annotations

import os
import random
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.errors import EXIT_FAILED, EXIT_OK
from flows.project.failures import FailureList
from flows.project.settings import Settings
from flows.project.settings_file import load_settings
from flows.project.stores import open_project_store
from flows.runs import recording
from flows.runs.auditing import audit_graph
from flows.runs.ingestion import ingest_paths
from flows.runs.ledger import RunLedger, RunRecord
from graph.checks.snapshot import Snapshot, snapshot
from tests.support.root import ROOT
from tests.support.ruled_project import make_ruled_project

SMALL = "batch_files = 1\ncommit_documents = 1\nlink_documents = 2\nretries = 0\n"
DOCUMENTS = {
    f"{number:02}.txt": f"The Argo met the Petrel off Riga on day {number}. The Calypso lay in Kiel."
    for number in range(8)
}


def command(config: Path) -> list[str]:
    return [sys.executable, "-m", "flows.cli", "ingest", "inbox", "--quiet", "--config", str(config)]


def environment() -> dict[str, str]:
    without = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    return without | {"PYTHONPATH": str(ROOT)}


def run_in_process(config: Path, *, largest_file: int = -1) -> subprocess.CompletedProcess[str]:
    def limited() -> None:
        if largest_file > 0:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    return subprocess.run(
        command(config),
        cwd=config.parent,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limited,
    )


def last_run(settings: Settings) -> RunRecord:
    return RunLedger(settings.state_folder).find()


def picture(settings: Settings) -> Snapshot:
    with open_project_store(settings) as store:
        return snapshot(store)


@pytest.fixture
def wanted(tmp_path: Path) -> Snapshot:
    """Return the graph of the documents ingested in one go."""
    settings = load_settings(make_ruled_project(tmp_path / "straight", documents=DOCUMENTS))
    ingest_paths(["inbox"], settings)
    return picture(settings)


def test_a_run_that_is_killed_anywhere_has_died_and_the_next_one_completes_it(
    tmp_path: Path, wanted: Snapshot
) -> None:
    chance = random.Random(18)  # noqa: S311 - a repeatable choice of moments, no secret
    for number in range(3):
        config = make_ruled_project(tmp_path / f"killed-{number}", SMALL, DOCUMENTS)
        settings = load_settings(config)
        runs = settings.state_folder / "runs"
        lines = chance.randint(1, 30)
        with subprocess.Popen(
            command(config), cwd=config.parent, env=environment(), stdout=subprocess.DEVNULL
        ) as process:
            while process.poll() is None and sum(p.read_bytes().count(b"\n") for p in runs.glob("*")) < lines:
                time.sleep(0.005)
            process.kill()
        assert last_run(settings).state == "died"
        assert ingest_paths(["inbox"], settings).exit_code == EXIT_OK
        assert [record.state for record in RunLedger(settings.state_folder).runs()] == ["ok", "died"]
        assert picture(settings).differences(wanted) == []
        assert audit_graph(settings).is_clean


FULL = """
import resource, sys
import py3langid  # unpacks its model, which is larger than the limit, when it is first asked
py3langid.classify("Riga")
from flows.cli import run
# No file may grow over this, which stands for a disk without room: writing fails in the same places.
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
sys.exit(run(sys.argv[1:]))
"""


def test_a_full_disk_ends_a_run_with_its_reason_and_what_fitted_is_not_read_again(tmp_path: Path) -> None:
    large = "The Argo met the Petrel off Riga. " * 6000
    config = make_ruled_project(tmp_path / "full", SMALL, DOCUMENTS | {"99.txt": large})
    settings = load_settings(config)
    done = subprocess.run(
        [sys.executable, "-c", FULL, *command(config)[3:]],
        cwd=config.parent,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == EXIT_FAILED
    assert re.search(
        r"cannot be written: File too large. Make room on the disk; what is committed stays", done.stderr
    )
    assert "Traceback" not in done.stderr
    assert last_run(settings).state == "failed"
    assert "cannot be written" in last_run(settings).why

    report = ingest_paths(["inbox"], settings)
    assert (report.exit_code, report.rejected) == (EXIT_OK, [])
    assert report.extractions_reused + report.sources_unchanged == len(DOCUMENTS)
    assert audit_graph(settings).is_clean


def test_a_full_folder_for_temporary_files_ends_a_run_and_rejects_no_document(tmp_path: Path) -> None:
    config = make_ruled_project(tmp_path / "full", SMALL, DOCUMENTS)
    done = run_in_process(config, largest_file=100_000)
    assert done.returncode == EXIT_FAILED
    assert "the folder for temporary files" in done.stderr
    assert "cannot be written: File too large" in done.stderr
    settings = load_settings(config)
    assert FailureList(settings.state_folder, settings.base).read() == []
    assert ingest_paths(["inbox"], settings).documents_added == len(DOCUMENTS)


def test_a_run_whose_ledger_can_grow_no_more_still_says_how_it_ended(tmp_path: Path) -> None:
    config = make_ruled_project(tmp_path / "full", documents=DOCUMENTS)
    settings = load_settings(config)
    settings.state_folder.mkdir()
    script = """
import resource, sys
from pathlib import Path
from flows.project.settings_file import load_settings
from flows.runs.recording import recorded
from flows.runs.steps import HERE
with recorded("ingest", load_settings(Path(sys.argv[1])), HERE) as run:
    run.log.warning("before")
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
    for _ in range(100):
        run.log.warning("x" * 1000)
    raise OSError(28, "No space left on device")
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(config)],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "StateFolderError" in done.stderr
    record = last_run(settings)
    assert record.state == "failed"
    assert "No space left on device" in record.why
    assert record.warnings[0].message == "before"
    assert len(record.warnings) < 40
    (file,) = (settings.state_folder / "runs").iterdir()
    assert b"\0" not in file.read_bytes()


@contextmanager
def jumping_clock(monkeypatch: pytest.MonkeyPatch, days: list[int]) -> Iterator[None]:
    """Let the clock jump at each look of the ledger at it, by so many days from now, and go on as at the last one."""

    class Jumping(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            del tz
            return datetime.now(UTC) + timedelta(days=days.pop(0) if len(days) > 1 else days[0])

    with monkeypatch.context() as patch:
        patch.setattr(recording, "datetime", Jumping)
        yield


def test_a_clock_that_jumps_in_mid_run_changes_neither_the_graph_nor_how_long_a_run_took(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: Snapshot
) -> None:
    settings = load_settings(make_ruled_project(tmp_path / "clock", SMALL, DOCUMENTS))
    with jumping_clock(monkeypatch, [0, 0, 0, -400, 90, -30]):
        ingest_paths(["inbox"], settings)
    assert picture(settings).differences(wanted) == []
    record = last_run(settings)
    assert record.state == "ok"
    assert 0 < record.seconds < 24 * 60 * 60
    with jumping_clock(monkeypatch, [-500]):
        assert ingest_paths(["inbox"], settings).sources_unchanged == len(DOCUMENTS)
    assert {run.state for run in RunLedger(settings.state_folder).runs()} == {"ok"}


def test_a_model_that_is_missing_ends_a_run_at_once_and_the_next_one_completes_it(
    tmp_path: Path, wanted: Snapshot
) -> None:
    config = make_ruled_project(tmp_path / "model", SMALL, DOCUMENTS)
    text = config.read_text(encoding="utf-8")
    with_model = f'{text}[extractor]\nmodel = "{tmp_path}/nowhere"\n[[types]]\nname = "person"\n'
    config.write_text(with_model, encoding="utf-8")
    done = run_in_process(config)
    assert done.returncode == EXIT_FAILED
    assert "there is no such folder" in done.stderr
    settings = load_settings(config)
    assert (last_run(settings).state, "there is no such folder" in last_run(settings).why) == ("failed", True)
    config.write_text(text, encoding="utf-8")
    settings = load_settings(config)
    assert ingest_paths(["inbox"], settings).exit_code == EXIT_OK
    assert picture(settings).differences(wanted) == []


def test_staged_work_that_vanished_after_a_kill_is_made_again(tmp_path: Path, wanted: Snapshot) -> None:
    settings = load_settings(make_ruled_project(tmp_path / "lost", SMALL, DOCUMENTS))
    ingest_paths(["inbox"], settings)
    for name in ("staged", "batches", "runs"):
        shutil.rmtree(settings.state_folder / name, ignore_errors=True)
    assert ingest_paths(["inbox"], settings).sources_unchanged == len(DOCUMENTS)
    assert picture(settings).differences(wanted) == []
