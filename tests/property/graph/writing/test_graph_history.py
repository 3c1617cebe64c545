"""Any history of puts, changes, removals, decisions and failures leads to the graph of what is left and decided."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.mentions import Extraction
from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore, WriteTransaction
from graph.stores.settings import StoreSettings
from graph.writing.planning import plan
from graph.writing.writer import apply_changes
from linking.decisions.decision import Decision, Decisions
from linking.guidance import Guidance
from tests.support.failing_store import FailingStore, RepeatingStore, StoppedError
from tests.support.histories.strategies import (
    TEXTS,
    TEXTS_WITH_VALUES,
    Judgement,
    Text,
    decide,
    judgements,
)
from tests.support.neo4j_server.emptying import WIPE
from tests.support.synthetic import extraction

NUMBERS = st.integers(0, 5)


@dataclass(frozen=True)
class Step:
    """Texts to put by document number, dates of documents, numbers to forget, what is decided, a batch size, where to fail (0: nowhere).

    A document whose date is told and whose text is not keeps the text.
    """

    put: dict[int, Text]
    dates: dict[int, str]
    forget: set[int]
    decided: list[Judgement]
    batch_size: int
    failure: int
    repeated: bool


@st.composite
def steps(draw: st.DrawFn) -> Step:
    put = draw(st.dictionaries(NUMBERS, st.one_of(TEXTS, TEXTS_WITH_VALUES), max_size=4))
    return Step(
        put,
        draw(st.dictionaries(NUMBERS, st.sampled_from(["", "2024", "2024-05-31", "2025-01-01"]), max_size=3)),
        draw(st.sets(NUMBERS, max_size=2)) - put.keys(),
        draw(st.lists(judgements(NUMBERS), max_size=2)),
        draw(st.integers(1, 4)),
        draw(st.sampled_from([0, 0, *range(1, 60)])),
        draw(st.booleans()),
    )


HISTORIES = st.lists(steps(), min_size=1, max_size=5)
History = list[Step]


def document(number: int, text: Text, date: str = "") -> Extraction:
    made = extraction(f"{number}.txt", text)
    return replace(made, document=replace(made.document, date=date, date_from="field date" if date else ""))


def play(store: GraphStore, history: History) -> tuple[dict[str, Extraction], Guidance]:
    """Apply a history to a store and return the documents that must be left, by id, and what is decided in the end."""
    left: dict[str, Extraction] = {}
    decided: list[Decision] = []
    texts: dict[int, Text] = {}
    for step in history:
        texts = {number: text for number, text in texts.items() if number not in step.forget} | step.put
        told = {number: step.dates.get(number, "") for number in step.put}
        told |= {number: date for number, date in step.dates.items() if number in texts}
        extractions = [document(number, texts[number], date) for number, date in told.items()]
        unwanted = [document(number, []).document.id for number in step.forget]
        for judgement in step.decided:
            decide(decided, judgement)
        guidance = Guidance(Decisions(tuple(decided)))
        faulty = (
            FailingStore(store, step.failure)
            if step.failure
            else RepeatingStore(store)
            if step.repeated
            else store
        )
        try:
            apply_changes(faulty, extractions, unwanted, guidance=guidance, batch_size=step.batch_size)
        except StoppedError:
            apply_changes(store, extractions, unwanted, guidance=guidance, batch_size=step.batch_size)
        for identity in unwanted:
            left.pop(identity, None)
        left |= {each.document.id: each for each in extractions}
    return left, Guidance(Decisions(tuple(decided)))


def assert_graph_of(
    store: GraphStore, played: tuple[dict[str, Extraction], Guidance], fresh: GraphStore
) -> None:
    left, guidance = played
    assert audit(store, guidance).differences == ()
    assert plan(store, guidance).is_empty
    apply_changes(fresh, list(left.values()), guidance=guidance)
    assert snapshot(store).differences(snapshot(fresh)) == []


@given(HISTORIES)
@settings(max_examples=60, deadline=None)
def test_any_history_on_the_embedded_store(history: History) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(StoreSettings(path=Path(folder) / "graph.kgl")) as store,
        open_store(StoreSettings(path=Path(folder) / "fresh.kgl")) as fresh,
    ):
        assert_graph_of(store, play(store, history), fresh)


@pytest.mark.neo4j
@given(history=HISTORIES)
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_history_on_a_server(empty_neo4j: StoreSettings, history: History) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(empty_neo4j) as store,
        open_store(StoreSettings(path=Path(folder) / "fresh.kgl")) as fresh,
    ):
        store.write(wipe())
        assert_graph_of(store, play(store, history), fresh)


def wipe() -> Callable[[WriteTransaction], object]:
    return lambda transaction: transaction.run(WIPE, {})


@given(TEXTS, st.permutations(range(6)), st.integers(1, 6))
@settings(max_examples=25, deadline=None)
def test_documents_one_by_one_in_any_order_or_all_at_once(
    texts: list[list[tuple[str, str]]], order: list[int], batch_size: int
) -> None:
    documents = [document(number, texts[number % 2 :] + texts[: number % 3]) for number in range(6)]
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(StoreSettings(path=Path(folder) / "graph.kgl")) as store,
        open_store(StoreSettings(path=Path(folder) / "fresh.kgl")) as fresh,
    ):
        for number in order:
            apply_changes(store, [documents[number]])
        apply_changes(fresh, documents, batch_size=batch_size)
        assert snapshot(store).differences(snapshot(fresh)) == []
