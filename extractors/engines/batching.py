"""Passes of texts through a network: one by one on a processor's threads, in batches of like length on an accelerator.

On CUDA a batch is as large as memory holds, and halved where that was too much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from extractors.engines.devices import available_processors

Answer = TypeVar("Answer")

USUAL_BATCH = 16
"""Texts of a pass on an accelerator whose memory is not measured."""

MOST_SUBTOKENS = 1 << 17
"""Subtokens a pass at most: far more than keeps any accelerator busy, and a bound for what else grows with a batch."""


def run_passes(
    order: Sequence[int],
    run: Callable[[list[int]], list[Answer]],
    device: str,
    batch_size: int | None,
    threads: int | None,
) -> dict[int, Answer]:
    """Run texts through a network and return the answer to each.

    On a processor every text is a pass of its own on a single thread, and passes run side by side. That is faster than
    batches (no padding, no waiting inside an operator), and an answer depends on nothing but its text: in a graph with
    dynamic 8-bit quantization the scale of every activation comes from the whole batch.

    Args:
        order: Numbers of the texts, in the order in which to take them; neighbours share a pass on an accelerator.
        run: Returns one answer a text, for the texts of these numbers.
        device: Name of the device; all but ``cpu`` are accelerators.
        batch_size: Texts a pass on an accelerator.
        threads: Passes side by side on a processor; by default as many as this process may use.

    """
    size, workers = 1, threads or available_processors()
    if device != "cpu":
        size, workers = batch_size or USUAL_BATCH, 1
    batches = [list(order[i : i + size]) for i in range(0, len(order), size)]
    return run_batches(batches, run, workers)


def run_batches(
    batches: Sequence[list[int]], run: Callable[[list[int]], list[Answer]], workers: int
) -> dict[int, Answer]:
    """Run batches of texts through a network, ``workers`` side by side, and return the answer to each text by its number."""
    with ThreadPoolExecutor(workers, thread_name_prefix="gliner") as pool:
        answered = zip(batches, pool.map(run, batches), strict=True)
        return {i: answer for batch, answers in answered for i, answer in zip(batch, answers, strict=True)}


def budget(free_bytes: int, used_bytes: int, used_subtokens: int, share: float = 0.6) -> int:
    """Return how many subtokens, padding included, one pass may take.

    Args:
        free_bytes: Memory that a pass could still use.
        used_bytes: What a pass was measured to need beyond the model itself.
        used_subtokens: Subtokens of that pass, texts times the longest of them.
        share: Part of the free memory to count on; fragments and attention, which grows with the square of the
            length, are left the rest.

    """
    a_subtoken = max(1.0, used_bytes / max(1, used_subtokens))
    return max(1, min(MOST_SUBTOKENS, int(free_bytes * share / a_subtoken)))


def plan_batches(
    lengths: Sequence[int], most_subtokens: int, most_texts: int | None = None
) -> list[list[int]]:
    """Return batches of positions in ``lengths``, the longest texts first.

    A batch, padded to its longest text, takes at most ``most_subtokens`` and ``most_texts``; a text that is longer
    by itself gets a batch of its own.
    """
    batches: list[list[int]] = []
    longest = 0
    for i in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        room = batches and (len(batches[-1]) + 1) * longest <= most_subtokens
        if not room or (most_texts is not None and len(batches[-1]) >= most_texts):
            batches.append([])
            longest = lengths[i]
        batches[-1].append(i)
    return batches


def halving(
    batch: list[int],
    run: Callable[[list[int]], list[Answer]],
    out_of_memory: type[Exception],
    recover: Callable[[], None],
) -> Iterator[tuple[list[int], list[Answer]]]:
    """Run a batch, in halves where it does not fit, and yield the parts with their answers.

    Args:
        batch: Positions of texts.
        run: Returns one answer a position.
        out_of_memory: What ``run`` raises when the batch is too large.
        recover: Frees what a failed run has left behind.

    Raises:
        Exception: ``out_of_memory``, if a single text is too much.

    """
    try:
        answers = run(batch)
    except out_of_memory:
        if len(batch) == 1:
            raise
    else:
        yield batch, answers
        return
    # Outside of the handler, whose traceback would keep the failed run's memory alive.
    recover()
    middle = len(batch) // 2
    yield from halving(batch[:middle], run, out_of_memory, recover)
    yield from halving(batch[middle:], run, out_of_memory, recover)
