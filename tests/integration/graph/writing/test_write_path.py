"""The write path: whatever the order, the batches and the failures, the graph is a function of its documents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest

from extractors.documents import Document
from extractors.mentions import Extraction, Mention, Sentence
from graph.checks.audit import audit
from graph.checks.snapshot import Snapshot, snapshot
from graph.contents.loading import known_documents, load_entities
from graph.errors import EvidenceError
from graph.questions.entities import find_entities
from graph.questions.status import status
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore, WriteTransaction
from graph.stores.settings import StoreSettings
from graph.writing.ledgers import CROWD
from graph.writing.linking_state import is_pending
from graph.writing.statements import MARK_DOCUMENTS
from graph.writing.writer import ChangeReport, apply_changes, forget
from tests.support.failing_store import FailingStore, RepeatingStore, StoppedError
from tests.support.synthetic import corpus, extraction

ADA, GRACE, OSAKA = ("Ada Lovelace", "person"), ("Grace Hopper", "person"), ("Osaka", "location")
Stores = Callable[[str], GraphStore]


def graph_of(store: GraphStore, documents: Sequence[Extraction], **options: int) -> Snapshot:
    apply_changes(store, documents, **options)
    return snapshot(store)


def fates(report: ChangeReport) -> tuple[int, int, int, int]:
    return report.added, report.replaced, report.unchanged, report.forgotten


def assert_same(found: Snapshot, expected: Snapshot) -> None:
    assert found.differences(expected) == []


def assert_sound(store: GraphStore) -> None:
    assert audit(store).differences == ()


def test_a_document_becomes_entities_mentions_and_edges(store: GraphStore) -> None:
    report = apply_changes(store, [extraction("a.txt", [[ADA, GRACE], [ADA], [], [ADA, OSAKA, GRACE]])])
    assert fates(report) == (1, 0, 0, 0)
    assert (report.new_entities, report.mentions, report.edges_changed) == (3, 6, 3)
    counts = status(store).counts
    assert (counts["documents"], counts["mentions"], counts["sentences"]) == (1, 6, 4)
    assert (counts["entities"], counts["co-occurrence edges"]) == (3, 3)
    rows = store.read_query(
        "MATCH (a:Person {name: $a})-[r:CO_OCCURS_WITH]-(b:Person) RETURN b.name, r.count, r.docs",
        {"a": ADA[0]},
    ).rows
    assert rows == [(GRACE[0], 2, 1)]
    assert_sound(store)


def test_putting_the_same_twice_changes_nothing(store: GraphStore) -> None:
    documents = corpus(12)
    first = graph_of(store, documents)
    report = apply_changes(store, documents)
    assert fates(report) == (0, 0, 12, 0)
    assert_same(snapshot(store), first)


@pytest.mark.parametrize("batch_size", [1, 5, 100])
def test_order_and_batches_make_no_difference(
    store: GraphStore, embedded_store: Stores, batch_size: int
) -> None:
    documents = corpus(20, seed=3)
    expected = graph_of(embedded_store("expected"), documents)
    apply_changes(store, documents[11:][::-1], batch_size=batch_size)
    assert_sound(store)
    apply_changes(store, documents[:13], batch_size=batch_size)
    assert_same(snapshot(store), expected)
    assert_sound(store)


def test_what_is_forgotten_leaves_no_trace(store: GraphStore) -> None:
    kept, passing = corpus(10, seed=1), corpus(10, seed=2)
    expected = graph_of(store, kept)
    apply_changes(store, passing)
    report = forget(store, [each.document.id for each in passing] + ["doc_never_seen"])
    assert report.forgotten == 10
    assert report.unknown == ("doc_never_seen",)
    assert_same(snapshot(store), expected)
    assert_sound(store)


def test_forgetting_everything_leaves_an_empty_graph(store: GraphStore) -> None:
    documents = corpus(8)
    apply_changes(store, documents)
    forget(store, [each.document.id for each in documents])
    assert set(status(store).counts.values()) == {0}
    assert find_entities(store, "Ada") == []
    assert_sound(store)


def test_a_changed_document_replaces_the_old_one(store: GraphStore, embedded_store: Stores) -> None:
    old, new = corpus(12, seed=4), corpus(12, seed=5)
    changed = [extraction(a.document.uri, [[ADA, GRACE], [OSAKA]]) for a in old[:3]]
    changed += [replace(old[3], fingerprint="another extractor")]
    changed += [replace(old[4], document=replace(old[4].document, title="Another title"))]
    apply_changes(store, old + new)
    report = apply_changes(store, changed + old[5:])
    assert fates(report) == (0, 5, 7, 0)
    assert_same(snapshot(store), graph_of(embedded_store("expected"), changed + old[5:] + new))
    assert_sound(store)


def test_a_source_saved_anew_with_the_same_text_is_remembered_and_nothing_else(store: GraphStore) -> None:
    first = extraction("a.txt", [[ADA, GRACE]])
    again = replace(
        first, document=replace(first.document, source_hash="other bytes", metadata={"author": "Ö"})
    )
    apply_changes(store, [first])
    assert fates(apply_changes(store, [again])) == (0, 0, 1, 0)
    assert known_documents(store)[first.document.id].source_hash == "other bytes"
    assert_sound(store)


def bare_name(count: int = 1) -> list[Extraction]:
    """Documents that name Ada Lovelace by her family name alone, and documents that name her in full."""
    bare = [
        extraction(f"bare{n}.txt", [[("Lovelace", "person"), OSAKA], [("Lovelace", "person")]])
        for n in range(count)
    ]
    return bare + [extraction(f"full{n}.txt", [[ADA], [OSAKA]]) for n in range(3)]


def explanations(count: int = 3) -> list[Extraction]:
    """Documents that tell whom the family name means."""
    return [extraction(f"explains{n}.txt", [[ADA], [("Lovelace", "person")]]) for n in range(count)]


def test_documents_of_the_same_text_follow_when_others_change_what_a_name_means(
    store: GraphStore, embedded_store: Stores
) -> None:
    """A bare family name resolves through other documents; when these go, it stands alone again."""
    apart = graph_of(store, bare_name())
    report = apply_changes(store, explanations())
    assert (report.added, report.re_resolved) == (3, 1)
    assert_same(snapshot(store), graph_of(embedded_store("together"), [*explanations(), *bare_name()]))
    assert_sound(store)
    report = forget(store, [each.document.id for each in explanations()])
    assert report.re_resolved == 1
    assert_same(snapshot(store), apart)
    assert_sound(store)


def test_an_entity_that_lost_its_members_leads_to_the_one_that_took_them(store: GraphStore) -> None:
    apply_changes(store, bare_name())
    former = find_entities(store, "Lovelace")[0].id
    apply_changes(store, explanations())
    (now,) = find_entities(store, ADA[0])
    assert now.id != former
    assert [each.id for each in find_entities(store, former)] == [now.id]
    assert load_entities(store)[former].docs == 0
    forget(store, [each.document.id for each in explanations()])
    assert find_entities(store, "Lovelace")[0].id == former, "it is itself again"
    assert_sound(store)


def test_an_entity_keeps_its_id_when_its_only_document_is_edited(store: GraphStore) -> None:
    apply_changes(store, [extraction("a.txt", [[ADA, GRACE]])])
    before = find_entities(store, ADA[0])[0].id
    apply_changes(store, [extraction("a.txt", [[OSAKA], [], [GRACE, ADA]])])
    assert find_entities(store, ADA[0])[0].id == before


def test_a_type_that_changes_by_vote_changes_the_label(store: GraphStore) -> None:
    apply_changes(store, [extraction("a.txt", [[("Globex", "organization")]])])
    apply_changes(store, [extraction("a.txt", [[("Globex", "product")]], fingerprint="another")])
    labels = store.read_query("MATCH (e:Entity) WHERE e.docs > 0 RETURN labels(e) AS l").rows
    assert [sorted(row[0]) for row in labels] == [["Entity", "Product", "__Entity__"]]
    assert_sound(store)


def test_documents_without_text_sentences_or_mentions_are_documents(store: GraphStore) -> None:
    blank = Extraction(Document("blank.txt", "", " \n ", "text/plain", "x"), "f", (), ())
    empty = Extraction(Document("empty.txt", "", "", "text/plain", "y"), "f", (), ())
    apply_changes(store, [blank, empty, extraction("a.txt", [[], []])])
    counts = status(store).counts
    assert (counts["documents"], counts["chunks"], counts["sentences"]) == (3, 2, 2)
    assert_sound(store)


def test_texts_in_any_script_keep_their_offsets(store: GraphStore) -> None:
    text = "🙂 Мария Иванова встретила 山田太郎 в Осаке.\r\nمحمد علي جاء.\n"
    names = ["Мария Иванова", "山田太郎", "محمد علي"]
    mentions = tuple(
        Mention(text.index(name), text.index(name) + len(name), name, "person", 1.0) for name in names
    )
    cut = text.index("محمد")
    sentences = (Sentence(0, cut - 2), Sentence(cut, len(text) - 1))
    apply_changes(
        store, [Extraction(Document("ü.txt", "Ünï", text, "text/plain", "x"), "f", sentences, mentions)]
    )
    assert_sound(store)
    assert find_entities(store, "мария иванова")[0].name == "Мария Иванова"


def test_a_long_document_is_cut_into_linked_chunks(store: GraphStore) -> None:
    apply_changes(store, [extraction("long.txt", [[ADA, GRACE]] * 120)])
    rows = store.read_query("MATCH (c:Chunk) RETURN c.text AS text ORDER BY c.index").rows
    assert len(rows) > 5
    assert "".join(row[0] for row in rows) == extraction("long.txt", [[ADA, GRACE]] * 120).document.text
    assert_sound(store)


def test_half_a_surrogate_pair_is_kept_as_a_replacement_character_at_its_place(store: GraphStore) -> None:
    text = "Ada Love\ud800lace met \udc00 Grace Hopper."
    names = [text[0:13], text[20:32]]
    mentions = tuple(Mention(text.index(n), text.index(n) + len(n), n, "person", 1.0) for n in names)
    odd = Extraction(
        Document("s.txt", "t\ud800", text, "text/plain", "x"), "f", (Sentence(0, len(text)),), mentions
    )
    assert apply_changes(store, [odd]).added == 1
    assert apply_changes(store, [odd]).unchanged == 1
    rows = store.read_query("MATCH (c:Chunk) RETURN c.text AS text").rows
    assert rows == [("Ada Love\ufffdlace met \ufffd Grace Hopper.",)]
    assert_sound(store)


def test_a_list_of_hundreds_of_names_makes_no_edges_and_is_reported(embedded_store: Stores) -> None:
    store = embedded_store("a")
    crowd = [
        (f"{name} {chr(65 + n % 26)}{chr(97 + n // 26)}k", "person")
        for n, (name, _) in enumerate([ADA] * (CROWD + 1))
    ]
    report = apply_changes(store, [extraction("list.txt", [crowd, [ADA, GRACE]])])
    assert report.crowded_sentences == 1
    assert status(store).counts["co-occurrence edges"] == 1
    assert status(store).counts["mentions"] == CROWD + 3
    assert_sound(store)


class LoadedOnDemand:
    """A collection that makes its extractions each time it is iterated, as one that reads staged files does."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __iter__(self) -> Iterator[Extraction]:
        yield from corpus(self.count, seed=6)


def test_an_iterator_and_a_collection_give_the_same_graph(embedded_store: Stores) -> None:
    apply_changes(embedded_store("iterator"), iter(corpus(9, seed=6)), batch_size=2)
    apply_changes(embedded_store("collection"), LoadedOnDemand(9), batch_size=4)
    assert_same(snapshot(embedded_store("iterator")), snapshot(embedded_store("collection")))


def test_progress_counts_documents(embedded_store: Stores) -> None:
    steps: list[tuple[int, int]] = []
    apply_changes(
        embedded_store("a"),
        corpus(10),
        batch_size=4,
        on_progress=lambda done, total: steps.append((done, total)),
    )
    assert steps == [(4, 10), (8, 10), (10, 10)]


def broken(**changes: object) -> Extraction:
    return replace(extraction("broken.txt", [[ADA], [GRACE]]), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            broken(mentions=(Mention(0, 4, "Ada ", "person", 1.0),)),
            r"broken\.txt: the mention 'Ada ' at 0 to 4 .*quote",
        ),
        (broken(sentences=(Sentence(0, 5),)), "within one sentence"),
        (broken(sentences=(Sentence(0, 9), Sentence(5, 20))), "overlaps the one before"),
        (broken(sentences=(Sentence(0, 9_999),)), "outside the text"),
        (broken(mentions=broken().mentions[::-1]), "overlaps the one before"),
        (extraction("a.txt", [[("Ada", "тип")]]), "use 1 to 64 ASCII"),
    ],
)
def test_evidence_that_contradicts_itself_is_refused_before_anything_is_written(
    embedded_store: Stores, wrong: Extraction, message: str
) -> None:
    store = embedded_store("a")
    with pytest.raises(EvidenceError, match=message):
        apply_changes(store, [*corpus(3), wrong])
    assert known_documents(store) == {}


def test_a_document_given_twice_or_put_and_forgotten_is_refused(embedded_store: Stores) -> None:
    store, document = embedded_store("a"), extraction("a.txt", [[ADA]])
    with pytest.raises(EvidenceError, match="given twice"):
        apply_changes(store, [document, document])
    with pytest.raises(EvidenceError, match="decide for one"):
        apply_changes(store, [document], [document.document.id])


def change_of_everything(store: GraphStore) -> None:
    """Add, replace, move and forget, in small batches."""
    before, after = corpus(6, seed=7), corpus(5, seed=8)
    replaced = [extraction(each.document.uri, [[ADA, GRACE]]) for each in before[:2]]
    apply_changes(store, [*after, *replaced], [before[5].document.id], batch_size=3)


def prepared(store: GraphStore) -> GraphStore:
    apply_changes(store, corpus(6, seed=7))
    return store


def test_a_failure_before_any_statement_is_completed_by_the_next_run(embedded_store: Stores) -> None:
    change_of_everything(prepared(embedded_store("expected")))
    expected = snapshot(embedded_store("expected"))
    statement = 0
    while True:
        statement += 1
        store = prepared(embedded_store(f"failing {statement}"))
        failing = FailingStore(store, statement)
        try:
            change_of_everything(failing)
        except StoppedError:
            change_of_everything(store)
        assert_same(snapshot(store), expected)
        assert_sound(store)
        store.close()
        if not failing.has_failed:
            break
    assert statement > 30


@pytest.mark.parametrize("statement", [1, 4, 9, 14, 19, 24, 29, 33])
def test_a_failure_is_completed_by_the_next_run_on_both_stores(
    store: GraphStore, embedded_store: Stores, statement: int
) -> None:
    change_of_everything(prepared(embedded_store("expected")))
    with pytest.raises(StoppedError):
        change_of_everything(FailingStore(prepared(store), statement))
    change_of_everything(store)
    assert_same(snapshot(store), snapshot(embedded_store("expected")))
    assert_sound(store)


def test_a_run_that_was_cut_off_is_completed_even_by_one_that_brings_nothing_new(
    store: GraphStore, store_settings: StoreSettings
) -> None:
    apply_changes(store, bare_name(2))
    store.close()
    # One transaction after the other, so that what is cut off comes after what is done.
    with open_store(store_settings.model_copy(update={"writers": 1})) as one_by_one:
        with pytest.raises(StoppedError):
            apply_changes(
                FailingStore(one_by_one, 1, text=MARK_DOCUMENTS.text), explanations(6), batch_size=6
            )
        check_that_the_next_run_completes_it(one_by_one)


def check_that_the_next_run_completes_it(store: GraphStore) -> None:
    assert len(known_documents(store)) == 11, "the new documents are in, the old ones are still to be moved"
    assert is_pending(store)
    report = apply_changes(store, explanations(6))
    assert (report.unchanged, report.re_resolved) == (6, 2)
    assert not is_pending(store)
    assert_sound(store)


def test_a_graph_linked_by_other_rules_is_linked_anew(store: GraphStore) -> None:
    apply_changes(store, bare_name(2))
    wanted = snapshot(store)

    def pretend_other_rules(transaction: WriteTransaction) -> None:
        transaction.run("MATCH (s:GraphmillState) SET s.linking = 'of another version'", {})
        transaction.run("MATCH (:LocalEntity)-[r:RESOLVES_TO]->() SET r.rule = 'a rule that is gone'", {})

    store.write(pretend_other_rules)
    assert snapshot(store) != wanted
    assert is_pending(store)
    apply_changes(store, ())
    assert not is_pending(store)
    assert snapshot(store) == wanted


def test_a_unit_repeated_after_a_commit_whose_answer_was_lost_counts_once(
    store: GraphStore, embedded_store: Stores
) -> None:
    change_of_everything(prepared(embedded_store("expected")))
    repeating = RepeatingStore(store)
    change_of_everything(prepared(repeating))
    assert_same(snapshot(store), snapshot(embedded_store("expected")))
    assert_sound(store)
