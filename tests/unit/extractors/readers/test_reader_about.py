"""What the place that a source comes from says of it arrives in its document."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from extractors.readers.reader import DocumentReader
from extractors.readers.source import About, Source


@pytest.fixture(scope="module")
def reader() -> DocumentReader:
    return DocumentReader()


def _source(folder: Path, name: str, content: str, about: About) -> Source:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return Source("table://staff/7", str(path), file_name=name, about=about)


def test_title_date_and_metadata_of_the_place_count_over_those_of_the_bytes(
    tmp_path: Path, reader: DocumentReader
) -> None:
    about = About("Quarter four", "2026-02-03", "column day", (("author", "Ada"),))
    source = _source(tmp_path, "7.txt", "A first line\n\nAnd more.", about)

    [document] = reader.read(source).documents

    assert (document.title, document.date, document.date_from) == ("Quarter four", "2026-02-03", "column day")
    assert document.metadata["author"] == "Ada"
    assert document.text == "A first line\n\nAnd more."


def test_what_the_place_does_not_say_is_taken_from_the_bytes(tmp_path: Path, reader: DocumentReader) -> None:
    page = "---\ntitle: Own title\ndate: 2025-01-02\n---\nText."
    source = _source(tmp_path, "7.md", page, About(metadata=(("feed", "News"),)))

    [document] = reader.read(source).documents

    assert (document.title, document.date) == ("Own title", "2025-01-02")


def test_a_source_is_another_where_only_what_is_said_of_it_changed(
    tmp_path: Path, reader: DocumentReader
) -> None:
    old = _source(tmp_path, "7.txt", "Text.", About(title="Old"))
    new = replace(old, about=About(title="New"))

    assert old.hash(1000) != new.hash(1000)
    [document] = reader.read(new).documents
    assert document.source_hash == new.hash(1000)
