"""Batches of training examples, made ready for the network; in processes beside the one that trains, where wanted.

What a batch holds is a function of the seed and of the number of the step alone, whatever the number of processes.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractors.training.recipe.examples import Example, ExampleDrawer

if TYPE_CHECKING:
    import torch

BATCHES_IN_BLOCK = 30
"""Batches that are drawn together: examples of like length are sought within so many batches."""


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """What is drawn: the seed, and the examples in a batch."""

    seed: int
    size: int


@dataclass(frozen=True, slots=True)
class PreparedBatch:
    """A batch as tensors.

    ``inputs`` are the network's. ``right`` and ``counts`` are of shape (examples, words, labels, 3), the last axis start,
    end and inside, 8-bit: what is right, and where the loss counts.
    """

    inputs: dict[str, torch.Tensor]
    right: torch.Tensor
    counts: torch.Tensor

    def to(self, device: str) -> PreparedBatch:
        """Return the batch on ``device``."""
        return PreparedBatch(
            {name: value.to(device, non_blocking=True) for name, value in self.inputs.items()},
            self.right.to(device, non_blocking=True),
            self.counts.to(device, non_blocking=True),
        )

    def pin_memory(self) -> PreparedBatch:
        """Return the batch in page-locked memory, from which a GPU reads faster."""
        return PreparedBatch(
            {name: value.pin_memory() for name, value in self.inputs.items()},
            self.right.pin_memory(),
            self.counts.pin_memory(),
        )


def block_of_examples(drawer: ExampleDrawer, plan: BatchPlan, block: int) -> list[list[Example]]:
    """Draw the batches of a block: examples of like length together, the batches in random order."""
    chance = random.Random(f"{plan.seed}:{block}")  # noqa: S311 (sampling, not secrecy)
    drawn = sorted(
        (drawer.draw(chance) for _ in range(plan.size * BATCHES_IN_BLOCK)),
        key=lambda example: example.cost,
    )
    parts = [drawn[start : start + plan.size] for start in range(0, len(drawn), plan.size)]
    chance.shuffle(parts)
    return parts


def prepare(processor: Any, batch: Sequence[Example]) -> PreparedBatch:
    """Turn a batch into tensors; ``processor`` is the data processor of the model that will read it."""
    words = max(len(example.tokens) for example in batch)
    labels = max(len(example.names) for example in batch)
    right, counts = targets(batch, words, labels)
    return PreparedBatch(collate(processor, batch), right, counts)


def collate(processor: Any, batch: Sequence[Example]) -> dict[str, torch.Tensor]:
    """Return a model's inputs for a batch of examples; ``processor`` is the model's data processor."""
    rows = [{"tokenized_text": list(example.tokens), "ner": []} for example in batch]
    raw = processor.collate_raw_batch(rows, entity_types=[list(example.names) for example in batch])
    inputs = dict(processor.collate_fn(raw, prepare_labels=False))
    inputs["text_lengths"] = raw["seq_length"]
    return {name: inputs[name] for name in ("input_ids", "attention_mask", "words_mask", "text_lengths")}


def targets(batch: Sequence[Example], words: int, labels: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return what is right and what counts for a batch: two 8-bit tensors of shape (examples, words, labels, 3).

    The last axis is start, end and inside. Padding counts nothing, nor does a place that is unknown, save where a
    known name lies in it.
    """
    import torch

    right = torch.zeros(len(batch), words, labels, 3, dtype=torch.uint8)
    counts = torch.zeros_like(right)
    for row, example in enumerate(batch):
        counts[row, : len(example.tokens), : len(example.names)] = 1
        for first, last, label in example.positives:
            right[row, first, label, 0] = 1
            right[row, last, label, 1] = 1
            right[row, first : last + 1, label, 2] = 1
        for first, last, label in example.unknown:
            counts[row, first : last + 1, label] = right[row, first : last + 1, label]
    return right, counts


class _Blocks:
    """The blocks of a run, by number, each a list of prepared batches: a data set for a data loader."""

    def __init__(self, drawer: ExampleDrawer, processor: Any, plan: BatchPlan, first: int):
        self.drawer, self.processor, self.plan, self.first = drawer, processor, plan, first

    def __len__(self) -> int:
        return 1_000_000

    def __getitem__(self, index: int) -> list[PreparedBatch]:
        block = self.first + index
        return [prepare(self.processor, part) for part in block_of_examples(self.drawer, self.plan, block)]


def prepared_batches(
    drawer: ExampleDrawer,
    processor: Any,
    plan: BatchPlan,
    *,
    step: int = 0,
    workers: int = 0,
    pinned: bool = False,
) -> Iterator[PreparedBatch]:
    """Yield prepared batches without end, beginning with that of ``step``; ``workers`` processes make them."""
    import torch
    from torch.utils.data import DataLoader

    block, position = divmod(step, BATCHES_IN_BLOCK)
    if workers:
        # Each tensor in shared memory would hold a file open; many small ones would exhaust the files of a process.
        torch.multiprocessing.set_sharing_strategy("file_system")  # type: ignore[no-untyped-call]
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    blocks: Any = DataLoader(
        _Blocks(drawer, processor, plan, block),  # type: ignore[arg-type]
        batch_size=None,
        num_workers=workers,
        prefetch_factor=2 if workers else None,
        pin_memory=pinned,
        # The loader draws a seed when it starts; from the run's random state, a resumed run would draw one more.
        generator=torch.Generator(),
    )
    for prepared in blocks:
        yield from prepared[position:]
        position = 0
