"""The variables of patterns: what they stand for, and where they clash."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.cypher.analysis.expression_types import ExpressionTyper
from graph.cypher.analysis.scopes import Scope
from graph.cypher.syntax.tree import (
    AllLabels,
    HasLabels,
    Label,
    LabelExpression,
    MapLiteral,
    NodePattern,
    OneOfLabels,
    PathPattern,
    PatternComprehension,
    PatternPredicate,
    RelationshipPattern,
)
from graph.cypher.syntax.walking import walk
from graph.cypher.types import value_types as types
from graph.cypher.types.value_types import ValueType, list_of, of
from graph.schema.labels import LINK_KINDS

_ENDS = {kind.type: (kind.start, kind.end) for kind in LINK_KINDS}
_NEW = "a bare pattern names no new variables: write EXISTS {{ … }}, or leave out the name {}"
_QUOTED = re.compile(r"`(?:[^`]|``)*`")
_OTHER_SIGNS = frozenset("&|!%")
_OLD_BAR = re.compile(r"\|\s*:")


class PatternTyper(ExpressionTyper):
    """Gives the variables of patterns their types."""

    def bind(self, pattern: PathPattern, scope: Scope) -> Scope:
        """Return the scope with the variables of a pattern; what stands in its braces is left for :meth:`inside`."""
        for place, element in enumerate(pattern.elements):
            if element.variable is not None:
                labels = _labels(element) | _from_links(pattern, place)
                found = self._element(element, element.variable, labels, scope)
                scope = scope.adding({element.variable: found})
        if pattern.variable is not None:
            if pattern.variable in scope.variables:
                self.fail(
                    pattern,
                    f"the variable {pattern.variable} is declared already: give the path another name",
                )
            scope = scope.adding({pattern.variable: of(types.PATH)})
        return scope

    def inside(self, pattern: PathPattern, scope: Scope) -> None:
        """Check what stands in the brackets of a pattern, which sees all variables of its clause."""
        for element in pattern.elements:
            if isinstance(element, RelationshipPattern):
                self._check_types(element)
            elif element.labels is not None:
                self._check_labels(element.labels)
            if element.properties is not None:
                if not isinstance(element.properties, MapLiteral):
                    self.fail(
                        element.properties, "a pattern takes no map as parameter: write {key: $map.key}"
                    )
                self.type_of(element.properties, scope)
            if element.where is not None:
                self.truth(element.where, scope)
        if pattern.shortest:
            self._check_shortest(pattern)

    def _element(
        self, element: NodePattern | RelationshipPattern, name: str, labels: frozenset[str], scope: Scope
    ) -> ValueType:
        many = isinstance(element, RelationshipPattern) and element.length is not None
        kind = types.NODE if isinstance(element, NodePattern) else types.RELATIONSHIP
        wanted = list_of(of(kind)) if many else of(kind)
        before = scope.variables.get(name)
        fitting = before is None or before.can_be(wanted.kinds)
        if fitting and before is not None and many and types.LIST in before.kinds:
            fitting = before.held().can_be({kind})
        if not fitting:
            self.fail(element, f"{name} is {before} already and cannot be {wanted} too: use another name")
        if many:
            return list_of(of(kind, labels=labels))
        if before is not None and before.kinds == {kind}:
            labels |= before.labels
        return of(kind, labels=labels)

    def _has_labels(self, part: HasLabels, scope: Scope) -> ValueType:
        self._check_labels(part.labels)
        return super()._has_labels(part, scope)

    def _check_types(self, element: RelationshipPattern) -> None:
        given = element.types
        if given is None:
            return
        for each in walk(given):
            if isinstance(each, AllLabels) and each.colons:
                self.fail(each, "a relationship has one type: write [:A|B] for one of several")
        more = element.variable is not None or element.properties is not None or element.length is not None
        if more and _OLD_BAR.search(self._signs(given)):
            self.fail(given, "write types as A|B, without a colon behind the bar")

    def _check_labels(self, labels: LabelExpression) -> None:
        signs = self._signs(labels)
        if _OLD_BAR.search(signs):
            self.fail(labels, "write labels as A|B, without a colon behind the bar")
        colons = any(isinstance(each, AllLabels) and each.colons for each in walk(labels))
        if colons and not _OTHER_SIGNS.isdisjoint(signs):
            self.fail(labels, "labels are joined either by colons or by the signs & | !: write A&B, not A:B")

    def _signs(self, labels: LabelExpression) -> str:
        """Return how labels are written, without the names in backticks."""
        return "" if labels.span is None else _QUOTED.sub("", self._text[slice(*labels.span)])

    def _check_shortest(self, pattern: PathPattern) -> None:
        if len(pattern.elements) != 3:
            self.fail(
                pattern, f"{pattern.shortest} takes one relationship, as {pattern.shortest}((a)-[*..9]-(b))"
            )
        length = pattern.relationships[0].length
        if length is not None and length.minimum not in {None, 0, 1}:
            self.fail(length, f"{pattern.shortest} takes no least length but 0 or 1: leave it out")

    # --- patterns as expressions -------------------------------------------------------------------------------------
    def _pattern_predicate(self, part: PatternPredicate, scope: Scope) -> ValueType:
        pattern = part.pattern
        for element in pattern.elements:
            if element.variable is not None and element.variable not in scope.variables:
                if pattern.shortest or element.variable in scope.gone:
                    self._undefined(element, element.variable, scope)
                self.fail(element, _NEW.format(element.variable))
        self.bind(pattern, scope)
        self.inside(pattern, scope)
        path = of(types.PATH)
        if pattern.shortest:
            return list_of(path) if pattern.shortest.casefold().startswith("all") else path
        return of(types.BOOLEAN)

    def _pattern_comprehension(self, part: PatternComprehension, scope: Scope) -> ValueType:
        pattern = part.pattern
        bound = self.bind(PathPattern(pattern.elements, span=pattern.span), scope)
        if pattern.variable is not None:
            bound = bound.adding({pattern.variable: of(types.PATH)})
        self.inside(pattern, bound)
        if part.where is not None:
            self.truth(part.where, bound)
        return list_of(self.type_of(part.projection, bound))


def _labels(element: NodePattern | RelationshipPattern) -> frozenset[str]:
    given = element.labels if isinstance(element, NodePattern) else element.types
    return _certain(given) if given is not None else frozenset()


def _certain(labels: LabelExpression) -> frozenset[str]:
    """Return the labels that what fits certainly has."""
    if isinstance(labels, Label):
        return frozenset({labels.name})
    if isinstance(labels, AllLabels):
        return frozenset().union(*map(_certain, labels.operands))
    if isinstance(labels, OneOfLabels):
        return frozenset.intersection(*map(_certain, labels.operands))
    return frozenset()


def _from_links(pattern: PathPattern, place: int) -> frozenset[str]:
    """Return the labels that a node has because a relationship of graphmill begins or ends there."""
    return frozenset(_ends(pattern, place))


def _ends(pattern: PathPattern, place: int) -> Iterator[str]:
    for beside, forward in ((place - 1, "<"), (place + 1, ">")):
        element = pattern.elements[beside] if 0 <= beside < len(pattern.elements) else None
        if not isinstance(element, RelationshipPattern) or element.length is not None:
            continue
        for type_ in _labels(element) & _ENDS.keys():
            start, end = _ENDS[type_]
            if start == end:
                yield start
            elif element.direction:
                yield start if element.direction == forward else end
