"""What a part of a query can see: its variables, and what they can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace

from graph.cypher.syntax.tree import Part
from graph.cypher.types.value_types import ValueType


@dataclass(frozen=True, slots=True)
class Scope:
    """The variables with their types.

    ``fixed`` are those from around a subquery: they stay visible in all of it, and no other variable may bear their name.
    ``given`` are the expressions that a WITH or RETURN with DISTINCT or aggregates gives: what follows it sees these, by their
    form, and its names; ``gone`` are the variables that it can no longer see.
    """

    variables: Mapping[str, ValueType] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()
    given: Mapping[str, ValueType] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()

    def adding(self, variables: Mapping[str, ValueType]) -> Scope:
        """Return the scope with more variables, or with other types for those that it has."""
        return replace(self, variables={**self.variables, **variables})

    def only(self, names: Iterable[str]) -> Scope:
        """Return the scope of a subquery that sees some of the variables, and keeps them."""
        kept = {name: self.variables[name] for name in names}
        return Scope(kept, frozenset(kept))

    def next(self, variables: Mapping[str, ValueType]) -> Scope:
        """Return the scope behind a WITH that gives some variables."""
        kept = {name: self.variables[name] for name in self.fixed}
        return Scope({**kept, **variables}, self.fixed)


def form(part: Part) -> str:
    """Return what two parts share that are written alike, wherever they stand."""
    found: list[str] = []
    waiting: list[object] = [part]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Part):
            found.append(type(each).__name__)
            waiting.append(_END)
            waiting.extend(getattr(each, field.name) for field in reversed(fields(each)) if field.compare)
        elif isinstance(each, tuple):
            found.append("(")
            waiting.append(_END)
            waiting.extend(reversed(each))
        else:
            found.append(")" if each is _END else repr(each))
    return " ".join(found)


_END = object()
