"""What is printed of any tree is read as the same tree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.cypher.syntax.parser import parse
from graph.cypher.syntax.printer import print_query
from graph.cypher.syntax.tree import (
    AllLabels,
    Binary,
    Call,
    Case,
    Comparison,
    Expression,
    HasLabels,
    IsNull,
    Item,
    Label,
    LabelExpression,
    Length,
    ListComprehension,
    ListLiteral,
    Literal,
    MapLiteral,
    Match,
    NodePattern,
    NotLabel,
    OneOfLabels,
    Parameter,
    Part,
    PathPattern,
    PatternComprehension,
    PatternPredicate,
    Property,
    Quantifier,
    Query,
    Reduce,
    RelationshipPattern,
    Return,
    SingleQuery,
    Slice,
    SortItem,
    Subquery,
    Subscript,
    Unary,
    Unwind,
    Variable,
    With,
)

NAMES = st.sampled_from(["a", "b1", "end", "order", "odd name", "tick`tick", "count"])
OPERATORS = [
    "OR",
    "XOR",
    "AND",
    "+",
    "-",
    "*",
    "/",
    "%",
    "^",
    "||",
    "IN",
    "=~",
    "STARTS WITH",
    "ENDS WITH",
    "CONTAINS",
]
COMPARISONS = ["=", "<>", "<", "<=", ">", ">="]
LENGTHS = [None, Length(None, None), Length(2, 2), Length(1, None), Length(None, 3), Length(0, 4)]
LITERALS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(0, 2**63 - 1),
    st.floats(0, allow_nan=False, allow_infinity=False),
    st.text(max_size=4),
)
DEPTH = 3
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


class Drawn:
    """Draws parts of queries, smaller ones the deeper they stand."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def one(self, *values: Any) -> Any:
        return self.draw(st.sampled_from(values))

    def name(self) -> str:
        return self.draw(NAMES)

    def maybe(self, make: Any, *arguments: Any) -> Any:
        return make(*arguments) if self.draw(st.booleans()) else None

    def some(self, make: Any, *arguments: Any, least: int = 0) -> tuple[Any, ...]:
        return tuple(make(*arguments) for _ in range(self.draw(st.integers(least, 2))))

    def labels(self, depth: int) -> LabelExpression:
        kind = self.one("name", "name", "not", "all", "any") if depth else "name"
        if kind == "name":
            return Label(self.name())
        if kind == "not":
            return NotLabel(self.labels(depth - 1))
        several = (self.labels(depth - 1), self.labels(depth - 1))
        return AllLabels(several) if kind == "all" else OneOfLabels(several)

    def entry(self, depth: int) -> tuple[str, Expression]:
        return self.name(), self.expression(depth)

    def node(self, depth: int) -> NodePattern:
        properties = self.maybe(lambda: MapLiteral(self.some(self.entry, depth)))
        return NodePattern(
            self.maybe(self.name), self.maybe(self.labels, 2), properties, self.maybe(self.expression, depth)
        )

    def path(self, depth: int, variable: str | None = None) -> PathPattern:
        elements: list[Any] = [self.node(depth)]
        for _ in range(self.draw(st.integers(1, 2))):
            length, direction = self.one(*LENGTHS), self.one("", "<", ">")
            types = self.maybe(self.labels, 1)
            elements += [
                RelationshipPattern(self.maybe(self.name), types, length, direction=direction),
                self.node(depth),
            ]
        return PathPattern(tuple(elements), variable)

    def match(self, depth: int) -> Match:
        return Match(
            self.some(self.path, depth, least=1), self.maybe(self.expression, depth), self.draw(st.booleans())
        )

    def branch(self, depth: int) -> tuple[Expression, Expression]:
        return self.expression(depth), self.expression(depth)

    def compared(self, depth: int) -> tuple[str, Expression]:
        return self.one(*COMPARISONS), self.expression(depth)

    def expression(self, depth: int) -> Expression:
        if depth == 0:
            return self.one(Variable(self.name()), Parameter("p"), Literal(self.draw(LITERALS)))
        made = MAKERS[self.draw(st.sampled_from(sorted(MAKERS)))](self, depth - 1)
        assert isinstance(made, Expression)
        return made

    def projection(self, kind: type, **more: Any) -> Any:
        items = self.some(lambda: Item(self.expression(DEPTH), self.name()), least=1)
        order = self.some(lambda: SortItem(self.expression(1), self.draw(st.booleans())))
        distinct = self.draw(st.booleans())
        return kind(
            items,
            False,
            distinct,
            order,
            self.maybe(self.expression, 1),
            self.maybe(self.expression, 1),
            **more,
        )

    def clause(self) -> Any:
        kind = self.one("match", "unwind", "with")
        if kind == "match":
            return self.match(2)
        if kind == "unwind":
            return Unwind(self.expression(DEPTH), self.name())
        return self.projection(With, where=self.maybe(self.expression, DEPTH))


MAKERS: dict[str, Callable[[Drawn, int], Expression]] = {
    "variable": lambda d, _: Variable(d.name()),
    "literal": lambda d, _: Literal(d.draw(LITERALS)),
    "property": lambda d, n: Property(d.expression(n), d.name()),
    "subscript": lambda d, n: Subscript(d.expression(n), d.expression(n)),
    "slice": lambda d, n: Slice(d.expression(n), d.maybe(d.expression, n), d.maybe(d.expression, n)),
    "list": lambda d, n: ListLiteral(d.some(d.expression, n)),
    "map": lambda d, n: MapLiteral(d.some(d.entry, n)),
    "call": lambda d, n: Call(
        d.one("size", "date.truncate"), d.some(d.expression, n, least=1), d.draw(st.booleans())
    ),
    "unary": lambda d, n: Unary(d.one("NOT", "-", "+"), d.expression(n)),
    "binary": lambda d, n: Binary(d.one(*OPERATORS), d.expression(n), d.expression(n)),
    "comparison": lambda d, n: Comparison(d.expression(n), d.some(d.compared, n, least=1)),
    "null": lambda d, n: IsNull(d.expression(n), d.draw(st.booleans())),
    "labels": lambda d, n: HasLabels(d.expression(n), d.labels(2)),
    "case": lambda d, n: Case(
        d.maybe(d.expression, n), d.some(d.branch, n, least=1), d.maybe(d.expression, n)
    ),
    "comprehension": lambda d, n: ListComprehension(
        d.name(), d.expression(n), d.maybe(d.expression, n), d.maybe(d.expression, n)
    ),
    "quantifier": lambda d, n: Quantifier(
        d.one("all", "any", "none", "single"), d.name(), d.expression(n), d.maybe(d.expression, n)
    ),
    "reduce": lambda d, n: Reduce(d.name(), d.expression(n), d.name(), d.expression(n), d.expression(n)),
    "pattern": lambda d, n: PatternPredicate(d.path(n)),
    "patterns": lambda d, n: PatternComprehension(
        d.path(n, d.maybe(d.name)), d.maybe(d.expression, n), d.expression(n)
    ),
    "subquery": lambda d, n: Subquery(
        d.one("EXISTS", "COUNT"), Query((SingleQuery((d.match(n),)),)), short=False
    ),
}


@st.composite
def queries(draw: st.DrawFn) -> Query:
    drawn = Drawn(draw)
    clauses = drawn.some(drawn.clause)
    return Query((SingleQuery((*clauses, drawn.projection(Return))),))


def without_places(value: Any) -> Any:
    if isinstance(value, Part):
        kept = {
            each.name: without_places(getattr(value, each.name))
            for each in fields(value)
            if each.name != "span"
        }
        return replace(value, span=None, **kept)
    return tuple(map(without_places, value)) if isinstance(value, tuple) else value


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
@given(queries())
def test_a_tree_that_is_printed_is_read_as_the_same(query: Query) -> None:
    assert parse(print_query(query, "")) == query


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(queries())
def test_a_tree_that_was_read_is_printed_as_it_was_written_and_anew_alike(query: Query) -> None:
    text = print_query(query, "")
    read = parse(text)
    assert print_query(read, text) == text
    assert parse(print_query(without_places(read), text)) == read
