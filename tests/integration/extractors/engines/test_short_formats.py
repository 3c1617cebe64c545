"""Exported graphs in fewer bits: the architectures of the hub, the same digits alone and together, and who chooses."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import islice, permutations
from pathlib import Path

import numpy as np
import pytest

from extractors.engines.gliner.inputs import Architecture
from extractors.engines.gliner.pipeline import GlinerModel
from extractors.engines.gliner.uni_encoder_onnx import OnnxGliner
from extractors.engines.gliner.uni_encoder_openvino import OpenVinoGliner
from extractors.engines.loading import fingerprint_of, load_extractor, load_model, model_files
from extractors.engines.precision import Bits, choose_bits, runs_short_formats
from extractors.engines.settings import ExtractorSettings
from extractors.errors import ExtractorError
from extractors.mentions import Label
from extractors.models.files import ModelFiles
from extractors.segmentation.segments import segment
from tests.support.root import ROOT
from tests.support.tiny_engines import make_gliner, make_graph

pytestmark = pytest.mark.skipif(
    not runs_short_formats(), reason="OpenVINO is a dependency on x86 only; elsewhere nothing here is reached"
)

LABELS = [Label("person"), Label("place")]
EVERYDAY = [Label(name) for name in ("person", "organization", "location", "date", "event", "product")]
TEXTS = [
    "angela merkel visited microsoft in seattle",
    "the and in",
    "merkel",
    "the angela of seattle visited the microsoft-in seattle , and angela visited merkel in seattle , the seattle of merkel",
]


def network(folder: Path, bits: Bits) -> OpenVinoGliner:
    files = model_files(ExtractorSettings(model=str(folder)))
    architecture = Architecture.of(files)
    assert architecture is not None
    return OpenVinoGliner(files, "cpu", architecture, bits)


def answers(model: object, texts: list[str], labels: list[Label], threshold: float = 0.3) -> list[object]:
    found = model.predict(texts, labels, [threshold] * len(labels), None, 2)  # type: ignore[attr-defined]
    return [
        sorted((span.start, span.end, span.label, round(span.score, 3)) for span in spans) for spans in found
    ]


def logits(model: OpenVinoGliner | OnnxGliner, texts: list[str]) -> list[np.ndarray]:
    frame = model._frame(LABELS)
    words = [model._inputs.words(text) for text in texts]
    return [np.asarray(model._logits([each], frame)[0])[: len(each.offsets)] for each in words]


@pytest.fixture(scope="module", params=["span bert", "token bert", "span deberta", "token deberta"])
def exported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an exported graph of random weights, with the recurrent layer that many models of the hub have."""
    architecture, encoder = request.param.split()
    folder = tmp_path_factory.mktemp("exported")
    model = make_gliner(folder, architecture, encoder=encoder, rnn_layers=1)
    return make_graph(model, tmp_path_factory.mktemp("graph"))


def test_openvino_answers_as_the_library_does(exported: Path) -> None:
    files = model_files(ExtractorSettings(model=str(exported)))
    ours = answers(network(exported, "f32"), TEXTS, LABELS)
    assert sum(map(len, ours)) > 3  # type: ignore[arg-type]
    assert ours == answers(GlinerModel(files, "cpu"), TEXTS, LABELS)


def test_bfloat16_moves_scores_by_little(exported: Path) -> None:
    files = model_files(ExtractorSettings(model=str(exported), precision="f32"))
    exact = load_model(files, "cpu", "f32")
    assert isinstance(exact, OnnxGliner)
    for short, long in zip(logits(network(exported, "bf16"), TEXTS), logits(exact, TEXTS), strict=True):
        # What lies outside of a text is minus infinity in both, or very small.
        seen = long > -1e3
        assert np.abs(short - long)[seen].max() < 0.15


@pytest.mark.parametrize("architecture", ["bi-encoder span", "bi-encoder token"])
def test_bi_encoders_answer_nearly_as_in_32_bits(architecture: str, tmp_path: Path) -> None:
    graph = make_graph(make_gliner(tmp_path, architecture), tmp_path / "graph")
    files = model_files(ExtractorSettings(model=str(graph)))
    exact, short = (
        load_model(files, "cpu", precision).predict(TEXTS * 4, LABELS, [0.2, 0.2], None, 2)
        for precision in ("f32", "bf16")
    )
    scores = [
        {(s.start, s.end, s.label): s.score for spans in each for s in spans} for each in (exact, short)
    ]
    both = scores[0].keys() & scores[1].keys()
    assert len(both) > 10
    assert 2 * len(both) > 0.9 * (len(scores[0]) + len(scores[1]))
    assert max(abs(scores[0][span] - scores[1][span]) for span in both) < 0.05


@pytest.mark.model
@pytest.mark.parametrize("bits", ["bf16", "int8"])
def test_an_answer_is_the_same_alone_and_beside_others(bits: Bits) -> None:
    model = load_model(model_files(ExtractorSettings()), "cpu", bits)
    text = (ROOT / "examples" / "corpus" / "inquiry-2019-opening.txt").read_text(encoding="utf-8")
    texts = [text[each.start : each.end] for each in segment(text).sentences][:24]
    alone = [model.predict([each], EVERYDAY, [0.3] * 6, None, 1)[0] for each in texts]
    assert sum(map(len, alone)) > 20
    for number in (7, 70_001):
        (order,) = islice(permutations(range(len(texts))), number, number + 1)
        together = model.predict([texts[i] for i in order], EVERYDAY, [0.3] * 6, None, 2)
        assert together == [alone[i] for i in order]


@pytest.mark.model
@pytest.mark.parametrize(("bits", "least"), [("bf16", 0.99), ("int8", 0.98)])
def test_short_formats_find_the_same_mentions(bits: Bits, least: float) -> None:
    texts = [
        (ROOT / "examples" / "corpus" / name).read_text(encoding="utf-8")
        for name in ("inquiry-2019-opening.txt", "harwick-notice.txt", "inquiry-2021-adusei.txt")
    ]
    files = model_files(ExtractorSettings())
    found = []
    for precision in ("f32", bits):
        spans = load_model(
            files, "cpu", precision
        ).predict(  # type: ignore[arg-type]
            [text[:400] for text in texts], EVERYDAY, [0.5] * 6, None, 2
        )
        found.append({(i, s.start, s.end, s.label) for i, each in enumerate(spans) for s in each})
    exact, short = found
    assert len(exact) > 15
    assert 2 * len(exact & short) / (len(exact) + len(short)) >= least


@pytest.mark.model
def test_nothing_is_told_to_the_maker_of_openvino(tmp_path: Path) -> None:
    program = """
import sys, urllib.request
asked = []
urllib.request.urlopen = lambda *arguments, **options: asked.append(arguments)
from extractors.engines.loading import ExtractorSettings, extract_text, load_extractor
from extractors.mentions import Label
extractor = load_extractor(ExtractorSettings(precision="bf16"), [Label("person")])
assert extract_text("Angela Merkel visited Seattle.", extractor).mentions
assert "openvino" in sys.modules and "openvino_telemetry" not in sys.modules
print(len(asked))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=os.environ | {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.strip() == "0"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("flags", "bits"),
    [
        ({"avx2", "fma"}, "f32"),
        ({"avx2", "avx_vnni"}, "f32"),
        ({"avx512f", "avx512_vnni"}, "int8"),
        ({"avx512f", "avx512_vnni", "avx512_bf16"}, "bf16"),
        ({"avx512_vnni", "amx_bf16", "amx_int8"}, "bf16"),
        (set(), "f32"),
    ],
)
def test_auto_chooses_what_the_processor_does_natively(flags: set[str], bits: str) -> None:
    choice = choose_bits("auto", frozenset(flags))
    assert choice.bits == bits
    assert choice.why
    assert choose_bits("bf16", frozenset(flags)).bits == "bf16"


@pytest.mark.model
def test_a_pinned_precision_is_what_runs_and_no_other_evidence() -> None:
    labels = [Label("person")]
    names = {
        precision: fingerprint_of(ExtractorSettings(precision=precision), labels)
        for precision in ("auto", "f32", "bf16", "int8")
    }
    assert len(set(names.values())) == 1
    files = model_files(ExtractorSettings())
    assert isinstance(load_model(files, "cpu", "f32"), OnnxGliner)
    assert isinstance(load_model(files, "cpu", "bf16"), OpenVinoGliner)


def test_eight_bits_of_a_graph_that_has_none_are_refused(exported: Path) -> None:
    with pytest.raises(ExtractorError, match="needs weights of eight bits"):
        load_extractor(ExtractorSettings(model=str(exported), precision="int8"), LABELS)


def test_a_precision_for_weights_that_no_processor_runs_so_is_refused(tmp_path: Path) -> None:
    folder = make_gliner(tmp_path, "token")
    with pytest.raises(ExtractorError, match="exported graphs"):
        load_extractor(ExtractorSettings(model=str(folder), precision="bf16"), LABELS)


def test_a_graph_that_cannot_be_run_in_few_bits_runs_in_32(
    exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from extractors.engines.gliner import engine
    from extractors.engines.precision import Choice

    monkeypatch.setattr(engine, "choose_bits", lambda _: Choice("int8", "VNNI"))
    files: ModelFiles = model_files(ExtractorSettings(model=str(exported)))
    assert isinstance(load_model(files, "cpu"), OnnxGliner)
