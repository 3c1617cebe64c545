"""Documents with dates and folders, and what they say counted one by one: what the explorer's answers are compared with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from extractors.mentions import Extraction
from graph.stores.protocol import GraphStore
from linking.decisions.decision import Decision, Decisions, Handle, Verdict
from linking.guidance import Guidance
from tests.support.synthetic import extraction

NAMES = {
    "Ada Lovelace": "person",
    "Grace Hopper": "person",
    "Hugo Ball": "person",
    "Osaka": "location",
    "Quito": "location",
    "Tallinn": "location",
    "Globex": "organization",
    "Initech": "organization",
}
"""Names that no rule takes for one another."""


@dataclass(frozen=True)
class Written:
    """A document as a test writes it: its place, its date, and the names of each sentence."""

    uri: str
    sentences: Sequence[Sequence[str]]
    date: str = ""
    date_from: str = ""
    title: str = ""

    def extraction(self) -> Extraction:
        """Return the document as extractors give it."""
        made = extraction(
            self.uri, [[(name, NAMES[name]) for name in held] for held in self.sentences], title=self.title
        )
        document = replace(
            made.document, date=self.date, date_from=self.date_from or "field date" * bool(self.date)
        )
        return replace(made, document=document)


@dataclass(frozen=True)
class Recount:
    """Sentences and documents by name and by pair of names, in order."""

    windows: Mapping[str, int]
    docs: Mapping[str, int]
    counts: Mapping[tuple[str, str], int]
    edge_docs: Mapping[tuple[str, str], int]
    sentences: int

    def neighbours(self, name: str) -> dict[str, int]:
        """Return the sentences that a name shares with each other one."""
        return {
            other: count
            for ends, count in self.counts.items()
            if name in ends
            for other in ends
            if other != name
        }


def recount(documents: Iterable[Written]) -> Recount:
    """Count documents sentence by sentence."""
    windows, docs = Counter[str](), Counter[str]()
    counts, edge_docs = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    sentences = 0
    for document in documents:
        sentences += len(document.sentences)
        named, paired = set[str](), set[tuple[str, str]]()
        for held in document.sentences:
            names = sorted(set(held))
            pairs = list(combinations(names, 2))
            windows.update(names)
            counts.update(pairs)
            named.update(names)
            paired.update(pairs)
        docs.update(named)
        edge_docs.update(paired)
    return Recount(windows, docs, counts, edge_docs, sentences)


def ids_by_name(store: GraphStore) -> dict[str, str]:
    """Return the id of each entity in use by its name."""
    rows = store.stream("MATCH (e:Entity) WHERE e.docs > 0 RETURN e.id AS id, e.name AS name")
    return {row["name"]: row["id"] for row in rows}


def hiding(name: str, type_name: str) -> Guidance:
    """Return the guidance that hides an entity."""
    hidden = Decision("dec_1", "2026-01-01T00:00:00+00:00", "a person", Verdict.HIDE, Handle(name, type_name))
    return Guidance(Decisions([hidden]))
