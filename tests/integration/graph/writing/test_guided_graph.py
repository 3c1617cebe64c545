"""Decisions in the graph: followed at once, kept through re-ingest and rebuild, taken back without a trace."""

from __future__ import annotations

import pytest

from extractors.mentions import Extraction
from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.contents.loading import load_resolution
from graph.questions.entities import find_entities
from graph.questions.neighbours import neighbours
from graph.stores.protocol import GraphStore
from graph.writing.linking_state import is_pending
from graph.writing.planning import plan
from graph.writing.writer import apply_changes
from linking.decisions.decision import Decision, Decisions, Handle, Verdict
from linking.guidance import NO_GUIDANCE, Guidance
from tests.support.failing_store import FailingStore, StoppedError
from tests.support.synthetic import extraction

REED, REID = ("Callum Reed", "person"), ("Callum Reid", "person")
VOSS, FIRM = ("Peter Voss", "person"), ("Voss & Partner", "organization")


def decided(*decisions: tuple[Verdict, Handle, Handle | None, str]) -> Guidance:
    return Guidance(
        Decisions(
            tuple(
                Decision(f"d{number}", "2030-01-01T00:00:00Z", "Ines", verdict, left, right, value=value)
                for number, (verdict, left, right, value) in enumerate(decisions)
            )
        )
    )


def person(name: str, *documents: str) -> Handle:
    return Handle(name, "person", documents)


def documents() -> list[Extraction]:
    return [
        extraction("a.txt", [[REED, VOSS], [REED]]),
        extraction("b.txt", [[REID, FIRM], [REID, VOSS]]),
        extraction("c.txt", [[VOSS, FIRM]]),
    ]


def test_a_merge_joins_counts_exactly_and_undo_leaves_no_trace(store: GraphStore) -> None:
    apply_changes(store, documents())
    before, ids = snapshot(store), load_resolution(store).current()
    merged = decided((Verdict.SAME, person("Callum Reed"), person("Callum Reid"), ""))
    apply_changes(store, (), guidance=merged)
    (entity,) = [each for each in find_entities(store, "Callum Reed") if each.docs == 2]
    assert {"Callum Reed", "Callum Reid"} <= set(entity.aliases)
    assert audit(store, merged).differences == ()
    apply_changes(store, (), guidance=NO_GUIDANCE)
    assert snapshot(store).differences(before) == []
    assert load_resolution(store).current() == ids


def test_a_merged_entity_bears_the_fuller_of_two_names_in_as_many_documents(store: GraphStore) -> None:
    merged = decided((Verdict.SAME, person("A. Brenner"), person("Ada Brenner"), ""))
    texts = [
        extraction("a.txt", [[("Ada Brenner", "person")]]),
        extraction("b.txt", [[("A. Brenner", "person")]]),
    ]
    apply_changes(store, texts, guidance=merged)
    assert [each.name for each in find_entities(store, "A. Brenner")] == ["Ada Brenner"]


def test_a_merge_outlives_a_new_version_of_the_document_and_a_rebuild(
    store: GraphStore, embedded_store
) -> None:
    merged = decided((Verdict.SAME, person("Callum Reed"), person("Callum Reid"), ""))
    apply_changes(store, documents(), guidance=merged)
    changed = extraction("b.txt", [[REID], [VOSS], [REID, FIRM]])
    apply_changes(store, [changed], guidance=merged)
    assert find_entities(store, "Callum Reid")[0].docs == 2
    rebuilt = embedded_store("rebuilt")
    apply_changes(rebuilt, [documents()[2], changed, documents()[0]], guidance=merged)
    assert snapshot(store).differences(snapshot(rebuilt)) == []


def test_a_split_gives_documents_an_entity_of_their_own(store: GraphStore) -> None:
    apply_changes(store, documents())
    split = decided((Verdict.DIFFERENT, person("Peter Voss"), person("Peter Voss", "c.txt"), ""))
    report = apply_changes(store, (), guidance=split)
    assert report.re_resolved == 1
    assert sorted(each.docs for each in find_entities(store, "Peter Voss") if each.match == "name") == [1, 2]
    assert audit(store, split).differences == ()


def test_two_names_of_one_document_part_when_a_person_says_so(store: GraphStore) -> None:
    slip = ("Katherine Jonson", "person")
    johnson = ("Katherine Johnson", "person")
    apply_changes(store, [extraction("a.txt", [[johnson], [johnson, slip], [johnson], [johnson]])])
    assert len(find_entities(store, "Katherine")) == 1
    before = snapshot(store)
    apart = decided((Verdict.DIFFERENT, person("Katherine Johnson"), person("Katherine Jonson"), ""))
    found = plan(store, apart)
    assert found.clustered == ("a.txt",)
    assert [split.entity.name for split in found.split] == ["Katherine Johnson"]
    apply_changes(store, (), guidance=apart)
    assert len(find_entities(store, "Katherine")) == 2
    assert audit(store, apart).differences == ()
    assert plan(store, apart).is_empty
    apply_changes(store, (), guidance=NO_GUIDANCE)
    assert snapshot(store).differences(before) == []


def test_a_crash_while_clustering_anew_is_made_good(store: GraphStore, embedded_store) -> None:
    slip, johnson = ("Katherine Jonson", "person"), ("Katherine Johnson", "person")
    texts = [extraction(f"{n}.txt", [[johnson], [johnson, slip], [johnson, VOSS]]) for n in range(3)]
    apart = decided((Verdict.DIFFERENT, person("Katherine Johnson"), person("Katherine Jonson"), ""))
    expected = embedded_store("expected")
    apply_changes(expected, texts, guidance=apart)
    apply_changes(store, texts)
    crashes = 0
    for failure in range(1, 40, 3):
        apply_changes(store, (), guidance=NO_GUIDANCE)
        try:
            apply_changes(FailingStore(store, failure), (), guidance=apart, batch_size=1)
        except StoppedError:
            crashes += 1
            assert is_pending(store, apart)
            apply_changes(store, (), guidance=apart, batch_size=1)
        assert audit(store, apart).differences == ()
        assert snapshot(store).differences(snapshot(expected)) == []
    assert crashes > 5


def test_rename_retype_and_hide_change_what_is_shown(store: GraphStore) -> None:
    apply_changes(store, documents())
    shown = decided(
        (Verdict.RENAME, person("Callum Reed"), None, "Callum R."),
        (Verdict.RETYPE, Handle("Voss & Partner", "organization"), None, "company"),
        (Verdict.HIDE, person("Callum Reid"), None, ""),
    )
    found = plan(store, shown)
    assert {(each.what, each.old, each.new) for each in found.changed} == {
        ("name", "Callum Reed", "Callum R."),
        ("type", "organization", "company"),
        ("hidden", "no", "yes"),
    }
    apply_changes(store, (), guidance=shown)
    assert find_entities(store, "Callum R.")[0].match == "name"
    (firm,) = find_entities(store, "Voss & Partner")
    assert firm.type == "company"
    assert [each.name for each in neighbours(store, firm.id)] == ["Peter Voss"]
    assert [each.hidden for each in find_entities(store, "Callum Reid")] == [True]
    assert [each.name for each in find_entities(store, "Callum Re")] == ["Callum R."]
    assert audit(store, shown).differences == ()
    assert plan(store, shown).is_empty


def test_contradicting_decisions_are_reported_and_the_negative_one_holds(store: GraphStore) -> None:
    guidance = decided(
        (Verdict.SAME, person("Callum Reed"), person("Peter Voss"), ""),
        (Verdict.SAME, person("Callum Reid"), person("Peter Voss"), ""),
        (Verdict.DIFFERENT, person("Callum Reed"), person("Callum Reid"), ""),
    )
    report = apply_changes(store, documents(), guidance=guidance)
    assert [(each.decision, each.against) for each in report.conflicts] == [("d1", ("d2",))]
    assert find_entities(store, "Callum Reid")[0].id != find_entities(store, "Callum Reed")[0].id


def test_the_next_change_follows_decisions_made_meanwhile(store: GraphStore) -> None:
    apply_changes(store, documents())
    merged = decided((Verdict.SAME, person("Callum Reed"), person("Callum Reid"), ""))
    assert is_pending(store, merged)
    differences = {each.what for each in audit(store, merged).differences}
    assert "linking" in differences
    apply_changes(store, [extraction("d.txt", [[VOSS]])], guidance=merged)
    assert not is_pending(store, merged)
    assert audit(store, merged).differences == ()


def test_a_decision_that_names_nothing_sleeps_until_the_name_comes(store: GraphStore) -> None:
    merged = decided((Verdict.SAME, person("Callum Reed"), person("Callum Reid"), ""))
    apply_changes(store, [documents()[0]], guidance=merged)
    assert plan(store, merged).dormant == ("d0",)
    apply_changes(store, [documents()[1]], guidance=merged)
    assert plan(store, merged).dormant == ()
    assert find_entities(store, "Callum Reed")[0].docs == 2


@pytest.mark.parametrize("batch_size", [1, 7])
def test_counts_of_a_merge_are_those_of_one_entity(store: GraphStore, batch_size: int) -> None:
    together = extraction("d.txt", [[REED, REID, FIRM]])
    merged = decided((Verdict.SAME, person("Callum Reed"), person("Callum Reid"), ""))
    apply_changes(store, [together, *documents()], batch_size=batch_size)
    apply_changes(store, (), guidance=merged, batch_size=batch_size)
    entity = find_entities(store, "Callum Reed")[0]
    assert (entity.windows, entity.docs) == (5, 3)
    assert audit(store, merged).differences == ()
