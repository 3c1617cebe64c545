"""Files of saved queries: what a header must hold, what a call must give, and how either is told what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.cypher.read_guard import check_readable
from graph.errors import SavedQueryError
from graph.queries.parameters import TYPES, read_value
from graph.queries.saved import Cut, SavedQuery, load_queries, parse_query

GOOD = """\
// title: Documents of an entity
// description: Those that name it,
//   the first ones first.
// parameter: entity (entity, required): which one
// parameter: limit (integer, default 20): most rows
// example: entity="Ada Lovelace" limit=5
MATCH (e:Entity {id: $entity})-->(d:Document) // not $this
RETURN d.uri AS uri, '$that' AS x LIMIT $limit
"""


@pytest.mark.parametrize("query", load_queries().values(), ids=lambda query: query.name)
def test_every_query_of_ours_reads_only_and_describes_itself(query: SavedQuery) -> None:
    check_readable(query.cypher)
    assert query.title
    assert query.description.endswith(".")
    assert query.command.startswith(f"graphmill query {query.name} ")
    assert ("ORDER BY" in query.cypher) == (query.name != "entity")


def test_a_header_says_what_the_query_asks() -> None:
    query = parse_query(GOOD, "mine/of-entity.cypher")
    assert (query.name, query.title) == ("of-entity", "Documents of an entity")
    assert query.description == "Those that name it, the first ones first."
    assert [(p.name, p.type, p.required, p.default) for p in query.parameters] == [
        ("entity", "entity", True, None),
        ("limit", "integer", False, 20),
    ]
    assert query.example == {"entity": "Ada Lovelace", "limit": "5"}
    assert query.command == "graphmill query of-entity --param entity='Ada Lovelace' --param limit=5"
    assert query.cypher.startswith("MATCH")
    assert query.cut is None


def test_a_text_can_be_cut() -> None:
    query = parse_query(GOOD.replace("MATCH", "// cut: text from a to b\nMATCH"), "q.cypher")
    assert query.cut == Cut("text", "a", "b")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("// title: Documents of an entity\n", "", r"q\.cypher: the header has no title\. Add a line"),
        ("// example:", "// exemple:", r"q\.cypher:6: not a line of a header"),
        ("// title", "/ title", r"q\.cypher: the header has no title"),
        ("Documents of an entity", "", r"q\.cypher:1: the title is empty"),
        ("// description", "// title: Two\n// description", r"q\.cypher:2: a second title\. Remove one"),
        ("(entity, required)", "(entity)", r"q\.cypher:4: not a parameter: .*Write “name \(type, required\)"),
        (
            "(entity, required)",
            "(thing, required)",
            r"q\.cypher:4: there is no type 'thing'\. The types are entity",
        ),
        ("default 20", "default twenty", r"q\.cypher:5: the default twenty is no JSON"),
        ("default 20", 'default "many"', r"q\.cypher:5: the default takes a whole number, not 'many'"),
        (
            "// parameter: limit",
            "// parameter: entity",
            r"q\.cypher:4: the parameter 'entity' is declared twice",
        ),
        ("LIMIT $limit", "LIMIT $most", r"q\.cypher:8: \$most is not declared"),
        (
            "LIMIT $limit",
            "LIMIT 5",
            r"q\.cypher: the parameter 'limit' is declared, but the query has no \$limit",
        ),
        (
            "limit=5",
            "limit=few",
            r"q\.cypher:6: the example does not fit: q: the parameter 'limit' takes a whole",
        ),
        ("limit=5", "most=5", r"q\.cypher:6: the example does not fit: q: there is no parameter 'most'"),
        ("limit=5", "5", r"q\.cypher:6: write the example as name=value"),
        ('"Ada Lovelace"', '"Ada', r"q\.cypher:6: the example .* cannot be read"),
        ("RETURN", "SET e.x = 1 LOAD CSV FROM 'f' AS l RETURN", r"q\.cypher:7: LOAD CSV reads files"),
        ("// example", "// cut: text a b\n// example", r"q\.cypher:6: write it as “cut: text from"),
        (GOOD[GOOD.index("MATCH") :], "", r"q\.cypher: there is no query below the header"),
    ],
)
def test_a_bad_file_is_told_by_name_line_and_remedy(old: str, new: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(SavedQueryError, match=message):
        parse_query(GOOD.replace(old, new, 1), "q.cypher")


def test_a_name_that_the_command_line_could_not_give_is_refused() -> None:
    with pytest.raises(SavedQueryError, match=r"two words.* cannot be the name of a query"):
        parse_query(GOOD, "two words.cypher")


def test_values_are_read_in_their_types_and_defaults_fill_in() -> None:
    query = parse_query(GOOD, "q.cypher")
    assert query.bind({"entity": "2024"}) == {"entity": "2024", "limit": 20}
    assert query.bind({"entity": "Ada", "limit": "7"}) == {"entity": "Ada", "limit": 7}
    with pytest.raises(
        SavedQueryError,
        match=r"q: the parameter 'entity' is missing \(which one\)\. For instance: graphmill query q",
    ):
        query.bind({})
    with pytest.raises(
        SavedQueryError, match=r"q: there is no parameter 'x'\. Its parameters: entity, limit"
    ):
        query.bind({"entity": "Ada", "x": 1})
    with pytest.raises(
        SavedQueryError, match="q: the parameter 'limit' takes a whole number from 0 on, not -1"
    ):
        query.bind({"entity": "Ada", "limit": -1})


@pytest.mark.parametrize(
    ("type_name", "given_value", "expected"),
    [
        ("string", "42", "42"),
        ("strings", "a, b ,", ["a", "b"]),
        ("strings", '["a, b", "c"]', ["a, b", "c"]),
        ("strings", [], []),
        ("entities", "Ada, Grace", ["Ada", "Grace"]),
        ("integer", "7", 7),
        ("float", "0.5", 0.5),
        ("float", 1, 1.0),
        ("boolean", "True", True),
        ("boolean", False, False),
        ("date", "2024-02-29", "2024-02-29"),
    ],
)
def test_types_take_what_fits(type_name: str, given_value: object, expected: object) -> None:
    assert read_value(type_name, given_value) == expected


@pytest.mark.parametrize(
    ("type_name", "given_value"),
    [
        ("entity", " "),
        ("entity", 7),
        ("entities", ""),
        ("entities", '["a", 1]'),
        ("string", 42),
        ("strings", "[1"),
        ("strings", 3),
        ("integer", "7.5"),
        ("integer", True),
        ("integer", 2**63),
        ("float", "nan"),
        ("float", "inf"),
        ("float", []),
        ("boolean", "yes"),
        ("date", "2024"),
        ("date", "20240229"),
        ("date", "2023-02-29"),
        ("date", 2024),
    ],
)
def test_types_refuse_what_does_not_fit(type_name: str, given_value: object) -> None:
    with pytest.raises(ValueError, match=r"^takes "):
        read_value(type_name, given_value)


@given(type_name=st.sampled_from(sorted(TYPES)), text=st.text())
def test_any_text_is_read_or_refused_with_a_reason(type_name: str, text: str) -> None:
    try:
        read_value(type_name, text)
    except ValueError as error:
        assert str(error).startswith("takes ")  # noqa: PT017


@given(st.text(), st.text())
def test_any_file_is_read_or_refused_with_its_name(header: str, body: str) -> None:
    try:
        parse_query(f"// title: {header}\n{body}", "some.cypher")
    except SavedQueryError as error:
        assert "some.cypher" in str(error)  # noqa: PT017


def test_queries_of_ones_own_stand_beside_those_of_graphmill(tmp_path: Path) -> None:
    (tmp_path / "mine.cypher").write_text(GOOD, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no query", encoding="utf-8")
    assert load_queries(tmp_path).keys() == load_queries().keys() | {"mine"}
    assert load_queries(tmp_path / "absent").keys() == load_queries().keys()


def test_a_query_of_ones_own_cannot_take_the_name_of_another(tmp_path: Path) -> None:
    (tmp_path / "evidence.cypher").write_text(GOOD, encoding="utf-8")
    with pytest.raises(
        SavedQueryError,
        match=r"evidence\.cypher: graphmill has a query named 'evidence' of its own\. Rename the file",
    ):
        load_queries(tmp_path)


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "mine.cypher").write_bytes(GOOD.replace("entity\n", "entité\n").encode("latin-1"))
    with pytest.raises(
        SavedQueryError, match=r"mine\.cypher: not UTF-8 at byte \d+\. Save the file as UTF-8"
    ):
        load_queries(tmp_path)
