"""Twenty news texts, on both stores: what is strongest in them are names; values are there for who asks for them."""

from __future__ import annotations

import pytest

from graph.analysis.network import load_network
from graph.analysis.settings import AnalysisSettings
from graph.checks.audit import audit
from graph.explorer.answers.overview import overview
from graph.queries.saved import load_queries, run_saved
from graph.questions.bridges import bridges
from graph.questions.corpus import count_corpus, dated_documents
from graph.questions.entities import find_entities
from graph.questions.entity_view import view_entity
from graph.questions.name_index import read_names
from graph.questions.neighbours import most_telling, strongest_edges
from graph.questions.search import search
from graph.questions.view import view
from graph.questions.view_query import Root, Surroundings, ViewQuery
from graph.schema.values import UNREAD, is_value
from graph.stores.protocol import GraphStore, Row
from graph.writing.writer import apply_changes
from tests.support.news import FIRST_UNDATED, GERMAN, HARWICK, MAYOR, PORT, RAIL, news
from tests.support.synthetic import extraction

QUERIES = load_queries()


@pytest.fixture
def filled(store: GraphStore) -> GraphStore:
    apply_changes(store, news())
    return store


def asked(store: GraphStore, name: str, **values: object) -> list[Row]:
    result = run_saved(store, QUERIES[name], values)
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def id_of(store: GraphStore, name: tuple[str, str]) -> str:
    return find_entities(store, name[0])[0].id


def types_of(rows: list[Row]) -> set[str]:
    return {row["type"] for row in rows}


def test_the_strongest_entities_are_names(filled: GraphStore) -> None:
    assert [row["name"] for row in asked(filled, "top", limit=4)] == [
        each[0] for each in (HARWICK, MAYOR, RAIL, PORT)
    ]
    assert not any(is_value(edge.a_type) or is_value(edge.b_type) for edge in strongest_edges(filled))
    told = [each["type"] for each in overview(filled)["types"]]
    assert told[-2:] == ["date", "money"]
    assert not any(map(is_value, told[:-2]))


def test_one_day_in_several_writings_is_one_entity(filled: GraphStore) -> None:
    (row,) = asked(filled, "dates", **{"from": "2019-02-03", "until": "2019-02-03"})
    assert (row["firstDay"], row["lastDay"], row["documents"]) == ("2019-02-03", "2019-02-03", 3)
    aliases = "MATCH (e:Date {value: '2019-02-03'}) RETURN e.aliases"
    assert filled.read_query(aliases).rows == [(["3 February 2019", "3/2/2019", "Feb. 3, 2019"],)]
    assert row["names"] == [RAIL[0]]


def test_days_that_a_document_tells_are_days_and_all_others_stand_for_their_document_alone(
    filled: GraphStore,
) -> None:
    by_words = (
        "MATCH (e:Date) WHERE $words IN e.aliases OR e.name = $words RETURN e.valueKind, e.value, e.docs"
    )
    yesterday = filled.read_query(by_words, {"words": "yesterday"})
    days = sorted(value for kind, value, _ in yesterday.rows if kind == "date")
    assert days == ["2019-02-28", *(f"2019-03-{day:02}" for day in range(1, FIRST_UNDATED))]
    undated = [docs for kind, _, docs in yesterday.rows if kind == UNREAD]
    assert undated == [1] * (GERMAN - FIRST_UNDATED)
    wednesdays = filled.read_query(by_words, {"words": "Wednesday"}).rows
    assert sorted(value for kind, value, _ in wednesdays if kind == "date") == [
        "2019-02-27",
        "2019-03-06",
        "2019-03-13",
    ]
    # Of the Wednesday that the talks "had been set for" nobody knows whether it was or will be.
    assert [docs for kind, _, docs in wednesdays if kind == UNREAD] == [1] * GERMAN
    assert audit(filled).differences == ()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("top", {}),
        ("neighbours", {"entity": RAIL, "least": 1}),
        ("log-likelihood", {"entity": RAIL}),
        ("neighbour-types", {"entity": RAIL}),
        ("new-entities", {"since": "2000-01-01"}),
        ("orphans", {}),
    ],
)
def test_a_saved_list_of_entities_has_values_only_if_they_are_asked_for(
    filled: GraphStore, name: str, values: dict[str, object]
) -> None:
    given = {
        key: id_of(filled, value) if isinstance(value, tuple) else value for key, value in values.items()
    }
    assert not any(map(is_value, types_of(asked(filled, name, **given))))
    assert any(map(is_value, types_of(asked(filled, name, **given, values=True))))


def test_a_type_that_is_asked_for_is_shown_though_it_is_one_of_values(filled: GraphStore) -> None:
    assert types_of(asked(filled, "top", type="date")) == {"date"}
    assert types_of(asked(filled, "orphans", type="date")) <= {"date"}


def test_pairs_paths_and_bridges_lead_over_no_value_unless_asked(filled: GraphStore) -> None:
    day, money = ("3 February 2019", "date"), ("€1.5 million", "money")
    rail, mayor = id_of(filled, RAIL), id_of(filled, MAYOR)
    ends = {"a": id_of(filled, money), "b": rail}
    assert asked(filled, "path", **ends) == []
    since = asked(filled, "rising", since="2019-03-11", least=1, limit=1_000)
    assert not {row["name"] for row in since} & {"Wednesday", "Tuesday", "yesterday"}
    assert [each.entity.name for each in bridges(filled, [rail], [mayor])] == [HARWICK[0]]
    tuesday = [
        row["id"] for row in asked(filled, "top", type="date", limit=1_000) if row["name"] == "Tuesday"
    ]
    assert bridges(filled, [id_of(filled, day)], tuesday) == []


def test_neighbours_of_an_entity_are_names_unless_values_are_asked_for(filled: GraphStore) -> None:
    rail = id_of(filled, RAIL)
    assert not any(is_value(each.type) for each in most_telling(filled, rail, 20))
    assert any(is_value(each.type) for each in most_telling(filled, rail, 20, values=True))
    found = view_entity(filled, RAIL[0], hops=2)
    assert found.around is not None
    assert not any(is_value(each.type) for each in (*found.neighbours, *found.around.entities))
    found = view_entity(filled, RAIL[0], hops=2, values=True)
    assert found.around is not None
    assert any(is_value(each.type) for each in found.neighbours)
    assert any(is_value(each.type) for each in found.around.entities)


def test_a_view_shows_values_if_their_type_is_chosen_and_says_how_many_there_are(filled: GraphStore) -> None:
    documents = dated_documents(filled)
    around = Surroundings(lambda: documents, lambda _: count_corpus(filled, documents))
    rail = Root(id_of(filled, RAIL))
    found = view(filled, ViewQuery((rail,)), around)
    assert {node.entity.type for node in found.nodes} == {"person", "location", "organization"}
    assert found.facets.types["date"] > 0
    chosen = view(filled, ViewQuery((rail,), types=frozenset({"date"})), around)
    assert {node.entity.type for node in chosen.nodes if not node.root} == {"date"}


def test_a_search_finds_values_behind_names_that_fit_as_well(store: GraphStore) -> None:
    may = [extraction(f"{number}.txt", [[("May 2019", "date")]]) for number in range(3)]
    apply_changes(store, [*may, extraction("p.txt", [[("May Lindgren", "person")]])])
    names = read_names(store)
    assert names is not None
    for found in (search(store, "may"), find_entities(store, "may"), names.search("may", 9)):
        assert [each.name for each in found] == ["May Lindgren", "May 2019"]


def test_an_analysis_takes_values_only_if_their_types_are_named(filled: GraphStore) -> None:
    network = load_network(filled, AnalysisSettings())
    assert {each.type for each in network.entities} == {"person", "location", "organization"}
    named = load_network(filled, AnalysisSettings(types=("date", "organization")))
    assert {each.type for each in named.entities} == {"date", "organization"}
