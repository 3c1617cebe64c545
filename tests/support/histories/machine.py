"""A state machine of everything that can befall a graph, and after every step a recount of what it must be.

A model keeps the documents that must be there and all that was decided. Steps run one job or several at once, each by a
worker of its own: a change of documents, linking anew, upkeep, an audit. A job may fail at any statement or commit; it is
then repeated, or left, and the model learns which of its documents came in: each wholly or not at all.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import event, target
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from extractors.mentions import Extraction
from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.contents.loading import known_documents
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from graph.upkeep.tidying import remove_unused_entities
from graph.writing.linking_state import is_pending
from graph.writing.planning import plan
from graph.writing.writer import apply_changes, link_anew
from linking.decisions.decision import Decision, Decisions
from linking.guidance import Guidance
from tests.support.failing_store import StoppedError
from tests.support.histories.faults import NO_FAULT, Fault, FaultKind, FaultyStore
from tests.support.histories.jobs import (
    BATCHES,
    CHANGING,
    JOBS,
    LEAVING,
    MERGES,
    MOVING,
    NUMBERS,
    PARTING,
    PARTINGS,
    PUT,
    PUTTING,
    SETS,
    TIDYING,
    TOUCHING,
    Job,
    Work,
    faults,
)
from tests.support.histories.places import Place
from tests.support.histories.recount import assert_counts_follow, assert_graph_of
from tests.support.histories.statistics import Statistics
from tests.support.histories.strategies import Judgement, Text, decide, judgements
from tests.support.synthetic import extraction

WORKERS = 8
# What may be amiss in a graph whose linking was cut off: where names belong, never what is counted.
LINKING_ONLY = frozenset(
    {
        "linking",
        "resolution",
        "entity",
        "name",
        "type",
        "aliases",
        "entries of knowledge bases",
        "hidden",
        "redirect",
        "missing labels",
        "entity without members",
        "local entities",
    }
)


class GraphMachine(RuleBasedStateMachine):
    """Histories at a place; a subclass says where, under which settings beside the usual ones, and where to count."""

    place: ClassVar[Place]
    counted: ClassVar[Statistics]
    variants: ClassVar[Sequence[Mapping[str, Any]]] = ({"writers": 1}, {"writers": 3}, {"writers": 8})

    def __init__(self) -> None:
        super().__init__()
        self.documents: dict[int, Extraction] = {}
        self.decided: list[Decision] = []
        self.linked_by: list[Decision] = []
        self.may_be_pending = False
        self.sound = False
        self.steps = self.failures = 0

    @property
    def guidance(self) -> Guidance:
        return Guidance(Decisions(tuple(self.decided)))

    @initialize(variant=st.integers(0, 7))
    def begin(self, variant: int) -> None:
        chosen = self.variants[variant % len(self.variants)]
        self.counted.began_with(chosen)
        self.place.begin(chosen)
        self.sound = True

    # --- documents ---------------------------------------------------------------------------------------------------
    @rule(put=PUT, batch=BATCHES, fault=faults(*PUTTING), again=st.booleans())
    def insert(self, put: dict[int, Text], batch: int, fault: Fault, again: bool) -> None:
        new = {number: text for number, text in put.items() if number not in self.documents}
        self._play("insert", Job("change", new, batch_size=batch, fault=fault, again=again))

    @precondition(lambda self: self.documents)
    @rule(put=PUT, batch=BATCHES, fault=faults(*CHANGING), again=st.booleans())
    def change(self, put: dict[int, Text], batch: int, fault: Fault, again: bool) -> None:
        changed = {self._there(number): text for number, text in put.items()}
        self._play("change", Job("change", changed, batch_size=batch, fault=fault, again=again))

    @precondition(lambda self: self.documents)
    @rule(numbers=SETS, fault=faults(*TOUCHING))
    def ingest_again(self, numbers: set[int], fault: Fault) -> None:
        same = dict.fromkeys(map(self._there, numbers))
        self._play("ingest unchanged", Job("change", same, fault=fault, again=True))

    @precondition(lambda self: self.documents)
    @rule(numbers=SETS, fault=faults(*TOUCHING, statements=3, commits=2), again=st.booleans())
    def new_source(self, numbers: set[int], fault: Fault, again: bool) -> None:
        """Other bytes that hold the same text, as after a change of a file's layout."""
        put: dict[int, Text | Extraction | None] = {}
        for number in map(self._there, numbers):
            known = self.documents[number]
            put[number] = replace(
                known, document=replace(known.document, source_hash=f"{known.document.source_hash}'")
            )
        self._play("same text in other bytes", Job("change", put, fault=fault, again=again))

    @precondition(lambda self: self.documents)
    @rule(numbers=SETS, batch=BATCHES, fault=faults(*CHANGING), again=st.booleans())
    def another_extractor(self, numbers: set[int], batch: int, fault: Fault, again: bool) -> None:
        put: dict[int, Text | Extraction | None] = {}
        for number in map(self._there, numbers):
            known = self.documents[number]
            put[number] = replace(known, fingerprint=f"{known.fingerprint}'", mentions=known.mentions[::2])
        self._play("another extractor", Job("change", put, batch_size=batch, fault=fault, again=again))

    @precondition(lambda self: self.documents)
    @rule(numbers=SETS, batch=BATCHES, fault=faults(*LEAVING), again=st.booleans())
    def delete(self, numbers: set[int], batch: int, fault: Fault, again: bool) -> None:
        gone = frozenset(map(self._there, numbers))
        self._play("delete", Job("change", {}, gone, batch, fault, again))

    # --- what people decide --------------------------------------------------------------------------------------------
    @rule(judgement=MERGES, batch=BATCHES, fault=faults(*MOVING), again=st.booleans())
    def merge(self, judgement: Judgement, batch: int, fault: Fault, again: bool) -> None:
        decide(self.decided, judgement)
        self._play("merge", Job("link", batch_size=batch, fault=fault, again=again))

    @rule(judgement=PARTINGS, batch=BATCHES, fault=faults(*MOVING, *PARTING), again=st.booleans())
    def unmerge(self, judgement: Judgement, batch: int, fault: Fault, again: bool) -> None:
        decide(self.decided, judgement)
        self._play("unmerge", Job("link", batch_size=batch, fault=fault, again=again))

    @rule(judgement=judgements(NUMBERS))
    def decide_and_leave_the_graph(self, judgement: Judgement) -> None:
        """Leave it to the next change, whatever it is, to link by the decision."""
        decide(self.decided, judgement)
        self._play("decide only")

    # --- the whole graph -----------------------------------------------------------------------------------------------
    @rule(batch=BATCHES, fault=faults(*MOVING), again=st.booleans())
    def resolve(self, batch: int, fault: Fault, again: bool) -> None:
        self._play("resolve", Job("link", batch_size=batch, fault=fault, again=again))

    @rule(fault=faults(*TIDYING, statements=1, commits=1), again=st.booleans())
    def remove_unused(self, fault: Fault, again: bool) -> None:
        self._play("remove unused entities", Job("tidy", fault=fault, again=again))

    @rule()
    def audit(self) -> None:
        self._play("audit", Job("audit"))

    @rule()
    def reopen(self) -> None:
        self.place.reopen()
        self._play("close and open")

    @rule(jobs=st.lists(JOBS, min_size=2, max_size=WORKERS))
    def several_writers(self, jobs: list[Job]) -> None:
        self._play("several writers", *jobs)

    # --- how a step is played --------------------------------------------------------------------------------------------
    def teardown(self) -> None:
        try:
            if self.sound:
                self._finish()
                self.counted.histories += 1
                self.counted.steps[self.steps] += 1
                event(f"failures put in: {min(self.failures, 5)}{'' if self.failures < 5 else ' or more'}")
                target(float(self.failures), label="failures put in")
        finally:
            self.place.end()

    def _there(self, number: int) -> int:
        there = sorted(self.documents)
        return there[number % len(there)]

    def _play(self, name: str, *jobs: Job) -> None:
        self.sound = False
        self.steps += 1
        self.counted.rules[name] += 1
        self.counted.workers[len(jobs)] += bool(jobs)
        event(f"workers: {len(jobs)}")
        works = self._shared_out(jobs)
        if len(works) == 1:
            self._work(0, works[0])
        else:
            threads = [
                threading.Thread(target=self._work, args=(number, work)) for number, work in enumerate(works)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        for work in works:
            if work.error is not None:
                raise work.error
        self._learn(works)
        self._check()
        self.sound = True

    def _shared_out(self, jobs: Sequence[Job]) -> list[Work]:
        """Give every document to the first job that names it: each worker has documents of its own."""
        taken: set[int] = set()
        works = []
        for job in jobs:
            forget = set(job.forget) - taken if job.kind == "change" else set()
            taken |= forget
            put = {}
            for number, what in job.put.items():
                found = _extraction(number, what, self.documents)
                if job.kind == "change" and number not in taken and found is not None:
                    put[number] = found
            taken |= put.keys()
            works.append(Work(job, put, forget))
        return works

    def _work(self, worker: int, work: Work) -> None:
        """Do a job; what goes wrong beside the failure that was put in is kept for the machine's own thread."""
        try:
            store, proxy = self.place.store(worker), self.place.proxy(worker)
            cuts = proxy.cuts if proxy else 0
            if proxy and work.job.fault.kind in (FaultKind.CUT_BEFORE, FaultKind.CUT_AFTER):
                before = work.job.fault.kind is FaultKind.CUT_BEFORE
                proxy.arm(work.job.fault.number, "before" if before else "after")
            faulty = FaultyStore(store, work.job.fault, self.counted, proxy)
            try:
                self._do(faulty, work)
            except StoppedError:
                if work.job.again:
                    self._do(FaultyStore(store, NO_FAULT, self.counted), work)
                else:
                    work.stopped = True
            finally:
                if proxy:
                    proxy.disarm()
                    if proxy.cuts - cuts > faulty.cuts:
                        self.counted.failed(work.job.fault.kind, "commit of the lease")
        except BaseException as error:  # noqa: BLE001 - a thread's exception would be lost
            work.error = error

    def _do(self, store: GraphStore, work: Work) -> None:
        self.counted.started()
        job = work.job
        if job.kind == "change":
            unwanted = [_document(number, []).document.id for number in sorted(work.forget)]
            apply_changes(
                store, list(work.put.values()), unwanted, guidance=self.guidance, batch_size=job.batch_size
            )
        elif job.kind == "link":
            link_anew(store, self.guidance, batch_size=job.batch_size)
        elif job.kind == "tidy":
            remove_unused_entities(store)
        else:
            self._audit(store)

    def _audit(self, store: GraphStore) -> None:
        """Audit a graph on which others may be at work: only what is not linked yet may be amiss."""
        report = audit(store, self.guidance)
        unfinished = any(each.what == "linking" for each in report.differences)
        amiss = [each for each in report.differences if not (unfinished and each.what in LINKING_ONLY)]
        self.counted.audited(len(amiss), unfinished=unfinished)
        assert amiss == []

    def _learn(self, works: Sequence[Work]) -> None:
        """Note what must be there now; of a job that was left, what it did."""
        completed = any(work.job.kind in ("change", "link") and not work.stopped for work in works)
        if completed:
            self.may_be_pending = False
            self.linked_by = list(self.decided)
        for work in works:
            if work.stopped:
                self.failures += 1
                self.counted.left()
                self.may_be_pending = True
                self._adopt(work)
                continue
            for number in work.forget:
                self.documents.pop(number, None)
            self.documents |= work.put

    def _adopt(self, work: Work) -> None:
        known = known_documents(self.place.store(0))
        for number in work.put.keys() | work.forget:
            old, new = self.documents.get(number), work.put.get(number)
            stored = known.get(_document(number, []).document.id)
            found = stored and (stored.content_hash, stored.fingerprint, stored.source_hash)
            assert found in (_identity(old), _identity(new)), (
                f"{number}.txt is neither as before nor as after"
            )
            if found == _identity(new):
                if new is None:
                    self.documents.pop(number, None)
                else:
                    self.documents[number] = new

    def _check(self) -> None:
        store = self.place.store(0)
        read = assert_counts_follow(store)
        self.counted.recounts += 1
        if is_pending(store, self.guidance):
            assert self.may_be_pending or self.linked_by != self.decided, "a finished change left work"
            present = {number: self.documents[number].document for number in sorted(self.documents)}
            assert read.texts == {each.id: each.text for each in present.values()}
        else:
            assert_graph_of(read, self._left(), self.guidance)

    def _left(self) -> list[Extraction]:
        return [self.documents[number] for number in sorted(self.documents)]

    def _finish(self) -> None:
        """Complete what was left, and compare with a graph that never had a history."""
        store = self.place.store(0)
        apply_changes(store, (), guidance=self.guidance)
        report = audit(store, self.guidance)
        self.counted.audited(len(report.differences), unfinished=False)
        assert report.differences == ()
        assert plan(store, self.guidance).is_empty
        read = assert_counts_follow(store)
        self.counted.recounts += 1
        assert_graph_of(read, self._left(), self.guidance)
        with (
            tempfile.TemporaryDirectory() as folder,
            open_store(StoreSettings(path=Path(folder) / "fresh.kgl")) as fresh,
        ):
            apply_changes(fresh, self._left(), guidance=self.guidance)
            assert snapshot(store).differences(snapshot(fresh)) == []


def _document(number: int, text: Text) -> Extraction:
    return extraction(f"{number}.txt", text)


def _extraction(
    number: int, what: Text | Extraction | None, documents: Mapping[int, Extraction]
) -> Extraction | None:
    if what is None:
        return documents.get(number)
    return what if isinstance(what, Extraction) else _document(number, what)


def _identity(each: Extraction | None) -> tuple[str, str, str] | None:
    if each is None:
        return None
    return each.document.content_hash, each.fingerprint, each.document.source_hash
