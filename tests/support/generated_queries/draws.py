"""Choices from a seed, values of the sample graph to compare with, and the variables that a query has."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from tests.support.generated_queries.sample_graph import SampleGraph
from tests.support.generated_queries.syntax import Piece, Words, words
from tests.support.generated_queries.vocabulary import (
    ANY_PROPERTIES,
    BOOLEAN,
    FLOAT,
    INTEGER,
    NODE,
    PROPERTIES,
    RELATIONSHIP,
    UNSET,
)

T = TypeVar("T")
RESERVED = frozenset({"end"})
ROWS = 2_500
"""How many rows a query may come to at some point, by estimate."""


@dataclass(frozen=True, slots=True)
class Variable:
    """The type of a variable's values; of a node or relationship also its label or type, if it is known."""

    type: str
    kind: str = ""


Scope = Mapping[str, Variable]


class Draws:
    """Choices from a random generator; the parts of the grammar build on one another from here."""

    def __init__(self, source: random.Random, graph: SampleGraph) -> None:
        self.source = source
        self.graph = graph
        self.parameters: dict[str, Any] = {}
        self.rows = 1.0
        # A query writes several labels with colons or with the signs of label expressions, not both.
        self.joint = ":" if self.chance(0.85) else "&"
        self._names: dict[str, int] = {}

    def chance(self, share: float) -> bool:
        """Return true in a share of the cases."""
        return self.source.random() < share

    def one_of(self, items: Sequence[T]) -> T:
        """Return one of several things."""
        return items[self.source.randrange(len(items))]

    def weighted(self, items: Sequence[tuple[float, T]]) -> T:
        """Return one of several things by weight."""
        return self.source.choices([item for _, item in items], [weight for weight, _ in items])[0]

    def first_that_fits(self, makers: Sequence[tuple[float, Callable[[], Piece | None]]]) -> Piece | None:
        """Try makers in an order drawn by their weights until one makes something."""
        left = list(makers)
        while left:
            place = self.source.choices(range(len(left)), [weight for weight, _ in left])[0]
            made = left.pop(place)[1]()
            if made is not None:
                return made
        return None

    def new_name(self, letter: str) -> str:
        """Return a name that the query does not have yet."""
        self._names[letter] = self._names.get(letter, 0) + 1
        return f"{letter}{self._names[letter]}"

    def variables(self, scope: Scope, *types: str) -> list[str]:
        """Return the variables of some types."""
        return [name for name, variable in scope.items() if variable.type in types]

    def properties(self, variable: Variable, wanted: str) -> list[str]:
        """Return the names of a variable's properties with values of a type."""
        known = PROPERTIES.get(variable.kind, ANY_PROPERTIES)
        return [name for name, each in known.items() if each == wanted]

    def property_of(self, scope: Scope, wanted: str, *, set_only: bool = False) -> Words | None:
        """Return a property with values of a type of some node or relationship; sometimes one that nobody set."""
        held = self.variables(scope, NODE, RELATIONSHIP)
        self.source.shuffle(held)
        for name in held:
            variable = scope[name]
            known = self.properties(variable, wanted)
            if not set_only and self.chance(0.04):
                kind = PROPERTIES.get(variable.kind, ANY_PROPERTIES)
                known = [
                    each for each, type_name in UNSET.items() if type_name == wanted and each not in kind
                ]
            if known:
                return self.access(name, self.one_of(known), wanted)
        return None

    def access(self, variable: str, name: str, kind: str) -> Words:
        """Return the expression for a property of a variable."""
        if self.chance(0.02):
            return words(f"{variable}['{name}']", kind=kind)
        return words(f"{variable}.{quoted(name)}", kind=kind)

    def literal(self, wanted: str, kind: str = "", name: str = "") -> Words:
        """Return a literal or, now and then, a parameter; near the values of a property if one is named."""
        value = self.value(wanted, kind, name)
        if self.chance(0.1):
            parameter = self.new_name("p")
            self.parameters[parameter] = value
            return words(f"${parameter}", kind=wanted)
        return words(literal(value), kind=wanted)

    def value(self, wanted: str, kind: str = "", name: str = "") -> Any:
        """Return a value of a type, near those of a property if one is named."""
        held = self.graph.values(kind, name) if name else []
        if wanted == BOOLEAN:
            return self.chance(0.5)
        if held and isinstance(held[0], list):
            held = sorted({each for value in held for each in value})
        if held and self.chance(0.92):
            return self.one_of(held)
        if wanted == INTEGER:
            return self.weighted([(8, self.source.randint(0, 6)), (1, -self.source.randint(1, 4)), (1, 40)])
        if wanted == FLOAT:
            return self.one_of((0.25, 0.5, 0.75, 1.5))
        return self.one_of(
            ("Mara Lindqvist", "Jordan", "person", "ent_03", "Globex", "doc_00", "a", "Müller", "")
        )


def quoted(name: str) -> str:
    """Return a property's name as it is written."""
    return f"`{name}`" if name in RESERVED else name


def literal(value: Any) -> str:
    """Return a value as it is written in a query."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace("'", "\\'")
        return f"'{escaped}'"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    return "null" if value is None else repr(value)
