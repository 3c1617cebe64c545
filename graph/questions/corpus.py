"""Which documents a question is about: those of some time, or from some folder or host; and what they alone say."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from graph.questions.documents import DATE
from graph.stores.protocol import GraphStore

DATED = f"MATCH (d:Document) RETURN d.id AS id, d.uri AS uri, {DATE} AS date, d.date IS NULL AS undated"
LEDGERS = "UNWIND $ids AS id MATCH (d:Document {id: id}) RETURN d.ledger AS ledger, d.windows AS windows"
_DOCUMENTS_A_CALL = 500
_AFTER = "~"
"""Comes after every sign of a date, so that a year ends after its days."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The documents that count: from one date to another, as ``2024``, ``2024-05`` or ``2024-05-31``, and from a source.

    What is empty leaves all in. A document that has only a year is of every day in it.
    """

    since: str = ""
    until: str = ""
    source: str = ""

    @property
    def everything(self) -> bool:
        """Whether every document counts."""
        return not (self.since or self.until or self.source)

    def holds(self, document: DatedDocument) -> bool:
        """Tell whether a document counts."""
        return (
            (not self.since or document.date + _AFTER >= self.since)
            and (not self.until or document.date <= self.until + _AFTER)
            and (
                not self.source
                or document.source == self.source
                or document.source.startswith(f"{self.source.rstrip('/')}/")
            )
        )


@dataclass(frozen=True, slots=True)
class DatedDocument:
    """A document with its date, the day of its ingestion where it has none (``undated``), and where it comes from."""

    id: str
    date: str
    undated: bool
    source: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """What some documents say: sentences by entity and by edge id, documents likewise, and sentences in all."""

    windows: Counter[str]
    docs: Counter[str]
    counts: Counter[str]
    edge_docs: Counter[str]
    sentences: int
    documents: int
    undated: int


def source_of(uri: str) -> str:
    """Return where a document comes from: a host, a folder, or the file of several records."""
    if uri.lower().startswith(("http://", "https://")):
        try:
            return urlsplit(uri).netloc.rpartition("@")[2].lower() or uri
        except ValueError:
            return uri
    file, record, _ = uri.partition("#")
    return file if record else file.rpartition("/")[0] or "."


def dated_documents(store: GraphStore) -> list[DatedDocument]:
    """Return every document, the oldest first."""
    found = [
        DatedDocument(row["id"], row["date"], row["undated"], source_of(row["uri"]))
        for row in store.stream(DATED)
    ]
    return sorted(found, key=lambda each: (each.date, each.id))


def count_corpus(store: GraphStore, documents: Collection[DatedDocument]) -> Corpus:
    """Count what these documents say, by what each of them added to the graph."""
    windows, docs, counts, edge_docs = (Counter[str]() for _ in range(4))
    sentences = 0
    for ledger, held in _ledgers(store, [each.id for each in documents]):
        sentences += held
        for total, times, added in (
            (windows, docs, ledger.get("E", {})),
            (counts, edge_docs, ledger.get("P", {})),
        ):
            for key, number in added.items():
                total[key] += number
                times[key] += 1
    undated = sum(each.undated for each in documents)
    return Corpus(windows, docs, counts, edge_docs, sentences, len(documents), undated)


def _ledgers(store: GraphStore, ids: list[str]) -> Iterator[tuple[dict[str, dict[str, int]], int]]:
    for first in range(0, len(ids), _DOCUMENTS_A_CALL):
        for row in store.stream(LEDGERS, {"ids": ids[first : first + _DOCUMENTS_A_CALL]}):
            yield json.loads(row["ledger"] or "{}"), row["windows"]
