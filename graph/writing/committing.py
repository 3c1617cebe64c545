"""Batches of documents to transactions, several at once where the store takes that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial

from graph.stores.protocol import GraphStore, WriteTransaction
from graph.writing.transactions import Batch, commit
from linking.model import Assignment


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
