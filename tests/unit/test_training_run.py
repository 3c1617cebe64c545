from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from extractors.training import STATE_FILE, Trainer, TrainingPlan, batches, main, rate_factor
from extractors.training_data import load_training_data
from extractors.training_examples import Example, ExampleDrawer
from extractors.training_export import average_models, export_model
from extractors.training_model import (
    NEGATIVE_WEIGHT,
    batch_loss,
    build_model,
    collate,
    factor_scorer,
    targets,
)

WORDS = "ada came home to rome with ned and saw the sea person location human place singer people"


@pytest.fixture(scope="module")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "ner_train").mkdir()
    rows = [
        {"tokens": ["Ada", "came", "home", "to", "Rome"], "spans": [[0, 0, "person"], [4, 4, "location"]]},
        {"tokens": ["Ned", "saw", "the", "sea"], "spans": [[0, 0, "person"]]},
        {"tokens": ["Rome", "saw", "Ada", "and", "Ned"], "spans": [[0, 0, "location"], [2, 2, "person"]]},
    ]
    text = "".join(json.dumps({**row, "labels": ["person", "location"]}) + "\n" for row in rows)
    (folder / "ner_train" / "fewnerd.jsonl").write_text(text, encoding="utf-8")
    (folder / "ner_train" / "label_synonyms.json").write_text("{}", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def backbone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a real encoder of the smallest size, with a vocabulary of a few words."""
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("backbone")
    vocabulary = folder / "vocab.txt"
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    pieces = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *WORDS.split(),
        *letters,
        *("##" + sign for sign in letters),
    ]
    vocabulary.write_text("\n".join(pieces) + "\n", encoding="utf-8")
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=128,
    )
    BertModel(config).save_pretrained(folder)
    BertTokenizerFast(str(vocabulary), model_max_length=128).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def start(backbone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch

    torch.manual_seed(7)
    folder = tmp_path_factory.mktemp("start")
    build_model(backbone=backbone).save_pretrained(str(folder))
    return folder


def trainer(start: Path, data_folder: Path, out: Path, steps: int) -> Trainer:
    plan = TrainingPlan(steps=steps, batch_size=2, head_rate=1e-2, encoder_rate=1e-3)
    return Trainer(build_model(start), ExampleDrawer(load_training_data(data_folder)), plan, out)


def weights(folder: Path) -> dict[str, Any]:
    import torch

    return dict(torch.load(folder / "pytorch_model.bin", weights_only=True))


def test_a_resumed_run_equals_one_that_went_through(start: Path, data_folder: Path, tmp_path: Path) -> None:
    import torch

    whole = trainer(start, data_folder, tmp_path / "whole", 6)
    assert whole.run().finished

    stopped = trainer(start, data_folder, tmp_path / "parts", 6)
    result = stopped.run(at_most=3)
    assert (result.steps, result.finished) == (3, False)

    torch.manual_seed(999)
    resumed = trainer(start, data_folder, tmp_path / "parts", 6)
    resumed.resume()
    assert resumed.run().steps == 6

    one, two = weights(tmp_path / "whole"), weights(tmp_path / "parts")
    assert one.keys() == two.keys()
    assert all(torch.equal(one[name], two[name]) for name in one)
    before = weights(start)
    assert any(not torch.equal(one[name], before[name]) for name in one)


def test_resuming_without_a_run_or_with_another_seed_is_refused(
    start: Path, data_folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(FileNotFoundError, match=STATE_FILE):
        trainer(start, data_folder, tmp_path, 2).resume()
    trainer(start, data_folder, tmp_path, 2).save_state()
    plan = TrainingPlan(steps=2, batch_size=2, seed=5)
    other = Trainer(build_model(start), ExampleDrawer(load_training_data(data_folder)), plan, tmp_path)
    with pytest.raises(ValueError, match="seed 0"):
        other.resume()


def test_training_lowers_the_loss(start: Path, data_folder: Path, tmp_path: Path) -> None:
    run = trainer(start, data_folder, tmp_path, 30)
    fixed = list(islice(batches(run.drawer, 11, 8), 3))
    before = sum(float(batch_loss(run.model, batch).detach()) for batch in fixed)
    run.run()
    assert sum(float(batch_loss(run.model, batch).detach()) for batch in fixed) < 0.8 * before


def test_batches_are_a_function_of_seed_and_step(data_folder: Path) -> None:
    drawer = ExampleDrawer(load_training_data(data_folder))
    through = list(islice(batches(drawer, 0, 3), 35))
    assert list(islice(batches(drawer, 0, 3, step=31), 4)) == through[31:]
    assert list(islice(batches(drawer, 1, 3), 5)) != through[:5]


EXAMPLE = Example(
    ("Ada", "came", "to", "Rome"),
    ("person", "place"),
    ("person", "place"),
    ((0, 0, 0),),
    ((3, 3, 1), (0, 0, 1)),
)


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


def test_the_loss_does_not_see_unknown_places(start: Path) -> None:
    import torch

    model = build_model(start)
    model.eval()
    known = Example(EXAMPLE.tokens, EXAMPLE.prompt, EXAMPLE.names, EXAMPLE.positives, ())
    with torch.no_grad():
        logits = model.model(**collate(model, [known])).logits
        left_out = torch.nn.functional.softplus(logits[0, [3, 0], 1]).sum() * NEGATIVE_WEIGHT
        difference = batch_loss(model, [known]) - batch_loss(model, [EXAMPLE])
    assert float(difference) == pytest.approx(float(left_out), rel=1e-4)


def test_the_factored_scorer_gives_the_same_scores(start: Path) -> None:
    import torch

    model = build_model(start)
    model.eval()
    inputs = collate(model, [EXAMPLE])
    with torch.no_grad():
        plain = model.model(**inputs).logits
        factor_scorer(model)
        assert torch.allclose(plain, model.model(**inputs).logits, atol=1e-5)


def test_the_export_gives_the_entities_of_the_trained_model(start: Path, tmp_path: Path) -> None:
    from gliner import GLiNER

    model = average_models([start])
    path = export_model(model, tmp_path, revision="test", threshold=0.4)
    notes = json.loads((tmp_path / "graphmill.json").read_text(encoding="utf-8"))
    assert (notes["revision"], notes["threshold"], notes["onnx_file"]) == ("test", 0.4, path.name)
    assert notes["capacity_subwords"] == 128
    settings = json.loads((tmp_path / "tokenizer_config.json").read_text(encoding="utf-8"))
    assert not {"is_local", "local_files_only"} & settings.keys()
    loaded = GLiNER.from_pretrained(
        str(tmp_path), load_onnx_model=True, onnx_model_file=path.name, local_files_only=True
    )
    asked: dict[str, Any] = {"labels": ["person", "location"], "threshold": 0.01, "flat_ner": False}
    ours = model.predict_entities("Ada came home to Rome", **asked)
    theirs = loaded.predict_entities("Ada came home to Rome", **asked)
    scores = {(entity["start"], entity["end"], entity["label"]): entity["score"] for entity in theirs}
    assert ours
    for entity in ours:
        assert scores[entity["start"], entity["end"], entity["label"]] == pytest.approx(
            entity["score"], abs=0.1
        )


def test_the_mean_of_two_models_has_the_mean_weights(start: Path, data_folder: Path, tmp_path: Path) -> None:
    import torch

    trainer(start, data_folder, tmp_path, 2).run()
    one, two = weights(start), weights(tmp_path)
    mean = average_models([start, tmp_path]).model.state_dict()
    name = "scorer.proj_token.weight"
    assert torch.allclose(mean[name], (one[name] + two[name]) / 2)


def test_the_rate_rises_then_falls() -> None:
    assert rate_factor(0) == pytest.approx(0.01)
    assert rate_factor(0.04) == pytest.approx(0.97)
    assert rate_factor(1) == pytest.approx(0.01)


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
    assert main(["--data", str(data_folder), *given]) == 0
    assert (tmp_path / "out" / "gliner_config.json").is_file()
    assert main(["--data", str(tmp_path / "nowhere"), *given]) == 2
    assert "nowhere" in capsys.readouterr().err
