"""What a model is fine-tuned on: checked annotations, parted into training and held-out texts, cut into passages.

Nothing is cut off. A passage is a run of whole sentences as extraction reads them; a mention is never parted.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.errors import GraphmillError
from extractors.evaluation.annotations import AnnotatedText
from extractors.mentions import Mention, Sentence
from extractors.segmentation.segments import glue, readable, segment
from extractors.segmentation.windows import Capacity, Word, pieces, plan_windows, words_of

FEWEST_TEXTS = 10
FEWEST_MENTIONS = 3
"""A label with fewer mentions to learn from is not learned; a warning says so."""


class FineTuningError(GraphmillError):
    """The annotations, the options or the model cannot be used for fine-tuning; the message says what to change."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Annotated texts by what they are for: to learn from, to choose the epoch by, and to measure with."""

    train: tuple[AnnotatedText, ...]
    validation: tuple[AnnotatedText, ...]
    held_out: tuple[AnnotatedText, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an annotated text, as words.

    ``spans`` are mentions as (first word, last word inclusive, type). ``labels`` are the types that were annotated in it,
    so that one without a span is absent.
    """

    words: tuple[str, ...]
    spans: tuple[tuple[int, int, str], ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a model reads: its limits in words and subtokens, label prompt taken off, and how it counts the latter."""

    words: int
    subtokens: int
    target: int
    count: Callable[[Sequence[str]], list[int]]


def label_names(texts: Sequence[AnnotatedText]) -> tuple[str, ...]:
    """Return every type that is annotated in the texts, sorted."""
    found = {mention.type for text in texts for mention in text.mentions}
    return tuple(sorted(found.union(*(text.labels or () for text in texts))))


def check_annotations(texts: Sequence[AnnotatedText], source: str) -> list[str]:
    """Return what is doubtful about annotations to learn from, as sentences for the user.

    Raises:
        FineTuningError: there are too few texts, no mentions, or mentions that overlap.

    """
    if len(texts) < FEWEST_TEXTS:
        raise FineTuningError(
            f"{source}: {len(texts)} texts are too few to learn from and to measure on: annotate at least {FEWEST_TEXTS}, "
            "better a hundred"
        )
    counts = Counter(mention.type for text in texts for mention in text.mentions)
    if not counts:
        raise FineTuningError(f"{source}: no text has an entity: annotate some")
    check_mentions(texts, source)
    rare = [f"{name} ({counts[name]})" for name in label_names(texts) if counts[name] < FEWEST_MENTIONS]
    warnings = []
    if rare:
        warnings.append(
            f"fewer than {FEWEST_MENTIONS} mentions, hardly to be learned: {', '.join(rare)}; annotate more or leave out"
        )
    within = [
        f"{mention.surface!r} in {text.name}"
        for text in texts
        for mention in text.mentions
        if not _on_word_bounds(text.text, mention)
    ]
    if within:
        warnings.append(
            f"{len(within)} mentions begin or end inside a word, where the model cannot part it, such as {within[0]}; "
            "they are learned as whole words"
        )
    return warnings


def check_mentions(texts: Sequence[AnnotatedText], source: str) -> None:
    """Check that no two mentions of a text overlap.

    Raises:
        FineTuningError: two do; the message names text and mentions.

    """
    for text in texts:
        for before, after in pairwise(text.mentions):
            if after.start < before.end:
                raise FineTuningError(
                    f"{source}: {text.name}: the mentions {before.surface!r} ({before.type}) and {after.surface!r} "
                    f"({after.type}) overlap: keep one of them, for extraction gives none that overlap"
                )


def _on_word_bounds(text: str, mention: Mention) -> bool:
    near = words_of(text[max(0, mention.start - 1) : mention.end + 1])
    shift = max(0, mention.start - 1)
    bounds = {shift + start for start, _ in near} | {shift + end for _, end in near}
    return mention.start in bounds and mention.end in bounds


def part_texts(
    texts: Sequence[AnnotatedText],
    test: Sequence[AnnotatedText] = (),
    *,
    held_out: float = 0.2,
    validation: float = 0.1,
    seed: int = 0,
) -> Parts:
    """Part texts into those to learn from, to choose by and to measure with.

    ``held_out`` is the part of all texts that measures, about; with texts for it in ``test``, those are taken instead, and
    what stands in them is not learned from. ``validation`` is the part of the others that chooses the epoch; it may be 0.

    A text's place follows from its words and the seed alone: it stays when texts are added, moved or removed, and texts that
    differ in nothing but case and white space share it.

    Raises:
        FineTuningError: a fraction is out of range, or a part that is needed has no mention.

    """
    if not 0 < held_out < 1 or not 0 <= validation < 1:
        raise FineTuningError(
            f"held out {held_out:g} and validation {validation:g}: both are parts of the whole, between 0 and 1"
        )
    hidden = {normalized(text) for text in test}
    known = [text for text in texts if normalized(text) not in hidden]
    rest, aside = (known, list(test)) if test else _apart(known, held_out, f"held out:{seed}")
    train, chosen = _apart(rest, validation, f"validation:{seed}")
    for name, part in (("held out", aside), ("left to learn from", train)):
        if not any(text.mentions for text in part):
            raise FineTuningError(
                f"none of the texts that are {name} ({len(part)}) has an entity: annotate more, or give other fractions or "
                "another --seed"
            )
    return Parts(tuple(train), tuple(chosen), tuple(aside))


def normalized(text: AnnotatedText) -> str:
    """Return the words of a text, the same for texts that differ in case and white space only."""
    return " ".join(text.text.casefold().split())


def _apart(
    texts: Sequence[AnnotatedText], fraction: float, salt: str
) -> tuple[list[AnnotatedText], list[AnnotatedText]]:
    """Return the texts to keep, and about ``fraction`` of them set aside, each by the hash of its words."""
    kept: list[AnnotatedText] = []
    aside: list[AnnotatedText] = []
    for text in texts:
        digest = hashlib.sha256(f"{salt}:{normalized(text)}".encode("utf-8", "surrogatepass")).digest()
        (aside if int.from_bytes(digest[:8]) < fraction * 2**64 else kept).append(text)
    return kept, aside


def cut(text: AnnotatedText, labels: Sequence[str], reading: Reading) -> Iterator[Passage]:
    """Yield the passages of ``text`` as it is seen: whole sentences up to the model's usual length, every word in exactly one passage.

    What is trained on is what extraction shows a model, see `extractors.segmentation.views`.

    Raises:
        FineTuningError: a mention or a word is longer than the model can read.

    """
    text, sentences = _as_seen(text)
    words = _words(text.text, reading)
    starts = [word.start for word in words]
    ends = [word.end for word in words]
    spans = [
        (bisect_right(starts, mention.start) - 1, bisect_left(ends, mention.end), mention.type)
        for mention in text.mentions
        if words
    ]
    units = _units(words, spans)
    longer = sum(last - first for first, last, _ in spans)
    room = max(reading.target, reading.words - longer)
    capacity = Capacity(room, reading.subtokens, min(reading.target, room), 1)
    annotated = labels if text.labels is None else [label for label in labels if label in text.labels]
    clean = readable(text.text)
    try:
        windows = plan_windows(units, sentences, capacity)
    except ValueError as error:
        raise FineTuningError(f"{text.name}: {error}") from error
    for window in windows:
        first, after = bisect_left(starts, window.own_start), bisect_left(starts, window.end)
        if after - first > reading.words:
            raise FineTuningError(
                f"{text.name}: {after - first} words in one piece, and the model reads {reading.words}: shorten its mentions"
            )
        inside = {(a - first, b - first, kind) for a, b, kind in spans if first <= a and b < after}
        yield Passage(
            tuple(clean[word.start : word.end] for word in words[first:after]),
            tuple(sorted(inside)),
            tuple(annotated),
        )


def _as_seen(text: AnnotatedText) -> tuple[AnnotatedText, tuple[Sentence, ...]]:
    """Return the view of a text with its mentions, and its sentences; the text as it is if a mention ends in what is not seen."""
    found = segment(text.text)
    mentions: list[Mention] = []
    for mention in text.mentions:
        shown = found.view.shown(mention.start, mention.end)
        if shown is None:
            return text, glue(found.sentences, text.mentions)
        mentions.append(
            replace(mention, start=shown[0], end=shown[1], surface=found.view.text[slice(*shown)])
        )
    return replace(text, text=found.view.text, mentions=tuple(mentions)), glue(found.seen, mentions)


def _words(text: str, reading: Reading) -> list[Word]:
    """Return the words of ``text`` that the model's tokenizer does not drop."""
    spans = [piece for start, end in words_of(text) for piece in pieces(start, end)]
    clean = readable(text)
    counts = reading.count([clean[start:end] for start, end in spans]) if spans else []
    return [Word(start, end, count) for (start, end), count in zip(spans, counts, strict=True) if count]


def _units(words: Sequence[Word], spans: Sequence[tuple[int, int, str]]) -> list[Word]:
    """Return the words with those of each mention joined into one, which no window parts."""
    inner = {number for first, last, _ in spans for number in range(first + 1, last + 1)}
    units: list[Word] = []
    for number, word in enumerate(words):
        if number in inner:
            units[-1] = Word(units[-1].start, word.end, units[-1].subtokens + word.subtokens)
        else:
            units.append(word)
    return units
