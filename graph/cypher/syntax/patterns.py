"""Reads the patterns of Cypher: nodes, relationships, paths and the labels in them."""

from __future__ import annotations

from typing import NoReturn

from graph.cypher.syntax.atoms import AtomParser
from graph.cypher.syntax.constants import number_of
from graph.cypher.syntax.tree import (
    AllLabels,
    AnyLabel,
    Expression,
    Label,
    LabelExpression,
    Length,
    MapLiteral,
    NodePattern,
    NotLabel,
    OneOfLabels,
    Parameter,
    PathPattern,
    RelationshipPattern,
)
from graph.errors import QueryRefusedError

_SELECTORS = frozenset({"SHORTEST", "ALL", "ANY"})
_MODES = (
    ("REPEATABLE", "ELEMENT"),
    ("REPEATABLE", "ELEMENTS"),
    ("DIFFERENT", "RELATIONSHIP"),
    ("DIFFERENT", "RELATIONSHIPS"),
)
_SHORTEST = {"SHORTESTPATH": "shortestPath", "ALLSHORTESTPATHS": "allShortestPaths"}


class PatternParser(AtomParser):
    """Reads patterns, wherever they stand."""

    def _patterns(self) -> tuple[PathPattern, ...]:
        if any(self.at(*mode) for mode in _MODES):
            raise QueryRefusedError(
                "Match modes are refused: leave them out, the usual one is DIFFERENT RELATIONSHIPS."
            )
        found = [self._pattern()]
        while self.skip(","):
            found.append(self._pattern())
        return tuple(found)

    def _pattern(self) -> PathPattern:
        """Read a pattern of a MATCH, which may name its path and ask for the shortest."""
        start, variable = self.place, None
        if self.at_name() and self.ahead(1).word == "=":
            variable = self.name("a variable")
            self.take()
        if self.token.word in _SELECTORS and self.ahead(1).word != "=":
            self._refuse_selector()
        pattern = self._shortest() if self.token.word in _SHORTEST else self._path_pattern()
        return PathPattern(pattern.elements, variable, pattern.shortest, span=self.span_from(start))

    def _shortest(self) -> PathPattern:
        start = self.place
        shortest = _SHORTEST[self.take().word]
        self.expect("(")
        elements = self._path_pattern().elements
        self.expect(")")
        return PathPattern(elements, shortest=shortest, span=self.span_from(start))

    def _path_pattern(self) -> PathPattern:
        start = self.place
        if self.at("(", "(") or (
            self.at("(") and self.ahead(1).kind in {"word", "quoted"} and self.ahead(2).word == "="
        ):
            self._refuse_quantified()
        elements: list[NodePattern | RelationshipPattern] = [self._node()]
        while self._at_relationship():
            elements += [self._relationship(), self._node()]
        if self.at("("):
            self._refuse_quantified()
        return PathPattern(tuple(elements), span=self.span_from(start))

    def _node(self) -> NodePattern:
        start = self.place
        self.expect("(")
        bars, self._bars = self._bars, True
        variable = self._pattern_variable(")")
        labels = self._labels()
        properties = self._properties()
        where = self._expression() if self.skip("WHERE") else None
        self.expect(")")
        self._bars = bars
        return NodePattern(variable, labels, properties, where, span=self.span_from(start))

    def _at_relationship(self) -> bool:
        used = 1 if self.at("<") else 0
        return self.ahead(used).word == "-" and self.ahead(used + 1).word in {"-", "["}

    def _relationship(self) -> RelationshipPattern:
        start = self.place
        left = self.skip("<")
        self.expect("-")
        variable, types, length, properties, where = None, None, None, None, None
        if self.skip("["):
            bars, self._bars = self._bars, True
            variable = self._pattern_variable("]")
            types = self._labels()
            length = self._length() if self.skip("*") else None
            properties = self._properties()
            where = self._expression() if self.skip("WHERE") else None
            self.expect("]")
            self._bars = bars
        self.expect("-")
        right = self.skip(">")
        direction = "" if left == right else "<" if left else ">"
        if self.at("{") or self.at("+") or self.at("*"):
            if length is not None or where is not None:
                self._refuse_quantified()
            length = self._quantifier_of_one()
        return RelationshipPattern(
            variable,
            types,
            length,
            properties,
            where,
            direction,
            span=self.span_from(start),
        )

    def _pattern_variable(self, closing: str) -> str | None:
        if not self.at_name():
            return None
        following = self.ahead(1).word
        if self.at("WHERE") and following not in {closing, ":", "{", "*", "WHERE"}:
            return None
        if self.at("IS") and self.ahead(1).kind in {"word", "quoted"} and following != "WHERE":
            return None
        name = self.name("a variable")
        if not name.isascii():
            raise QueryRefusedError(
                f"The name {name} is refused in a pattern of the embedded store: write it in letters of the English alphabet."
            )
        return name

    def _properties(self) -> Expression | None:
        start = self.place
        if self.at("{"):
            return MapLiteral(self._map(), span=self.span_from(start))
        if self.skip("$"):
            return Parameter(self._parameter_name(), span=self.span_from(start))
        return None

    # --- lengths -------------------------------------------------------------------------------------------------------
    def _length(self) -> Length:
        start = self.place - 1
        minimum = self._count()
        if not self.skip(".."):
            return Length(minimum, minimum, span=self.span_from(start))
        return Length(minimum, self._count(), span=self.span_from(start))

    def _quantifier_of_one(self) -> Length:
        """Read the quantifier behind a relationship, which says what a length in its brackets says."""
        start = self.place
        if self.skip("+"):
            return Length(1, None)
        if self.skip("*"):
            return Length(0, None)
        self.expect("{")
        minimum = self._count()
        maximum = minimum
        if self.skip(","):
            minimum, maximum = minimum or 0, self._count()
        elif minimum is None:
            self.fail_expecting("a number")
        self.expect("}")
        return Length(minimum, maximum, span=self.span_from(start))

    def _count(self) -> int | None:
        if self.token.kind != "number":
            return None
        count = number_of(self.take(), self.text)
        if not isinstance(count, int):
            self.place -= 1
            self.fail_expecting("a whole number")
        return count

    # --- labels --------------------------------------------------------------------------------------------------------
    def _labels(self) -> LabelExpression | None:
        if self.at("IS"):
            self.written_otherwise = True
        if self.skip(":") or self.skip("IS"):
            return self._label_expression(bars=True)
        return None

    def _label_expression(self, *, bars: bool) -> LabelExpression:
        start = self.place
        found = [self._all_labels()]
        while bars and self.skip("|"):
            self.skip(":")
            found.append(self._all_labels())
        return found[0] if len(found) == 1 else OneOfLabels(tuple(found), span=self.span_from(start))

    def _all_labels(self) -> LabelExpression:
        start, colons = self.place, False
        found = [self._label()]
        while self.at("&") or (self.at(":") and self.ahead(1).word != ":"):
            colons = colons or self.at(":")
            self.take()
            found.append(self._label())
        return found[0] if len(found) == 1 else AllLabels(tuple(found), colons, span=self.span_from(start))

    def _label(self) -> LabelExpression:
        start = self.place
        negations = 0
        while self.skip("!"):
            negations = self._count_chained(negations)
        if self.skip("("):
            self.written_otherwise = True
            found = self._label_expression(bars=True)
            self.expect(")")
        elif self.skip("%"):
            found = AnyLabel(span=self.span_from(start))
        elif self.at("$"):
            raise QueryRefusedError("Labels and types that are computed are refused: write the name.")
        else:
            found = Label(self.name("a label or type"), span=self.span_from(start))
        for _ in range(negations):
            found = NotLabel(found, span=self.span_from(start))
        return found

    # --- what the embedded store has no like of ------------------------------------------------------------------------
    def _refuse_selector(self) -> NoReturn:
        raise QueryRefusedError(
            "SHORTEST, ANY and ALL in front of a pattern are refused: write shortestPath((a)-[:TYPE*..9]-(b)) or allShortestPaths."
        )

    def _refuse_quantified(self) -> NoReturn:
        raise QueryRefusedError(
            "Patterns that repeat as a whole are refused: write a length in the brackets of a relationship, as "
            "(a)-[:TYPE*1..3]->(b)."
        )
