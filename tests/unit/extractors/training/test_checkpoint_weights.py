from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest

from extractors.training.packing.export import average_models, export_model, weights_in_use
from extractors.training.packing.optimize import optimize_graph
from extractors.training.packing.weights import (
    PLACES_FILE,
    Place,
    WeightsError,
    locate_weights,
    read_tensors,
    restore_model,
    restore_weights,
    write_places,
)
from extractors.training.recipe.network import build_model
from tests.support.tiny_gliner import make_model


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = make_model(tmp_path_factory.mktemp("model"), ["ada", "came", "home", "person"])
    return average_models([folder])


@pytest.fixture(scope="module")
def graph(model: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export_model(model, tmp_path_factory.mktemp("graph"), revision="test", threshold=0.5)


def write_graph(path: Path, **constants: Any) -> Path:
    made = onnx.helper.make_graph(
        [],
        "constants",
        [],
        [],
        [onnx.numpy_helper.from_array(np.asarray(values), name) for name, values in constants.items()],
    )
    onnx.save(onnx.helper.make_model(made), str(path))
    return path


def quantized(weights: Any) -> tuple[Any, Any]:
    """Return weights in eight bits and a scale for each column."""
    scale = (np.abs(weights).max(axis=0) / 127).astype(np.float32)
    return np.rint(weights / scale).astype(np.int8), scale


def test_every_weight_that_answers_comes_back_from_the_eight_bits_within_a_step(
    model: Any, graph: Path
) -> None:
    restored, wanted, tensors = restore_weights(graph), weights_in_use(model), read_tensors(graph)
    assert restored.keys() == wanted.keys()
    places = json.loads((graph.parent / PLACES_FILE).read_text(encoding="utf-8"))
    for name, weight in wanted.items():
        place = Place(**places[name])
        step = tensors[place.tensor].step[..., place.start : place.stop]
        step = step.T if place.transposed else step
        assert restored[name].shape == weight.shape
        assert np.all(np.abs(restored[name].numpy() - weight.numpy()) <= 1.01 * step + 1e-6), name
    stored = {name for name, tensor in tensors.items() if tensor.step.any()}
    assert {place["tensor"] for place in places.values()} >= stored


def test_an_optimised_graph_is_as_good_to_go_back_from(model: Any, tmp_path: Path) -> None:
    model.export_to_onnx(str(tmp_path), quantize=False)
    taken = optimize_graph(tmp_path / "model.onnx", tmp_path / "optimised.onnx")
    assert taken == ["fuse_attention", "split_scorer", "store_in_eight_bits"]
    wanted = weights_in_use(model)
    assert write_places(tmp_path / "optimised.onnx", wanted) == []
    restored = restore_weights(tmp_path / "optimised.onnx")
    assert restored.keys() == wanted.keys()
    assert all(np.abs(restored[name] - wanted[name]).max() < 0.02 for name in wanted)


def test_layers_that_no_answer_depends_on_are_left_out(model: Any) -> None:
    unused = model.model.state_dict().keys() - weights_in_use(model).keys()
    assert unused
    assert all("pooler" in name for name in unused)


def test_a_restored_model_gives_the_scores_of_the_trained_one(
    model: Any, graph: Path, tmp_path: Path
) -> None:
    restore_model(graph, tmp_path / "restored")
    restored = build_model(tmp_path / "restored")
    asked: dict[str, Any] = {"labels": ["person", "home"], "threshold": 0.01, "flat_ner": False}
    scores, theirs = (
        {
            (entity["start"], entity["end"], entity["label"]): entity["score"]
            for entity in each.predict_entities("Ada came home", **asked)
        }
        for each in (model, restored)
    )
    assert scores.keys() == theirs.keys()
    assert all(theirs[place] == pytest.approx(score, abs=0.02) for place, score in scores.items())


def test_weights_are_found_turned_around_and_beside_others(tmp_path: Path) -> None:
    import torch

    chance = np.random.default_rng(3)
    query, key = (chance.normal(size=(6, 6)).astype(np.float32) for _ in range(2))
    bias = chance.normal(size=6).astype(np.float32)
    values, scale = quantized(np.concatenate([query.T, key.T], axis=1))
    path = write_graph(
        tmp_path / "graph.onnx",
        both_values=values,
        both_scales=scale,
        bias=np.concatenate([np.zeros(6, np.float32), bias]),
    )
    weights = {
        name: torch.from_numpy(value) for name, value in (("query", query), ("key", key), ("bias", bias))
    }
    assert locate_weights(path, weights) == {
        "query": Place("both_values", True, 0, 6),
        "key": Place("both_values", True, 6, 12),
        "bias": Place("bias", False, 6, 12),
    }
    assert write_places(path, weights) == []
    restored = restore_weights(path)
    assert np.abs(restored["key"].numpy() - key).max() <= scale.max()


def test_a_scale_for_each_row_is_read_as_such(tmp_path: Path) -> None:
    rows = np.array([[1, 2, 3], [-1, 0, 1]], np.int8)
    path = write_graph(tmp_path / "graph.onnx", table_values=rows, table_scales=np.array([2, 10], np.float32))
    assert read_tensors(path)["table_values"].values.tolist() == [[2, 4, 6], [-10, 0, 10]]


def test_nothing_is_noted_where_a_weight_is_not_in_the_graph(tmp_path: Path) -> None:
    import torch

    path = write_graph(tmp_path / "graph.onnx", there=np.ones(4, np.float32))
    (tmp_path / PLACES_FILE).write_text("{}", encoding="utf-8")
    assert write_places(path, {"there": torch.ones(4), "gone": torch.full((4,), 2.0)}) == ["gone"]
    assert not (tmp_path / PLACES_FILE).exists()
    with pytest.raises(WeightsError, match="PyTorch"):
        restore_weights(path)


def test_places_of_another_graph_are_refused(tmp_path: Path) -> None:
    path = write_graph(tmp_path / "graph.onnx", there=np.ones(4, np.float32))
    place = {"tensor": "elsewhere", "transposed": False, "start": 0, "stop": 4}
    (tmp_path / PLACES_FILE).write_text(json.dumps({"weight": place}), encoding="utf-8")
    with pytest.raises(WeightsError, match="elsewhere"):
        restore_weights(path)
