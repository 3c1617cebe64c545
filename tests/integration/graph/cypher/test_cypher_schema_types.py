"""What graphmill writes is of the types by which queries are checked."""

from __future__ import annotations

from typing import Any

from graph.contents.records import links, nodes
from graph.cypher.types.schema_types import property_type
from graph.cypher.types.value_types import LIST, NODE, RELATIONSHIP, ValueType, of, of_value
from graph.schema.labels import LINK_KINDS, NODE_LABELS
from graph.stores.protocol import GraphStore
from graph.writing.writer import apply_changes
from tests.support.query_answers import documents


def test_every_property_that_is_written_has_its_type(store: GraphStore) -> None:
    apply_changes(store, documents())
    held = [
        *((of(NODE, labels={label}), node) for label in NODE_LABELS for node in nodes(store, label)),
        *((of(RELATIONSHIP, labels={kind.type}), link) for kind in LINK_KINDS for link in links(store, kind)),
    ]
    wrong = {
        (str(sorted(subject.labels)), key, repr(value))
        for subject, record in held
        for key, value in record.properties.items()
        if "GraphmillState" not in subject.labels
        and not _fits(property_type(subject, key, foreign=True), value)
    }
    assert len(held) > 50
    assert wrong == set()


def _fits(known: ValueType | None, value: Any) -> bool:
    if known is None:
        return False
    kinds, held = of_value(value).kinds, of_value(value).held()
    return kinds <= known.kinds and (LIST not in kinds or not value or held.kinds <= known.held().kinds)
