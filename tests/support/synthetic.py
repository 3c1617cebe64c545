"""Extractions made up from a seed: short texts of names, with exact sentences and mentions, no model needed."""

from __future__ import annotations

import random
from collections.abc import Sequence

from extractors.documents import Document
from extractors.mentions import GAZETTEER, MODEL, Extraction, Mention, Sentence

GIVEN = [
    "Ada",
    "Bruno",
    "Clara",
    "Dmitri",
    "Elif",
    "Farid",
    "Grace",
    "Hugo",
    "Ines",
    "Jonas",
    "Karin",
    "Luca",
]
FAMILY = ["Lovelace", "Taut", "Schumann", "Petrov", "Shafak", "Haddad", "Hopper", "Ball", "Almeida", "Keller"]
CITIES = ["Lisbon", "Berlin", "Ankara", "Nairobi", "Quito", "Osaka", "Tallinn", "Cusco"]
COMPANIES = ["Northwind Traders", "Acme Corporation", "Globex", "Initech", "Vandelay Industries"]


def names(count: int, seed: int = 0) -> list[tuple[str, str]]:
    """Return ``count`` names with their types, the same for the same seed, most frequent ones first."""
    source = random.Random(seed)  # noqa: S311
    found: dict[str, str] = {}
    plain = [(name, "location") for name in CITIES] + [(name, "organization") for name in COMPANIES]
    for given in GIVEN:
        plain += [(f"{given} {family}", "person") for family in FAMILY]
    source.shuffle(plain)
    for name, type_name in plain:
        found.setdefault(name, type_name)
    number = 0
    while len(found) < count:
        letters = "".join(
            source.choice("bcdfghklmnprstvz") + source.choice("aeiou") for _ in range(4)
        ).capitalize()
        found.setdefault(f"{letters} {source.choice(FAMILY)}", "person")
        number += 1
    return list(found.items())[:count]


def extraction(
    uri: str,
    sentences: Sequence[Sequence[tuple[str, str]]],
    *,
    title: str = "",
    fingerprint: str = "synthetic",
) -> Extraction:
    """Return a document that has one sentence for each list of (name, type); places are from a list, all else from a model."""
    text, spans, mentions = "", [], []
    for number, held in enumerate(sentences):
        text += "" if not number else " \n"[number % 5 == 0]
        start = len(text)
        text += f"Item {number} says"
        for name, type_name in held:
            text += " that "
            source = GAZETTEER if type_name == "location" else MODEL
            mentions.append(Mention(len(text), len(text) + len(name), name, type_name, 0.875, source))
            text += name
        text += " was there."
        spans.append(Sentence(start, len(text)))
    document = Document(uri, title or uri, text, "text/plain", f"source of {uri} {len(text)}")
    return Extraction(document, fingerprint, tuple(spans), tuple(mentions))


def corpus(count: int, *, seed: int = 0, sentences: int = 6, vocabulary: int = 40) -> list[Extraction]:
    """Return ``count`` documents whose names follow Zipf's law; some name a person by family name alone."""
    source = random.Random(seed)  # noqa: S311
    known = names(vocabulary, seed)
    weights = [1 / (rank + 1) for rank in range(len(known))]
    found = []
    for number in range(count):
        held = []
        for _ in range(source.randint(1, sentences)):
            picked = source.choices(known, weights, k=source.randint(0, 4))
            held.append(
                [
                    (name.split()[-1], type_name)
                    if type_name == "person" and source.random() < 0.2
                    else (name, type_name)
                    for name, type_name in picked
                ]
            )
        found.append(extraction(f"corpus/{seed}/{number}.txt", held))
    return found
