"""The types of all expressions: those of values and operators, and those of functions and of what goes over lists."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graph.cypher.analysis.faults import hint
from graph.cypher.analysis.operand_types import LOGIC, TRUTH, OperandTyper
from graph.cypher.analysis.scopes import Scope
from graph.cypher.syntax.tree import (
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
)
from graph.cypher.syntax.walking import walk
from graph.cypher.types import value_types as types
from graph.cypher.types.functions import Function, function, function_names
from graph.cypher.types.value_types import ANY, NULL, ValueType, list_of, of

_CHOOSING = frozenset({"coalesce", "nullif"})
_INSTEAD = dict.fromkeys(("pow", "power"), ": write a ^ b")
_SHARES = frozenset({"percentilecont", "percentiledisc"})
_MOST_REDUCING = 3
"""How deep reduce() may stand in reduce() so that its type is found."""
_LENGTHS = {"left": (1,), "right": (1,), "substring": (1, 2)}
"""The arguments that cannot be negative."""


class ExpressionTyper(OperandTyper):
    """Finds the types of expressions; patterns and queries in them are left to the classes that build on it."""

    def __init__(self, parameters: Mapping[str, Any] | None, text: str, *, foreign: bool) -> None:
        super().__init__(parameters, text, foreign=foreign)
        self._reducing = 0
        self._typed = {
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
    def _subquery(self, part: Subquery, scope: Scope) -> ValueType: ...

    # --- functions -------------------------------------------------------------------------------------------------------
    def _call(self, part: Call, scope: Scope) -> ValueType:
        found = function(part.name)
        if found is None:
            instead = _INSTEAD.get(part.function) or hint(part.name, function_names())
            self.fail(part, f"Cypher has no function {part.name}{instead}")
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
            self.need(argument, given, *accepts, what=f"an argument of {found.name}()")
            if part.function != "tail":
                # Neo4j takes what is no list for a list of its own.
                self.doubt(argument, given, accepts, f"an argument of {found.name}()")
            arguments.append(given)
        for place in _LENGTHS.get(part.function, ()):
            self._check_length(part, place)
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

    def _check_length(self, part: Call, place: int) -> None:
        value = self.constant(part.arguments[place]) if place < len(part.arguments) else 0
        if type(value) is int and value < 0:
            self.fail(part.arguments[place], f"{part.name}() takes no negative number")

    def _exists(self, part: Call, scope: Scope) -> ValueType:
        argument = part.arguments[0]
        if not isinstance(argument, PatternPredicate) or argument.pattern.shortest:
            self.fail(part, "exists() takes a pattern: write … IS NOT NULL for a property, or EXISTS { … }")
        self.truth(argument, scope)
        return TRUTH

    def _check_share(self, part: Expression) -> None:
        value = self.constant(part)
        if isinstance(value, (int, float)) and not 0 <= value <= 1:
            self.fail(part, "the percentile must be between 0.0 and 1.0")

    # --- what has variables of its own -----------------------------------------------------------------------------------
    def _elements(self, part: Expression, scope: Scope) -> ValueType:
        """Return what a list holds, which is asked for."""
        source = self.type_of(part, scope)
        self.need(part, source, types.LIST, what="what stands behind IN")
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
        return TRUTH

    def _reduce(self, part: Reduce, scope: Scope) -> ValueType:
        if part.accumulator == part.variable:
            self.fail(part, f"the variable {part.variable} is declared twice: use another name")
        start = self.type_of(part.initial, scope)
        element = self._elements(part.source, scope)
        inner = scope.adding({part.accumulator: start, part.variable: element})
        if self._reducing == _MOST_REDUCING:
            # Each level reads what is in it several times.
            self.type_of(part.expression, inner.adding({part.accumulator: ANY}))
            return ANY
        self._reducing += 1
        held = self._accumulated(part, inner, start)
        self._reducing -= 1
        return held

    def _accumulated(self, part: Reduce, inner: Scope, start: ValueType) -> ValueType:
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


def _always_computed(part: Expression) -> bool:
    """Tell whether all of an expression is computed whatever its values are."""
    return all(
        isinstance(each, (Variable, Literal, Parameter, Property, Subscript, Comparison))
        or (isinstance(each, Call) and each.function not in _CHOOSING)
        or (isinstance(each, Unary) and each.operator != "NOT")
        or (isinstance(each, Binary) and each.operator not in LOGIC)
        for each in walk(part)
    )


def _arguments(count: int) -> str:
    return f"{count} argument" if count == 1 else f"{count} arguments"
