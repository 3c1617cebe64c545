"""The sentences that the bundled checkpoint is trained on, and those it never sees.

A source is a file of JSON lines: ``tokens``, ``spans`` (first token, last token inclusive, label) and ``labels``,
every label that the source annotates. A label in ``labels`` without a span is truly absent; any other is unknown.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.training.recipe.labels import LabelBook, normalized_text, split_label
from extractors.training.recipe.patterns import PATTERN_LABELS, pattern_sentences

NAMES = ("person", "organization", "location")


@dataclass(frozen=True, slots=True)
class TrainingSource:
    """How a file is used.

    ``share`` is its weight among the sources. ``complete`` are the coarse types of which the file misses no mention, by
    the type itself or by its finer kinds. ``domain`` is the field of its texts. ``parental`` sources annotate every kind
    of their coarse types, so that an example may ask for the coarse type in their place. ``open`` sources annotate a few
    spans only: what is not labelled there is unknown. ``everyday`` is the part of its examples whose prompt holds the
    types that everyone asks for.
    """

    share: float
    domain: str = "general"
    complete: tuple[str, ...] = ()
    parental: bool = False
    open: bool = False
    everyday: float = 0.3


SOURCES: Mapping[str, TrainingSource] = {
    "fewnerd": TrainingSource(16, everyday=0.4),
    "multiconer2": TrainingSource(
        12,
        complete=(*NAMES, "product", "creative work", "medical concept"),
        parental=True,
        everyday=0.2,
    ),
    "redocred": TrainingSource(9, complete=(*NAMES, "date", "number")),
    "redocred_fine": TrainingSource(9, complete=(*NAMES, "date", "number"), open=True),
    "knowledgenet": TrainingSource(4, open=True),
    "fewrel": TrainingSource(3.5, open=True),
    "gum": TrainingSource(6, complete=(*NAMES, "date", "event")),
    "wikigold": TrainingSource(4, complete=NAMES),
    "uner_ewt": TrainingSource(4, complete=NAMES),
    "wnut17": TrainingSource(2.5, complete=(*NAMES, "product", "creative work"), everyday=0.5),
    "broad_twitter": TrainingSource(1.5, complete=NAMES),
    "sec_filings": TrainingSource(0.7, complete=NAMES),
    "grobid_wikipedia": TrainingSource(
        4, complete=("person", "location", "date", "event", "law", "award"), everyday=0.5
    ),
    "weak_lists": TrainingSource(3, open=True),
    "litbank": TrainingSource(1.5, complete=NAMES),
    "biomedical": TrainingSource(4.5, "biomedicine", everyday=0.1),
    "anatomy": TrainingSource(0.8, "biomedicine", everyday=0.1),
    "stackoverflow": TrainingSource(3, "software", everyday=0.2),
    "somesci": TrainingSource(1.5, "software", everyday=0.3),
    "cyner": TrainingSource(1, "security", everyday=0.1),
    "annoctr": TrainingSource(1.5, "security", complete=("organization", "location", "date"), everyday=0.1),
    "scirex": TrainingSource(3, "computing", everyday=0.1),
    "tdmsci": TrainingSource(2, "computing", everyday=0.1),
    "sofc": TrainingSource(0.6, "materials", everyday=0.1),
    "mulms": TrainingSource(1.3, "materials", everyday=0.1),
    "wetlab": TrainingSource(0.7, "laboratory", everyday=0.1),
    "legal": TrainingSource(1.5, "law", complete=("person", "date")),
    "classical_commentary": TrainingSource(0.7, "commentary", everyday=0.1),
    "skillspan": TrainingSource(0.9, "jobs", everyday=0.1),
    "tasteset": TrainingSource(0.7, "cooking", everyday=0.1),
    "pii": TrainingSource(1, "identity", everyday=0.1),
    "snips": TrainingSource(1.6, "assistant", everyday=0.1),
    "slurp": TrainingSource(1.2, "assistant", everyday=0.1),
    "sgd": TrainingSource(1.2, "assistant", everyday=0.1),
    "music_queries": TrainingSource(0.9, "assistant", everyday=0.1),
}
"""The sources of the training mix, by file name; drawn by share, not by size."""

PATTERNS, PATTERNS_COUNT = "patterns", 20_000
"""The source that is composed of the patterns of `training_patterns`, and its number of sentences."""

PATTERN_SOURCE = TrainingSource(
    5, complete=(*NAMES, "date", "event", "product", "creative work", "law", "award"), everyday=0.5
)

NAME_SOURCES = (
    "redocred",
    "fewnerd",
    "wikigold",
    "uner_ewt",
    "gum",
    "grobid_wikipedia",
    "legal",
    "biomedical",
)
"""Sources whose names fill the patterns; all keep their capitals."""

HELD_OUT = ("redocred", "gum", "uner_ewt", "wikigold", "fewnerd", "multiconer2")
"""Sources whose last tenth measures how well names and everyday types are found, and is never trained on."""

SHORTEST, LONGEST = 3, 80
"""Bounds of a training sentence, in tokens."""

EMPTY_KEPT = 0.4
"""The part of the sentences without any span that is kept."""


@dataclass(frozen=True, slots=True)
class TrainingSpan:
    """An annotated name: first and last token (inclusive), its label, and a finer label where the words tell one."""

    first: int
    last: int
    label: str
    finer: str | None = None


@dataclass(frozen=True, slots=True)
class TrainingSentence:
    """A sentence of a source. ``others`` are all entities with their coarse types, or None where that is not known."""

    source: str
    tokens: tuple[str, ...]
    spans: tuple[TrainingSpan, ...]
    labels: frozenset[str]
    others: tuple[TrainingSpan, ...] | None = None


def joined(first: TrainingSentence, second: TrainingSentence) -> TrainingSentence:
    """Return two sentences of a source, which annotates the same labels in both, as one text."""
    shift = len(first.tokens)

    def moved(spans: tuple[TrainingSpan, ...]) -> tuple[TrainingSpan, ...]:
        return tuple(
            TrainingSpan(span.first + shift, span.last + shift, span.label, span.finer) for span in spans
        )

    others = None
    if first.others is not None and second.others is not None:
        others = first.others + moved(second.others)
    return TrainingSentence(
        first.source, first.tokens + second.tokens, first.spans + moved(second.spans), first.labels, others
    )


@dataclass(frozen=True)
class TrainingData:
    """The pools of sentences by source, all their labels in order, and what is known of the labels."""

    pools: Mapping[str, Sequence[TrainingSentence]]
    labels: tuple[str, ...]
    book: LabelBook


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the JSON objects of a file of annotated sentences.

    Raises:
        FileNotFoundError: the file is missing.
        ValueError: a line is no annotated sentence; the message names file, line and remedy.

    """
    if not path.is_file():
        raise FileNotFoundError(
            f"{path}: no such file; give --data the folder that holds the annotated sentences"
        )
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                count = len(row["tokens"])
                sound = isinstance(row["labels"], list) and all(
                    0 <= first <= last < count and isinstance(label, str)
                    for first, last, label in row["spans"]
                )
            except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
                raise ValueError(
                    f"{path}, line {number}: not an annotated sentence ({error!r}); give tokens, spans and labels"
                ) from error
            if not sound:
                raise ValueError(
                    f"{path}, line {number}: a span lies outside its sentence; mend or remove the line"
                )
            yield row


def held_out_rows(path: Path) -> list[dict[str, Any]]:
    """Return the last tenth of a file's rows (rounded up): the part that only measures."""
    rows = list(read_rows(path))
    return rows[len(rows) - -(-len(rows) // 10) :]


def load_training_data(
    folder: Path, seed: int = 0, sources: Mapping[str, TrainingSource] = SOURCES
) -> TrainingData:
    """Read the sources that lie in ``folder``/ner_train, without any sentence that is held out, wherever it recurs.

    The source ``patterns`` is added: composed sentences that hold names of the others.

    Raises:
        FileNotFoundError: the folder has none of the sources, or no ``label_synonyms.json``.
        ValueError: a file is damaged.

    """
    root = folder / "ner_train"
    present = [name for name in sources if (root / f"{name}.jsonl").is_file()]
    if not present:
        raise FileNotFoundError(
            f"{root}: none of the training sources is there; give --data the folder above ner_train"
        )
    book = LabelBook.read(root / "label_synonyms.json")
    hidden = {
        normalized_text(row["tokens"])
        for name in HELD_OUT
        if name in present
        for row in held_out_rows(root / f"{name}.jsonl")
    }
    chance = random.Random(f"{seed}:empty sentences")  # noqa: S311 (sampling, not secrecy)
    pools: dict[str, list[TrainingSentence]] = {}
    for name in present:
        rows = (
            row
            for row in read_rows(root / f"{name}.jsonl")
            if (row["spans"] or chance.random() < EMPTY_KEPT) and normalized_text(row["tokens"]) not in hidden
        )
        pools[name] = [sentence for row in rows if _fits(sentence := _sentence(name, row))]
    composed = pattern_sentences(_names(pools, book), PATTERNS_COUNT, seed)
    pools[PATTERNS] = [sentence for row in composed if _fits(sentence := _sentence(PATTERNS, row))]
    pools = {name: pool for name, pool in pools.items() if pool}
    labels = {label for pool in pools.values() for sentence in pool for label in sentence.labels}
    labels |= {
        label
        for pool in pools.values()
        for sentence in pool
        for span in sentence.spans
        for label in (span.label, span.finer)
        if label
    }
    return TrainingData(pools, tuple(sorted(labels)), book)


def _fits(sentence: TrainingSentence) -> bool:
    return SHORTEST <= len(sentence.tokens) <= LONGEST


def _names(
    pools: Mapping[str, Sequence[TrainingSentence]], book: LabelBook
) -> dict[str, list[tuple[str, ...]]]:
    """Return the names that the sources give for each label of the patterns, every name once."""
    found: dict[str, dict[tuple[str, ...], None]] = {label: {} for label in PATTERN_LABELS}
    for source in NAME_SOURCES:
        for sentence in pools.get(source, ()):
            for span in sentence.spans:
                kind = book.everyday(span.label)
                name = sentence.tokens[span.first : span.last + 1]
                if kind in found and (name[0][:1].isupper() or kind in ("disease", "date")):
                    found[kind][name] = None
    return {label: list(names) for label, names in found.items() if names}


_WORD = re.compile(r"\w+(?:[-_]\w+)*|\S")


def _sentence(source: str, row: Mapping[str, Any]) -> TrainingSentence:
    """Return a row as a sentence, cut into the words that GLiNER cuts a text into: "U.S." is four of them."""
    tokens: list[str] = []
    starts: list[int] = []
    for token in row["tokens"]:
        starts.append(len(tokens))
        tokens += _WORD.findall(token)
    starts.append(len(tokens))

    def moved(span: Sequence[Any]) -> tuple[int, int, str] | None:
        first, last, label = span
        # A token of white space alone has no words, and a span of such tokens is none.
        return (starts[first], starts[last + 1] - 1, label) if starts[last + 1] > starts[first] else None

    spans = [
        TrainingSpan(*place, split_label(tokens, *place))
        for span in row["spans"]
        if (place := moved(span)) is not None
    ]
    others = None
    if "others" in row:
        others = tuple(TrainingSpan(*place) for span in row["others"] if (place := moved(span)) is not None)
    return TrainingSentence(source, tuple(tokens), tuple(spans), frozenset(row["labels"]), others)
