"""The sentences behind an entity or an edge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph.explorer.answers.rows import sentence_row
from graph.questions.briefs import current_id
from graph.questions.evidence_pages import Order, evidence_page
from graph.stores.protocol import GraphStore


def evidence(
    store: GraphStore, ids: Sequence[str], *, order: Order, offset: int, limit: int, period: str = ""
) -> dict[str, Any]:
    """Return a page of the sentences that name an entity, or two together, where asked for only those of a ``period``.

    Raises:
        UnknownEntityError: One of them is no entity in use.

    """
    found = evidence_page(
        store,
        [current_id(store, each) for each in ids],
        order=order,
        offset=offset,
        limit=limit,
        period=period,
    )
    return {
        "total": found.total,
        "sentences": [sentence_row(each) for each in found.sentences],
        "order": found.order,
    }
