"""GLiNER models that are small enough to be trained within a test: real in every part, random in their weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

LETTERS = [chr(code) for code in range(ord("a"), ord("z") + 1)]
SIGNS = [*LETTERS, *"0123456789.,-"]


def make_backbone(
    folder: Path, words: Sequence[str], *, layers: int = 1, hidden_size: int = 32, encoder: str = "bert"
) -> Path:
    """Write a small encoder (``bert`` or ``deberta``) whose vocabulary holds ``words``, letters and signs, and return its folder."""
    import torch
    from transformers import BertConfig, BertModel, BertTokenizerFast, DebertaV2Config, DebertaV2Model

    folder.mkdir(parents=True, exist_ok=True)
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    pieces = [*special, *dict.fromkeys([*words, *SIGNS]), *("##" + sign for sign in SIGNS)]
    (folder / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    shape = {
        "vocab_size": len(pieces),
        "hidden_size": hidden_size,
        "num_hidden_layers": layers,
        "num_attention_heads": 2,
        "intermediate_size": 64,
        "max_position_embeddings": 128,
    }
    torch.manual_seed(7)
    if encoder == "deberta":
        # As the DeBERTa v3 models of the hub are: places relative to each other, in buckets, sharing a key.
        places = {"relative_attention": True, "pos_att_type": ["p2c", "c2p"], "position_buckets": 32}
        shape |= {
            "share_att_key": True,
            "norm_rel_ebd": "layer_norm",
            "position_biased_input": False,
            "type_vocab_size": 0,
        }
        DebertaV2Model(DebertaV2Config(**shape, **places)).save_pretrained(folder)
    else:
        BertModel(BertConfig(**shape)).save_pretrained(folder)
    BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=128).save_pretrained(folder)
    return folder


def make_model(folder: Path, words: Sequence[str], span_mode: str = "token_level") -> Path:
    """Write an untrained GLiNER with a backbone beside it, and return the folder of the model."""
    import torch
    from gliner import GLiNER, GLiNERConfig

    backbone = make_backbone(folder / "backbone", words)
    config = GLiNERConfig(
        model_name=str(backbone),
        hidden_size=32,
        dropout=0.1,
        span_mode=span_mode,
        max_types=30,
        max_len=64,
        max_width=6,
        num_rnn_layers=0,
        subtoken_pooling="first",
    )
    torch.manual_seed(7)
    model = GLiNER.from_config(config, backbone_from_pretrained=True, local_files_only=True)
    model.save_pretrained(str(folder / "model"))
    return folder / "model"
