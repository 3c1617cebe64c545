from __future__ import annotations

from typing import Any

import pytest

from extractors.training.recipe.network import build_model
from extractors.training.recipe.optimizer import moving_average, parameter_groups, recipe_rate
from tests.support.tiny_training import write_start


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Any:
    _, start = write_start(tmp_path_factory.mktemp("start"), layers=3)
    return build_model(start).model


def rates(model: Any, layer_decay: float) -> dict[str, float]:
    """Return the peak rate of every weight by name."""
    groups = parameter_groups(model, 1e-4, 6e-4, layer_decay)
    assert all(group["lr"] == group["peak"] for group in groups)
    peaks = {id(weights): group["peak"] for group in groups for weights in group["params"]}
    assert sum(len(group["params"]) for group in groups) == len(peaks)
    return {name: peaks[id(weights)] for name, weights in model.named_parameters()}


def test_the_rate_rises_then_falls() -> None:
    assert recipe_rate(0) == pytest.approx(0.01)
    assert recipe_rate(0.04) == pytest.approx(0.97)
    assert recipe_rate(1) == pytest.approx(0.01)


def test_every_weight_has_one_rate_and_lower_layers_a_smaller_one(model: Any) -> None:
    expected = {"layer.2.": 1e-4, "layer.1.": 0.5e-4, "layer.0.": 0.25e-4, ".embeddings.": 0.125e-4}
    found = rates(model, 0.5)
    for part, rate in expected.items():
        within = {found[name] for name in found if "bert_layer" in name and part in name}
        assert within == {rate}, part
    assert {rate for name, rate in found.items() if "bert_layer" not in name} == {6e-4}


def test_without_decay_the_encoder_has_one_rate(model: Any) -> None:
    found = rates(model, 1.0)
    assert {rate for name, rate in found.items() if "bert_layer" in name} == {1e-4}


def test_the_average_follows_the_weights() -> None:
    import torch

    model = torch.nn.Linear(1, 1)
    average = moving_average(model, 0.75)
    values = []
    for value in (8.0, 4.0):
        with torch.no_grad():
            model.weight.fill_(value)
        average.update_parameters(model)
        values.append(average.module.weight.item())
    assert values == [8.0, pytest.approx(0.75 * 8 + 0.25 * 4)]
    assert model.weight.item() == 4.0
