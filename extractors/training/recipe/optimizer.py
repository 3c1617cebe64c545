"""The optimiser of a training run: AdamW with learning rates by layer, and the moving average of the weights."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

WEIGHT_DECAY = 0.01
WARM_UP = 0.04


def rate_factor(progress: float) -> float:
    """Return the part of the peak rate to use: it rises over the first 4 %, then falls to a hundredth."""
    return min(1.0, progress / WARM_UP) * max(0.0, 1 - progress) + 0.01


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
