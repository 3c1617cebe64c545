"""What tests of runs over sources share: the sections of settings, a run, and what the graph then holds and remembers."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.runs.ingestion import NothingIngestedError, ingest_paths
from flows.runs.report import RunReport
from graph.checks.audit import audit
from graph.contents.loading import KnownDocument, known_documents
from graph.contents.sources import RememberedItem, read_ledger

INBOX = '[[sources]]\nname = "inbox"\npath = "inbox"\n'
PRESS = '[[sources]]\nname = "press"\npath = "press"\n'
FORGET = 'deleted = "forget"\n'


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


def records(settings: Settings, *numbers: int) -> None:
    """Write a file of records, each of its number."""
    lines = [f'{{"id": "{number}", "text": "The Argo saw Riga {number} times."}}' for number in numbers]
    (settings.base / "inbox" / "r.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
