"""Of which temporal kind a value is, by the names of the functions that make it."""

from __future__ import annotations

from graph.cypher.rules.context import Context
from graph.cypher.syntax.tree import Expression
from graph.cypher.types import value_types as types

NAMES = {
    types.DATE: "date",
    types.TIME: "time",
    types.LOCAL_TIME: "localtime",
    types.DATE_TIME: "datetime",
    types.LOCAL_DATE_TIME: "localdatetime",
}


def kind_of(expression: Expression, context: Context) -> str | None:
    """Return the name of the one kind that a value of the query as written has, ``null`` for one that is always null.

    None stands for a value whose kind is not known, or which is not temporal.
    """
    found = context.type_of(expression)
    if found.is_null:
        return "null"
    return next((name for kind, name in NAMES.items() if found.only({kind})), None)
