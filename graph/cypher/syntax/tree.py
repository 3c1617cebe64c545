"""The syntax tree of a reading Cypher query.

Every part knows where it stands in the query's text, so that what is not changed is printed as it was written, and errors name
the place. A part that a rewriting makes has no such place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """Any part of a query; ``span`` is where it starts and ends in the text, None where a rewriting made it."""

    span: Span | None = field(default=None, kw_only=True, compare=False, repr=False)


# --- expressions -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Expression(Part):
    """Anything that has a value."""


@dataclass(frozen=True, slots=True)
class Literal(Expression):
    """A constant: null, a truth value, a number or a text."""

    value: bool | int | float | str | None


@dataclass(frozen=True, slots=True)
class Parameter(Expression):
    """A parameter, ``name`` without the dollar sign."""

    name: str


@dataclass(frozen=True, slots=True)
class Variable(Expression):
    """A variable, ``name`` without backticks."""

    name: str


@dataclass(frozen=True, slots=True)
class Property(Expression):
    """``subject.key``."""

    subject: Expression
    key: str


@dataclass(frozen=True, slots=True)
class Subscript(Expression):
    """``subject[index]``: an entry of a list, or a key of a map or of a node."""

    subject: Expression
    index: Expression


@dataclass(frozen=True, slots=True)
class Slice(Expression):
    """``subject[start..end]``."""

    subject: Expression
    start: Expression | None
    end: Expression | None


@dataclass(frozen=True, slots=True)
class ListLiteral(Expression):
    """``[a, b]``."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class MapLiteral(Expression):
    """``{key: value}``."""

    items: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class MapProjection(Expression):
    """``subject {.key, .*, name: value, variable}``; an item without expression is ``.key``, a key ``*`` is ``.*``."""

    subject: Variable
    items: tuple[tuple[str, Expression | None], ...]


@dataclass(frozen=True, slots=True)
class Call(Expression):
    """A function with its arguments; ``name`` as written, dots included. ``count(*)`` has the one argument None."""

    name: str
    arguments: tuple[Expression, ...]
    distinct: bool = False
    star: bool = False

    @property
    def function(self) -> str:
        """The name as functions are told apart: in lower case."""
        return self.name.casefold()


@dataclass(frozen=True, slots=True)
class Unary(Expression):
    """``NOT x``, ``-x`` or ``+x``; the operator in capitals."""

    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary(Expression):
    """Two operands of ``OR XOR AND + - * / % ^ || IN =~``, ``STARTS WITH``, ``ENDS WITH`` or ``CONTAINS``, in capitals."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Comparison(Expression):
    """``a < b <= c``: the first operand, then each operator (``= <> < <= > >=``) with the next operand."""

    first: Expression
    rest: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class IsNull(Expression):
    """``x IS NULL``, or with ``negated`` ``x IS NOT NULL``."""

    operand: Expression
    negated: bool


@dataclass(frozen=True, slots=True)
class IsTyped(Expression):
    """``x IS :: INTEGER``: the type as written."""

    operand: Expression
    type: str
    negated: bool


@dataclass(frozen=True, slots=True)
class HasLabels(Expression):
    """``n:Label`` as a predicate."""

    subject: Expression
    labels: LabelExpression


@dataclass(frozen=True, slots=True)
class Case(Expression):
    """``CASE subject WHEN … THEN … ELSE default END``; a simple case has a subject."""

    subject: Expression | None
    branches: tuple[tuple[Expression, Expression], ...]
    default: Expression | None


@dataclass(frozen=True, slots=True)
class ListComprehension(Expression):
    """``[variable IN source WHERE where | projection]``."""

    variable: str
    source: Expression
    where: Expression | None
    projection: Expression | None


@dataclass(frozen=True, slots=True)
class PatternComprehension(Expression):
    """``[pattern WHERE where | projection]``; the pattern may have a variable for its path."""

    pattern: PathPattern
    where: Expression | None
    projection: Expression


@dataclass(frozen=True, slots=True)
class Quantifier(Expression):
    """``all(variable IN source WHERE where)``; ``kind`` is all, any, none or single."""

    kind: str
    variable: str
    source: Expression
    where: Expression | None


@dataclass(frozen=True, slots=True)
class Reduce(Expression):
    """``reduce(accumulator = initial, variable IN source | expression)``."""

    accumulator: str
    initial: Expression
    variable: str
    source: Expression
    expression: Expression


@dataclass(frozen=True, slots=True)
class PatternPredicate(Expression):
    """A bare pattern where a value is expected: true where there is one; ``shortestPath(…)`` among them."""

    pattern: PathPattern


@dataclass(frozen=True, slots=True)
class Subquery(Expression):
    """``EXISTS {…}``, ``COUNT {…}`` or ``COLLECT {…}``; ``kind`` in capitals.

    What is only patterns in the braces is a query of one MATCH, which ``short`` says.
    """

    kind: str
    query: Query
    short: bool


# --- patterns ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class LabelExpression(Part):
    """Labels of a node, or types of a relationship."""


@dataclass(frozen=True, slots=True)
class Label(LabelExpression):
    """One name."""

    name: str


@dataclass(frozen=True, slots=True)
class AnyLabel(LabelExpression):
    """``%``: any label at all."""


@dataclass(frozen=True, slots=True)
class NotLabel(LabelExpression):
    """``!A``."""

    operand: LabelExpression


@dataclass(frozen=True, slots=True)
class AllLabels(LabelExpression):
    """``A&B``, or ``A:B`` in nodes; ``colons`` where it was written so."""

    operands: tuple[LabelExpression, ...]
    colons: bool = False


@dataclass(frozen=True, slots=True)
class OneOfLabels(LabelExpression):
    """``A|B``, or ``A|:B`` of relationships."""

    operands: tuple[LabelExpression, ...]


@dataclass(frozen=True, slots=True)
class Length(Part):
    """``*``, ``*2``, ``*1..``, ``*..3``: how many relationships one pattern takes; None where no bound is written."""

    minimum: int | None
    maximum: int | None


@dataclass(frozen=True, slots=True)
class NodePattern(Part):
    """``(variable:labels {…} WHERE …)``."""

    variable: str | None = None
    labels: LabelExpression | None = None
    properties: Expression | None = None
    where: Expression | None = None


@dataclass(frozen=True, slots=True)
class RelationshipPattern(Part):
    """``-[variable:types *1..2 {…} WHERE …]->``; ``direction`` is ``>``, ``<`` or nothing."""

    variable: str | None = None
    types: LabelExpression | None = None
    length: Length | None = None
    properties: Expression | None = None
    where: Expression | None = None
    direction: str = ""


@dataclass(frozen=True, slots=True)
class PathPattern(Part):
    """``variable = (a)-[r]->(b)``: nodes and relationships in turn; ``shortest`` is shortestPath, allShortestPaths or nothing."""

    elements: tuple[NodePattern | RelationshipPattern, ...]
    variable: str | None = None
    shortest: str = ""

    @property
    def nodes(self) -> tuple[NodePattern, ...]:
        """The nodes in order."""
        return tuple(each for each in self.elements if isinstance(each, NodePattern))

    @property
    def relationships(self) -> tuple[RelationshipPattern, ...]:
        """The relationships in order."""
        return tuple(each for each in self.elements if isinstance(each, RelationshipPattern))


# --- clauses -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Clause(Part):
    """One step of a query."""


@dataclass(frozen=True, slots=True)
class Match(Clause):
    """``OPTIONAL MATCH patterns WHERE where``."""

    patterns: tuple[PathPattern, ...]
    where: Expression | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Unwind(Clause):
    """``UNWIND expression AS variable``."""

    expression: Expression
    variable: str


@dataclass(frozen=True, slots=True)
class Item(Part):
    """What a WITH or RETURN gives: an expression and its name. ``text`` names a column that has no name of its own."""

    expression: Expression
    alias: str | None = None
    text: str = field(default="", compare=False)

    @property
    def name(self) -> str:
        """The name that the value has afterwards."""
        if self.alias is None and isinstance(self.expression, Variable):
            return self.expression.name
        if self.alias is None and isinstance(self.expression, MapProjection):
            # Neo4j's own name for it.
            return self.expression.subject.name
        return self.alias if self.alias is not None else self.text


def own_name(expression: Expression) -> str | None:
    """Return the name that an expression has without AS: a variable its own, a map projection that of its subject."""
    if isinstance(expression, MapProjection):
        expression = expression.subject
    return expression.name if isinstance(expression, Variable) else None


@dataclass(frozen=True, slots=True)
class SortItem(Part):
    """One key of ORDER BY."""

    expression: Expression
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Projection(Clause):
    """What WITH and RETURN share; ``star`` is the ``*`` before the items."""

    items: tuple[Item, ...]
    star: bool = False
    distinct: bool = False
    order: tuple[SortItem, ...] = ()
    skip: Expression | None = None
    limit: Expression | None = None


@dataclass(frozen=True, slots=True)
class With(Projection):
    """``WITH … ORDER BY … SKIP … LIMIT … WHERE …``."""

    where: Expression | None = None


@dataclass(frozen=True, slots=True)
class Return(Projection):
    """``RETURN … ORDER BY … SKIP … LIMIT …``."""


@dataclass(frozen=True, slots=True)
class CallSubquery(Clause):
    """``CALL (a, b) {…}``; ``imports`` None where nothing stands in front, ``*`` alone imports all."""

    query: Query
    imports: tuple[str, ...] | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class CallProcedure(Clause):
    """``CALL name(arguments) YIELD field AS name WHERE …``; arguments and yields None where they are not written."""

    name: str
    arguments: tuple[Expression, ...] | None = None
    yields: tuple[tuple[str, str], ...] | None = None
    star: bool = False
    where: Expression | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class SingleQuery(Part):
    """Clauses one after another."""

    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Query(Part):
    """One or more queries, joined by UNION; ``all`` says whether each UNION is a UNION ALL."""

    parts: tuple[SingleQuery, ...]
    all: tuple[bool, ...] = ()
