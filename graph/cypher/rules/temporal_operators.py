"""Rewrites operators with temporal values, and refuses the comparisons that kglite makes and Neo4j does not."""

from __future__ import annotations

from itertools import pairwise

from graph.cypher.rules.context import Context, Site
from graph.cypher.rules.temporal_forms import PLUS_DURATION, PLUS_WHAT_MAY_BE_A_DURATION, SAME_ZONED, made
from graph.cypher.syntax.tree import Binary, Case, Comparison, Expression, MapLiteral, Part
from graph.cypher.types import value_types as types
from graph.cypher.types.value_types import ValueType
from graph.errors import QueryRefusedError

_ZONED = frozenset({types.DATE_TIME, types.TIME})
_TAKEN_FOR_MOMENTS = types.TEMPORAL | {types.STRING}
"""What kglite compares with a moment as if it were one of the same kind."""


def rewrite_date_sum(at: Site) -> Part:
    """Let a date take whole days from the hours of a duration; kglite leaves them out.

    Raises:
        QueryRefusedError: A duration is multiplied by a fraction, or divided.

    """
    original, current, context = at.original, at.current, at.context
    if not (isinstance(original, Binary) and isinstance(current, Binary)):
        return current
    left, right = context.type_of(original.left), context.type_of(original.right)
    if current.operator in {"*", "/"} and types.DURATION in {*_only(left), *_only(right)}:
        factor = right if left.only({types.DURATION}) else left
        if current.operator == "/" or not factor.only({types.INTEGER}):
            raise QueryRefusedError(
                "The embedded store multiplies durations by integers alone: compute the parts, as in duration({days: d.days / 2})."
            )
    if current.operator not in {"+", "-"}:
        return current
    date, other, known = current.left, current.right, right
    if right.only({types.DATE}) and current.operator == "+":
        date, other, known = current.right, current.left, left
    elif not left.only({types.DATE}):
        return current
    if known.is_null or not known.can_be({types.DURATION}):
        return current
    form = PLUS_DURATION if known.only({types.DURATION}) else PLUS_WHAT_MAY_BE_A_DURATION
    parts = {"date": date, "other": other}
    if form is PLUS_WHAT_MAY_BE_A_DURATION:
        parts["sum"] = current
    return made(form.format(sign=current.operator), context.fresh, **parts)


def rewrite_moments_compared(at: Site) -> Part:
    """Tell moments in different zones apart with ``=`` and ``<>``.

    Raises:
        QueryRefusedError: A moment is compared with a text, with another kind of moment, or with what may be one of these.

    """
    original, current, context = at.original, at.current, at.context
    if isinstance(original, Binary) and original.operator == "IN":
        _check(context.type_of(original.left), context.type_of(original.right).held())
    elif isinstance(original, Case) and original.subject is not None:
        for compared, _ in original.branches:
            _check(context.type_of(original.subject), context.type_of(compared))
    elif isinstance(original, Comparison) and isinstance(current, Comparison):
        operands = [original.first, *(each for _, each in original.rest)]
        for left, right in pairwise(operands):
            _check(context.type_of(left), context.type_of(right))
        if any(_holds_moments(each, context) for each in operands):
            raise _refused()
        (operator, other), *further = current.rest
        if not further and operator in {"=", "<>"} and context.type_of(original.first).only(_ZONED):
            form = SAME_ZONED if operator == "=" else f"NOT {SAME_ZONED}"
            return made(form, context.fresh, left=current.first, right=other)
    return current


def _only(known: ValueType) -> frozenset[str]:
    return known.kinds if len(known.kinds) == 1 else frozenset()


def _holds_moments(expression: Expression, context: Context) -> bool:
    return isinstance(expression, MapLiteral) and any(
        context.type_of(value).only(types.TEMPORAL) for _, value in expression.items
    )


def _check(left: ValueType, right: ValueType) -> None:
    if left.is_null or right.is_null:
        return
    if left.only({types.LIST}) and right.only({types.LIST}):
        _check(left.held(), right.held())
    if not (_is_moment(left) or _is_moment(right)):
        return
    if (
        (left.kinds == right.kinds and len(left.kinds) == 1)
        or not _is_mistaken(left)
        or not _is_mistaken(right)
    ):
        return
    raise _refused()


def _is_moment(known: ValueType) -> bool:
    return known.only(_TAKEN_FOR_MOMENTS) and not known.only({types.STRING})


def _is_mistaken(known: ValueType) -> bool:
    return not known.kinds.isdisjoint(_TAKEN_FOR_MOMENTS)


def _refused() -> QueryRefusedError:
    return QueryRefusedError(
        "The embedded store compares dates and times with texts, and with one another, as Neo4j does not: bring both sides to one "
        "kind, as in date(d.date) < date('2024-05-01')."
    )
