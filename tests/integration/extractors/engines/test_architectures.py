"""Every architecture that can be loaded, small and of random weights: found by its files, and answering as its library does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from extractors.engines.gliner.bi_encoder import BiEncoderModel
from extractors.engines.loading import extract_text, fingerprint_of, load_extractor, load_model, model_files
from extractors.engines.protocol import Span
from extractors.engines.settings import ExtractorSettings
from extractors.errors import ExtractorError
from extractors.mentions import Extraction, Label
from tests.support.tiny_engines import (
    ARCHITECTURES,
    make_gliner,
    make_gliner2,
    make_graph,
    make_graph_of_embeddings,
)

LABELS = (Label("Person"), Label("Place", prompt="place"), Label("the_company"))
PROMPTS = [label.asked for label in LABELS]
TEXTS = (
    "Angela Merkel visited Microsoft in Seattle.",
    "Seattle",
    "the and the place, in the place and in Seattle. Angela visited the person and Microsoft in 2019.",
)
LONG = (
    "😀 Angela Merkel visited Microsoft in Seattle.\r\n\r\nE\u0301douard \u200b visited 東京. "
    + " ".join(TEXTS) * 8
)
THRESHOLD = 0.45

Make = Callable[[str], Path]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Give the folder of a model by its architecture, with " graph" for an exported one; each is made once."""
    folders: dict[str, Path] = {}

    def make(name: str) -> Path:
        if name not in folders:
            folder = tmp_path_factory.mktemp(name.replace(" ", "-"))
            architecture, _, form = name.partition(" graph")
            if name.startswith("gliner2"):
                folders[name] = make_gliner2(folder, name.partition(" ")[2])
            elif " graph" in name:
                folders[name] = make_graph(make(architecture), folder)
            else:
                assert not form
                folders[name] = make_gliner(folder, name)
        return folders[name]

    return make


GLINER = [*ARCHITECTURES, *(f"{name} graph" for name in ARCHITECTURES)]
ALL = [*GLINER, "gliner2 span", "gliner2 boundary"]


def rounded(spans: Sequence[Span]) -> list[tuple[int, int, str, float]]:
    return sorted((s.start, s.end, s.label, round(s.score, 3)) for s in spans)


@pytest.mark.parametrize("name", GLINER)
def test_a_gliner_model_answers_as_its_library_does(made: Make, name: str) -> None:
    from gliner import GLiNER

    folder = made(name)
    files = model_files(ExtractorSettings(model=str(folder)))
    assert (files.engine, bool(files.onnx_file)) == ("gliner", name.endswith("graph"))
    library = GLiNER.from_pretrained(
        str(folder), local_files_only=True, load_onnx_model=bool(files.onnx_file)
    )
    answers = load_model(files, precision="f32").predict(TEXTS, LABELS, [THRESHOLD] * len(LABELS), 1, 1)
    names = dict(zip(PROMPTS, (label.name for label in LABELS), strict=True))
    found = 0
    for text, answer in zip(TEXTS, answers, strict=True):
        wanted = library.inference([text], PROMPTS, flat_ner=False, multi_label=True, threshold=THRESHOLD)[0]
        expected = {(e["start"], e["end"], names[e["label"]]): e["score"] for e in wanted}
        got = {(s.start, s.end, s.label): s.score for s in answer}
        assert got == pytest.approx(expected, abs=2e-3)
        found += len(got)
    assert found > 5


@pytest.mark.parametrize("name", ["gliner2 span", "gliner2 boundary"])
def test_a_gliner2_model_answers_as_its_library_does(made: Make, name: str) -> None:
    from gliner2 import AutoExtractor

    folder = made(name)
    files = model_files(ExtractorSettings(model=str(folder)))
    assert (files.engine, files.onnx_file) == ("gliner2", "")
    library = AutoExtractor.from_pretrained(str(folder))
    answers = load_model(files).predict(TEXTS, LABELS, [THRESHOLD] * len(LABELS), 1, 1)
    names = dict(zip(PROMPTS, (label.name for label in LABELS), strict=True))
    found = 0
    for text, answer in zip(TEXTS, answers, strict=True):
        schema = library.create_schema().entities(
            {p: {"threshold": THRESHOLD, "dtype": "list"} for p in PROMPTS}
        )
        wanted = library.batch_extract(
            [text],
            schema,
            threshold=THRESHOLD,
            include_confidence=True,
            include_spans=True,
            overlap_policy="allow",
        )[0]["entities"]
        expected = {
            (e["start"], min(e["end"], len(text)), names[label]): e["confidence"]
            for label, entities in wanted.items()
            for e in entities
            if e["start"] < len(text)
        }
        got = {(s.start, s.end, s.label): s.score for s in answer}
        assert got == pytest.approx(expected, abs=2e-3)
        found += len(got)
    assert found > 5


def check(found: Extraction) -> None:
    text = found.document.text
    assert found.mentions
    assert all(text[m.start : m.end] == m.surface for m in found.mentions)
    assert all(left.end <= right.start for left, right in pairwise(found.mentions))
    for mention in found.mentions:
        assert sum(s.start <= mention.start and mention.end <= s.end for s in found.sentences) == 1


@pytest.mark.parametrize("name", ALL)
def test_one_setting_loads_it_and_offsets_quote_the_text(made: Make, name: str) -> None:
    settings = ExtractorSettings(model=str(made(name)), threshold=0.2, window_words=24)
    extractor = load_extractor(settings, LABELS)
    found = extract_text(LONG, extractor)
    check(found)
    assert max(m.end for m in found.mentions) > len(LONG) - 120
    assert extractor.extract([found.document])[0] == found


@pytest.mark.parametrize("name", ALL)
def test_the_fingerprint_is_made_of_files_and_settings_alone(made: Make, name: str) -> None:
    settings = ExtractorSettings(model=str(made(name)), threshold=THRESHOLD)
    labels = (*LABELS, Label("thing", description="anything at all", threshold=0.7))
    assert load_extractor(settings, labels).fingerprint == fingerprint_of(settings, labels)


@pytest.mark.parametrize("name", ["bi-encoder span", "bi-encoder token"])
def test_a_label_is_embedded_once_for_all_windows_documents_and_extractors(
    made: Make, name: str, tmp_path: Path
) -> None:
    folder = make_gliner(tmp_path, name)  # a model of its own, whose embeddings no other test has made
    model = load_model(model_files(ExtractorSettings(model=str(folder))))
    assert isinstance(model, BiEncoderModel)
    layer = model._model.model.token_rep_layer
    labels_read: list[int] = []
    texts_read: list[int] = []
    layer.labels_encoder.register_forward_hook(lambda *_: labels_read.append(1))
    layer.bert_layer.register_forward_hook(lambda *_: texts_read.append(1))
    settings = ExtractorSettings(model=str(folder), threshold=THRESHOLD, window_words=24)
    extractor = load_extractor(settings, LABELS)
    # Windows that come again are not read again, so each is another.
    texts = [f"{text} And {number} in the place." for number in range(8) for text in TEXTS]
    documents = [extract_text(text, extractor).document for text in texts]
    extractor.extract(documents)
    assert len(texts_read) > 20
    assert len(labels_read) == len(LABELS)
    load_extractor(settings, [*LABELS, Label("thing")]).extract(documents)
    assert len(labels_read) == len(LABELS) + 1


def test_a_bi_encoder_takes_any_number_of_labels_in_one_pass(made: Make, tmp_path: Path) -> None:
    many = [*LABELS, *(Label(f"thing number {n}") for n in range(60))]
    folder = make_gliner(tmp_path, "bi-encoder span")
    model: Any = load_model(model_files(ExtractorSettings(model=str(folder))))
    passes: list[int] = []
    model._model.model.token_rep_layer.bert_layer.register_forward_hook(lambda *_: passes.append(1))
    settings = ExtractorSettings(model=str(folder), threshold=0.01)
    few = extract_text(TEXTS[0], load_extractor(settings, LABELS))
    assert passes == [1]
    assert {m.type for m in few.mentions} <= {label.name for label in LABELS}
    spans = model.predict(TEXTS[:1], many, [0.01] * len(many), 1, 1)[0]
    assert passes == [1, 1]
    alone = model.predict(TEXTS[:1], LABELS, [0.01] * len(LABELS), 1, 1)[0]
    names = {label.name for label in LABELS}
    assert rounded([s for s in spans if s.label in names]) == rounded(alone)


@pytest.mark.parametrize("name", ["bi-encoder span", "bi-encoder token", "bi-encoder token graph"])
def test_a_silenced_label_of_a_bi_encoder_changes_no_other(made: Make, name: str) -> None:
    model = load_model(model_files(ExtractorSettings(model=str(made(name)))))
    silenced = model.predict(TEXTS, LABELS, [1.0, 0.2, 0.2], 1, 1)
    without = model.predict(TEXTS, LABELS[1:], [0.2, 0.2], 1, 1)
    assert [rounded(spans) for spans in silenced] == [rounded(spans) for spans in without]
    assert any(silenced)


def test_a_label_too_long_for_its_encoder_is_refused(made: Make) -> None:
    settings = ExtractorSettings(model=str(made("bi-encoder span")))
    with pytest.raises(ExtractorError, match=r"label 'long' takes 202 subtokens .* reads 128"):
        load_extractor(settings, [Label("person"), Label("long", prompt="person " * 200)])


def test_a_poly_encoder_fuses_labels_and_text_after_they_are_encoded(tmp_path: Path) -> None:
    from gliner import GLiNER

    folder = make_gliner(tmp_path, "bi-encoder span", fusion="l2l-l2t-t2t")
    library = GLiNER.from_pretrained(str(folder), local_files_only=True)
    answer = load_model(model_files(ExtractorSettings(model=str(folder)))).predict(
        TEXTS[:1], LABELS, [THRESHOLD] * 3, 1, 1
    )[0]
    wanted = library.inference([TEXTS[0]], PROMPTS, flat_ner=False, multi_label=True, threshold=THRESHOLD)[0]
    assert len(answer) == len(wanted) > 0
    check(
        extract_text(LONG, load_extractor(ExtractorSettings(model=str(folder), threshold=THRESHOLD), LABELS))
    )


def test_a_graph_that_reads_embeddings_gets_them_from_the_weights_beside_it(
    made: Make, tmp_path: Path
) -> None:
    weights = made("bi-encoder token")
    graph = make_graph_of_embeddings(weights, tmp_path / "graph")
    settings = ExtractorSettings(model=str(graph), threshold=THRESHOLD)
    with pytest.raises(ExtractorError, match=r"put model\.safetensors beside the graph"):
        load_extractor(settings, LABELS)
    (graph / "model.safetensors").write_bytes((weights / "model.safetensors").read_bytes())
    by_graph = ExtractorSettings(model=str(graph), onnx_file="model.onnx", threshold=THRESHOLD)
    by_weights = ExtractorSettings(model=str(weights), threshold=THRESHOLD)
    found = extract_text(TEXTS[2], load_extractor(by_graph, LABELS))
    expected = extract_text(TEXTS[2], load_extractor(by_weights, LABELS))
    assert [(m.start, m.end, m.type) for m in found.mentions] == [
        (m.start, m.end, m.type) for m in expected.mentions
    ]
    assert found.mentions
