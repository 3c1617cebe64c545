"""Which project a graph is of: noted with the first thing that is written, so that no other project writes into it.

Documents are known by their paths within a project. Two projects in one graph would take each other's documents for former
versions of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.errors import OtherProjectError

if TYPE_CHECKING:
    from graph.stores.protocol import GraphStore

PROJECT_ID = "project"
READ_PROJECT = """
MATCH (s:GraphmillState {id: 'project'}) RETURN s.project AS name, s.place AS place, s.former AS former
"""
CLAIM = """
MERGE (s:GraphmillState {id: 'project'}) SET s.project = $name, s.place = $place, s.former = $former
"""
# Not as a property "name": where one node of a label has that, the embedded store shows one on every other.


@dataclass(frozen=True, slots=True)
class Project:
    """The project that a graph is of, the place (machine and folder) that it was last written from, and the other before that."""

    name: str
    place: str
    former: str = ""


def read_project(store: GraphStore) -> Project | None:
    """Return the project that the graph is of, None for a graph that none has written to."""
    for row in store.stream(READ_PROJECT):
        return Project(row["name"], row["place"] or "", row["former"] or "")
    return None


def refuse_other_project(store: GraphStore) -> None:
    """Make sure that the graph is of the project that the store was opened for, or of none.

    Raises:
        OtherProjectError: It is of another one; the message names both.

    """
    _refuse(store, read_project(store))


def former_place(store: GraphStore) -> str | None:
    """Return the place that the graph was last written from, None where that is the present one, goes with it, or nobody knows."""
    found = read_project(store)
    settings = store.settings
    if found is None or settings.within_project or found.place in ("", settings.place):
        return None
    return found.place


@contextmanager
def writing(store: GraphStore) -> Iterator[None]:
    """Hold the write lease, as the project that the store was opened for, for the length of a ``with``.

    A graph that is of no project is its from then on. A store that was opened for no project writes to any.

    Raises:
        OtherProjectError: The graph is of another project; nothing was written.
        StoreBusyError: Another writer holds the lease.

    """
    with store.lease():
        settings = store.settings
        if settings.project:
            found = read_project(store)
            _refuse(store, found)
            if found is None or (found.name, found.place) != (settings.project, settings.place):
                former = found.place if found else ""
                claim = {"name": settings.project, "place": settings.place, "former": former}
                store.write(lambda transaction: transaction.run(CLAIM, claim))
        yield


def other_place(store: GraphStore) -> str:
    """Return a place besides the present one that the graph was written from, nothing where none is known or it goes along."""
    found = read_project(store)
    if found is None or store.settings.within_project:
        return ""
    return next((each for each in (found.place, found.former) if each not in ("", store.settings.place)), "")


def _lies_within(found: Project | None, place: str) -> bool:
    """Tell whether another project's folder is one below the folder of this one, whose graph it then shares."""
    return found is not None and found.place.startswith(f"{place.rstrip('/')}/")


def _refuse(store: GraphStore, found: Project | None) -> None:
    settings = store.settings
    renamed = settings.within_project and not _lies_within(found, settings.place)
    if found is None or renamed or settings.project in ("", found.name):
        return
    written = f", last written from {found.place}" if found.place else ""
    raise OtherProjectError(
        f"The {store.place} holds the graph of the project {found.name!r}{written}, and this is the project "
        f"{settings.project!r}: documents of the same name would replace each other. Nothing was written. If the two are one "
        f"project, set project = {json.dumps(found.name, ensure_ascii=False)} in graphmill.toml; else give this one {store.place.of_its_own}."
    )
