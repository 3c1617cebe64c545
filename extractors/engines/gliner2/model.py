"""Extraction with models of the optional ``gliner2`` package, which read a description beside each label."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import Any

from extractors.engines.batching import run_passes
from extractors.engines.devices import available_processors
from extractors.engines.gliner2.library import prompt_of
from extractors.engines.protocol import SCORE_DIGITS, Limits, Span
from extractors.mentions import Label
from extractors.models.files import ModelFiles

# The package sets no bound of its own on words or labels; the window target and the label prompt decide.
_USUAL_WORDS = 384
_ANY_NUMBER = 10**6
_USUAL_SUBTOKENS = 512


class Gliner2Model:
    """A loaded GLiNER2 model of either of the package's architectures, shared by all extractors of the process.

    On a processor every window is a pass of its own, so that its scores depend on nothing but the window.
    """

    def __init__(self, files: ModelFiles, device: str) -> None:
        self._device = device
        self._model = _load(files, device)
        self._processor = self._model.processor
        self._tokenizer = self._processor.tokenizer
        known = [
            self._tokenizer.model_max_length,
            getattr(self._model.encoder.config, "max_position_embeddings", None),
        ]
        subtokens = min((int(n) for n in known if n and 0 < n < _ANY_NUMBER), default=_USUAL_SUBTOKENS)
        self._limits = Limits(int(self._model.config.max_len or _USUAL_WORDS), subtokens, _ANY_NUMBER)
        # The library runs tokenizer and model in one call, and a tokenizer must not be used by two threads at once.
        self._running = Lock()

    @property
    def limits(self) -> Limits:
        """Words by the model's configuration, subtokens by its tokenizer and position embeddings, any number of labels."""
        return self._limits

    def prompt(self, label: Label) -> str:
        """Return the label's words, and its description where it has one."""
        return prompt_of(label)

    def count_subtokens(self, words: Sequence[str]) -> list[int]:
        """Return how many subtokens each word takes; the model reads text in lower case."""
        with self._running:
            return [len(self._tokenizer.tokenize(word.lower())) for word in words]

    def count_prompt(self, labels: Sequence[Label]) -> int:
        """Return how many subtokens the schema takes, with the full stop that the library may add to a text."""
        schema = self._schema(labels, [1.0] * len(labels))
        with self._running:
            return len(self._processor.transform_record(".", schema).input_ids)

    def predict(
        self,
        texts: Sequence[str],
        labels: Sequence[Label],
        thresholds: Sequence[float],
        batch_size: int | None,
        threads: int | None,
    ) -> list[list[Span]]:
        """Return for each text every span whose score reaches its label's threshold, overlapping ones included."""
        import torch

        least = [max(threshold - 10**-SCORE_DIGITS, 0.0) for threshold in thresholds]
        schema = self._schema(labels, least)
        names = {
            label.asked: (label.name, threshold) for label, threshold in zip(labels, thresholds, strict=True)
        }
        order = sorted(range(len(texts)), key=lambda i: (len(texts[i]), i))

        def run(batch: list[int]) -> list[list[Span]]:
            with torch.inference_mode():
                answers = self._model.batch_extract(
                    [texts[i] for i in batch],
                    schema,
                    batch_size=len(batch),
                    threshold=min(least),
                    include_confidence=True,
                    include_spans=True,
                    overlap_policy="allow",
                )
            return [
                list(_spans(answer.get("entities", {}), names, len(texts[i])))
                for i, answer in zip(batch, answers, strict=True)
            ]

        with self._running:
            if self._device == "cpu":
                torch.set_num_threads(threads or available_processors())
            # One pass at a time, as the library holds tokenizer and model together; on a processor it has all threads.
            answers = run_passes(order, run, self._device, batch_size, threads=1)
        return [answers[i] for i in range(len(texts))]

    def _schema(self, labels: Sequence[Label], thresholds: Sequence[float]) -> Any:
        entities: dict[str, dict[str, Any]] = {}
        for label, threshold in zip(labels, thresholds, strict=True):
            entities[label.asked] = {"threshold": threshold, "dtype": "list"}
            if label.description:
                entities[label.asked]["description"] = label.description
        return self._model.create_schema().entities(entities)


def _load(files: ModelFiles, device: str) -> Any:
    from gliner2 import AutoExtractor
    from transformers.utils import logging as transformers_logging

    # A word of invisible characters alone has no subtokens; the library copes and would warn of each.
    logging.getLogger("gliner2.processor").setLevel(logging.ERROR)
    verbosity = transformers_logging.get_verbosity()
    transformers_logging.set_verbosity(
        logging.ERROR
    )  # it takes the package's own configuration for a mistake
    try:
        model = AutoExtractor.from_pretrained(str(files.folder), map_location=device)
    finally:
        transformers_logging.set_verbosity(verbosity)
    model.eval()
    return model


def _spans(entities: dict[str, Any], names: dict[str, tuple[str, float]], length: int) -> Iterator[Span]:
    for asked, found in entities.items():
        name, threshold = names[asked]
        for entity in found:
            score = round(float(entity["confidence"]), SCORE_DIGITS)
            # The library ends a text with a full stop of its own, which a span may take in.
            start, end = int(entity["start"]), min(int(entity["end"]), length)
            if score >= threshold and start < end:
                yield Span(start, end, name, score)
