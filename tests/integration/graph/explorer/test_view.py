"""Views of the graph on both stores: neighbours after filters, against a recount of the documents one by one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from math import isclose, log

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import UnknownEntityError
from graph.explorer.answers.view import view as view_answer
from graph.queries.saved import load_queries, run_saved
from graph.questions.corpus import Scope, count_corpus, dated_documents, source_of
from graph.questions.view import view
from graph.questions.view_query import Root, Surroundings, View, ViewQuery
from graph.stores.protocol import GraphStore
from graph.writing.writer import apply_changes
from linking.guidance import Guidance
from tests.support.dated_corpus import NAMES, Written, hiding, ids_by_name, recount
from tests.support.synthetic import extraction

ADA, GRACE, HUGO, OSAKA, QUITO, TALLINN, GLOBEX, INITECH = NAMES
DOCUMENTS = [
    Written("north/a.txt", [[ADA, GRACE], [ADA, GRACE, OSAKA], [GLOBEX]], "2020-05-31"),
    Written("north/deep/b.txt", [[ADA, OSAKA], [GRACE], [ADA, GLOBEX]], "2021"),
    Written("https://example.org/c", [[ADA, QUITO], [ADA, GRACE]], "2021-03"),
    Written("mail.jsonl#7", [[ADA, HUGO], [HUGO, QUITO]]),
]


def put(store: GraphStore, documents: Sequence[Written], guidance: Guidance | None = None) -> dict[str, str]:
    apply_changes(store, [each.extraction() for each in documents], guidance=guidance or Guidance())
    return ids_by_name(store)


def around(store: GraphStore, communities: Mapping[str, int] | None = None) -> Surroundings:
    documents = dated_documents(store)
    return Surroundings(
        lambda: documents,
        lambda scope: count_corpus(store, [each for each in documents if scope.holds(each)]),
        communities or {},
    )


def ask(store: GraphStore, query: ViewQuery) -> View:
    return view(store, query, around(store))


def names_of(found: View) -> list[str]:
    return [node.entity.name for node in found.nodes]


def test_a_view_holds_the_strongest_neighbours_and_says_how_many_there_are(store: GraphStore) -> None:
    ids = put(store, DOCUMENTS)
    found = ask(store, ViewQuery((Root(ids[ADA], 2),), by="count"))
    assert names_of(found)[0] == ADA
    assert set(names_of(found)) == {ADA, GRACE, OSAKA}
    assert [(root.label, root.total, root.shown) for root in found.roots] == [(ADA, 5, 2)]
    assert [node.root for node in found.nodes] == [True, False, False]
    assert found.nodes_left_out == 0


def test_each_measure_orders_by_what_it_says(store: GraphStore) -> None:
    ids = put(store, DOCUMENTS)
    total = sum(len(each.sentences) for each in DOCUMENTS)
    counted = recount(DOCUMENTS)
    for by in ("npmi", "g2", "count"):
        found = ask(store, ViewQuery((Root(ids[ADA], 40),), by=by))  # type: ignore[arg-type]
        strengths = {
            edge.b if edge.a == ids[ADA] else edge.a: getattr(edge, by)
            for edge in found.edges
            if ids[ADA] in (edge.a, edge.b)
        }
        order = [strengths[node.entity.id] for node in found.nodes[1:]]
        assert order == sorted(order, reverse=True)
    edge = next(edge for edge in found.edges if {edge.a, edge.b} == {ids[ADA], ids[GRACE]})
    both, one, other = counted.counts[ADA, GRACE], counted.windows[ADA], counted.windows[GRACE]
    assert isclose(edge.npmi, log(both * total / (one * other)) / -log(both / total))
    cells = [(both, one * other), (one - both, one * (total - other)), (other - both, (total - one) * other)]
    cells.append((total - one - other + both, (total - one) * (total - other)))
    assert isclose(edge.g2, sum(2 * seen * log(seen * total / part) for seen, part in cells if seen))


def test_facets_count_all_neighbours_and_each_leaves_its_own_filter_aside(store: GraphStore) -> None:
    ids = put(store, DOCUMENTS)
    query = ViewQuery((Root(ids[ADA], 1),), by="count", types=frozenset({"location"}))
    found = ask(store, query)
    assert found.facets.types == {"location": 2, "person": 2, "organization": 1}
    assert (found.facets.least, found.facets.most) == (1, 2)
    assert found.roots[0].total == 2
    assert found.facets.sources == {"example.org": 1, "mail.jsonl": 1, "north": 1, "north/deep": 1}
    assert found.facets.months.keys() >= {"2020-05", "2021", "2021-03"}


def test_dates_and_sources_count_anew(store: GraphStore) -> None:
    ids = put(store, DOCUMENTS)
    found = ask(store, ViewQuery((Root(ids[ADA], 40),), by="count", scope=Scope("2021-03", "2021-12-31")))
    counted = recount(DOCUMENTS[1:3])
    assert {node.entity.name: node.entity.windows for node in found.nodes} == {
        name: counted.windows[name] for name in (ADA, GRACE, OSAKA, GLOBEX, QUITO)
    }
    assert "Counted from the 2 documents" in found.notes[0]
    north = ask(store, ViewQuery((Root(ids[ADA], 40),), by="count", scope=Scope(source="north")))
    assert set(names_of(north)) == {ADA, GRACE, OSAKA, GLOBEX}
    assert north.facets.sources["example.org"] == 1


def test_documents_without_a_date_count_by_the_day_they_came_and_a_note_says_so(store: GraphStore) -> None:
    ids = put(store, DOCUMENTS)
    found = ask(store, ViewQuery((Root(ids[ADA], 40),), scope=Scope(since="2022")))
    assert set(names_of(found)) == {ADA, HUGO}
    assert "no date of their own" in found.notes[1]


def test_what_is_hidden_or_taken_out_is_not_shown_and_not_counted(store: GraphStore) -> None:
    ids = put(store, DOCUMENTS, hiding(GRACE, "person"))
    found = ask(store, ViewQuery((Root(ids[ADA], 40),), without=frozenset({ids[OSAKA]})))
    assert set(names_of(found)) == {ADA, QUITO, GLOBEX, HUGO}
    assert found.roots[0].total == 3
    assert found.facets.types == {"location": 1, "organization": 1, "person": 1}


def test_the_limit_counts_nodes_roots_first_then_in_turn(store: GraphStore) -> None:
    many = [f"Item{letter}{other}" for letter in "abcdefghijklmnop" for other in "abcdefghijklmnopqrst"]
    documents = [Written("a.txt", [[ADA, OSAKA]] + [[ADA, GRACE]] * 3)]
    crowd = [
        extraction(
            f"crowd{number}.txt",
            [[(ADA, "person"), (name, "product")], [(GRACE, "person"), (f"{name} Grace", "product")]],
        )
        for number, name in enumerate(many)
    ]
    apply_changes(store, [*(each.extraction() for each in documents), *crowd])
    ids = ids_by_name(store)
    found = ask(store, ViewQuery((Root(ids[ADA], 300), Root(ids[GRACE], 300)), by="count"))
    assert len(found.nodes) == 300
    assert names_of(found)[:2] == [ADA, GRACE]
    shown = [root.shown for root in found.roots]
    assert abs(shown[0] - shown[1]) <= 2
    assert found.nodes_left_out > 0
    assert all({edge.a, edge.b} <= {node.entity.id for node in found.nodes} for edge in found.edges)


def test_a_community_is_a_root_with_its_members(store: GraphStore) -> None:
    ids = put(store, DOCUMENTS)
    communities = {ids[ADA]: 1, ids[GRACE]: 1, ids[OSAKA]: 1, ids[QUITO]: 2, ids[HUGO]: 2, ids[GLOBEX]: 3}
    found = view(store, ViewQuery((Root("community:1", 2),), least=1000.0), around(store, communities))
    assert names_of(found) == [ADA, GRACE]
    assert (found.roots[0].total, found.roots[0].shown) == (3, 2)
    with pytest.raises(UnknownEntityError):
        view(store, ViewQuery((Root("community:9", 2),)), around(store, communities))


def test_a_root_that_is_no_entity_is_refused(store: GraphStore) -> None:
    put(store, DOCUMENTS)
    with pytest.raises(UnknownEntityError):
        ask(store, ViewQuery((Root("ent_0000000000000000"),)))
    with pytest.raises(UnknownEntityError):
        ask(store, ViewQuery((Root("community:'; DROP"),)))


def test_the_page_is_answered_in_its_own_words(store: GraphStore) -> None:
    ids = put(store, DOCUMENTS)
    found = view_answer(store, ViewQuery((Root(ids[ADA], 40),)), around(store))
    assert found["nodes"][0] == {
        "id": ids[ADA],
        "name": ADA,
        "type": "person",
        "windows": 7,
        "docs": 4,
        "hidden": False,
        "degree": 5,
        "community": -1,
        "root": True,
    }
    assert [month["value"] for month in found["facets"]["months"]][:3] == ["2020-05", "2021", "2021-03"]


@pytest.mark.parametrize(
    ("uri", "source"),
    [
        ("reports/2020/a.txt", "reports/2020"),
        ("a.txt", "."),
        ("https://user:pass@Example.org:8080/x/y", "example.org:8080"),
        ("mails/box.jsonl#id/7", "mails/box.jsonl"),
        ("http://[broken/x", "http://[broken/x"),
    ],
)
def test_a_document_comes_from_a_folder_a_host_or_a_file_of_records(uri: str, source: str) -> None:
    assert source_of(uri) == source


WORDS = st.lists(st.sampled_from(sorted(NAMES)), max_size=4)
DATES = st.sampled_from(["2019", "2020-02", "2020-02-29", "2021-12-31"])
WRITTEN = st.lists(
    st.builds(
        lambda sentences, date, folder: (sentences, date, folder),
        st.lists(WORDS, min_size=1, max_size=4),
        DATES,
        st.sampled_from(["north", "north/deep", "south"]),
    ),
    min_size=1,
    max_size=5,
)
QUERIES = st.fixed_dictionaries(
    {
        "types": st.sets(st.sampled_from(["person", "location"])),
        "least": st.sampled_from([None, 1.0, 2.0]),
        "since": st.sampled_from(["", "2020", "2020-02-15"]),
        "until": st.sampled_from(["", "2020-02", "2021"]),
        "source": st.sampled_from(["", "north"]),
        "without": st.sets(st.sampled_from(sorted(NAMES)), max_size=2),
        "limit": st.integers(0, 5),
    }
)


def in_scope(document: Written, since: str, until: str, source: str) -> bool:
    """Tell by days written out whether a document counts."""
    first = {4: f"{document.date}-01-01", 7: f"{document.date}-01", 10: document.date}[len(document.date)]
    last = {4: f"{document.date}-12-31", 7: f"{document.date}-31", 10: document.date}[len(document.date)]
    start = {0: "0000", 4: f"{since}-01-01", 7: f"{since}-01", 10: since}[len(since)]
    end = {0: "9999", 4: f"{until}-12-31", 7: f"{until}-31", 10: until}[len(until)]
    folder = document.uri.rpartition("/")[0]
    return first <= end and last >= start and (not source or folder in {source, f"{source}/deep"})


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=WRITTEN, asked=QUERIES)
def test_every_filter_gives_what_a_recount_of_the_documents_gives(
    embedded_store: Callable[[str], GraphStore], written: list[tuple[list[list[str]], str, str]], asked: dict
) -> None:
    documents = [
        Written(f"{folder}/{number}.txt", sentences, date)
        for number, (sentences, date, folder) in enumerate(written)
    ]
    store = embedded_store(uuid.uuid4().hex)
    ids = put(store, documents)
    names = {each: name for name, each in ids.items()}
    for root in ids:
        found = ask(
            store,
            ViewQuery(
                (Root(ids[root], asked["limit"]),),
                by="count",
                least=asked["least"],
                types=frozenset(asked["types"]),
                scope=Scope(asked["since"], asked["until"], asked["source"]),
                without=frozenset(ids[name] for name in asked["without"] if name in ids),
            ),
        )
        counted = recount(
            each for each in documents if in_scope(each, asked["since"], asked["until"], asked["source"])
        )
        near = {n: c for n, c in counted.neighbours(root).items() if n not in asked["without"]}
        typed = {n: c for n, c in near.items() if not asked["types"] or NAMES[n] in asked["types"]}
        strong = {n: c for n, c in typed.items() if c >= (asked["least"] or 0)}
        assert found.roots[0].total == len(strong)
        assert found.roots[0].shown == min(len(strong), asked["limit"]) == len(found.nodes) - 1
        shown = [names[node.entity.id] for node in found.nodes[1:]]
        assert (
            sorted((strong[n] for n in shown), reverse=True)
            == sorted(strong.values(), reverse=True)[: len(shown)]
        )
        for node in found.nodes:
            assert node.entity.windows == counted.windows.get(names[node.entity.id], 0)
            assert node.entity.docs == counted.docs.get(names[node.entity.id], 0)
        edges = {
            tuple(sorted((names[edge.a], names[edge.b]))): (edge.count, edge.docs) for edge in found.edges
        }
        held = {root, *shown}
        assert edges == {
            ends: (count, counted.edge_docs[ends])
            for ends, count in counted.counts.items()
            if held.issuperset(ends) and count >= (asked["least"] or 0)
        }
        least = asked["least"] or 0
        assert sum(found.facets.types.values()) == sum(count >= least for count in near.values())
        assert found.facets.most == max(typed.values(), default=0)


def test_log_likelihood_is_that_of_the_saved_query(store: GraphStore) -> None:
    ids = put(store, DOCUMENTS)
    saved = run_saved(store, load_queries()["log-likelihood"], {"entity": ids[ADA]})
    asked_for = [(row[saved.columns.index("id")], row[saved.columns.index("g2")]) for row in saved.rows]
    found = ask(store, ViewQuery((Root(ids[ADA], 40),), by="g2"))
    strengths = {
        edge.b if edge.a == ids[ADA] else edge.a: round(edge.g2, 2)
        for edge in found.edges
        if ids[ADA] in (edge.a, edge.b)
    }
    assert strengths == dict(asked_for)
