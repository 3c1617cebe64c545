from __future__ import annotations

import sys

import pytest

from extractors.mentions import Mention
from linking.model import LocalCluster
from linking.within_document.clustering import link_within_document


def link(*names: str, kind: str = "person") -> tuple[LocalCluster, ...]:
    """Link names that follow one another in a text, all of one type."""
    mentions, start = [], 0
    for name in names:
        mentions.append(Mention(start, start + len(name), name, kind, 0.9))
        start += len(name) + 1
    return link_within_document("doc", "v1", " ".join(names), mentions)


def groups(clusters: tuple[LocalCluster, ...]) -> list[list[str]]:
    return [[mention.surface for mention in cluster.mentions] for cluster in clusters]


def rule_of(clusters: tuple[LocalCluster, ...], surface: str) -> str:
    return next(
        rule
        for cluster in clusters
        for mention, rule in zip(cluster.mentions, cluster.rules, strict=True)
        if mention.surface == surface
    )


def test_no_mentions_no_entities():
    assert link_within_document("doc", "v1", "Nothing here.", []) == ()


def test_a_cluster_tells_who_why_and_where():
    (cluster,) = link("Merkel", "Angela Merkel", "Angela Merkel")
    entity = cluster.entity
    assert (entity.id, entity.document_id, entity.name, entity.type) == (
        "doc:v1:0",
        "doc",
        "Angela Merkel",
        "person",
    )
    assert entity.names == ("Angela Merkel", "Merkel")
    assert entity.start == 0
    assert cluster.rules == ("surname", "canonical", "exact")
    assert cluster.scores == (0.92, 1.0, 1.0)


@pytest.mark.parametrize(
    ("short", "full", "rule"),
    [
        ("Merkel", "Angela Merkel", "surname"),
        ("van Gogh", "Vincent van Gogh", "surname"),
        ("Vincent", "Vincent van Gogh", "given_name"),
        ("A. Merkel", "Angela Merkel", "initials"),
        ("George Bush", "George W. Bush", "initials"),
        ("García", "Gabriel García Márquez", "part"),
        ("Robert Downey", "Robert Downey Jr.", "suffix"),
        ("Angela Merkle", "Angela Merkel", "typo"),
        ("Lukaschenko", "Alexander Lukashenko", "surname_typo"),
        ("Путин", "Владимир Путин", "surname"),
        ("Vladimir Putin", "Владимир Путин", "spelling"),
        ("JFK", "John Fitzgerald Kennedy", "acronym"),
    ],
)
def test_how_a_person_is_named_again(short, full, rule):
    clusters = link(full, full, short)
    assert len(clusters) == 1
    assert rule_of(clusters, short) == rule


@pytest.mark.parametrize(
    ("short", "full", "rule"),
    [
        ("EU", "European Union", "acronym"),
        ("BoA", "Bank of America", "acronym"),
        ("Sequoia", "Sequoia Capital", "leading"),
        ("Commission", "European Commission", "trailing"),
        ("Ministry of Defense", "Ministry of Defence", "typo"),
        ("Republicans", "Republican", "inflection"),
    ],
)
def test_how_an_organisation_is_named_again(short, full, rule):
    clusters = link(full, full, short, kind="organization")
    assert len(clusters) == 1
    assert rule_of(clusters, short) == rule


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Angela Merkel", "Joachim Sauer", "person"),
        ("Mario Draghi", "Maria Draghi", "person"),
        ("Jon Smith", "Joan Smith", "person"),
        ("Bank of America", "America", "organization"),
        ("Terminal 1", "Terminal", "organization"),
        ("Slovenia", "Slovakia", "location"),
        ("alpha-tocopherol", "beta-tocopherol", "chemical"),
    ],
)
def test_names_that_stay_apart(one, other, kind):
    assert len(link(one, other, kind=kind)) == 2


def test_a_surname_of_two_people_is_its_own_entity():
    clusters = link("Bill Clinton", "Hillary Clinton", "Clinton", "Clinton")
    assert groups(clusters) == [["Bill Clinton"], ["Hillary Clinton"], ["Clinton", "Clinton"]]
    assert clusters[2].rules == ("ambiguous", "exact")


def test_titles_keep_a_couple_apart():
    clusters = link("Mr. Smith", "Mrs. Smith", "Mr. Smith")
    assert groups(clusters) == [["Mr. Smith", "Mr. Smith"], ["Mrs. Smith"]]


def test_a_title_chooses_between_two_readings():
    clusters = link("Elizabeth Taylor", "Taylor Swift", "Ms. Taylor")
    assert groups(clusters) == [["Elizabeth Taylor", "Ms. Taylor"], ["Taylor Swift"]]


def test_legal_forms_keep_two_companies_apart():
    assert len(link("Foo GmbH", "Foo AG", kind="organization")) == 2
    assert len(link("Foo Inc.", "Foo Corp.", "Foo", kind="organization")) == 1


def test_brackets_define_an_abbreviation_of_any_letters():
    text = "The Northern Territories Fish Fund (NORFISH) and Oslo (NORAD)."
    spans = [
        ("Northern Territories Fish Fund", "organization"),
        ("NORFISH", "organization"),
        ("Oslo", "location"),
    ]
    spans.append(("NORAD", "organization"))
    mentions = [
        Mention(text.index(name), text.index(name) + len(name), name, kind, 0.9) for name, kind in spans
    ]
    clusters = link_within_document("doc", "v1", text, mentions)
    assert groups(clusters) == [["Northern Territories Fish Fund", "NORFISH"], ["Oslo"], ["NORAD"]]
    assert clusters[0].rules == ("canonical", "bracketed")
    unseen = link_within_document("doc", "v1", "", mentions)
    assert len(unseen) == 4


def test_a_place_and_its_people():
    clusters = link("Iraqi", "Iraq", "French", "France", "South Korean", "South Korea", kind="location")
    assert groups(clusters) == [["Iraqi", "Iraq"], ["French", "France"], ["South Korean", "South Korea"]]
    assert [cluster.entity.name for cluster in clusters] == ["Iraq", "France", "South Korea"]


def test_the_majority_of_a_document_decides_on_a_type():
    mentions = [
        Mention(i * 20, i * 20 + 7, "Germany", kind, 0.9)
        for i, kind in enumerate(["location", "person", "location"])
    ]
    (cluster,) = link_within_document("doc", "v1", "", mentions)
    assert cluster.entity.type == "location"
    assert len(cluster.mentions) == 3


def test_without_a_majority_types_stay_apart():
    mentions = [Mention(0, 10, "Washington", "person", 0.9), Mention(20, 30, "Washington", "location", 0.9)]
    assert [each.entity.type for each in link_within_document("doc", "v1", "", mentions)] == [
        "person",
        "location",
    ]


def test_values_meet_only_when_they_are_the_same():
    clusters = link("12 May", "12  may", "12 May 1999", "13 May", kind="date")
    assert groups(clusters) == [["12 May", "12  may"], ["12 May 1999"], ["13 May"]]


def test_the_canonical_name_is_the_most_frequent_full_one():
    (cluster,) = link("ANGELA MERKEL", "Angela Merkel's", "Merkel", "Merkel", "Merkel")
    assert cluster.entity.name == "Angela Merkel"
    assert cluster.entity.names[0] == "Merkel"


def calls_to_link(count: int) -> int:
    """Return how many calls of functions it takes to link so many names of one document."""
    names = [f"Person{count}x{number} Family{count}x{number % (count // 4)}" for number in range(count)]
    calls = 0

    def counting(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(counting)
    try:
        clusters = link(*names)
    finally:
        sys.setprofile(None)
    assert len(clusters) == count
    return calls


def test_four_times_as_many_names_of_a_document_take_no_more_than_five_times_the_work():
    assert calls_to_link(2000) < 5 * calls_to_link(500)


def test_a_surname_means_the_bearer_whom_the_text_introduced_before():
    clusters = link("Omar Khadr", "Khadr", "Omar Khadr", "Ahmed Khadr", "Khadr")
    assert groups(clusters) == [["Omar Khadr", "Khadr", "Omar Khadr", "Khadr"], ["Ahmed Khadr"]]
    assert rule_of(clusters, "Khadr") == "introduced"


@pytest.mark.parametrize(
    "names",
    [
        ("Omar Khadr", "Ahmed Khadr", "Khadr"),
        ("Khadr", "Omar Khadr", "Ahmed Khadr"),
        ("Omar Khadr", "Khadr", "Ahmed Khadr", "Ahmed Khadr"),
    ],
)
def test_a_surname_of_several_bearers_stands_alone_where_the_text_does_not_say(names):
    assert len(link(*names)) == 3
    assert rule_of(link(*names), "Khadr") == "ambiguous"


def test_two_names_that_are_both_in_use_are_no_slips_of_each_other():
    both = ("Callum Reed", "Callum Reid") * 3
    assert len(link(*both)) == 2
    assert len(link("Callum Reed", "Callum Reed", "Callum Reed", "Callum Reid")) == 1
    assert len(link(*("Sergei Lavrov", "Sergey Lavrov") * 3)) == 1


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("Gaza", "Gaza Strip"),
        ("Mediterranean", "Mediterranean Sea"),
        ("Rio", "Rio de Janeiro"),
        ("Frankfurt", "Frankfurt am Main"),
        ("Stratford", "Stratford-upon-Avon"),
    ],
)
def test_a_place_may_lack_what_says_where_or_what_it_is(short, full):
    assert rule_of(link(full, short, kind="location"), short) == "leading"


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("Prussia", "Kingdom of Prussia"),
        ("Netherlands", "Kingdom of the Netherlands"),
        ("Luxembourg", "Grand Duchy of Luxembourg"),
    ],
)
def test_a_country_is_its_kingdom_or_duchy(short, full):
    assert rule_of(link(full, short, kind="location"), short) == "trailing"


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("China", "Republic of China"),
        ("London", "City of London"),
        ("Milan", "Province of Milan"),
        ("Mexico", "Mexico City"),
        ("Frankfurt", "Frankfurt Airport"),
        ("Bosnia", "Bosnia and Herzegovina"),
        ("York", "New York"),
        ("Washington", "Washington Square"),
    ],
)
def test_a_place_beside_another_that_bears_its_name_stays(short, full):
    assert len(link(full, short, kind="location")) == 2


@pytest.mark.parametrize(
    ("short", "full", "kind"),
    [
        ("Social Democrats", "Social Democratic Party", "political_party"),
        ("Greens", "Green Party", "organization"),
        ("Olympics", "Olympic Games", "event"),
    ],
)
def test_a_plural_may_stand_for_party_or_games(short, full, kind):
    assert rule_of(link(full, short, kind=kind), short) == "inflection"


@pytest.mark.parametrize(
    ("names", "count"),
    [
        (("Владимир Путин", "Путин"), 1),
        (("Владимир Путин", "Vladimir Putin"), 1),
        (("Αλέξης Τσίπρας", "Τσίπρας"), 1),
        (("محمد بن سلمان", "سلمان"), 1),
        (("Людмила Путина", "Владимир Путин"), 2),
        (("Иван Дорохов", "Ивана Дорохова", "Дорохову", "Иваном Дороховым"), 1),
        (("Сергей Лавров", "Сергея Лаврова", "Лавровым"), 1),
        (("Фёдор Достоевский", "Достоевского"), 1),
        (("Иван Дорохов", "Дорохова"), 2),
        (("Иван Дорохов", "Анна Дорохова"), 2),
        (("Иван Дорохов", "Анной Дороховым"), 2),
        (("习近平", "习近朋"), 2),
        (("김정은", "김정일"), 2),
        (("नरेन्द्र मोदी", "मोदी"), 1),
    ],
)
def test_names_of_every_script_are_linked(names, count):
    assert len(link(*names)) == count


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("Al Qaeda", "Al Qaeda in the Islamic Maghreb"),
        ("Square Enix", "Square Enix Europe"),
        ("Johns Hopkins University", "Johns Hopkins University and Hospital"),
    ],
)
def test_an_organization_is_not_its_branch(short, full):
    assert len(link(full, short, kind="organization")) == 2


@pytest.mark.parametrize(
    ("short", "full", "together"),
    [
        ("Nobel", "Nobel Prize", True),
        ("Zika", "Zika virus", True),
        ("Zika", "Zika vaccine", False),
        ("sodium", "sodium chloride", False),
        ("Type 1", "Type 1 disease", False),
    ],
)
def test_a_thing_may_lack_the_word_for_what_it_is(short, full, together):
    assert (len(link(full, short, kind="product")) == 1) is together


@pytest.mark.parametrize(
    ("one", "other"),
    [("Dzhokhar Dudayev", "Dudayeva"), ("Karl Morsbach", "Morsbachs"), ("Karl Morsbach", "Karla Morsbach")],
)
def test_a_relative_is_no_slip_of_the_pen(one, other):
    assert len(link(one, other)) == 2


def test_an_organization_may_say_at_length_what_it_is_for():
    full = "Committee against the Finnish White Terror in Exile"
    assert rule_of(link(full, "Committee", kind="organization"), "Committee") == "leading"
    assert len(link("Sequoia Growth Capital Partners Fund", "Sequoia", kind="organization")) == 2
