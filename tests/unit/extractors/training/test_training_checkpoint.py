"""The checkpoint that is shipped: complete, small, and of some use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import extractors
from extractors.training.recipe.benchmarks import load_model

FOLDER = Path(extractors.__file__).parent / "checkpoint"


def test_the_notes_agree_with_the_files() -> None:
    notes = json.loads((FOLDER / "graphmill.json").read_text(encoding="utf-8"))
    config = json.loads((FOLDER / "gliner_config.json").read_text(encoding="utf-8"))
    assert (FOLDER / notes["onnx_file"]).stat().st_size < 30e6
    assert 0 < notes["threshold"] < 1
    assert notes["capacity_words"] == config["max_len"]
    assert notes["capacity_subwords"] == config["encoder_config"]["max_position_embeddings"]
    assert f"`{notes['revision']}`" in (FOLDER / "MODEL_CARD.md").read_text(encoding="utf-8")


def test_no_machine_left_its_path_in_the_files() -> None:
    for name in ("gliner_config.json", "tokenizer_config.json", "graphmill.json"):
        assert "site-packages" not in (FOLDER / name).read_text(encoding="utf-8")
    config = json.loads((FOLDER / "gliner_config.json").read_text(encoding="utf-8"))
    for name in (config["model_name"], config["encoder_config"]["_name_or_path"]):
        assert name
        assert "/" not in name
        assert "\\" not in name


@pytest.mark.model
def test_it_finds_everyday_names() -> None:
    model = load_model(str(FOLDER))
    text = "Marie Curie won the Nobel Prize in 1903 while she worked at the University of Paris."
    labels = ["person", "organization", "award", "date"]
    found = {
        (entity["text"], entity["label"]) for entity in model.predict_entities(text, labels, threshold=0.5)
    }
    assert found == {
        ("Marie Curie", "person"),
        ("Nobel Prize", "award"),
        ("1903", "date"),
        ("University of Paris", "organization"),
    }
