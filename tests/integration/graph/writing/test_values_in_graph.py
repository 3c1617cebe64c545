"""Values in the graph: nodes with properties that a query can compare, right after whatever befell their documents, on both stores."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from extractors.mentions import Extraction
from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.schema.descriptions import DescribedDocument, Description
from graph.schema.values import UNREAD
from graph.stores.protocol import GraphStore
from graph.upkeep.copying import copy_graph
from graph.writing.planning import plan
from graph.writing.writer import apply_changes, forget
from linking.decisions.decision import Decisions, Handle, Verdict, decide
from linking.guidance import Guidance
from tests.support.synthetic import extraction

ADA = ("Ada Lovelace", "person")
PROPERTIES = "e.valueKind, e.value, e.valueFrom, e.valueTo, e.number, e.unit"


def dated(uri: str, date: str, *sentences: Sequence[tuple[str, str]]) -> Extraction:
    made = extraction(uri, sentences)
    told = replace(made.document, date=date, date_from="front matter date" if date else "")
    return replace(made, document=told)


def days(*words: str) -> list[tuple[str, str]]:
    return [(each, "date") for each in words]


A = dated("a.txt", "2019-02-04", [ADA, *days("2019-02-03", "yesterday")], [("EUR 1,500,000", "money")])
B = dated("b.txt", "2020-05-01", [ADA, *days("2019-02-03"), ("1.5 million EUR", "money")], days("yesterday"))
C = dated("c.txt", "", [ADA, *days("yesterday", "the day of the storm")])
D = dated("d.txt", "", days("yesterday"))


def asked(store: GraphStore, text: str, **values: Any) -> list[tuple[Any, ...]]:
    return sorted(tuple(row) for row in store.read_query(text, values).rows)


def assert_sound(store: GraphStore, fresh: GraphStore, *left: Extraction) -> None:
    assert audit(store).differences == ()
    assert plan(store).is_empty
    apply_changes(fresh, left)
    assert snapshot(store).differences(snapshot(fresh)) == []


def test_a_value_has_properties_that_a_query_can_compare_and_a_name_has_none(store: GraphStore) -> None:
    apply_changes(store, [A, B, C, D])
    assert asked(store, f"MATCH (e:Date) WHERE e.valueFrom >= '2019-01-01' AND e.valueTo <= '2019-12-31' RETURN {PROPERTIES}, e.docs") == [
        ("date", "2019-02-03", "2019-02-03", "2019-02-03", None, None, 2)
    ]  # fmt: skip
    assert asked(store, f"MATCH (e:Entity) WHERE e.number > 1000000 AND e.unit = 'EUR' RETURN {PROPERTIES}, e.docs") == [
        ("money", "1500000 EUR", None, None, 1_500_000.0, "EUR", 2)
    ]  # fmt: skip
    assert asked(store, f"MATCH (e:Person) RETURN {PROPERTIES}") == [(None,) * 6]
    unread = "MATCH (e:Entity {valueKind: $kind}) RETURN e.name, e.value, e.docs"
    assert asked(store, unread, kind=UNREAD) == [
        ("the day of the storm", None, 1),
        ("yesterday", None, 1),
        ("yesterday", None, 1),
    ]


def test_what_a_document_says_stands_at_its_own_entity(store: GraphStore) -> None:
    apply_changes(store, [A, C])
    found = asked(store, "MATCH (l:LocalEntity) WHERE l.value IS NOT NULL RETURN l.docId, l.type, l.value")
    assert [(document, kind) for document, kind, _ in found] == sorted(
        [(A.document.id, "date"), (A.document.id, "money"), (C.document.id, "date")]
    )


def test_documents_come_go_and_come_twice_and_the_graph_is_that_of_those_left(
    store: GraphStore, embedded_store: Callable[[str], GraphStore]
) -> None:
    for each in (C, A, B, A, D):
        apply_changes(store, [each])
    forget(store, [B.document.id, D.document.id])
    assert_sound(store, embedded_store("fresh"), A, C)


@pytest.mark.parametrize("date", ["2020-05-01", "2019", ""])
@pytest.mark.parametrize("is_read_again", [True, False])
def test_another_date_of_a_document_is_another_meaning_of_its_words(
    store: GraphStore, embedded_store: Callable[[str], GraphStore], date: str, *, is_read_again: bool
) -> None:
    apply_changes(store, [A, B, C])
    text = A.document.text
    redated = replace(A, document=replace(A.document, date=date, date_from="field date" if date else ""))
    assert redated.document.text == text
    if is_read_again:
        report = apply_changes(store, [redated, B, C])
    else:
        told = DescribedDocument(A.document.id, A.version, Description.of(redated.document))
        report = apply_changes(store, (), described=[told])
    assert (report.described, report.replaced, report.re_resolved) == (1, 0, 1)
    assert_sound(store, embedded_store("fresh"), redated, B, C)
    assert apply_changes(store, [redated]).described == 0


def test_another_date_of_a_document_without_values_only_describes_it(store: GraphStore) -> None:
    plain = dated("a.txt", "2019", [ADA])
    apply_changes(store, [plain])
    report = apply_changes(store, [dated("a.txt", "2020-01-01", [ADA])])
    assert (report.described, report.re_resolved) == (1, 0)


def test_a_type_that_a_person_gave_takes_the_value_away_and_gives_it_back(store: GraphStore) -> None:
    apply_changes(store, [A, B])
    decision = decide(Verdict.RETYPE, Handle("2019-02-03", "date"), value="event")
    apply_changes(store, (), guidance=Guidance(Decisions((decision,))))
    of_day = f"MATCH (e:Entity {{name: '2019-02-03'}}) RETURN {PROPERTIES}"
    assert asked(store, of_day) == [(None,) * 6]
    apply_changes(store, ())
    assert asked(store, of_day) == [("date", "2019-02-03", "2019-02-03", "2019-02-03", None, None)]


def test_a_copy_has_the_values(store: GraphStore, embedded_store: Callable[[str], GraphStore]) -> None:
    apply_changes(store, [A, B, C])
    target = embedded_store("copy")
    copy_graph(store, target)
    assert snapshot(target).differences(snapshot(store)) == []
    assert audit(target).differences == ()


def test_a_value_that_was_changed_by_hand_is_found_and_mended(store: GraphStore) -> None:
    apply_changes(store, [A])
    for text in (
        "MATCH (e:Entity {value: '2019-02-03'}) SET e.valueFrom = '2018-02-03'",
        "MATCH (l:LocalEntity {type: 'money'}) SET l.value = null",
    ):
        store.write(lambda transaction, text=text: transaction.run(text, {}))  # type: ignore[misc]
    assert {each.what for each in audit(store).differences} >= {"value", "local entities"}


def test_a_graph_that_is_linked_by_older_rules_learns_the_values(store: GraphStore) -> None:
    apply_changes(store, [A, B, C])
    whole = snapshot(store)
    for text in (
        "MATCH (e:Entity) SET e.valueKind = null, e.value = null, e.valueFrom = null, e.valueTo = null, e.number = null, e.unit = null",
        "MATCH (l:LocalEntity) SET l.value = null",
        "MATCH (s:GraphmillState {id: 'state'}) SET s.linking = '3.3', s.clustering = '2.3'",
    ):
        store.write(lambda transaction, text=text: transaction.run(text, {}))  # type: ignore[misc]
    apply_changes(store, ())
    assert snapshot(store).differences(whole) == []
    assert audit(store).differences == ()
