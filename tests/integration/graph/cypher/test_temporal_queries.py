"""Dates, times and durations in users' queries: both stores give the answer that stands here, or the embedded one refuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.cypher.guard import guarded
from graph.errors import QueryFailedError, QueryRefusedError
from graph.stores.protocol import GraphStore

BETWEEN = {
    # Months count first, then days, then the rest.
    "duration.between(date('2024-01-31'), date('2024-03-01'))": "P1M1D",
    "duration.between(date('2021-03-15'), date('2019-01-20'))": "P-2Y-1M-26D",
    "duration.between(localdatetime('2020-10-31T20:30'), localdatetime('2024-07-01T00:59'))": "P3Y7M30DT4H29M",
    "duration.between(date('2023-05-06'), localdatetime('2024-05-06T07:08:09.5'))": "P1YT7H8M9.5S",
    # The end is seen in the zone of the start, and an hour that a clock skips is none.
    "duration.between(datetime('2024-01-01T00:00Z'), datetime('2024-02-01T00:30+01:00'))": "P30DT23H30M",
    "duration.between(datetime('2024-03-30T12:00[Europe/Berlin]'), datetime('2024-03-31T12:00[Europe/Berlin]'))": "P1D",
    "duration.inSeconds(datetime('2024-03-30T12:00[Europe/Berlin]'), localdatetime('2024-03-31T12:00'))": "PT23H",
    "duration.inSeconds(datetime('2024-01-01T12:00+05:00'), datetime('2024-01-01T12:00-05:00'))": "PT10H",
    "duration.inDays(datetime('2024-01-01T00:00Z'), datetime('2024-01-02T00:30+01:00'))": "PT0S",
    "duration.inMonths(datetime('2024-01-01T00:00Z'), datetime('2024-02-01T00:30+01:00'))": "PT0S",
    "duration.inMonths(localdatetime('2024-10-30T22:59'), localdatetime('2025-03-01T07:12'))": "P3M",
    # What has no date or no zone takes that of the other.
    "duration.between(date('2024-05-06'), localtime('07:30'))": "PT7H30M",
    "duration.between(time('07:30+02:00'), datetime('2024-05-06T07:30Z'))": "PT2H",
    "duration.inSeconds(localtime('07:30:00.25'), localtime('07:29:59'))": "PT-1.25S",
    "duration.inMonths(date('2024-05-06'), localtime('07:30'))": "PT0S",
    "duration.inDays(time('18:12-05:00'), datetime('2024-10-04T04:00+05:30'))": "P-1D",
}
ARITHMETIC = {
    "date('2024-01-31') + duration({hours: 25})": "2024-02-01",
    "duration({hours: 49}) + date('2024-01-31')": "2024-02-02",
    "date('2024-01-31') - duration({hours: 25})": "2024-01-30",
    "date('2024-01-31') + duration({days: 1, minutes: 5})": "2024-02-01",
    "date('2024-01-31') + null": None,
    "duration('P1DT2H') * 3": "P3DT6H",
    "duration.between(date('2024-01-01') + duration('P1M'), date('2024-01-01') + duration('PT2000H'))": "P1M23D",
}
MADE = {
    "datetime.fromepoch(86400, 7000)": "1970-01-02T00:00:00.000007Z",
    "datetime.fromepochmillis(-1)": "1969-12-31T23:59:59.999Z",
    "datetime({epochMillis: 1714978089000})": "2024-05-06T06:48:09Z",
    "datetime({epochSeconds: 1714978089, nanosecond: 5000})": "2024-05-06T06:48:09.000005Z",
    "toString(datetime({epochSeconds: 1714978089, timezone: 'Europe/Berlin'}))": "2024-05-06T08:48:09+02:00[Europe/Berlin]",
    "datetime({date: date('2024-07-01'), time: time('23:00-05:00'), timezone: '+05:00'})": "2024-07-02T09:00:00+05:00",
    "datetime({datetime: datetime('2024-07-01T01:00Z'), hour: 23, timezone: '+02:00'})": "2024-07-02T01:00:00+02:00",
    "datetime({date: date('2024-07-01'), time: localtime('23:00'), timezone: '+05:00'})": "2024-07-01T23:00:00+05:00",
    "time({time: time('10:00+01:00'), hour: 3, timezone: '+05:00'})": "07:00:00+05:00",
    "datetime({timezone: 'Europe/Berlin'}).timezone": "Europe/Berlin",
    "datetime.statement('+05:00').timezone": "+05:00",
    "date.transaction() = date()": True,
    "localtime.realtime(null)": None,
    "timestamp() > 1714978089000": True,
}
TRUNCATED = {
    "localtime.truncate('millisecond', localtime('12:13:14.123456'), {microsecond: 7})": "12:13:14.123007",
    "localdatetime.truncate('millisecond', localdatetime('2024-05-06T12:13:14.123456'))": "2024-05-06T12:13:14.123",
    "time.truncate('hour', datetime('2024-05-06T12:13-05:00'))": "12:00:00-05:00",
    "date.truncate('month', datetime('2024-05-06T12:13Z'))": "2024-05-01",
    "datetime.truncate('day', date('2024-05-06'), {hour: 7})": "2024-05-06T07:00:00Z",
    "date.truncate('year') <= date()": True,
}
AS_TEXT = {
    "toString(localtime('10:00'))": "10:00:00",
    "toString(time('10:00:00.5Z'))": "10:00:00.5Z",
    "toString(datetime('2024-05-06T10:00+02:00'))": "2024-05-06T10:00:00+02:00",
    "toString(datetime('2024-05-06T10:00:00.120[Europe/Berlin]'))": "2024-05-06T10:00:00.12+02:00[Europe/Berlin]",
    "toString(localdatetime('2024-05-06T10:00:05.000100'))": "2024-05-06T10:00:05.0001",
    "toString(date('2024-05-06')) + '!'": "2024-05-06!",
}
COMPARED = {
    "date('2024-05-06') > date('2024-05-05')": True,
    "date('2024-05-06') IN [date('2024-05-05'), date('2024-05-06')]": True,
    "date('2024-05-06') = 5": False,
    "duration('P1D') = date('2024-05-06')": False,
    "datetime('2024-05-06T10:00Z') = datetime('2024-05-06T12:00+02:00')": False,
    "datetime('2024-05-06T10:00Z') <> datetime('2024-05-06T12:00+02:00')": True,
    "time('10:00Z') = time('10:00Z')": True,
}
ANSWERS = {**BETWEEN, **ARITHMETIC, **MADE, **TRUNCATED, **AS_TEXT, **COMPARED}


@pytest.mark.parametrize(("expression", "answer"), ANSWERS.items())
def test_a_temporal_expression_has_one_answer_on_both_stores(
    store: GraphStore, expression: str, answer: object
) -> None:
    assert store.read_query(f"RETURN {expression} AS answer").rows == [(answer,)]


def test_texts_of_rows_become_dates_that_are_counted_from(store: GraphStore) -> None:
    found = store.read_query(
        "UNWIND ['2024-01-31', null, '2023-12-24'] AS day WITH date(day) AS begun "
        "RETURN duration.between(begun, date('2024-03-01')) AS since, begun + duration({hours: 30}) AS next "
        "ORDER BY begun"
    )
    assert found.rows == [("P2M6D", "2023-12-25"), ("P1M1D", "2024-02-01"), (None, None)]


def test_the_first_and_the_last_of_a_group_are_counted_between(store: GraphStore) -> None:
    found = store.read_query(
        "UNWIND [['a', '2024-01-31'], ['b', '2024-01-01'], ['a', '2024-03-05']] AS row "
        "WITH row[0] AS who, date(row[1]) AS day "
        "RETURN who, duration.between(min(day), max(day)) AS while ORDER BY who"
    )
    assert found.rows == [("a", "P1M5D"), ("b", "PT0S")]


def test_names_of_the_query_are_not_taken_by_what_is_written_for_a_function(store: GraphStore) -> None:
    found = store.read_query(
        "WITH date('2024-01-31') AS g1, date('2024-03-01') AS g2, date('2024-03-02') AS pair "
        "RETURN duration.between(g1, g2) AS one, duration.between(g2, pair) AS other"
    )
    assert found.rows == [("P1M1D", "P1D")]


@pytest.mark.parametrize(
    "amount",
    ["date('2024-01-01') + duration({days: x})", "datetime({epochMillis: x})", "datetime.fromepochmillis(x)"],
)
def test_a_duration_of_nothing_is_null_and_not_0(embedded: GraphStore, amount: str) -> None:
    found = embedded.read_query(f"UNWIND [null, 1] AS x RETURN {amount} IS NULL AS absent")
    assert found.rows == [(True,), (False,)]


@pytest.mark.parametrize(
    "expression",
    [
        "date('2024-05-06') > '2024-05-05'",
        "'2024-05-06' = date('2024-05-06')",
        "date('2024-05-06') <> $day",
        "date('2024-05-06') < datetime('2024-05-06T00:00Z')",
        "date('2024-05-06') IN ['2024-05-06']",
        "[date('2024-05-06')] = ['2024-05-06']",
        "{day: date('2024-05-06')} = {day: '2024-05-06'}",
        "CASE date('2024-05-06') WHEN '2024-05-06' THEN 1 END",
    ],
)
def test_a_moment_is_not_compared_with_a_text_or_another_kind(embedded: GraphStore, expression: str) -> None:
    with pytest.raises(QueryRefusedError, match="to one kind"):
        embedded.read_query(f"RETURN {expression} AS answer", {"day": "2024-05-06"})


def test_a_date_is_not_compared_with_a_property_as_it_is_stored(embedded: GraphStore) -> None:
    with pytest.raises(QueryRefusedError, match="to one kind"):
        embedded.read_query("MATCH (d:Document) WHERE d.date > date('2024-01-01') RETURN d.name")


def test_texts_are_compared_with_one_another(store: GraphStore) -> None:
    query = "WITH toString(date('2024-05-06')) AS day RETURN day > '2024-05-05' AS later"
    assert store.read_query(query).rows == [(True,)]


@pytest.mark.parametrize(
    ("expression", "remedy"),
    [
        ("duration.between(a.begun, date())", r"write what they are, as in duration.between\(date\(a.day\)"),
        ("duration.inDays(localtime('10:00'), time('11:00Z'))", "write duration.inSeconds"),
        ("duration('P1M') / 2", "compute the parts"),
        ("duration('P1M') * 0.5", "compute the parts"),
        ("sum(duration('P1D'))", "add up their parts"),
        ("date.truncate('month', a.begun)", "kind is not known"),
        ("date.truncate('Month', date())", "There is no unit 'Month'"),
        ("datetime.truncate('hour', date())", "kind is not known"),
        ("localtime.truncate('day', date())", "kind is not known"),
        ("localdatetime.truncate('millisecond', localdatetime(), {hour: 3})", "leave the other keys out"),
        ("datetime({date: date(), time: a.begun, timezone: 'Z'})", "write what the time is"),
        ("datetime('1899-05-06T10:00[Europe/Stockholm]')", "write the offset"),
        ("datetime({year: 1899, timezone: 'Europe/Stockholm'})", "write the offset"),
        ("datetime({epochMillis: 0, year: 1970})", "leave the other keys out"),
    ],
)
def test_what_has_no_form_is_refused_with_what_to_write(
    embedded: GraphStore, expression: str, remedy: str
) -> None:
    with pytest.raises(QueryRefusedError, match=remedy):
        embedded.read_query(f"MATCH (a:Entity) RETURN {expression} AS answer")


@pytest.mark.parametrize(
    "expression",
    [
        "date('2024-05-06') + 1",
        "date('2024-05-06') - date('2024-05-05')",
        "-duration('P1D')",
    ],
)
def test_sums_that_neo4j_has_not_are_errors_on_both_stores(store: GraphStore, expression: str) -> None:
    with pytest.raises(QueryFailedError):
        store.read_query(f"RETURN {expression} AS answer")


def test_a_query_without_temporal_values_stays_as_it_is() -> None:
    query = "MATCH (e:Entity) WHERE e.docs > 3 RETURN e.docs + 1 AS more"
    assert guarded(query).text == query


@pytest.fixture
def embedded(embedded_store: Callable[[str], GraphStore]) -> GraphStore:
    """Open an empty embedded graph."""
    return embedded_store("graph")
