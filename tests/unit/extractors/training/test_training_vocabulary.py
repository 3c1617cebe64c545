"""A cut vocabulary: the same answers where no piece is gone, and every ASCII word still spelt."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from extractors.training.recipe.network import build_model, mark_capitals, save_model
from extractors.training.recipe.vocabulary import LEAST_FOREIGN, cut_vocabulary, kept_pieces
from tests.support.tiny_gliner import SIGNS, make_backbone
from tests.support.tiny_training import WORDS, scores_of, write_training_data

RARE = ("zebra", "quokka", "élan")
LABELS = ["person", "place"]
KEPT_TEXT = "Ada came home to Rome with Ned and saw the sea"
PLACEHOLDERS = ("[unused1]", "[unused2]")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_training_data(tmp_path_factory.mktemp("data") / "data")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch

    folder = tmp_path_factory.mktemp("model")
    # The placeholders stand first, so that all numbers behind them change.
    backbone = make_backbone(folder / "backbone", [*PLACEHOLDERS, *WORDS, *RARE])
    torch.manual_seed(7)
    model = build_model(backbone=backbone)
    mark_capitals(model)
    save_model(model, folder / "model")
    return folder / "model"


@pytest.fixture
def model(saved: Path) -> Any:
    return build_model(saved)


def size_without(model: Any, count: int) -> int:
    tokenizer = model.data_processor.transformer_tokenizer
    return int(tokenizer.backend_tokenizer.get_vocab_size(with_added_tokens=False)) - count


def test_answers_stay_where_no_piece_is_gone(model: Any, data: Path) -> None:
    before = scores_of(model, KEPT_TEXT, LABELS)
    encoder = model.model.token_rep_layer.bert_layer.model
    rows = encoder.get_input_embeddings().weight.shape[0]
    cut_vocabulary(model, data, size_without(model, 5))
    assert encoder.get_input_embeddings().weight.shape[0] == rows - 5
    assert before
    assert scores_of(model, KEPT_TEXT, LABELS) == pytest.approx(before, abs=1e-6)


def test_special_tokens_have_their_new_numbers(model: Any, data: Path) -> None:
    cut_vocabulary(model, data, size_without(model, 5))
    tokenizer = model.data_processor.transformer_tokenizer
    encoding = tokenizer("ada saw rome")
    assert encoding.tokens() == ["[CLS]", "ada", "saw", "rome", "[SEP]"]
    assert (encoding["input_ids"][0], encoding["input_ids"][-1]) == (
        tokenizer.cls_token_id,
        tokenizer.sep_token_id,
    )
    assert tokenizer.pad_token_id == 0
    assert model.config.class_token_index == tokenizer.convert_tokens_to_ids("<<ENT>>")
    numbers = sorted(tokenizer.get_vocab().values())
    assert numbers == list(range(model.config.vocab_size))
    assert model.config.encoder_config.vocab_size == model.config.vocab_size


def test_words_without_a_piece_are_spelt(model: Any, data: Path) -> None:
    tokenizer = model.data_processor.transformer_tokenizer
    assert tokenizer.tokenize("zebra") == ["zebra"]
    cut_vocabulary(model, data, size_without(model, 5))
    assert tokenizer.tokenize("zebra") == ["z", "##e", "##b", "##r", "##a"]
    for word in ("quokka", "Ada", "x-ray", "2,000.5", "nowhere"):
        assert tokenizer.unk_token not in tokenizer.tokenize(word)
    assert tokenizer.tokenize("Ada") == ["^", "ada"]


def test_a_cut_model_is_saved_and_loaded(model: Any, data: Path, tmp_path: Path) -> None:
    cut_vocabulary(model, data, size_without(model, 5))
    save_model(model, tmp_path)
    text = f"{KEPT_TEXT} zebra"
    loaded = build_model(tmp_path)
    one, two = (each.data_processor.transformer_tokenizer.get_vocab() for each in (model, loaded))
    assert one == two
    assert scores_of(loaded, text, LABELS) == pytest.approx(scores_of(model, text, LABELS), abs=1e-6)


def test_the_vocabulary_cannot_be_cut_to_less_than_the_signs_or_grown(model: Any, data: Path) -> None:
    for size in (len(SIGNS), size_without(model, -1)):
        with pytest.raises(ValueError, match=f"cannot be cut to {size}"):
            cut_vocabulary(model, data, size)


def test_without_sentences_nothing_is_cut(model: Any, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="none of the training sources"):
        cut_vocabulary(model, tmp_path, size_without(model, 1))


def test_placeholders_go_first_then_rare_foreign_pieces_then_the_rarest() -> None:
    pieces = ["[PAD]", "[unused1]", "[unused2]", "a", "##b", "the", "of", "и", "über", "dog"]
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    counts = Counter({"the": 9, "of": 2, "и": LEAST_FOREIGN - 1, "über": LEAST_FOREIGN, "dog": 2})
    numbered = Counter({vocabulary[piece]: count for piece, count in counts.items()})
    gone, left = [], set(pieces)
    for size in range(len(pieces) - 1, 2, -1):
        kept = {pieces[number] for number in kept_pieces(vocabulary, numbered, size)}
        gone += sorted(left - kept)
        left = kept
    assert gone == ["[unused2]", "[unused1]", "и", "dog", "of", "über", "the"]
    assert kept_pieces(vocabulary, numbered, 3) == [0, 3, 4]
    with pytest.raises(ValueError, match="cannot be cut to 2"):
        kept_pieces(vocabulary, numbered, 2)
