"""Transactions of the write path: each a batch of documents put, moved or forgotten, several at once where the store takes that."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial

from graph.contents import readings
from graph.stores.protocol import GraphStore, Row, WriteTransaction, run_rows
from graph.writing import statements
from graph.writing.document_rows import DocumentRows, from_chunk_rows, resolution_rows
from graph.writing.ledgers import Delta, Ledger, delta_of, ledger_of
from linking.model import Assignment


@dataclass(slots=True)
class Batch:
    """Documents of one transaction: ``put`` rows by document id, local entities that move by document id, ids to forget.

    ``clustered`` are rows of documents whose text stays and whose mentions form other local entities than before.
    ``token`` marks the documents that the transaction touched: a repetition after a commit whose answer was lost
    finds the mark and changes nothing.
    """

    put: dict[str, DocumentRows] = field(default_factory=dict)
    clustered: dict[str, DocumentRows] = field(default_factory=dict)
    moved: dict[str, Sequence[str]] = field(default_factory=dict)
    forgotten: list[str] = field(default_factory=list)
    token: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def size(self) -> int:
        """Number of documents."""
        return len(self.put) + len(self.clustered) + len(self.moved) + len(self.forgotten)

    @property
    def mentions(self) -> int:
        """Number of mentions of the documents put."""
        return sum(
            len(mention["sents"])
            for rows in self.put.values()
            for local in rows.local_entities
            for mention in local["mentions"]
        )

    @property
    def crowded(self) -> int:
        """Number of sentences of the documents put that hold too many entities for their pairs to count."""
        return sum(rows.ledger.crowded for rows in self.put.values())


def commit(transaction: WriteTransaction, batch: Batch, assignments: Mapping[str, Assignment]) -> int:
    """Write a batch and return the number of edges whose counts changed.

    Rows are sorted by id. First come the documents' own pieces, which no other transaction touches; then every entity that
    the batch has to do with is locked, in the order of ids, and counted; then what points to entities. So several batches
    can be written at once. Old evidence goes last: deleted nodes slow every later statement of a transaction.
    """
    ids = sorted([*batch.put, *batch.clustered, *batch.moved, *batch.forgotten])
    stored = transaction.run(statements.READ_LEDGERS, {"rows": [{"id": id_} for id_ in ids]}).rows
    if any(row["unit"] == batch.token for row in stored):
        return 0
    old = {row["id"]: Ledger.loads(row["ledger"]) for row in stored}
    puts = [batch.put[id_] for id_ in sorted(batch.put)]
    clustered = [batch.clustered[id_] for id_ in sorted(batch.clustered)]
    moved_ids = [{"id": id_, "unit": batch.token} for id_ in sorted(batch.moved)]
    clustered_ids = [{"id": id_, "unit": batch.token} for id_ in sorted(batch.clustered)]
    run_rows(transaction, statements.PUT_DOCUMENTS, [rows.document | {"unit": batch.token} for rows in puts])
    run_rows(
        transaction, statements.MARK_DOCUMENTS, sorted(moved_ids + clustered_ids, key=lambda row: row["id"])
    )
    # What a document's date says and what its words mean by that change together.
    run_rows(transaction, statements.DESCRIBE_DOCUMENTS, [rows.description for rows in clustered])
    run_rows(transaction, statements.LINK_CHUNKS, [row for rows in puts for row in rows.next_chunks])
    _create_local_entities(transaction, puts)
    ledgers, links = _recount(transaction, moved_ids, assignments)
    ledgers |= {rows.document["id"]: rows.ledger for rows in clustered}
    new = {rows.document["id"]: rows.ledger for rows in puts} | ledgers
    delta = delta_of((old.get(id_, Ledger()), new.get(id_, Ledger())) for id_ in ids)
    _count_entities(transaction, [*old.values(), *new.values()], delta)
    # These go before their successors come, which bear the same ids: the text they are of has not changed.
    run_rows(transaction, statements.DELETE_LOCAL_ENTITIES, clustered_ids)
    run_rows(
        transaction,
        statements.DELETE_FROM_CHUNK,
        sorted(moved_ids + clustered_ids, key=lambda row: row["id"]),
    )
    _create_local_entities(transaction, clustered)
    put_resolutions(
        transaction, sorted(local for moved in batch.moved.values() for local in moved), assignments
    )
    written = [*puts, *clustered]
    _resolve(transaction, [row for rows in written for row in rows.resolutions])
    links += [row for rows in written for row in rows.from_chunk]
    run_rows(transaction, statements.CREATE_FROM_CHUNK, _by_entity(links, "chunks"))
    _count_edges(transaction, delta)
    replaced = [{"id": rows.document["id"], "version": rows.document["version"]} for rows in puts]
    leaving = [row for row in replaced if row["id"] in old]
    leaving += [{"id": id_, "version": ""} for id_ in sorted(batch.forgotten)]
    run_rows(transaction, statements.DELETE_OLD_LOCAL_ENTITIES, leaving)
    run_rows(transaction, statements.DELETE_OLD_CHUNKS, leaving)
    run_rows(
        transaction,
        statements.PUT_LEDGERS,
        [{"id": id_, "ledger": ledger.dumps()} for id_, ledger in sorted(ledgers.items())],
    )
    run_rows(transaction, statements.DELETE_DOCUMENTS, [{"id": id_} for id_ in sorted(batch.forgotten)])
    _count_sentences(transaction, batch, {row["id"]: row["windows"] for row in stored})
    return len(delta.counts)


def committed(
    store: GraphStore, batches: Iterable[Batch], assignments: Mapping[str, Assignment]
) -> Iterator[tuple[Batch, int]]:
    """Commit batches, whose documents all differ, and yield each with the number of edges that it changed.

    Batches are made while others are written. None is begun after one has failed; those under way are ended before the
    failure is raised.
    """
    if store.writers == 1:
        for batch in batches:
            yield batch, store.write(partial(_commit, batch, assignments))
        return
    with ThreadPoolExecutor(store.writers, thread_name_prefix="graphmill-writer") as pool:
        under_way: dict[Future[int], Batch] = {}
        for batch in batches:
            under_way[pool.submit(store.write, partial(_commit, batch, assignments))] = batch
            # One more than is written, so that no writer waits for rows to be made.
            while len(under_way) > store.writers:
                yield from _ended(under_way)
        while under_way:
            yield from _ended(under_way)


def _ended(under_way: dict[Future[int], Batch]) -> Iterator[tuple[Batch, int]]:
    ended, _ = wait(under_way, return_when=FIRST_COMPLETED)
    for future in [each for each in under_way if each in ended]:
        batch = under_way.pop(future)
        try:
            edges = future.result()
        except BaseException:
            for waiting in under_way:
                waiting.cancel()
            raise
        yield batch, edges


def _commit(batch: Batch, assignments: Mapping[str, Assignment], transaction: WriteTransaction) -> int:
    return commit(transaction, batch, assignments)


def _recount(
    transaction: WriteTransaction, documents: list[Row], assignments: Mapping[str, Assignment]
) -> tuple[dict[str, Ledger], list[Row]]:
    """Return the ledgers and the entity-chunk links of stored documents under the new resolution."""
    if not documents:
        return {}, []
    found: dict[str, dict[tuple[str, str], list[int]]] = {row["id"]: {} for row in documents}
    for row in transaction.run(readings.READ_MENTIONS_OF_DOCUMENTS, {"rows": documents}).rows:
        found[row["document"]][row["local"], row["chunk"]] = row["sents"]
    ledgers: dict[str, Ledger] = {}
    links: list[Row] = []
    for document, by_chunk in found.items():
        numbers: dict[str, list[int]] = {}
        for (local, _), sentences in by_chunk.items():
            numbers.setdefault(local, []).extend(sentences)
        entity_of = {local: assignments[local].entity_id for local in numbers}
        ledgers[document] = ledger_of(numbers, entity_of)
        links += from_chunk_rows(document, by_chunk, entity_of)
    return ledgers, links


def _count_entities(transaction: WriteTransaction, ledgers: Iterable[Ledger], delta: Delta) -> None:
    """Lock and count all entities of the ledgers: also those whose counts stay get or lose what points to them."""
    held = sorted({entity for ledger in ledgers for entity in ledger.entities})
    rows = [
        {"id": id_, "windows": delta.windows.get(id_, 0), "docs": delta.entity_docs.get(id_, 0)}
        for id_ in held
    ]
    run_rows(transaction, statements.COUNT_ENTITIES, rows)


def _count_sentences(transaction: WriteTransaction, batch: Batch, before: Mapping[str, int]) -> None:
    more = sum(rows.document["windows"] for rows in batch.put.values())
    more -= sum(before.get(id_, 0) for id_ in (*batch.put, *batch.forgotten))
    if more:
        transaction.run(statements.COUNT_SENTENCES, {"more": more})


def _create_local_entities(transaction: WriteTransaction, puts: Sequence[DocumentRows]) -> None:
    rows = [row for rows in puts for row in rows.local_entities]
    run_rows(transaction, statements.CREATE_LOCAL_ENTITIES, rows)


def _by_entity(rows: Iterable[Row], name: str) -> list[Row]:
    """Group rows by their entity, under a name."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["entity"], []).append(row)
    return [{"entity": entity, name: held} for entity, held in sorted(found.items())]


def put_resolutions(
    transaction: WriteTransaction, locals_: Sequence[str], assignments: Mapping[str, Assignment]
) -> None:
    """Point local entities to their entities, with the rule and score of now."""
    run_rows(transaction, statements.DELETE_RESOLUTIONS, [{"local": local} for local in locals_])
    _resolve(transaction, resolution_rows(locals_, assignments))


def _resolve(transaction: WriteTransaction, rows: Iterable[Row]) -> None:
    run_rows(transaction, statements.CREATE_RESOLUTIONS, _by_entity(rows, "members"))


def _count_edges(transaction: WriteTransaction, delta: Delta) -> None:
    rows: list[Row] = []
    for key, n in delta.counts.items():
        a, _, b = key.partition("|")
        rows.append({"id": key, "a": a, "b": b, "count": n, "docs": delta.edge_docs[key]})
    run_rows(transaction, statements.COUNT_EDGES, rows)
    run_rows(transaction, statements.DELETE_EMPTY_EDGES, [row for row in rows if row["docs"] < 0])
