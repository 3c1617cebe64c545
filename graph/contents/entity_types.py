"""The types of entities that a graph has, found by what a person calls them: the name of a type, or its label."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from graph.errors import UnknownTypeError
from graph.schema.nearest import nearest
from graph.stores.protocol import GraphStore

TYPES = """
MATCH (e:Entity) WHERE e.docs > 0 RETURN e.type AS type, count(e) AS n ORDER BY n DESC, type
"""
_SEPARATORS = re.compile(r"[\W_]+")


def entities_by_type(store: GraphStore) -> dict[str, int]:
    """Return how many entities in use each type of the graph has, the commonest first."""
    return {row["type"]: row["n"] for row in store.stream(TYPES)}


def find_types(store: GraphStore, given: Iterable[str], *, others: Collection[str] = ()) -> list[str]:
    """Return the types that are meant, as the graph has them; a graph without entities takes any.

    ``others`` are names that count though the graph should not have them, as those of a default.

    Raises:
        UnknownTypeError: As :func:`match_type` does.

    """
    asked = list(given)
    known = entities_by_type(store) if asked else {}
    return [match_type(each, known, others=others) for each in asked] if known else asked


def match_type(
    given: str, known: Collection[str], *, others: Collection[str] = (), whose: str = "of the graph"
) -> str:
    """Return the one of ``known``, else of ``others``, that is meant by its name or by its label.

    Case does not matter, nor whether words are parted by blanks, hyphens, underscores or nothing: ``DateOfBirth`` and
    ``date-of-birth`` mean ``date of birth``. ``whose`` says in a message where the known ones are from.

    Raises:
        UnknownTypeError: None is meant, or several; the message lists those that are known, the nearest first.

    """
    for names in (known, others):
        if given in names:
            return given
        meant = sorted(name for name in names if _folded(name) == _folded(given))
        if len(meant) > 1:
            raise UnknownTypeError(
                f"{given!r} may be any of the types {', '.join(meant)}: write the one that is meant as it stands here."
            )
        if meant:
            return meant[0]
    near = nearest(given, known)
    suggestion = f"; the nearest is {near}" if near else ""
    raise UnknownTypeError(
        f"There is no type {given!r}{suggestion}. The types {whose}: {', '.join(sorted(known))}."
    )


def _folded(name: str) -> str:
    return _SEPARATORS.sub("", name).casefold()
