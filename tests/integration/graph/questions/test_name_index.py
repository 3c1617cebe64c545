"""Names kept in memory are found as the store finds them, on both stores."""

from __future__ import annotations

import random

import pytest

from graph.questions.entities import find_among, find_entities
from graph.questions.name_index import NameIndex, read_names
from graph.questions.search import search
from graph.stores.protocol import GraphStore
from graph.writing.writer import apply_changes
from linking.guidance import Guidance
from linking.knowledge_base.base import KnowledgeBase, KnowledgeBaseEntry
from tests.support.dated_corpus import hiding
from tests.support.synthetic import corpus, extraction, names

ODD = [
    ("O'Brien & Söhne GmbH", "organization"),
    ("Ödön von Horváth", "person"),
    ("東京タワー", "location"),
    ("St.-Petersburg", "location"),
    ("a", "product"),
    ("X-1", "product"),
]
PEOPLE = Guidance(
    knowledge_bases=(KnowledgeBase("people", [KnowledgeBaseEntry("ada", "Ada Lovelace", "person")], "1"),)
)


def index(store: GraphStore) -> NameIndex:
    found = read_names(store)
    assert found is not None
    return found


def texts() -> list[str]:
    """Return what people type: names, parts, beginnings, slips, words in another order, and nonsense."""
    source = random.Random(7)  # noqa: S311
    known = [name for name, _ in [*names(60, 2), *ODD]]
    typed = [
        *known[:20],
        *(name for name, _ in ODD),
        "people:ada",
        "lovelace",
        "zzyzx qwghlm",
        "the",
        "&",
    ]
    for name in source.sample(known, 25):
        start = source.randrange(len(name))
        typed += [name.upper(), name[: start + 1], name[start:], " ".join(reversed(name.split()))]
        typed.append(name[:start] + source.choice("xq") + name[start + 1 :])
    return list(dict.fromkeys(typed))


@pytest.fixture
def filled(store: GraphStore) -> GraphStore:
    apply_changes(
        store,
        [*corpus(40, vocabulary=60, seed=2), extraction("odd.txt", [[each] for each in ODD])],
        guidance=PEOPLE,
    )
    return store


def test_every_text_finds_the_entities_that_the_store_finds(filled: GraphStore) -> None:
    held = index(filled)
    for text in texts():
        assert find_among(held, text, 7) == find_entities(filled, text, 7), text


def test_every_text_finds_by_words_what_the_store_finds(filled: GraphStore) -> None:
    held = index(filled)
    for text in texts():
        found = held.search(text, 7)
        stored = search(filled, text, 7)
        if filled.traits.full_text_index:
            # A server's index proposes by its own measure where a text is short or names hold only some of its words.
            best = [each for each in stored if each.score == 1]
            assert {each.id for each in best} <= {each.id for each in found}, text
        else:
            assert found == stored, text
    assert {each.type for each in held.search("Berlin", 5, type_name="location")} == {"location"}
    assert held.search("Berlin", 5, type_name="person") == []


def test_hidden_names_are_found_only_by_themselves(store: GraphStore) -> None:
    apply_changes(
        store,
        [extraction("a.txt", [[("Ada Lovelace", "person")]])],
        guidance=hiding("Ada Lovelace", "person"),
    )
    held = index(store)
    assert [each.hidden for each in find_among(held, "ada lovelace")] == [True]
    assert find_among(held, "Ada Love") == []
    assert held.search("Ada", 5) == []


@pytest.mark.parametrize("text", ["", " ", "\n", "\n\n"])
def test_a_blank_finds_nothing(filled: GraphStore, text: str) -> None:
    held = index(filled)
    assert find_among(held, text) == []
    assert held.search(text, 5) == []


def test_an_empty_graph_finds_nothing(store: GraphStore) -> None:
    held = index(store)
    assert find_among(held, "Ada") == []
    assert held.search("Ada", 5) == []
