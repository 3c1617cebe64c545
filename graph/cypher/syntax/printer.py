"""Prints a syntax tree as a query again: what no rewriting touched stands as it was written."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from graph.cypher.syntax.expressions import BINDING, COMPARISON, NOT, OR, POSTFIX, PREDICATE, SIGN, SUM
from graph.cypher.syntax.tree import (
    AllLabels,
    AnyLabel,
    Binary,
    Call,
    CallProcedure,
    CallSubquery,
    Case,
    Comparison,
    Expression,
    HasLabels,
    IsNull,
    IsTyped,
    Item,
    Label,
    LabelExpression,
    Length,
    ListComprehension,
    ListLiteral,
    Literal,
    MapLiteral,
    MapProjection,
    Match,
    NodePattern,
    NotLabel,
    OneOfLabels,
    Parameter,
    Part,
    PathPattern,
    PatternComprehension,
    PatternPredicate,
    Projection,
    Property,
    Quantifier,
    Query,
    Reduce,
    RelationshipPattern,
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

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LOWEST = -1
_PLAIN_LISTS = (ListLiteral, Variable, Parameter, Property, Call)
_RESERVED = frozenset(
    [
        *(
            "ALL",
            "ANY",
            "AND",
            "AS",
            "ASC",
            "BY",
            "CALL",
            "CASE",
            "CONTAINS",
            "COUNT",
            "CREATE",
            "DELETE",
            "DESC",
            "DETACH",
        ),
        *(
            "DISTINCT",
            "ELSE",
            "END",
            "ENDS",
            "EXCEPT",
            "EXISTS",
            "EXPLAIN",
            "FALSE",
            "FOREACH",
            "HAVING",
            "IN",
            "INF",
            "INFINITY",
            "INTERSECT",
            "IS",
            "LIMIT",
            "MATCH",
        ),
        *(
            "MERGE",
            "NAN",
            "NONE",
            "NOT",
            "NULL",
            "NULLS",
            "ON",
            "OPTIONAL",
            "OR",
            "ORDER",
            "OVER",
            "PARTITION",
            "PROFILE",
            "REDUCE",
            "REMOVE",
            "RETURN",
            "SET",
            "SINGLE",
        ),
        *("SKIP", "STARTS", "THEN", "TRUE", "UNION", "UNWIND", "WHEN", "WHERE", "WITH", "XOR", "YIELD"),
    ]
)


def print_query(query: Query, text: str) -> str:
    """Return a query as text; ``text`` is what it was read from."""
    return _Printer(text).print(query)


def name_of(name: str) -> str:
    """Return a name as it is written in a query: in backticks where it is more than a plain word."""
    if _PLAIN.fullmatch(name) and name.upper() not in _RESERVED:
        return name
    return "`" + name.replace("`", "``") + "`"


def text_of(value: str) -> str:
    """Return a text as it is written in a query."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


class _Printer:
    def __init__(self, text: str) -> None:
        self._text = text
        self._printers: dict[type, Callable[[Any], str]] = {
            Query: self._query,
            SingleQuery: lambda part: self._joined(part.clauses, " "),
            Match: self._match,
            Unwind: lambda part: f"UNWIND {self.print(part.expression)} AS {name_of(part.variable)}",
            CallSubquery: self._call_subquery,
            CallProcedure: self._call_procedure,
            Item: self._item,
            SortItem: lambda part: self.print(part.expression) + (" DESC" if part.descending else ""),
            PathPattern: self._path,
            NodePattern: self._node,
            RelationshipPattern: self._relationship,
            Label: lambda part: name_of(part.name),
            AnyLabel: lambda _: "%",
            NotLabel: lambda part: f"!{self._label(part.operand)}",
            AllLabels: lambda part: (":" if part.colons else "&").join(map(self._label, part.operands)),
            OneOfLabels: lambda part: "|".join(map(self._label, part.operands)),
            Literal: self._literal,
            Parameter: lambda part: f"${name_of(part.name) if not part.name.isdigit() else part.name}",
            Variable: lambda part: name_of(part.name),
            Property: lambda part: f"{self._at_least(part.subject, POSTFIX)}.{name_of(part.key)}",
            Subscript: lambda part: f"{self._at_least(part.subject, POSTFIX)}[{self.print(part.index)}]",
            Slice: self._slice,
            ListLiteral: lambda part: f"[{self._joined(part.items, ', ')}]",
            MapLiteral: self._map,
            MapProjection: self._map_projection,
            Call: self._call,
            Unary: self._unary,
            Binary: self._binary,
            Comparison: self._comparison,
            IsNull: self._is_null,
            IsTyped: self._is_typed,
            HasLabels: self._has_labels,
            Case: self._case,
            ListComprehension: self._list_comprehension,
            PatternComprehension: self._pattern_comprehension,
            Quantifier: self._quantifier,
            Reduce: self._reduce,
            PatternPredicate: lambda part: self.print(part.pattern),
            Subquery: self._subquery,
        }

    def print(self, part: Part) -> str:
        """Return a part as it was written, or anew where it was changed."""
        if part.span is not None:
            return self._text[part.span[0] : part.span[1]]
        if isinstance(part, Projection):
            return self._projection(part)
        return self._printers[type(part)](part)

    def _joined(self, parts: tuple[Any, ...], between: str) -> str:
        return between.join(map(self.print, parts))

    def _at_least(self, part: Expression, binding: int) -> str:
        """Return an expression as an operand, in brackets where its own operator binds less tightly."""
        printed = self.print(part)
        return printed if _binding(part) >= binding else f"({printed})"

    # --- clauses -------------------------------------------------------------------------------------------------------
    def _query(self, part: Query) -> str:
        printed = self.print(part.parts[0])
        for all_, single in zip(part.all, part.parts[1:], strict=True):
            printed += f" UNION {'ALL ' if all_ else ''}{self.print(single)}"
        return printed

    def _match(self, part: Match) -> str:
        return f"{'OPTIONAL ' if part.optional else ''}MATCH {self._joined(part.patterns, ', ')}{self._where(part.where)}"

    def _where(self, condition: Expression | None) -> str:
        return "" if condition is None else f" WHERE {self._at_least(condition, OR)}"

    def _projection(self, part: Projection) -> str:
        printed = "WITH " if isinstance(part, With) else "RETURN "
        printed += "DISTINCT " if part.distinct else ""
        printed += ", ".join([*(["*"] if part.star else []), *map(self.print, part.items)])
        printed += f" ORDER BY {self._joined(part.order, ', ')}" if part.order else ""
        printed += f" SKIP {self.print(part.skip)}" if part.skip is not None else ""
        printed += f" LIMIT {self.print(part.limit)}" if part.limit is not None else ""
        return printed + (self._where(part.where) if isinstance(part, With) else "")

    def _item(self, part: Item) -> str:
        printed = self.print(part.expression)
        if part.alias is None and isinstance(part.expression, Variable) and part.expression.name == part.text:
            return printed
        return f"{printed} AS {name_of(part.name)}"

    def _call_subquery(self, part: CallSubquery) -> str:
        imports = ""
        if part.imports is not None:
            imports = f"({'*' if part.imports == ('*',) else ', '.join(map(name_of, part.imports))}) "
        return f"{'OPTIONAL ' if part.optional else ''}CALL {imports}{{ {self.print(part.query)} }}"

    def _call_procedure(self, part: CallProcedure) -> str:
        printed = f"{'OPTIONAL ' if part.optional else ''}CALL {'.'.join(map(name_of, part.name.split('.')))}"
        if part.arguments is not None:
            printed += f"({self._joined(part.arguments, ', ')})"
        if part.star:
            printed += " YIELD *"
        elif part.yields is not None:
            fields = (
                name_of(field) if field == name else f"{name_of(field)} AS {name_of(name)}"
                for field, name in part.yields
            )
            printed += f" YIELD {', '.join(fields)}"
        return printed + self._where(part.where)

    # --- patterns ------------------------------------------------------------------------------------------------------
    def _path(self, part: PathPattern) -> str:
        printed = self._joined(part.elements, "")
        printed = f"{part.shortest}({printed})" if part.shortest else printed
        return printed if part.variable is None else f"{name_of(part.variable)} = {printed}"

    def _node(self, part: NodePattern) -> str:
        return f"({self._inside(part.variable, part.labels, None, part.properties, part.where)})"

    def _relationship(self, part: RelationshipPattern) -> str:
        inside = self._inside(part.variable, part.types, part.length, part.properties, part.where)
        printed = f"-[{inside}]-" if inside else "--"
        return {"": printed, "<": f"<{printed}", ">": f"{printed}>"}[part.direction]

    def _inside(
        self,
        variable: str | None,
        labels: LabelExpression | None,
        length: Length | None,
        properties: Expression | None,
        where: Expression | None,
    ) -> str:
        printed = "" if variable is None else name_of(variable)
        printed += "" if labels is None else f":{self.print(labels)}"
        printed += "" if length is None else _length(length)
        if properties is not None:
            printed += f"{' ' if printed else ''}{self.print(properties)}"
        condition = self._where(where)
        # Without brackets, a map would be that of a variable called WHERE.
        if condition.startswith(" WHERE {"):
            condition = f" WHERE ({condition.removeprefix(' WHERE ')})"
        return printed + condition

    def _label(self, part: LabelExpression) -> str:
        printed = self.print(part)
        return f"({printed})" if isinstance(part, (AllLabels, OneOfLabels)) else printed

    # --- expressions ---------------------------------------------------------------------------------------------------
    def _literal(self, part: Literal) -> str:
        value = part.value
        if isinstance(value, str):
            return text_of(value)
        if isinstance(value, float):
            if math.isnan(value):
                return "NaN"
            return repr(value) if math.isfinite(value) else "Infinity" if value > 0 else "-Infinity"
        return (
            {None: "null", True: "true", False: "false"}[value]
            if value is None or isinstance(value, bool)
            else str(value)
        )

    def _slice(self, part: Slice) -> str:
        start = "" if part.start is None else self.print(part.start)
        end = "" if part.end is None else self.print(part.end)
        return f"{self._at_least(part.subject, POSTFIX)}[{start}..{end}]"

    def _map(self, part: MapLiteral) -> str:
        return "{" + ", ".join(f"{name_of(key)}: {self.print(value)}" for key, value in part.items) + "}"

    def _map_projection(self, part: MapProjection) -> str:
        items = []
        for key, value in part.items:
            if value is None:
                items.append(".*" if key == "*" else f".{name_of(key)}")
            else:
                items.append(f"{name_of(key)}: {self.print(value)}")
        return f"{self.print(part.subject)} {{{', '.join(items)}}}"

    def _call(self, part: Call) -> str:
        arguments = (
            "*" if part.star else ("DISTINCT " if part.distinct else "") + self._joined(part.arguments, ", ")
        )
        return f"{part.name}({arguments})"

    def _unary(self, part: Unary) -> str:
        if part.operator == "NOT":
            return f"NOT {self._at_least(part.operand, COMPARISON)}"
        return f"{part.operator}{self._at_least(part.operand, POSTFIX)}"

    def _binary(self, part: Binary) -> str:
        binding = BINDING[part.operator]
        # kglite reads no test as an operand of another without brackets, and behind IN no more than a list without them.
        left = self._at_least(part.left, SUM if binding == PREDICATE else binding)
        right = self._at_least(part.right, binding + 1)
        if part.operator == "IN" and not isinstance(part.right, _PLAIN_LISTS):
            right = f"({right})"
        if part.operator == "-" and right.startswith("["):
            # kglite takes a stroke and a square bracket for a relationship.
            right = f"({right})"
        return f"{left} {part.operator} {right}"

    def _comparison(self, part: Comparison) -> str:
        rest = (f" {operator} {self._at_least(operand, SUM)}" for operator, operand in part.rest)
        return self._at_least(part.first, SUM) + "".join(rest)

    def _is_null(self, part: IsNull) -> str:
        return f"{self._at_least(part.operand, SUM)} IS {'NOT ' if part.negated else ''}NULL"

    def _is_typed(self, part: IsTyped) -> str:
        return f"{self._at_least(part.operand, SUM)} IS {'NOT ' if part.negated else ''}:: {part.type}"

    def _has_labels(self, part: HasLabels) -> str:
        return f"{self._at_least(part.subject, POSTFIX)}:{self.print(part.labels)}"

    def _case(self, part: Case) -> str:
        def printed(word: str, each: Expression | None) -> str:
            return "" if each is None else f" {word}{self._at_least(each, OR)}"

        branches = "".join(printed("WHEN ", when) + printed("THEN ", then) for when, then in part.branches)
        return f"CASE{printed('', part.subject)}{branches}{printed('ELSE ', part.default)} END"

    def _list_comprehension(self, part: ListComprehension) -> str:
        projection = "" if part.projection is None else f" | {self.print(part.projection)}"
        source = self._at_least(part.source, OR)
        return f"[{name_of(part.variable)} IN {source}{self._where(part.where)}{projection}]"

    def _pattern_comprehension(self, part: PatternComprehension) -> str:
        return f"[{self.print(part.pattern)}{self._where(part.where)} | {self.print(part.projection)}]"

    def _quantifier(self, part: Quantifier) -> str:
        return f"{part.kind}({name_of(part.variable)} IN {self.print(part.source)}{self._where(part.where)})"

    def _reduce(self, part: Reduce) -> str:
        accumulated = f"{name_of(part.accumulator)} = {self._at_least(part.initial, OR)}"
        over = f"{name_of(part.variable)} IN {self._at_least(part.source, OR)}"
        return f"reduce({accumulated}, {over} | {self.print(part.expression)})"

    def _subquery(self, part: Subquery) -> str:
        if part.short and part.query.span is None:
            # In round brackets kglite reads no MATCH here.
            match = part.query.parts[0].clauses[0]
            if isinstance(match, Match):
                patterns = self._joined(match.patterns, ", ")
                return f"{part.kind} {{ {patterns}{self._where(match.where)} }}"
        return f"{part.kind} {{ {self.print(part.query)} }}"


def _length(length: Length) -> str:
    if length.minimum is not None and length.minimum == length.maximum:
        return f"*{length.minimum}"
    if length.minimum is None and length.maximum is None:
        return "*"
    start = "" if length.minimum is None else str(length.minimum)
    return f"*{start}..{'' if length.maximum is None else length.maximum}"


def _binding(part: Expression) -> int:
    """Return how tightly the operator of an expression binds; a bar between labels would end them in a list."""
    if isinstance(part, Binary):
        return BINDING[part.operator]
    if isinstance(part, Unary):
        return NOT if part.operator == "NOT" else SIGN
    if isinstance(part, Comparison):
        return COMPARISON
    if isinstance(part, (IsNull, IsTyped)):
        return PREDICATE
    if isinstance(part, HasLabels):
        return _LOWEST if isinstance(part.labels, OneOfLabels) else PREDICATE
    if (
        isinstance(part, Literal)
        and isinstance(part.value, (int, float))
        and not isinstance(part.value, bool)
    ):
        # 1.name would be no number.
        return SIGN
    return POSTFIX
