"""Documents that are looked up in a graph are those that reading all of them gives, and no others are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from extractors.mentions import Extraction
from graph.contents import documents as stored_documents
from graph.contents.documents import StoredDocuments
from graph.contents.loading import KnownDocument, known_documents
from graph.contents.sources import files_of
from graph.stores.protocol import GraphStore, Row
from graph.writing.writer import apply_changes, forget
from linking.decisions.decision import Decision, Decisions, Handle, Verdict
from linking.guidance import Guidance
from tests.support.synthetic import extraction

ADA = ("Ada Lovelace", "person")
URIS = (
    "a.txt",
    "a.txt#odd",
    "letters.jsonl#1",
    "letters.jsonl#2",
    "folder/b#c.jsonl#1",
    "folder/b#c.jsonl#1#2",
    "folder/b",
    "https://example.org/#/one",
    "https://example.org/#/two",
    "Straße/naïve.txt",
)
ASKED = (
    {"a.txt"},
    {"letters.jsonl", "Straße/naïve.txt"},
    {"folder/b#c.jsonl", "not there.txt"},
    {"folder/b"},
    {"https://example.org/#/one", "https://example.org/"},
    {"a.txt#odd", "folder/b#c.jsonl#1"},
    {"letters"},
    {"half of a pair \ud800.txt"},
    set(),
)


def made(uri: str) -> Extraction:
    found = extraction(uri, [[ADA]])
    return replace(found, document=replace(found.document, source_hash=f"bytes of {uri[:3]}"))


@pytest.fixture(params=["looked up", "read in parts"])
def known(
    request: pytest.FixtureRequest, store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> Mapping[str, KnownDocument]:
    if request.param == "read in parts":
        monkeypatch.setattr(stored_documents, "MOST_PLACES", 0)
        monkeypatch.setattr(stored_documents, "DOCUMENTS_A_PART", 2)
    apply_changes(store, [made(uri) for uri in URIS])
    return known_documents(store)


def test_documents_are_found_by_id(store: GraphStore, known: Mapping[str, KnownDocument]) -> None:
    documents = StoredDocuments(store)
    some = list(known)[::3]
    assert documents.by_id([*some, *some, "doc_none"]) == {id_: known[id_] for id_ in some}
    assert documents.by_id([]) == {}


@pytest.mark.parametrize("uris", ASKED, ids=lambda uris: ascii(" ".join(sorted(uris))))
def test_documents_are_found_by_their_places(
    store: GraphStore, known: Mapping[str, KnownDocument], uris: set[str]
) -> None:
    documents = StoredDocuments(store)
    of_files = [each for each in known.values() if uris.intersection(files_of(each.uri))]
    assert sorted(each.id for each in documents.of_files(uris)) == sorted(each.id for each in of_files)
    assert {each.id: each for each in documents.of_files(uris)} == {each.id: each for each in of_files}
    at = {each.id for each in known.values() if each.uri in uris}
    assert {each.id for each in documents.at(uris)} == at
    held = documents.holdings(uris)
    every = Counter(file for each in known.values() for file in files_of(each.uri))
    assert +held.documents == Counter({uri: every[uri] for uri in uris if every[uri]})
    assert held.bytes_of == {each.uri: each.source_hash for each in known.values() if each.uri in uris}


def test_documents_are_found_by_their_bytes(store: GraphStore, known: Mapping[str, KnownDocument]) -> None:
    documents = StoredDocuments(store)
    found = {each.uri for each in documents.of_bytes({"bytes of let", "bytes of fol", "bytes of none"})}
    assert found == {each.uri for each in known.values() if each.uri[:3] in ("let", "fol")}
    assert list(documents.of_bytes(())) == []


def test_every_document_is_in_one_part_and_ids_go_up_from_part_to_part(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply_changes(store, [extraction(f"{number}.txt", [[ADA]]) for number in range(40)])
    monkeypatch.setattr(stored_documents, "DOCUMENTS_A_PART", 6)
    parts = [sorted(each.id for each in part) for part in StoredDocuments(store).in_parts()]
    assert len(parts) == 7
    assert [id_ for part in parts for id_ in part] == sorted(known_documents(store))
    origins = list(StoredDocuments(store).origins())
    assert {each.id: each.uri for each in origins} == {
        each.id: each.uri for each in known_documents(store).values()
    }
    assert len(origins) == 40


def test_counts_are_those_of_all_documents(store: GraphStore) -> None:
    assert (StoredDocuments(store).count(), StoredDocuments(store).sentences()) == (0, 0)
    apply_changes(store, [extraction("a.txt", [[ADA], [ADA]]), extraction("b.txt", [[ADA]])])
    assert (StoredDocuments(store).count(), StoredDocuments(store).sentences()) == (2, 3)


class Reading:
    """A store that counts what its readings hand on: rows that hold the whole record of a document."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self.records = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def stream(self, text: str, parameters: Mapping[str, Any] | None = None) -> Iterator[Row]:
        for row in self._store.stream(text, parameters):
            self.records += "contentHash" in row
            yield row


def test_a_change_reads_the_records_of_its_own_documents_alone(store: GraphStore) -> None:
    held = [extraction(f"{number}.txt", [[ADA]]) for number in range(30)]
    apply_changes(store, held)
    reading: Any = Reading(store)
    report = apply_changes(reading, held[:3])
    assert (report.unchanged, reading.records) == (3, 3)
    new = [replace(held[0], fingerprint="another"), extraction("new.txt", [[ADA]])]
    report = apply_changes(reading, new)
    assert (report.added, report.replaced, reading.records) == (1, 1, 4)
    report = forget(reading, [held[1].document.id, "doc_none"])
    assert (report.forgotten, report.unknown, reading.records) == (1, ("doc_none",), 5)


def test_all_are_looked_at_part_by_part_where_decisions_cluster_them_anew(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    slip, johnson = ("Katherine Jonson", "person"), ("Katherine Johnson", "person")
    apply_changes(
        store,
        [extraction(f"{n}.txt", [[johnson], [johnson, slip], [johnson], [johnson]]) for n in range(12)],
    )
    monkeypatch.setattr(stored_documents, "DOCUMENTS_A_PART", 3)
    handles = (Handle(name, "person", ()) for name, _ in (johnson, slip))
    apart = Decision("d", "2030-01-01T00:00:00Z", "Ines", Verdict.DIFFERENT, *handles, value="")
    reading: Any = Reading(store)
    report = apply_changes(reading, (), guidance=Guidance(Decisions((apart,))))
    assert (report.re_resolved, reading.records) == (12, 12)
