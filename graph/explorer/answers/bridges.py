"""Entities between two groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from graph.errors import UnknownEntityError
from graph.questions.bridges import bridges as bridges_between
from graph.questions.briefs import current_ids
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
    return {
        "rows": [
            {
                **asdict(each.entity),
                "members_left": each.members_left,
                "members_right": each.members_right,
                "sentences_left": each.sentences_left,
                "sentences_right": each.sentences_right,
            }
            for each in bridges_between(store, groups["left"], groups["right"], MOST)
        ]
    }
