"""Makes a graph of documents and measures changes of it; run as a process of its own by :mod:`benchmarks.graph.change_cost`.

Whose packages it measures is for PYTHONPATH to say: this build's or an earlier one's. It is given one JSON object, that of a
:class:`Job`, and prints one: what :func:`make` or :func:`measure` returns.
"""

from __future__ import annotations

import csv
import gc
import json
import os
import random
import shutil
import sys
import tempfile
import time
from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeVar

from pydantic import SecretStr

from extractors.mentions import Extraction
from graph.corrections.acts import record, relink, taken_back
from graph.corrections.present import Present, load_present
from graph.corrections.verdicts import merged, renamed, split_apart
from graph.export.neo4j_admin import export_for_bulk_import
from graph.schema.labels import SCHEMA_VERSION
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore, QueryResult, Row, WriteTransaction, Written
from graph.stores.settings import StoreSettings
from graph.writing.linking_state import is_pending
from graph.writing.writer import apply_changes, forget, link_anew
from linking.decisions.decision import Decision, present_user
from linking.decisions.file import DecisionsFile
from linking.guidance import Guidance
from linking.knowledge_base.base import KnowledgeBase
from linking.knowledge_base.file import load_knowledge_base
from tests.support.failing_store import StoreAround
from tests.support.invented_names import Inventor
from tests.support.synthetic import extraction, names

T = TypeVar("T")
SEED = 1
VOCABULARIES: Mapping[str, Callable[[int], list[tuple[str, str]]]] = {
    "listed": lambda count: names(count, SEED),
    "invented": lambda count: Inventor(SEED).names(count),
}
"""So many names with their types: all persons of ten family names, or of very many, as in a register."""
SENTENCES = 12
SHORTENED = 0.2
"""The share of persons that are named by family name alone."""
ROUND = 20_000
"""Documents that are loaded at once."""
BATCH = 100
"""Documents of an ingest of many, and of a transaction."""
ENTRIES = 100
"""Entries of the knowledge base."""
WARMING = 30
CANDIDATES = """
MATCH (e:Entity) WHERE e.type = 'person' AND e.docs >= 2 AND e.docs <= 20 AND e.name CONTAINS ' '
RETURN e.id AS id ORDER BY id
"""
DOCUMENTS_OF = """
MATCH (l:LocalEntity)-[:RESOLVES_TO]->(e:Entity {id: $id}) RETURN l.docId AS document
"""
STATUS = Path("/proc/self/status")
CLEAR = Path("/proc/self/clear_refs")
"""Where Linux takes the order to forget the largest memory of the process so far."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done with a graph of so many documents.

    ``part`` is ``make`` or ``measure``, the function that does it. ``kept`` is the folder of graphs that are made once, ``graph``
    the file of a copy of one, which is changed; ``export`` is the folder for its files for Neo4j, empty where none are
    wanted, ``uri`` the server that has them, empty for the embedded store. ``names`` is one of :data:`VOCABULARIES`.
    """

    part: str
    documents: int
    graph: str
    kept: str = ""
    export: str = ""
    uri: str = ""
    user: str = ""
    rounds: int = 3
    names: str = "listed"

    def settings(self) -> StoreSettings:
        """Return what the store to measure is opened with; the password is that of the environment."""
        if self.uri:
            password = SecretStr(os.environ["NEO4J_PASSWORD"])
            return StoreSettings(kind="neo4j", uri=self.uri, user=self.user, password=password)
        return StoreSettings(path=Path(self.graph))


class Corpus:
    """Documents as :func:`tests.support.synthetic.corpus` makes them, of a vocabulary of half as many names.

    Each has a seed of its own, so that any can be made without the others.
    """

    def __init__(self, documents: int, vocabulary: str = "listed") -> None:
        self._known = VOCABULARIES[vocabulary](documents // 2)
        self._sums = list(accumulate(1 / (rank + 1) for rank in range(len(self._known))))

    def document(self, number: int, edition: int = 0) -> Extraction:
        """Return a document by its number; another edition is another text of the same place."""
        source = random.Random(f"{SEED} {number} {edition}")  # noqa: S311 - repeatable, no secret
        held = []
        for _ in range(source.randint(1, SENTENCES)):
            picked = [self._pick(source) for _ in range(source.randint(0, 4))]
            held.append(
                [
                    (name.split()[-1], kind)
                    if kind == "person" and source.random() < SHORTENED
                    else (name, kind)
                    for name, kind in picked
                ]
            )
        return extraction(f"corpus/{number}.txt", held)

    def some_names(self, count: int) -> list[tuple[str, str]]:
        """Return so many of the names with their types, or all, evenly from frequent ones to rare ones."""
        step = max(1, len(self._known) // count)
        return self._known[::step][:count]

    def _pick(self, source: random.Random) -> tuple[str, str]:
        return self._known[bisect(self._sums, source.random() * self._sums[-1], hi=len(self._sums) - 1)]


@dataclass(frozen=True, slots=True)
class _Some:
    """Documents from one number to another, made whenever they are gone through."""

    corpus: Corpus
    first: int
    last: int

    def __iter__(self) -> Iterator[Extraction]:
        return map(self.corpus.document, range(self.first, self.last))


class CountingStore(StoreAround):
    """A store that counts the rows that it returns, whichever way they are asked for."""

    def __init__(self, inner: GraphStore) -> None:
        super().__init__(inner)
        self.rows = 0

    def write(self, unit: Callable[[WriteTransaction], T]) -> T:
        """Run ``unit`` in one transaction; what its statements return counts."""
        return super().write(lambda transaction: unit(_CountingTransaction(transaction, self)))

    def stream(self, text: str, parameters: Mapping[str, Any] | None = None) -> Iterator[Row]:
        """Yield the rows of a statement."""
        for row in super().stream(text, parameters):
            self.rows += 1
            yield row

    def read_query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float | None = None,
        limit: int | None = None,
    ) -> QueryResult:
        """Run a user's query."""
        result = super().read_query(cypher, parameters, timeout=timeout, limit=limit)
        self.rows += len(result.rows)
        return result


@dataclass(frozen=True, slots=True)
class _CountingTransaction:
    transaction: WriteTransaction
    counting: CountingStore

    def run(self, text: str, parameters: Mapping[str, Any]) -> Written:
        written = self.transaction.run(text, parameters)
        self.counting.rows += len(written.rows)
        return written


@dataclass(slots=True)
class Meter:
    """What each change cost, every time that it was made: seconds, those of the processor in this process, rows of the store."""

    store: CountingStore
    costs: dict[str, list[dict[str, float]]] = field(default_factory=lambda: defaultdict(list))

    def take(self, change: str, make: Callable[[], T]) -> T:
        """Make a change and keep what it cost."""
        rows, began, worked = self.store.rows, time.perf_counter(), time.process_time()
        made = make()
        self.costs[change].append(
            {
                "seconds": time.perf_counter() - began,
                "processor_seconds": time.process_time() - worked,
                "rows": self.store.rows - rows,
            }
        )
        return made


def make(job: Job) -> dict[str, Any]:
    """Leave a graph of the documents at ``job.graph``, linked by the rules of this build, and its files for Neo4j where wanted.

    Returns the ``options`` of ``neo4j-admin`` that name these files. The graph is a copy of the one in the folder ``job.kept`` with
    the latest schema that this build knows; where there is none it is made there first, in rounds. One that was cut off goes on
    where it was.
    """
    kept = Path(job.kept)
    made = f"{job.documents}-{job.names}-schema-"
    found = [int(path.stem.removeprefix(made)) for path in kept.glob(f"{made}*.kgl")]
    versions = [version for version in found if version <= SCHEMA_VERSION]
    whole = kept / f"{made}{max(versions, default=SCHEMA_VERSION)}.kgl"
    if not versions:
        corpus, part = Corpus(job.documents, job.names), kept / "unfinished" / whole.name
        with open_store(StoreSettings(path=part)) as store:
            for first in range(0, job.documents, ROUND):
                apply_changes(store, _Some(corpus, first, min(first + ROUND, job.documents)))
        part.replace(whole)
    shutil.copyfile(whole, job.graph)
    with open_store(StoreSettings(path=Path(job.graph))) as store:
        if is_pending(store):
            link_anew(store)
        if job.export:
            return {"options": export_for_bulk_import(store, Path(job.export)).command}
    return {}


def measure(job: Job) -> dict[str, Any]:
    """Make every change ``rounds`` times and return its costs, how long opening took, what was there, and the memory of an ingest.

    That is in MiB, None where the system does not tell; the ingest comes first, when little of the process's memory is free.
    """
    corpus = Corpus(job.documents, job.names)
    _warm_up()
    began = time.perf_counter()
    with open_store(job.settings()) as opened, tempfile.TemporaryDirectory() as folder:
        opening = time.perf_counter() - began
        store = CountingStore(opened)
        meter = Meter(store)
        there = {
            what: next(iter(store.stream(f"MATCH (n:{label}) RETURN count(n) AS n")))["n"]
            for what, label in (
                ("documents", "Document"),
                ("local_entities", "LocalEntity"),
                ("entities", "Entity"),
            )
        }
        peak = _ingested(meter, corpus, job.documents, job.rounds)
        _documents(meter, corpus, job.documents, job.rounds)
        decided = _Decided(store, Path(folder))
        _decisions(meter, decided, job.rounds)
        _entries(meter, decided, corpus, job.rounds)
    return {"costs": meter.costs, "opening_seconds": opening, "ingest_peak_mib": peak, **there}


def _warm_up() -> None:
    """Load what linking and writing load at their first use."""
    corpus = Corpus(WARMING)
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(StoreSettings(path=Path(folder) / "g.kgl")) as store,
    ):
        apply_changes(store, [corpus.document(number) for number in range(WARMING)])
        link_anew(store)


def _ingested(meter: Meter, corpus: Corpus, documents: int, rounds: int) -> float | None:
    """Measure many new documents at once, and their going; return by how many MiB the first of them made the process grow at most."""
    peak = None
    for turn in range(rounds):
        first = documents + turn * BATCH
        many = [corpus.document(number) for number in range(first, first + BATCH)]
        gc.collect()
        before = _memory("VmRSS") if _forget_peak() else None
        meter.take(f"{BATCH} new documents", partial(apply_changes, meter.store, many))
        if turn == 0 and before is not None:
            peak = round(_memory("VmHWM") - before, 1)
        gone = [each.document.id for each in many]
        meter.take(f"{BATCH} forgotten documents", partial(forget, meter.store, gone))
    return peak


def _forget_peak() -> bool:
    """Make the system forget the largest memory of the process so far; return whether it can."""
    try:
        CLEAR.write_text("5", encoding="ascii")
    except OSError:
        return False
    return True


def _memory(name: str) -> float:
    """Return a figure of the process's memory by the system's name for it, in MiB."""
    lines = STATUS.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


def _documents(meter: Meter, corpus: Corpus, documents: int, rounds: int) -> None:
    """Measure single documents; the graph has as many afterwards as before."""
    store = meter.store
    for turn in range(rounds):
        new = corpus.document(documents + rounds * BATCH + turn)
        changed = corpus.document(turn * documents // rounds, edition=1)
        meter.take("a new document", partial(apply_changes, store, [new]))
        meter.take("an unchanged document", partial(apply_changes, store, [new]))
        meter.take("a replaced document", partial(apply_changes, store, [changed]))
        meter.take("a forgotten document", partial(forget, store, [new.document.id]))


class _Decided:
    """The decisions and the knowledge base that the graph is linked by, each in its file, as the commands have them."""

    def __init__(self, store: CountingStore, folder: Path) -> None:
        self.store = store
        self.file = DecisionsFile(folder / "decisions.jsonl")
        self.knowledge_base = folder / "known.csv"

    def guidance(self) -> Guidance:
        """Read both files."""
        bases: tuple[KnowledgeBase, ...] = ()
        if self.knowledge_base.exists():
            bases = (load_knowledge_base(self.knowledge_base),)
        return Guidance(self.file.read(), bases)

    def merge(self, one: str, other: str) -> None:
        """Make two entities one, as ``graphmill merge`` does."""
        present = self._present()
        self._record(present.guidance, [merged(self.store, present, one, other)])

    def rename(self, entity: str, name: str) -> None:
        """Give an entity another name, as ``graphmill rename`` does."""
        present = self._present()
        self._record(present.guidance, [renamed(self.store, present, entity, name)])

    def split(self, entity: str, document: str) -> None:
        """Make what a document calls an entity another one, as ``graphmill split --document`` does."""
        present = self._present()
        self._record(present.guidance, split_apart(self.store, present, entity, documents=[document]))

    def undo(self) -> None:
        """Take the last decision back, as ``graphmill undo`` does."""
        guidance = self.guidance()
        self._record(guidance, taken_back(guidance.decisions, (), by=present_user(), why=""))

    def relink(self) -> None:
        """Link the graph by the files as they are, as ``graphmill resolve --apply`` does."""
        relink(self.store, self.file, self.guidance(), batch_size=BATCH)

    def write_entries(self, known: Sequence[tuple[str, str]]) -> None:
        """Write the knowledge base: an entry for each name and type."""
        with self.knowledge_base.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(("id", "name", "type"))
            table.writerows((f"K{number}", name, kind) for number, (name, kind) in enumerate(known))

    def _present(self) -> Present:
        return load_present(self.store, self.guidance())

    def _record(self, guidance: Guidance, decisions: Sequence[Decision]) -> None:
        record(self.store, self.file, guidance, decisions, batch_size=BATCH)


def _decisions(meter: Meter, decided: _Decided, rounds: int) -> None:
    """Measure what people say of entities; merges are taken back, renamed and split entities stay so."""
    store = decided.store
    # Each is of several documents, so that what one of these calls so can be another one.
    told = [row["id"] for row in store.stream(CANDIDATES)]
    picked = random.Random(SEED).sample(told, 4 * rounds)  # noqa: S311 - repeatable, no secret
    for turn in range(rounds):
        one, other, misnamed, double = picked[4 * turn : 4 * turn + 4]
        document = min(row["document"] for row in store.stream(DOCUMENTS_OF, {"id": double}))
        meter.take("a merge", partial(decided.merge, one, other))
        meter.take("an undo", decided.undo)
        meter.take("a rename", partial(decided.rename, misnamed, f"Renamed Number{turn}"))
        meter.take("a split", partial(decided.split, double, document))


def _entries(meter: Meter, decided: _Decided, corpus: Corpus, rounds: int) -> None:
    """Measure a knowledge base of which one entry has another name than before."""
    known = corpus.some_names(ENTRIES + rounds)
    entries, others = known[:-rounds], known[-rounds:]
    decided.write_entries(entries)
    decided.relink()
    for turn, other in enumerate(others):
        entries[turn] = other
        decided.write_entries(entries)
        meter.take("a changed entry", decided.relink)


def main() -> None:
    """Do the job on the command line and print what came of it."""
    job = Job(**json.loads(sys.argv[1]))
    json.dump({"make": make, "measure": measure}[job.part](job), sys.stdout)


if __name__ == "__main__":
    main()
