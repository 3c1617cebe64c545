"""An encoder made of an ONNX export of BERT: the same answers, or none."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import onnx
import pytest

from extractors.training.recipe.backbone import HEAD_SIZE, main
from extractors.training.recipe.network import build_model
from tests.support.tiny_gliner import make_backbone
from tests.support.tiny_training import WORDS


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path, Path]:
    """Return an encoder, its graph and its tokenizer's file."""
    import torch
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("encoder")
    tokenizer = make_backbone(folder, WORDS) / "tokenizer.json"
    torch.manual_seed(3)
    config = BertConfig.from_pretrained(str(folder))
    config.update({"num_attention_heads": 2, "hidden_size": 2 * HEAD_SIZE, "num_hidden_layers": 2})
    model = BertModel(config, add_pooling_layer=False).eval()
    with torch.no_grad():
        for (
            weights
        ) in model.parameters():  # an export stores equal weights once, as those of an untrained layer are
            weights.add_(0.1 * torch.randn_like(weights))

    class Graph(torch.nn.Module):
        """The encoder without a name before its weights, and with its states alone."""

        def __init__(self) -> None:
            super().__init__()
            self.embeddings, self.encoder = model.embeddings, model.encoder

        def forward(self, *given: Any) -> Any:
            input_ids, attention_mask, token_type_ids = given
            return model(input_ids, attention_mask, token_type_ids).last_hidden_state

    tokens = torch.ones(2, 24, dtype=torch.int64)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Graph().eval(),
            (tokens, tokens, 0 * tokens),
            str(folder / "model.onnx"),
            input_names=names,
            output_names=["last_hidden_state"],
            dynamic_axes={name: {0: "batch", 1: "length"} for name in names},
            opset_version=17,
            dynamo=False,
        )
    return model, folder / "model.onnx", tokenizer


def test_an_exported_encoder_comes_back_and_can_be_trained_on(
    encoder: tuple[Any, Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import torch
    from transformers import AutoModel, AutoTokenizer

    model, graph, tokenizer = encoder
    assert main([str(graph), str(tokenizer), "--out", str(tmp_path)]) == 0, capsys.readouterr().err
    assert "2 layers" in capsys.readouterr().out
    back = AutoModel.from_pretrained(str(tmp_path), local_files_only=True).state_dict()
    wanted = model.state_dict()
    assert all(torch.allclose(back[name], value, atol=1e-6) for name, value in wanted.items())
    loaded = AutoTokenizer.from_pretrained(str(tmp_path), local_files_only=True)
    assert loaded("Ada came").tokens() == ["[CLS]", "ada", "came", "[SEP]"]
    assert build_model(backbone=tmp_path).config.hidden_size == 2 * HEAD_SIZE


def test_what_is_no_export_of_bert_is_refused(
    encoder: tuple[Any, Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, graph, tokenizer = encoder
    changed = onnx.load(str(graph))
    for constant in changed.graph.initializer:
        if constant.name.endswith("word_embeddings.weight"):
            constant.name = "words"
    onnx.save(changed, str(tmp_path / "other.onnx"))
    assert main([str(tmp_path / "other.onnx"), str(tokenizer), "--out", str(tmp_path / "out")]) == 2
    assert "not an export of BERT" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_an_encoder_that_answers_otherwise_is_not_written(
    encoder: tuple[Any, Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, graph, tokenizer = encoder
    changed = onnx.load(str(graph))
    # A graph that computes the activation otherwise has the names of BERT and other answers.
    for node in changed.graph.node:
        if node.op_type == "Erf":
            node.op_type = "Tanh"
    onnx.save(changed, str(tmp_path / "other.onnx"))
    assert main([str(tmp_path / "other.onnx"), str(tokenizer), "--out", str(tmp_path / "out")]) == 2
    assert "answers differ" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
