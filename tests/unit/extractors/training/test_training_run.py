"""A run of training: resumed, averaged, and from the command line."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from extractors.training.recipe.batches import BatchPlan, prepared_batches
from extractors.training.recipe.data import load_training_data
from extractors.training.recipe.examples import ExampleDrawer
from extractors.training.recipe.network import batch_loss, build_model
from extractors.training.recipe.run import STATE_FILE, Trainer, TrainingPlan, main
from tests.support.tiny_training import read_weights, write_start, write_training_data


@pytest.fixture(scope="module")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_training_data(tmp_path_factory.mktemp("data") / "data")


@pytest.fixture(scope="module")
def drawer(data_folder: Path) -> ExampleDrawer:
    return ExampleDrawer(load_training_data(data_folder))


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_start(tmp_path_factory.mktemp("start"))[1]


def trainer(start: Path, drawer: ExampleDrawer, out: Path, steps: int, **settings: Any) -> Trainer:
    plan = TrainingPlan(steps=steps, batch_size=2, head_rate=1e-2, encoder_rate=1e-3, **settings)
    return Trainer(build_model(start), drawer, plan, out)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"average": 0.7},
        {"workers": 1},
        {"dropout": 0.1, "layer_decay": 0.8},
    ],
    ids=["plain", "average", "workers", "dropout"],
)
def test_a_resumed_run_equals_one_that_went_through(
    start: Path, drawer: ExampleDrawer, tmp_path: Path, settings: dict[str, Any]
) -> None:
    import torch

    torch.manual_seed(3)
    whole = trainer(start, drawer, tmp_path / "whole", 6, **settings)
    assert whole.run().finished

    torch.manual_seed(3)
    stopped = trainer(start, drawer, tmp_path / "parts", 6, **settings)
    result = stopped.run(at_most=3)
    assert (result.steps, result.finished) == (3, False)

    torch.manual_seed(999)
    resumed = trainer(start, drawer, tmp_path / "parts", 6, **settings)
    resumed.resume()
    assert resumed.run().steps == 6

    one, two = read_weights(tmp_path / "whole"), read_weights(tmp_path / "parts")
    assert one.keys() == two.keys()
    assert all(torch.equal(one[name], two[name]) for name in one)
    before = read_weights(start)
    assert any(not torch.equal(one[name], before[name]) for name in one)


def test_the_saved_model_is_the_average_and_the_run_goes_on_with_its_own(
    start: Path, drawer: ExampleDrawer, tmp_path: Path
) -> None:
    import torch

    name, own = "scorer.proj_token.weight", []
    run = trainer(start, drawer, tmp_path, 2, average=0.75)
    for _ in range(2):
        run.run(at_most=1)
        own.append(run.model.model.state_dict()[name].clone())
    assert not torch.equal(own[0], own[1])
    assert torch.allclose(read_weights(tmp_path)[name], 0.75 * own[0] + 0.25 * own[1], atol=1e-6)


def test_resuming_what_is_not_there_or_was_another_run_is_refused(
    start: Path, drawer: ExampleDrawer, tmp_path: Path
) -> None:
    with pytest.raises(FileNotFoundError, match=STATE_FILE):
        trainer(start, drawer, tmp_path, 2).resume()
    trainer(start, drawer, tmp_path, 2).save_state()
    with pytest.raises(ValueError, match="seed 0"):
        trainer(start, drawer, tmp_path, 2, seed=5).resume()
    with pytest.raises(ValueError, match="--average"):
        trainer(start, drawer, tmp_path, 2, average=0.9).resume()


def test_training_lowers_the_loss(start: Path, drawer: ExampleDrawer, tmp_path: Path) -> None:
    run = trainer(start, drawer, tmp_path, 30)
    stream = prepared_batches(drawer, run.model.data_processor, BatchPlan(seed=11, size=8))
    fixed = list(islice(stream, 3))
    before = sum(float(batch_loss(run.model, batch).detach()) for batch in fixed)
    run.run()
    assert sum(float(batch_loss(run.model, batch).detach()) for batch in fixed) < 0.8 * before


def test_a_plan_has_either_seconds_or_steps() -> None:
    with pytest.raises(ValueError, match="either"):
        TrainingPlan()
    with pytest.raises(ValueError, match="either"):
        TrainingPlan(seconds=1, steps=1)
    with pytest.raises(ValueError, match="above zero"):
        TrainingPlan(steps=-1)


def test_the_command_trains_and_names_what_is_missing(
    start: Path, data_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "out")
    given = ["--out", out, "--start", str(start), "--steps", "1", "--batch-size", "2", "--threads", "1"]
    averaged = ["--mark-capitals", "--average", "0.9"]
    assert main(["--data", str(data_folder), *given, *averaged]) == 0
    assert (tmp_path / "out" / "gliner_config.json").is_file()
    assert main(["--data", str(tmp_path / "nowhere"), *given]) == 2
    assert "nowhere" in capsys.readouterr().err
