"""What a document's node says beside its evidence: its place, its date, its metadata, on both stores."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from extractors.mentions import Extraction
from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.contents.loading import KnownDocument, known_documents, load_resolution
from graph.contents.records import nodes
from graph.schema.descriptions import DescribedDocument, Description
from graph.schema.labels import SCHEMA_VERSION
from graph.stores.migrations import migrate, stored_version
from graph.stores.protocol import GraphStore
from graph.stores.unfinished import Mark, put_mark
from graph.upkeep.copying import copy_graph
from graph.upkeep.rebuilding import rebuild
from graph.writing.writer import apply_changes
from linking.decisions.decision import Decision, Decisions, Handle, Verdict
from linking.guidance import Guidance
from tests.support.synthetic import extraction

Stores = Callable[[str], GraphStore]
ADA, GRACE = ("Ada Lovelace", "person"), ("Grace Hopper", "person")
A, B = extraction("a.txt", [[ADA, GRACE]]), extraction("b.txt", [[ADA], [ADA, GRACE]])
TOLD = {
    "metadata": {"année": "Télégramme", "titre": "東京 “x” \\ \t", "line": "3"},
    "date": "2023-04",
    "date_from": "front matter date",
    "reader_version": 7,
}


def described(held: Extraction, **changes: object) -> DescribedDocument:
    document = replace(held.document, **changes)  # type: ignore[arg-type]
    return DescribedDocument(held.document.id, held.version, Description.of(document))


def one(store: GraphStore, held: Extraction = A) -> KnownDocument:
    assert audit(store).differences == ()
    return known_documents(store)[held.document.id]


def moved(held: Extraction, uri: str) -> Extraction:
    """Return the document as it is after its file was renamed."""
    return replace(held, document=replace(held.document, uri=uri, first_uri=held.document.uri))


def test_a_description_changes_and_the_evidence_stays(store: GraphStore) -> None:
    apply_changes(store, [A, B])
    before = snapshot(store)
    report = apply_changes(store, (), described=[described(A, **TOLD)])
    assert (report.described, report.unchanged, report.replaced) == (1, 0, 0)
    found = one(store)
    assert (found.date, found.date_from, found.reader_version) == ("2023-04", "front matter date", 7)
    assert json.loads(found.metadata) == TOLD["metadata"]
    after = snapshot(store)
    assert (after.mentions, after.edges, after.chunks) == (before.mentions, before.edges, before.chunks)
    assert apply_changes(store, (), described=[described(A, **TOLD)]).described == 0
    apply_changes(store, (), described=[described(A)])
    assert snapshot(store).differences(before) == []


def test_what_is_put_again_with_another_description_is_described_too(store: GraphStore) -> None:
    apply_changes(store, [A])
    told = replace(A, document=replace(A.document, **TOLD))  # type: ignore[arg-type]
    report = apply_changes(store, [told])
    assert (report.described, report.unchanged) == (1, 1)
    assert one(store).date == "2023-04"
    assert apply_changes(store, [A]).described == 1
    assert one(store).date == ""


def test_a_description_of_what_another_run_replaced_or_removed_meanwhile_changes_nothing(
    store: GraphStore,
) -> None:
    apply_changes(store, [A, B])
    late = [described(A, date="2020"), described(B, date="2020")]
    apply_changes(store, [extraction("a.txt", [[GRACE]])], [B.document.id])
    before = snapshot(store)
    assert apply_changes(store, (), described=late).described == 0
    assert snapshot(store).differences(before) == []


def test_words_of_any_script_are_found_in_metadata(store: GraphStore) -> None:
    apply_changes(store, [A])
    apply_changes(store, (), described=[described(A, **TOLD)])
    for word in ("Télégramme", "année", "東京"):
        found = store.read_query("MATCH (d:Document) WHERE d.metadata CONTAINS $w RETURN d.uri", {"w": word})
        assert found.rows == [("a.txt",)], word


def test_metadata_that_an_older_graphmill_wrote_as_escapes_is_rewritten(store: GraphStore) -> None:
    apply_changes(store, [A, B])
    apply_changes(store, (), described=[described(A, **TOLD)])
    escaped = json.dumps(TOLD["metadata"], sort_keys=True)
    assert "\\u" in escaped
    store.write(
        lambda transaction: transaction.run(
            "MATCH (d:Document {id: $id}) SET d.metadata = $m", {"id": A.document.id, "m": escaped}
        )
    )
    store.write(lambda transaction: transaction.run("MATCH (s:GraphmillSchema) SET s.version = 2", {}))
    migrate(store)
    assert stored_version(store) == SCHEMA_VERSION
    found = store.read_query("MATCH (d:Document) WHERE d.metadata CONTAINS 'Télégramme' RETURN d.uri")
    assert found.rows == [("a.txt",)]
    assert json.loads(one(store).metadata) == TOLD["metadata"]


def test_a_date_that_stood_among_the_metadata_becomes_the_documents_own(store: GraphStore) -> None:
    apply_changes(store, [A, B])
    older = {A.document.id: '{"date": "2023-03", "line": "1"}', B.document.id: '{"date": "04/05/2023"}'}
    for id_, metadata in older.items():
        values = {"id": id_, "m": metadata}
        text = "MATCH (d:Document {id: $id}) SET d.metadata = $m"
        store.write(lambda transaction, text=text, values=values: transaction.run(text, values))
    for _ in range(2):
        store.write(lambda transaction: transaction.run("MATCH (s:GraphmillSchema) SET s.version = 2", {}))
        migrate(store)
        assert (one(store).date, one(store).date_from) == ("2023-03", "field date")
        assert one(store, B).date == ""


def test_half_a_character_in_metadata_is_no_reason_to_fail(store: GraphStore) -> None:
    apply_changes(store, [A])
    apply_changes(store, (), described=[described(A, metadata={"x": "\ud83d half"})])
    assert "half" in one(store).metadata


# --- renamed -------------------------------------------------------------------------------------------------------
def test_a_document_that_was_renamed_keeps_its_id_and_its_entities(store: GraphStore) -> None:
    apply_changes(store, [A, B])
    before = load_resolution(store).assignments
    renamed = moved(A, "z.txt")
    assert renamed.document.id == A.document.id
    apply_changes(
        store, (), described=[DescribedDocument(A.document.id, A.version, Description.of(renamed.document))]
    )
    assert (one(store).uri, one(store).first_uri) == ("z.txt", "a.txt")
    assert load_resolution(store).assignments == before


def test_it_is_replaced_forgotten_rebuilt_and_copied_like_any_other(
    store: GraphStore, embedded_store: Stores, tmp_path: Path
) -> None:
    apply_changes(store, [A, B])
    longer = extraction("z.txt", [[ADA, GRACE], [GRACE]])
    changed = replace(longer, document=replace(longer.document, first_uri="a.txt"))
    report = apply_changes(store, [changed])
    assert (report.replaced, report.added) == (1, 0)
    assert one(store).uri == "z.txt"
    before = snapshot(store)
    copy = embedded_store("copy")
    put_mark(copy, Mark("copy"))
    copy_graph(store, copy)
    assert snapshot(copy).differences(before) == []
    assert {each.properties.get("firstUri") for each in nodes(copy, "Document")} == {None, "a.txt"}
    rebuild(store, tmp_path / "aside")
    assert snapshot(store).differences(before) == []
    assert one(store).first_uri == "a.txt"
    apply_changes(store, (), [A.document.id])
    assert [each.uri for each in known_documents(store).values()] == ["b.txt"]


def test_what_was_decided_of_a_document_holds_under_its_new_name(store: GraphStore) -> None:
    judged = Decision(
        id="dec_1",
        at="2024-01-01T00:00:00+00:00",
        by="ann",
        verdict=Verdict.DIFFERENT,
        left=Handle("Ada Lovelace", "person", ("a.txt",)),
        right=Handle("Ada Lovelace", "person", ("b.txt",)),
    )
    guidance = Guidance(Decisions((judged,)))
    apply_changes(store, [A, B], guidance=guidance)

    def bearers() -> int:
        assert audit(store, guidance).differences == ()
        return sum(
            each.docs > 0 and each.name == "Ada Lovelace" for each in load_resolution(store).entities.values()
        )

    assert bearers() == 2
    renamed = Description.of(moved(A, "z.txt").document)
    apply_changes(
        store, (), described=[DescribedDocument(A.document.id, A.version, renamed)], guidance=guidance
    )
    assert bearers() == 2
    changed = extraction("z.txt", [[ADA], [GRACE]])
    apply_changes(
        store,
        [replace(changed, document=replace(changed.document, first_uri="a.txt"))],
        guidance=guidance,
    )
    assert bearers() == 2
