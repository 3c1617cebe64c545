"""The page about saved queries: each is on it as its file describes it, and what it tells people to write works."""

from __future__ import annotations

import re

from graph.cypher.read_guard import check_readable
from graph.queries.parameters import TYPES
from graph.queries.saved import load_queries, parse_query
from graph.questions.search import INDEX
from tests.support.root import ROOT

PAGE = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
OWN, FULL_TEXT = re.findall(r"```cypher\n(.*?)```", PAGE, re.DOTALL)


def test_every_saved_query_is_on_the_page_with_an_output() -> None:
    for query in load_queries().values():
        assert f"| [`{query.name}`](#{query.name}) |" in PAGE
        assert f"| {query.title} |" in PAGE
        assert f"### {query.name}\n\n{query.description}\n" in PAGE
        shown = re.search(rf"\$ graphmill query {query.name}( --param .+)?\n(.+)\n(.+)\n", PAGE)
        assert shown is not None, query.name


def test_the_query_of_ones_own_that_it_shows_is_one() -> None:
    assert parse_query(OWN, "own.cypher").bind({"entity": "x"}) == {"entity": "x", "limit": 20}


def test_the_search_in_cypher_that_it_shows_may_be_asked() -> None:
    check_readable(FULL_TEXT)
    assert f"'{INDEX}'" in FULL_TEXT


def test_every_type_of_parameter_is_explained() -> None:
    assert [name for name in TYPES if f"`{name}`" not in PAGE] == []
