"""Names as they are read: no marks of Markdown, no entities, no signs of quoted lines, no raised numbers of notes."""

from __future__ import annotations

import pytest

from extractors.mentions import Mention
from linking.across_documents.resolution import resolve
from linking.names.families import Family
from linking.names.folding import display, fold
from linking.names.form import take_apart
from linking.names.marks import without_marks
from linking.within_document.clustering import link_within_document


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Seán O&#39;Malley", "Seán O'Malley"),
        ("Marks &amp; Spencer", "Marks & Spencer"),
        ("AT&amp;T", "AT&T"),
        ("Caf&eacute; Ost", "Café Ost"),
        ("J\\. R\\. Holt", "J. R. Holt"),
        ("Corvid **Systems", "Corvid Systems"),
        ("Nadia** **Holloway", "Nadia Holloway"),
        ("Nadia* Powell", "Nadia Powell"),
        ("Nadia __Powell", "Nadia Powell"),
        ("Dana](https://example.org/dana) Petrie", "Dana Petrie"),
        ('Dana](dana.html "A page") Petrie', "Dana Petrie"),
        ("Dana][1] Petrie", "Dana Petrie"),
        ("Ada [Byron", "Ada Byron"),
        ("<b>Nadia</b> <i>Powell", "Nadia Powell"),
        ("Ada<br>Lovelace", "Ada Lovelace"),
        ("Corvid\n> Systems", "Corvid Systems"),
        ("Corvid\r\n>> Systems", "Corvid Systems"),
        ("Tomas\n// Erben", "Tomas Erben"),
        ("Tomas\n * Erben", "Tomas Erben"),
        ("Gwen Pryce¹ Holt", "Gwen Pryce Holt"),
    ],
)
def test_what_only_the_text_needs_is_no_part_of_a_name(written: str, read: str) -> None:
    assert without_marks(written) == read
    assert display(written) == read
    assert fold(written) == fold(read)
    for family in (Family.PERSON, Family.ORGANIZATION):
        assert take_apart(written, family).key == take_apart(read, family).key


@pytest.mark.parametrize(
    "name",
    [
        "Nadia Holloway",
        "AT&T",
        "Procter & Gamble",
        "M*A*S*H",
        "A* search",
        "C*-algebra",
        "snake_case_name",
        "R&D; Ltd",
        "H₂O",
        "m²",
        "Type [B] valve",
        "C:\\Temp",
        "***",
    ],
)
def test_signs_that_are_the_names_own_stay(name: str) -> None:
    assert without_marks(name) == name


def test_an_entity_has_its_names_as_they_are_read() -> None:
    texts = ["**Nadia** **Holloway** met Corvid.", "Nadia\n> Holloway left.", "Nadia Holloway left."]
    surfaces = ["Nadia** **Holloway", "Nadia\n> Holloway", "Nadia Holloway"]
    clusters = []
    for number, (text, surface) in enumerate(zip(texts, surfaces, strict=True)):
        start = text.index("Nadia")
        mention = Mention(start, start + len(surface), surface, "person", 0.9)
        clusters += link_within_document(f"doc_{number}", "1", text, [mention])
    resolution = resolve([cluster.entity for cluster in clusters])
    (entity,) = resolution.entities.values()
    assert (entity.name, entity.aliases) == ("Nadia Holloway", ("Nadia Holloway",))
