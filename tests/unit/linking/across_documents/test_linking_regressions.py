"""Names that linkers are known to merge by mistake, or to leave apart: in one document and in two."""

from __future__ import annotations

import pytest

from extractors.mentions import Mention
from linking.across_documents.resolution import resolve
from linking.comparison.whole_names import MERGE, compare_names
from linking.model import LocalCluster
from linking.names.families import family_of
from linking.names.form import take_apart
from linking.within_document.clustering import link_within_document

NEVER_MERGE = [
    ("ASR1603", "ASR1605", "product"),
    ("ASR1603", "ASR1605", "organization"),
    ("Room 101", "Room 102", "location"),
    ("2023 Tax Return", "2024 Tax Return", "document"),
    ("UA123", "UA124", "flight"),
    ("UA123", "UA124", "organization"),
    ("Type 1 diabetes", "Type 2 diabetes", "disease"),
    ("North Korea", "South Korea", "location"),
    ("Niger", "Nigeria", "location"),
    ("Niger", "Nigerian", "location"),
    ("Austria", "Australia", "location"),
    ("Iran", "Tigran", "location"),
    ("Iran", "Iraq", "location"),
    ("George H. W. Bush", "George W. Bush", "person"),
    ("John Smith Jr.", "John Smith Sr.", "person"),
    ("Louis XIV", "Louis XVI", "person"),
    ("World War I", "World War II", "event"),
    ("Hepatitis A", "Hepatitis B", "disease"),
    ("testing-library/jest-native", "testing-library/react-native", "software"),
    ("SR-2023-052", "SR-2023-053", "report"),
    ("Bowne Global Solutions, Inc.", "Bowne Global Solutions II, Inc.", "company"),
    ("Sequoia Capital", "Accel Capital", "organization"),
    ("Mario Rossellini", "Maria Rossellini", "person"),
    ("sodium sulfate solution", "sodium sulfite solution", "chemical"),
    ("Mexico", "Mexico City", "location"),
    ("1999", "1998", "date"),
    ("$1.5 million", "$15 million", "money"),
    ("US Senate", "US", "organization"),
]
NEVER_MERGE_TYPES = [
    ("New York", "location", "New York Times", "organization"),
    ("Paris", "location", "Paris Hilton", "person"),
    ("America", "location", "Bank of America", "organization"),
    ("Iran", "location", "Tigran", "person"),
    ("Washington", "location", "Washington", "person"),
]


def mentions_of(*names: tuple[str, str]) -> tuple[str, list[Mention]]:
    """Make a text that holds the names one after the other, and their mentions."""
    text, mentions = "", []
    for surface, kind in names:
        mentions.append(Mention(len(text), len(text) + len(surface), surface, kind, 0.9))
        text += surface + ". "
    return text, mentions


def link(document: str, *names: tuple[str, str]) -> tuple[LocalCluster, ...]:
    text, mentions = mentions_of(*names)
    return link_within_document(document, "v1", text, mentions)


def entities(*documents: tuple[LocalCluster, ...]) -> set[frozenset[str]]:
    """Return the entities of the corpus as sets of surface forms."""
    local = [cluster.entity for clusters in documents for cluster in clusters]
    resolution = resolve(local)
    found: dict[str, set[str]] = {}
    for each in local:
        found.setdefault(resolution.assignments[each.id].entity_id, set()).update(each.names)
    return {frozenset(names) for names in found.values()}


@pytest.mark.parametrize(("one", "other", "kind"), NEVER_MERGE)
def test_two_names_stay_apart_in_one_document(one, other, kind):
    assert [cluster.entity.names for cluster in link("a", (one, kind), (other, kind))] == [(one,), (other,)]


@pytest.mark.parametrize(("one", "other", "kind"), NEVER_MERGE)
def test_two_names_stay_apart_in_two_documents(one, other, kind):
    assert entities(link("a", (one, kind)), link("b", (other, kind))) == {
        frozenset({one}),
        frozenset({other}),
    }


@pytest.mark.parametrize(("one", "kind", "other", "other_kind"), NEVER_MERGE_TYPES)
def test_names_of_two_kinds_stay_apart(one, kind, other, other_kind):
    assert len(link("a", (one, kind), (other, other_kind))) == 2
    local = [each.entity for each in (*link("a", (one, kind)), *link("b", (other, other_kind)))]
    assert len(resolve(local).entities) == 2


def test_a_bare_given_name_with_two_bearers_stays_its_own():
    clusters = link("a", ("Victor Hugo", "person"), ("Victor Orban", "person"), ("Victor", "person"))
    assert [cluster.entity.name for cluster in clusters] == ["Victor Hugo", "Victor Orban", "Victor"]
    assert clusters[2].rules == ("ambiguous",)


def test_a_bare_given_name_of_several_people_of_the_corpus_joins_none_of_them():
    hugo = link("a", ("Victor Hugo", "person"), ("Victor", "person"))
    orban = link("b", ("Victor Orban", "person"), ("Victor", "person"))
    bare = link("c", ("Victor", "person")), link("d", ("Victor", "person"))
    local = [each.entity for clusters in (hugo, orban, *bare) for each in clusters]
    resolution = resolve(local)
    assert len({each.entity_id for each in resolution.assignments.values()}) == 4
    assert resolution.assignments["c:v1:0"].rule == "ambiguous"


def test_one_detective_by_three_names_in_one_story():
    story = link("a", ("Sherlock", "person"), ("Sherlock Holmes", "person"), ("Mr. Holmes", "person"))
    assert [cluster.entity.name for cluster in story] == ["Sherlock Holmes"]
    assert story[0].rules == ("given_name", "canonical", "surname")


def test_an_abbreviation_defined_in_brackets():
    text = "International Business Machines (IBM) grew. IBM hired."
    spans = [(0, 31), (33, 36), (44, 47)]
    mentions = [Mention(start, end, text[start:end], "organization", 0.9) for start, end in spans]
    clusters = link_within_document("a", "v1", text, mentions)
    assert [cluster.entity.name for cluster in clusters] == ["International Business Machines"]
    assert entities(clusters, link("b", ("IBM", "organization"))) == {
        frozenset({"International Business Machines", "IBM"})
    }


def test_an_abbreviation_within_the_mention():
    clusters = link("a", ("International Business Machines (IBM)", "organization"), ("IBM", "organization"))
    assert len(clusters) == 1


def test_dotted_and_plain_initials_are_one():
    assert entities(link("a", ("U.S.", "location")), link("b", ("US", "location"))) == {
        frozenset({"U.S.", "US"})
    }


def test_an_abbreviation_beside_its_long_form():
    one = link("a", ("United States of America", "location"), ("USA", "location"), ("U.S.A.", "location"))
    assert len(one) == 1


def test_three_spellings_of_one_person():
    names = ("Robert Müller", "Robert Mueller", "Robert Muller")
    assert len(link("a", *((name, "person") for name in names))) == 1
    across = entities(*(link(name, (name, "person")) for name in names))
    assert across == {frozenset(names)}


@pytest.mark.parametrize(("one", "other", "kind"), NEVER_MERGE)
def test_two_names_side_by_side_are_no_one_name(one, other, kind):
    family = family_of(kind)
    assert compare_names(take_apart(one, family), take_apart(other, family)).score < MERGE
