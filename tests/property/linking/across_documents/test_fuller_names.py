"""A shorter name of a person finds every name that it may be short for without being compared with all of its surname."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from linking.across_documents.context import fuller_names, lookups
from linking.across_documents.nodes import build_nodes
from linking.comparison.short_forms import short_form_rule
from linking.model import LocalEntity

RULES = {"surname", "initials"}
words = st.sampled_from(["John", "J.", "Jim", "Michael", "M.", "Smith", "Garcia", "Marquez", "S.", "Jr."])
persons = st.lists(words, min_size=1, max_size=4).map(" ".join)


@settings(deadline=None)
@given(st.lists(persons, max_size=12, unique=True))
def test_the_keys_find_what_a_comparison_with_all_names_finds(names):
    nodes = build_nodes(
        [LocalEntity(f"d{n}:v:0", f"d{n}", name, "person", (name,), 0) for n, name in enumerate(names)]
    )
    full = [node for node in nodes if len(node.name.tokens) > 1 and len(node.name.tokens[0]) > 1]
    fuller = fuller_names(nodes, nodes)
    for short in nodes:
        found = {node for key in lookups(short) for node in fuller.get(key, ())}
        assert {node for node in found if short_form_rule(short.name, node.name) in RULES} == {
            node for node in full if short_form_rule(short.name, node.name) in RULES
        }
