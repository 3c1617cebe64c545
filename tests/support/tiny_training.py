"""What the tests of training share: three annotated sentences, and GLiNER models small enough to be trained on them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from extractors.training.recipe.examples import Example
from extractors.training.recipe.network import build_model
from tests.support.tiny_gliner import make_backbone

WORDS = [
    *("ada", "came", "home", "to", "rome", "with", "ned", "and", "saw", "the", "sea"),
    *("person", "location", "human", "place", "singer", "people", "^"),
]

ROWS = (
    {"tokens": ["Ada", "came", "home", "to", "Rome"], "spans": [[0, 0, "person"], [4, 4, "location"]]},
    {"tokens": ["Ned", "saw", "the", "sea"], "spans": [[0, 0, "person"]]},
    {"tokens": ["Rome", "saw", "Ada", "and", "Ned"], "spans": [[0, 0, "location"], [2, 2, "person"]]},
)


EXAMPLE = Example(
    ("Ada", "came", "to", "Rome"),
    ("person", "place"),
    ("person", "place"),
    ((0, 0, 0),),
    ((3, 3, 1), (0, 0, 1)),
)
"""A person, and two places of which it is not known whether they are of an asked type."""


def write_training_data(folder: Path) -> Path:
    """Write the sentences as a source none of which is held out, and return the folder."""
    (folder / "ner_train").mkdir(parents=True)
    rows = [{**row, "labels": ["person", "location"]} for row in ROWS]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "ner_train" / "knowledgenet.jsonl").write_text(text, encoding="utf-8")
    (folder / "ner_train" / "label_synonyms.json").write_text("{}", encoding="utf-8")
    return folder


def write_start(folder: Path, *, layers: int = 1, hidden_size: int = 32) -> tuple[Path, Path]:
    """Write an encoder and an untrained model on it, and return their folders."""
    import torch

    backbone = make_backbone(folder / "backbone", WORDS, layers=layers, hidden_size=hidden_size)
    torch.manual_seed(7)
    build_model(backbone=backbone).save_pretrained(str(folder / "start"))
    return backbone, folder / "start"


def read_weights(folder: Path) -> dict[str, Any]:
    """Return the weights of a saved model."""
    import torch

    return dict(torch.load(folder / "pytorch_model.bin", weights_only=True))


def scores_of(model: Any, text: str, labels: list[str]) -> dict[tuple[int, int, str], float]:
    """Return the score of every place and label of a text that has one of a hundredth or more."""
    model.eval()
    found = model.predict_entities(text, labels, threshold=0.01, flat_ner=False)
    return {(entity["start"], entity["end"], entity["label"]): entity["score"] for entity in found}
