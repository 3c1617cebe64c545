"""Search over names: the same hits first on both stores, whatever is typed, as soon as it is written."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import UnknownTypeError
from graph.questions.search import INDEX, search
from graph.schema.labels import SCHEMA_VERSION
from graph.stores.migrations import stored_version
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore, WriteTransaction
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes, forget
from tests.support.synthetic import extraction

NAMES = [
    ("Mara Lindqvist", "person"),
    ("Seán O'Brien", "person"),
    ("Anna Keller", "person"),
    ("Annabel Kessler", "person"),
    ("Łódź Technical University", "organization"),
    ("Straßenbau AG", "organization"),
    ("Ørsted", "organization"),
    ("U.S. Army", "organization"),
    ("R&D Council", "organization"),
    ("Keller & Sons", "organization"),
    ("C++ Alliance", "organization"),
    ("Москва", "location"),
    ("東京都", "location"),
    ("Gothenburg", "location"),
]


@pytest.fixture
def filled(store: GraphStore) -> GraphStore:
    documents = [extraction(f"{number}.txt", [[name]]) for number, name in enumerate(NAMES)]
    apply_changes(store, [*documents, extraction("more.txt", [[NAMES[2]], [NAMES[0]]])])
    return store


def found(store: GraphStore, text: str, limit: int = 3) -> list[str]:
    return [hit.name for hit in search(store, text, limit)]


FIRST = [
    ("Mara Lindqvist", "Mara Lindqvist"),
    ("lindqvist MARA", "Mara Lindqvist"),
    ("lindq", "Mara Lindqvist"),
    ("mara l", "Mara Lindqvist"),
    ("Lindquist", "Mara Lindqvist"),
    ("Lindvqist Mara", "Mara Lindqvist"),
    ("sean obrien", "Seán O'Brien"),
    ("Seán O'Brien", "Seán O'Brien"),
    ("o'bri", "Seán O'Brien"),
    ("lodz", "Łódź Technical University"),
    ("Łód", "Łódź Technical University"),
    ("university łódź", "Łódź Technical University"),
    ("strassenbau", "Straßenbau AG"),
    ("STRASSENBAU ag", "Straßenbau AG"),
    ("orsted", "Ørsted"),
    ("U.S. Army", "U.S. Army"),
    ("R&D Council", "R&D Council"),
    ("C++", "C++ Alliance"),
    ("москва", "Москва"),
    ("моск", "Москва"),
    ("東京都", "東京都"),
    ("gotenburg", "Gothenburg"),
    ("the Gothenburg", "Gothenburg"),
    ("anna", "Anna Keller"),
    ("keller sons", "Keller & Sons"),
    ("lindqvist nobody", "Mara Lindqvist"),
]


def test_names_are_found_as_people_type_them(filled: GraphStore) -> None:
    assert [(text, found(filled, text, 1)) for text, _ in FIRST] == [(text, [name]) for text, name in FIRST]


def test_what_fits_as_written_comes_first_and_alone(filled: GraphStore) -> None:
    assert found(filled, "keller") == ["Anna Keller", "Keller & Sons"]
    assert found(filled, "anna") == ["Anna Keller", "Annabel Kessler"]
    assert found(filled, "kellar") == ["Anna Keller", "Keller & Sons"]
    assert found(filled, "Kel") == ["Anna Keller", "Keller & Sons"]
    assert found(filled, "zzyzx") == []


def test_a_hit_says_what_it_matched_and_how_well(filled: GraphStore) -> None:
    (hit,) = search(filled, "mara lindqvist")
    assert (hit.matched, hit.score, hit.docs, hit.type) == ("Mara Lindqvist", 1.0, 2, "person")
    (slip,) = search(filled, "mara lindqvits")
    assert slip.id == hit.id
    assert 0 < slip.score < 1


def test_a_type_narrows_the_search(filled: GraphStore) -> None:
    for written in ("organization", "Organization"):
        assert [hit.name for hit in search(filled, "keller", type_name=written)] == ["Keller & Sons"]
    assert search(filled, "keller", type_name="location") == []
    with pytest.raises(UnknownTypeError, match="'organisations'; the nearest is organization"):
        search(filled, "keller", type_name="organisations")


@pytest.mark.parametrize(
    "text", ["", " ", "!!!", "*", '"', "\\", "~", "( ) [ ] { }", "--", "\x00", "\ud800", "?"]
)
def test_what_is_no_word_finds_nothing(filled: GraphStore, text: str) -> None:
    assert search(filled, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "name:mara",
        "mara AND NOT lindqvist",
        "mara^9",
        "+mara -lindqvist",
        '"mara" lindqvist~5',
        "(mara lindqvist)",
        "mara /lindqvist/",
        "mara\\",
        "mara && lindqvist || !x",
    ],
)
def test_the_syntax_of_the_index_is_words_like_any_other(filled: GraphStore, text: str) -> None:
    assert "Mara Lindqvist" in found(filled, text)


def test_a_wildcard_does_not_find_everything(filled: GraphStore) -> None:
    assert found(filled, "*:*") == []
    assert found(filled, "name:[a TO z]", 50) == found(filled, "name a TO z", 50)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(
            st.sampled_from([*'+-&|!(){}[]^"~*?:\\/ ', "AND", "OR", "NOT", "TO", " mara ", "ß", "é"])
        ).map("".join),
        st.characters().map(lambda sign: f"mara{sign}lindqvist"),
    )
)
def test_no_text_fails(filled: GraphStore, text: str) -> None:
    for hit in search(filled, text, 5):
        assert 0 < hit.score <= 1


def test_very_long_texts_are_cut_and_not_refused(filled: GraphStore) -> None:
    assert search(filled, "mara " * 5_000) != []
    assert search(filled, "x" * 100_000) == []


def test_changes_are_found_at_once(store: GraphStore) -> None:
    first = extraction("a.txt", [[NAMES[0], NAMES[2]]])
    apply_changes(store, [first])
    assert found(store, "lindqvist") == ["Mara Lindqvist"]
    apply_changes(store, [extraction("a.txt", [[NAMES[2]]])])
    assert found(store, "lindqvist") == []
    apply_changes(store, [first])
    assert found(store, "lindqvist") == ["Mara Lindqvist"]
    forget(store, [first.document.id])
    assert found(store, "lindqvist") == []


def test_more_than_a_thousand_changes_are_found_at_once(store: GraphStore) -> None:
    letters = "bcdfghklmnprstvz"
    made = [f"{a}a{b}o{c}i".capitalize() for a in letters for b in letters for c in letters][:1_200]
    apply_changes(store, [extraction("many.txt", [[(f"{name} Works", "organization")] for name in made])])
    for name in (made[0], made[600], made[-1]):
        (hit,) = search(store, name, 1)
        assert hit.matched == f"{name} Works"


def test_who_is_hidden_or_out_of_use_is_not_found(filled: GraphStore) -> None:
    def hide(transaction: WriteTransaction) -> None:
        transaction.run("MATCH (e:Entity {nameKey: 'gothenburg'}) SET e.hidden = true", {})

    filled.write(hide)
    assert found(filled, "gothenburg") == []


@pytest.mark.neo4j
def test_a_graph_of_schema_version_1_gets_its_index_when_opened(empty_neo4j: StoreSettings) -> None:
    with open_store(empty_neo4j) as store:
        apply_changes(store, [extraction("a.txt", [[NAMES[0]]])])
        store.define(f"DROP INDEX {INDEX}")
        store.write(lambda transaction: transaction.run("MATCH (s:GraphmillSchema) SET s.version = 1", {}))
    with open_store(empty_neo4j) as store:
        assert stored_version(store) == SCHEMA_VERSION
        assert found(store, "lindqvist") == ["Mara Lindqvist"]


@pytest.mark.neo4j
def test_of_very_many_that_fit_those_in_most_documents_are_proposed(
    empty_neo4j: StoreSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.questions.search.CANDIDATES", 3)
    people = [(f"{name} Keller", "person") for name in ("Ada", "Bea", "Cleo", "Dora", "Edda", "Fay")]
    with open_store(empty_neo4j) as store:
        apply_changes(
            store, [extraction("a.txt", [[each] for each in people]), extraction("b.txt", [[people[4]]])]
        )
        assert found(store, "keller", 1) == ["Edda Keller"]
