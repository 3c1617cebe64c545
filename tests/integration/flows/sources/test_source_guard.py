"""Sources that are empty, mostly gone or away forget nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from typing import Any

import pytest

from flows.errors import EXIT_FAILED, EXIT_OK, EXIT_PARTIAL
from flows.project.settings import Settings
from flows.runs.ingestion import NothingIngestedError, ingest_paths
from tests.support.source_runs import FORGET, INBOX, PRESS, documents, run


@pytest.mark.parametrize("most_gone", ["", "most_gone = 1\n"])
def test_a_source_that_is_suddenly_empty_forgets_nothing(
    project: Callable[[str], Settings], most_gone: str
) -> None:
    settings = project(INBOX + FORGET + most_gone + PRESS)
    (settings.base / "press" / "d.txt").write_text("The Nautilus lay in Odessa.", encoding="utf-8")
    run(settings)
    shutil.move(settings.base / "inbox", settings.base / "away")
    (settings.base / "inbox").mkdir()
    for _ in range(2):
        report = run(settings)
        assert report.exit_code == EXIT_PARTIAL
        (told,) = report.rejected
        assert told.uri == "source://inbox"
        assert "is empty, and held 3 items" in told.reason
        assert "--source inbox --accept-deletions" in told.remedy
    assert len(documents(settings)) == 4
    (settings.base / "inbox").rmdir()
    shutil.move(settings.base / "away", settings.base / "inbox")
    assert run(settings).exit_code == EXIT_OK


def test_a_source_that_is_mostly_gone_forgets_nothing_until_a_person_says_so(
    project: Callable[[str], Settings],
) -> None:
    settings = project(INBOX + FORGET)
    run(settings)
    for name in ("a.txt", "b.txt"):
        (settings.base / "inbox" / name).unlink()
    report = run(settings)
    assert "lacks 2 of the 3 items" in report.rejected[0].reason
    assert (report.forgotten, len(documents(settings))) == ([], 3)
    report = run(settings, sources=["inbox"], accept_deletions=True)
    assert (report.forgotten, report.exit_code) == (["inbox/a.txt", "inbox/b.txt"], EXIT_OK)
    assert list(documents(settings)) == ["inbox/c.md"]


def test_how_much_may_go_at_once_is_a_setting(project: Callable[[str], Settings]) -> None:
    settings = project(INBOX + FORGET + "most_gone = 0.7\n")
    run(settings)
    for name in ("a.txt", "b.txt"):
        (settings.base / "inbox" / name).unlink()
    assert run(settings).forgotten == ["inbox/a.txt", "inbox/b.txt"]


def test_the_very_share_that_may_go_at_once_goes(project: Callable[[str], Settings]) -> None:
    settings = project(INBOX + FORGET + "most_gone = 0.29\n")
    for number in range(97):
        (settings.base / "inbox" / f"{number}.txt").write_text(f"Note {number}.", encoding="utf-8")
    run(settings)
    for number in range(29):
        (settings.base / "inbox" / f"{number}.txt").unlink()
    assert len(run(settings).forgotten) == 29


@pytest.mark.parametrize("path", ["inbox", "inbox/*", "inbox/a.txt"])
def test_a_source_that_is_not_there_keeps_no_other_waiting_and_forgets_nothing(
    project: Callable[[str], Settings], path: str
) -> None:
    settings = project(f'[[sources]]\nname = "inbox"\npath = "{path}"\nmost_gone = 1\n' + FORGET + PRESS)
    run(settings)
    held = len(documents(settings))
    shutil.move(settings.base / "inbox", settings.base / "away")
    (settings.base / "press" / "d.txt").write_text("The Nautilus lay in Odessa.", encoding="utf-8")
    report = run(settings)
    assert (report.exit_code, report.documents_added, report.forgotten) == (EXIT_PARTIAL, 1, [])
    assert [each.uri for each in report.rejected] == ["source://inbox"]
    assert len(documents(settings)) == held + 1
    shutil.move(settings.base / "away", settings.base / "inbox")
    assert run(settings).exit_code == EXIT_OK


def test_a_run_of_sources_none_of_which_is_there_has_failed(project: Callable[[str], Settings]) -> None:
    settings = project('[[sources]]\nname = "lost"\npath = "lost"\n')
    with pytest.raises(NothingIngestedError, match="'lost' cannot be looked at"):
        ingest_paths((), settings)
    assert run(settings).exit_code == EXIT_FAILED


def test_a_subfolder_that_cannot_be_listed_is_not_taken_for_deleted(
    project: Callable[[str], Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = project(INBOX + FORGET)
    (settings.base / "inbox" / "sub").mkdir()
    (settings.base / "inbox" / "sub" / "d.txt").write_text("The Nautilus lay in Odessa.", encoding="utf-8")
    run(settings)
    really = os.scandir

    def scandir(path: Any = ".") -> Any:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied", str(path))
        return really(path)

    monkeypatch.setattr(os, "scandir", scandir)
    report = run(settings)
    assert (report.exit_code, report.forgotten) == (EXIT_PARTIAL, [])
    monkeypatch.undo()
    assert "inbox/sub/d.txt" in documents(settings)
