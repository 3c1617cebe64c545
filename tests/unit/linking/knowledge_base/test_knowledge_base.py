"""Linking to a knowledge base: which entry a name is, which it is not, and the reason in plain words."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from linking.knowledge_base.base import KnowledgeBase, KnowledgeBaseEntry, KnowledgeBaseLink
from linking.model import LocalEntity
from linking.names.folding import fold


def entry(identity: str, name: str, kind: str = "person", **fields: object) -> KnowledgeBaseEntry:
    return KnowledgeBaseEntry(identity, name, kind, **fields)  # type: ignore[arg-type]


def base(*entries: KnowledgeBaseEntry, margin: float = 0.5) -> KnowledgeBase:
    return KnowledgeBase("test", entries, "f", margin)


def local(name: str, kind: str = "person", names: tuple[str, ...] = ()) -> LocalEntity:
    return LocalEntity("d:1:0", "d", name, kind, names or (name,), 0)


def link(
    known: KnowledgeBase,
    name: str,
    kind: str = "person",
    names: tuple[str, ...] = (),
    context: Collection[str] = (),
) -> KnowledgeBaseLink:
    return known.link(local(name, kind, names), {fold(each) for each in context})


def found(*arguments: object, **options: object) -> str | None:
    answer = link(*arguments, **options)  # type: ignore[arg-type]
    assert answer.reason
    assert (answer.entry is None) == (answer.score == 0.0)
    return answer.entry.id if answer.entry else None


MERKEL = entry("q1", "Angela Merkel", aliases=("Angela Dorothea Merkel",))
USA = entry("us", "United States of America", "location", aliases=("U.S.", "US", "United States"))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Angela Merkel", "person"),
        ("ANGELA MERKEL", "person"),
        ("Dr. Angela Merkel", "person"),
        ("Merkel, Angela", "person"),
        ("Angela Dorothea Merkel", "politician"),
        ("Ángela Merkel's", "person"),
    ],
)
def test_a_name_is_found_however_it_is_written(name: str, kind: str) -> None:
    assert found(base(MERKEL, USA), name, kind) == "q1"


@pytest.mark.parametrize("name", ["US", "U.S.", "United States", "the United States of America"])
def test_aliases_need_no_likeness(name: str) -> None:
    assert found(base(MERKEL, USA), name, "country") == "us"


def test_a_name_that_no_entry_bears_is_nil_and_the_reason_says_so() -> None:
    answer = link(base(MERKEL), "Angela Markell")
    assert answer.entry is None
    assert answer.reason == "no entry is called ‘Angela Markell’"
    assert answer.rule == "unknown"


def test_a_surname_of_the_document_is_not_looked_up() -> None:
    known = base(entry("p", "Merkel"), entry("q", "Angela"))
    assert found(known, "Angela Merkel", names=("Merkel", "Angela Merkel", "Angela")) is None
    assert found(known, "Merkel") == "p"


def test_a_surname_typo_of_the_document_is_not_looked_up_either() -> None:
    known = base(entry("p", "Lukaschenko"))
    assert found(known, "Alexander Lukashenko", names=("Alexander Lukashenko", "Lukaschenko")) is None


def test_a_demonym_and_a_beginning_are_not_looked_up() -> None:
    known = base(entry("p", "Iraqi", "location"), entry("s", "Sequoia", "organization"))
    assert found(known, "Iraq", "location", names=("Iraq", "Iraqi")) is None
    assert found(known, "Sequoia Capital", "organization", names=("Sequoia", "Sequoia Capital")) is None


def test_another_full_name_of_the_document_finds_the_entry() -> None:
    known = base(entry("w", "World Health Organization", "organization"), entry("c", "Cassius Clay"))
    answer = link(known, "Muhammad Ali", names=("Muhammad Ali", "Ali", "Cassius Clay"))
    assert answer.entry == entry("c", "Cassius Clay")
    assert answer.rule == "other_name"
    assert 0.9 < answer.score < 1.0


def test_the_canonical_name_goes_before_the_others() -> None:
    known = base(entry("a", "Muhammad Ali"), entry("c", "Cassius Clay"))
    assert found(known, "Muhammad Ali", names=("Cassius Clay", "Muhammad Ali")) == "a"


def test_the_fuller_name_of_the_document_rules_out_the_shorter() -> None:
    senior = entry("sr", "Robert Downey")
    names = ("Robert Downey", "Robert Downey Jr.")
    assert found(base(senior), "Robert Downey", names=names) is None
    assert found(base(senior, entry("jr", "Robert Downey Jr.")), "Robert Downey", names=names) == "jr"


def test_generations_titles_and_legal_forms_that_contradict_are_other_things() -> None:
    known = base(
        entry("sr", "Hans Kessler Sr."),
        entry("gmbh", "Foo GmbH", "organization"),
        entry("mrs", "Mrs. Jane Smith"),
    )
    assert found(known, "Hans Kessler Jr.") is None
    assert found(known, "Foo AG", "organization") is None
    assert found(known, "Foo", "organization") == "gmbh"
    assert found(known, "Mr. Jane Smith") is None


def test_a_person_is_never_a_place() -> None:
    known = base(entry("x", "Paris", "location"))
    answer = link(known, "Paris", "person")
    assert answer.entry is None
    assert answer.rule == "other_type"
    assert answer.reason == "‘Paris’ is a name of x, of another type than person"


def test_a_date_is_linked_to_entries_of_its_type_only() -> None:
    assert found(base(entry("x", "May", "person")), "May", "date") is None
    assert found(base(entry("x", "1984", "date")), "1984", "date") == "x"


def test_a_place_and_an_organisation_may_be_confused_but_not_by_a_single_word() -> None:
    known = base(
        entry("spain", "Spain", "location", description="Its capital is Madrid."),
        entry("eu", "European Union", "organization", aliases=("EU",)),
    )
    assert found(known, "European Union", "location") == "eu"
    assert found(known, "EU", "location") == "eu"
    answer = link(known, "Spain", "organization")
    assert answer.entry is None
    assert "here it is of type organization" in answer.reason
    assert found(known, "Spain", "organization", context=["Madrid"]) == "spain"


def test_an_entry_without_a_type_meets_every_type_but_values() -> None:
    known = base(entry("x", "Dr. Mara Lindqvist", ""), entry("y", "Siemens AG", ""))
    assert found(known, "Mara Lindqvist", "person") == "x"
    assert found(known, "Mara Lindqvist", "product") is None
    assert found(known, "Siemens", "organization") == "y"
    assert found(known, "Siemens AG", "product") == "y"
    assert found(known, "Siemens AG", "date") is None
    assert found(base(entry("z", "United Kingdom", "")), "Britain", "country") == "z"


def test_another_spelling_is_told_as_such() -> None:
    answer = link(base(entry("m", "Jürgen Müller", aliases=("Jürgen der Maler",))), "Juergen Mueller")
    assert answer.reason == "‘Juergen Mueller’ is another spelling of ‘Jürgen Müller’, the name of m"


SPRINGFIELDS = (
    entry("p1", "Springfield", "location", description="Capital of Illinois, on the Sangamon River."),
    entry("p2", "Springfield", "location", description="City in Massachusetts, seat of Hampden County."),
)


def test_namesakes_without_evidence_are_nil_with_both_named() -> None:
    answer = link(base(*SPRINGFIELDS), "Springfield", "location")
    assert answer.entry is None
    assert answer.reason == (
        "2 entries are called ‘Springfield’: p1, p2; the document names nothing that tells them apart"
    )
    assert answer.rule == "ambiguous"


def test_the_document_tells_namesakes_apart() -> None:
    known = base(*SPRINGFIELDS)
    answer = link(known, "Springfield", "location", context=["Sangamon River", "Abraham Lincoln"])
    assert answer.entry == SPRINGFIELDS[0]
    assert "‘sangamon river’" in answer.reason
    assert found(known, "Springfield", "location", context=["Hampden County"]) == "p2"


def test_a_document_that_speaks_for_both_tells_nothing() -> None:
    answer = link(base(*SPRINGFIELDS), "Springfield", "location", context=["Illinois", "Massachusetts"])
    assert answer.entry is None
    assert "a lead of 0.00" in answer.reason


def test_whole_words_of_a_description_count_not_parts_of_words() -> None:
    assert found(base(*SPRINGFIELDS), "Springfield", "location", context=["Sang", "Mass"]) is None


def test_a_linked_name_of_the_document_counts_under_all_its_names() -> None:
    known = base(
        entry(
            "a", "Georgia", "location", description="Country on the Black Sea, once part of the Soviet Union."
        ),
        entry("b", "Georgia", "location", description="One of the United States; its capital is Atlanta."),
        USA,
        entry("ussr", "Soviet Union", "location", aliases=("USSR",)),
    )
    assert found(known, "Georgia", "location", context=["USSR"]) == "a"
    assert found(known, "Georgia", "location", context=["U.S."]) == "b"


def test_another_name_of_the_same_thing_tells_namesakes_apart() -> None:
    known = base(
        entry("a", "Georgia", "location", aliases=("Sakartvelo",)),
        entry("b", "Georgia", "location", aliases=("Peach State",)),
    )
    assert found(known, "Georgia", "location", names=("Georgia", "Peach State")) == "b"


def test_a_much_more_frequent_namesake_wins_by_its_prior() -> None:
    often, rarely = entry("o", "Paris", "location", prior=90), entry("r", "Paris", "location", prior=10)
    assert found(base(rarely, often), "Paris", "location") == "o"
    assert found(base(rarely, often, margin=0.9), "Paris", "location") is None
    twice = entry("t", "Paris", "location", prior=60)
    assert found(base(often, twice), "Paris", "location") is None


def test_an_entry_with_prior_zero_is_chosen_only_without_another() -> None:
    never, always = entry("n", "Paris", "location", prior=0), entry("a", "Paris", "location")
    assert found(base(never, always), "Paris", "location") == "a"
    assert found(base(never), "Paris", "location") == "n"


def test_the_name_of_one_entry_outweighs_the_alias_of_another() -> None:
    known = base(
        entry("eu", "European Union", "location", aliases=("Europe",)), entry("europe", "Europe", "location")
    )
    assert found(known, "Europe", "location") == "europe"


def test_type_tells_namesakes_apart() -> None:
    known = base(entry("team", "Hamburg", "organization"), entry("city", "Hamburg", "location"))
    assert found(known, "Hamburg", "organization") == "team"
    assert found(known, "Hamburg", "city") == "city"


def test_a_weak_alias_needs_type_or_context() -> None:
    known = base(
        entry(
            "dpa",
            "Deutsche Presse-Agentur",
            "organization",
            weak_aliases=("Dispatch",),
            description="In Hamburg.",
        )
    )
    assert found(known, "Dispatch", "organization") == "dpa"
    assert found(known, "Dispatch", "product") is None
    assert found(known, "Dispatch", "product", context=["Hamburg"]) == "dpa"
    assert link(known, "Dispatch", "organization").rule == "weak_alias"


def test_a_weak_alias_gives_way_to_a_name() -> None:
    known = base(
        entry("w", "Washington Post", "organization", weak_aliases=("Post",)),
        entry("p", "Post", "organization"),
    )
    assert found(known, "Post", "organization") == "p"


def test_a_slip_of_the_pen_in_a_full_name_is_forgiven() -> None:
    known = base(entry("y", "Viktor Yushchenko"), entry("t", "Beate Klarsfeld"))
    answer = link(known, "Viktor Yuschchenko")
    assert (answer.entry, answer.rule) == (entry("y", "Viktor Yushchenko"), "typo")
    assert 0.95 <= answer.score < 1.0


@pytest.mark.parametrize(
    ("known", "name", "kind"),
    [
        ("Iran", "Iraq", "location"),
        ("San Marino", "San Martino", "location"),
        ("Mario Ferrari", "Maria Ferrari", "person"),
        ("Merkel", "Merkl", "person"),
        ("North Korea", "South Korea", "location"),
        ("George W. Bush", "George H. W. Bush", "person"),
        ("ASR1603", "ASR1605", "product"),
        ("Type 1 diabetes", "Type 2 diabetes", "disease"),
        ("Sequoia Capital", "Accel Capital", "organization"),
        ("New York Times", "New York", "organization"),
        ("Niger", "Nigeria", "location"),
        ("Marcus Rashford", "US", "person"),
    ],
)
def test_likeness_is_no_link(known: str, name: str, kind: str) -> None:
    assert found(base(entry("x", known, kind)), name, kind) is None


def test_a_word_that_other_entries_have_is_no_slip() -> None:
    petersen = entry("a", "Christian Petersen")
    assert found(base(petersen), "Christian Peterson") == "a"
    assert found(base(petersen, entry("b", "Oscar Peterson")), "Christian Peterson") is None


def test_a_slip_that_fits_two_entries_is_nil() -> None:
    known = base(entry("a", "Johannes Braunfels"), entry("b", "Johannes Braunfelz"))
    assert found(known, "Johannes Braunfelsz") is None


def test_context_is_asked_for_only_where_it_matters() -> None:
    known = base(*SPRINGFIELDS, MERKEL, entry("spain", "Spain", "location"), entry("c", "Cassius Clay"))
    assert known.needs_context(local("Springfield", "location"))
    assert known.needs_context(local("Spain", "organization"))
    assert not known.needs_context(local("Spain", "location"))
    assert not known.needs_context(local("Angela Merkel"))
    assert not known.needs_context(local("Nobody Known"))
    assert known.needs_context(local("Muhammad Ali", names=("Muhammad Ali", "Cassius Clay")))


def test_other_scripts_are_names_too() -> None:
    known = base(entry("p", "Владимир Путин"), entry("t", "東京", "location"), entry("m", "Jürgen Müller"))
    assert found(known, "Vladimir Putin") == "p"
    assert found(known, "東京", "location") == "t"
    assert found(known, "京都", "location") is None
    assert found(known, "Juergen Mueller") == "m"
