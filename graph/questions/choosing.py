"""The one entity that a name or an id stands for."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.errors import UsageError
from graph.errors import UnknownEntityError
from graph.questions.entities import FoundEntity, find_entities
from graph.stores.protocol import GraphStore

BY_ID = frozenset({"id", "knowledge base"})
"""How an entity was found that was given by an id, its own or that of an entry of a knowledge base."""
_CANDIDATES = 10


def choose(store: GraphStore, name: str) -> FoundEntity:
    """Return the entity that a name or an id stands for.

    Raises:
        UnknownEntityError: there is none; the message names those that come near.
        UsageError: the name fits several equally well; the message lists them with their ids.

    """
    found = find_entities(store, name)
    exact = [each for each in found if each.match == "name" and each.name == name]
    named = [each for each in found if each.match == "name"]
    fitting = (
        [each for each in found if each.match in BY_ID]
        or exact
        or named
        or [each for each in found if each.match == "alias"]
    )
    if not fitting:
        near = f" Did you mean: {_listed(found)}?" if found else " `graphmill entity` finds parts of names."
        raise UnknownEntityError(f"{name}: no entity of that name.{near}")
    if len(fitting) > 1:
        raise UsageError(f"{name}: several entities are called so; give the id of one. {_listed(fitting)}")
    return fitting[0]


def _listed(found: Sequence[FoundEntity]) -> str:
    shown = "; ".join(
        f"{each.name} ({each.type}, {each.docs:,} document{'' if each.docs == 1 else 's'}): {each.id}"
        for each in found[:_CANDIDATES]
    )
    return f"{shown}; …" if len(found) > _CANDIDATES else shown
