"""Sources that give each thing once and remember how far they were read."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractors.readers.source import Source
from extractors.sources import kinds
from extractors.sources.polling import Cursor, Item, Poll, SourceUnreachableError, Spool
from flows.errors import EXIT_PARTIAL
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.runs.forgetting import forget_documents
from graph.contents.sources import read_ledger
from tests.support.source_runs import INBOX, documents, run


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
