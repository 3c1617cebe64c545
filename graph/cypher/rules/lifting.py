"""Takes subqueries that kglite cannot read inside an expression out of it, into a CALL in front of the clause."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from graph.cypher.rules.aggregates import is_aggregate
from graph.cypher.rules.building import ZERO, call, compared, joined, operands
from graph.cypher.rules.context import Context, Site
from graph.cypher.syntax.tree import (
    CallSubquery,
    Clause,
    Expression,
    Item,
    ListComprehension,
    ListLiteral,
    Literal,
    Match,
    Part,
    PathPattern,
    PatternComprehension,
    PatternPredicate,
    Projection,
    Quantifier,
    Query,
    Reduce,
    Return,
    SingleQuery,
    Subquery,
    Subscript,
    Unwind,
    Variable,
    With,
)
from graph.cypher.syntax.walking import changed, names_in, replaced, walk
from graph.errors import QueryRefusedError

_LOCAL_SCOPES = (ListComprehension, Quantifier, Reduce, PatternComprehension, Subquery)
"""Expressions with variables of their own."""


def rewrite_collected(at: Site) -> Part:
    """Write ``COLLECT {MATCH (a)-->(b) RETURN b}`` as ``[(a)-->(b) | b]``."""
    current = at.current
    if not isinstance(current, Subquery) or current.kind != "COLLECT" or len(current.query.parts) != 1:
        return current
    clauses = current.query.parts[0].clauses
    if len(clauses) != 2:
        return current
    match, last = clauses
    if not (isinstance(match, Match) and isinstance(last, Return)) or match.optional or not is_plain(last):
        return current
    (pattern, *others) = match.patterns
    if others or not pattern.relationships or pattern.shortest or any(map(is_aggregate, walk(last))):
        return current
    return PatternComprehension(pattern, match.where, last.items[0].expression)


def lifted(before: Clause, after: Clause, context: Context) -> list[Clause]:
    """Return a clause with a CALL in front of it for each subquery in its expressions that kglite cannot read there.

    Raises:
        QueryRefusedError: The subquery depends on a variable of a list function, or stands in an OPTIONAL MATCH.

    """
    if isinstance(after, CallSubquery) or not any(map(_is_liftable, walk(after))):
        return [after]
    if isinstance(after, Match):
        return _lifted_match(before, after, context)
    lift = _Lift(frozenset(context.analysis.before(before)), context)
    if isinstance(after, Unwind):
        expression = lift.out_of(after.expression)
        return [*lift.calls, changed(after, expression=expression)]
    if isinstance(after, (With, Return)) and isinstance(before, Projection):
        return _lifted_projection(before, after, lift, context)
    raise _misplaced()


def is_plain(last: Return) -> bool:
    """Tell whether a RETURN gives a row for each that it gets, in no order of its own."""
    return not (last.star or last.distinct or last.order or last.skip or last.limit)


def _lifted_match(before: Clause, after: Match, context: Context) -> list[Clause]:
    kept: list[Expression] = []
    taken: list[Expression] = []
    for condition in operands("AND", after.where):
        (taken if any(map(_is_liftable, walk(condition))) else kept).append(condition)
    in_patterns = any(map(_is_liftable, (part for pattern in after.patterns for part in walk(pattern))))
    if after.optional or in_patterns:
        raise _misplaced()
    names = tuple(context.analysis.after(before))
    lift = _Lift(frozenset(names), context)
    where = joined("AND", *(lift.out_of(each) for each in taken))
    passed = With(tuple(Item(Variable(name), text=name) for name in names), where=where)
    return [changed(after, where=joined("AND", *kept)), *lift.calls, passed]


def _lifted_projection(
    before: Projection, after: With | Return, lift: _Lift, context: Context
) -> list[Clause]:
    items = tuple(
        changed(item, expression=lift.out_of(item.expression), alias=item.name)
        if any(map(_is_liftable, walk(item)))
        else item
        for item in after.items
    )
    order = tuple(changed(each, expression=lift.out_of(each.expression)) for each in after.order)
    if after.star:
        names = context.analysis.expanded(before)
        items = (*(Item(Variable(name), text=name) for name in names), *items)
    projection = changed(after, items=items, order=order, star=False)
    if not isinstance(projection, With) or projection.where is None:
        return [*lift.calls, projection]
    names = context.analysis.columns_of(before)
    behind = _Lift(frozenset(names), context)
    where = behind.out_of(projection.where)
    if not behind.calls:
        return [*lift.calls, projection]
    passed = With(tuple(Item(Variable(name), text=name) for name in names), where=where)
    return [*lift.calls, changed(projection, where=None), *behind.calls, passed]


@dataclass
class _Lift:
    """Takes subqueries out of expressions: ``names`` are what the clause sees, ``calls`` what was taken out."""

    names: Collection[str]
    context: Context
    calls: list[Clause] = field(default_factory=list)

    def out_of(self, expression: Expression) -> Expression:
        return replaced(expression, self._instead)

    def _instead(self, part: Part) -> Part | None:
        if _is_liftable(part):
            if isinstance(part, PatternPredicate):
                return self._path(part.pattern)
            if isinstance(part, Subquery):
                return self._value(part)
        if isinstance(part, _LOCAL_SCOPES):
            own = set(_own_names(part))
            inner = [each for each in walk(part) if _is_liftable(each)]
            if any(own & set(names_in(each)) for each in inner):
                raise _misplaced()
        return None

    def _value(self, part: Subquery) -> Expression:
        value = self.context.fresh()
        if part.kind == "COLLECT":
            name = _column(part.query)
            self._add(part.query, Item(call("collect", ListLiteral((Variable(name),))), value))
            each = self.context.fresh()
            return ListComprehension(each, Variable(value), None, Subscript(Variable(each), ZERO))
        parts = tuple(map(self._with_row, part.query.parts))
        counted = Item(call_star(), value)
        if len(parts) == 1 and parts[0] is not part.query.parts[0]:
            # Nothing was returned: what would be is counted in its place.
            single = changed(parts[0], clauses=(*parts[0].clauses[:-1], Return((counted,))))
            self.calls.append(CallSubquery(Query((single,)), self._imports(part.query)))
        else:
            self._add(changed(part.query, parts=parts), counted)
        return Variable(value) if part.kind == "COUNT" else compared(Variable(value), ">", ZERO)

    def _with_row(self, single: SingleQuery) -> SingleQuery:
        if isinstance(single.clauses[-1], Return):
            return single
        row = Return((Item(Literal(1), self.context.fresh()),))
        return changed(single, clauses=(*single.clauses, row))

    def _path(self, pattern: PathPattern) -> Expression:
        value, name = self.context.fresh(), self.context.fresh()
        found = Variable(name) if pattern.shortest == "shortestPath" else call("collect", Variable(name))
        match = Match((changed(pattern, variable=name),), optional=True)
        query = Query((SingleQuery((match, Return((Item(found, value),)))),))
        self.calls.append(CallSubquery(query, self._imports(query)))
        return Variable(value)

    def _add(self, query: Query, item: Item) -> None:
        imports = self._imports(query)
        outer = SingleQuery((CallSubquery(query, imports), Return((item,))))
        self.calls.append(CallSubquery(Query((outer,)), imports))

    def _imports(self, query: Query) -> tuple[str, ...]:
        return tuple(sorted(set(names_in(query)) & set(self.names)))


def _column(query: Query) -> str:
    """Return the name of the one column of a query."""
    last = query.parts[0].clauses[-1]
    return last.items[0].name if isinstance(last, Return) else ""


def call_star() -> Expression:
    """Return ``count(*)``."""
    return changed(call("count"), star=True)


def _is_liftable(part: Part) -> bool:
    if isinstance(part, PatternPredicate):
        return bool(part.pattern.shortest)
    if not isinstance(part, Subquery):
        return False
    clauses = [each for single in part.query.parts for each in single.clauses]
    plain = all(isinstance(each, Match) and not each.optional for each in clauses)
    return part.kind == "COLLECT" or len(part.query.parts) > 1 or not plain


def _own_names(part: Part) -> Iterator[str]:
    if isinstance(part, (ListComprehension, Quantifier, Reduce)):
        yield part.variable
    if isinstance(part, Reduce):
        yield part.accumulator
    if isinstance(part, PatternComprehension):
        yield from names_in(part.pattern)
    if isinstance(part, Subquery):
        for single in part.query.parts:
            for clause in single.clauses:
                if isinstance(clause, Match):
                    for pattern in clause.patterns:
                        yield from names_in(pattern)


def _misplaced() -> QueryRefusedError:
    return QueryRefusedError(
        "A subquery of more than one MATCH, or with a RETURN, is refused where it stands for each entry of a list or in an OPTIONAL MATCH: put it into a "
        "CALL (…) {…} of its own before, or write it as one pattern."
    )
