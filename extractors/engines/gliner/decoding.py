"""From a GLiNER model's logits to spans of words, without the gliner package, by the rules of its decoders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Logits = NDArray[np.float32]


class WordSpan(NamedTuple):
    """A span of words, both ends included, with the number of its label in the prompt and its score."""

    first: int
    last: int
    label: int
    score: float


def decode(logits: Logits, words: int, thresholds: Sequence[float], *, token_level: bool) -> list[WordSpan]:
    """Return the spans of one text in order, nested ones included; of two that cross only the better one.

    ``logits`` has the shape (words or more, labels, 3: start, end, inside) of token models or (words or more, widths,
    labels) of span models. ``thresholds`` has one value a label, from 0 to 1.
    """
    import numpy as np

    with np.errstate(over="ignore"):
        scores = (1 / (1 + np.exp(-logits[:words]))).astype(np.float32, copy=False)
    find = _from_tokens if token_level else _from_spans
    return without_crossings(find(scores, np.asarray(thresholds, dtype=np.float32)))


def _from_tokens(scores: Logits, thresholds: NDArray[np.float32]) -> Iterable[WordSpan]:
    """Pair every start with every end of its label after it, if every word between is inside; the score is the least of all."""
    enough = scores > thresholds[:, None]
    starts = list(zip(*(at.tolist() for at in enough[:, :, 0].nonzero()), strict=True))
    ends = list(zip(*(at.tolist() for at in enough[:, :, 1].nonzero()), strict=True))
    for first, label in starts:
        for last, end_label in ends:
            if end_label != label or last < first:
                continue
            inside = float(scores[first : last + 1, label, 2].min())
            if inside >= thresholds[label]:
                least = min(inside, float(scores[first, label, 0]), float(scores[last, label, 1]))
                yield WordSpan(first, last, label, least)


def _from_spans(scores: Logits, thresholds: NDArray[np.float32]) -> Iterable[WordSpan]:
    words = len(scores)
    for first, width, label in zip(*(at.tolist() for at in (scores > thresholds).nonzero()), strict=True):
        if first + width < words:
            yield WordSpan(first, first + width, label, float(scores[first, width, label]))


def without_crossings(spans: Iterable[WordSpan]) -> list[WordSpan]:
    """Take the spans from the best to the worst, leave out each that crosses one taken before, and sort by start."""
    taken: list[WordSpan] = []
    for span in sorted(spans, key=lambda span: -span.score):
        if not any(_cross(span, other) for other in taken):
            taken.append(span)
    return sorted(taken, key=lambda span: span.first)


def _cross(one: WordSpan, other: WordSpan) -> bool:
    """Tell whether two spans overlap and neither holds the other."""
    return (
        one.first < other.first <= one.last < other.last or other.first < one.first <= other.last < one.last
    )
