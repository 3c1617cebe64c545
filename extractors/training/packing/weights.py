"""The weights of an exported ONNX graph, and the way back from them to a PyTorch model.

An export renames weights, turns them around, joins them, and stores them in eight bits. While both are at hand,
`locate_weights` finds every weight of the model in the graph by its values, whatever the export did to its name, and
``weights.json`` beside the graph keeps the places. With it, `restore_model` makes a PyTorch model of the graph alone: each
weight is what the graph computes with, its eight-bit value times its scale.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.errors import GraphmillError
from extractors.training.packing.embeddings import SCALES as BLOCK_SCALES
from extractors.training.packing.embeddings import VALUES as FOUR_BITS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float32]

PLACES_FILE = "weights.json"
COPIED_FILES = ("gliner_config.json", "tokenizer.json", "tokenizer_config.json")

EIGHT_BITS, SCALES = "_values", "_scales"
"""How the names of a tensor of eight bits and of its scales end, as `extractors.training.packing.optimize` writes them."""

_STEPS = 1.01
"""How many quantisation steps a stored weight may be off: half a step by rounding, a whole one where four bits clip it."""

_ROUNDING = 1e-6
"""How far a weight that is not quantised may be off, of 1: exports fold in nothing that changes it more."""


class WeightsError(GraphmillError):
    """Weights cannot be had back from a graph; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a weight lies in a graph: in the tensor of this name, from index ``start`` to ``stop`` of its last axis.

    ``transposed`` weights lie there with rows and columns exchanged.
    """

    tensor: str
    transposed: bool
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """A constant of a graph as the graph computes with it, and the quantisation step of each of its elements."""

    values: Array
    step: Array


def read_tensors(graph: Path) -> dict[str, Tensor]:
    """Return the constants of an ONNX graph by name, those of eight or four bits brought back to floating point.

    Raises:
        WeightsError: the package ``onnx`` is not installed.

    """
    import numpy as np

    try:
        import onnx
    except ImportError as error:
        raise WeightsError(
            "the weights of an exported graph can be read with the package onnx only: pip install 'graphmill[training]'"
        ) from error
    stored = {
        constant.name: onnx.numpy_helper.to_array(constant)
        for constant in onnx.load(str(graph)).graph.initializer
    }
    tensors: dict[str, Tensor] = {}
    for name, values in stored.items():
        if not values.ndim:
            continue
        if name.endswith(FOUR_BITS):
            scales = stored[name.removesuffix(FOUR_BITS) + BLOCK_SCALES].astype(np.float32)
            step = np.repeat(scales, values.shape[1] // scales.shape[1], axis=1)
            tensors[name] = Tensor(values.astype(np.float32) * step, np.abs(step))
        elif values.dtype == np.float32:
            tensors[name] = Tensor(values, np.broadcast_to(np.float32(0), values.shape))
        elif values.dtype == np.int8 and name.endswith(EIGHT_BITS):
            step = _along(stored[name.removesuffix(EIGHT_BITS) + SCALES], values)
            tensors[name] = Tensor(values.astype(np.float32) * step, step)
    return tensors


def _along(scale: Array, values: Array) -> Array:
    """Spread one number, or one for each column or else each row, over the shape of ``values``."""
    import numpy as np

    by_row = values.ndim == 2 and scale.size == values.shape[0] != values.shape[1]
    return np.broadcast_to(scale.reshape(-1, 1) if by_row else scale, values.shape)


def locate_weights(graph: Path, weights: Mapping[str, Any]) -> dict[str, Place]:
    """Return the places in ``graph`` of the weights of a state dict, found by their values.

    A weight may stand for itself, turned around, or beside others in one tensor, as the projections of an attention do
    once they are fused. A weight that lies nowhere in the graph has no place.
    """
    tensors = read_tensors(graph)
    places: dict[str, Place] = {}
    for name, weight in weights.items():
        found = list(_matches(weight.detach().cpu().float().numpy(), tensors))
        if found:
            places[name] = min(found, key=lambda match: match[0])[1]
    return places


def _matches(weight: Array, tensors: Mapping[str, Tensor]) -> Iterator[tuple[float, Place]]:
    """Yield the places that hold ``weight`` up to rounding, each with the mean distance."""
    import numpy as np

    if not weight.ndim:
        return
    for transposed, values in ((False, weight), (True, weight.T))[: 2 if weight.ndim == 2 else 1]:
        width = values.shape[-1]
        for name, tensor in tensors.items():
            if tensor.values.shape[:-1] != values.shape[:-1] or tensor.values.shape[-1] % width:
                continue
            for start in range(0, tensor.values.shape[-1], width):
                columns = (..., slice(start, start + width))
                distance = np.abs(tensor.values[columns] - values)
                if np.all(
                    distance <= _STEPS * tensor.step[columns] + _ROUNDING * np.maximum(1, np.abs(values))
                ):
                    yield float(distance.mean()), Place(name, transposed, start, start + width)


def write_places(graph: Path, weights: Mapping[str, Any]) -> list[str]:
    """Write ``weights.json`` beside ``graph`` with the places of a state dict's weights; return those that have none.

    Without a place for each of them no model could be made of the graph, so nothing is written then.
    """
    places = locate_weights(graph, weights)
    path = graph.with_name(PLACES_FILE)
    path.unlink(missing_ok=True)
    missing = [name for name in weights if name not in places]
    if not missing:
        rows = (f"  {json.dumps(name)}: {json.dumps(asdict(place))}" for name, place in places.items())
        path.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    return missing


def restore_weights(graph: Path) -> dict[str, Any]:
    """Return the state dict, of PyTorch tensors, of the model that was exported to ``graph``.

    Raises:
        WeightsError: ``weights.json`` is missing or does not belong to the graph.

    """
    import torch

    path = graph.with_name(PLACES_FILE)
    if not path.is_file():
        raise WeightsError(
            f"{graph.parent}: an exported graph without {PLACES_FILE} cannot be trained: give the folder of the PyTorch "
            "model that it was exported from"
        )
    tensors = read_tensors(graph)
    weights: dict[str, Any] = {}
    try:
        for name, place in json.loads(path.read_text(encoding="utf-8")).items():
            placed = Place(**place)
            values = tensors[placed.tensor].values[..., placed.start : placed.stop]
            weights[name] = torch.from_numpy((values.T if placed.transposed else values).copy())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WeightsError(
            f"{path}: does not belong to {graph.name} ({error!r}): export the model again, or install graphmill again if "
            "it is the bundled one"
        ) from error
    return weights


def restore_model(graph: Path, out: Path) -> None:
    """Write to ``out`` the PyTorch model that was exported to ``graph``: configuration, tokenizer and weights.

    Raises:
        WeightsError: ``weights.json`` is missing or does not belong to the graph.

    """
    from safetensors.torch import save_file

    weights = restore_weights(graph)
    out.mkdir(parents=True, exist_ok=True)
    for name in COPIED_FILES:
        shutil.copyfile(graph.with_name(name), out / name)
    save_file(weights, out / "model.safetensors")
