"""What a GLiNER model reads: label prompt, words and masks as arrays, made without the gliner package.

The input of a uni-encoder is ``[CLS] <<ENT>> label <<ENT>> label ... <<SEP>> word word ... [SEP]``
(Zaratiana et al. 2024, https://aclanthology.org/2024.naacl-long.300). As every word is tokenized for itself, subtokens
are looked up word by word and the prompt is tokenized once, not once a text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.engines.protocol import Limits
from extractors.models.files import ModelFiles, read_json
from extractors.segmentation.windows import words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Inputs = dict[str, NDArray[np.int64] | NDArray[np.bool_]]

# How much the model reads where neither its tokenizer nor its encoder says so.
USUAL_SUBTOKENS = 512
# Above any model's real limit: tokenizers without one state an astronomical number.
UNLIMITED = 10**9
# Words whose subtokens are remembered; a text's vocabulary is far smaller.
_REMEMBERED_WORDS = 1 << 17

TOKENIZER_NAME = "tokenizer.json"


@dataclass(frozen=True, slots=True)
class Architecture:
    """What ``gliner_config.json`` says about a uni-encoder's inputs and outputs.

    ``token_level`` models score start, end and inside of every word and label; the others score every span of at most
    ``max_width`` words. ``pooling`` says which subtokens stand for a word: first, last, or all (mean, max).
    """

    token_level: bool
    max_width: int
    pooling: str
    ent_token: str
    sep_token: str
    pad_id: int
    limits: Limits

    @staticmethod
    def of(files: ModelFiles) -> Architecture | None:
        """Return the architecture of a model, or None if only the gliner package can prepare its inputs.

        Those are bi-encoders, words not split by GLiNER's usual rule, prompts compiled into the model, spans scored besides
        tokens, and tokenizers without a ``tokenizer.json``.

        Raises:
            ExtractorError: The model is made for another task, or a configuration file is damaged.

        """
        config = files.config
        usual = (
            files.architecture in ("span", "token")
            and not any(config.get(name) for name in ("represent_spans", "precomputed_prompts_mode"))
            and config.get("words_splitter_type", "whitespace") == "whitespace"
            and config.get("subtoken_pooling", "first") in ("first", "last", "mean", "max")
            and (files.folder / TOKENIZER_NAME).is_file()
        )
        if not usual:
            return None
        encoder = config.get("encoder_config") or {}
        path = files.folder / "tokenizer_config.json"
        tokenizer = read_json(path) if path.is_file() else {}
        return Architecture(
            token_level=files.architecture == "token",
            max_width=int(config.get("max_width", 12)),
            pooling=config.get("subtoken_pooling", "first"),
            ent_token=config.get("ent_token", "<<ENT>>"),
            sep_token=config.get("sep_token", "<<SEP>>"),
            pad_id=int(encoder.get("pad_token_id") or 0),
            limits=Limits(
                int(config.get("max_len", 384)),
                least_known(tokenizer.get("model_max_length"), encoder.get("max_position_embeddings")),
                int(config.get("max_types", 25)),
            ),
        )


def least_known(*limits: float | None) -> int:
    """Return the least of the limits in subtokens that are stated and real."""
    return min((int(n) for n in limits if n and 0 < n < UNLIMITED), default=USUAL_SUBTOKENS)


@dataclass(frozen=True, slots=True)
class Frame:
    """The subtokens around a text: special tokens and label prompt before it, special tokens after it."""

    before: tuple[int, ...]
    after: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.before) + len(self.after)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text that have subtokens: their offsets, and for each its subtokens."""

    offsets: tuple[tuple[int, int], ...]
    subtokens: tuple[tuple[int, ...], ...]

    @property
    def total(self) -> int:
        """Subtokens of all words together."""
        return sum(map(len, self.subtokens))


class InputBuilder:
    """Turns texts and labels into a model's input arrays. Safe to use from several threads.

    Args:
        folder: Holds ``tokenizer.json``.
        architecture: Of the same model.

    """

    def __init__(self, folder: Path, architecture: Architecture) -> None:
        from tokenizers import Tokenizer

        self._architecture = architecture
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_NAME))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._known: dict[str, tuple[int, ...]] = {}
        self.frame = lru_cache(maxsize=64)(self._make_frame)

    def subtokens(self, words: Sequence[str]) -> list[tuple[int, ...]]:
        """Return the subtokens of each word, none for a word that the tokenizer drops."""
        known = self._known
        found = [known.get(word) for word in words]
        missing = list({word for word, ids in zip(words, found, strict=True) if ids is None})
        if not missing:
            return [ids for ids in found if ids is not None]
        encoded = self._tokenizer.encode(missing, is_pretokenized=True, add_special_tokens=False)
        collected: list[list[int]] = [[] for _ in missing]
        for subtoken, word in zip(encoded.ids, encoded.word_ids, strict=True):
            if word is not None:
                collected[word].append(subtoken)
        new = {word: tuple(ids) for word, ids in zip(missing, collected, strict=True)}
        if len(known) > _REMEMBERED_WORDS:
            self._known = known = {}
        known.update(new)
        return [new[word] if ids is None else ids for word, ids in zip(words, found, strict=True)]

    def words(self, text: str) -> Words:
        """Return the words of ``text`` without those that the tokenizer drops (zero-width and control characters).

        The gliner package keeps such words and pairs words with subtokens by counting, so that each of them shifts every
        mention after it by one word; leaving them out is the one intended difference from it.
        """
        spans = words_of(text)
        subtokens = self.subtokens([text[start:end] for start, end in spans])
        heard = [(span, ids) for span, ids in zip(spans, subtokens, strict=True) if ids]
        return Words(tuple(span for span, _ in heard), tuple(ids for _, ids in heard))

    def _make_frame(self, prompts: tuple[str, ...]) -> Frame:
        architecture = self._architecture
        prompt = [part for label in prompts for part in (architecture.ent_token, label)]
        prompt.append(architecture.sep_token)
        encoded = self._tokenizer.encode([*prompt, "a"], is_pretokenized=True)
        at = [i for i, word in enumerate(encoded.word_ids) if word == len(prompt)]
        return Frame(tuple(encoded.ids[: at[0]]), tuple(encoded.ids[at[-1] + 1 :]))

    def build(self, batch: Sequence[Words], frame: Frame, multiple: int = 1) -> Inputs:
        """Return the input arrays of a batch, padded to its longest text, in subtokens to a ``multiple`` of this number.

        ``input_ids``, ``attention_mask`` and ``words_mask`` have the shape (texts, subtokens), ``text_lengths`` (texts, 1); for
        span models also ``span_idx`` (texts, words * max_width, 2) and ``span_mask`` (texts, words * max_width). In
        ``words_mask`` a subtoken that stands for a word carries that word's number from 1.
        """
        import numpy as np

        length = len(frame) + max(words.total for words in batch)
        length = -(-length // multiple) * multiple
        ids = np.full((len(batch), length), self._architecture.pad_id, dtype=np.int64)
        attention = np.zeros_like(ids)
        mask = np.zeros_like(ids)
        prompt = len(frame.before)
        for row, words in enumerate(batch):
            total = prompt + words.total
            ids[row, :prompt] = frame.before
            ids[row, prompt:total] = np.fromiter(chain.from_iterable(words.subtokens), np.int64, words.total)
            ids[row, total : total + len(frame.after)] = frame.after
            attention[row, : total + len(frame.after)] = 1
            self._mark_words(mask[row, prompt:total], words)
        lengths = np.array([[len(words.subtokens)] for words in batch], dtype=np.int64)
        inputs: Inputs = {
            "input_ids": ids,
            "attention_mask": attention,
            "words_mask": mask,
            "text_lengths": lengths,
        }
        if not self._architecture.token_level:
            inputs |= self._spans(lengths)
        return inputs

    def _mark_words(self, mask: NDArray[np.int64], words: Words) -> None:
        import numpy as np

        count = len(words.subtokens)
        sizes = np.fromiter(map(len, words.subtokens), np.int64, count)
        numbers = np.arange(1, count + 1)
        ends = np.cumsum(sizes)
        if self._architecture.pooling == "first":
            mask[ends - sizes] = numbers
        elif self._architecture.pooling == "last":
            mask[ends - 1] = numbers
        else:
            mask[:] = np.repeat(numbers, sizes)

    def _spans(self, lengths: NDArray[np.int64]) -> Inputs:
        import numpy as np

        width = self._architecture.max_width
        starts = np.repeat(np.arange(lengths.max()), width)
        ends = starts + np.tile(np.arange(width), int(lengths.max()))
        span_mask = ends[None, :] < lengths
        span_idx = np.broadcast_to(np.stack([starts, ends], axis=-1), (len(lengths), len(starts), 2))
        return {"span_idx": span_idx * span_mask[:, :, None], "span_mask": span_mask}
