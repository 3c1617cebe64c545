"""A smaller vocabulary for a trained model: word pieces that English text does not use are left out.

The table of word vectors is half of a small encoder. A word whose piece is gone is read as several shorter pieces.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from extractors.training.recipe.data import SOURCES, read_rows

LEAST_FOREIGN = 5
"""How often a piece that is not ASCII must occur to be kept."""


def piece_counts(tokenizer: Any, data: Path) -> Counter[int]:
    """Return how often each piece, by its number, occurs in the training sentences under ``data``/ner_train."""
    counts: Counter[int] = Counter()
    for name in SOURCES:
        path = data / "ner_train" / f"{name}.jsonl"
        if path.is_file():
            texts = [" ".join(row["tokens"]) for row in read_rows(path)]
            for encoding in tokenizer.backend_tokenizer.encode_batch(texts):
                counts.update(encoding.ids)
    return counts


def kept_pieces(vocabulary: dict[str, int], counts: Counter[int], size: int) -> list[int]:
    """Return the numbers of the ``size`` pieces to keep, in order.

    Placeholders go first, then pieces of other scripts that hardly occur, then the rarest; of equally rare ones that which
    stands later in the vocabulary, for vocabularies begin with what is frequent. Single ASCII signs always stay: any
    ASCII word can be spelt with them.

    Raises:
        ValueError: there are fewer pieces than ``size``, or more that must stay.

    """

    def rank(piece: str) -> tuple[int, int, int]:
        number, bare = vocabulary[piece], piece.removeprefix("##")
        if piece.startswith("[unused"):
            return 0, 0, -number
        if not piece.isascii():
            return (1 if counts[number] < LEAST_FOREIGN else 2), counts[number], -number
        if len(bare) == 1 or (piece.startswith("[") and piece.endswith("]")):
            return 3, 0, -number
        return 2, counts[number], -number

    order = sorted(vocabulary, key=rank)
    fixed = sum(rank(piece)[0] == 3 for piece in order)
    if not fixed <= size <= len(order):
        raise ValueError(
            f"the vocabulary has {len(order)} pieces, {fixed} of which must stay; it cannot be cut to {size}"
        )
    return sorted(vocabulary[piece] for piece in order[len(order) - size :])


def cut_vocabulary(model: Any, data: Path, size: int) -> None:
    """Leave ``size`` word pieces in ``model``'s tokenizer and encoder, besides the tokens that GLiNER added.

    Raises:
        FileNotFoundError: ``data`` holds none of the sources.
        ValueError: the vocabulary cannot be cut to ``size``, or is not one of word pieces.

    """
    import torch
    from tokenizers import Tokenizer

    tokenizer = model.data_processor.transformer_tokenizer
    described = json.loads(tokenizer.backend_tokenizer.to_str())
    if described["model"]["type"] != "WordPiece":
        raise ValueError("only a vocabulary of word pieces can be cut")
    vocabulary: dict[str, int] = described["model"]["vocab"]
    counts = piece_counts(tokenizer, data)
    if not counts:
        raise FileNotFoundError(f"{data}: none of the training sources is there to count word pieces in")
    kept = kept_pieces(vocabulary, counts, size)
    added = [token["id"] for token in described["added_tokens"] if token["id"] >= len(vocabulary)]
    numbers = {old: new for new, old in enumerate([*kept, *sorted(added)])}
    described["model"]["vocab"] = {
        piece: numbers[old]
        for piece, old in sorted(vocabulary.items(), key=lambda item: item[1])
        if old in numbers
    }
    for token in described["added_tokens"]:
        token["id"] = numbers[token["id"]]
    _renumber(described["post_processor"], numbers)
    # The wrapper keeps the tokenizer under this name, with a read-only property in front of it.
    tokenizer._tokenizer = Tokenizer.from_str(json.dumps(described))

    encoder = model.model.token_rep_layer.bert_layer.model
    table = encoder.get_input_embeddings()
    rows = torch.tensor(list(numbers), device=table.weight.device)
    table.weight = torch.nn.Parameter(table.weight.detach()[rows].clone())
    table.num_embeddings = len(numbers)
    encoder.config.vocab_size = len(numbers)
    model.config.encoder_config.vocab_size = len(numbers)
    model.config.vocab_size = len(numbers)
    model.config.class_token_index = numbers[model.config.class_token_index]


def _renumber(part: Any, numbers: dict[int, int]) -> None:
    """Put new numbers for old ones wherever a tokenizer's post-processor names a special token."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key in ("sep", "cls"):
                part[key] = [value[0], numbers[value[1]]]
            elif key == "ids":
                part[key] = [numbers[old] for old in value]
            else:
                _renumber(value, numbers)
    elif isinstance(part, list):
        for value in part:
            _renumber(value, numbers)
