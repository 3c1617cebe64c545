"""What an entity is called: the name that its mentions and documents give evidence for, never one odd mention."""

from __future__ import annotations

import random

import pytest

from extractors.mentions import Mention
from linking.across_documents.resolution import resolve
from linking.within_document.clustering import link_within_document


def shown(kind: str, *documents: str) -> list[str]:
    """Return the names of the entities; a document is its mentions, ``3x Merkel`` for three of one, separated by semicolons."""
    entities = []
    for number, written in enumerate(documents):
        surfaces: list[str] = []
        for part in written.split("; "):
            times, many, surface = part.partition("x ")
            surfaces += [surface] * int(times) if many and times.isdigit() else [part]
        mentions = [
            Mention(place * 100, place * 100 + len(surface), surface, kind, 0.9)
            for place, surface in enumerate(surfaces)
        ]
        entities += [each.entity for each in link_within_document(f"d{number}", "v", "", mentions)]
    mixed = random.Random(1).sample(entities, len(entities))  # noqa: S311 - any other order
    found = resolve(entities)
    assert resolve(mixed).entities == found.entities
    return sorted(each.name for each in found.entities.values())


CASES = {
    # Words in lower case that no name begins or ends with.
    "a verb of a heading before a name": ("person", ["muore Sam Greenhill; 5x Sam Greenhill"], "Sam Greenhill"),
    "a verb in another document": ("person", ["muore Sam Greenhill", "Sam Greenhill"], "Sam Greenhill"),
    "a verb in more documents": ("person", ["muore Sam Greenhill"] * 3 + ["Sam Greenhill"], "Sam Greenhill"),
    "several words before a single name": ("person", ["pat žinomo kaip Rilk; 4x Rilk"], "Rilk"),
    "several words before it, only once each": ("person", ["pat žinomo kaip Rilk; Rilk"], "Rilk"),
    "words before it and a full name": ("person", ["pat žinomo kaip Rilk; Rilk; Oto Rilk"], "Oto Rilk"),
    "words in lower case behind": ("person", ["Mira Dolan sagt; 2x Mira Dolan"], "Mira Dolan"),
    "an office in lower case": ("person", ["president Mira Dolan; Mira Dolan"], "Mira Dolan"),
    "an office in lower case, elsewhere": ("person", ["president Mira Dolan", "Mira Dolan"], "Mira Dolan"),
    "a trade in lower case": ("person", ["rapper Mira Dolan; singer Mira Dolan; Mira Dolan"], "Mira Dolan"),
    "a surname in capitals": ("person", ["LINDQVIST Mara", "Mara Lindqvist"], "Mara Lindqvist"),
    "a surname in capitals in one text": ("person", ["2x LINDQVIST Mara; Mara Lindqvist"], "Mara Lindqvist"),
    "a surname in capitals in one order": ("person", ["Mara LINDQVIST", "Mara Lindqvist"], "Mara Lindqvist"),
    "a surname in capitals alone": ("person", ["LINDQVIST Mara"] * 2, "LINDQVIST Mara"),
    "a surname in Cyrillic capitals": ("person", ["ДОРОХОВ Иван", "Иван Дорохов"], "Иван Дорохов"),
    "a ruler's numeral": ("person", ["3x Olav XIV Dahl"], "Olav XIV Dahl"),
    "in Cyrillic": ("person", ["умер Иван Дорохов; 3x Иван Дорохов"], "Иван Дорохов"),
    "in Cyrillic, elsewhere": ("person", ["певец Иван Дорохов", "Иван Дорохов"], "Иван Дорохов"),
    "in Greek": ("person", ["ο πρόεδρος Νίκος Βλάχος; 2x Νίκος Βλάχος"], "Νίκος Βλάχος"),
    "in Turkish": ("person", ["yazar Ayşe Demirli; Ayşe Demirli"], "Ayşe Demirli"),
    "before a firm": ("organization", ["bei Corvid Systems; 3x Corvid Systems"], "Corvid Systems"),
    "before a place": ("location", ["nach Vardo; 2x Vardo"], "Vardo"),
    "before a place, once": ("location", ["nach Vardo; Vardo"], "Vardo"),
    "an article before a parliament": ("organization", ["der Bundestag; 2x Bundestag"], "Bundestag"),
    # Particles that belong to a name.
    "van": ("person", ["van Dolan; Pieter van Dolan"], "Pieter van Dolan"),
    "de la": ("person", ["de la Mira; 2x Ana de la Mira"], "Ana de la Mira"),
    "zu": ("person", ["2x zu Erbach; Karl zu Erbach"], "Karl zu Erbach"),
    "bin": ("person", ["Salim bin Nasser; 3x bin Nasser"], "Salim bin Nasser"),
    "a name in lower case throughout": ("person", ["mira dolan; mira dolan"], "mira dolan"),
    "a name of syllables": ("person", ["2x Kim Dae jun"], "Kim Dae jun"),
    "an article that is a name's own": ("location", ["Den Haag; Den Haag"], "Den Haag"),
    # Counts of mentions.
    "the surname tells which of two": ("person", ["Angela Lorberg; Angela Lorberk; 3x Lorberg"], "Angela Lorberg"),
    "the surname tells, the other order": ("person", ["Angela Lorberk; Angela Lorberg; 3x Lorberg"], "Angela Lorberg"),
    "diacritics more often": ("person", ["José Márquez; 2x Jose Marquez"], "Jose Marquez"),
    # Capitals.
    "capitals in headings": ("person", ["3x MIRA DOLAN; 2x Mira Dolan"], "Mira Dolan"),
    "capitals in more documents": ("person", ["MIRA DOLAN"] * 3 + ["Mira Dolan"] * 2, "Mira Dolan"),
    "a place in capitals": ("location", ["VARDO; Vardo"], "Vardo"),
    "a place in capitals in more documents": ("location", ["VARDO"] * 3 + ["Vardo"] * 2, "Vardo"),
    "an abbreviation in capitals": ("organization", ["3x NATO; Nato"], "NATO"),
    "an abbreviation once each": ("organization", ["NATO", "Nato"], "NATO"),
    "capitals in Cyrillic": ("person", ["2x ИВАН ДОРОХОВ; Иван Дорохов"], "Иван Дорохов"),
    "capitals in Greek": ("person", ["2x ΝΙΚΟΣ ΒΛΑΧΟΣ; Νίκος Βλάχος"], "Νίκος Βλάχος"),
    "a firm that writes itself in capitals": ("organization", ["9x TERN MOTORS; Tern Motors"], "TERN MOTORS"),
    "lower case in a document": ("person", ["2x mira dolan; Mira Dolan"], "Mira Dolan"),
    "lower case in more documents": ("person", ["mira dolan"] * 2 + ["Mira Dolan"], "Mira Dolan"),
    # Names that other documents use as their own.
    "an office as if it were a given name": (
        "person", ["Kanzlerin Mira Dolan; Mira Dolan", *["Mira Dolan"] * 3], "Mira Dolan",
    ),
    "an office among many": ("person", ["Kanzlerin Mira Dolan; 3x Mira Dolan", *["Mira Dolan"] * 12], "Mira Dolan"),
    "a heading's first word": ("person", ["Muore Sam Greenhill; Sam Greenhill", *["Sam Greenhill"] * 4], "Sam Greenhill"),
    "a word behind": ("person", ["Sam Greenhill Foto; Sam Greenhill", *["Sam Greenhill"] * 4], "Sam Greenhill"),
    "no case: Arabic": ("person", ["الرئيس سالم ناصر; سالم ناصر", *["سالم ناصر"] * 4], "سالم ناصر"),
    "no case: Hebrew": ("person", ["הנשיא דן לביא; דן לביא", *["דן לביא"] * 4], "דן לביא"),
    "a firm with a word too many": (
        "organization", ["Konzern Corvid Systems; Corvid Systems", *["Corvid Systems"] * 4], "Corvid Systems",
    ),
    "a full name over its surname": ("person", ["Mira Dolan; Dolan", *["Dolan"] * 4], "Mira Dolan"),
    "a full name over its abbreviation": (
        "organization", ["Tern River Authority; TRA", *["TRA"] * 3], "Tern River Authority",
    ),
    "a body over its last word": (
        "organization", ["Tern Commission; Commission", *["Commission"] * 2], "Tern Commission",
    ),
    "a slip in one document": ("person", ["Angela Lorberg"] * 2 + ["Angela Lorbergg"], "Angela Lorberg"),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "documents", "name"), CASES.values(), ids=CASES.keys())
def test_an_entity_is_called_by_what_its_mentions_agree_on(
    kind: str, documents: list[str], name: str
) -> None:
    assert shown(kind, *documents) == [name]
