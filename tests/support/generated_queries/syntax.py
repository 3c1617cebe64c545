"""A query as a tree that can be written out and made smaller piece by piece.

A piece is text, or one of the classes here; each tells what may be taken out of it so that a query remains. Not every smaller
query is a valid one: a variable may be gone that is still used, which the stores say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.support.generated_queries.vocabulary import BOOLEAN, FLOAT, INTEGER, STRING

LITERALS = {INTEGER: "1", FLOAT: "0.5", STRING: "'x'", BOOLEAN: "true"}
"""What an expression of a type may be replaced by."""


@dataclass(frozen=True, slots=True)
class Words:
    """Pieces one after the other; ``kind`` is the type of the value, where they are an expression."""

    pieces: tuple[Piece, ...]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Droppable:
    """A piece that may be left out."""

    piece: Piece


@dataclass(frozen=True, slots=True)
class Listing:
    """Items with a separator between them, each of which may be left out; with fewer than ``least`` none is.

    ``before`` and ``after`` stand around the items and go with the last.
    """

    items: tuple[Piece, ...]
    separator: str = ", "
    before: str = ""
    after: str = ""
    least: int = 0


@dataclass(frozen=True, slots=True)
class Chain:
    """A pattern: a node, and steps of a relationship and a node each, which may be taken off at both ends or between."""

    node: Piece
    steps: tuple[tuple[Piece, Piece], ...]


Piece = str | Words | Droppable | Listing | Chain


@dataclass(frozen=True, slots=True)
class Item:
    """A returned expression and its name; ``unordered`` says that lists in it have no certain order."""

    expression: Piece
    name: str
    unordered: bool = False


@dataclass(frozen=True, slots=True)
class SortKey:
    """What the rows are sorted by; ``column`` says that nothing but returned columns is in it."""

    expression: Piece
    descending: bool = False
    column: bool = True


@dataclass(frozen=True, slots=True)
class Branch:
    """Clauses and a RETURN."""

    clauses: tuple[Piece, ...]
    items: tuple[Item, ...]
    distinct: bool = False
    order: tuple[SortKey, ...] = ()
    skip: int | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """One branch, or several under UNION; the order of rows counts in a query of one branch only."""

    branches: tuple[Branch, ...]
    union: str = "UNION"
    parameters: tuple[tuple[str, Any], ...] = ()

    @property
    def values(self) -> Mapping[str, Any]:
        """The values of the parameters by name."""
        return dict(self.parameters)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(item.name for item in self.branches[0].items)

    @property
    def unordered(self) -> frozenset[int]:
        """The columns in whose lists the order does not count, by place."""
        return frozenset(
            place for branch in self.branches for place, item in enumerate(branch.items) if item.unordered
        )

    @property
    def cut(self) -> tuple[int, int | None]:
        """How many rows are skipped, and how many follow at most."""
        if len(self.branches) > 1:
            return 0, None
        return self.branches[0].skip or 0, self.branches[0].limit


def written(piece: Piece) -> str:
    """Return a piece as text."""
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Words):
        return "".join(map(written, piece.pieces))
    if isinstance(piece, Droppable):
        return written(piece.piece)
    if isinstance(piece, Chain):
        steps = "".join(written(link) + written(node) for link, node in piece.steps)
        return written(piece.node) + steps
    if not piece.items:
        return ""
    return piece.before + piece.separator.join(map(written, piece.items)) + piece.after


def query_text(query: Query) -> str:
    """Return a query as it is asked."""
    return f" {query.union} ".join(map(_branch_text, query.branches))


def reference_text(query: Query) -> str:
    """Return a query for all rows, none skipped or left out, with further columns: what they are sorted by.

    Its rows come in a right order, so what a cut-off answer may hold can be told from it.
    """
    if len(query.branches) > 1:
        return query_text(query)
    branch = query.branches[0]
    if not branch.order:
        return _branch_text(replace(branch, skip=None, limit=None))
    inner = [f"{written(item.expression)} AS {item.name}" for item in branch.items]
    outer = [item.name for item in branch.items]
    sorting = []
    for number, key in enumerate(branch.order):
        # A key over returned columns is computed from them, any other beside them.
        (outer if key.column else inner).append(f"{written(key.expression)} AS key{number}")
        if not key.column:
            outer.append(f"key{number}")
        sorting.append(f"key{number}{' DESC' if key.descending else ''}")
    parts = [
        *map(written, branch.clauses),
        f"WITH {'DISTINCT ' if branch.distinct else ''}{', '.join(inner)}",
    ]
    return " ".join([*parts, f"RETURN {', '.join(outer)} ORDER BY {', '.join(sorting)}"])


def _branch_text(branch: Branch) -> str:
    items = ", ".join(f"{written(item.expression)} AS {item.name}" for item in branch.items)
    parts = [*map(written, branch.clauses), f"RETURN {'DISTINCT ' if branch.distinct else ''}{items}"]
    if branch.order:
        keys = (f"{written(key.expression)}{' DESC' if key.descending else ''}" for key in branch.order)
        parts.append(f"ORDER BY {', '.join(keys)}")
    if branch.skip is not None:
        parts.append(f"SKIP {branch.skip}")
    if branch.limit is not None:
        parts.append(f"LIMIT {branch.limit}")
    return " ".join(part for part in parts if part)


def smaller_queries(query: Query) -> Iterator[Query]:
    """Yield queries with one thing less than a query, large things first."""
    for place in range(len(query.branches)):
        if len(query.branches) > 1:
            yield replace(query, branches=query.branches[:place] + query.branches[place + 1 :])
    for place, branch in enumerate(query.branches):
        for less in _smaller_branches(branch, alone=len(query.branches) == 1):
            yield replace(query, branches=(*query.branches[:place], less, *query.branches[place + 1 :]))


def _smaller_branches(branch: Branch, *, alone: bool) -> Iterator[Branch]:
    for place in range(len(branch.clauses)):
        yield replace(branch, clauses=_without(branch.clauses, place))
    if alone and len(branch.items) > 1:
        for place in range(len(branch.items)):
            yield replace(branch, items=_without(branch.items, place))
    for change in ({"order": ()}, {"skip": None}, {"limit": None}, {"distinct": False}):
        if any(getattr(branch, name) != value for name, value in change.items()):
            yield replace(branch, **change)
    for place in range(len(branch.order)):
        yield replace(branch, order=_without(branch.order, place))
    for place, clause in enumerate(branch.clauses):
        for less in smaller(clause):
            yield replace(branch, clauses=_with(branch.clauses, place, less))
    for place, item in enumerate(branch.items):
        for less in smaller(item.expression):
            yield replace(branch, items=_with(branch.items, place, replace(item, expression=less)))
    for place, key in enumerate(branch.order):
        for less in smaller(key.expression):
            yield replace(branch, order=_with(branch.order, place, replace(key, expression=less)))


def smaller(piece: Piece) -> Iterator[Piece]:
    """Yield pieces with one thing less than a piece, large things first."""
    if isinstance(piece, Droppable):
        yield ""
        for less in smaller(piece.piece):
            yield Droppable(less)
    elif isinstance(piece, Listing):
        if len(piece.items) > piece.least:
            for place in range(len(piece.items)):
                yield replace(piece, items=_without(piece.items, place))
        for place, item in enumerate(piece.items):
            for less in smaller(item):
                yield replace(piece, items=_with(piece.items, place, less))
    elif isinstance(piece, Chain):
        yield from _smaller_chains(piece)
    elif isinstance(piece, Words):
        yield from _smaller_words(piece)


def _smaller_words(words: Words) -> Iterator[Piece]:
    if words.kind:
        if written(words) == LITERALS.get(words.kind):
            return
        for inner in words.pieces:
            yield from _of_kind(inner, words.kind)
        if words.kind in LITERALS:
            yield Words((LITERALS[words.kind],), words.kind)
    for place, inner in enumerate(words.pieces):
        for less in smaller(inner):
            yield replace(words, pieces=_with(words.pieces, place, less))


def _of_kind(piece: Piece, kind: str) -> Iterator[Piece]:
    """Yield the outermost expressions of a type within a piece."""
    if isinstance(piece, Words):
        if piece.kind == kind:
            yield piece
            return
        for inner in piece.pieces:
            yield from _of_kind(inner, kind)
    elif isinstance(piece, Droppable):
        yield from _of_kind(piece.piece, kind)
    elif isinstance(piece, Listing):
        for inner in piece.items:
            yield from _of_kind(inner, kind)


def _smaller_chains(chain: Chain) -> Iterator[Piece]:
    steps = chain.steps
    if steps:
        yield Chain(steps[0][1], steps[1:])
        yield Chain(chain.node, steps[:-1])
    for place in range(len(steps) - 1):
        yield Chain(chain.node, _without(steps, place))
    for less in smaller(chain.node):
        yield Chain(less, steps)
    for place, (link, node) in enumerate(steps):
        for less in smaller(link):
            yield Chain(chain.node, _with(steps, place, (less, node)))
        for less in smaller(node):
            yield Chain(chain.node, _with(steps, place, (link, less)))


def _without(items: tuple[Any, ...], place: int) -> tuple[Any, ...]:
    return items[:place] + items[place + 1 :]


def _with(items: tuple[Any, ...], place: int, item: Any) -> tuple[Any, ...]:
    return (*items[:place], item, *items[place + 1 :])


def words(*pieces: Piece, kind: str = "") -> Words:
    """Return pieces one after the other, as an expression of a type where one is given."""
    return Words(pieces, kind)


def listing(items: Sequence[Piece], separator: str = ", ", **rest: Any) -> Listing:
    """Return a listing of items; for the rest see :class:`Listing`."""
    return Listing(tuple(items), separator, **rest)
