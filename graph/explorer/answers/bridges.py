"""Entities between two groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from graph.errors import UnknownEntityError
from graph.queries.saved import load_queries, run_saved
from graph.questions.briefs import current_ids, entity_briefs
from graph.stores.protocol import GraphStore

MOST = 100


def bridges(store: GraphStore, left: Sequence[str], right: Sequence[str]) -> dict[str, Any]:
    """Return the entities that share sentences with both groups, those that reach most members first.

    Raises:
        UnknownEntityError: A group has no entity in use.

    """
    groups = {"left": current_ids(store, left), "right": current_ids(store, right)}
    for name, group in groups.items():
        if not group:
            raise UnknownEntityError(f"The {name} group has no entity in use: put one into it.")
    found = run_saved(store, load_queries()["bridges"], {**groups, "limit": MOST})
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
    told = entity_briefs(store, [row["id"] for row in rows])
    return {
        "rows": [
            {
                **asdict(told[row["id"]]),
                "members_left": row["membersLeft"],
                "members_right": row["membersRight"],
                "sentences_left": row["sentencesLeft"],
                "sentences_right": row["sentencesRight"],
            }
            for row in rows
        ]
    }
