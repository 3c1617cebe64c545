"""GLiNER models that read labels and text in one pass (uni-encoders), whatever computes the pass."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from extractors.engines.batching import run_passes
from extractors.engines.gliner.decoding import WordSpan, decode
from extractors.engines.gliner.inputs import Architecture, Frame, InputBuilder, Words
from extractors.engines.precision import Bits
from extractors.engines.protocol import SCORE_DIGITS, Limits, Span
from extractors.errors import ExtractorError
from extractors.mentions import Label
from extractors.models.files import ModelFiles

if TYPE_CHECKING:
    from extractors.engines.gliner.decoding import Logits

Pass = Callable[[list[int]], list[list[Span]]]
"""Runs one pass of the texts of these numbers and returns the spans of each."""


class PromptedGliner(ABC):
    """A loaded uni-encoder as the windowing needs it; subclasses compute the logits and may choose the batches."""

    bits: Bits = "f32"
    """In what the network is computed."""

    def __init__(self, files: ModelFiles, device: str, architecture: Architecture) -> None:
        self._device = device
        self._architecture = architecture
        self._inputs = InputBuilder(files.folder, architecture)

    @property
    def limits(self) -> Limits:
        """Words by the model's configuration, subtokens by its tokenizer and position embeddings, labels by its training."""
        return self._architecture.limits

    def prompt(self, label: Label) -> str:
        """Return the label's words; these models read no descriptions."""
        return label.asked

    def count_subtokens(self, words: Sequence[str]) -> list[int]:
        """Return how many subtokens each word takes."""
        return [len(ids) for ids in self._inputs.subtokens(words)]

    def count_prompt(self, labels: Sequence[Label]) -> int:
        """Return how many subtokens label prompt, separators and special tokens take."""
        return len(self._frame(labels))

    def predict(
        self,
        texts: Sequence[str],
        labels: Sequence[Label],
        thresholds: Sequence[float],
        batch_size: int | None,
        threads: int | None,
    ) -> list[list[Span]]:
        """Return for each text every span whose score reaches its label's threshold, overlapping ones included."""
        frame = self._frame(labels)
        # Rounding may lift a score to its threshold, so the model is asked for a little more than is wanted.
        least = [threshold - 10**-SCORE_DIGITS for threshold in thresholds]

        words = [self._inputs.words(text) for text in texts]
        # The longest first, so that no thread is left alone with one at the end.
        order = sorted((i for i, one in enumerate(words) if one.offsets), key=lambda i: -words[i].total)
        lengths = [len(frame) + words[i].total for i in order]
        if lengths:
            self._check_length(lengths[0])

        def run(batch: list[int]) -> list[list[Span]]:
            together = [words[i] for i in batch]
            return [
                _spans(
                    one,
                    decode(rows, len(one.offsets), least, token_level=self._architecture.token_level),
                    labels,
                    thresholds,
                )
                for one, rows in zip(together, self._logits(together, frame), strict=True)
            ]

        answers = self._run_passes(order, lengths, run, batch_size, threads)
        return [answers.get(i, []) for i in range(len(texts))]

    def _run_passes(
        self,
        order: Sequence[int],
        lengths: Sequence[int],
        run: Pass,
        batch_size: int | None,
        threads: int | None,
    ) -> dict[int, list[Span]]:
        """Return the spans of the texts in ``order``, the longest first, which take ``lengths`` subtokens."""
        del lengths
        return run_passes(order, run, self._device, batch_size, threads)

    @abstractmethod
    def _logits(self, batch: Sequence[Words], frame: Frame) -> Sequence[Logits]:
        """Return the logits of each text, see `extractors.engines.gliner.decoding.decode`."""

    def _frame(self, labels: Sequence[Label]) -> Frame:
        return self._inputs.frame(tuple(label.asked for label in labels))

    def _check_length(self, longest: int) -> None:
        if longest > self._architecture.limits.subtokens:
            raise ExtractorError(
                f"a window takes {longest} subtokens with its labels and the model reads "
                f"{self._architecture.limits.subtokens}: choose a smaller window_words"
            )


def _spans(
    words: Words, found: Sequence[WordSpan], labels: Sequence[Label], thresholds: Sequence[float]
) -> list[Span]:
    result = []
    for span in found:
        score = round(span.score, SCORE_DIGITS)
        if score >= thresholds[span.label]:
            start, end = words.offsets[span.first][0], words.offsets[span.last][1]
            result.append(Span(start, end, labels[span.label].name, score))
    return result
