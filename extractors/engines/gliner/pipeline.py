"""Extraction with GLiNER models: exported graphs, PyTorch weights, and what only the gliner package itself can run."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from threading import Lock
from typing import Any

from extractors.engines.batching import run_passes
from extractors.engines.gliner.inputs import UNLIMITED, least_known
from extractors.engines.gliner.library import load_gliner
from extractors.engines.precision import Bits
from extractors.engines.protocol import SCORE_DIGITS, Limits, Span
from extractors.errors import ExtractorError
from extractors.mentions import Label
from extractors.models.files import ModelFiles
from extractors.segmentation.windows import words_of


class GlinerModel:
    """A loaded GLiNER model that runs in the gliner package's own pipeline: bi-encoders and whatever else is unusual.

    Windows are read as `extractors.engines.batching.run_passes` says: one by one on a processor, those of like length together elsewhere.
    """

    def __init__(self, files: ModelFiles, device: str, bits: Bits = "f32") -> None:
        self._device = device
        self.bits = bits
        self._model = load_gliner(files, device, bits)
        config, self._tokenizer = self._model.config, self._model.data_processor.transformer_tokenizer
        self._limits = _limits(config, self._tokenizer)
        self._class_axis = -2 if config.span_mode == "token_level" else -1
        # Far above any window, so that nothing in the library can cut a text in silence; what is too long fails instead.
        config.max_len = UNLIMITED
        self._tokenizer.model_max_length = UNLIMITED
        self._split = (
            _split_words
            if config.words_splitter_type == "whitespace"
            else self._model.data_processor.words_splitter
        )
        self._model.data_processor.words_splitter = self._audible_words
        self._audible = lru_cache(maxsize=1 << 16)(self._has_subtokens)
        self._collator = self._model.create_collator()
        # A fast tokenizer keeps its padding and truncation as state and must not be used by two threads at once.
        self._preparing = Lock()

    @property
    def limits(self) -> Limits:
        """Words by the model's configuration, subtokens by its tokenizer and position embeddings, labels by its training."""
        return self._limits

    def prompt(self, label: Label) -> str:
        """Return the label's words; these models read no descriptions."""
        return label.asked

    def count_subtokens(self, words: Sequence[str]) -> list[int]:
        """Return how many subtokens each word takes."""
        with self._preparing:
            encoded = self._tokenizer(
                list(words),
                is_split_into_words=True,
                add_special_tokens=False,
                truncation=False,
                verbose=False,
            )
        counts = Counter(encoded.word_ids())
        return [counts[number] for number in range(len(words))]

    def count_prompt(self, labels: Sequence[Label]) -> int:
        """Return how many subtokens label prompt, separators and special tokens take."""
        prompt, _ = self._model.data_processor.prepare_inputs([[]], [label.asked for label in labels])
        with self._preparing:
            encoded = self._tokenizer(prompt, is_split_into_words=True, truncation=False, verbose=False)
        return len(encoded["input_ids"][0])

    def predict(
        self,
        texts: Sequence[str],
        labels: Sequence[Label],
        thresholds: Sequence[float],
        batch_size: int | None,
        threads: int | None,
    ) -> list[list[Span]]:
        """Return for each text every span whose score reaches its label's threshold, overlapping ones included.

        ``batch_size`` counts on accelerators only, ``threads`` (all processors of this process by default) only elsewhere.
        """
        with self._preparing:
            heard = [i for i, text in enumerate(texts) if next(self._audible_words(text), None)]
        order = sorted(heard, key=lambda i: (len(texts[i]), i))
        answers = run_passes(
            order,
            lambda batch: self._predict_batch([texts[i] for i in batch], labels, thresholds),
            self._device,
            batch_size,
            threads,
        )
        return [answers.get(i, []) for i in range(len(texts))]

    def _predict_batch(
        self, texts: list[str], labels: Sequence[Label], thresholds: Sequence[float]
    ) -> list[list[Span]]:
        prompts = [label.asked for label in labels]
        with self._preparing:
            prepared = self._model.prepare_batch(texts, prompts)
            batch = self._model.collate_batch(prepared["input_x"], prepared["entity_types"], self._collator)
        subtokens = batch["input_ids"].shape[1]
        if subtokens > self._limits.subtokens:
            raise ExtractorError(
                f"a window takes {subtokens} subtokens with its labels and the model reads {self._limits.subtokens}: "
                "choose a smaller window_words"
            )
        # Rounding may lift a score to its threshold, so the model is asked for a little more than is wanted.
        least = [threshold - 10**-SCORE_DIGITS for threshold in thresholds]
        output = self._run(batch, prompts, min(least))
        self._silence_labels_below(output, least)
        decoded = self._model.decode_batch(
            output, batch, threshold=min(least), flat_ner=False, multi_label=True
        )
        found = self._model.map_entities_to_text(
            decoded,
            prepared["valid_texts"],
            prepared["valid_to_orig_idx"],
            prepared["start_token_map"],
            prepared["end_token_map"],
            prepared["num_original"],
        )
        names = {
            label.asked: (label.name, threshold) for label, threshold in zip(labels, thresholds, strict=True)
        }
        return [list(_spans(entities, names)) for entities in found]

    def _run(self, batch: dict[str, Any], prompts: Sequence[str], threshold: float) -> Any:
        """Run the network on one batch; ``prompts`` are in it already, where it reads them with the text."""
        del prompts
        return self._model.run_batch(batch, threshold=threshold)

    def _audible_words(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield the words of ``text`` without those that the tokenizer drops (zero-width and control characters).

        The library pairs words with their first subtokens by counting, so that each dropped word would shift every
        mention after it by one word.
        """
        for word, start, end in self._split(text):
            if (word.isascii() and word.isprintable()) or self._audible(word):
                yield word, start, end

    def _has_subtokens(self, word: str) -> bool:
        return bool(self._tokenizer([word], is_split_into_words=True, add_special_tokens=False)["input_ids"])

    def _silence_labels_below(self, output: Any, thresholds: Sequence[float]) -> None:
        """Take out what misses its own label's threshold before the library resolves crossings by the lowest one."""
        import torch

        if len(set(thresholds)) == 1:
            return
        logits = torch.as_tensor(output.logits)
        shape = [1] * logits.dim()
        shape[self._class_axis] = len(thresholds)
        bounds = torch.tensor([math.log(t / (1 - t)) if 0 < t < 1 else -math.inf for t in thresholds])
        bounds = bounds.to(logits).reshape(shape)
        output.logits = logits.masked_fill(logits < bounds, -math.inf)


def _limits(config: Any, tokenizer: Any) -> Limits:
    positions = getattr(getattr(config, "encoder_config", None), "max_position_embeddings", None)
    subtokens = least_known(tokenizer.model_max_length, positions)
    if config.words_splitter_type != "whitespace":
        subtokens = subtokens * 3 // 4  # such a splitter's words are not those the windows are planned with
    return Limits(int(config.max_len), subtokens, int(config.max_types))


def _split_words(text: str) -> Iterator[tuple[str, int, int]]:
    for start, end in words_of(text):
        yield text[start:end], start, end


def _spans(entities: list[dict[str, Any]], names: dict[str, tuple[str, float]]) -> Iterator[Span]:
    for entity in entities:
        name, threshold = names[entity["label"]]
        score = round(float(entity["score"]), SCORE_DIGITS)
        if score >= threshold:
            yield Span(int(entity["start"]), int(entity["end"]), name, score)
