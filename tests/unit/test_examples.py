"""The committed example corpus is what its sources say, completely marked, and hard in the ways it promises."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from extractors.documents import Outcome
from extractors.evaluation.gold import GoldDocument, load_gold
from extractors.readers.reader import DocumentReader
from extractors.readers.source import Source

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
TYPES = {"person", "organization", "location", "event", "product", "date"}
REBUILD = (
    "A source or a reader's layout has changed: run python examples/build.py and look at the difference."
)


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("examples_build", EXAMPLES / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def gold() -> list[GoldDocument]:
    return load_gold(EXAMPLES / "gold" / "gold.jsonl")


@pytest.fixture(scope="module")
def reader() -> Iterator[DocumentReader]:
    with DocumentReader() as started:
        yield started


def differing(some: list[GoldDocument], others: list[GoldDocument]) -> list[str]:
    """Return the URIs of the documents that are not the same on both sides."""
    return sorted({document.uri for document in set(some) ^ set(others)})


def test_the_committed_corpus_is_the_one_its_sources_give(
    builder: ModuleType, gold: list[GoldDocument], tmp_path: Path
) -> None:
    built = builder.build(EXAMPLES / "sources", tmp_path)
    assert differing(built, gold) == [], REBUILD
    assert {path.name for path in (tmp_path / "corpus").iterdir()} == {
        path.name for path in (EXAMPLES / "corpus").iterdir()
    }


def test_the_committed_files_read_to_the_texts_of_the_gold(
    builder: ModuleType, gold: list[GoldDocument]
) -> None:
    documents = builder.load_sources(EXAMPLES / "sources")
    assert differing(builder.read_gold(documents, EXAMPLES / "corpus"), gold) == [], REBUILD


def test_the_corpus_has_the_size_and_the_formats_it_promises(gold: list[GoldDocument]) -> None:
    formats: dict[str, int] = defaultdict(int)
    for document in gold:
        formats[document.uri.partition("#")[0].rpartition(".")[2]] += 1
    assert set(formats) == {"txt", "md", "html", "pdf", "docx", "jsonl"}
    assert min(formats.values()) >= 5
    mentions = [mention for document in gold for mention in document.mentions]
    assert len(gold) >= 40
    assert len(mentions) >= 1000
    assert len({mention.entity for mention in mentions}) >= 150
    assert {mention.type for mention in mentions} == TYPES


def test_every_entity_has_one_type(gold: list[GoldDocument]) -> None:
    types: dict[str, set[str]] = defaultdict(set)
    for document in gold:
        for mention in document.mentions:
            types[mention.entity].add(mention.type)
    assert {entity: found for entity, found in types.items() if len(found) > 1} == {}


def test_no_name_that_is_marked_somewhere_is_left_unmarked(gold: list[GoldDocument]) -> None:
    surfaces = {" ".join(mention.surface.split()) for document in gold for mention in document.mentions}
    names = sorted((surface for surface in surfaces if " " in surface), key=len, reverse=True)
    pattern = re.compile(
        r"(?<!\w)(?:" + "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in names) + r")(?!\w)"
    )
    missed = []
    for document in gold:
        for found in pattern.finditer(document.text):
            inside = any(m.start <= found.start() and found.end() <= m.end for m in document.mentions)
            if not inside:
                missed.append((document.uri, found.start(), found[0]))
    assert missed == []


def test_a_year_is_part_of_a_mention(gold: list[GoldDocument]) -> None:
    missed = [
        (document.uri, found[0])
        for document in gold
        for found in re.finditer(r"\b(?:18|19|20)\d\d\b", document.text)
        if not any(m.start <= found.start() and found.end() <= m.end for m in document.mentions)
    ]
    assert missed == []


def test_titles_and_possessives_stay_outside_a_person(gold: list[GoldDocument]) -> None:
    wrong = [
        mention
        for document in gold
        for mention in document.mentions
        if mention.type == "person"
        and re.search(r"^(Dr|Mr|Mrs|Ms|Sir|Dame|Prof|Mayor|Judge|Captain)\b|['’]s$", mention.surface)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("surface", "entities"),
    [
        ("Peter Voss", {"peter_voss_pilot", "peter_voss_lawyer"}),
        ("IES", {"ies_estuarine", "ies_storage"}),
        ("HPA", {"hpa_harwick", "hpa_harwich"}),
        ("Lindqvist", {"mara_lindqvist", "tobias_lindqvist"}),
        ("Müller", {"jurgen_mueller", "jutta_mueller"}),
        ("Harrowgate", {"edmund_harrowgate", "eleanor_harrowgate"}),
    ],
)
def test_one_name_can_stand_for_several_entities(
    gold: list[GoldDocument], surface: str, entities: set[str]
) -> None:
    marked = (mention for document in gold for mention in document.mentions)
    assert {mention.entity for mention in marked if mention.surface == surface} == entities


@pytest.mark.parametrize(
    ("file", "outcomes", "documents"),
    [
        ("bad-line.jsonl", [Outcome.CORRUPT], 2),
        ("empty.txt", [Outcome.EMPTY], 0),
        ("encrypted.pdf", [Outcome.ENCRYPTED], 0),
        ("image.pdf", [Outcome.CORRUPT], 0),
        ("truncated.docx", [Outcome.CORRUPT], 0),
    ],
)
def test_a_broken_example_has_the_outcome_its_readme_names(
    reader: DocumentReader, file: str, outcomes: list[Outcome], documents: int
) -> None:
    result = reader.read(Source(f"examples/broken/{file}", str(EXAMPLES / "broken" / file)))
    assert [failure.outcome for failure in result.failures] == outcomes
    assert all(failure.reason and failure.remedy for failure in result.failures)
    assert len(result.documents) == documents
