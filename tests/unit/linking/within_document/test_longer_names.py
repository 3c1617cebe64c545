"""A longer name that begins or ends with a shorter one: the same thing in full, or another thing."""

from __future__ import annotations

import re
from itertools import permutations

import pytest

from extractors.mentions import Mention
from linking.across_documents.resolution import resolve
from linking.model import LocalCluster, Resolution
from linking.within_document.clustering import link_within_document


def clusters_of(
    text: str, *names: str, kind: str = "organization", document: str = "doc"
) -> tuple[LocalCluster, ...]:
    """Link the names of one type in a text; where a longer one stands, those in it are no mentions."""
    pattern = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    mentions = [
        Mention(found.start(), found.end(), found[0], kind, 0.9)
        for found in re.finditer(rf"\b(?:{pattern})\b", text)
    ]
    return link_within_document(document, "v1", text, mentions)


def names_of(clusters: tuple[LocalCluster, ...]) -> list[set[str]]:
    return [{mention.surface for mention in cluster.mentions} for cluster in clusters]


def corpus(texts: list[str], *names: str) -> tuple[Resolution, dict[str, set[str]]]:
    """Link texts and the corpus of them; return also the entities of each name."""
    clusters = [
        cluster
        for number, text in enumerate(texts)
        for cluster in clusters_of(text, *names, document=f"doc {number}")
    ]
    found = resolve(cluster.entity for cluster in clusters)
    entities: dict[str, set[str]] = {}
    for cluster in clusters:
        for mention in cluster.mentions:
            entities.setdefault(mention.surface, set()).add(found.assignments[cluster.entity.id].entity_id)
    return found, entities


MAKER = [
    "Ostrava Motors opened a plant.",
    "Ostrava Motors will hire.",
    "The party was paid for by Ostrava Motors Finance.",
]


@pytest.mark.parametrize("sentences", list(permutations(MAKER)))
def test_an_offshoot_is_another_thing_in_whatever_order_a_text_names_the_two(
    sentences: tuple[str, ...],
) -> None:
    found = clusters_of(" ".join(sentences), "Ostrava Motors", "Ostrava Motors Finance")
    assert sorted(map(sorted, names_of(found))) == [["Ostrava Motors"], ["Ostrava Motors Finance"]]


@pytest.mark.parametrize("uses", [(1, 1), (4, 1), (1, 4), (3, 3)])
def test_how_often_each_is_named_makes_no_offshoot_the_thing_itself(uses: tuple[int, int]) -> None:
    text = "Falken grew. " * uses[0] + "Falken Stiftung gave. " * uses[1]
    assert names_of(clusters_of(text, "Falken", "Falken Stiftung")) == [{"Falken"}, {"Falken Stiftung"}]


def test_what_may_be_the_whole_or_an_offshoot_is_what_the_text_names_first() -> None:
    whole = clusters_of("Tidal Bank opened. Tidal lends.", "Tidal", "Tidal Bank")
    assert names_of(whole) == [{"Tidal", "Tidal Bank"}]
    assert whole[0].rules == ("canonical", "leading")
    offshoot = clusters_of("Tidal sells boats. Tidal Bank lends.", "Tidal", "Tidal Bank")
    assert names_of(offshoot) == [{"Tidal"}, {"Tidal Bank"}]


def test_a_commission_that_a_text_begins_with_and_keeps_to_is_another_than_the_one_it_names_once() -> None:
    names = "Commission", "Venice Commission"
    known = "The Commission fined it. The Commission won. The Venice Commission met."
    assert len(clusters_of(known, *names)) == 2
    meant = "The Venice Commission met. The Commission voted. The Commission left."
    assert len(clusters_of(meant, *names)) == 1


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("Arden met Arden Athletic on Sunday.", False),
        ("Arden Athletic bought a keeper from Arden.", False),
        ("Arden Athletic won. On Sunday Arden plays again.", True),
        ("Arden Athletic, also known as Arden, won.", True),
        ("Arden Athletic, a club. Arden, a town club of old, lost.", False),
        ("Arden Athletic | Arden", True),
    ],
)
def test_two_names_of_one_sentence_are_two_things_unless_it_says_otherwise(
    text: str, *, together: bool
) -> None:
    assert (len(clusters_of(text, "Arden", "Arden Athletic")) == 1) is together


def test_a_sentence_may_go_on_with_the_common_noun_for_the_body_that_it_named() -> None:
    names = "Commission", "European Commission"
    assert len(clusters_of("The European Commission said that the Commission was right.", *names)) == 1
    assert len(clusters_of("Both the European Commission and the Commission of Karst met.", *names)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Ostrava Motors Finance (Ostrava) lends. Ostrava grows.",
        "Ostrava Motors Finance (“Ostrava”) lends. Ostrava grows.",
        'Ostrava Motors Finance (hereinafter "Ostrava") lends. Ostrava grows.',
        "Ostrava Motors Finance (im Folgenden Ostrava) verleiht. Ostrava wächst.",
    ],
)
def test_a_short_name_that_a_text_introduces_in_brackets_is_the_thing_s(text: str) -> None:
    (cluster,) = clusters_of(text, "Ostrava", "Ostrava Motors Finance")
    assert cluster.rules == (
        "canonical",
        "bracketed",
        "exact" if cluster.rules[1] == "exact" else "bracketed",
    )
    assert cluster.entity.name == "Ostrava Motors Finance"


def test_what_stands_in_brackets_and_is_no_part_of_the_name_is_another_thing() -> None:
    assert (
        len(
            clusters_of(
                "Ostrava Motors Finance (Leeds) lends. Leeds grows.", "Ostrava Motors Finance", "Leeds"
            )
        )
        == 2
    )


def test_where_the_text_is_not_at_hand_names_and_their_order_tell() -> None:
    def linked(*names: str) -> int:
        places = [
            Mention(at * 50, at * 50 + len(name), name, "organization", 0.9) for at, name in enumerate(names)
        ]
        return len(link_within_document("doc", "v1", "", places))

    assert linked("Falken", "Falken Research") == linked("Falken Research", "Falken") == 2
    assert linked("Falken", "Falken Bank") == 2
    assert linked("Falken Bank", "Falken") == linked("Sequoia Group", "Sequoia") == 1


@pytest.mark.parametrize(("explaining", "alone"), [(1, 5), (2, 8), (4, 16)])
def test_documents_that_name_the_maker_alone_follow_no_document_that_names_its_bank(
    explaining: int, alone: int
) -> None:
    texts = ["Tern Capital pays. Tern is in Leeds."] * explaining + ["Tern makes boats."] * alone
    _, entities = corpus(texts, "Tern", "Tern Capital")
    _, reversed_entities = corpus(texts[::-1], "Tern", "Tern Capital")
    # What the explaining documents call Tern is the fund, as far as they tell; the others keep theirs.
    assert len(entities["Tern"]) == len(reversed_entities["Tern"]) == 2
    assert len(entities["Tern Capital"]) == 1


def test_documents_follow_where_most_of_them_explain_the_short_name() -> None:
    texts = [
        "Sequoia Capital pays. Sequoia grows.",
        "Sequoia Capital sold. Sequoia earned.",
        "Sequoia hired.",
    ]
    _, entities = corpus(texts, "Sequoia", "Sequoia Capital")
    assert entities["Sequoia"] == entities["Sequoia Capital"]


def test_a_person_is_asked_about_a_longer_name_that_is_kept_apart_by_a_guess() -> None:
    found, entities = corpus(["Tidal sells boats. Tidal Bank lends."], "Tidal", "Tidal Bank")
    (pair,) = found.review
    assert {pair.left, pair.right} == entities["Tidal"] | entities["Tidal Bank"]
    assert (pair.rule, pair.score) == ("leading", 0.85)


def test_nobody_is_asked_about_a_name_that_says_that_it_is_another_thing() -> None:
    found, _ = corpus(["Ford sells cars. The Ford Foundation gives."], "Ford", "Ford Foundation")
    assert found.review == ()


def test_a_short_name_has_no_more_questions_than_a_person_can_bear() -> None:
    banks = [f"Tidal {word} Bank" for word in ("Amber", "Birch", "Cedar", "Elder", "Hazel", "Maple", "Rowan")]
    found, _ = corpus(["Tidal sells boats. " + " ".join(f"{bank} lends." for bank in banks)], "Tidal", *banks)
    assert len(found.review) == 5
