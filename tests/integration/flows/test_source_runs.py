"""Runs over the sources that the settings name: what is new, changed, renamed, deleted, away, at two places, or cut off."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from extractors.errors import GraphmillError, UsageError
from extractors.readers.source import Source
from extractors.sources import kinds
from extractors.sources.polling import Cursor, Item, Poll, SourceUnreachableError, Spool
from flows.errors import EXIT_FAILED, EXIT_OK, EXIT_PARTIAL
from flows.project.settings import Settings
from flows.project.settings_file import load_settings
from flows.project.stores import open_project_store
from flows.runs.forgetting import forget_documents
from flows.runs.ingestion import NothingIngestedError, ingest_paths
from flows.runs.report import Renamed, RunReport
from flows.runs.source_locks import held_alone
from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.contents.loading import KnownDocument, known_documents
from graph.contents.sources import RememberedItem, read_ledger
from graph.errors import StoreBusyError
from tests.support.ruled_project import make_ruled_project

INBOX = '[[sources]]\nname = "inbox"\npath = "inbox"\n'
PRESS = '[[sources]]\nname = "press"\npath = "press"\n'
FORGET = 'deleted = "forget"\n'


@pytest.fixture
def project(tmp_path: Path) -> Callable[[str], Settings]:
    """Give the settings of a project with some sources; what its folders hold stays from one call to the next."""

    def made(sources: str) -> Settings:
        file = tmp_path / "graphmill.toml"
        if not file.exists():
            make_ruled_project(tmp_path)
            (tmp_path / "press").mkdir()
        file.write_text(
            file.read_text(encoding="utf-8").partition("[[sources]]")[0] + sources, encoding="utf-8"
        )
        return load_settings(file)

    return made


def run(settings: Settings, **given: Any) -> RunReport:
    try:
        return ingest_paths((), settings, **given)
    except NothingIngestedError as error:
        return error.report


def documents(settings: Settings) -> dict[str, KnownDocument]:
    with open_project_store(settings) as store:
        assert audit(store).differences == ()
        return {each.uri: each for each in known_documents(store).values()}


def items(settings: Settings) -> dict[tuple[str, str], RememberedItem]:
    with open_project_store(settings) as store:
        return dict(read_ledger(store).items)


def places(settings: Settings) -> dict[str, tuple[list[str], list[str]]]:
    with open_project_store(settings) as store:
        rows = store.stream(
            "MATCH (d:Document) WHERE d.places IS NOT NULL RETURN d.uri AS uri, d.places AS places, d.placeSources AS sources"
        )
        return {row["uri"]: (row["places"], row["sources"]) for row in rows}


def settle(folder: Path) -> None:
    """Make files look as if they had been written some time ago, as far as a program can."""
    deadline = max(max(path.stat().st_mtime, path.stat().st_ctime) for path in folder.rglob("*")) + 2.1
    time.sleep(max(0.0, deadline - time.time()))


# --- what is brought in ---------------------------------------------------------------------------------------------
def test_without_paths_all_sources_are_brought_in_and_by_name_those_named(
    project: Callable[[str], Settings],
) -> None:
    settings = project(INBOX + PRESS)
    (settings.base / "press" / "d.txt").write_text("The Nautilus lay in Odessa.", encoding="utf-8")
    first = run(settings, sources=["press"])
    assert (first.documents_added, [each.name for each in first.looked_at]) == (1, ["press"])
    assert list(documents(settings)) == ["press/d.txt"]
    second = run(settings)
    assert (second.documents_added, second.documents_unchanged, second.exit_code) == (3, 1, EXIT_OK)
    assert [(each.name, each.items) for each in second.looked_at] == [("inbox", 3), ("press", 1)]


def test_twice_is_as_once(project: Callable[[str], Settings]) -> None:
    settings = project(INBOX)
    run(settings)
    with open_project_store(settings) as store:
        before = (snapshot(store), read_ledger(store).items)
    again = run(settings)
    assert (again.documents_committed, again.documents_unchanged) == (0, 3)
    with open_project_store(settings) as store:
        assert snapshot(store).differences(before[0]) == []
        # What a file's clock could not tell at first it tells later; all else is as it was.
        assert {key: item.hash for key, item in read_ledger(store).items.items()} == {
            key: item.hash for key, item in before[1].items()
        }


def test_the_order_of_runs_changes_neither_graph_nor_ledger(
    project: Callable[[str], Settings], tmp_path: Path
) -> None:
    settings = project(INBOX + PRESS)
    (settings.base / "press" / "d.txt").write_text("The Nautilus lay in Odessa.", encoding="utf-8")
    other = settings.model_copy(update={"state": Path(".other")})
    for one, names in ((settings, ("inbox", "press")), (other, ("press", "inbox"))):
        for name in names:
            run(one, sources=[name])
    with open_project_store(settings) as mine, open_project_store(other) as theirs:
        assert snapshot(mine).differences(snapshot(theirs)) == []
        assert {key: item.holds for key, item in read_ledger(mine).items.items()} == {
            key: item.holds for key, item in read_ledger(theirs).items.items()
        }


def test_what_a_source_says_is_unchanged_is_not_even_opened(project: Callable[[str], Settings]) -> None:
    settings = project(INBOX)
    (settings.base / "inbox" / "r.jsonl").write_text(
        '{"id": "1", "text": "The Argo saw Riga."}\n', encoding="utf-8"
    )
    settle(settings.base / "inbox")
    run(settings)
    opened: list[str] = []

    def noted(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and listening:
            opened.append(str(arguments[0]))

    listening = True
    sys.addaudithook(noted)
    report = run(settings)
    listening = False
    assert report.sources_unchanged == 4
    assert [each for each in opened if "/inbox/" in each] == []
    # A file that changed is opened, and it alone, though it is as long as before.
    (settings.base / "inbox" / "a.txt").write_text(
        "The Calypso left Bergen for Riga. In Kiel she took coal aboard.", encoding="utf-8"
    )
    listening = True
    report = run(settings)
    listening = False
    assert (report.documents_replaced, report.sources_unchanged) == (1, 3)
    assert {Path(each).name for each in opened if "/inbox/" in each} == {"a.txt"}


def test_records_and_settings_of_readers_that_change_are_brought_up_to_date(
    project: Callable[[str], Settings],
) -> None:
    settings = project(INBOX)
    (settings.base / "inbox" / "r.jsonl").write_text(
        '{"id": "1", "text": "The Argo saw Riga.", "date": "2024-05-01"}\n', encoding="utf-8"
    )
    settle(settings.base / "inbox")
    run(settings)
    asking = settings.model_copy(
        update={"reader": settings.reader.model_copy(update={"jsonl_metadata_fields": ("date",)})}
    )
    assert run(asking).documents_described == 1
    assert documents(asking)["inbox/r.jsonl#1"].date == "2024-05-01"
    forget_documents(["inbox/r.jsonl#1"], asking, apply=True)
    assert run(asking).documents_added == 1


def test_reread_opens_everything(project: Callable[[str], Settings]) -> None:
    settings = project(INBOX)
    settle(settings.base / "inbox")
    run(settings)
    assert run(settings, reread=True).documents_read_anew == 3


def test_sources_must_be_there_to_be_named(project: Callable[[str], Settings]) -> None:
    with pytest.raises(UsageError, match=r"\[\[sources\]\]"):
        ingest_paths((), project(""))
    settings = project(INBOX)
    with pytest.raises(UsageError, match=r"no source 'inbx'.*inbox"):
        ingest_paths((), settings, sources=["inbx"])
    with pytest.raises(UsageError, match="name them"):
        ingest_paths((), settings, accept_deletions=True)
    with pytest.raises(UsageError, match="not both"):
        ingest_paths(["inbox"], settings, sources=["inbox"])


def test_a_source_that_the_settings_name_no_more_is_dropped_and_its_documents_stay(
    project: Callable[[str], Settings],
) -> None:
    settings = project(INBOX + PRESS)
    (settings.base / "press" / "d.txt").write_text("The Nautilus lay in Odessa.", encoding="utf-8")
    run(settings)
    fewer = project(INBOX)
    run(fewer)
    assert {name for name, _ in items(fewer)} == {"inbox"}
    assert "press/d.txt" in documents(fewer)


# --- deletions ------------------------------------------------------------------------------------------------------
def test_what_is_deleted_stays_unless_the_source_says_otherwise(project: Callable[[str], Settings]) -> None:
    settings = project(INBOX)
    run(settings)
    (settings.base / "inbox" / "a.txt").unlink()
    report = run(settings)
    assert (report.gone, report.forgotten, report.looked_at[0].away) == (["inbox/a.txt"], [], 1)
    assert "inbox/a.txt" in documents(settings)


def test_what_is_deleted_is_forgotten_where_the_source_says_so(project: Callable[[str], Settings]) -> None:
    settings = project(INBOX + FORGET)
    run(settings)
    (settings.base / "inbox" / "a.txt").unlink()
    report = run(settings)
    assert (report.gone, report.forgotten, report.exit_code) == ([], ["inbox/a.txt"], EXIT_OK)
    assert sorted(documents(settings)) == ["inbox/b.txt", "inbox/c.md"]
    assert sorted(key for _, key in items(settings)) == ["inbox/b.txt", "inbox/c.md"]
    assert run(settings).forgotten == []


def test_what_is_deleted_is_forgotten_after_some_days_unless_it_comes_back(
    project: Callable[[str], Settings],
) -> None:
    settings = project(INBOX + FORGET + "forget_after_days = 3\n")
    run(settings)
    text = (settings.base / "inbox" / "a.txt").read_text(encoding="utf-8")
    (settings.base / "inbox" / "a.txt").unlink()
    assert run(settings).forgotten == []
    aged(settings, days=2)
    assert run(settings).forgotten == []
    (settings.base / "inbox" / "a.txt").write_text(text, encoding="utf-8")
    run(settings)
    assert items(settings)["inbox", "inbox/a.txt"].gone_since == ""
    (settings.base / "inbox" / "a.txt").unlink()
    run(settings)
    aged(settings, days=3)
    assert run(settings).forgotten == ["inbox/a.txt"]


def aged(settings: Settings, *, days: int) -> None:
    """Let as many days pass for all that is gone."""
    with open_project_store(settings, "write") as store:
        rows = list(
            store.stream(
                "MATCH (i:GraphmillItem) WHERE i.goneSince IS NOT NULL RETURN i.id AS id, i.goneSince AS since"
            )
        )
        for row in rows:
            since = (datetime.fromisoformat(row["since"]) - timedelta(days=days)).isoformat()
            parameters = {"id": row["id"], "since": since}
            store.write(
                lambda transaction, parameters=parameters: transaction.run(
                    "MATCH (i:GraphmillItem {id: $id}) SET i.goneSince = $since", parameters
                )
            )


def test_a_file_that_is_renamed_keeps_its_document_and_its_row_goes_on(
    project: Callable[[str], Settings],
) -> None:
    settings = project(INBOX + FORGET)
    run(settings)
    id_ = documents(settings)["inbox/a.txt"].id
    (settings.base / "inbox" / "a.txt").rename(settings.base / "inbox" / "z.txt")
    report = run(settings)
    assert (report.renamed, report.forgotten) == ([Renamed(old="inbox/a.txt", new="inbox/z.txt")], [])
    assert documents(settings)["inbox/z.txt"].id == id_
    assert sorted(key for _, key in items(settings)) == ["inbox/b.txt", "inbox/c.md", "inbox/z.txt"]


def test_a_folder_whose_files_are_all_renamed_is_not_taken_for_damaged(
    project: Callable[[str], Settings],
) -> None:
    settings = project(INBOX + FORGET)
    run(settings)
    for path in list((settings.base / "inbox").iterdir()):
        path.rename(path.with_stem(f"new-{path.stem}"))
    report = run(settings)
    assert (len(report.renamed), report.exit_code, report.forgotten) == (3, EXIT_OK, [])


def records(settings: Settings, *numbers: int) -> None:
    """Write a file of records, each of its number."""
    lines = [f'{{"id": "{number}", "text": "The Argo saw Riga {number} times."}}' for number in numbers]
    (settings.base / "inbox" / "r.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_a_record_that_is_taken_out_of_a_file_is_forgotten_as_a_file_is(
    project: Callable[[str], Settings],
) -> None:
    settings = project(INBOX + FORGET)
    records(settings, 1, 2, 3)
    run(settings)
    records(settings, 1, 3)
    assert run(settings).forgotten == ["inbox/r.jsonl#2"]
    assert run(settings).forgotten == []
    assert "inbox/r.jsonl#3" in documents(settings)


def test_records_that_did_not_go_on_in_another_file_with_the_rest_are_forgotten(
    project: Callable[[str], Settings],
) -> None:
    settings = project(INBOX + FORGET)
    records(settings, 1, 2, 3)
    run(settings)
    old = next((settings.base / "inbox").glob("*.jsonl"))
    lines = old.read_text(encoding="utf-8").splitlines(keepends=True)
    old.unlink()
    (settings.base / "inbox" / "new.jsonl").write_text(lines[0], encoding="utf-8")
    report = run(settings)
    assert (len(report.renamed), len(report.forgotten)) == (1, 2)
    assert [uri for uri in documents(settings) if ".jsonl" in uri] == [report.renamed[0].new]


def test_a_record_is_forgotten_after_some_days_unless_it_comes_back(
    project: Callable[[str], Settings],
) -> None:
    settings = project(INBOX + FORGET + "forget_after_days = 3\n")
    records(settings, 1, 2, 3)
    run(settings)
    records(settings, 1, 3)
    for _ in range(2):
        assert run(settings).forgotten == []
    assert items(settings)["inbox", "inbox/r.jsonl#2"].gone_since
    records(settings, 1, 2, 3)
    run(settings)
    assert ("inbox", "inbox/r.jsonl#2") not in items(settings)
    records(settings, 1, 2)
    run(settings)
    aged(settings, days=3)
    assert run(settings).forgotten == ["inbox/r.jsonl#3"]


def test_a_file_that_lost_most_of_its_records_is_taken_for_damaged(
    project: Callable[[str], Settings],
) -> None:
    settings = project(INBOX + FORGET)
    records(settings, 1, 2, 3)
    run(settings)
    records(settings, 1)
    settle(settings.base / "inbox")
    for _ in range(2):
        report = run(settings)
        assert (report.exit_code, report.forgotten) == (EXIT_PARTIAL, [])
        assert "file 'inbox/r.jsonl' lacks 2 of the 3 records" in report.rejected[0].reason
    assert len(run(settings, sources=["inbox"], accept_deletions=True).forgotten) == 2


def test_records_of_a_source_that_keeps_stay(project: Callable[[str], Settings]) -> None:
    settings = project(INBOX)
    records(settings, 1, 2, 3)
    run(settings)
    records(settings, 1, 3)
    report = run(settings)
    assert (report.gone, report.forgotten) == (["inbox/r.jsonl#2"], [])
    assert "inbox/r.jsonl#2" in documents(settings)


# --- the guard ------------------------------------------------------------------------------------------------------
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


# --- two places -----------------------------------------------------------------------------------------------------
TWICE = INBOX + FORGET + "most_gone = 0.9\n" + PRESS + FORGET + "most_gone = 0.9\n"


@pytest.fixture
def twice(project: Callable[[str], Settings]) -> Settings:
    """Give a project of which one text lies in two sources."""
    settings = project(TWICE)
    shutil.copy(settings.base / "inbox" / "a.txt", settings.base / "press" / "copy.txt")
    (settings.base / "press" / "d.txt").write_text("The Nautilus lay in Odessa.", encoding="utf-8")
    return settings


def test_the_same_bytes_at_two_places_are_one_document(twice: Settings) -> None:
    report = run(twice)
    assert (report.documents_added, report.sources) == (4, 5)
    assert places(twice) == {"inbox/a.txt": (["inbox/a.txt", "press/copy.txt"], ["inbox", "press"])}
    assert sorted(documents(twice)) == ["inbox/a.txt", "inbox/b.txt", "inbox/c.md", "press/d.txt"]
    assert run(twice).documents_committed == 0
    assert len(places(twice)) == 1


def test_one_file_that_two_sources_reach_is_one_document(project: Callable[[str], Settings]) -> None:
    settings = project(INBOX + '[[sources]]\nname = "texts"\npath = "inbox/*.txt"\n')
    assert run(settings).documents_added == 3
    assert places(settings) == {
        f"inbox/{name}": ([f"inbox/{name}"] * 2, ["inbox", "texts"]) for name in ("a.txt", "b.txt")
    }


def test_records_of_a_file_at_two_places_have_two_places_each(project: Callable[[str], Settings]) -> None:
    settings = project(INBOX + PRESS)
    for folder in ("inbox", "press"):
        (settings.base / folder / "r.jsonl").write_text(
            '{"id": "1", "text": "The Argo saw Riga."}\n', encoding="utf-8"
        )
    run(settings)
    assert places(settings) == {
        "inbox/r.jsonl#1": (["inbox/r.jsonl#1", "press/r.jsonl#1"], ["inbox", "press"])
    }


def test_when_the_first_place_goes_the_document_goes_on_under_the_other(twice: Settings) -> None:
    run(twice)
    id_ = documents(twice)["inbox/a.txt"].id
    (twice.base / "inbox" / "a.txt").unlink()
    report = run(twice)
    assert (report.renamed, report.forgotten) == ([Renamed(old="inbox/a.txt", new="press/copy.txt")], [])
    assert documents(twice)["press/copy.txt"].id == id_
    assert places(twice) == {}
    (twice.base / "press" / "copy.txt").unlink()
    assert run(twice).forgotten == ["press/copy.txt"]


def test_when_the_second_place_goes_the_document_stays(twice: Settings) -> None:
    run(twice)
    (twice.base / "press" / "copy.txt").unlink()
    report = run(twice)
    assert (report.renamed, report.forgotten, places(twice)) == ([], [], {})
    assert "inbox/a.txt" in documents(twice)


@pytest.mark.parametrize("changed", ["inbox/a.txt", "press/copy.txt"])
def test_when_one_place_changes_they_are_two_documents(twice: Settings, changed: str) -> None:
    settle(twice.base / "inbox")
    settle(twice.base / "press")
    run(twice)
    (twice.base / changed).write_text("The Endeavour lay off Genoa.", encoding="utf-8")
    report = run(twice)
    assert (report.documents_committed, report.forgotten) == (2 if changed == "inbox/a.txt" else 1, [])
    assert {"inbox/a.txt", "press/copy.txt"} <= documents(twice).keys()
    assert places(twice) == {}


def test_a_place_whose_source_is_away_keeps_the_document_as_it_is(twice: Settings) -> None:
    run(twice)
    shutil.move(twice.base / "inbox", twice.base / "away")
    report = run(twice)
    assert (report.renamed, report.forgotten) == ([], [])
    assert "inbox/a.txt" in documents(twice)
    assert list(places(twice)) == ["inbox/a.txt"]


def test_a_document_whose_first_place_went_while_the_other_was_away_goes_on_under_the_other(
    twice: Settings,
) -> None:
    run(twice)
    shutil.move(twice.base / "press", twice.base / "away")
    (twice.base / "inbox" / "a.txt").unlink()
    report = run(twice)
    assert (report.renamed, report.forgotten) == ([], [])
    shutil.move(twice.base / "away", twice.base / "press")
    report = run(twice)
    assert (report.renamed, report.gone) == ([Renamed(old="inbox/a.txt", new="press/copy.txt")], [])
    assert "inbox/a.txt" not in documents(twice)


def test_a_document_stays_while_its_last_place_cannot_be_read(twice: Settings) -> None:
    run(twice)
    content = (twice.base / "inbox" / "a.txt").read_bytes()
    (twice.base / "inbox" / "a.txt").unlink()
    (twice.base / "press" / "copy.txt").write_bytes(b"")
    for _ in range(2):
        report = run(twice)
        assert (report.forgotten, [each.uri for each in report.rejected]) == ([], ["press/copy.txt"])
    (twice.base / "press" / "copy.txt").write_bytes(content)
    report = run(twice)
    assert (report.renamed, report.forgotten) == (
        [Renamed(old="inbox/a.txt", new="press/copy.txt")],
        [],
    )


def test_a_document_goes_once_its_last_place_can_be_read_and_says_something_else(twice: Settings) -> None:
    run(twice)
    (twice.base / "inbox" / "a.txt").unlink()
    (twice.base / "press" / "copy.txt").write_bytes(b"")
    run(twice)
    (twice.base / "press" / "copy.txt").write_text("The Endeavour lay off Genoa.", encoding="utf-8")
    report = run(twice)
    assert (report.documents_added, report.forgotten) == (1, ["inbox/a.txt"])
    assert "press/copy.txt" in documents(twice)


ALL = '[[sources]]\nname = "all"\npath = "**/*.*"\nexclude = ["*.toml"]\n'


@pytest.mark.parametrize("by", ["another source", "its path"])
@pytest.mark.parametrize("ending", ["txt", "jsonl"])
def test_a_copy_of_what_a_file_held_before_is_brought_in_though_the_file_s_own_source_is_not_looked_at(
    project: Callable[[str], Settings], by: str, ending: str
) -> None:
    settings = project(ALL + INBOX + PRESS)
    first = settings.base / "inbox" / f"first.{ending}"
    before = '{"id": "1", "text": "The Argo saw Riga."}\n'
    first.write_text(before, encoding="utf-8")
    run(settings, sources=["all"])
    shutil.copy(first, settings.base / "inbox" / f"second.{ending}")
    shutil.copy(first, settings.base / "press" / f"third.{ending}")
    first.write_text('{"id": "1", "text": "The Petrel lay in Kiel."}\n', encoding="utf-8")
    if by == "its path":
        ingest_paths([str(first)], settings)
    for names in (["inbox"], ["press"]):
        run(settings, sources=names)
    with open_project_store(settings) as store:
        texts = [row["text"] for row in store.stream("MATCH (c:Chunk) RETURN c.text AS text")]
    assert sum("Argo saw Riga" in text for text in texts) == 1
    assert sum("Petrel lay in Kiel" in text for text in texts) == 1


# --- sources that give each thing once ------------------------------------------------------------------------------
class Wire:
    """A source that gives what came since the last look, some at a time, and never again."""

    def __init__(self, *texts: str, at_once: int = 100) -> None:
        self.texts = list(texts)
        self.at_once = at_once
        self.seconds = 0.0

    def __call__(self, settings: Any, cursor: Cursor, spool: Spool, base: Path) -> Poll:
        del base
        time.sleep(self.seconds)
        first = int(cursor.get("next", 0))
        part = self.texts[first : first + self.at_once]
        new = []
        for number, text in enumerate(part, first):
            path = spool.keep(str(number), ".txt", text.encode())
            new.append(
                Item(
                    str(number),
                    Source(f"wire://{settings.name}/{number}", str(path), file_name="item.txt"),
                    "1",
                )
            )
        return Poll(tuple(new), {"next": first + len(part)}, has_more=first + len(part) < len(self.texts))


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    """Put the wire in the place of feeds."""
    made = Wire("The Calypso left Bergen.", "The Argo saw Riga.")
    monkeypatch.setattr(kinds, "look_of", lambda _: made)
    monkeypatch.setattr("flows.runs.source_looks.look_of", lambda _: made)
    return made


WIRE = '[[sources]]\nname = "wire"\nkind = "feed"\nurl = "http://127.0.0.1/feed"\n'


def test_a_cursor_goes_on_where_it_was_left(project: Callable[[str], Settings], wire: Wire) -> None:
    settings = project(WIRE)
    assert run(settings).documents_added == 2
    wire.texts.append("The Petrel saw Genoa.")
    report = run(settings)
    assert (report.sources, report.documents_added) == (1, 1)
    assert len(documents(settings)) == 3
    assert not list((settings.state_folder / "spool" / "wire").iterdir())


def test_a_source_that_has_more_is_asked_until_it_has_not(
    project: Callable[[str], Settings], wire: Wire
) -> None:
    wire.texts, wire.at_once = [f"The Argo saw Riga {number} times." for number in range(7)], 3
    settings = project(WIRE)
    assert run(settings).documents_added == 7
    with open_project_store(settings) as store:
        assert read_ledger(store).sources["wire"].cursor == {"next": 7}


def test_what_could_not_be_brought_in_is_tried_again_though_the_source_gives_it_no_more(
    project: Callable[[str], Settings], wire: Wire
) -> None:
    wire.texts.append("   ")
    settings = project(WIRE)
    assert [each.outcome for each in run(settings).rejected] == ["empty"]
    (kept,) = (settings.state_folder / "spool" / "wire").iterdir()
    assert [each.outcome for each in run(settings).rejected] == ["empty"]
    kept.write_text("The Endeavour lay off Genoa.", encoding="utf-8")
    report = run(settings)
    assert (report.documents_added, report.rejected) == (1, [])
    assert "wire://wire/2" in documents(settings)
    assert not list((settings.state_folder / "spool" / "wire").iterdir())


def test_reread_asks_a_source_from_its_beginning(project: Callable[[str], Settings], wire: Wire) -> None:
    settings = project(WIRE)
    run(settings)
    forget_documents(["wire://wire/0"], settings)
    assert run(settings).documents_added == 0
    assert run(settings, reread=True).documents_added == 1


def test_a_source_that_takes_too_long_is_left_to_itself(
    project: Callable[[str], Settings], wire: Wire
) -> None:
    wire.seconds = 30
    settings = project(WIRE + "timeout_seconds = 0.2\n")
    began = time.monotonic()
    report = run(settings)
    assert time.monotonic() - began < 20
    assert "longer than 0.2 seconds" in report.rejected[0].reason


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (SourceUnreachableError("the server sleeps. Wake it."), "the server sleeps"),
        (ValueError("https://me:s3cret@host"), "ValueError"),
    ],
)
def test_whatever_a_look_raises_is_told_without_secrets_and_the_others_go_on(
    project: Callable[[str], Settings], monkeypatch: pytest.MonkeyPatch, error: Exception, told: str
) -> None:
    def fails(*_: Any) -> Poll:
        raise error

    really = kinds.look_of
    monkeypatch.setattr(
        "flows.runs.source_looks.look_of", lambda kind: fails if kind == "feed" else really(kind)
    )
    report = run(project(WIRE + INBOX))
    assert (report.documents_added, report.exit_code) == (3, EXIT_PARTIAL)
    assert told in report.rejected[0].reason
    assert "s3cret" not in report.model_dump_json()


# --- two runs at once -----------------------------------------------------------------------------------------------
def test_a_source_that_another_run_is_at_is_waited_for_and_then_refused(
    project: Callable[[str], Settings],
) -> None:
    settings = project(INBOX)
    quick = settings.model_copy(update={"store": settings.store.model_copy(update={"wait_seconds": 0.3})})
    with held_alone(settings.sources, settings):
        with pytest.raises(StoreBusyError, match="'inbox'"):
            ingest_paths((), quick)
        waiting: list[RunReport | GraphmillError] = []
        thread = threading.Thread(target=lambda: waiting.append(run(settings)))
        thread.start()
        time.sleep(0.5)
        assert waiting == []
    thread.join(60)
    assert isinstance(waiting[0], RunReport)


def test_paths_are_brought_in_beside_the_sources(project: Callable[[str], Settings]) -> None:
    settings = project(INBOX)
    run(settings)
    assert ingest_paths(["inbox"], settings).documents_unchanged == 3
    (settings.base / "inbox" / "a.txt").rename(settings.base / "inbox" / "z.txt")
    assert len(ingest_paths(["inbox"], settings).renamed) == 1
    report = run(settings)
    assert (report.documents_committed, report.renamed, report.gone) == (0, [], [])
    held: Mapping[tuple[str, str], RememberedItem] = items(settings)
    assert sorted(item.holds for item in held.values()) == ["inbox/b.txt", "inbox/c.md", "inbox/z.txt"]
