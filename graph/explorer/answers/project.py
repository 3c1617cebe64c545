"""What the page must know of the project, and its pulse: whether anything has changed."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from extractors.errors import GraphmillError
from graph.contents.entity_types import entities_by_type
from graph.contents.project import refuse_other_project
from graph.errors import OtherProjectError
from graph.explorer.answers.decide import READ_ONLY
from graph.explorer.answers.decisions import last_decision
from graph.explorer.workplace import Workplace
from graph.stores.protocol import GraphStore


def project(workplace: Workplace) -> dict[str, Any]:
    """Return the project with its types, the most frequent first."""
    given = workplace.project
    with workplace.reading() as store:
        place = str(store.place)
        types = entities_by_type(store)
        why_not = READ_ONLY if given.read_only else _why_not(store)
    return {
        "name": given.name,
        "place": place,
        "store": given.store_name,
        "version": version("graphmill"),
        "user": given.user,
        "can_decide": not why_not,
        "why_not": why_not,
        "offline": False,
        "as_of": workplace.standing.as_of,
        "types": [{"type": each, "entities": count} for each, count in types.items()],
    }


def _why_not(store: GraphStore) -> str:
    """Say why nothing can be decided: the graph is another project's, whose decisions these would not be."""
    try:
        refuse_other_project(store)
    except OtherProjectError as error:
        return str(error)
    return ""


def pulse(workplace: Workplace) -> dict[str, Any]:
    """Return the graph's revision, how what is shown stands to it, and the last decision."""
    try:
        held = workplace.guidance().decisions
        trouble = ""
    except GraphmillError as error:
        held, trouble = None, str(error)
    standing = workplace.standing
    return {
        "revision": workplace.revision,
        "state": standing.state,
        "as_of": standing.as_of,
        "message": standing.message or trouble,
        "last_decision": last_decision(held) if held else None,
    }
