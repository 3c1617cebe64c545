"""Every query that the documentation shows on analyses answers, on both stores."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph.analysis.measures import measure
from graph.analysis.network import load_network
from graph.analysis.settings import AnalysisSettings
from graph.analysis.stored import write_analysis
from graph.stores.protocol import GraphStore
from graph.writing.writer import apply_changes
from tests.synthetic import extraction

ADA, GRACE, OSAKA, QUITO, LUCA, HUGO = (
    ("Ada Lovelace", "person"),
    ("Grace Hopper", "person"),
    ("Osaka", "location"),
    ("Quito", "location"),
    ("Luca Ball", "person"),
    ("Hugo Taut", "person"),
)
DOCUMENTATION = (Path(__file__).parents[2] / "docs" / "analysis.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```cypher\n(.*?)```", DOCUMENTATION, re.DOTALL)


@pytest.fixture
def analysed(store: GraphStore) -> GraphStore:
    """Two close groups of three with one edge between them."""
    one, other = [[ADA, GRACE, OSAKA]], [[QUITO, LUCA, HUGO]]
    often = [[ADA, GRACE]] * 40
    apply_changes(
        store, [extraction("a.txt", one * 3 + often), extraction("b.txt", other * 3 + [[OSAKA, QUITO]])]
    )
    settings = AnalysisSettings()
    network = load_network(store, settings)
    write_analysis(store, network, measure(network, settings), analysed_at="2026-01-02T03:04:05+00:00")
    return store


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_every_query_on_analyses_answers(analysed: GraphStore, query: str) -> None:
    values = {"name": "Ada Lovelace", "alpha": 0.3}
    parameters = {key: value for key, value in values.items() if f"${key}" in query}
    assert analysed.read_query(query, parameters).rows


def test_the_documentation_shows_queries() -> None:
    assert len(QUERIES) >= 8
