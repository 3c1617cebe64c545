"""What WITH and RETURN give, and what can be said behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graph.cypher.analysis.binding import PatternTyper
from graph.cypher.analysis.grouping import (
    aggregates,
    check_grouped,
    check_inside,
    check_none,
    declared,
    is_aggregate,
)
from graph.cypher.analysis.inference import UNKNOWN
from graph.cypher.analysis.scopes import Scope, form
from graph.cypher.syntax.tree import (
    Expression,
    Item,
    Part,
    PatternComprehension,
    PatternPredicate,
    Projection,
    Property,
    Subquery,
    Subscript,
    Variable,
    With,
    own_name,
)
from graph.cypher.syntax.walking import children, walk
from graph.cypher.types import value_types as types
from graph.cypher.types.value_types import ValueType

_PATTERNS = (PatternComprehension, PatternPredicate, Subquery)


class ProjectionTyper(PatternTyper):
    """Reads WITH and RETURN."""

    def __init__(self, parameters: Mapping[str, Any] | None, text: str, *, foreign: bool) -> None:
        super().__init__(parameters, text, foreign=foreign)
        self.scopes: dict[int, tuple[Scope, Scope]] = {}
        self.stars: dict[int, tuple[str, ...]] = {}
        self.columns: dict[int, tuple[str, ...]] = {}
        self.grouped: set[int] = set()

    def _project(self, clause: Projection, scope: Scope, *, shadows: bool) -> dict[str, ValueType]:
        """Return what a WITH or RETURN gives, in order, once all that stands in it has been checked.

        With ``shadows`` its names may be those of variables from around the subquery; then the caller compares them.
        """
        given = self._items(clause, scope, shadows=shadows)
        grouped = any(aggregates(item.expression) for item in clause.items)
        if grouped:
            self.grouped.add(id(clause))
        self._check_items(clause, scope)
        behind = self._behind(clause, scope, given)
        projected = {form(item.expression) for item in clause.items}
        name = "WITH" if isinstance(clause, With) else "RETURN"
        for sort in clause.order:
            self._check_behind(sort.expression, projected, f"ORDER BY unless the {name} gives it too")
            self.type_of(sort.expression, behind)
        for amount, word in ((clause.skip, "SKIP"), (clause.limit, "LIMIT")):
            if amount is not None:
                self._check_amount(amount, word)
        if isinstance(clause, With) and clause.where is not None:
            self._check_behind(clause.where, projected, "WHERE unless the WITH gives it too")
            self.truth(clause.where, behind)
        self.columns[id(clause)] = tuple(given)
        self.scopes[id(clause)] = (scope, scope.next(given) if isinstance(clause, With) else Scope(given))
        return given

    def _items(self, clause: Projection, scope: Scope, *, shadows: bool) -> dict[str, ValueType]:
        given: dict[str, ValueType] = {}
        if clause.star:
            # In the order of Java's texts.
            names = sorted(scope.variables, key=lambda name: name.encode("utf-16-be"))
            self.stars[id(clause)] = tuple(names)
            named = {item.name for item in clause.items}
            given = {name: scope.variables[name] for name in names if name not in named}
            if not names and not clause.items and not isinstance(clause, With):
                self.fail(clause, "RETURN * gives nothing, for there are no variables: name what to return")
        for item in clause.items:
            self._check_name(clause, item, given, scope, shadows=shadows)
            given[item.name] = self.type_of(item.expression, scope)
        return given

    def _check_name(
        self, clause: Projection, item: Item, given: Mapping[str, ValueType], scope: Scope, *, shadows: bool
    ) -> None:
        if isinstance(clause, With) and item.alias is None and own_name(item.expression) is None:
            self.fail(item, "what a WITH gives needs a name: write … AS name")
        if item.name in given:
            self.fail(item, f"two columns are named {item.name}: give one another name with AS")
        same = isinstance(item.expression, Variable) and item.expression.name == item.name
        if item.name in scope.fixed and not same and not shadows:
            self.fail(item, f"{item.name} is a variable from around the subquery: use another name")

    def _check_items(self, clause: Projection, scope: Scope) -> None:
        keys = {
            form(item.expression)
            for item in clause.items
            if _is_key(item.expression) and not aggregates(item.expression)
        }
        keys |= {form(Variable(name)) for name in self.stars.get(id(clause), ())}
        for item in clause.items:
            check_inside(item.expression, self.fail)
            if aggregates(item.expression):
                check_grouped(item.expression, keys, scope.variables.keys(), self.fail)

    def _behind(self, clause: Projection, scope: Scope, given: dict[str, ValueType]) -> Scope:
        """Return what ORDER BY and the WHERE of a WITH see."""
        if not (clause.distinct or id(clause) in self.grouped):
            # An expression that the clause gives keeps its meaning, even where its variable now is another.
            return scope.adding(given)
        forms = {form(item.expression): self.types[id(item.expression)] for item in clause.items}
        behind = scope.next(given)
        return replace(behind, given=forms, gone=frozenset(scope.variables.keys() - behind.variables.keys()))

    def _check_behind(self, part: Expression, projected: set[str], where: str) -> None:
        """Check that no aggregate stands behind a WITH or RETURN but those that it gives."""
        check_inside(part, self.fail)
        waiting: list[Part] = [part]
        while waiting:
            each = waiting.pop()
            if form(each) in projected or not aggregates(each):
                continue
            if is_aggregate(each):
                self.fail(each, f"an aggregate cannot stand in {where}")
            if not isinstance(each, Subquery):
                waiting.extend(children(each))

    def _check_amount(self, part: Expression, word: str) -> None:
        known = {name for each in walk(part) for name in declared(each)}
        for each in walk(part):
            if isinstance(each, _PATTERNS):
                self.fail(each, f"{word} takes no pattern, for it must be known before the query runs")
            if isinstance(each, Variable) and each.name not in known:
                self.fail(each, f"{word} takes a number or a parameter, not the variable {each.name}")
        check_none(part, word, self.fail)
        value = self.constant(part)
        if value is not UNKNOWN and (type(value) is not int or value < 0):
            self.fail(part, f"{word} takes a whole number that is not negative")
        self.need(part, self.type_of(part, Scope()), types.INTEGER, what=f"what stands behind {word}")


def _is_key(part: Expression) -> bool:
    """Tell whether rows that are grouped by an expression may be computed with beside an aggregate."""
    if isinstance(part, (Property, Subscript)):
        part = part.subject
    return isinstance(part, Variable)
