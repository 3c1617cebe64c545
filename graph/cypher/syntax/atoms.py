"""Reads what stands between the operators of Cypher: constants, names, functions, and all that brackets hold."""

from __future__ import annotations

import math
import re
from abc import abstractmethod

from graph.cypher.syntax.constants import number_of, unescaped
from graph.cypher.syntax.expressions import ExpressionParser
from graph.cypher.syntax.tree import (
    Call,
    Case,
    Expression,
    ListComprehension,
    ListLiteral,
    Literal,
    MapLiteral,
    MapProjection,
    Parameter,
    PathPattern,
    PatternComprehension,
    PatternPredicate,
    Quantifier,
    Query,
    Reduce,
    Subquery,
    Variable,
)
from graph.errors import QueryFailedError, QueryRefusedError

_CONSTANTS: dict[str, bool | float | None] = {
    "TRUE": True,
    "FALSE": False,
    "NULL": None,
    "NAN": math.nan,
    "INF": math.inf,
    "INFINITY": math.inf,
}
_QUANTIFIERS = frozenset({"ALL", "ANY", "NONE", "SINGLE"})
_SHORTEST = frozenset({"SHORTESTPATH", "ALLSHORTESTPATHS"})
_SUBQUERIES = frozenset({"EXISTS", "COUNT", "COLLECT"})
_PLAIN = re.compile(r"[A-Za-z0-9_]+")


class AtomParser(ExpressionParser):
    """Reads values; patterns and queries in them are read by the parsers that build on it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._no_patterns: set[int] = set()

    @abstractmethod
    def _path_pattern(self) -> PathPattern: ...

    @abstractmethod
    def _shortest(self) -> PathPattern: ...

    @abstractmethod
    def _subquery(self) -> tuple[Query, bool]: ...

    def _atom(self) -> Expression:
        start, token = self.place, self.token
        if token.kind == "number":
            self.take()
            return Literal(number_of(token, self.text), span=token.span)
        if token.kind == "string":
            self.take()
            return Literal(unescaped(token.text[1:-1]), span=token.span)
        if self.skip("$"):
            return Parameter(self._parameter_name(), span=self.span_from(start))
        if token.word == "(":
            return self._round(start)
        if token.word == "[":
            return self._square(start)
        if token.word == "{":
            return MapLiteral(self._map(), span=self.span_from(start))
        if token.kind == "word":
            return self._word(start)
        if token.kind == "quoted":
            return self._named(start)
        self.fail_expecting("a value")

    def _word(self, start: int) -> Expression:
        word, following = self.token.word, self.ahead(1).word
        if word in _CONSTANTS and following != "(":
            self.take()
            return Literal(_CONSTANTS[word], span=self.span_from(start))
        if word == "CASE":
            return self._case(start)
        if following == "{" and word in _SUBQUERIES:
            self.take()
            query, short = self._subquery()
            return Subquery(word, query, short, span=self.span_from(start))
        if following == "(" and word in _QUANTIFIERS and self.ahead(3).word == "IN":
            return self._quantifier(start)
        if following == "(" and word == "REDUCE":
            return self._reduce(start)
        if following == "(" and word in _SHORTEST:
            return PatternPredicate(self._shortest(), span=self.span_from(start))
        return self._named(start)

    def _parameter_name(self) -> str:
        name = self.take().text if self.token.kind == "number" else self.name("the name of a parameter")
        if not _PLAIN.fullmatch(name):
            raise QueryRefusedError(
                f"The parameter {name!r} is refused: give it a name of letters of the English alphabet, digits and underscores."
            )
        return name

    def _named(self, start: int) -> Expression:
        """Read what begins with a name: a function, a map projection or a variable."""
        used = 1
        while self.ahead(used).word == "." and self.ahead(used + 1).kind in {"word", "quoted"}:
            used += 2
        if self.ahead(used).word == "(":
            names = [self.name("a function")]
            while self.skip("."):
                names.append(self.name("a function"))
            return self._call(".".join(names), start)
        name = Variable(self.name("a variable"), span=self.span_from(start))
        if self.at("{"):
            return MapProjection(name, self._projected(), span=self.span_from(start))
        return name

    def _call(self, name: str, start: int) -> Expression:
        self.expect("(")
        bars, self._bars = self._bars, True
        if self.skip("*"):
            self.expect(")")
            self._bars = bars
            return Call(name, (), star=True, span=self.span_from(start))
        distinct = self.skip("DISTINCT")
        if not distinct and self.at("ALL") and self.ahead(1).word not in {"(", ")", ",", "."}:
            self.take()
        arguments = () if self.at(")") else self._expressions()
        self.expect(")")
        self._bars = bars
        return Call(name, arguments, distinct, span=self.span_from(start))

    def _expressions(self) -> tuple[Expression, ...]:
        found = [self._expression()]
        while self.skip(","):
            found.append(self._expression())
        return tuple(found)

    def _case(self, start: int) -> Expression:
        self.expect("CASE")
        subject = None if self.at("WHEN") else self._expression()
        branches = []
        while self.skip("WHEN"):
            when = self._expression()
            if self.at(","):
                raise QueryRefusedError(
                    "CASE … WHEN with several values is refused: the embedded store does not know it. Write a WHEN for each value."
                )
            self.expect("THEN")
            branches.append((when, self._expression()))
        if not branches:
            self.fail_expecting("WHEN")
        default = self._expression() if self.skip("ELSE") else None
        self.expect("END")
        return Case(subject, tuple(branches), default, span=self.span_from(start))

    def _quantifier(self, start: int) -> Expression:
        kind = self.take().text.casefold()
        self.expect("(")
        bars, self._bars = self._bars, True
        variable = self.name("a variable")
        self.expect("IN")
        source = self._expression()
        where = self._expression() if self.skip("WHERE") else None
        self.expect(")")
        self._bars = bars
        return Quantifier(kind, variable, source, where, span=self.span_from(start))

    def _reduce(self, start: int) -> Expression:
        self.take()
        self.expect("(")
        bars, self._bars = self._bars, False
        accumulator = self.name("a variable")
        self.expect("=")
        initial = self._expression()
        self.expect(",")
        variable = self.name("a variable")
        self.expect("IN")
        source = self._expression()
        self.expect("|")
        self._bars = True
        expression = self._expression()
        self.expect(")")
        self._bars = bars
        return Reduce(accumulator, initial, variable, source, expression, span=self.span_from(start))

    # --- brackets ------------------------------------------------------------------------------------------------------
    def _round(self, start: int) -> Expression:
        pattern = self._tried_pattern()
        if pattern is not None:
            return PatternPredicate(pattern, span=self.span_from(start))
        self.expect("(")
        bars, self._bars = self._bars, True
        found = self._expression()
        self._bars = bars
        self.expect(")")
        return found

    def _tried_pattern(self) -> PathPattern | None:
        """Read a pattern of at least one relationship if one comes next."""
        start, level, bars = self.place, self._level, self._bars
        if start in self._no_patterns:
            return None
        try:
            pattern = self._path_pattern()
        except (QueryFailedError, QueryRefusedError):
            pattern = None
        if pattern is None or len(pattern.elements) == 1:
            # What stands in these brackets is read anew, but not tried again.
            self._no_patterns.add(start)
            self.place, self._level, self._bars = start, level, bars
            return None
        return pattern

    def _square(self, start: int) -> Expression:
        bars = self._bars
        try:
            found = self._comprehension(start)
            if found is None:
                self.place = start
                self._bars = True
                self.expect("[")
                items = () if self.at("]") else self._expressions()
                self.expect("]")
                found = ListLiteral(items, span=self.span_from(start))
        finally:
            self._bars = bars
        return found

    def _comprehension(self, start: int) -> Expression | None:
        """Read a comprehension over a list or over a pattern if one comes next."""
        self.expect("[")
        self._bars = False
        if self.at_name() and self.ahead(1).word == "IN":
            level = self._level
            variable = self.name("a variable")
            self.take()
            source = self._expression()
            if not (self.at("]") or self.at("WHERE") or self.at("|")):
                self._level = level
                return None
            where = self._expression() if self.skip("WHERE") else None
            self._bars = True
            projection = self._expression() if self.skip("|") else None
            self.expect("]")
            return ListComprehension(variable, source, where, projection, span=self.span_from(start))
        name = None
        if self.at_name() and self.ahead(1).word == "=" and self.ahead(2).word == "(":
            name = self.name("a variable")
            self.take()
        pattern = self._tried_pattern() if self.at("(") else None
        if pattern is None or not (self.at("WHERE") or self.at("|")):
            return None
        if name is not None:
            pattern = PathPattern(pattern.elements, variable=name, span=pattern.span)
        where = self._expression() if self.skip("WHERE") else None
        self.expect("|")
        self._bars = True
        projection = self._expression()
        self.expect("]")
        return PatternComprehension(pattern, where, projection, span=self.span_from(start))

    def _map(self) -> tuple[tuple[str, Expression], ...]:
        self.expect("{")
        bars, self._bars = self._bars, True
        items = []
        while not self.at("}"):
            key = self.name("a key")
            self.expect(":")
            items.append((key, self._expression()))
            if not self.skip(","):
                break
            if self.at("}"):
                self.fail_expecting("a key")
        self.expect("}")
        self._bars = bars
        return tuple(items)

    def _projected(self) -> tuple[tuple[str, Expression | None], ...]:
        self.expect("{")
        bars, self._bars = self._bars, True
        items: list[tuple[str, Expression | None]] = []
        while not self.at("}"):
            start = self.place
            if self.skip(".", "*"):
                items.append(("*", None))
            elif self.skip("."):
                items.append((self.name("a property"), None))
            else:
                name = self.name("a key")
                value = self._expression() if self.skip(":") else Variable(name, span=self.span_from(start))
                items.append((name, value))
            if not self.skip(","):
                break
        self.expect("}")
        self._bars = bars
        return tuple(items)
