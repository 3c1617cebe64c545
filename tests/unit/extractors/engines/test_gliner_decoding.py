"""Spans from logits: as the gliner package's own decoders make them, which are the measure here."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from gliner.decoding.decoder import SpanDecoder, TokenDecoder
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractors.engines.gliner.decoding import WordSpan, decode, without_crossings

SEEDS = st.integers(0, 2**32 - 1)


def once(found: list[tuple[tuple[int, int, int], float]]) -> dict[tuple[int, int, int], float]:
    """Return the scores by place and label, none of which may come twice."""
    scores = dict(found)
    assert len(scores) == len(found)
    return scores


def upstream(
    decoder: object, logits: np.ndarray, words: int, threshold: float, labels: int
) -> dict[tuple[int, int, int], float]:
    found = decoder.decode(  # type: ignore[attr-defined]
        tokens=[["x"] * words],
        id_to_classes={number + 1: str(number) for number in range(labels)},
        model_output=torch.from_numpy(logits[None]),
        flat_ner=False,
        threshold=threshold,
        multi_label=True,
    )[0]
    return once([((s.start, s.end, int(s.entity_type)), s.score) for s in found])


def ours(
    logits: np.ndarray, words: int, threshold: float, labels: int, *, token_level: bool
) -> dict[tuple[int, int, int], float]:
    found = decode(logits, words, [threshold] * labels, token_level=token_level)
    return once([((s.first, s.last, s.label), s.score) for s in found])


@settings(deadline=None, max_examples=60)
@given(SEEDS, st.integers(1, 12), st.integers(1, 4), st.sampled_from([0.3, 0.5, 0.8]))
def test_token_logits_give_the_spans_of_the_library(
    seed: int, words: int, labels: int, threshold: float
) -> None:
    logits = np.random.default_rng(seed).normal(0, 2, (words + 2, labels, 3)).astype(np.float32)
    expected = upstream(TokenDecoder(SimpleNamespace()), logits, words, threshold, labels)
    assert ours(logits, words, threshold, labels, token_level=True) == pytest.approx(expected, abs=1e-6)


# Two libraries compute the scores of this example on either side of a rounding border.
@example(276, 5, 3, 0.5)
@settings(deadline=None, max_examples=60)
@given(SEEDS, st.integers(1, 12), st.integers(1, 4), st.sampled_from([0.5, 0.8, 0.9]))
def test_span_logits_give_the_spans_of_the_library(
    seed: int, words: int, labels: int, threshold: float
) -> None:
    logits = np.random.default_rng(seed).normal(-1, 2, (words, 5, labels)).astype(np.float32)
    expected = upstream(SpanDecoder(SimpleNamespace()), logits, words, threshold, labels)
    assert ours(logits, words, threshold, labels, token_level=False) == pytest.approx(expected, abs=1e-6)


def test_each_label_has_its_own_threshold() -> None:
    logits = np.full((1, 2, 3), 1.0, dtype=np.float32)  # a score of 0.73 for both labels
    assert [s.label for s in decode(logits, 1, [0.7, 0.8], token_level=True)] == [0]


def test_nested_spans_stay_and_of_crossing_ones_the_better() -> None:
    outer, inner = WordSpan(0, 4, 0, 0.6), WordSpan(1, 2, 1, 0.9)
    better, worse = WordSpan(6, 8, 0, 0.8), WordSpan(7, 9, 0, 0.7)
    assert without_crossings([worse, outer, better, inner]) == [outer, inner, better]


@pytest.mark.filterwarnings("error")
def test_extreme_logits_are_scores_too() -> None:
    logits = np.array([[[200.0, 200.0, 200.0], [-200.0, -200.0, -200.0]]], dtype=np.float32)
    assert decode(logits, 1, [0.5, 0.5], token_level=True) == [WordSpan(0, 0, 0, 1.0)]
