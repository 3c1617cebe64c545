"""Runs over the sources that the settings name: what is new, changed, unchanged, no source any more, or read by another run."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from extractors.errors import GraphmillError, UsageError
from flows.errors import EXIT_OK
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.runs.forgetting import forget_documents
from flows.runs.ingestion import ingest_paths
from flows.runs.report import RunReport
from flows.runs.source_locks import held_alone
from graph.checks.snapshot import snapshot
from graph.contents.sources import RememberedItem, read_ledger
from graph.errors import StoreBusyError
from tests.support.source_runs import INBOX, PRESS, documents, items, run, settle


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
