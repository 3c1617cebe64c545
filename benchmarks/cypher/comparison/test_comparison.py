"""A run of the comparison: what differs is found, made short, and kept for the next run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.cypher.comparison.comparison import Findings, compare
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from tests.support.generated_queries.judging import Answer, Judge, Verdict, ask
from tests.support.generated_queries.sample_graph import SampleGraph, sample_graph, write
from tests.support.generated_queries.syntax import Branch, Item, Query


class EmbeddedServer:
    """An embedded store in the place of the server."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store

    def ask(self, text: str, values: Any) -> Answer:
        return ask(self.store, text, values)


def filled(path: Path, graph: SampleGraph) -> GraphStore:
    store = open_store(StoreSettings(path=path))
    write(graph, store)
    return store


def test_a_difference_is_found_made_short_and_kept_for_the_next_run(tmp_path: Path) -> None:
    graph = sample_graph()
    less = SampleGraph(graph.nodes, {**graph.links, "NEXT_CHUNK": ()})
    findings = Findings(0)
    with filled(tmp_path / "a.kgl", graph) as store, filled(tmp_path / "b.kgl", less) as other:
        query = Query(
            (Branch(("MATCH (c:Chunk)", "MATCH (c)-[:NEXT_CHUNK]->(d:Chunk)"), (Item("count(*)", "n"),)),)
        )
        judge = Judge(store, EmbeddedServer(other))
        judged = judge.judge(query)
        assert judged.verdict is Verdict.DIFFERENT
        assert (judged.embedded.rows, judged.server.rows) == ([[73]], [[0]])
        assert Judge(store, EmbeddedServer(store)).judge(query).verdict is Verdict.AGREE
        compare(judge, graph, findings, 12, after_each=lambda now: now.write(tmp_path / "found.json"))
    again = Findings.read(tmp_path / "found.json", 0)
    assert again.done == sum(again.verdicts.values()) == 12
    assert again.differences == findings.differences
    assert again.differences
    assert all(len(each["shrunk"]) <= len(each["query"]) for each in again.differences)
    assert Findings.read(tmp_path / "found.json", 1).done == 0
