"""The types of expressions, and the faults that show in them: what Neo4j refuses before it runs a query, or at its first row."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, NoReturn

from graph.cypher import value_types as types
from graph.cypher.components import component
from graph.cypher.faults import fault, hint
from graph.cypher.functions import Function, function, function_names
from graph.cypher.operators import accepted, fits, result, signed
from graph.cypher.schema_types import property_type
from graph.cypher.scopes import Scope, form
from graph.cypher.syntax import (
    Binary,
    Call,
    Case,
    Comparison,
    Expression,
    HasLabels,
    IsNull,
    IsTyped,
    ListComprehension,
    ListLiteral,
    Literal,
    MapLiteral,
    MapProjection,
    Parameter,
    Part,
    PatternComprehension,
    PatternPredicate,
    Property,
    Quantifier,
    Reduce,
    Slice,
    Subquery,
    Subscript,
    Unary,
    Variable,
    children,
    walk,
)
from graph.cypher.value_types import ANY, NULL, STORED, ValueType, list_of, of, of_value, one_of

UNKNOWN = object()
"""What a constant is not."""

_TRUTH = of(types.BOOLEAN)
_ENTITIES = frozenset({types.NODE, types.RELATIONSHIP})
_KEYED = _ENTITIES | {types.MAP}
_WITH_COMPONENTS = _KEYED | types.TEMPORAL | {types.DURATION, types.POINT}
_CHOOSING = frozenset({"coalesce", "nullif"})
_LOGIC = frozenset({"AND", "OR", "XOR"})
_SHARES = ("percentilecont", "percentiledisc")


class ExpressionTyper:
    """Finds the types of expressions; patterns and queries in them are left to the classes that build on it."""

    def __init__(self, parameters: Mapping[str, Any] | None, text: str) -> None:
        self._parameters = parameters
        self._text = text
        self.types: dict[int, ValueType] = {}
        self._typed: dict[type[Expression], Callable[[Any, Scope], ValueType]] = {
            Literal: self._literal,
            Parameter: self._parameter,
            Variable: self._variable,
            Property: self._property,
            Subscript: self._subscript,
            Slice: self._slice,
            ListLiteral: self._list,
            MapLiteral: self._map,
            MapProjection: self._map_projection,
            Call: self._call,
            Unary: self._unary,
            Binary: self._binary,
            Comparison: self._anything_true,
            IsNull: self._anything_true,
            IsTyped: self._anything_true,
            HasLabels: self._has_labels,
            Case: self._case,
            ListComprehension: self._list_comprehension,
            PatternComprehension: self._pattern_comprehension,
            Quantifier: self._quantifier,
            Reduce: self._reduce,
            PatternPredicate: self._pattern_as_value,
            Subquery: self._subquery,
        }

    @abstractmethod
    def _pattern_comprehension(self, part: PatternComprehension, scope: Scope) -> ValueType: ...

    @abstractmethod
    def _pattern_predicate(self, part: PatternPredicate, scope: Scope) -> ValueType: ...

    @abstractmethod
    def _subquery(self, part: Subquery, scope: Scope) -> ValueType: ...

    def type_of(self, part: Expression, scope: Scope) -> ValueType:
        """Return the type of an expression that sees some variables, and note it and those of all its parts.

        Raises:
            QueryFailedError: Neo4j would refuse it; the message names the place and the remedy.

        """
        given = scope.given.get(form(part)) if scope.given else None
        found = self._typed[type(part)](part, scope) if given is None else given
        self.types[id(part)] = found
        return found

    def truth(self, part: Expression, scope: Scope) -> None:
        """Check what must be a truth value, where a bare pattern may stand too."""
        if isinstance(part, PatternPredicate) and not part.pattern.shortest:
            self.types[id(part)] = self._pattern_predicate(part, scope)
            return
        self.need(part, self.type_of(part, scope), types.BOOLEAN)

    def need(self, part: Expression, found: ValueType, *kinds: str, what: str = "") -> None:
        """Check that a value may be of one of some kinds."""
        if not found.can_be(kinds):
            self.mismatch(part, found, kinds, what)

    def mismatch(self, part: Expression, found: ValueType, kinds: Iterable[str], what: str = "") -> NoReturn:
        """Raise the error of a value that is of the wrong type."""
        wanted = sorted(kinds)
        remedy = _remedy(found, wanted)
        self.fail(
            part,
            f"{what or 'here'} {' or '.join(_named(kind) for kind in wanted)} is needed, not {found}{remedy}",
        )

    def fail(self, part: Part, message: str) -> NoReturn:
        """Raise the error of a part of the query."""
        raise fault(self._text, part, message)

    # --- atoms ---------------------------------------------------------------------------------------------------------
    def _literal(self, part: Literal, _: Scope) -> ValueType:
        return replace(of_value(part.value), stored=False)

    def _parameter(self, part: Parameter, _: Scope) -> ValueType:
        if self._parameters is None:
            return replace(ANY, stored=True)
        if part.name not in self._parameters:
            self.fail(
                part,
                f"the parameter ${part.name} has no value: pass it (--param {part.name}=…)"
                f"{hint(part.name, self._parameters.keys())}",
            )
        return of_value(self._parameters[part.name])

    def _variable(self, part: Variable, scope: Scope) -> ValueType:
        found = scope.variables.get(part.name)
        if found is None:
            self._undefined(part, part.name, scope)
        return found

    def _undefined(self, part: Part, name: str, scope: Scope) -> NoReturn:
        if name in scope.gone:
            self.fail(
                part,
                f"{name} cannot be used here any more: behind DISTINCT or an aggregate only what the WITH or RETURN itself gives "
                f"is known. Give {name} there too",
            )
        known = hint(name, scope.variables.keys())
        self.fail(
            part, f"the variable {name} is not defined{known or '; MATCH, UNWIND or WITH … AS define one'}"
        )

    def _list(self, part: ListLiteral, scope: Scope) -> ValueType:
        items = tuple(self.type_of(each, scope) for each in part.items)
        element = one_of(items)
        # Of items of several kinds Neo4j keeps no type.
        mixed = len(element.kinds) > 1
        return replace(list_of(replace(element, stored=element.stored or mixed)), items=items)

    def _map(self, part: MapLiteral, scope: Scope) -> ValueType:
        for _, value in part.items:
            self.type_of(value, scope)
        return of(types.MAP)

    def _map_projection(self, part: MapProjection, scope: Scope) -> ValueType:
        self.need(part.subject, self.type_of(part.subject, scope), *_KEYED)
        for _, value in part.items:
            if value is not None:
                self.type_of(value, scope)
        return of(types.MAP)

    # --- what stands behind an atom --------------------------------------------------------------------------------------
    def _property(self, part: Property, scope: Scope) -> ValueType:
        subject = self.type_of(part.subject, scope)
        if not subject.can_be(_WITH_COMPONENTS):
            self.fail(
                part.subject,
                f".{part.key} needs a node, a relationship, a map or a temporal value in front of it, not {subject}",
            )
        if subject.only(types.TEMPORAL | {types.DURATION, types.POINT}):
            found = component(subject.kinds, part.key)
            if found is None:
                self.fail(part, f"{subject} has no component {part.key}")
            return found
        return _entry(subject, part.key)

    def _subscript(self, part: Subscript, scope: Scope) -> ValueType:
        subject, index = self.type_of(part.subject, scope), self.type_of(part.index, scope)
        self.need(part.subject, subject, types.LIST, *_KEYED)
        if subject.only({types.LIST}):
            self.need(part.index, index, types.INTEGER, what="as index of a list")
        elif subject.only(_KEYED):
            self.need(part.index, index, types.STRING, what="as key")
        else:
            self.need(part.index, index, types.INTEGER, types.STRING)
        found = [_item(subject, part.index)] if types.LIST in subject.kinds else []
        if subject.kinds & _KEYED:
            key = part.index.value if isinstance(part.index, Literal) else None
            found.append(_entry(subject, key if isinstance(key, str) else ""))
        return one_of(found)

    def _slice(self, part: Slice, scope: Scope) -> ValueType:
        subject = self.type_of(part.subject, scope)
        self.need(part.subject, subject, types.LIST)
        for end in (part.start, part.end):
            if end is not None:
                self.need(end, self.type_of(end, scope), types.INTEGER, what="as end of a slice")
        return subject if subject.is_null else replace(list_of(subject.held()), stored=subject.stored)

    def _has_labels(self, part: HasLabels, scope: Scope) -> ValueType:
        self.need(part.subject, self.type_of(part.subject, scope), *_ENTITIES, what="in front of a label")
        return _TRUTH

    # --- operators -------------------------------------------------------------------------------------------------------
    def _unary(self, part: Unary, scope: Scope) -> ValueType:
        negations, operand = [part], part.operand
        while part.operator == "NOT" and isinstance(operand, Unary) and operand.operator == "NOT":
            negations.append(operand)
            operand = operand.operand
        if part.operator == "NOT":
            self.truth(operand, scope)
            self.types.update((id(each), _TRUTH) for each in negations)
            return _TRUTH
        found = self.type_of(operand, scope)
        self.need(operand, found, *signed(part.operator), what=f"behind {part.operator}")
        return replace(found, kinds=found.kinds & signed(part.operator))

    def _binary(self, part: Binary, scope: Scope) -> ValueType:
        chain = [part]
        while isinstance(chain[-1].left, Binary) and not scope.given:
            chain.append(chain[-1].left)
        chain.reverse()
        left = self._operand(chain[0], chain[0].left, scope)
        for each in chain:
            right = self._operand(each, each.right, scope)
            if not fits(each.operator, left, right):
                self._misfit(each, left, right)
            if each.operator in "/%" and left.only({types.INTEGER}) and _is_zero(self.constant(each.right)):
                self.fail(each.right, "a whole number cannot be divided by 0")
            left = result(each.operator, left, right)
            self.types[id(each)] = left
        return left

    def _operand(self, part: Binary, operand: Expression, scope: Scope) -> ValueType:
        if part.operator in _LOGIC and isinstance(operand, PatternPredicate):
            self.truth(operand, scope)
            return self.types[id(operand)]
        return self.type_of(operand, scope)

    def _misfit(self, part: Binary, left: ValueType, right: ValueType) -> NoReturn:
        kinds = accepted(part.operator)
        if not left.can_be(kinds):
            self.mismatch(part.left, left, kinds, f"in front of {part.operator}")
        self.mismatch(
            part.right, right, accepted(part.operator, left, left=False), f"behind {left} {part.operator}"
        )

    def _anything_true(self, part: Comparison | IsNull | IsTyped, scope: Scope) -> ValueType:
        for each in children(part):
            if isinstance(each, Expression):
                self.type_of(each, scope)
        return _TRUTH

    def _case(self, part: Case, scope: Scope) -> ValueType:
        if part.subject is not None:
            self.type_of(part.subject, scope)
        for when, _ in part.branches:
            if part.subject is None:
                self.truth(when, scope)
            else:
                self.type_of(when, scope)
        results = [then for _, then in part.branches]
        if part.default is not None:
            results.append(part.default)
        return one_of([self.type_of(each, scope) for each in results])

    # --- functions -------------------------------------------------------------------------------------------------------
    def _call(self, part: Call, scope: Scope) -> ValueType:
        found = function(part.name)
        if found is None:
            self.fail(part, f"Cypher has no function {part.name}{hint(part.name, function_names())}")
        self._check_call(part, found)
        if part.star:
            return of(types.INTEGER)
        if part.function == "exists":
            return self._exists(part, scope)
        arguments = []
        for place, argument in enumerate(part.arguments):
            given = self.type_of(argument, scope)
            accepts = found.accepts(place)
            if given.stored and accepts == {types.INTEGER}:
                accepts = types.NUMBERS
            self.need(argument, given, *accepts, what=f"in {found.name}()")
            arguments.append(given)
        if part.function in _SHARES:
            self._check_share(part.arguments[1])
        return found.result(arguments)

    def _check_call(self, part: Call, found: Function) -> None:
        if part.star and part.function != "count":
            self.fail(part, f"* stands only in count(*), not in {found.name}()")
        if part.distinct and not found.aggregates:
            self.fail(part, f"DISTINCT stands only in aggregates, not in {found.name}()")
        count = len(part.arguments)
        if not part.star and count < found.minimum:
            self.fail(part, f"{found.name}() takes at least {_arguments(found.minimum)}, not {count}")
        if found.maximum is not None and count > found.maximum:
            self.fail(part, f"{found.name}() takes at most {_arguments(found.maximum)}, not {count}")

    def _exists(self, part: Call, scope: Scope) -> ValueType:
        argument = part.arguments[0]
        if not isinstance(argument, PatternPredicate) or argument.pattern.shortest:
            self.fail(part, "exists() takes a pattern: write … IS NOT NULL for a property, or EXISTS { … }")
        self.truth(argument, scope)
        return _TRUTH

    def _check_share(self, part: Expression) -> None:
        value = self.constant(part)
        if isinstance(value, (int, float)) and not 0 <= value <= 1:
            self.fail(part, "the percentile must be between 0.0 and 1.0")

    def constant(self, part: Expression) -> object:
        """Return the value of a literal, of one with a sign or of a parameter; :data:`UNKNOWN` of anything else."""
        if isinstance(part, Literal):
            return part.value
        if isinstance(part, Unary) and isinstance(part.operand, Literal):
            value = part.operand.value
            return -value if part.operator == "-" and isinstance(value, (int, float)) else value
        if isinstance(part, Parameter) and self._parameters is not None:
            return self._parameters.get(part.name, UNKNOWN)
        return UNKNOWN

    # --- what has variables of its own -----------------------------------------------------------------------------------
    def _elements(self, part: Expression, scope: Scope) -> ValueType:
        """Return what a list holds, which is asked for."""
        source = self.type_of(part, scope)
        self.need(part, source, types.LIST, what="behind IN")
        return NULL if source.is_null else source.held()

    def _list_comprehension(self, part: ListComprehension, scope: Scope) -> ValueType:
        element = self._elements(part.source, scope)
        inner = scope.adding({part.variable: element})
        if part.where is not None:
            self.truth(part.where, inner)
        if part.projection is None:
            return list_of(element)
        if part.where is None and _always_computed(part.projection):
            # Each item of a list that is written out is certain to come by.
            for item in self.types[id(part.source)].items:
                self.type_of(part.projection, scope.adding({part.variable: replace(item, stored=True)}))
        return list_of(self.type_of(part.projection, inner))

    def _quantifier(self, part: Quantifier, scope: Scope) -> ValueType:
        inner = scope.adding({part.variable: self._elements(part.source, scope)})
        if part.where is None:
            self.fail(part, f"{part.kind}(…) needs a WHERE, as {part.kind}(x IN list WHERE x > 0)")
        self.truth(part.where, inner)
        return _TRUTH

    def _reduce(self, part: Reduce, scope: Scope) -> ValueType:
        if part.accumulator == part.variable:
            self.fail(part, f"the variable {part.variable} is declared twice: use another name")
        start = self.type_of(part.initial, scope)
        element = self._elements(part.source, scope)
        inner = scope.adding({part.accumulator: start, part.variable: element})
        once = self.type_of(part.expression, inner)
        numbers = start.can_be(types.NUMBERS) and once.can_be(types.NUMBERS)
        if not (numbers or start.is_null or once.can_be(start.kinds)):
            self.fail(part.expression, f"the result begins as {start} and cannot become {once}")
        # What comes out goes in again, until nothing new can come out.
        held = start | once
        again = self.type_of(part.expression, inner.adding({part.accumulator: held}))
        if not again.kinds <= held.kinds or types.LIST in held.kinds:
            held = ANY
            self.type_of(part.expression, inner.adding({part.accumulator: ANY}))
        return held

    def _pattern_as_value(self, part: PatternPredicate, scope: Scope) -> ValueType:
        found = self._pattern_predicate(part, scope)
        if not part.pattern.shortest:
            self.fail(
                part,
                "a pattern stands only where a truth value is asked for, as in WHERE: write EXISTS { … } for a value, COUNT { … } "
                "for a number, [pattern | value] for a list",
            )
        return found


def _entry(subject: ValueType, key: str) -> ValueType:
    """Return what a property of a node or relationship, or an entry of a map, can be."""
    if subject.is_null:
        return NULL
    if not subject.only(_ENTITIES):
        return replace(ANY, stored=True)
    return property_type(subject, key) or STORED


def _item(subject: ValueType, index: Expression) -> ValueType:
    place = index.value if isinstance(index, Literal) else None
    if type(place) is int and 0 <= place < len(subject.items):
        return replace(subject.items[place], stored=True)
    return subject.held()


def _always_computed(part: Expression) -> bool:
    """Tell whether all of an expression is computed whatever its values are."""
    return all(
        isinstance(each, (Variable, Literal, Parameter, Property, Subscript, Comparison))
        or (isinstance(each, Call) and each.function not in _CHOOSING)
        or (isinstance(each, Unary) and each.operator != "NOT")
        or (isinstance(each, Binary) and each.operator not in _LOGIC)
        for each in walk(part)
    )


def _arguments(count: int) -> str:
    return f"{count} argument" if count == 1 else f"{count} arguments"


def _is_zero(value: object) -> bool:
    return type(value) is int and value == 0


def _named(kind: str) -> str:
    return "a list" if kind == types.LIST else kind


def _remedy(found: ValueType, wanted: list[str]) -> str:
    """Return how a value of the wrong type can be made right, as the end of a message."""
    if wanted == [types.BOOLEAN]:
        return ": compare it, as in … > 0 or … IS NOT NULL"
    if types.STRING in wanted and found.only(types.SIMPLE):
        return ": make it a text with toString(…)"
    if types.INTEGER in wanted and found.only({types.STRING, types.FLOAT}):
        return ": make it a number with toInteger(…)"
    return ""
