"""GLiNER models that read texts and labels with two encoders: bi-encoders, and poly-encoders, which fuse the two after.

A label's embedding depends on the label alone (Humeau et al. 2020, https://arxiv.org/abs/1905.01969), so it is made once and
serves every window of every document. Labels take no room from the text, so that any number of them fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from threading import Lock
from typing import Any

from extractors.engines.gliner.library import load_gliner
from extractors.engines.gliner.pipeline import GlinerModel
from extractors.engines.precision import Bits
from extractors.engines.protocol import Limits
from extractors.errors import ExtractorError
from extractors.mentions import Label
from extractors.models.files import ModelFiles, choose_weights

# Labels are no part of what the text encoder reads, so that any number of them goes into one pass.
_ANY_NUMBER = 10**6
_KEPT_EMBEDDINGS = 1 << 12


class BiEncoderModel(GlinerModel):
    """A loaded GLiNER model with an encoder of its own for labels, shared like `GlinerModel`.

    An exported graph comes in two forms. One takes embeddings of labels, which are made by the PyTorch weights in the same folder.
    The other takes labels and embeds them again in every pass, as nothing inside a graph can be reached from without.
    """

    def __init__(self, files: ModelFiles, device: str, bits: Bits = "f32") -> None:
        super().__init__(files, device, bits)
        self._files = files
        processor = self._model.data_processor
        self._labels_tokenizer = processor.labels_tokenizer
        inputs = self._model.model.input_names if files.onnx_file else {"labels_embeds"}
        self._input = next((name for name in ("labels_embeds", "labels_embeddings") if name in inputs), None)
        if self._input == "labels_embeddings" and _torch_weights(files) is None:
            raise ExtractorError(
                f"the graph {files.folder / files.onnx_file} reads embeddings of labels, and {files.folder} holds no PyTorch weights "
                "to make them with: put model.safetensors beside the graph, or take a graph that reads labels"
            )
        if self._input is not None:
            self._collator = self._model.data_collator_class(
                self._model.config,
                data_processor=processor,
                return_tokens=True,
                return_entities=True,
                return_id_to_classes=True,
                prepare_labels=False,
                prepare_entities=False,
            )
        self._kept = lru_cache(maxsize=_KEPT_EMBEDDINGS)(self._embed)
        self._embedding_one = Lock()

    @property
    def limits(self) -> Limits:
        """As of `GlinerModel`, but any number of labels, unless they are weighed against each other after encoding."""
        fused = bool(self._model.config.post_fusion_schema)
        return self._limits if fused else replace(self._limits, labels=_ANY_NUMBER)

    def count_prompt(self, labels: Sequence[Label]) -> int:
        """Return how many subtokens the special tokens take, for labels are not read with the text.

        Raises:
            ExtractorError: A label is longer than the label encoder reads.

        """
        for label in labels:
            count = len(self._tokens(label.asked)["input_ids"][0])
            if count > self._label_capacity:
                raise ExtractorError(
                    f"label {label.name!r} takes {count} subtokens and the model's label encoder reads {self._label_capacity}: "
                    "give it a shorter prompt"
                )
        return int(self._tokenizer.num_special_tokens_to_add())

    def _run(self, batch: dict[str, Any], prompts: Sequence[str], threshold: float) -> Any:
        if self._input is None:
            return super()._run(batch, prompts, threshold)
        import torch

        embeddings = torch.cat([self._embedding(prompt) for prompt in prompts])
        return self._model.run_batch(batch, threshold=threshold, **{self._input: embeddings})

    def _embedding(self, asked: str) -> Any:
        with self._embedding_one:  # else several threads would make the same one
            return self._kept(asked)

    def _embed(self, asked: str) -> Any:
        """Return the embedding of one label, one row; alone in its pass, so that it depends on no other label."""
        import torch

        tokens = self._tokens(asked, return_tensors="pt")
        encoder = self._label_encoder.model.token_rep_layer
        with torch.inference_mode():
            return encoder.encode_labels(
                tokens["input_ids"].to(self._label_encoder.device),
                tokens["attention_mask"].to(self._label_encoder.device),
            )

    def _tokens(self, asked: str, **options: Any) -> Any:
        with self._preparing:
            return self._labels_tokenizer([asked], truncation=False, verbose=False, **options)

    @cached_property
    def _label_encoder(self) -> Any:
        """The PyTorch model that embeds labels: the model itself, unless that is an exported graph."""
        if not self._files.onnx_file:
            return self._model
        weights = _torch_weights(self._files)
        return load_gliner(replace(self._files, onnx_file="", weights=weights or ""), "cpu")

    @cached_property
    def _label_capacity(self) -> int:
        config = self._model.config.labels_encoder_config
        known = (self._labels_tokenizer.model_max_length, getattr(config, "max_position_embeddings", None))
        return min(int(number) for number in (*known, _ANY_NUMBER) if number)


def _torch_weights(files: ModelFiles) -> str | None:
    return choose_weights(
        [path.name for path in files.folder.iterdir() if path.suffix in (".safetensors", ".bin")]
    )
