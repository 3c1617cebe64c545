"""What the operators of Cypher take, and what they give."""

from __future__ import annotations

from graph.cypher.types import value_types as types
from graph.cypher.types.value_types import ANY, NULL, ValueType, of, one_of

Kinds = frozenset[str]

_BOOLEAN: Kinds = frozenset({types.BOOLEAN})
_STRING: Kinds = frozenset({types.STRING})
_LIST: Kinds = frozenset({types.LIST})
_DURATION: Kinds = frozenset({types.DURATION})
_INTEGER: Kinds = frozenset({types.INTEGER})
_FLOAT: Kinds = frozenset({types.FLOAT})

_ARITHMETIC: dict[str, tuple[tuple[Kinds, Kinds], ...]] = {
    "+": (
        (types.NUMBERS, types.NUMBERS),
        (types.NUMBERS | _STRING, types.NUMBERS | _STRING),
        (types.TEMPORAL, _DURATION),
        (_DURATION, types.TEMPORAL),
        (_DURATION, _DURATION),
    ),
    "-": ((types.NUMBERS, types.NUMBERS), (types.TEMPORAL | _DURATION, _DURATION)),
    "*": ((types.NUMBERS, types.NUMBERS), (types.NUMBERS, _DURATION), (_DURATION, types.NUMBERS)),
    "/": ((types.NUMBERS, types.NUMBERS), (_DURATION, types.NUMBERS)),
    "%": ((types.NUMBERS, types.NUMBERS),),
    "^": ((types.NUMBERS, types.NUMBERS),),
    "||": ((_STRING, _STRING), (_LIST, _LIST)),
}
_LOGIC = frozenset({"AND", "OR", "XOR"})
_JOINED_TO_TEXT: Kinds = frozenset({types.BOOLEAN, types.DATE, types.LOCAL_DATE_TIME})
"""What ``+`` makes a text beside a text, where one of the two comes from a property or a parameter; both stores do, and alike."""


def accepted(operator: str, other: ValueType | None = None, *, left: bool = True) -> Kinds:
    """Return the kinds that an operator takes on one side, given what stands on the other side or nothing."""
    if operator in _LOGIC or operator == "NOT":
        return _BOOLEAN
    if operator == "=~":
        return _STRING
    if operator == "IN":
        return types.ALL if left else _LIST
    if operator not in _ARITHMETIC:
        return types.ALL
    if operator == "+" and other is not None and other.can_be(_LIST):
        return types.ALL
    found: Kinds = _LIST if operator == "+" else frozenset()
    if other is not None and operator == "+" and other.stored and types.STRING in other.kinds:
        found |= _JOINED_TO_TEXT
    for one, two in _ARITHMETIC[operator]:
        mine, others = (one, two) if left else (two, one)
        if other is None or other.can_be(others):
            found |= mine
    return found


def fits(operator: str, left: ValueType, right: ValueType) -> bool:
    """Tell whether Neo4j runs an operator on such operands."""
    if left.is_null or right.is_null:
        both = left.is_null and right.is_null
        if operator in _ARITHMETIC and (both or left.stored or right.stored):
            return True
    if _joins_to_text(operator, left, right):
        return True
    return left.can_be(accepted(operator, right)) and right.can_be(accepted(operator, left, left=False))


def result(operator: str, left: ValueType, right: ValueType) -> ValueType:
    """Return what an operator gives for operands that fit."""
    if operator not in _ARITHMETIC:
        return of(types.BOOLEAN)
    if left.is_null or right.is_null:
        return NULL
    stored = left.stored or right.stored
    kinds: set[str] = set()
    for one, two in _ARITHMETIC[operator]:
        if left.kinds & one and right.kinds & two:
            kinds |= _combined(operator, left.kinds & one, right.kinds & two)
    if operator == "+" and types.LIST in left.kinds | right.kinds:
        kinds.add(types.LIST)
    if _joins_to_text(operator, left, right):
        kinds.add(types.STRING)
    element = _joined(left, right) if types.LIST in kinds else None
    return ValueType(frozenset(kinds), element, stored=stored) if kinds else ANY


def _joins_to_text(operator: str, left: ValueType, right: ValueType) -> bool:
    if operator != "+" or not (left.stored or right.stored):
        return False
    return any(
        types.STRING in one.kinds and not other.kinds.isdisjoint(_JOINED_TO_TEXT)
        for one, other in ((left, right), (right, left))
    )


def signed(operator: str) -> Kinds:
    """Return what a sign takes."""
    return types.NUMBERS if operator == "-" else types.NUMBERS | types.TEMPORAL | _DURATION


def _combined(operator: str, left: Kinds, right: Kinds) -> Kinds:
    if operator == "^":
        return _FLOAT
    strings = _STRING if types.STRING in left | right else frozenset()
    if left & types.NUMBERS and right & types.NUMBERS:
        # Of two numbers the result is an integer where both are.
        whole = _INTEGER if types.INTEGER in left & right else frozenset()
        parts = _FLOAT if types.FLOAT in left | right else frozenset()
        return whole | parts | strings
    if operator == "||":
        return left & right
    if strings:
        return strings
    if left & types.TEMPORAL or right & types.TEMPORAL:
        return (left | right) & (types.TEMPORAL | (_DURATION if left & right else frozenset()))
    return _DURATION


def _joined(left: ValueType, right: ValueType) -> ValueType:
    """Return what the list holds that two values make, one of them at least a list."""
    parts = []
    for each in (left, right):
        if types.LIST in each.kinds:
            parts.append(each.held())
        if each.kinds - _LIST:
            parts.append(ValueType(each.kinds - _LIST))
    return one_of(parts)
