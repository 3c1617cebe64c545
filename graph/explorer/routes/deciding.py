"""What the page decides, and what people decided before; and what it must know of the project."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query

from extractors.errors import UsageError
from graph.explorer.answers.acts import read_act
from graph.explorer.answers.decide import Desk
from graph.explorer.answers.decisions import decisions
from graph.explorer.answers.names import names, pair
from graph.explorer.answers.project import project, pulse
from graph.explorer.answers.review import review
from graph.explorer.limits import ConflictError
from graph.explorer.workplace import Workplace

Id = Annotated[str, Query(min_length=1, max_length=500)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Limit = Annotated[int, Query(ge=1, le=200)]


def deciding_routes(workplace: Workplace) -> APIRouter:
    """Return the routes of the project, its decisions and its doubts."""
    router = APIRouter()
    desk = Desk(workplace)

    @router.get("/project")
    def project_() -> dict[str, Any]:
        return project(workplace)

    @router.get("/pulse")
    def pulse_() -> dict[str, Any]:
        return pulse(workplace)

    @router.get("/decisions")
    def decisions_(offset: Offset = 0, limit: Limit = 50) -> dict[str, Any]:
        return decisions(workplace, offset=offset, limit=limit)

    @router.get("/review")
    def review_(offset: Offset = 0, limit: Annotated[int, Query(ge=1, le=50)] = 10) -> dict[str, Any]:
        return review(workplace, offset=offset, limit=limit)

    @router.get("/names")
    def names_(id_: Annotated[Id, Query(alias="id")]) -> dict[str, Any]:
        return names(workplace, id_)

    @router.get("/pair")
    def pair_(a: Id, b: Id) -> dict[str, Any]:
        return pair(workplace, a, b)

    @router.post("/decide")
    def decide_(given: Annotated[Any, Body()]) -> dict[str, Any]:
        act = read_act(given)
        try:
            return desk.decide(act)
        except UsageError as error:
            # The request makes sense and the graph, or what others decided, speaks against it.
            raise ConflictError(str(error)) from error

    return router
