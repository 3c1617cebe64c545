"""The graph that these benchmarks make up, and the figures they tell: what needs no server."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.graph import __main__ as benchmark
from benchmarks.graph.corpus import MENTIONS, facts_of, linked_documents
from benchmarks.graph.prefill import SENTENCES, entity_names, fill, prefill, write_csv
from benchmarks.graph.server import told_seconds
from benchmarks.graph.writers import GraphmillWriter
from graph.checks.audit import audit
from graph.contents.readings import READ_EDGES
from graph.questions.association import sentence_count
from graph.questions.neighbourhood import neighbourhood
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
from graph.writing.linking_state import mark_finished
from linking.guidance import NO_GUIDANCE


def test_the_graph_made_up_fits_together_and_is_the_same_each_time() -> None:
    made, again = prefill(300, 900), prefill(300, 900)
    assert (made.counts == again.counts).all()
    assert (made.a == again.a).all()
    assert len(made.a) == 900
    assert (made.a < made.b).all()
    assert len(set(zip(made.a.tolist(), made.b.tolist(), strict=True))) == 900
    assert (made.edge_docs <= made.counts).all()
    assert (made.docs <= made.windows).all()
    for end in (made.a, made.b):
        assert (made.counts <= made.windows[end]).all()
    # Every sentence but those of one entity alone names a pair.
    assert made.counts.sum() + 300 <= made.sentences
    assert made.windows.sum() == 2 * made.counts.sum() + 300
    assert len({entity.id for entity in made.entities}) == 300
    assert made.degrees.sum() == 1_800
    assert np.argmax(made.degrees) < 5


def test_import_and_store_get_the_same_graph(tmp_path: Path) -> None:
    made = prefill(60, 150)
    nodes, edges = write_csv(made, tmp_path)
    assert [len(path.read_text(encoding="utf-8").splitlines()) - 1 for path in (*nodes, *edges)] == [
        60,
        made.documents,
        1,
        150,
    ]
    with open_store(StoreSettings(path=tmp_path / "g.kgl")) as store:
        fill(store, made)
        stored = {(row["a"], row["b"]): (row["count"], row["docs"]) for row in store.stream(READ_EDGES)}
        assert stored == {(row["a"], row["b"]): (row["count"], row["docs"]) for row in made.edge_rows()}
        assert sentence_count(store) == made.sentences
        hub = int(np.argmax(made.degrees))
        assert neighbourhood(store, made.entities[hub].id).centre.degree == made.degrees[hub]


def test_linked_documents_are_what_the_write_path_takes(tmp_path: Path) -> None:
    documents = linked_documents(entity_names(50), 8, seed=3)
    for each in documents:
        assert len(each.extraction.sentences) == SENTENCES
        assert len(each.extraction.mentions) == MENTIONS
        facts = facts_of(each)
        assert sum(map(len, facts.mentions.values())) == MENTIONS
        assert facts.ledger == each.rows().ledger
    with open_store(StoreSettings(path=tmp_path / "g.kgl")) as store:
        writer = GraphmillWriter(store)
        for part in (documents[:5], documents[5:]):
            writer.write(writer.prepare(part, 2))
        store.write(lambda transaction: mark_finished(transaction, NO_GUIDANCE))
        report = audit(store)
        # The linker was not asked how the mentions of a document belong together; all else is as it must be.
        assert {found.what for found in report.differences} <= {"local entities"}
        assert report.mentions == 8 * MENTIONS
    assert sum(writer.statement_rows.values()) > 0


@pytest.mark.parametrize(
    ("said", "seconds"), [("IMPORT DONE in 31s 250ms. \n", 31.25), ("x\nIMPORT DONE in 1m 2s 5ms.", 62.005)]
)
def test_the_import_tells_how_long_it_took(said: str, seconds: float) -> None:
    assert told_seconds(said) == pytest.approx(seconds)


def test_figures_of_the_embedded_store_are_printed_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "figures.json"
    benchmark.main(["commits", "steps", "reads", "--store", "embedded", "--quick", "--json", str(kept)])
    printed = capsys.readouterr().out
    assert "commits: documents/s new" in printed
    assert "two-hop top-20 hubs" in printed
    found = json.loads(kept.read_text(encoding="utf-8"))
    assert [each["part"] for each in found] == ["commits", "steps", "reads"]
    assert found[2]["milliseconds"]["two-hop top-20 anyone"]["p95"] > 0


def test_a_chart_needs_sizes_and_an_unknown_part_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, message in ((["reads", "--svg", "x.svg"], "sizes"), (["weights"], "no part weights")):
        with pytest.raises(SystemExit):
            benchmark.main(arguments)
        assert message in capsys.readouterr().err
    batches = {str(batch): {"edges": 4_000.0, "documents": 150.0} for batch in (100, 200)}
    sizes = [{"part": "sizes", "entities": 10**power, "batches": batches} for power in (4, 5, 6)]
    drawn = benchmark.chart(sizes)
    assert drawn.count("<circle") == 12
    assert "in proportion" not in drawn
