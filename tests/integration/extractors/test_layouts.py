"""Tables, lists, addresses and signatures in files of every format: who stands in them is found, and nothing over a border."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.engines.loading import load_extractor
from extractors.engines.settings import ExtractorSettings
from extractors.mentions import Extractor, Label
from extractors.readers.reader import DocumentReader
from extractors.readers.source import Source
from tests.support.layouts import FIRMS, PEOPLE, TOWNS, Layout, layouts

pytestmark = pytest.mark.model

LEAST = 38
LAYOUTS = list(layouts())


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    names = ("person", "organization", "location", "event", "product", "date")
    return load_extractor(ExtractorSettings(), [Label(name) for name in names])


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader() as started:
        yield started


@pytest.mark.parametrize("layout", LAYOUTS, ids=[title for title, _, _ in LAYOUTS])
def test_people_are_found_as_they_are_laid_out(
    layout: Layout, extractor: Extractor, reader: DocumentReader, tmp_path: Path
) -> None:
    _, name, data = layout
    (tmp_path / name).write_bytes(data)
    read = reader.read(Source(name, str(tmp_path / name)))
    assert read.failures == ()
    extractions = extractor.extract(read.documents)
    mentions = [mention for each in extractions for mention in each.mentions]
    for each in extractions:
        assert all(each.document.text[m.start : m.end] == m.surface for m in each.mentions)
    people = {mention.surface for mention in mentions if mention.type == "person"}
    assert len(people & set(PEOPLE)) >= LEAST
    names = [*PEOPLE, *TOWNS, *FIRMS]
    assert [m.surface for m in mentions if sum(each in m.surface for each in names) > 1] == []


@pytest.mark.parametrize(
    "layout", [each for each in LAYOUTS if each[0].startswith("table")], ids=lambda each: each[0]
)
def test_what_stands_in_one_row_is_one_sentence(
    layout: Layout, reader: DocumentReader, extractor: Extractor, tmp_path: Path
) -> None:
    _, name, data = layout
    (tmp_path / name).write_bytes(data)
    (extraction,) = extractor.extract(reader.read(Source(name, str(tmp_path / name))).documents)
    text = extraction.document.text
    sentences = [text[s.start : s.end] for s in extraction.sentences]
    for person, town, _ in zip(PEOPLE, TOWNS * 2, FIRMS * 4, strict=True):
        (row,) = [each for each in sentences if person in each]
        assert town in row
        assert sum(each in row for each in PEOPLE) == 1
