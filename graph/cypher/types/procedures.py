"""The procedures that a query may call, with the fields that they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.cypher.types import value_types as types
from graph.cypher.types.value_types import ValueType, list_of, of


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure: its fields in order, and how many arguments it takes."""

    name: str
    fields: Mapping[str, ValueType]
    minimum: int = 0
    maximum: int = 0


_TEXT = of(types.STRING)
_TEXTS = list_of(_TEXT)
_PROPERTY = {"propertyName": _TEXT, "propertyTypes": _TEXTS, "mandatory": of(types.BOOLEAN)}

_PROCEDURES = {
    each.name.casefold(): each
    for each in (
        Procedure("db.labels", {"label": _TEXT}),
        Procedure("db.relationshipTypes", {"relationshipType": _TEXT}),
        Procedure("db.propertyKeys", {"propertyKey": _TEXT}),
        Procedure(
            "db.schema.visualization",
            {"nodes": list_of(of(types.NODE)), "relationships": list_of(of(types.RELATIONSHIP))},
        ),
        Procedure("db.schema.nodeTypeProperties", {"nodeType": _TEXT, "nodeLabels": _TEXTS, **_PROPERTY}),
        Procedure("db.schema.relTypeProperties", {"relType": _TEXT, **_PROPERTY}),
        Procedure("db.index.fulltext.queryNodes", {"node": of(types.NODE), "score": of(types.FLOAT)}, 2, 3),
        Procedure(
            "db.index.fulltext.queryRelationships",
            {"relationship": of(types.RELATIONSHIP), "score": of(types.FLOAT)},
            2,
            3,
        ),
    )
}


def procedure(name: str) -> Procedure | None:
    """Return the procedure of a name in any case, None where there is none that only reads."""
    return _PROCEDURES.get(name.casefold())
