"""Why two names are together or apart, in words that name the rule or the guard."""

from __future__ import annotations

import pytest

from linking.across_documents.resolution import resolve
from linking.comparison.whole_names import MERGE
from linking.model import LocalEntity
from linking.review.explanation import Use, explain_names, guards_of_corpus, paths


def local(document: str, name: str, kind: str = "person", *names: str) -> LocalEntity:
    return LocalEntity(f"{document}:v1:{name}", document, name, kind, names or (name,), 0)


@pytest.mark.parametrize(
    ("left", "right", "kind", "band", "told"),
    [
        ("Angela Merkel", "angela merkel", "person", "merge", ""),
        ("Mario Rossi", "Maria Rossi", "person", None, "end differently"),
        ("Anna Katze", "Anna Hatze", "person", None, "begin differently"),
        ("George Bush Jr.", "George Bush Sr.", "person", "apart", "generation"),
        ("Mr. John Smith", "Mrs. John Smith", "person", "apart", "titles"),
        ("Type 1 diabetes", "Type 2 diabetes", "disease", "apart", "numbers"),
    ],
)
def test_guards_say_what_they_forbid(left: str, right: str, kind: str, band: str | None, told: str) -> None:
    found = explain_names(left, kind, right, kind)
    assert told in " ".join(found.guards)
    assert bool(found.guards) == bool(told)
    assert band in (None, found.band)
    assert (found.comparison.score >= MERGE) == (found.band == "merge")


def test_types_that_do_not_meet_are_said() -> None:
    found = explain_names("Jordan", "person", "Jordan", "location")
    assert "the types person and location do not meet across documents" in found.guards


@pytest.mark.parametrize(
    ("short", "full", "kind", "rule"),
    [
        ("Holmes", "Sherlock Holmes", "person", "surname"),
        ("WHO", "World Health Organization", "organization", "acronym"),
        ("Sequoia", "Sequoia Capital", "organization", "leading"),
        ("Otto Hahn", "Lise Meitner", "person", ""),
    ],
)
def test_a_short_form_is_named_by_its_rule_either_way(short: str, full: str, kind: str, rule: str) -> None:
    assert explain_names(short, kind, full, kind).short_form == rule
    assert explain_names(full, kind, short, kind).short_form == rule


def test_what_stands_side_by_side_is_said_to() -> None:
    left, right = [local("a", "John Hansen")], [local("a", "John Hanson"), local("b", "John Hanson")]
    assert guards_of_corpus(left, right, [*left, *right])[0] == "they stand side by side in 1 document"


def test_words_of_other_names_and_rare_things_are_said_to_be() -> None:
    left, right = [local("a", "Ole Petersen")], [local("b", "Ole Peterson")]
    others = [local("c", "Jan Petersen"), local("d", "Max Peterson")]
    assert guards_of_corpus(left, right, [*left, *right]) == ()
    (told,) = guards_of_corpus(left, right, [*left, *right, *others])
    assert told == "“petersen” and “peterson” are words of other names too"
    cities = [local("a", "San Marino", "location")], [local("b", "San Martino", "location")]
    (told,) = guards_of_corpus(*cities, [*cities[0], *cities[1]])
    assert "3 times as many documents" in told


def test_a_path_leads_from_the_surface_over_the_local_name_to_the_centre() -> None:
    corpus = [
        local("a", "Angela Merkel", "person", "Angela Merkel", "Merkel"),
        local("b", "Angela Merkel"),
        local("c", "Merkel"),
        local("d", "Angela Merkell"),
    ]
    resolution = resolve(corpus)
    assert len(resolution.entities) == 1
    uses = [
        Use("a:v1:Angela Merkel", "Angela Merkel", "canonical", 1.0, 1),
        Use("a:v1:Angela Merkel", "Merkel", "surname", 0.92, 3),
        Use("b:v1:Angela Merkel", "Angela Merkel", "canonical", 1.0, 1),
        Use("c:v1:Merkel", "Merkel", "canonical", 1.0, 2),
        Use("d:v1:Angela Merkell", "Angela Merkell", "canonical", 1.0, 1),
    ]
    found = {path.told(): path for path in paths(corpus, resolution.assignments, uses)}
    assert list(found) == [
        "“Merkel” → surname (0.92, its surname) → “Angela Merkel”",
        "“Angela Merkel”",
        "“Merkel” → alias (0.90, a short name that other documents explain) → “Angela Merkel”",
        "“Angela Merkell” → typo (0.96, a slip of the pen) → “Angela Merkel”",
    ]
    first, exact, alias, typo = found.values()
    assert (first.mentions, first.documents, exact.documents, typo.documents) == (3, 1, 2, 1)
    assert alias.explained_in == ("a",)


def test_paths_do_not_depend_on_the_order_of_what_is_given() -> None:
    corpus = [
        local(document, name)
        for document, name in zip("abc", ["Ada Hill", "ADA HILL", "Ada Hil"], strict=True)
    ]
    resolution = resolve(corpus)
    uses = [Use(each.id, each.name, "canonical", 1.0, 1) for each in corpus]
    entity = resolution.assignments[corpus[0].id].entity_id
    members = [each for each in corpus if resolution.assignments[each.id].entity_id == entity]
    held = [use for use in uses if use.local_entity in {each.id for each in members}]
    assert paths(members, resolution.assignments, held) == paths(
        members[::-1], resolution.assignments, held[::-1]
    )
