"""Upkeep removes what is out of use, and nothing that is used or leads to what is."""

from __future__ import annotations

from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.contents.loading import known_documents, load_entities
from graph.questions.entities import find_entities
from graph.stores.protocol import GraphStore
from graph.upkeep.tidying import remove_unused_entities
from graph.writing.writer import apply_changes, forget
from tests.support.synthetic import corpus, extraction

ADA, BARE = ("Ada Lovelace", "person"), ("Lovelace", "person")


def test_entities_out_of_use_go_and_the_graph_stays_the_same(store: GraphStore) -> None:
    kept, passing = corpus(6, seed=1), corpus(6, seed=2)
    apply_changes(store, kept + passing)
    forget(store, [each.document.id for each in passing])
    before = snapshot(store)
    unused = [entity.id for entity in load_entities(store).values() if entity.docs == 0]
    assert unused
    assert remove_unused_entities(store) == len(unused)
    assert all(entity.docs for entity in load_entities(store).values())
    assert snapshot(store).differences(before) == []
    assert audit(store).differences == ()
    apply_changes(store, passing)
    assert audit(store).differences == ()


def test_an_id_that_leads_on_is_kept_as_long_as_it_leads_somewhere(store: GraphStore) -> None:
    apply_changes(
        store, [extraction("bare.txt", [[BARE]]), *(extraction(f"{n}.txt", [[ADA]]) for n in range(3))]
    )
    former = find_entities(store, "Lovelace")[0].id
    apply_changes(store, [extraction(f"explains{n}.txt", [[ADA], [BARE]]) for n in range(3)])
    assert remove_unused_entities(store) == 0
    assert [each.name for each in find_entities(store, former)] == ["Ada Lovelace"]
    forget(store, list(known_documents(store)))
    assert remove_unused_entities(store) == 2
    assert load_entities(store) == {}
    assert audit(store).differences == ()
