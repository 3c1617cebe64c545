"""Rewrites what reads properties so that those that nobody set are null."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graph.cypher.rules.building import equal, is_null, joined, let, when
from graph.cypher.rules.context import Context, Site
from graph.cypher.rules.stored_names import (
    NO_LABEL,
    NODE_KEYS,
    RELATIONSHIP_KEYS,
    stored_keys,
    stored_properties,
    stored_property,
    surely_stored,
)
from graph.cypher.syntax.tree import (
    AllLabels,
    Call,
    Case,
    Expression,
    Label,
    LabelExpression,
    ListComprehension,
    ListLiteral,
    Literal,
    MapLiteral,
    MapProjection,
    NodePattern,
    Part,
    PatternComprehension,
    Property,
    Query,
    Return,
    Subscript,
    Variable,
)
from graph.cypher.syntax.walking import changed, walk
from graph.cypher.types.value_types import MAP, NODE, RELATIONSHIP, STRING, of
from graph.errors import QueryRefusedError

_OF, _WITH = "graphmill:properties of", "graphmill:with"
"""The keys of a map that stands for all properties of what is under the first, with what is under the second."""


def rewrite_property(at: Site) -> Part:
    """Make ``x.name`` null where no name was set, and so with the other keys that kglite makes values for."""
    original, current, context = at.original, at.current, at.context
    if not (isinstance(original, Property) and isinstance(current, Property)):
        return current
    return _property(original.subject, current.subject, current.key, context) or current


def rewrite_subscript(at: Site) -> Part:
    """Make ``x['name']`` null where no name was set, and ``x[key]`` for every key that it could be."""
    original, current, context = at.original, at.current, at.context
    if not (isinstance(original, Subscript) and isinstance(current, Subscript)):
        return current
    if isinstance(original.index, Literal) and isinstance(original.index.value, str):
        return _property(original.subject, current.subject, original.index.value, context) or current
    known = context.type_of(original.subject)
    keyed = context.type_of(original.index).can_be({STRING}) and known.can_be({NODE, RELATIONSHIP})
    if not keyed or known.is_null or isinstance(original.index, Literal):
        return current
    keys = (*NODE_KEYS, *(key for key in RELATIONSHIP_KEYS if key not in NODE_KEYS))

    def form(subject: Expression) -> Expression:
        found = ((key, stored_property(subject, key, known, context)) for key in keys)
        branches = tuple((Literal(key), each) for key, each in found if each is not None)
        return Case(current.index, branches, Subscript(subject, current.index))

    return let(current.subject, context.fresh, form)


def rewrite_keys(at: Site) -> Part:
    """Leave out of keys() what was never set."""
    original, current, context = at.original, at.current, at.context
    if not (isinstance(original, Call) and isinstance(current, Call)):
        return current
    if original.function != "keys" or len(original.arguments) != 1:
        return current
    before, subject = original.arguments[0], current.arguments[0]
    if _is_properties(before):
        before, subject = _subject(before), _subject(subject)
    known = context.type_of(before)
    if stored_keys(Variable(""), known, context) is None:
        return current
    return let(subject, context.fresh, lambda each: stored_keys(each, known, context) or each)


def rewrite_properties(at: Site) -> Part:
    """Give a node for its properties, and let the answer show those that were set.

    Raises:
        QueryRefusedError: The properties are worked with in the query; kglite cannot leave any out there.

    """
    original, current, context = at.original, at.current, at.context
    if not (isinstance(original, Call) and isinstance(current, Call)):
        return current
    if original.function != "properties" or len(original.arguments) != 1:
        return current
    known = context.type_of(original.arguments[0])
    if known.is_null or not known.can_be({NODE, RELATIONSHIP}):
        return current
    return _all_properties(original, current.arguments[0], (), context)


def rewrite_projection_of_map(at: Site) -> Part:
    """Write out what ``x {.name, .*}`` takes of x, which kglite does for nodes of a pattern alone, and with what it makes up.

    Raises:
        QueryRefusedError: ``.*`` stands where the query works with the map.

    """
    original, current, context = at.original, at.current, at.context
    if not (isinstance(original, MapProjection) and isinstance(current, MapProjection)):
        return current
    subject, known = current.subject, context.type_of(original.subject)
    items = tuple(
        (key, _property(original.subject, subject, key, context) or Property(subject, key))
        if value is None
        else (key, value)
        for key, value in current.items
        if (key, value) != ("*", None)
    )
    if len(items) < len(current.items):
        if known.only({MAP}) and not items:
            return subject
        return _all_properties(original, subject, items, context)
    return when((is_null(subject), Literal(None)), default=MapLiteral(items))


def rewrite_pattern_map(at: Site) -> Part:
    """Compare ``(n {name: …})`` also with the name that was set; the map stays, for what it finds is a start.

    Keys that are not looked up in an index become conditions: kglite fails on those in a map that no node has.
    """
    original, current, context = at.original, at.current, at.context
    if not (isinstance(original, NodePattern) and isinstance(current, NodePattern)):
        return current
    if not isinstance(current.properties, MapLiteral):
        return current
    labels = frozenset(_sure_labels(current.labels))
    found = {"id"} if context.foreign else {"id", "nameKey"}
    doubtful = [
        (key, value)
        for key, value in current.properties.items
        if not (surely_stored(key, labels, context) if key in NODE_KEYS else key in found)
    ]
    if not doubtful:
        return current
    variable = Variable(current.variable or context.fresh())
    known = of(NODE, labels=labels)
    conditions = (
        equal(stored_property(variable, key, known, context) or Property(variable, key), value)
        for key, value in doubtful
    )
    known_keys = tuple(
        item for item in current.properties.items if item[0] in NODE_KEYS or item not in doubtful
    )
    properties = changed(current.properties, items=known_keys) if known_keys else None
    where = joined("AND", *conditions, current.where)
    return changed(current, variable=variable.name, properties=properties, where=where)


def result_positions(query: Query) -> frozenset[int]:
    """Return the ids of the expressions whose values a query gives as they are, alone or in lists and maps."""
    found: set[int] = set()
    for single in query.parts:
        last = single.clauses[-1]
        if isinstance(last, Return):
            for item in last.items:
                found |= set(_carried(item.expression))
    for part in walk(query):
        # Of these no more is seen than the one key, or the keys.
        subject = part.subject if isinstance(part, (Property, Subscript)) else None
        if isinstance(part, Call) and part.function == "keys" and part.arguments:
            subject = part.arguments[0]
        if subject is not None and _is_properties(subject):
            found.add(id(subject))
    return frozenset(found)


def stored(node: Mapping[str, Any], *, foreign: bool) -> tuple[list[str], dict[str, Any]]:
    """Return the labels and properties of a node in an answer of kglite that were set."""
    labels = [label for label in node["labels"] if not (foreign and label == NO_LABEL)]
    return labels, stored_properties(node["labels"], node["properties"], foreign=foreign)


def expanded(value: dict[str, Any]) -> dict[str, Any] | None:
    """Return a map of an answer, in plain form, as the query wants it: with all properties of a node where it stands for them."""
    if value.keys() != {_OF, _WITH}:
        return value
    subject, others = value[_OF], value[_WITH]
    if subject is None:
        return None
    return {**subject.get("properties", subject), **others}


def _property(before: Expression, subject: Expression, key: str, context: Context) -> Expression | None:
    """Return the expression of a property that was set; None where ``subject.key`` is that."""
    of_all = _is_properties(before)
    if of_all:
        before, subject = _subject(before), _subject(subject)
    known = context.type_of(before)
    if _is_no_node(before) or stored_property(Variable(""), key, known, context) is None:
        return Property(subject, key) if of_all else None
    return let(
        subject,
        context.fresh,
        lambda each: stored_property(each, key, known, context) or Property(each, key),
    )


def _is_no_node(subject: Expression) -> bool:
    return isinstance(subject, (MapLiteral, Literal))


def _is_properties(expression: Expression) -> bool:
    return (
        isinstance(expression, Call)
        and expression.function == "properties"
        and len(expression.arguments) == 1
    )


def _subject(expression: Expression) -> Expression:
    """Return what stands in properties(), before or after it was rewritten."""
    if isinstance(expression, MapLiteral):
        return expression.items[0][1]
    return expression.arguments[0] if isinstance(expression, Call) else expression


def _all_properties(
    original: Expression, subject: Expression, others: tuple[tuple[str, Expression], ...], context: Context
) -> Expression:
    if id(original) not in context.in_result:
        raise QueryRefusedError(
            "properties(n) and n {.*} of a node may stand only in RETURN on the embedded store, which adds keys of its own to them: "
            "return them as they are, or name the properties, as n {.name, .docs}."
        )
    return MapLiteral(((_OF, subject), (_WITH, MapLiteral(others))))


def _carried(expression: Expression) -> Iterator[int]:
    """Yield the ids of an expression and of those in it that become parts of its value."""
    yield id(expression)
    inner: list[Expression | None] = []
    if isinstance(expression, ListLiteral):
        inner = list(expression.items)
    elif isinstance(expression, (MapLiteral, MapProjection)):
        inner = [value for _, value in expression.items]
    elif isinstance(expression, Call) and expression.function in {"collect", "head", "last"}:
        inner = [] if expression.distinct else list(expression.arguments)
    elif isinstance(expression, Case):
        inner = [*(then for _, then in expression.branches), expression.default]
    elif isinstance(expression, (ListComprehension, PatternComprehension)):
        inner = [expression.projection]
    for each in inner:
        if each is not None:
            yield from _carried(each)


def _sure_labels(labels: LabelExpression | None) -> Iterator[str]:
    """Yield the labels that a node of a pattern surely has."""
    if isinstance(labels, Label):
        yield labels.name
    elif isinstance(labels, AllLabels):
        for each in labels.operands:
            yield from _sure_labels(each)
