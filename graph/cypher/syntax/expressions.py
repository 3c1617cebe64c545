"""Reads the expressions of Cypher, by how tightly their operators bind."""

from __future__ import annotations

from abc import abstractmethod

from graph.cypher.syntax.constants import GREATEST, integer_of
from graph.cypher.syntax.tokens import Cursor
from graph.cypher.syntax.tree import (
    Binary,
    Comparison,
    Expression,
    HasLabels,
    IsNull,
    IsTyped,
    LabelExpression,
    Literal,
    Property,
    Slice,
    Subscript,
    Unary,
)
from graph.errors import QueryRefusedError

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


class ExpressionParser(Cursor):
    """Reads operators; what stands between them is read by the parsers that build on it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._level = 0
        self.written_otherwise = False
        """Whether something is written in a way that kglite cannot read and the printer does not use."""
        # In lists, a bar ends the labels of a predicate: `[x IN nodes(p) WHERE x:Person | x.name]`.
        self._bars = True

    @abstractmethod
    def _atom(self) -> Expression: ...

    @abstractmethod
    def _label_expression(self, *, bars: bool) -> LabelExpression: ...

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
            if operators and operators[-1] == "-" and integer_of(self.token) == GREATEST:
                # The smallest integer has no positive counterpart.
                self.take()
                operators.pop()
                operand = Literal(-GREATEST, span=self.span_from(starts.pop()))
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
