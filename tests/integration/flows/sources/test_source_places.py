"""One document at several places, in one source or in two."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.runs.ingestion import ingest_paths
from flows.runs.report import Renamed
from tests.support.source_runs import FORGET, INBOX, PRESS, documents, places, run, settle

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
