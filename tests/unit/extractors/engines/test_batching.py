"""Batches for an accelerator: every text once, within bounds, and halved until they fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.engines.batching import MOST_SUBTOKENS, budget, halving, plan_batches

LENGTHS = st.lists(st.integers(1, 600), max_size=200)


class NoRoomError(Exception):
    """Stands for the error of an accelerator that has run out of memory."""


@given(LENGTHS, st.integers(1, 5_000), st.none() | st.integers(1, 40))
def test_every_text_is_in_one_batch_within_the_bounds(
    lengths: list[int], most_subtokens: int, most_texts: int | None
) -> None:
    batches = plan_batches(lengths, most_subtokens, most_texts)
    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))
    for batch in batches:
        assert batch
        assert len(batch) <= (most_texts or len(batch))
        assert len(batch) == 1 or len(batch) * max(lengths[i] for i in batch) <= most_subtokens


@given(LENGTHS)
def test_batches_go_from_long_to_short(lengths: list[int]) -> None:
    order = [lengths[i] for batch in plan_batches(lengths, 2_000) for i in batch]
    assert order == sorted(lengths, reverse=True)


def test_short_texts_share_a_batch_and_long_ones_do_not() -> None:
    assert plan_batches([10, 400, 10, 10, 390], 500) == [[1], [4], [0, 2, 3]]


def test_the_budget_follows_free_memory_and_has_an_end() -> None:
    assert budget(free_bytes=1_000_000, used_bytes=10_000, used_subtokens=100, share=0.5) == 5_000
    assert budget(free_bytes=10**15, used_bytes=1, used_subtokens=1) == MOST_SUBTOKENS
    assert budget(free_bytes=0, used_bytes=10_000, used_subtokens=100) == 1


@given(st.integers(1, 60), st.integers(1, 70))
def test_what_does_not_fit_is_done_in_halves(size: int, room: int) -> None:
    recovered = []

    def run(batch: list[int]) -> list[int]:
        if len(batch) > room:
            raise NoRoomError
        return [i * i for i in batch]

    parts = list(halving(list(range(size)), run, NoRoomError, lambda: recovered.append(True)))
    assert [(i, answer) for batch, answers in parts for i, answer in zip(batch, answers, strict=True)] == [
        (i, i * i) for i in range(size)
    ]
    assert len(recovered) == len(parts) - 1


def test_a_single_text_that_does_not_fit_is_an_error() -> None:
    def run(batch: list[int]) -> list[int]:
        raise NoRoomError

    with pytest.raises(NoRoomError):
        list(halving([0, 1], run, NoRoomError, lambda: None))
