"""Reads a query of Cypher into its syntax tree: every clause that reads, in the words of Neo4j 5."""

from __future__ import annotations

from collections.abc import Iterator

from graph.cypher.syntax.patterns import PatternParser
from graph.cypher.syntax.tree import (
    CallProcedure,
    CallSubquery,
    Clause,
    Expression,
    Item,
    Match,
    Part,
    Projection,
    Query,
    Return,
    SingleQuery,
    SortItem,
    Unwind,
    With,
)
from graph.cypher.syntax.walking import changed, children
from graph.errors import QueryRefusedError

DEPTH = 250
"""How deep a tree may be; what nests deeper overflows the stack of a process."""

_WRITING = frozenset(
    {"CREATE", "MERGE", "SET", "DELETE", "DETACH", "NODETACH", "REMOVE", "FOREACH", "INSERT"}
)
_OTHERS = frozenset({"FINISH", "LET", "FILTER", "FOR", "NEXT", "USE", "WHEN", "SHOW", "LOAD"})
_LANGUAGES = ("INTERSECT", "EXCEPT", "OTHERWISE")
_END_OF_ITEM = frozenset(
    {
        "ORDER",
        "SKIP",
        "OFFSET",
        "LIMIT",
        "WHERE",
        "UNION",
        "MATCH",
        "OPTIONAL",
        "UNWIND",
        "WITH",
        "RETURN",
        "CALL",
    }
)


def parse(text: str) -> Query:
    """Return the syntax tree of a query's text; it stands in no text where that has what only Neo4j can read.

    Raises:
        QueryFailedError: The text is no Cypher; the message has line and column, and what was expected there.
        QueryRefusedError: The query writes, or uses what the embedded store has no like of; the message says what to write.

    """
    query = _Parser(text).whole()
    _check_depth(query)
    return query


class _Parser(PatternParser):
    def whole(self) -> Query:
        query = self._query(subquery=False)
        self.skip(";")
        if self.token.kind != "end":
            self.fail_expecting("the end of the query")
        return changed(query) if self.written_otherwise else query

    def _query(self, *, subquery: bool) -> Query:
        start = self.place
        parts = [self._single(subquery=subquery)]
        all_ = []
        while self.skip("UNION"):
            all_.append(self.skip("ALL"))
            if not all_[-1]:
                self.written_otherwise |= self.skip("DISTINCT")
            parts.append(self._single(subquery=subquery))
        if self.token.word in _LANGUAGES:
            self.fail(
                f"{self.token.text} is no word of Cypher: use UNION, or a WHERE that says what is left out"
            )
        return Query(tuple(parts), tuple(all_), span=self.span_from(start))

    def _single(self, *, subquery: bool) -> SingleQuery:
        start = self.place
        clauses: list[Clause] = []
        while not clauses or not isinstance(clauses[-1], Return):
            clause = self._clause()
            if clause is None:
                break
            clauses.append(clause)
        if not clauses:
            self.fail_expecting("a clause such as MATCH or RETURN")
        last = clauses[-1]
        alone = isinstance(last, CallProcedure) and (len(clauses) == 1 or last.yields is None)
        if not (subquery or isinstance(last, Return) or alone):
            self.fail_expecting("RETURN, which ends a query,")
        return SingleQuery(tuple(clauses), span=self.span_from(start))

    def _subquery(self) -> tuple[Query, bool]:
        """Read the braces of EXISTS, COUNT or COLLECT; patterns alone are a MATCH."""
        self.expect("{")
        bars, self._bars = self._bars, True
        start = self.place
        short = self.at("(") or (self.at_name() and self.ahead(1).word == "=") or self._at_shortest()
        if short:
            # As a MATCH it does not stand in the text.
            query = Query((SingleQuery((changed(self._match_body(start, optional=False)),)),))
        else:
            query = self._query(subquery=True)
        self.expect("}")
        self._bars = bars
        return query, short

    def _at_shortest(self) -> bool:
        return self.token.word in {"SHORTESTPATH", "ALLSHORTESTPATHS"} and self.ahead(1).word == "("

    # --- clauses -------------------------------------------------------------------------------------------------------
    def _clause(self) -> Clause | None:
        start, word = self.place, self.token.word
        if word in {"MATCH", "OPTIONAL"}:
            optional = self.skip("OPTIONAL")
            if optional and self.at("CALL"):
                return self._call_clause(start, optional=True)
            self.expect("MATCH")
            return self._match_body(start, optional=optional)
        if word == "UNWIND":
            self.take()
            expression = self._expression()
            self.expect("AS")
            return Unwind(expression, self.name("a variable"), span=self.span_from(start))
        if word == "WITH":
            return self._with(start)
        if word == "RETURN":
            self.take()
            projection = self._projection()
            return Return(
                projection.items,
                projection.star,
                projection.distinct,
                projection.order,
                projection.skip,
                projection.limit,
                span=self.span_from(start),
            )
        if word == "CALL":
            return self._call_clause(start, optional=False)
        if word in {"SKIP", "OFFSET", "LIMIT"} or self.at("ORDER", "BY"):
            self.written_otherwise = True
            return With((), True, False, *self._ends(), span=self.span_from(start))
        if word in _WRITING:
            raise QueryRefusedError("The query would write to the graph; only reading is allowed here.")
        if word in _OTHERS:
            self.fail(
                f"{self.token.text} is no clause of Cypher 5 that reads: use MATCH, WITH, UNWIND, CALL and RETURN"
            )
        return None

    def _match_body(self, start: int, *, optional: bool) -> Match:
        patterns = self._patterns()
        if self.at("USING"):
            raise QueryRefusedError("USING is refused: leave hints out, the embedded store plans by itself.")
        where = self._expression() if self.skip("WHERE") else None
        return Match(patterns, where, optional, span=self.span_from(start))

    def _with(self, start: int) -> With:
        self.take()
        projection = self._projection()
        where = self._expression() if self.skip("WHERE") else None
        return With(
            projection.items,
            projection.star,
            projection.distinct,
            projection.order,
            projection.skip,
            projection.limit,
            where,
            span=self.span_from(start),
        )

    def _projection(self) -> Projection:
        distinct = self.skip("DISTINCT")
        if not distinct and self.at("ALL") and self.ahead(1).word not in {"(", ".", ",", "AS"}:
            self.take()
        star = self.skip("*")
        items: list[Item] = []
        if not star or self.skip(","):
            items.append(self._item())
            while self.skip(","):
                items.append(self._item())
        return Projection(tuple(items), star, distinct, *self._ends())

    def _ends(self) -> tuple[tuple[SortItem, ...], Expression | None, Expression | None]:
        """Read how rows are sorted, how many are left out and how many are kept."""
        order = self._order() if self.skip("ORDER", "BY") else ()
        skip = self._expression() if self.skip("SKIP") or self.skip("OFFSET") else None
        limit = self._expression() if self.skip("LIMIT") else None
        return order, skip, limit

    def _item(self) -> Item:
        start = self.place
        if self.token.word in _END_OF_ITEM and self.ahead(1).word not in {".", ",", "AS", "(", ""}:
            self.fail_expecting("a value")
        expression = self._expression()
        first, last = self.span_from(start)
        alias = self.name("a name") if self.skip("AS") else None
        return Item(expression, alias, self.text[first:last], span=self.span_from(start))

    def _order(self) -> tuple[SortItem, ...]:
        found = []
        while True:
            start = self.place
            expression = self._expression()
            descending = self.skip("DESC") or self.skip("DESCENDING")
            if not descending and not self.skip("ASC"):
                self.skip("ASCENDING")
            found.append(SortItem(expression, descending, span=self.span_from(start)))
            if not self.skip(","):
                return tuple(found)

    # --- CALL ----------------------------------------------------------------------------------------------------------
    def _call_clause(self, start: int, *, optional: bool) -> Clause:
        self.expect("CALL")
        imports: tuple[str, ...] | None = None
        if self.skip("("):
            imports = self._imports()
        if imports is not None or self.at("{"):
            self.expect("{")
            bars, self._bars = self._bars, True
            query = self._query(subquery=True)
            self.expect("}")
            self._bars = bars
            return CallSubquery(query, imports, optional, span=self.span_from(start))
        return self._procedure(start, optional=optional)

    def _imports(self) -> tuple[str, ...]:
        if self.skip("*"):
            self.expect(")")
            return ("*",)
        names = [] if self.at(")") else [self.name("a variable")]
        while self.skip(","):
            names.append(self.name("a variable"))
        self.expect(")")
        return tuple(names)

    def _procedure(self, start: int, *, optional: bool) -> CallProcedure:
        names = [self.name("the name of a procedure")]
        while self.skip("."):
            names.append(self.name("the name of a procedure"))
        arguments: tuple[Expression, ...] | None = None
        if self.skip("("):
            arguments = () if self.at(")") else self._expressions()
            self.expect(")")
        yields, star, where = None, False, None
        if self.skip("YIELD"):
            star = self.skip("*")
            yields = () if star else tuple(self._yields())
            where = self._expression() if self.skip("WHERE") else None
        return CallProcedure(
            ".".join(names), arguments, yields, star, where, optional, span=self.span_from(start)
        )

    def _yields(self) -> Iterator[tuple[str, str]]:
        while True:
            field = self.name("a field")
            yield field, self.name("a name") if self.skip("AS") else field
            if not self.skip(","):
                return


def _check_depth(query: Query) -> None:
    """Refuse a tree so deep that no one could have meant it.

    Raises:
        QueryRefusedError: It is deeper than :data:`DEPTH`.

    """
    waiting: list[tuple[Part, int]] = [(query, 1)]
    while waiting:
        part, depth = waiting.pop()
        if depth > DEPTH:
            raise QueryRefusedError(f"The query nests more than {DEPTH} deep: simplify it.")
        waiting.extend((child, depth + 1) for child in children(part))
