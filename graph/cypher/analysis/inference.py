"""What the types of a query's parts are found with, and the faults that show in them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from graph.cypher.analysis.faults import fault, hint
from graph.cypher.analysis.scopes import Scope, form
from graph.cypher.syntax.tree import Expression, Literal, Parameter, Part, PatternPredicate, Unary
from graph.cypher.types import value_types as types
from graph.cypher.types.value_types import ValueType

UNKNOWN = object()
"""What a constant is not."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """The kinds that a value must be of, and the message that says so."""

    kinds: frozenset[str]
    message: str


class Inference:
    """Finds the types of expressions, and refuses what Neo4j refuses before it runs a query or at its first row."""

    def __init__(self, parameters: Mapping[str, Any] | None, text: str, *, foreign: bool) -> None:
        self._parameters = parameters
        self._text = text
        self._foreign = foreign
        self.types: dict[int, ValueType] = {}
        self.doubts: dict[int, Doubt] = {}
        self._typed: dict[type[Expression], Callable[[Any, Scope], ValueType]] = {}

    @abstractmethod
    def _pattern_predicate(self, part: PatternPredicate, scope: Scope) -> ValueType: ...

    def type_of(self, part: Expression, scope: Scope) -> ValueType:
        """Return the type of an expression that sees some variables, and note it and those of all its parts.

        Raises:
            QueryFailedError: Neo4j would refuse it; the message names the place and the remedy.

        """
        given = scope.given.get(form(part)) if scope.given else None
        found = self._typed[type(part)](part, scope) if given is None else given
        self.types[id(part)] = found
        return found

    def truth(self, part: Expression, scope: Scope) -> None:
        """Check what must be a truth value, where a bare pattern may stand too."""
        if isinstance(part, PatternPredicate) and not part.pattern.shortest:
            self.types[id(part)] = self._pattern_predicate(part, scope)
            return
        found = self.type_of(part, scope)
        self.need(part, found, types.BOOLEAN)
        self.doubt(part, found, {types.BOOLEAN})

    def need(self, part: Expression, found: ValueType, *kinds: str, what: str = "") -> None:
        """Check that a value may be of one of some kinds."""
        if not found.can_be(kinds):
            self.mismatch(part, found, kinds, what)

    def doubt(
        self, part: Expression, found: ValueType, kinds: Iterable[str], what: str = "", message: str = ""
    ) -> None:
        """Note where a value may turn out to be of a wrong kind, and the embedded store would not say so."""
        if found.kinds and not found.only(kinds):
            self.doubts[id(part)] = Doubt(frozenset(kinds), message or _must_be(what, kinds))

    def mismatch(self, part: Expression, found: ValueType, kinds: Iterable[str], what: str = "") -> NoReturn:
        """Raise the error of a value that is of the wrong type."""
        self.fail(part, f"{_must_be(what, kinds)}, not {found}{_remedy(found, sorted(kinds))}")

    def fail(self, part: Part, message: str) -> NoReturn:
        """Raise the error of a part of the query."""
        raise fault(self._text, part, message)

    def _undefined(self, part: Part, name: str, scope: Scope) -> NoReturn:
        if name in scope.gone:
            self.fail(
                part,
                f"{name} cannot be used here any more: behind DISTINCT or an aggregate only what the WITH or RETURN itself gives "
                f"is known. Give {name} there too",
            )
        known = hint(name, scope.variables.keys())
        self.fail(
            part, f"the variable {name} is not defined{known or '; MATCH, UNWIND or WITH … AS define one'}"
        )

    def constant(self, part: Expression) -> object:
        """Return the value of a literal, of one with a sign or of a parameter; :data:`UNKNOWN` of anything else."""
        if isinstance(part, Literal):
            return part.value
        if isinstance(part, Unary) and isinstance(part.operand, Literal):
            value = part.operand.value
            return -value if part.operator == "-" and isinstance(value, (int, float)) else value
        if isinstance(part, Parameter) and self._parameters is not None:
            return self._parameters.get(part.name, UNKNOWN)
        return UNKNOWN


def _must_be(what: str, kinds: Iterable[str]) -> str:
    return f"{what or 'this'} must be {' or '.join(_named(kind) for kind in sorted(kinds))}"


def _named(kind: str) -> str:
    return "a list" if kind == types.LIST else kind


def _remedy(found: ValueType, wanted: list[str]) -> str:
    """Return how a value of the wrong type can be made right, as the end of a message."""
    if wanted == [types.BOOLEAN]:
        return ": compare it, as in … > 0 or … IS NOT NULL"
    if types.STRING in wanted and found.only({types.DURATION}):
        return ": a duration is added to a moment, as in date(d.date) + duration('P1D')"
    if types.STRING in wanted and found.only(types.SIMPLE):
        return ": make it a text with toString(…)"
    if types.INTEGER in wanted and found.only({types.STRING, types.FLOAT}):
        return ": make it a number with toInteger(…)"
    return ""
