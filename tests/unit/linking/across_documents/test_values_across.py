"""Values across documents: one entity for what says the same, and several for a word that says several things."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from linking.across_documents.resolution import resolve
from linking.decisions.decision import Decision, Decisions, Handle, Verdict, decide
from linking.guidance import NO_GUIDANCE, Guidance
from linking.model import LocalEntity, Resolution
from linking.review.explanation import Use, paths
from linking.review.handles import Bearers
from linking.values.value import Value, ValueKind, ValueReading
from linking.values.written import RELATIVE, value_of, write_reading, write_value

THIRD = Value(ValueKind.DATE, "2019-02-03", "2019-02-03", "2019-02-03")
FOURTH = Value(ValueKind.DATE, "2019-02-04", "2019-02-04", "2019-02-04")
MILLION = Value(ValueKind.MONEY, "1000000 EUR", number=1e6, unit="EUR")


def said(document: str, name: str, value: Value | str = "", kind: str = "date", *names: str) -> LocalEntity:
    written = value if isinstance(value, str) else write_value(value)
    return LocalEntity(f"{document}:v:{name}", document, name, kind, names or (name,), 0, written)


def together(resolution: Resolution) -> list[list[str]]:
    """Return the ids of the local entities of each entity."""
    found: dict[str, list[str]] = {}
    for local, why in resolution.assignments.items():
        found.setdefault(why.entity_id, []).append(local)
    return sorted(sorted(held) for held in found.values())


def resolved(*local: LocalEntity, decisions: Iterable[Decision] = ()) -> Resolution:
    return resolve(local, guidance=Guidance(Decisions(tuple(decisions))) if decisions else NO_GUIDANCE)


CASES: Mapping[str, tuple[list[LocalEntity], list[list[str]]]] = {
    "what says the same day is one, however it is written": (
        [said("a", "3 February 2019", THIRD), said("b", "Feb. 3, 2019", THIRD), said("c", "3/2/2019", THIRD)],
        [["a:v:3 February 2019", "b:v:Feb. 3, 2019", "c:v:3/2/2019"]],
    ),
    "so in other scripts": (
        [
            said("a", "3 февраля 2019 г.", THIRD),
            said("b", "2019年2月3日", THIRD),
            said("c", "٣ فبراير ٢٠١٩", THIRD),
        ],
        [["a:v:3 февраля 2019 г.", "b:v:2019年2月3日", "c:v:٣ فبراير ٢٠١٩"]],
    ),
    "one word is two days in documents of two dates": (
        [said("a", "yesterday", THIRD), said("b", "yesterday", FOURTH)],
        [["a:v:yesterday"], ["b:v:yesterday"]],
    ),
    "and one in documents of one date": (
        [said("a", "yesterday", THIRD), said("b", "yesterday", THIRD)],
        [["a:v:yesterday", "b:v:yesterday"]],
    ),
    "one word without a date is another thing in every document": (
        [said("a", "вчера", RELATIVE), said("b", "вчера", RELATIVE), said("c", "вчера", THIRD)],
        [["a:v:вчера"], ["b:v:вчера"], ["c:v:вчера"]],
    ),
    "what could not be read meets by its surface, and nothing that was read": (
        [said("a", "the Ides"), said("b", "The Ides"), said("c", "the Ides", THIRD)],
        [["a:v:the Ides", "b:v:The Ides"], ["c:v:the Ides"]],
    ),
    "a value of another type is another thing": (
        [said("a", "2019", THIRD, "year"), said("b", "in 2019", THIRD, "date")],
        [["a:v:2019"], ["b:v:in 2019"]],
    ),
    "amounts are one by number and currency": (
        [
            said("a", "€1 million", MILLION, "money"),
            said("b", "1.000.000 EUR", MILLION, "money"),
            said("c", "1,000,000", Value(ValueKind.MONEY, "1000000 USD", number=1e6, unit="USD"), "money"),
        ],
        [["a:v:€1 million", "b:v:1.000.000 EUR"], ["c:v:1,000,000"]],
    ),
    "a document that writes a value in two ways explains no other value": (
        [
            said("a", "Wednesday", THIRD, "date", "Wednesday", "Wednesdays"),
            said("b", "Wednesdays", FOURTH),
            said("c", "Wednesdays", FOURTH),
        ],
        [["a:v:Wednesday"], ["b:v:Wednesdays", "c:v:Wednesdays"]],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_values_meet_by_what_they_say(case: str) -> None:
    local, expected = CASES[case]
    assert together(resolved(*local)) == sorted(sorted(held) for held in expected)
    assert together(resolved(*reversed(local))) == sorted(sorted(held) for held in expected)


def test_the_entity_says_the_value_and_bears_the_name_of_most_documents() -> None:
    found = resolved(
        said("a", "3 February 2019", THIRD), said("b", "3 Feb 2019", THIRD), said("c", "3 Feb 2019", THIRD)
    )
    (entity,) = found.entities.values()
    assert (entity.name, value_of(entity.value)) == ("3 Feb 2019", THIRD)
    assert entity.aliases == ("3 Feb 2019", "3 February 2019")
    assert {why.rule for why in found.assignments.values()} == {"exact", "value"}
    assert found.review == ()


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["Wednesday", "yesterday"], "2019-02-03"),
        (["Wednesday", "Wednesday", "3 February 2019"], "3 February 2019"),
        (["3 February 2019"], "3 February 2019"),
    ],
)
def test_a_day_is_called_by_words_that_say_it_in_every_document(words: list[str], shown: str) -> None:
    found = resolved(*(said(str(number), word, THIRD) for number, word in enumerate(words)))
    (entity,) = found.entities.values()
    assert (entity.name, entity.aliases) == (shown, tuple(sorted({shown, *words})))


def test_a_name_says_no_value_even_where_a_mention_of_it_was_taken_for_one() -> None:
    may = [said(f"p{number}", "May", "", "person", "May") for number in range(9)]
    found = resolved(*may, said("d", "May", THIRD))
    (entity,) = found.entities.values()
    assert (entity.type, entity.value) == ("person", "")


def test_what_has_a_meaning_in_its_own_document_only_is_left_alone_by_the_rule_for_that() -> None:
    found = resolved(said("a", "Wednesday", RELATIVE), said("b", "Wednesday", RELATIVE))
    assert {why.rule for why in found.assignments.values()} == {"ambiguous"}
    assert {entity.value for entity in found.entities.values()} == {""}


def test_a_judgement_counts_more_than_a_value() -> None:
    local = [said("a", "3 February 2019", THIRD), said("b", "Feb. 3", THIRD), said("c", "Candlemas", FOURTH)]
    one, other, third = (Handle(each.name, "date") for each in local)
    apart = resolved(*local, decisions=[decide(Verdict.DIFFERENT, one, other)])
    assert together(apart) == [["a:v:3 February 2019"], ["b:v:Feb. 3"], ["c:v:Candlemas"]]
    same = resolved(*local, decisions=[decide(Verdict.SAME, one, third)])
    assert together(same) == [["a:v:3 February 2019", "b:v:Feb. 3", "c:v:Candlemas"]]
    (entity,) = same.entities.values()
    assert value_of(entity.value) == THIRD
    person = resolved(*local[:1], decisions=[decide(Verdict.RETYPE, one, value="person")])
    assert [(each.type, each.value) for each in person.entities.values()] == [("person", "")]


def test_a_handle_for_one_of_several_days_of_one_word_says_which_documents() -> None:
    local = [said("doc_a", "yesterday", THIRD), said("doc_b", "yesterday", FOURTH)]
    found = resolved(*local)
    entity_of = {each.id: found.assignments[each.id].entity_id for each in local}
    bearers = Bearers(local, entity_of, {"doc_a": "a.txt", "doc_b": "b.txt"})
    (part,) = bearers.parts(entity_of["doc_a:v:yesterday"])
    assert part.handle == Handle("yesterday", "date", ("a.txt",))


def test_the_way_of_a_name_to_its_entity_says_that_the_value_is_the_same() -> None:
    local = [said("a", "3 February 2019", THIRD), said("b", "Feb. 3, 2019", THIRD)]
    found = resolved(*local)
    uses = [Use(each.id, each.name, "canonical", 1.0, 1) for each in local]
    told = [path.told() for path in paths(local, found.assignments, uses)]
    assert told == [
        "“3 February 2019”",
        "“Feb. 3, 2019” → value (1.00, the same value) → “3 February 2019”",
    ]


@pytest.mark.parametrize(
    "reading",
    [
        ValueReading(),
        ValueReading(None, is_relative=True),
        ValueReading(THIRD),
        ValueReading(MILLION),
        ValueReading(Value(ValueKind.IDENTIFIER, 'http://a.example/?q="x"')),
    ],
)
def test_a_reading_comes_back_from_its_text(reading: ValueReading) -> None:
    written = write_reading(reading)
    assert value_of(written) == reading.value
    assert (written == RELATIVE) == reading.is_relative
