"""Batches: what they hold, and that processes and stops change nothing in it."""

from __future__ import annotations

import random
from itertools import islice
from typing import Any

import pytest

from extractors.training.recipe.batches import (
    BATCHES_IN_BLOCK,
    BatchPlan,
    block_of_examples,
    prepare,
    prepared_batches,
    targets,
)
from extractors.training.recipe.data import load_training_data
from extractors.training.recipe.examples import Example, ExampleDrawer
from extractors.training.recipe.network import build_model
from tests.support.tiny_training import EXAMPLE, write_start, write_training_data


@pytest.fixture(scope="module")
def drawer(tmp_path_factory: pytest.TempPathFactory) -> ExampleDrawer:
    return ExampleDrawer(load_training_data(write_training_data(tmp_path_factory.mktemp("data") / "data")))


@pytest.fixture(scope="module")
def processor(tmp_path_factory: pytest.TempPathFactory) -> Any:
    _, start = write_start(tmp_path_factory.mktemp("start"))
    return build_model(start).data_processor


def listed(batch: Any) -> list[Any]:
    """Return all that a batch holds as plain lists."""
    inputs = {name: value.tolist() for name, value in batch.inputs.items()}
    return [inputs, batch.right.tolist(), batch.counts.tolist()]


def test_targets_mark_start_end_and_inside_and_leave_out_the_unknown() -> None:
    right, counts = targets([EXAMPLE], 5, 3)
    assert right.nonzero().tolist() == [[0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 2]]
    assert counts[0, 4].sum() == 0  # padding words
    assert counts[0, :, 2].sum() == 0  # padding labels
    assert counts[0, 3, 1].sum() == counts[0, 0, 1].sum() == 0
    assert counts.sum() == 4 * 2 * 3 - 2 * 3


def test_an_unknown_place_within_a_known_name_still_counts_there() -> None:
    example = Example(("New", "York", "City"), ("place",), ("place",), ((0, 1, 0),), ((0, 2, 0),))
    _, counts = targets([example], 3, 1)
    assert counts[0, :, 0].tolist() == [[1, 0, 1], [0, 1, 1], [0, 0, 0]]


def test_a_batch_tells_words_and_labels_from_padding(processor: Any) -> None:
    short = Example(("Ned", "saw"), ("person",), ("person",), ((0, 0, 0),), ())
    batch = prepare(processor, [EXAMPLE, short])
    assert batch.right.shape == batch.counts.shape == (2, 4, 2, 3)
    assert batch.counts[1, :, :, 0].nonzero().tolist() == [[0, 0], [1, 0]]
    assert batch.inputs.keys() == {"input_ids", "attention_mask", "words_mask", "text_lengths"}
    assert batch.inputs["text_lengths"].flatten().tolist() == [4, 2]
    assert batch.inputs["words_mask"].max() == 4


def test_a_block_is_a_function_of_seed_and_number(drawer: ExampleDrawer) -> None:
    plan = BatchPlan(seed=0, size=3)
    block = block_of_examples(drawer, plan, 2)
    assert [len(batch) for batch in block] == [3] * BATCHES_IN_BLOCK
    assert block_of_examples(drawer, plan, 2) == block
    assert block_of_examples(drawer, plan, 3) != block
    assert block_of_examples(drawer, BatchPlan(seed=1, size=3), 2) != block


def test_a_batch_holds_examples_of_like_length(drawer: ExampleDrawer) -> None:
    blocks = [block_of_examples(drawer, BatchPlan(0, 4), number) for number in range(5)]
    batches = [[example.cost for example in batch] for block in blocks for batch in block]
    shuffled = [cost for batch in batches for cost in batch]
    random.Random(0).shuffle(shuffled)  # noqa: S311
    chance = [shuffled[start : start + 4] for start in range(0, len(shuffled), 4)]
    assert sum(max(batch) - min(batch) for batch in batches) < sum(max(b) - min(b) for b in chance) / 4
    order = [batch[0] for batch in batches[:BATCHES_IN_BLOCK]]
    assert order != sorted(order)


@pytest.mark.parametrize("workers", [1, 2])
def test_processes_give_the_batches_that_the_run_itself_would_make(
    drawer: ExampleDrawer, processor: Any, workers: int
) -> None:
    plan = BatchPlan(seed=4, size=2)
    count = 2 * BATCHES_IN_BLOCK + 3
    alone = [listed(batch) for batch in islice(prepared_batches(drawer, processor, plan), count)]
    made = islice(prepared_batches(drawer, processor, plan, workers=workers), count)
    assert [listed(batch) for batch in made] == alone


def test_a_stream_goes_on_from_any_step(drawer: ExampleDrawer, processor: Any) -> None:
    plan = BatchPlan(seed=0, size=2)
    through = [listed(batch) for batch in islice(prepared_batches(drawer, processor, plan), 36)]
    for step in (1, BATCHES_IN_BLOCK, BATCHES_IN_BLOCK + 2):
        later = islice(prepared_batches(drawer, processor, plan, step=step), 4)
        assert [listed(batch) for batch in later] == through[step : step + 4]


def test_making_batches_leaves_the_random_state_of_the_run_alone(
    drawer: ExampleDrawer, processor: Any
) -> None:
    import torch

    before = torch.get_rng_state()
    next(prepared_batches(drawer, processor, BatchPlan(seed=0, size=2)))
    assert torch.equal(torch.get_rng_state(), before)
