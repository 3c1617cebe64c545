"""An analysis in the graph: what is written, what stays as it was, and what a graph that changed says of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from graph.analysis.measures import Analysis, measure
from graph.analysis.network import Network, load_network
from graph.analysis.settings import AnalysisSettings
from graph.analysis.statements import PUT_DISPARITY, PUT_FIGURES
from graph.analysis.stored import WrittenAnalysis, read_record, write_analysis
from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.contents.loading import known_documents, load_entities
from graph.errors import GraphChangedError
from graph.stores.protocol import GraphStore
from graph.upkeep.copying import copy_graph
from graph.writing.writer import apply_changes, forget
from linking.decisions.decision import Decision, Decisions, Handle, Verdict
from linking.guidance import Guidance
from tests.failing_store import FailingStore, RepeatingStore, StoppedError
from tests.synthetic import corpus, extraction

ADA, GRACE, OSAKA, GLOBEX, QUITO = (
    ("Ada Lovelace", "person"),
    ("Grace Hopper", "person"),
    ("Osaka", "location"),
    ("Globex Corporation", "organization"),
    ("Quito", "location"),
)
DOCUMENTS = [
    extraction("a.txt", [[ADA, GRACE], [ADA, GRACE, OSAKA], [GLOBEX, ADA], [QUITO]]),
    extraction("b.txt", [[GRACE], [ADA, GRACE], [OSAKA], []]),
]
FIGURES = """
MATCH (e:Entity) WHERE e.docs > 0
RETURN e.name AS name, e.community AS community, e.pageRank AS pageRank, e.betweenness AS betweenness,
       e.coreNumber AS coreNumber, e.analysedAt AS analysedAt
"""
EDGES = """
MATCH (a:Entity)-[r:CO_OCCURS_WITH]->(b:Entity)
RETURN a.name AS a, b.name AS b, r.disparity AS disparity
"""
SETTINGS = AnalysisSettings()
HIDDEN = Guidance(
    Decisions((Decision("d1", "2030-01-01T00:00:00Z", "Ines", Verdict.HIDE, Handle("Osaka", "location")),))
)


def run(
    store: GraphStore, settings: AnalysisSettings = SETTINGS, at: str = "2026-01-02T03:04:05+00:00"
) -> WrittenAnalysis:
    network = load_network(store, settings)
    return write_analysis(store, network, measure(network, settings), analysed_at=at)


def figures(store: GraphStore) -> dict[str, dict[str, Any]]:
    return {row.pop("name"): row for row in map(dict, store.stream(FIGURES))}


def edges(store: GraphStore) -> dict[frozenset[str], float | None]:
    return {frozenset((row["a"], row["b"])): row["disparity"] for row in store.stream(EDGES)}


def computed(store: GraphStore) -> tuple[Network, Analysis]:
    network = load_network(store, SETTINGS)
    return network, measure(network, SETTINGS)


def test_the_network_is_what_the_graph_counts(store: GraphStore) -> None:
    apply_changes(store, DOCUMENTS)
    network = load_network(store, SETTINGS)
    names = [entity.name for entity in network.entities]
    assert names == sorted(each[0] for each in (ADA, GRACE, OSAKA, GLOBEX, QUITO))
    counts = {
        frozenset((names[a], names[b])): (count, docs)
        for a, b, count, docs in zip(network.a, network.b, network.count, network.docs, strict=True)
    }
    assert counts == {
        frozenset((ADA[0], GRACE[0])): (3, 2),
        frozenset((ADA[0], OSAKA[0])): (1, 1),
        frozenset((GRACE[0], OSAKA[0])): (1, 1),
        frozenset((ADA[0], GLOBEX[0])): (1, 1),
    }


def test_every_entity_and_edge_gets_its_figures_and_the_record_tells_how(store: GraphStore) -> None:
    apply_changes(store, DOCUMENTS)
    network, analysis = computed(store)
    told: list[tuple[int, int]] = []
    written = write_analysis(
        store,
        network,
        analysis,
        analysed_at="2026-01-02T03:04:05+00:00",
        on_progress=lambda *at: told.append(at),
    )
    assert written == WrittenAnalysis(entities=5, edges=4, entities_cleared=0, edges_cleared=0)
    assert told[-1] == (9, 9)
    found = figures(store)
    for number, entity in enumerate(network.entities):
        assert found[entity.name] == {
            "community": analysis.community[number],
            "pageRank": analysis.page_rank[number],
            "betweenness": analysis.betweenness[number],
            "coreNumber": analysis.core_number[number],
            "analysedAt": "2026-01-02T03:04:05+00:00",
        }
    assert found["Quito"]["coreNumber"] == 0
    assert found["Ada Lovelace"]["betweenness"] > 0
    assert sorted(edges(store).values(), key=str) == sorted(analysis.disparity.tolist(), key=str)
    record = read_record(store)
    assert record is not None
    assert (record.complete, record.changed_since, record.analysed_at) == (
        True,
        False,
        "2026-01-02T03:04:05+00:00",
    )
    assert (record.documents, record.entities, record.edges, record.communities) == (2, 5, 4, 1)
    assert (record.modularity, record.backbone) == (analysis.modularity, analysis.backbone)
    assert (record.betweenness_exact, record.pivots) == (True, 4)
    assert AnalysisSettings.model_validate(record.settings) == SETTINGS
    assert record.state == "up to date"


def test_a_graph_that_was_analysed_is_the_same_graph(store: GraphStore) -> None:
    documents = corpus(12, seed=3)
    apply_changes(store, documents[:8])
    before = snapshot(store)
    run(store)
    assert snapshot(store).differences(before) == []
    assert audit(store).differences == ()
    apply_changes(store, documents[4:])
    forget(store, [documents[0].document.id])
    run(store)
    assert audit(store).differences == ()


def test_two_histories_of_one_graph_give_the_same_figures(store: GraphStore) -> None:
    documents = corpus(10, seed=5)
    apply_changes(store, documents)
    run(store)
    once = figures(store)
    forget(store, [each.document.id for each in documents[::2]])
    apply_changes(store, documents[::2])
    run(store)
    assert figures(store) == once


def test_the_record_says_when_the_graph_has_changed_since(store: GraphStore) -> None:
    assert read_record(store) is None
    apply_changes(store, DOCUMENTS)
    run(store)
    apply_changes(store, DOCUMENTS)
    assert (record := read_record(store)) is not None
    assert not record.changed_since
    apply_changes(store, [extraction("c.txt", [[ADA, QUITO]])])
    assert (record := read_record(store)) is not None
    assert record.changed_since
    assert record.state == "the graph has changed since"
    run(store)
    apply_changes(store, (), guidance=HIDDEN)
    assert (record := read_record(store)) is not None
    assert record.changed_since


def test_a_document_that_was_forgotten_and_brought_back_is_a_change(store: GraphStore) -> None:
    apply_changes(store, DOCUMENTS)
    run(store)
    forget(store, [DOCUMENTS[0].document.id])
    time.sleep(1.1)
    apply_changes(store, DOCUMENTS)
    assert None in edges(store).values()
    assert (record := read_record(store)) is not None
    assert record.changed_since


def test_what_is_not_analysed_any_more_loses_its_figures(store: GraphStore) -> None:
    apply_changes(store, DOCUMENTS)
    run(store)
    forget(store, [known.id for known in known_documents(store).values() if known.uri == "a.txt"])
    people = AnalysisSettings(types=("person",))
    written = run(store, people, at="2026-02-03T04:05:06+00:00")
    assert (written.entities, written.entities_cleared) == (2, 3)
    dated = {name: row["analysedAt"] for name, row in figures(store).items()}
    assert dated == {
        "Ada Lovelace": "2026-02-03T04:05:06+00:00",
        "Grace Hopper": "2026-02-03T04:05:06+00:00",
        "Osaka": None,
    }
    assert figures(store)["Osaka"] == dict.fromkeys(figures(store)["Osaka"])
    unused = "MATCH (e:Entity) WHERE e.docs = 0 AND e.analysedAt IS NOT NULL RETURN count(e) AS n"
    assert next(iter(store.stream(unused)))["n"] == 0


def test_an_edge_that_is_left_out_loses_its_figure_and_one_that_stays_the_same_is_not_written(
    store: GraphStore,
) -> None:
    apply_changes(store, DOCUMENTS)
    run(store)
    assert run(store).edges == 0
    strong = AnalysisSettings(least_count=2)
    written = run(store, strong)
    assert (written.edges, written.edges_cleared) == (1, 3)
    assert {pair: value for pair, value in edges(store).items() if value is not None} == {
        frozenset((ADA[0], GRACE[0])): 1.0
    }


def test_a_change_between_reading_and_writing_is_noticed_and_nothing_is_written(store: GraphStore) -> None:
    apply_changes(store, DOCUMENTS)
    network, analysis = computed(store)
    apply_changes(store, [extraction("c.txt", [[ADA, QUITO]])])
    with pytest.raises(GraphChangedError, match="analyse again"):
        write_analysis(store, network, analysis, analysed_at="2026-01-02T03:04:05+00:00")
    assert read_record(store) is None
    assert all(row["analysedAt"] is None for row in figures(store).values())


@pytest.mark.parametrize("text", [PUT_FIGURES.text, PUT_DISPARITY.text])
def test_a_run_that_was_cut_off_says_so_and_the_next_one_completes_it(store: GraphStore, text: str) -> None:
    apply_changes(store, DOCUMENTS)
    network, analysis = computed(store)
    with pytest.raises(StoppedError):
        write_analysis(
            FailingStore(store, 1, text=text), network, analysis, analysed_at="2026-01-02T03:04:05+00:00"
        )
    record = read_record(store)
    assert record is not None
    assert not record.complete
    assert "cut off" in record.state
    run(store)
    record = read_record(store)
    assert record is not None
    assert record.complete
    assert None not in edges(store).values()


def test_a_transaction_that_is_repeated_changes_nothing(store: GraphStore) -> None:
    apply_changes(store, DOCUMENTS)
    run(store)
    once = figures(store), edges(store), read_record(store)
    run(RepeatingStore(store))
    assert (figures(store), edges(store), read_record(store)) == once


def test_a_copy_of_the_graph_keeps_the_analysis(
    store: GraphStore, embedded_store: Callable[[str], GraphStore]
) -> None:
    apply_changes(store, DOCUMENTS)
    run(store)
    target = embedded_store("copy")
    copy_graph(store, target)
    assert (figures(target), edges(target), read_record(target)) == (
        figures(store),
        edges(store),
        read_record(store),
    )
    assert (record := read_record(target)) is not None
    assert record.state == "up to date"


def test_hidden_entities_are_not_part_of_the_network(store: GraphStore) -> None:
    apply_changes(store, DOCUMENTS, guidance=HIDDEN)
    network = load_network(store, SETTINGS)
    assert "Osaka" not in [entity.name for entity in network.entities]
    assert len(network.weight) == 2


def test_an_empty_graph_can_be_analysed(store: GraphStore) -> None:
    assert run(store) == WrittenAnalysis(0, 0, 0, 0)
    record = read_record(store)
    assert record is not None
    assert (record.entities, record.modularity, record.complete) == (0, None, True)
    assert load_entities(store) == {}
