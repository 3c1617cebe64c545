"""The questions that the page asks."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from graph.explorer.workplace import Workplace
from graph.questions.status import status


def reading_routes(workplace: Workplace) -> APIRouter:
    """Return the routes of all questions."""
    router = APIRouter()

    @router.get("/overview")
    def overview() -> dict[str, Any]:
        with workplace.reading() as store:
            found = status(store)
        return {"counts": found.counts, "types": [], "newest": [], "strongest_edges": []}

    return router
