"""Rewrites procedures that list what the graph holds: kglite knows only the first label of each node."""

from __future__ import annotations

from graph.cypher.rules.building import call
from graph.cypher.rules.context import Context
from graph.cypher.rules.stored_names import stored_labels
from graph.cypher.syntax.tree import (
    CallProcedure,
    CallSubquery,
    Clause,
    Item,
    Match,
    NodePattern,
    PathPattern,
    Query,
    Return,
    SingleQuery,
    Unwind,
    Variable,
    With,
)
from graph.errors import QueryRefusedError

_REFUSED = {
    "db.schema.nodetypeproperties": "MATCH (n) UNWIND keys(n) AS key RETURN DISTINCT labels(n) AS labels, key",
    "db.schema.reltypeproperties": "MATCH ()-[r]->() UNWIND keys(r) AS key RETURN DISTINCT type(r) AS type, key",
    "db.schema.visualization": "MATCH (a)-[r]->(b) RETURN DISTINCT labels(a) AS source, type(r) AS type, labels(b) AS target",
}


def listed(after: Clause, context: Context, *, alone: bool) -> list[Clause]:
    """Return the clauses that do what a call of a procedure does; ``alone`` where it is the whole query.

    Raises:
        QueryRefusedError: kglite tells less of the schema than Neo4j does; the message has a query that tells it.

    """
    if isinstance(after, CallSubquery) and after.optional:
        raise QueryRefusedError(
            "OPTIONAL CALL is refused: write OPTIONAL MATCH in the braces of a CALL, or collect there what is found."
        )
    if not isinstance(after, CallProcedure):
        return [after]
    name = after.name.casefold()
    if name in _REFUSED:
        raise QueryRefusedError(
            f"{after.name} tells another schema on the embedded store, which keeps the first label of each node apart: ask "
            f"{_REFUSED[name]}."
        )
    if name.startswith("db.index.fulltext."):
        raise QueryRefusedError(
            f"{after.name} needs a full-text index, and the embedded store keeps none: use graphmill search, or compare texts, as "
            "in WHERE toLower(e.name) CONTAINS 'osaka'."
        )
    if name != "db.labels":
        return [after]
    column = after.yields[0][1] if after.yields else "label"
    node = context.fresh()
    match = Match((PathPattern((NodePattern(node),)),))
    unwind = Unwind(stored_labels(call("labels", Variable(node)), context), column)
    given = Return((Item(Variable(column), text=column),), distinct=True)
    if alone and after.where is None:
        return [match, unwind, given]
    found: list[Clause] = [CallSubquery(Query((SingleQuery((match, unwind, given)),)), ())]
    if after.where is not None:
        found.append(With((), star=True, where=after.where))
    return [*found, Return((), star=True)] if alone else found
