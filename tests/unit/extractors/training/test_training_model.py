"""The trained network: its parts, its loss, its capital marks, and what a saved one reads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from extractors.training.recipe.batches import collate, prepare
from extractors.training.recipe.examples import Example
from extractors.training.recipe.network import (
    NEGATIVE_WEIGHT,
    batch_loss,
    build_model,
    factor_scorer,
    mark_capitals,
    save_model,
)
from tests.support.tiny_training import EXAMPLE, scores_of, write_start

TEXT = "Ada came home to Rome, and ned saw the sea"


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_start(tmp_path_factory.mktemp("model"), layers=4)


@pytest.fixture
def start(folders: tuple[Path, Path]) -> Path:
    return folders[1]


def loss_of(model: Any, example: Example) -> float:
    import torch

    with torch.no_grad():
        return float(batch_loss(model.eval(), prepare(model.data_processor, [example])))


def test_the_loss_does_not_see_unknown_places(start: Path) -> None:
    import torch

    model = build_model(start).eval()
    known = replace(EXAMPLE, unknown=())
    with torch.no_grad():
        logits = model.model(**collate(model.data_processor, [known])).logits
    left_out = torch.nn.functional.softplus(logits[0, [3, 0], 1]).sum() * NEGATIVE_WEIGHT
    assert loss_of(model, known) - loss_of(model, EXAMPLE) == pytest.approx(float(left_out), rel=1e-4)


def test_the_factored_scorer_gives_the_same_scores(start: Path) -> None:
    import torch

    model = build_model(start).eval()
    inputs = collate(model.data_processor, [EXAMPLE])
    with torch.no_grad():
        plain = model.model(**inputs).logits
        factor_scorer(model)
        assert torch.allclose(plain, model.model(**inputs).logits, atol=1e-5)


def test_layers_at_even_distances_are_kept(folders: tuple[Path, Path], tmp_path: Path) -> None:
    import torch

    backbone, _ = folders
    full = build_model(backbone=backbone).model.token_rep_layer.bert_layer.model
    model = build_model(backbone=backbone, layers=2)
    kept = model.model.token_rep_layer.bert_layer.model.encoder.layer
    assert len(kept) == 2
    for layer, place in zip(kept, (0, 3), strict=True):
        own, whole = layer.state_dict(), full.encoder.layer[place].state_dict()
        assert all(torch.equal(own[name], whole[name]) for name in whole)
    save_model(model, tmp_path)
    assert scores_of(build_model(tmp_path), TEXT, ["person"]) == scores_of(model, TEXT, ["person"])


@pytest.mark.parametrize("layers", [1, 5])
def test_more_layers_than_there_are_or_less_than_two_are_refused(
    folders: tuple[Path, Path], layers: int
) -> None:
    with pytest.raises(ValueError, match="between 2 and 4"):
        build_model(backbone=folders[0], layers=layers)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        build_model(tmp_path / "nowhere")


def pieces(model: Any, *words: str) -> list[str]:
    tokenizer = model.data_processor.transformer_tokenizer
    found: list[str] = tokenizer(list(words), is_split_into_words=True, add_special_tokens=False).tokens()
    return found


def test_a_mark_stands_before_words_that_begin_with_a_capital(start: Path) -> None:
    model = build_model(start)
    assert pieces(model, "Ada", "came") == ["ada", "came"]
    mark_capitals(model)
    assert pieces(model, "Ada", "came", "Rome") == ["^", "ada", "came", "^", "rome"]
    assert pieces(model, "the-Sea", "saW") == ["the", "-", "^", "sea", *pieces(model, "saw")]
    marked = pieces(model, "Ada")
    mark_capitals(model)
    assert pieces(model, "Ada") == marked


def test_a_saved_model_reads_and_marks_as_before(start: Path, tmp_path: Path) -> None:
    model = build_model(start)
    mark_capitals(model)
    save_model(model, tmp_path)
    loaded = build_model(tmp_path)
    words = ("Ada", "came", "USA", "the-Sea", "<<ENT>>", "É")
    assert pieces(loaded, *words) == pieces(model, *words)
    one, two = (each.data_processor.transformer_tokenizer.backend_tokenizer for each in (model, loaded))
    assert [one.encode(text).ids for text in (TEXT, TEXT.lower())] == [
        two.encode(text).ids for text in (TEXT, TEXT.lower())
    ]
    scores = scores_of(model, TEXT, ["person", "place"])
    assert scores
    assert scores_of(loaded, TEXT, ["person", "place"]) == pytest.approx(scores, abs=1e-6)


def test_capitals_change_the_answers_of_a_marked_model_alone(start: Path) -> None:
    model = build_model(start)
    labels = ["person", "place"]
    assert scores_of(model, TEXT, labels) == scores_of(model, TEXT.lower(), labels)
    mark_capitals(model)
    assert scores_of(model, TEXT, labels) != scores_of(model, TEXT.lower(), labels)
