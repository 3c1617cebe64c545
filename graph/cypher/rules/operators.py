"""Rewrites operators that kglite reads otherwise: chains of comparisons, brackets, lists and null, slices."""

from __future__ import annotations

from graph.cypher.rules.building import NULL, all_of, any_of, call, is_known, is_null, let, when
from graph.cypher.rules.context import Context, Site
from graph.cypher.rules.stored_names import has_label
from graph.cypher.syntax.tree import (
    AllLabels,
    AnyLabel,
    Binary,
    Call,
    Comparison,
    Expression,
    HasLabels,
    IsNull,
    IsTyped,
    Label,
    LabelExpression,
    ListComprehension,
    ListLiteral,
    Literal,
    NotLabel,
    Parameter,
    Part,
    PatternComprehension,
    Property,
    Slice,
    Subscript,
    Unary,
    Variable,
)
from graph.cypher.syntax.walking import changed, children
from graph.cypher.types.value_types import LIST, MAP, RELATIONSHIP
from graph.errors import QueryRefusedError

_TESTS = (Binary, Comparison, HasLabels, IsNull, IsTyped)
_PLAIN_LISTS = (ListLiteral, Variable, Parameter, Property, Call)
_ALWAYS_THERE = frozenset({"collect", "range", "count"})


def rewrite_comparison(at: Site) -> Part:
    """Write ``a < b < c`` as ``a < b AND b < c``, and brackets around tests that are compared.

    Raises:
        QueryRefusedError: Maps are compared for their order.

    """
    current = at.current
    if not isinstance(current, Comparison):
        return current
    _refuse_maps(at)
    operands = tuple(_bracketed(each) for each in (current.first, *(operand for _, operand in current.rest)))
    operators = tuple(operator for operator, _ in current.rest)
    if len(operators) == 1:
        if operands == (current.first, current.rest[0][1]) and all(
            not isinstance(each, _TESTS) for each in operands
        ):
            return current
        return changed(current, first=operands[0], rest=((operators[0], operands[1]),))
    steps = (
        Comparison(left, ((operator, right),))
        for left, operator, right in zip(operands, operators, operands[1:], strict=False)
    )
    return all_of(*steps)


def _refuse_maps(at: Site) -> None:
    if not isinstance(at.original, Comparison):
        return
    operands = (at.original.first, *(operand for _, operand in at.original.rest))
    kinds = [at.context.type_of(each) for each in operands]
    for (operator, _), left, right in zip(at.original.rest, kinds, kinds[1:], strict=False):
        if operator not in {"=", "<>"} and all(
            each.only({MAP}) and not each.is_null for each in (left, right)
        ):
            raise QueryRefusedError(
                f"The embedded store does not compare maps by {operator}: compare their values, as in a.key {operator} b.key."
            )


def rewrite_test(at: Site) -> Part:
    """Write brackets around a test that is an operand of IN, IS NULL, CONTAINS and the like."""
    current = at.current
    if isinstance(current, Binary) and current.operator in {
        "IN",
        "=~",
        "CONTAINS",
        "STARTS WITH",
        "ENDS WITH",
    }:
        bare = current.operator == "IN" and not isinstance(current.right, _PLAIN_LISTS)
        if bare or isinstance(current.left, _TESTS) or isinstance(current.right, _TESTS):
            return changed(current, left=_bracketed(current.left), right=_bracketed(current.right))
    elif isinstance(current, (IsNull, IsTyped)) and isinstance(current.operand, _TESTS):
        return changed(current, operand=_bracketed(current.operand))
    return current


def rewrite_difference(at: Site) -> Part:
    """Keep a minus apart from a bracket: in round brackets kglite takes ``-[`` for a relationship."""
    current = at.current
    if isinstance(current, Binary) and current.operator == "-" and _starts_with_bracket(current.right):
        return changed(current, right=call("coalesce", current.right))
    return current


def _starts_with_bracket(expression: Expression) -> bool:
    while isinstance(expression, (Property, Subscript, Slice)):
        expression = expression.subject
    return isinstance(expression, (ListLiteral, ListComprehension, PatternComprehension))


def rewrite_sign(at: Site) -> Part:
    """Leave out a plus in front of a value."""
    current = at.current
    if isinstance(current, Unary) and current.operator == "+":
        return changed(current.operand) if isinstance(current.operand, _TESTS) else current.operand
    return current


def rewrite_sum(at: Site) -> Part:
    """Make a list and null null, and ``||`` join lists as it joins texts."""
    original, current, context = at.original, at.current, at.context
    if not (isinstance(original, Binary) and isinstance(current, Binary)):
        return current
    if current.operator not in {"+", "||"}:
        return current
    left, right = context.type_of(original.left), context.type_of(original.right)
    plain = changed(current, operator="+") if current.operator == "||" else current
    if not (left.can_be({LIST}) or right.can_be({LIST})):
        return plain
    if left.is_null or right.is_null:
        return NULL
    risky = (left.can_be({LIST}) and _can_be_null(original.right)) or (
        right.can_be({LIST}) and _can_be_null(original.left)
    )
    if not risky or _number_or_text(original.left) or _number_or_text(original.right):
        return plain
    return let(
        current.left,
        context.fresh,
        lambda one: let(
            current.right,
            context.fresh,
            lambda other: when((any_of(is_null(one), is_null(other)), NULL), default=Binary("+", one, other)),
        ),
    )


def rewrite_slice(at: Site) -> Part:
    """Make a slice null whose start or end is null."""
    original, current = at.original, at.current
    if not (isinstance(original, Slice) and isinstance(current, Slice)):
        return current
    doubtful = [
        after
        for before, after in ((original.start, current.start), (original.end, current.end))
        if before is not None and after is not None and not _is_whole(before)
    ]
    if not doubtful:
        return current
    known = all_of(*(is_known(each) for each in doubtful))
    return when((known, changed(current)))


def rewrite_label_test(at: Site) -> Part:
    """Write ``n:A&!B`` as tests of single labels, and the labels of the ends of relationships by labels()."""
    original, current, context = at.original, at.current, at.context
    if not (isinstance(original, HasLabels) and isinstance(current, HasLabels)):
        return current
    subject, labels = current.subject, current.labels
    simple = isinstance(labels, Label) or (
        isinstance(labels, AllLabels)
        and labels.colons
        and all(isinstance(each, Label) for each in labels.operands)
    )
    known = context.type_of(original.subject)
    relationship = known.only({RELATIONSHIP})
    if simple and isinstance(subject, Variable) and (relationship or not context.references):
        return current
    return let(
        subject,
        context.fresh,
        lambda each: label_condition(each, labels, context, relationship=relationship),
    )


def label_condition(
    subject: Expression, labels: LabelExpression, context: Context, *, relationship: bool
) -> Expression:
    """Return whether a node has labels, or a relationship types, by tests that kglite knows."""

    def condition(each: Part) -> Expression:
        if isinstance(each, Label):
            if relationship:
                return Comparison(call("type", subject), (("=", Literal(each.name)),))
            return has_label(subject, each.name, context)
        if isinstance(each, AnyLabel):
            if relationship:
                return when((is_known(subject), Literal(True)))
            return Comparison(call("size", call("labels", subject)), ((">", Literal(0)),))
        if isinstance(each, NotLabel):
            return Unary("NOT", condition(each.operand))
        if isinstance(each, AllLabels):
            return all_of(*map(condition, each.operands))
        return any_of(*map(condition, children(each)))

    return condition(labels)


def rewrite_identity(at: Site) -> Part:
    """Compare nodes themselves where their id() is compared for being the same."""
    current = at.current
    if isinstance(current, Comparison):
        sides = [current.first, *(operand for _, operand in current.rest)]
        same = all(operator in {"=", "<>"} for operator, _ in current.rest)
        if (
            same
            and all(is_identity(each) for each in sides)
            and len({_identity_name(each) for each in sides}) == 1
        ):
            first, *others = (each.arguments[0] for each in sides if isinstance(each, Call))
            rest = zip((operator for operator, _ in current.rest), others, strict=True)
            return changed(current, first=first, rest=tuple(rest))
    return current


def refuse_identity(at: Site) -> Part:
    """Refuse id() and elementId() that are left.

    Raises:
        QueryRefusedError: kglite gives other values than Neo4j.

    """
    current = at.current
    if isinstance(current, Call) and is_identity(current):
        raise QueryRefusedError(
            f"{current.name}() is a number of the store's own and another on each store: use the property id, as in e.id, or compare the "
            "nodes themselves, as in a <> b."
        )
    return current


def is_identity(part: Part) -> bool:
    """Tell whether a part is a call of id() or elementId()."""
    return isinstance(part, Call) and part.function in {"id", "elementid"} and len(part.arguments) == 1


def _identity_name(part: Expression) -> str:
    return part.function if isinstance(part, Call) else ""


def _bracketed(operand: Expression) -> Expression:
    """Return an operand in a form that is printed anew, in brackets where it needs them."""
    return changed(operand) if isinstance(operand, _TESTS) else operand


def _can_be_null(expression: Expression) -> bool:
    if isinstance(expression, Literal):
        return expression.value is None
    if isinstance(expression, ListLiteral):
        return False
    return not (isinstance(expression, Call) and expression.function in _ALWAYS_THERE)


def _number_or_text(expression: Expression) -> bool:
    return isinstance(expression, Literal) and expression.value is not None


def _is_whole(expression: Expression) -> bool:
    if isinstance(expression, Unary):
        return _is_whole(expression.operand)
    return isinstance(expression, Literal) and isinstance(expression.value, int)
