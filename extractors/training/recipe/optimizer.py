"""What a training run and a fine-tuning share: the steps of AdamW, their learning rates, and how a run is saved.

The recipe has learning rates by layer and a moving average of the weights besides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

WEIGHT_DECAY = 0.01
LARGEST_GRADIENT = 1.0
"""The norm to which the gradient of a step is cut."""

RECIPE_WARM_UP = 0.04
FINE_TUNING_WARM_UP = 0.1


def recipe_rate(progress: float) -> float:
    """Return the part of the peak rate to use in the recipe: it rises over the first 4 %, then falls to a hundredth."""
    return min(1.0, progress / RECIPE_WARM_UP) * max(0.0, 1 - progress) + 0.01


def fine_tuning_rate(progress: float) -> float:
    """Return the part of the peak rate to use in fine-tuning: it rises over the first 10 %, then falls in a line to nothing."""
    return min(progress / FINE_TUNING_WARM_UP, (1 - progress) / (1 - FINE_TUNING_WARM_UP))


def adamw(groups: Iterable[dict[str, Any]], *, fused: bool | None = None) -> torch.optim.AdamW:
    """Return the optimiser for groups of parameters, each with its learning rate; ``fused`` is the way of PyTorch's that needs one pass."""
    import torch

    return torch.optim.AdamW(groups, weight_decay=WEIGHT_DECAY, fused=fused)


def take_step(optimizer: torch.optim.Optimizer, model: torch.nn.Module, rates: Sequence[float]) -> None:
    """Change the weights of ``model`` by their gradients, cut to `LARGEST_GRADIENT`, and clear these; a rate a group."""
    import torch

    for group, rate in zip(optimizer.param_groups, rates, strict=True):
        group["lr"] = rate
    torch.nn.utils.clip_grad_norm_(model.parameters(), LARGEST_GRADIENT)
    optimizer.step()
    optimizer.zero_grad()


def save_whole(state: object, path: Path) -> None:
    """Write what `torch.load` reads, in one piece: a crash while writing leaves the file as it was before."""
    import torch

    partial = path.with_name(f"{path.name}.partial")
    torch.save(state, partial)
    partial.replace(path)


def parameter_groups(
    model: torch.nn.Module, encoder_rate: float, head_rate: float, layer_decay: float
) -> list[dict[str, Any]]:
    """Return AdamW's parameter groups, each with its peak learning rate under ``peak``.

    The encoder's top layer learns at ``encoder_rate`` and each layer below at ``layer_decay`` times the rate of the one
    above it, the embeddings last (Howard and Ruder 2018, https://aclanthology.org/P18-1031); all else at ``head_rate``.
    """
    depths = {name: _depth(name) for name, _ in model.named_parameters() if "bert_layer" in name}
    deepest = max(depths.values(), default=0)
    groups: dict[float, list[Any]] = {}
    for name, weights in model.named_parameters():
        rate = encoder_rate * layer_decay ** (deepest - depths[name]) if name in depths else head_rate
        groups.setdefault(rate, []).append(weights)
    return [{"params": weights, "lr": rate, "peak": rate} for rate, weights in groups.items()]


def _depth(name: str) -> int:
    """Return how far above the embeddings a parameter of the encoder lies: 0 for the embeddings, 1 for the first layer."""
    found = re.search(r"\.layer\.(\d+)\.", name)
    return int(found.group(1)) + 1 if found else 0


def moving_average(model: torch.nn.Module, decay: float) -> torch.optim.swa_utils.AveragedModel:
    """Return a copy of ``model`` that follows it: after each update ``decay`` of the copy and the rest of the model."""
    from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

    return AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(decay))  # type: ignore[no-untyped-call]
