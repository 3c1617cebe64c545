"""Reads the expressions of Cypher, by how tightly their operators bind."""

from __future__ import annotations

import math
import re
from abc import abstractmethod

from graph.cypher.syntax import (
    Binary,
    Call,
    Case,
    Comparison,
    Expression,
    HasLabels,
    IsNull,
    IsTyped,
    LabelExpression,
    ListComprehension,
    ListLiteral,
    Literal,
    MapLiteral,
    MapProjection,
    Parameter,
    PathPattern,
    PatternComprehension,
    PatternPredicate,
    Property,
    Quantifier,
    Query,
    Reduce,
    Slice,
    Subquery,
    Subscript,
    Unary,
    Variable,
)
from graph.cypher.tokens import Cursor, Token, failed
from graph.errors import QueryFailedError, QueryRefusedError

CHAIN = 200
"""How many operators may follow one another; what chains more keeps a store's parser too long or overflows its stack."""
LEVELS = 80
"""How deep expressions may stand in one another; what is deeper overflows the stack of a process."""

OR, XOR, AND, NOT, COMPARISON, PREDICATE, SUM, PRODUCT, POWER, SIGN, POSTFIX = range(11)
"""How tightly operators bind, the loosest first."""

BINDING = {
    "OR": OR,
    "XOR": XOR,
    "AND": AND,
    "+": SUM,
    "-": SUM,
    "||": SUM,
    "*": PRODUCT,
    "/": PRODUCT,
    "%": PRODUCT,
    "^": POWER,
    "IN": PREDICATE,
    "=~": PREDICATE,
    "CONTAINS": PREDICATE,
    "STARTS WITH": PREDICATE,
    "ENDS WITH": PREDICATE,
}
_COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})
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
_TYPE_WORDS = frozenset(
    [
        *(
            "ANY",
            "ARRAY",
            "BOOL",
            "BOOLEAN",
            "DATE",
            "DATETIME",
            "DURATION",
            "EDGE",
            "FLOAT",
            "INT",
            "INTEGER",
            "LIST",
            "LOCAL",
        ),
        *(
            "MAP",
            "NODE",
            "NOT",
            "NOTHING",
            "NULL",
            "PATH",
            "POINT",
            "PROPERTY",
            "RELATIONSHIP",
            "SIGNED",
            "STRING",
            "TIME",
        ),
        *("TIMESTAMP", "TIMEZONE", "VALUE", "VARCHAR", "VERTEX", "WITHOUT", "ZONE", "ZONED"),
    ]
)
_PLAIN = re.compile(r"[A-Za-z0-9_]+")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "\\": "\\", "'": "'", '"': '"', "`": "`"}
_GREATEST = 2**63


class ExpressionParser(Cursor):
    """Reads expressions; what stands in them of patterns and queries is read by the parsers that build on it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._level = 0
        self.written_otherwise = False
        """Whether something is written in a way that kglite cannot read and the printer does not use."""
        # In lists, a bar ends the labels of a predicate: `[x IN nodes(p) WHERE x:Person | x.name]`.
        self._bars = True
        self._no_patterns: set[int] = set()

    @abstractmethod
    def _path_pattern(self) -> PathPattern: ...

    @abstractmethod
    def _shortest(self) -> PathPattern: ...

    @abstractmethod
    def _label_expression(self, *, bars: bool) -> LabelExpression: ...

    @abstractmethod
    def _subquery(self) -> tuple[Query, bool]: ...

    def _expression(self, binding: int = OR) -> Expression:
        """Read an expression whose operators bind at least so tightly."""
        self._level += 1
        if self._level > LEVELS:
            self.fail(f"expressions stand in one another more than {LEVELS} deep: simplify the query")
        start, chained = self.place, 0
        left = self._operand(binding)
        while True:
            found = self._operation(left, binding, start)
            if found is left:
                break
            left = found
            chained = self._count_chained(chained)
        self._level -= 1
        return left

    def _count_chained(self, chained: int) -> int:
        """Count one more operator of a chain.

        Raises:
            QueryRefusedError: It is longer than anyone could have meant.

        """
        if chained == CHAIN:
            raise QueryRefusedError(
                f"The query chains more than {CHAIN} operators: use IN with a list, or pass it as a parameter."
            )
        return chained + 1

    def _operand(self, binding: int) -> Expression:
        starts: list[int] = []
        operators: list[str] = []
        while self.at("NOT") and binding <= NOT:
            self._count_chained(len(starts))
            starts.append(self.place)
            operators.append("NOT")
            self.take()
        if operators:
            operand = self._expression(COMPARISON)
        else:
            while self.at("-") or self.at("+"):
                self._count_chained(len(starts))
                starts.append(self.place)
                operators.append(self.take().text)
            if operators and operators[-1] == "-" and _integer(self.token) == _GREATEST:
                # The smallest integer has no positive counterpart.
                self.take()
                operators.pop()
                operand = Literal(-_GREATEST, span=self.span_from(starts.pop()))
            else:
                operand = self._postfix()
        for start, operator in zip(reversed(starts), reversed(operators), strict=True):
            operand = Unary(operator, operand, span=self.span_from(start))
        return operand

    def _operation(self, left: Expression, binding: int, start: int) -> Expression:
        """Read one operator with its right operand, or none that binds so tightly: then the left one is returned."""
        word = self.token.word
        if word in _COMPARISONS and binding <= COMPARISON and not isinstance(left, Comparison):
            return self._comparison(left, start)
        if word in _COMPARISONS and binding <= COMPARISON and self.tokens[self.place - 1].text == ")":
            return self._comparison(left, start)
        if word == "!=":
            self.fail("!= is no operator of Cypher: write <>")
        if binding <= PREDICATE:
            if word in {"STARTS", "ENDS"} and self.ahead(1).word == "WITH":
                self.place += 2
                return Binary(f"{word} WITH", left, self._expression(SUM), span=self.span_from(start))
            if word == "IS" or (word == ":" and self.ahead(1).word == ":"):
                return self._is(left, start)
        level = BINDING.get(word)
        if level is None or level < binding:
            return left
        self.take()
        return Binary(word, left, self._expression(level + 1), span=self.span_from(start))

    def _comparison(self, first: Expression, start: int) -> Expression:
        rest: list[tuple[str, Expression]] = []
        while self.token.word in _COMPARISONS:
            self._count_chained(len(rest))
            operator = self.take().text
            rest.append((operator, self._expression(PREDICATE)))
        return Comparison(first, tuple(rest), span=self.span_from(start))

    def _is(self, left: Expression, start: int) -> Expression:
        if self.skip("IS"):
            negated = self.skip("NOT")
            if self.skip("NULL"):
                return IsNull(left, negated, span=self.span_from(start))
            if self.at("NORMALIZED") or self.ahead(1).word == "NORMALIZED":
                raise QueryRefusedError("IS NORMALIZED is refused: the embedded store does not know it.")
            if not self.skip("TYPED"):
                self.expect(":", ":")
        else:
            negated = False
            self.expect(":", ":")
        return IsTyped(left, self._type(), negated, span=self.span_from(start))

    def _type(self) -> str:
        begin = self.place
        while True:
            if self.token.word in _TYPE_WORDS or self.at("<"):
                nested = self.at("<")
                self.take()
                if nested:
                    self._type()
                    self.expect(">")
            elif (
                self.at("WITH", "TIME")
                or self.at("WITH", "TIMEZONE")
                or (self.place > begin and self.at("|"))
            ):
                self.take()
            else:
                break
        if self.place == begin:
            self.fail_expecting("a type such as INTEGER")
        first, last = self.span_from(begin)
        return self.text[first:last]

    # --- what stands behind an atom ------------------------------------------------------------------------------------
    def _postfix(self) -> Expression:
        start, chained = self.place, 0
        found = self._atom()
        while True:
            chained = self._count_chained(chained)
            if self.at(".") and self.ahead(1).kind in {"word", "quoted"}:
                self.take()
                found = Property(found, self.name("a property"), span=self.span_from(start))
            elif self.at("["):
                found = self._subscript(found, start)
            elif self.at(":") and self.ahead(1).word != ":":
                self.take()
                labels = self._label_expression(bars=self._bars)
                found = HasLabels(found, labels, span=self.span_from(start))
            else:
                return found

    def _subscript(self, subject: Expression, start: int) -> Expression:
        self.expect("[")
        bars, self._bars = self._bars, True
        first = None if self.at("..") else self._expression()
        if self.skip(".."):
            end = None if self.at("]") else self._expression()
            self.expect("]")
            found: Expression = Slice(subject, first, end, span=self.span_from(start))
        else:
            self.expect("]")
            assert first is not None  # noqa: S101 - without an index there is a slice
            found = Subscript(subject, first, span=self.span_from(start))
        self._bars = bars
        return found

    # --- atoms ---------------------------------------------------------------------------------------------------------
    def _atom(self) -> Expression:
        start, token = self.place, self.token
        if token.kind == "number":
            self.take()
            return Literal(self._number(token), span=token.span)
        if token.kind == "string":
            self.take()
            return Literal(_unescaped(token.text[1:-1]), span=token.span)
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

    def _number(self, token: Token) -> int | float:
        """Return the value of a token that was just taken."""
        integer = _integer(token)
        value = float(token.text.replace("_", "")) if integer is None else integer
        if value >= _GREATEST and integer is not None:
            raise failed(self.text, token.span[0], f"the integer {token.text} is too large")
        if math.isinf(value):
            raise failed(self.text, token.span[0], f"the number {token.text} is too large")
        return value


def _integer(token: Token) -> int | None:
    digits = token.text.replace("_", "").casefold()
    if token.kind != "number" or not (digits.isdigit() or digits.startswith(("0x", "0o"))):
        return None
    if digits.startswith(("0x", "0o")):
        return int(digits, 0)
    octal = len(digits) > 1 and digits[0] == "0" and not set(digits) & set("89")
    return int(digits, 8 if octal else 10)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: _ESCAPES.get(match[1], match[0]), text) if "\\" in text else text
