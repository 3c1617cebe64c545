"""The types of what is written out, of what stands behind a dot or in square brackets, and of operators."""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

from graph.cypher.analysis.faults import hint
from graph.cypher.analysis.inference import Inference
from graph.cypher.analysis.scopes import Scope
from graph.cypher.syntax.tree import (
    Binary,
    Case,
    Comparison,
    Expression,
    HasLabels,
    IsNull,
    IsTyped,
    ListLiteral,
    Literal,
    MapLiteral,
    MapProjection,
    Parameter,
    PatternPredicate,
    Property,
    Slice,
    Subscript,
    Unary,
    Variable,
)
from graph.cypher.syntax.walking import children
from graph.cypher.types import value_types as types
from graph.cypher.types.components import component
from graph.cypher.types.operators import accepted, fits, result, signed
from graph.cypher.types.schema_types import property_type
from graph.cypher.types.value_types import ANY, NULL, STORED, ValueType, list_of, of, of_value, one_of

TRUTH = of(types.BOOLEAN)
LOGIC = frozenset({"AND", "OR", "XOR"})
_ENTITIES = frozenset({types.NODE, types.RELATIONSHIP})
_KEYED = _ENTITIES | {types.MAP}
_WITH_COMPONENTS = _KEYED | types.TEMPORAL | {types.DURATION, types.POINT}
_UNDOUBTED = frozenset({"IN", "=~", "STARTS WITH", "ENDS WITH", "CONTAINS", "||"})
"""Where a value of another kind is null in Neo4j, or an error in the embedded store too."""


class OperandTyper(Inference):
    """Finds the types of values and of what is made of them by operators."""

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
        needed = f".{part.key} needs a node, a relationship, a map or a temporal value in front of it"
        if not subject.can_be(_WITH_COMPONENTS):
            self.fail(part.subject, f"{needed}, not {subject}")
        if subject.only(types.TEMPORAL | {types.DURATION, types.POINT}):
            found = component(subject.kinds, part.key)
            if found is None:
                self.fail(part, f"{subject} has no component {part.key}")
            return found
        self.doubt(part.subject, subject, _WITH_COMPONENTS, message=needed)
        return self._entry(subject, part.key)

    def _subscript(self, part: Subscript, scope: Scope) -> ValueType:
        subject, index = self.type_of(part.subject, scope), self.type_of(part.index, scope)
        self.need(part.subject, subject, types.LIST, *_KEYED)
        holders = subject.kinds & (_KEYED | {types.LIST})
        if holders == {types.LIST}:
            self.need(part.index, index, types.INTEGER, what="the index of a list")
        elif holders and types.LIST not in holders:
            self.need(part.index, index, types.STRING, what="a key")
        else:
            self.need(part.index, index, types.INTEGER, types.STRING)
        found = [_item(subject, part.index)] if types.LIST in subject.kinds else []
        if subject.kinds & _KEYED:
            key = part.index.value if isinstance(part.index, Literal) else None
            found.append(self._entry(subject, key if isinstance(key, str) else ""))
        return one_of(found)

    def _entry(self, subject: ValueType, key: str) -> ValueType:
        """Return what a property of a node or relationship, or an entry of a map, can be."""
        if subject.is_null:
            return NULL
        if not subject.only(_ENTITIES):
            return replace(ANY, stored=True)
        return property_type(subject, key, foreign=self._foreign) or STORED

    def _slice(self, part: Slice, scope: Scope) -> ValueType:
        subject = self.type_of(part.subject, scope)
        self.need(part.subject, subject, types.LIST)
        for end in (part.start, part.end):
            if end is not None:
                self.need(end, self.type_of(end, scope), types.INTEGER, what="the end of a slice")
        return subject if subject.is_null else replace(list_of(subject.held()), stored=subject.stored)

    def _has_labels(self, part: HasLabels, scope: Scope) -> ValueType:
        self.need(
            part.subject,
            self.type_of(part.subject, scope),
            *_ENTITIES,
            what="what stands in front of a label",
        )
        return TRUTH

    # --- operators -------------------------------------------------------------------------------------------------------
    def _unary(self, part: Unary, scope: Scope) -> ValueType:
        negations, operand = [part], part.operand
        while part.operator == "NOT" and isinstance(operand, Unary) and operand.operator == "NOT":
            negations.append(operand)
            operand = operand.operand
        if part.operator == "NOT":
            self.truth(operand, scope)
            self.types.update((id(each), TRUTH) for each in negations)
            return TRUTH
        found = self.type_of(operand, scope)
        self.need(operand, found, *signed(part.operator), what=f"what stands behind {part.operator}")
        self.doubt(operand, found, signed(part.operator), f"what stands behind {part.operator}")
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
            self._doubt_operands(each, left, right)
            if each.operator in "/%" and left.only({types.INTEGER}) and _is_zero(self.constant(each.right)):
                self.fail(each.right, "a whole number cannot be divided by 0")
            left = result(each.operator, left, right)
            self.types[id(each)] = left
        return left

    def _operand(self, part: Binary, operand: Expression, scope: Scope) -> ValueType:
        if part.operator in LOGIC and isinstance(operand, PatternPredicate):
            self.truth(operand, scope)
            return self.types[id(operand)]
        return self.type_of(operand, scope)

    def _doubt_operands(self, part: Binary, left: ValueType, right: ValueType) -> None:
        if part.operator in _UNDOUBTED:
            return
        self.doubt(
            part.left, left, accepted(part.operator, right), f"what stands in front of {part.operator}"
        )
        self.doubt(
            part.right,
            right,
            accepted(part.operator, left, left=False),
            f"what stands behind {part.operator}",
        )

    def _misfit(self, part: Binary, left: ValueType, right: ValueType) -> NoReturn:
        kinds = accepted(part.operator)
        if not left.can_be(kinds):
            self.mismatch(part.left, left, kinds, f"what stands in front of {part.operator}")
        self.mismatch(
            part.right,
            right,
            accepted(part.operator, left, left=False),
            f"what stands behind {left} {part.operator}",
        )

    def _anything_true(self, part: Comparison | IsNull | IsTyped, scope: Scope) -> ValueType:
        for each in children(part):
            if isinstance(each, Expression):
                self.type_of(each, scope)
        return TRUTH

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


def _item(subject: ValueType, index: Expression) -> ValueType:
    place = index.value if isinstance(index, Literal) else None
    if type(place) is int and 0 <= place < len(subject.items):
        return replace(subject.items[place], stored=True)
    return subject.held()


def _is_zero(value: object) -> bool:
    return type(value) is int and value == 0
