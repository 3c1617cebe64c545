"""The bundled checkpoint, brought back from its eight bits, against itself."""

from __future__ import annotations

from pathlib import Path

import pytest

import extractors
from extractors.documents import Document
from extractors.engines.loading import load_extractor, model_files
from extractors.engines.settings import ExtractorSettings
from extractors.evaluation.gold import load_gold
from extractors.evaluation.scores import exact_scores
from extractors.mentions import Label, Mention
from extractors.models.files import BUNDLED
from extractors.training.packing.weights import restore_model

pytestmark = pytest.mark.model

GOLD = Path(extractors.__file__).parents[1] / "examples" / "gold" / "gold.jsonl"
LABELS = [Label(name) for name in ("person", "organization", "location", "event", "product", "date")]
ENOUGH_DOCUMENTS = 8


def test_the_restored_model_finds_the_mentions_of_the_bundled_graph(tmp_path: Path) -> None:
    files = model_files(ExtractorSettings())
    restore_model(files.folder / files.onnx_file, tmp_path)
    documents = [
        Document(each.uri, each.uri, each.text, "text/plain", "0" * 64)
        for each in load_gold(GOLD)[:ENOUGH_DOCUMENTS]
    ]

    def mentions(model: str) -> list[tuple[Mention, ...]]:
        extractor = load_extractor(ExtractorSettings(model=model), LABELS)
        return [extraction.mentions for extraction in extractor.extract(documents)]

    bundled, restored = mentions(BUNDLED), mentions(str(tmp_path))
    assert sum(map(len, bundled)) > 100
    assert exact_scores(bundled, restored).micro.f1 >= 0.95
