"""When an entity, or two together, were written of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from graph.questions.briefs import current_id
from graph.questions.timeline import timeline as timeline_of
from graph.stores.protocol import GraphStore


def timeline(store: GraphStore, ids: Sequence[str]) -> dict[str, Any]:
    """Return the documents of an entity, or of two together, by date.

    Raises:
        UnknownEntityError: One of them is no entity in use.

    """
    found = timeline_of(store, [current_id(store, each) for each in ids])
    return {
        "points": [asdict(each) for each in found.points],
        "total": found.total,
        "guessed": found.guessed,
        "undated": found.undated,
    }
