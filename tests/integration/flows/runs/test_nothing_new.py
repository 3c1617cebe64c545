"""A run that finds nothing new reads the records of the documents that it looked for, and of no others in the graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from flows.project.settings import Settings
from flows.project.settings_file import load_settings
from flows.runs.forgetting import forget_documents
from flows.runs.ingestion import ingest_paths
from graph.stores.embedded.store import EmbeddedStore
from graph.stores.protocol import Row
from tests.support.ruled_project import make_ruled_project
from tests.support.source_runs import settle

FILES = 24


@pytest.fixture
def records(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the uris of the documents whose whole records were read so far."""
    read: list[str] = []
    really = EmbeddedStore.stream

    def noted(store: EmbeddedStore, text: str, parameters: Mapping[str, Any] | None = None) -> Iterator[Row]:
        for row in really(store, text, parameters):
            if "contentHash" in row:
                read.append(row["uri"])
            yield row

    monkeypatch.setattr(EmbeddedStore, "stream", noted)
    return read


def project(folder: Path, sources: str = "") -> Settings:
    texts = {f"{number:02d}.txt": f"The Argo saw Riga {number} times." for number in range(FILES)}
    return load_settings(make_ruled_project(folder, sources, texts))


def test_of_files_that_are_there_as_they_are_only_their_own_documents_are_read(
    tmp_path: Path, records: list[str]
) -> None:
    settings = project(tmp_path)
    ingest_paths(["inbox"], settings)
    records.clear()
    report = ingest_paths(["inbox/0*.txt"], settings)
    assert (report.sources_unchanged, report.gone) == (10, [])
    assert sorted(records) == [f"inbox/0{number}.txt" for number in range(10)]


def test_of_sources_that_tell_that_nothing_changed_no_document_is_read(
    tmp_path: Path, records: list[str]
) -> None:
    settings = project(tmp_path, '[[sources]]\nname = "inbox"\npath = "inbox"\n')
    settle(tmp_path / "inbox")
    ingest_paths((), settings)
    records.clear()
    (tmp_path / "inbox" / "07.txt").unlink()
    report = ingest_paths((), settings)
    assert (report.sources_unchanged, report.gone) == (FILES - 1, ["inbox/07.txt"])
    assert records == []


def test_a_file_that_was_renamed_is_known_by_its_bytes_and_nothing_else_is_read(
    tmp_path: Path, records: list[str]
) -> None:
    settings = project(tmp_path)
    ingest_paths(["inbox"], settings)
    (tmp_path / "inbox" / "07.txt").rename(tmp_path / "inbox" / "seven.txt")
    records.clear()
    report = ingest_paths(["inbox/seven.txt"], settings)
    assert [(each.old, each.new) for each in report.renamed] == [("inbox/07.txt", "inbox/seven.txt")]
    assert set(records) == {"inbox/07.txt"}


def test_what_is_forgotten_by_name_is_read_alone(tmp_path: Path, records: list[str]) -> None:
    settings = project(tmp_path)
    ingest_paths(["inbox"], settings)
    records.clear()
    report = forget_documents([str(tmp_path / "inbox" / "03.txt")], settings)
    assert report.forgotten == ["inbox/03.txt"]
    assert set(records) == {"inbox/03.txt"}
    records.clear()
    report = forget_documents([str(tmp_path / "inbox" / "1*.txt")], settings)
    assert report.would_forget == [f"inbox/{number}.txt" for number in range(10, 20)]
    assert records == []
