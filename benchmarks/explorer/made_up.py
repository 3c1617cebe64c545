"""A corpus made up from a seed for the explorer's benchmark: entities in groups, sentences that name a few of them, documents with dates.

Entities are drawn by Zipf's law over their rank, so that the first are hubs; most of a sentence's are of one group, so that there
are communities. Every entity has a sentence of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from extractors.documents import Document
from extractors.mentions import MODEL, Extraction, Mention, Sentence

TYPES = ("person", "organization", "location", "product")
SENTENCES = 12
GROUP = 200
WITHIN = 0.7
_ONSETS = ["b", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z"]
_VOWELS = "aeiou"
_FIRST_DAY = date(2015, 1, 1)
_DAYS = 3_650


def names(count: int, seed: int = 0) -> list[str]:
    """Return as many names of two words, none of which is like another."""
    source = np.random.default_rng(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        letters = source.integers(0, [16, 5] * 8, (count, 16))
        for row in letters.tolist():
            word = "".join((_ONSETS if place % 2 == 0 else _VOWELS)[each] for place, each in enumerate(row))
            found.setdefault(f"{word[:8].capitalize()} {word[8:].capitalize()}")
    return list(found)[:count]


def corpus(entities: int, edges: int, seed: int = 0) -> Iterator[Extraction]:
    """Yield documents until they hold as many entities and about as many pairs as asked for."""
    source = np.random.default_rng(seed)
    called = names(entities, seed)
    shares = np.cumsum(1 / np.arange(1, entities + 1))
    shares /= shares[-1]
    pairs: set[int] = set()
    alone = iter(range(entities))
    number = 0
    left = True
    while left or len(pairs) < edges:
        sentences: list[list[int]] = []
        for _ in range(SENTENCES):
            first = int(np.searchsorted(shares, source.random()))
            size = int(source.integers(2, 6))
            near = first // GROUP * GROUP + np.minimum(source.geometric(0.05, size), min(GROUP, entities) - 1)
            far = np.searchsorted(shares, source.random(size))
            held = np.where(source.random(size) < WITHIN, near % entities, far)
            drawn = sorted({first, *held.tolist()})
            if len(pairs) < edges:
                sentences.append(drawn)
                pairs.update(a * entities + b for place, a in enumerate(drawn) for b in drawn[place + 1 :])
            own = next(alone, None)
            left = own is not None
            if own is not None:
                sentences.append([own])
        yield _document(number, sentences, called, source)
        number += 1


def _document(
    number: int, sentences: list[list[int]], called: list[str], source: np.random.Generator
) -> Extraction:
    text, spans, mentions = "", [], []
    for held in sentences:
        start = len(text)
        text += "It is told"
        for each in held:
            text += " that "
            name = called[each]
            mentions.append(
                Mention(len(text), len(text) + len(name), name, TYPES[each % len(TYPES)], 0.9, MODEL)
            )
            text += name
        text += " was there. "
        spans.append(Sentence(start, len(text) - 1))
    day = _FIRST_DAY + timedelta(days=int(source.integers(_DAYS)))
    document = Document(
        f"folder{number % 20}/{number}.txt",
        f"Report {number}",
        text,
        "text/plain",
        f"made up {number}",
        date=day.isoformat() if number % 3 else "",
        date_from="field date" if number % 3 else "",
    )
    return Extraction(document, "made up", tuple(spans), tuple(mentions))
