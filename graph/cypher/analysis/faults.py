"""Errors of queries that are no valid Cypher, at the place in the text."""

from __future__ import annotations

from collections.abc import Collection

from graph.cypher.syntax.tokens import failed
from graph.cypher.syntax.tree import Part
from graph.errors import QueryFailedError
from graph.schema.nearest import nearest


def fault(text: str, part: Part, message: str) -> QueryFailedError:
    """Return the error to raise for a part of a query; one that stands in no text is not placed."""
    if part.span is None or not text:
        return QueryFailedError(f"The query cannot be run: {message}.")
    return failed(text, part.span[0], message)


def hint(name: str, known: Collection[str]) -> str:
    """Return the known name that comes nearest, as the end of a message; nothing where none comes near."""
    near = nearest(name, known)
    return f"; the nearest is {near}" if near is not None else ""
