"""Batches of texts for an accelerator: of like length, as large as its memory holds, halved where that was too much."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Answer = TypeVar("Answer")

MOST_SUBTOKENS = 1 << 17
"""Subtokens a pass at most: far more than keeps any accelerator busy, and a bound for what else grows with a batch."""


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
