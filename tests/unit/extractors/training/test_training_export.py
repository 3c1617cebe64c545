"""What is shipped of a trained model: its answers, the mean of several, and the mix with the encoder it began from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import onnx
import pytest

from extractors.training.packing.export import average_models, blend, export_model, main
from extractors.training.packing.optimize import optimize_graph
from extractors.training.recipe.network import build_model, mark_capitals, save_model
from tests.support.tiny_gliner import make_backbone
from tests.support.tiny_training import WORDS, read_weights, scores_of, write_start, write_training_data

TEXT = "Ada came home to Rome"
LABELS = ["person", "location"]
ENCODER = "token_rep_layer.bert_layer.model."


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_start(tmp_path_factory.mktemp("model"), layers=2)


@pytest.fixture
def trained(folders: tuple[Path, Path]) -> Any:
    """Return a model whose encoder has moved away from the one that it began from."""
    import torch

    model = build_model(folders[1])
    torch.manual_seed(1)
    with torch.no_grad():
        for weights in model.model.parameters():
            weights.add_(0.1 * torch.randn_like(weights))
    return model


def load_graph(folder: Path) -> Any:
    from gliner import GLiNER

    return GLiNER.from_pretrained(
        str(folder), load_onnx_model=True, onnx_model_file="model_int8.onnx", local_files_only=True
    )


def test_the_export_gives_the_entities_of_the_trained_model(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    model = average_models([folders[1]])
    path = export_model(model, tmp_path, revision="test", threshold=0.4)
    notes = json.loads((tmp_path / "graphmill.json").read_text(encoding="utf-8"))
    assert (notes["revision"], notes["threshold"], notes["onnx_file"]) == ("test", 0.4, path.name)
    assert notes["capacity_subwords"] == 128
    settings = json.loads((tmp_path / "tokenizer_config.json").read_text(encoding="utf-8"))
    assert not {"is_local", "local_files_only"} & settings.keys()
    ours, theirs = scores_of(model, TEXT, LABELS), scores_of(load_graph(tmp_path), TEXT, LABELS)
    assert ours
    assert theirs == pytest.approx(ours, abs=0.05)


def test_the_export_of_a_marked_model_marks_as_well(folders: tuple[Path, Path], tmp_path: Path) -> None:
    model = build_model(folders[1])
    mark_capitals(model)
    save_model(model, tmp_path / "saved")
    model = average_models([tmp_path / "saved"])
    export_model(model, tmp_path / "out", revision="test", threshold=0.5)
    loaded = load_graph(tmp_path / "out")
    one, two = (each.data_processor.transformer_tokenizer for each in (model, loaded))
    assert "^" in one.tokenize(TEXT)
    assert two.tokenize(TEXT) == one.tokenize(TEXT)
    for text in (TEXT, TEXT.lower(), "Nedsaw the-Sea"):
        assert scores_of(loaded, text, LABELS) == pytest.approx(scores_of(model, text, LABELS), abs=0.05)


def test_an_optimised_graph_keeps_what_its_subgraphs_read(folders: tuple[Path, Path], tmp_path: Path) -> None:
    model = build_model(folders[1])
    mark_capitals(model)  # with marks, words are means of pieces, which is exported with a subgraph
    save_model(model, tmp_path / "saved")
    model = build_model(tmp_path / "saved").eval()
    model.export_to_onnx(str(tmp_path), quantize=False)
    nodes = onnx.load(str(tmp_path / "model.onnx")).graph.node
    assert any(attribute.type == onnx.AttributeProto.GRAPH for node in nodes for attribute in node.attribute)
    taken = optimize_graph(tmp_path / "model.onnx", tmp_path / "model_int8.onnx", eight_bits=False)
    assert taken == ["fuse_attention", "split_scorer"]
    for text in (TEXT, "Nedsaw, ada-sea 12 rome"):
        ours = scores_of(model, text, LABELS)
        assert ours
        assert scores_of(load_graph(tmp_path), text, LABELS) == pytest.approx(ours, abs=1e-4)


def test_the_mean_of_two_models_has_the_mean_weights(
    folders: tuple[Path, Path], trained: Any, tmp_path: Path
) -> None:
    import torch

    trained.save_pretrained(str(tmp_path))
    one, two = read_weights(folders[1]), read_weights(tmp_path)
    mean = average_models([folders[1], tmp_path]).model.state_dict()
    assert not torch.equal(one["scorer.proj_token.weight"], two["scorer.proj_token.weight"])
    for name, value in mean.items():
        assert torch.allclose(value, (one[name] + two[name]) / 2, atol=1e-6), name


def test_blending_all_of_the_trained_encoder_changes_nothing(
    folders: tuple[Path, Path], trained: Any
) -> None:
    import torch

    before = {name: value.clone() for name, value in trained.model.state_dict().items()}
    blend(trained, folders[0], 1)
    assert all(torch.equal(before[name], value) for name, value in trained.model.state_dict().items())


def test_a_blend_by_half_is_the_mean_of_the_encoders_and_leaves_all_else(
    folders: tuple[Path, Path], trained: Any
) -> None:
    import torch
    from transformers import AutoModel

    begun = AutoModel.from_pretrained(str(folders[0]), local_files_only=True).state_dict()
    before = {name: value.clone() for name, value in trained.model.state_dict().items()}
    blend(trained, folders[0], 0.5)
    mixed = 0
    for name, value in trained.model.state_dict().items():
        bare = name.removeprefix(ENCODER)
        if bare == name or bare.startswith("pooler."):
            assert torch.equal(value, before[name]), name
            continue
        count = len(begun[bare])
        assert torch.allclose(value[:count], (begun[bare] + before[name][:count]) / 2, atol=1e-6), name
        assert torch.equal(value[count:], before[name][count:]), name  # the tokens that GLiNER added
        mixed += 1
    assert mixed == sum(not name.startswith("pooler.") for name in begun)


@pytest.mark.parametrize(
    ("layers", "hidden_size", "more"),
    [(3, 32, ()), (1, 32, ()), (2, 64, ()), (2, 32, ("some", "many", "more", "words"))],
)
def test_a_blend_with_another_encoder_is_refused(
    trained: Any, tmp_path: Path, layers: int, hidden_size: int, more: tuple[str, ...]
) -> None:
    import torch

    other = make_backbone(tmp_path, [*WORDS, *more], layers=layers, hidden_size=hidden_size)
    before = {name: value.clone() for name, value in trained.model.state_dict().items()}
    with pytest.raises(ValueError, match="not the encoder that the model began from"):
        blend(trained, other, 0.5)
    assert all(torch.equal(before[name], value) for name, value in trained.model.state_dict().items())


@pytest.mark.parametrize("part", [0.0, -0.5, 1.5])
def test_a_part_that_is_none_is_refused(folders: tuple[Path, Path], trained: Any, part: float) -> None:
    with pytest.raises(ValueError, match="above 0 and at most 1"):
        blend(trained, folders[0], part)


def test_a_missing_encoder_is_named(trained: Any, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        blend(trained, tmp_path / "nowhere", 0.5)


def test_the_command_blends_cuts_and_exports(
    folders: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, out = write_training_data(tmp_path / "data"), tmp_path / "out"
    backbone, start = map(str, folders)
    given = [start, "--out", str(out), "--revision", "test"]
    assert (
        main([*given, "--blend", "0.5", "--backbone", backbone, "--vocabulary", "95", "--data", str(data)])
        == 0
    )
    assert {path.name for path in out.iterdir()} == {
        "gliner_config.json",
        "graphmill.json",
        "model_int8.onnx",
        "tokenizer.json",
        "tokenizer_config.json",
        "weights.json",
    }
    assert str(tmp_path) not in (out / "gliner_config.json").read_text(encoding="utf-8")
    assert load_graph(out).config.encoder_config.vocab_size == 98
    assert main([*given, "--blend", "2", "--backbone", backbone]) == 2
    assert "at most 1" in capsys.readouterr().err
    for incomplete in (["--blend", "0.5"], ["--vocabulary", "95"]):
        with pytest.raises(SystemExit):
            main([*given, *incomplete])
