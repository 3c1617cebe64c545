"""Training examples: a sentence with a prompt of labels, the spans that answer it, and what carries no loss.

An example's negatives are only labels that are known to be absent: those that the source annotates, those of a foreign
field, and kinds of a coarse type of which the source misses no mention. Where it cannot be known whether a name is of
an asked type, the place is listed as unknown. A coarse type and its finer kind may stand in one prompt; then the finer
one is right, and the coarse one wrong, for a span of that kind.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from extractors.training.recipe.data import (
    PATTERN_SOURCE,
    PATTERNS,
    SOURCES,
    TrainingData,
    TrainingSentence,
    TrainingSource,
    joined,
)
from extractors.training.recipe.labels import EVERYDAY, SPLITS, UNDECIDED, LabelBook

COARSE_ENTITIES = frozenset({"person", "organization", "location", "date", "number"})
"""Coarse types that exclude each other."""

LARGEST_PROMPT = 28

JOINED, LONGEST_TEXT = 0.3, 90
"""The part of the draws that join several sentences of a source, and how many tokens they may come to.

Extraction reads windows of several sentences, so training does as well.
"""

SCARCE = ("event", "product", "law", "award", "creative work", "disease")
"""Everyday types that few sentences hold."""

LOWERED = 0.05
"""The part of the draws whose capitals are taken away, for texts that have none."""

SCARCE_DRAWN = 0.3
"""The part of the draws, in general text, that picks a scarce type first and then a sentence that has it."""


@dataclass(frozen=True, slots=True)
class TrainingEntity:
    """A marked range of tokens: its labels, the unions they were split from, and its coarse type where that is known."""

    first: int
    last: int
    labels: frozenset[str]
    unions: frozenset[str]
    coarse: str | None


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence and a prompt.

    ``prompt`` holds the label of every name in ``names``. ``positives`` and ``unknown`` are (first token, last token
    inclusive, index into the prompt); a place that is in neither is a negative.
    """

    tokens: tuple[str, ...]
    prompt: tuple[str, ...]
    names: tuple[str, ...]
    positives: tuple[tuple[int, int, int], ...]
    unknown: tuple[tuple[int, int, int], ...]

    @property
    def cost(self) -> int:
        """A measure of the example's length: words, and three for a label."""
        return len(self.tokens) + 3 * len(self.names)


@dataclass(frozen=True)
class ExampleDrawer:
    """Draws examples from training data; everything random comes from the generator that is passed in."""

    data: TrainingData
    sources: Mapping[str, TrainingSource] = field(
        default_factory=lambda: {**SOURCES, PATTERNS: PATTERN_SOURCE}
    )

    def __post_init__(self) -> None:
        book, labels = self.data.book, self.data.labels
        object.__setattr__(self, "_finer", book.finer(labels))
        domains = {source.domain for source in self.sources.values()}
        object.__setattr__(self, "_foreign", {domain: book.foreign(labels, domain) for domain in domains})
        scarce: dict[str, dict[str, list[TrainingSentence]]] = {}
        for name, pool in self.data.pools.items():
            if self.sources[name].domain in ("general", "law"):
                held = scarce.setdefault(name, {})
                for sentence in pool:
                    for kind in sorted(
                        {book.everyday(span.label) or "" for span in sentence.spans} & set(SCARCE)
                    ):
                        held.setdefault(kind, []).append(sentence)
        object.__setattr__(self, "_scarce", scarce)

    def draw(self, chance: random.Random) -> Example:
        """Draw a source by its share, one of its sentences, and a prompt for it."""
        names = list(self.data.pools)
        shares = [self.sources[name].share for name in names]
        source = chance.choices(names, shares)[0]
        pool = self.data.pools[source]
        scarce = self._scarce.get(source)
        if scarce and chance.random() < SCARCE_DRAWN:
            pool = scarce[chance.choice(list(scarce))]
        sentence = chance.choice(pool)
        if chance.random() < JOINED:
            longest = chance.randint(40, LONGEST_TEXT)
            for other in chance.choices(self.data.pools[source], k=4):
                same = other.labels == sentence.labels and (other.others is None) == (sentence.others is None)
                if same and len(sentence.tokens) + len(other.tokens) <= longest:
                    sentence = joined(sentence, other)
        if chance.random() < LOWERED:
            tokens = tuple(token.lower() for token in sentence.tokens)
            sentence = replace(sentence, tokens=tokens)
        return self.example(sentence, chance)

    def example(self, sentence: TrainingSentence, chance: random.Random) -> Example:
        """Draw a prompt for ``sentence``: everyday types, or labels of the source with negatives."""
        source = self.sources[sentence.source]
        entities = entities_of(sentence, split=chance.random() < 0.55)
        if chance.random() < source.everyday:
            prompt = self._everyday_prompt(entities, source, chance)
        else:
            prompt = self._fine_prompt(sentence, entities, source, chance)
        chance.shuffle(prompt)
        named: dict[str, str] = {}
        for label in prompt[:LARGEST_PROMPT]:
            name = label if chance.random() < 0.5 else chance.choice(self.data.book.names(label))
            name = label if name in named.values() else name
            if name not in named.values():
                named[label] = name
        return annotate(sentence, entities, named, source, self.data.book)

    def _everyday_prompt(
        self, entities: Sequence[TrainingEntity], source: TrainingSource, chance: random.Random
    ) -> list[str]:
        """Return types that everyone asks for, sometimes with some of the finer labels of the sentence."""
        here = {self.data.book.everyday(label) for entity in entities for label in entity.labels}
        prompt = [
            label
            for label, (weight, _) in EVERYDAY.items()
            if chance.random() < (max(weight, 0.85) if label in here else weight)
        ]
        present = sorted({label for entity in entities for label in entity.labels if label not in EVERYDAY})
        if chance.random() < 0.3:
            prompt += chance.sample(present, min(len(present), chance.randint(1, 3)))
        if chance.random() < 0.2:
            prompt += chance.sample(self._foreign[source.domain], min(2, len(self._foreign[source.domain])))
        return list(dict.fromkeys(prompt)) or ["person", "organization", "location"]

    def _fine_prompt(
        self,
        sentence: TrainingSentence,
        entities: Sequence[TrainingEntity],
        source: TrainingSource,
        chance: random.Random,
    ) -> list[str]:
        """Return labels of the sentence, labels that are known to be absent, and coarse types as distractors."""
        book = self.data.book
        lifted = (
            self._lifted(sentence.labels, chance)
            if source.parental and chance.random() < 0.3
            else frozenset()
        )
        present = sorted({_parent_in(book, label, lifted) for entity in entities for label in entity.labels})
        annotated = {_parent_in(book, label, lifted) for label in sentence.labels}
        absent = sorted(annotated - set(present))
        chance.shuffle(present)
        chance.shuffle(absent)
        if len(present) > 1 and chance.random() < 0.25:
            present = present[: chance.randint(1, len(present))]
        size = _prompt_size(chance)
        if len(present) > size and chance.random() < 0.8:
            size = len(present)
        prompt = present[:size]
        room = max(size - len(prompt), 0 if prompt else 2)
        near = absent[: room if chance.random() < 0.7 else room // 2]
        room -= len(near)
        kinds = self._absent_kinds(sentence, entities, source)
        kinds = chance.sample(kinds, min(len(kinds), room // 2 if absent else room))
        room -= len(kinds)
        foreign = self._foreign[source.domain]
        foreign = chance.sample(foreign, min(len(foreign), room if size < 9 else 2 * room // 3))
        parents = sorted({book.parent(label) or label for label in prompt} - set(prompt))
        if chance.random() < 0.5:
            chance.shuffle(parents)
            prompt = prompt + parents[:2]
        return list(dict.fromkeys(prompt + near + kinds + foreign))

    def _lifted(self, labels: Iterable[str], chance: random.Random) -> frozenset[str]:
        """Return the coarse types that an example uses in place of their kinds."""
        parents = sorted({parent for label in labels if (parent := self.data.book.parent(label))})
        return frozenset(parent for parent in parents if chance.random() < 0.7)

    def _absent_kinds(
        self, sentence: TrainingSentence, entities: Sequence[TrainingEntity], source: TrainingSource
    ) -> list[str]:
        """Return the kinds of the coarse types that the sentence lacks: no person, hence no politician."""
        if source.open and sentence.others is None:
            return []
        book = self.data.book
        here = {book.everyday(label) or label for entity in entities for label in entity.labels}
        here |= {entity.coarse for entity in entities if entity.coarse}
        return [
            kind
            for coarse in source.complete
            if coarse not in here
            for kind in self._finer.get(coarse, ())
            if kind not in sentence.labels
        ]

    _finer: Mapping[str, list[str]] = field(init=False, repr=False, compare=False)
    _foreign: Mapping[str, list[str]] = field(init=False, repr=False, compare=False)
    _scarce: Mapping[str, Mapping[str, list[TrainingSentence]]] = field(init=False, repr=False, compare=False)


def _parent_in(book: LabelBook, label: str, lifted: frozenset[str]) -> str:
    parent = book.parent(label)
    return parent if parent in lifted and parent is not None else label


def _prompt_size(chance: random.Random) -> int:
    """Draw a number of labels: 1 to 4 in a fifth of the examples, 5 to 12 in three fifths, 12 to 25 in the rest."""
    kind = chance.random()
    if kind < 0.2:
        return chance.randint(1, 4)
    return chance.randint(5, 12) if kind < 0.8 else chance.randint(12, 25)


def entities_of(sentence: TrainingSentence, *, split: bool) -> tuple[TrainingEntity, ...]:
    """Return the marked ranges of a sentence, unions replaced by their kinds where clues decide and ``split`` is set."""
    labels: dict[tuple[int, int], set[str]] = {}
    unions: dict[tuple[int, int], set[str]] = {}
    coarse: dict[tuple[int, int], str] = {}
    for span in sentence.spans:
        place = (span.first, span.last)
        labels.setdefault(place, set()).add(span.finer if split and span.finer else span.label)
        unions.setdefault(place, set()).add(span.label)
    for other in sentence.others or ():
        place = (other.first, other.last)
        coarse[place] = other.label
        labels.setdefault(place, set())
    return tuple(
        TrainingEntity(*place, frozenset(found), frozenset(unions.get(place, ())), coarse.get(place))
        for place, found in sorted(labels.items())
    )


def annotate(
    sentence: TrainingSentence,
    entities: Sequence[TrainingEntity],
    named: Mapping[str, str],
    source: TrainingSource,
    book: LabelBook,
) -> Example:
    """Answer a prompt: ``named`` gives the labels asked for and the name that each goes by."""
    positives: list[tuple[int, int, int]] = []
    unknown: list[tuple[int, int, int]] = []
    covered = {place for entity in entities for place in range(entity.first, entity.last + 1)}
    loose = [place for place in possible_names(sentence.tokens) if place not in covered]
    for index, label in enumerate(named):
        for entity in entities:
            verdict = _verdict(label, entity, frozenset(named), sentence, source, book)
            if verdict is not False:
                (positives if verdict else unknown).append((entity.first, entity.last, index))
        if not _misses_none(label, sentence, source, book):
            unknown += [(place, place, index) for place in loose]
    return Example(sentence.tokens, tuple(named), tuple(named.values()), tuple(positives), tuple(unknown))


def possible_names(tokens: Sequence[str]) -> list[int]:
    """Return the tokens that may belong to a name: with a capital or a digit, or close between two of those.

    In a text without capitals every token may.
    """
    marked = [token[:1].isupper() or any(sign.isdigit() for sign in token) for token in tokens]
    if not any(token[:1].isupper() for token in tokens):
        return list(range(len(tokens)))
    return [
        place
        for place, is_marked in enumerate(marked)
        if is_marked or (any(marked[max(0, place - 2) : place]) and any(marked[place + 1 : place + 3]))
    ]


def _misses_none(label: str, sentence: TrainingSentence, source: TrainingSource, book: LabelBook) -> bool:
    """Tell whether every mention of ``label`` in the sentence lies within a marked entity."""
    if (
        label in sentence.labels
        or sentence.others is not None
        or book.domain(label) not in ("general", source.domain)
    ):
        return True
    if source.open:
        return False
    split_from = {union for union, clues in SPLITS.items() if any(clue.label == label for clue in clues)}
    if split_from & sentence.labels or (
        "miscellaneous" in sentence.labels and label in UNDECIDED["miscellaneous"]
    ):
        return True
    coarse = book.everyday(label) or book.parent(label)
    return label in source.complete or coarse in source.complete


def _verdict(
    label: str,
    entity: TrainingEntity,
    asked: frozenset[str],
    sentence: TrainingSentence,
    source: TrainingSource,
    book: LabelBook,
) -> bool | None:
    """Tell whether ``entity`` answers ``label``: yes, no, or None where that cannot be known."""
    if label in entity.labels:
        return True
    own = entity.labels | entity.unions
    finer = {kind for kind in own if label in (book.parent(kind), book.everyday(kind)) and kind != label}
    if label in entity.unions or finer:
        beaten = (entity.labels | finer) & asked
        return not beaten
    if entity.coarse == label:
        return True
    if book.domain(label) not in ("general", source.domain):
        return False
    if any(_undecided(label, kind, sentence, book) for kind in own):
        return None
    if not source.open:
        same = {book.everyday(kind) for kind in own} & {book.everyday(label)} - {None}
        return None if same and label not in sentence.labels else False
    return _open_verdict(label, entity, book)


def _undecided(label: str, kind: str, sentence: TrainingSentence, book: LabelBook) -> bool:
    """Tell whether a span of ``kind`` may be of ``label`` as well, although the source does not say so."""
    if label in UNDECIDED.get(kind, ()) and label not in sentence.labels:
        return True
    if any(clue.label == label for clue in SPLITS.get(kind, ())):
        return True
    return book.parent(label) == kind and label not in sentence.labels


def _open_verdict(label: str, entity: TrainingEntity, book: LabelBook) -> bool | None:
    """Judge by coarse types alone: types that exclude each other are a no, all else is unknown."""
    asked = book.everyday(label)
    known = {entity.coarse} | {book.everyday(kind) for kind in entity.labels}
    known &= COARSE_ENTITIES
    if known and asked is not None and asked not in known:
        return False
    if entity.coarse == "miscellaneous" and asked in COARSE_ENTITIES:
        return False
    return None
