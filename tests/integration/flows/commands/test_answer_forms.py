"""Answers have one form on both stores: what JSON has stays, the rest is text, and every print-out shows the same."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest

from flows.commands.query import print_result
from graph.errors import QueryFailedError
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore, QueryResult
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes
from tests.support.synthetic import extraction

LETTER = """
CREATE (:Letter {id: 'a', sent: date('2024-01-31'), read: datetime('2024-02-01T07:08:09.5Z'), lasted: duration('P1M2DT90M'),
                 weights: [1.0, $infinite], title: 'Greeting'})
    -[:ANSWERED_BY {after: duration('PT36H'), share: $none}]->(:Letter:Draft {id: 'b', title: 'Answer'})
"""
FIRST = {
    "labels": ["Letter"],
    "properties": {
        "id": "a",
        "lasted": "P1M2DT1H30M",
        "read": "2024-02-01T07:08:09.5Z",
        "sent": "2024-01-31",
        "weights": [1.0, "Infinity"],
    },
}
SECOND = {"labels": ["Draft", "Letter"], "properties": {"id": "b"}}
ANSWERED = {"type": "ANSWERED_BY", "properties": {"after": "PT36H", "share": "NaN"}}
ROUTE = {"nodes": [FIRST, SECOND], "relationships": [ANSWERED]}


def without_titles(value: Any) -> Any:
    """Leave out the titles of nodes, which the embedded store gives to all that have none."""
    if isinstance(value, list):
        return [without_titles(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {key: without_titles(each) for key, each in value.items() if key != "title"}


def only(store: GraphStore, expression: str, **parameters: Any) -> Any:
    ((value,),) = store.read_query(f"RETURN {expression} AS x", parameters).rows
    return value


@pytest.mark.parametrize(
    ("expression", "form"),
    [
        ("[null, true, 1, 'text']", [None, True, 1, "text"]),
        ("toFloat('NaN')", "NaN"),
        ("toFloat('Infinity')", "Infinity"),
        ("toFloat('-Infinity')", "-Infinity"),
        ("1e308 * 10", "Infinity"),
        ("[0.1, 1e300, -0.5]", [0.1, 1e300, -0.5]),
        ("date('2024-01-31')", "2024-01-31"),
        ("localtime('07:08')", "07:08:00"),
        ("localtime('07:08:09.120')", "07:08:09.12"),
        ("localtime('07:08:09.999999999')", "07:08:09.999999"),
        ("time('07:08:09Z')", "07:08:09Z"),
        ("time('07:08:09.5-01:30')", "07:08:09.5-01:30"),
        ("localdatetime('2024-05-06T07:08')", "2024-05-06T07:08:00"),
        ("datetime('2024-05-06T07:08:09Z')", "2024-05-06T07:08:09Z"),
        ("datetime('2024-05-06T07:08:09.123456789+02:00')", "2024-05-06T07:08:09.123456+02:00"),
        ("datetime('2024-05-06T07:08:09+05:30')", "2024-05-06T07:08:09+05:30"),
        ("datetime('2024-05-06T07:08:09[Europe/Berlin]')", "2024-05-06T07:08:09+02:00[Europe/Berlin]"),
        ("datetime('2024-01-06T07:08:09[Europe/London]')", "2024-01-06T07:08:09Z[Europe/London]"),
        ("duration('P1M1D')", "P1M1D"),
        ("duration({months: 14, days: -3, seconds: 14706, milliseconds: 789})", "P1Y2M-3DT4H5M6.789S"),
        ("duration({months: -14})", "P-1Y-2M"),
        ("duration({hours: 49, minutes: 1})", "PT49H1M"),
        ("duration({seconds: -1, milliseconds: 500})", "PT-0.5S"),
        ("duration({seconds: -61})", "PT-1M-1S"),
        ("duration({nanoseconds: 1})", "PT0.000000001S"),
        ("duration({days: 0})", "PT0S"),
        ("point({latitude: 1.5, longitude: 2})", {"latitude": 1.5, "longitude": 2.0}),
        ("{seconds: 3, months: 1, days: 2}", {"days": 2, "months": 1, "seconds": 3}),
        (
            "{b: [duration('P1D'), toFloat('NaN')], a: {day: date('2024-01-31')}}",
            {"a": {"day": "2024-01-31"}, "b": ["P1D", "NaN"]},
        ),
    ],
)
def test_a_value_has_one_form_on_both_stores(store: GraphStore, expression: str, form: Any) -> None:
    # As text, since 1 and 1.0 and the order of keys are part of the form.
    assert json.dumps(only(store, expression), allow_nan=False) == json.dumps(form)


@pytest.mark.parametrize(
    "expression",
    [
        "datetime('2024-05-06T07:08:09.12[Europe/Berlin]')",
        "datetime('2024-05-06T07:08:09.123Z')",
        "localtime('07:08:09')",
        "date('2024-05-06')",
        "duration('P1Y2M3DT4H5M6.5S')",
        "duration({hours: -1, seconds: -1})",
    ],
)
@pytest.mark.neo4j
def test_moments_and_durations_are_shown_as_cypher_writes_them(
    empty_neo4j: StoreSettings, expression: str
) -> None:
    with open_store(empty_neo4j) as store:
        assert only(store, expression) == only(store, f"toString({expression})")


@pytest.mark.neo4j
def test_what_only_a_server_has_is_plain_too(empty_neo4j: StoreSettings) -> None:
    with open_store(empty_neo4j) as store:
        assert only(store, "point({x: 1, y: 2})") == {"x": 1.0, "y": 2.0}
        assert only(store, "point({x: 1, y: 2, z: 3})") == {"x": 1.0, "y": 2.0, "z": 3.0}
        assert only(store, "point({latitude: 1, longitude: 2, height: 3})") == {
            "height": 3.0,
            "latitude": 1.0,
            "longitude": 2.0,
        }
        assert only(store, "$bytes", bytes=b"\x00\xff") == "AP8="


@pytest.fixture
def letters(store: GraphStore) -> GraphStore:
    store.write(lambda transaction: transaction.run(LETTER, {"infinite": float("inf"), "none": float("nan")}))
    return store


@pytest.mark.parametrize(
    ("returned", "form"),
    [
        ("a", FIRST),
        ("r", ANSWERED),
        ("p", ROUTE),
        ("[p, nodes(p), relationships(p)]", [ROUTE, [FIRST, SECOND], [ANSWERED]]),
        ("{node: b, route: p}", {"node": SECOND, "route": ROUTE}),
        ("collect(a)", [FIRST]),
        ("r.after", "PT36H"),
        ("a.weights", [1.0, "Infinity"]),
    ],
)
def test_nodes_relationships_and_paths_have_one_form(letters: GraphStore, returned: str, form: Any) -> None:
    answer = letters.read_query(f"MATCH p = (a:Letter)-[r:ANSWERED_BY]->(b) RETURN {returned} AS x")
    ((value,),) = without_titles([list(row) for row in answer.rows])
    assert json.dumps(value, allow_nan=False) == json.dumps(form)


def test_an_entity_keeps_a_type_that_is_written_as_its_label(store: GraphStore) -> None:
    apply_changes(store, [extraction("a.txt", [[("Osaka", "Location"), ("Ada Lovelace", "person")]])])
    answer = store.read_query("MATCH (e:Entity) RETURN e, e.type AS type ORDER BY e.name")
    assert [(node["properties"]["type"], kind) for node, kind in answer.rows] == [
        ("person", "person"),
        ("Location", "Location"),
    ]


SHOWN = (
    "RETURN duration('P1M1D') AS lasted, datetime('2024-05-06T07:08:09.5Z') AS at, toFloat('-Infinity') AS least, "
    "{days: [date('2024-01-31')], share: toFloat('NaN')} AS more"
)


def test_table_csv_and_json_show_the_same(store: GraphStore, capsys: pytest.CaptureFixture[str]) -> None:
    result = store.read_query(SHOWN)
    shown = {}
    for form in ("json", "csv", "table"):
        print_result(result, form)  # type: ignore[arg-type]
        shown[form] = capsys.readouterr().out

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    (row,) = json.loads(shown["json"], parse_constant=refuse)
    assert row == {
        "lasted": "P1M1D",
        "at": "2024-05-06T07:08:09.5Z",
        "least": "-Infinity",
        "more": {"days": ["2024-01-31"], "share": "NaN"},
    }
    (cells,) = csv.DictReader(io.StringIO(shown["csv"], newline=""))
    assert cells == {**row, "more": json.dumps(row["more"])}
    assert re.split(" {2,}", shown["table"].splitlines()[1]) == [
        *list(row.values())[:3],
        json.dumps(row["more"]),
    ]


def test_an_answer_without_rows_shows_its_columns(
    store: GraphStore, capsys: pytest.CaptureFixture[str]
) -> None:
    result = store.read_query("MATCH (n:Nothing) RETURN n.id AS id, n.name AS name")
    assert (result.columns, result.rows) == (("id", "name"), [])
    print_result(result, "table")
    assert capsys.readouterr().out == "id  name\n"
    print_result(result, "csv")
    assert capsys.readouterr().out.splitlines() == ["id,name"]
    print_result(result, "json")
    assert json.loads(capsys.readouterr().out) == []


def test_a_year_that_python_has_not_is_told_with_the_remedy(store: GraphStore) -> None:
    with pytest.raises(QueryFailedError, match=r"outside the years 1 to 9999.*toString\(\)"):
        store.read_query("RETURN [date('+12024-01-31')] AS x")
    assert store.read_query("RETURN toString(date('+12024-01-31')) AS x").rows == [("+12024-01-31",)]
    assert isinstance(store.read_query("RETURN 1 AS one"), QueryResult)
