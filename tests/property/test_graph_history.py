"""Any history of puts, changes, repeats, removals and failures leads to the graph of the documents that are left."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.mentions import Extraction
from graph.audit import audit
from graph.canonical import snapshot
from graph.store import GraphStore, StoreSettings, WriteTransaction, open_store
from graph.writer import apply_changes
from tests.conftest import WIPE
from tests.failing_store import FailingStore, RepeatingStore, StoppedError
from tests.synthetic import extraction

# Names that meet, part and depend on each other: full names and parts of them, two people of one family, a typo,
# an acronym, one name with two types.
NAMES = [
    ("Ada Lovelace", "person"),
    ("Lovelace", "person"),
    ("Ralph Lovelace", "person"),
    ("Katherine Johnson", "person"),
    ("Katherine Jonson", "person"),
    ("Johnson", "person"),
    ("Acme Corporation", "organization"),
    ("Acme", "organization"),
    ("World Health Organization", "organization"),
    ("WHO", "organization"),
    ("Washington", "location"),
    ("Washington", "person"),
]
TEXTS = st.lists(st.lists(st.sampled_from(NAMES), max_size=4), max_size=4)
NUMBERS = st.integers(0, 5)


@st.composite
def steps(draw: st.DrawFn) -> tuple[dict[int, list[list[tuple[str, str]]]], set[int], int, int, bool]:
    """Draw texts to put by document number, numbers to forget, a batch size, where to fail (0: nowhere), whether to repeat."""
    put = draw(st.dictionaries(NUMBERS, TEXTS, max_size=4))
    forget = draw(st.sets(NUMBERS, max_size=2)) - put.keys()
    return (
        put,
        forget,
        draw(st.integers(1, 4)),
        draw(st.sampled_from([0, 0, *range(1, 60)])),
        draw(st.booleans()),
    )


HISTORIES = st.lists(steps(), min_size=1, max_size=5)
History = list[tuple[dict[int, list[list[tuple[str, str]]]], set[int], int, int, bool]]


def document(number: int, text: list[list[tuple[str, str]]]) -> Extraction:
    return extraction(f"{number}.txt", text)


def play(store: GraphStore, history: History) -> dict[str, Extraction]:
    """Apply a history to a store and return the documents that must be left, by id."""
    left: dict[str, Extraction] = {}
    for put, forget, batch_size, failure, repeated in history:
        extractions = [document(number, text) for number, text in put.items()]
        unwanted = [document(number, []).document.id for number in forget]
        faulty = FailingStore(store, failure) if failure else RepeatingStore(store) if repeated else store
        try:
            apply_changes(faulty, extractions, unwanted, batch_size=batch_size)
        except StoppedError:
            apply_changes(store, extractions, unwanted, batch_size=batch_size)
        for identity in unwanted:
            left.pop(identity, None)
        left |= {each.document.id: each for each in extractions}
    return left


def assert_graph_of(store: GraphStore, left: dict[str, Extraction], fresh: GraphStore) -> None:
    assert audit(store).differences == ()
    apply_changes(fresh, list(left.values()))
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
@pytest.mark.xdist_group("neo4j")
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
