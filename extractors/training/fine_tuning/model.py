"""A GLiNER model of any of its architectures as fine-tuning needs it: how it reads, its loss, its answers.

Inputs, loss and decoding are those of the ``gliner`` package.
"""

from __future__ import annotations

import importlib.util
import math
import random
import shutil
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractors.engines.devices import available_processors
from extractors.evaluation.annotations import AnnotatedText
from extractors.mentions import Label
from extractors.models.files import ModelFiles
from extractors.training.fine_tuning.data import FineTuningError, Passage, Reading, cut
from extractors.training.packing.weights import restore_model

if TYPE_CHECKING:
    import torch

TORCH_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
TRAINABLE = ("token", "span", "bi-encoder token", "bi-encoder span")
ENCODER = "token_rep_layer"
"""How the names of the pretrained encoder's weights begin; all others are of the head."""

_USUAL_SUBTOKENS = 512
_ENDLESS = 10**9


def check_trainable(files: ModelFiles) -> None:
    """Check that a model can be fine-tuned here.

    Raises:
        FineTuningError: it is of another architecture, or a package is missing.

    """
    if files.architecture not in TRAINABLE:
        raise FineTuningError(
            f"the model in {files.folder} is a {files.architecture} model: what can be fine-tuned here are GLiNER models "
            f"({', '.join(TRAINABLE)}). The package gliner2 has a trainer of its own, gliner2.training"
        )
    if files.architecture == "token" and importlib.util.find_spec("onnx") is None:
        raise FineTuningError(
            "token-level models are written as a graph as well, which needs the package onnx: pip install 'graphmill[training]'"
        )


def trainable_folder(files: ModelFiles, work: Path) -> Path:
    """Return the folder of the model's PyTorch weights, brought back to ``work`` from the exported graph if need be.

    Raises:
        WeightsError: there is an exported graph alone, without a note of where its weights lie.

    """
    if any((files.folder / name).is_file() for name in TORCH_WEIGHTS):
        return files.folder
    if not work.is_dir():
        partial = work.with_name(f"{work.name}.partial")
        restore_model(files.folder / files.onnx_file, partial)
        partial.rename(work)
    return work


class TrainableModel:
    """A GLiNER model in memory, with weights of 32 bits, and the labels that it is taught.

    Args:
        folder: The model's PyTorch form.
        labels: The types; what is asked of the model for each is what extraction asks.
        device: ``cpu`` or ``cuda``.
        window_words: Words that a passage aims for.
        threads: Threads on a processor; by default as many as this process may use.

    Raises:
        FineTuningError: a label takes more of what the model reads than its half.

    """

    def __init__(
        self,
        folder: Path,
        labels: Sequence[Label],
        device: str,
        window_words: int = 80,
        threads: int | None = None,
    ) -> None:
        import torch

        self.gliner = _load(folder)
        self.gliner.model.to(device)
        self.labels, self.device = tuple(label.name for label in labels), device
        self._folder = folder
        self._asked = {label.name: label.asked for label in labels}
        self._tokenizer = self.gliner.data_processor.transformer_tokenizer
        self._collator = self.gliner.data_collator_class(
            self.gliner.config,
            data_processor=self.gliner.data_processor,
            return_tokens=True,
            return_id_to_classes=True,
            prepare_labels=True,
        )
        self.reading, self.most_labels = self._limits(window_words)
        torch.set_num_threads(threads or available_processors())  # extraction may have left PyTorch with one

    def _limits(self, window_words: int) -> tuple[Reading, int]:
        config = self.gliner.config
        positions = getattr(getattr(config, "encoder_config", None), "max_position_embeddings", None)
        known = [int(n) for n in (self._tokenizer.model_max_length, positions) if n and 0 < n < _ENDLESS]
        subtokens = min(known, default=_USUAL_SUBTOKENS)
        prompts = sorted((self._prompt_subtokens([name]) for name in self.labels), reverse=True)
        if prompts[0] > subtokens // 2:
            longest = max(self.labels, key=lambda name: self._prompt_subtokens([name]))
            raise FineTuningError(f"the type {longest!r} is too long for the model: give it a shorter name")
        # As in extraction, a prompt takes half of what the model reads at most; more labels come in turns.
        fitting = sum(total <= subtokens // 2 for total in accumulate(prompts))
        most = min(fitting, int(config.max_types))
        words = int(config.max_len)
        return Reading(words, subtokens - sum(prompts[:most]), min(window_words, words), self._count), most

    def _prompt_subtokens(self, names: Sequence[str]) -> int:
        prompt, _ = self.gliner.data_processor.prepare_inputs([[]], [self._asked[name] for name in names])
        return len(self._tokenizer(prompt, is_split_into_words=True, verbose=False)["input_ids"][0])

    def _count(self, words: Sequence[str]) -> list[int]:
        encoded = self._tokenizer(
            list(words), is_split_into_words=True, add_special_tokens=False, truncation=False, verbose=False
        )
        counts = Counter(encoded.word_ids())
        return [counts[number] for number in range(len(words))]

    def passages(self, texts: Sequence[AnnotatedText]) -> list[Passage]:
        """Cut texts into passages that the model reads whole; those in which no type was annotated are left out.

        Raises:
            FineTuningError: a mention or a word is longer than the model can read.

        """
        passages = (passage for text in texts for passage in cut(text, self.labels, self.reading))
        return [passage for passage in passages if passage.labels]

    def save(self, out: Path) -> None:
        """Write configuration, tokenizers and weights to the folder ``out``, such that ``gliner`` loads them."""
        self.gliner.eval()
        self.gliner.save_pretrained(str(out), safe_serialization=True)
        # Saved by the library, a tokenizer is not always the one that was loaded; its files are.
        for path in self._folder.glob("*token*"):
            if path.is_file():
                shutil.copyfile(path, out / path.name)

    def prompt(self, passage: Passage, chance: random.Random) -> list[str]:
        """Return the types to ask of a passage: all that were annotated, in random order.

        Where they are more than the model takes, those that occur come first, and a random choice of the others after them.
        """
        present = {kind for _, _, kind in passage.spans}
        order = chance.sample(passage.labels, len(passage.labels))
        chosen = sorted(order, key=lambda label: label not in present)[: self.most_labels]
        return chance.sample(chosen, len(chosen))

    def _inputs(self, passages: Sequence[Passage], prompts: Sequence[Sequence[str]]) -> dict[str, Any]:
        import torch

        rows = [
            {
                "tokenized_text": list(passage.words),
                "ner": [[first, last, self._asked[kind]] for first, last, kind in passage.spans],
            }
            for passage in passages
        ]
        asked = [[self._asked[name] for name in prompt] for prompt in prompts]
        batch = self._collator(rows, entity_types=asked)
        return {
            name: value.to(self.device) if isinstance(value, torch.Tensor) else value
            for name, value in batch.items()
        }

    def loss(self, passages: Sequence[Passage], prompts: Sequence[Sequence[str]]) -> torch.Tensor:
        """Return the library's loss of the passages with these prompts, summed over words or spans and labels."""
        loss: torch.Tensor = self.gliner.model(**self._inputs(passages, prompts)).loss
        return loss

    def found(
        self, passages: Sequence[Passage], threshold: float, batch_size: int
    ) -> list[set[tuple[int, int, str]]]:
        """Return the spans that the model finds in each passage, of the types that were annotated there."""
        self.gliner.eval()
        result: list[set[tuple[int, int, str]]] = [set() for _ in passages]
        names = {asked: name for name, asked in self._asked.items()}
        for numbers, group in self._rounds(passages, batch_size):
            batch = self._inputs([passages[i] for i in numbers], [group] * len(numbers))
            del batch["labels"]  # with them the answer would be the loss
            output = self.gliner.run_batch(batch, threshold=threshold)
            decoded = self.gliner.decode_batch(output, batch, threshold=threshold, flat_ner=True)
            for i, spans in zip(numbers, decoded, strict=True):
                answers = {(span.start, span.end, names[span.entity_type]) for span in spans}
                result[i] |= {answer for answer in answers if answer[2] in passages[i].labels}
        return result

    def _rounds(
        self, passages: Sequence[Passage], batch_size: int
    ) -> Iterator[tuple[list[int], Sequence[str]]]:
        order = sorted(range(len(passages)), key=lambda i: len(passages[i].words))
        count = math.ceil(len(self.labels) / self.most_labels)
        for part in range(count):
            group = self.labels[part::count]
            for start in range(0, len(order), batch_size):
                yield order[start : start + batch_size], group


def _load(folder: Path) -> Any:
    """Load a model's PyTorch weights as 32-bit numbers."""
    with warnings.catch_warnings():
        # The library's own imports use what PyTorch has deprecated; nothing a user could do about it.
        warnings.simplefilter("ignore", FutureWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        from gliner import GLiNER
    import torch

    # A model from a graph lacks the layers that no answer depends on; it is given random ones, always the same.
    torch.manual_seed(0)
    return GLiNER.from_pretrained(str(folder), local_files_only=True).float()
