"""Uni-encoders without the gliner package's pipeline: the same mentions as with it, and no PyTorch for a graph."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from extractors.engines.gliner.inputs import Architecture, InputBuilder
from extractors.engines.gliner.pipeline import GlinerModel
from extractors.engines.gliner.uni_encoder_onnx import OnnxGliner
from extractors.engines.gliner.uni_encoder_torch import TorchGliner
from extractors.engines.loading import load_model, model_files
from extractors.engines.protocol import Span
from extractors.engines.settings import ExtractorSettings
from extractors.errors import ExtractorError
from extractors.mentions import Label
from extractors.models.files import ModelFiles
from extractors.segmentation.segments import segment
from tests.support.root import ROOT
from tests.support.tiny_engines import make_gliner, make_graph

EVERYDAY = [Label("person"), Label("organization"), Label("location"), Label("date"), Label("event")]
TINY = [Label("person"), Label("place")]
TEXTS = [
    "angela merkel visited microsoft in seattle",
    "the and in",
    "",
    "\u200b merkel \u200d visited the microsoft-in seattle , and angela",
    "x" * 30,
]


def sentences(*names: str) -> list[str]:
    """Return the sentences of texts of the example corpus."""
    texts = [(ROOT / "examples" / "corpus" / name).read_text(encoding="utf-8") for name in names]
    return [text[s.start : s.end] for text in texts for s in segment(text).sentences]


def predict(model: object, texts: list[str], labels: list[Label], threshold: float) -> list[list[Span]]:
    return model.predict(texts, labels, [threshold] * len(labels), None, 2)  # type: ignore[attr-defined,no-any-return]


def sorted_spans(answers: list[list[Span]]) -> list[list[tuple[int, int, str]]]:
    return [sorted((s.start, s.end, s.label) for s in spans) for spans in answers]


@pytest.mark.model
def test_the_bundled_graph_answers_as_in_the_library() -> None:
    files = model_files(ExtractorSettings())
    model = load_model(files, "cpu", "f32")
    assert isinstance(model, OnnxGliner)
    texts = sentences("inquiry-2019-opening.txt", "harwick-notice.txt")
    mine = predict(model, texts, EVERYDAY, 0.4)
    assert sum(map(len, mine)) > 20
    assert mine == predict(GlinerModel(files, "cpu"), texts, EVERYDAY, 0.4)


@pytest.mark.model
def test_the_bundled_graph_needs_no_pytorch() -> None:
    program = """
import json, sys
from extractors.engines.loading import ExtractorSettings, extract_text, load_extractor
from extractors.mentions import Label
extractor = load_extractor(ExtractorSettings(), [Label("person"), Label("location")])
found = extract_text("Angela Merkel visited Microsoft in Seattle.", extractor).mentions
print(json.dumps([[m.surface for m in found], sorted({"torch", "transformers", "gliner"} & set(sys.modules))]))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    surfaces, imported = json.loads(done.stdout)
    assert "Angela Merkel" in surfaces
    assert imported == []


@pytest.fixture(scope="module", params=["span", "token"])
def tiny(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a tiny model with PyTorch weights of each architecture."""
    return make_gliner(tmp_path_factory.mktemp("tiny"), request.param)


def files_of(folder: Path) -> ModelFiles:
    return model_files(ExtractorSettings(model=str(folder)))


def test_pytorch_weights_answer_as_in_the_library(tiny: Path) -> None:
    files = files_of(tiny)
    model = load_model(files, "cpu")
    assert isinstance(model, TorchGliner)
    mine = predict(model, TEXTS, TINY, 0.3)
    assert sum(map(len, mine)) > 0
    assert sorted_spans(mine) == sorted_spans(predict(GlinerModel(files, "cpu"), TEXTS, TINY, 0.3))


@pytest.mark.filterwarnings("ignore")
def test_a_graph_answers_as_in_the_library(tiny: Path, tmp_path: Path) -> None:
    files = files_of(make_graph(tiny, tmp_path))
    model = load_model(files, "cpu", "f32")
    assert isinstance(model, OnnxGliner)
    mine = predict(model, TEXTS, TINY, 0.3)
    assert sorted_spans(mine) == sorted_spans(predict(GlinerModel(files, "cpu"), TEXTS, TINY, 0.3))


def test_a_window_longer_than_the_model_reads_is_an_error(tiny: Path) -> None:
    with pytest.raises(ExtractorError, match="choose a smaller window_words"):
        predict(load_model(files_of(tiny), "cpu"), ["angela " * 200], TINY, 0.5)


@pytest.mark.parametrize("pooling", ["first", "last", "mean", "max"])
def test_inputs_are_those_of_the_library(tiny: Path, tmp_path: Path, pooling: str) -> None:
    config = json.loads((tiny / "gliner_config.json").read_text())
    for path in tiny.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "gliner_config.json").write_text(json.dumps(config | {"subtoken_pooling": pooling}))
    files = files_of(tmp_path)
    architecture = Architecture.of(files)
    assert architecture is not None
    builder = InputBuilder(files.folder, architecture)
    texts = ["angela merkel visited seattleites", "zzz"]
    built = builder.build([builder.words(text) for text in texts], builder.frame(("person", "place")))

    library = GlinerModel(files, "cpu")._model
    prepared = library.prepare_batch(texts, ["person", "place"])
    batch = library.collate_batch(prepared["input_x"], prepared["entity_types"])
    for name, value in built.items():
        theirs = batch.get(name, batch.get("text_lengths" if name == "text_lengths" else name))
        if name == "span_idx":
            theirs = theirs * batch["span_mask"].unsqueeze(-1)
        assert value.tolist() == theirs.tolist(), name


@pytest.mark.parametrize(
    "change",
    [
        {"words_splitter_type": "spacy"},
        {"represent_spans": True},
        {"precomputed_prompts_mode": True},
        {"subtoken_pooling": "sum"},
    ],
)
def test_what_is_unusual_is_left_to_the_library(
    tiny: Path, tmp_path: Path, change: dict[str, object]
) -> None:
    config = json.loads((tiny / "gliner_config.json").read_text()) | change
    for path in tiny.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "gliner_config.json").write_text(json.dumps(config))
    assert Architecture.of(files_of(tmp_path)) is None
