"""The questions that the page asks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from extractors.errors import GraphmillError
from graph.explorer.answers import bridges as bridges_answer
from graph.explorer.answers import documents as documents_answer
from graph.explorer.answers import entity as entity_answer
from graph.explorer.answers import evidence as evidence_answer
from graph.explorer.answers import map as map_answer
from graph.explorer.answers import path as path_answer
from graph.explorer.answers import search as search_answer
from graph.explorer.answers import timeline as timeline_answer
from graph.explorer.answers import view as view_answer
from graph.explorer.answers.communities import Communities, find_communities, nothing
from graph.explorer.answers.overview import overview as overview_answer
from graph.explorer.answers.scopes import KeptScopes
from graph.explorer.limits import TooLateError, WrongRequestError
from graph.explorer.workplace import Workplace
from graph.questions.corpus import DatedDocument, Scope, dated_documents
from graph.questions.name_index import read_names
from graph.questions.view_query import COMMUNITY, MOST_NODES, Root, Surroundings, ViewQuery
from graph.stores.protocol import GraphStore

MOST_ROOTS = 50
MOST_PAGE = 200
_COMMUNITIES_WAIT = 1.5
_WAIT = 20.0
_NAMES_WAIT = 0.5
_PREPARING = 60.0

Id = Annotated[str, Query(min_length=1, max_length=200)]
Ids = Annotated[list[Annotated[str, Query(min_length=1, max_length=200)]], Query(min_length=1, max_length=2)]
Group = Annotated[
    list[Annotated[str, Query(min_length=1, max_length=200)]], Query(min_length=1, max_length=MOST_ROOTS)
]
Values = Annotated[list[Annotated[str, Query(max_length=200)]], Query(max_length=500)]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Page = Annotated[int, Query(ge=1, le=MOST_PAGE)]
Text = Annotated[str, Query(max_length=1_000)]
Date = Annotated[str, Query(pattern=r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$")]
Numbers = Annotated[list[Annotated[int, Query(ge=-1, le=10**12)]], Query(max_length=500)]


def reading_routes(workplace: Workplace) -> APIRouter:
    """Return the routes of all questions."""
    router = APIRouter()
    scopes = KeptScopes()

    def documents_of_graph() -> list[DatedDocument]:
        found = workplace.kept("documents", dated_documents, wait=_WAIT).value
        if found is None:
            raise TooLateError("The documents of the graph are still being listed: ask again in a moment.")
        return found

    def communities_of_graph(wait: float) -> Communities | None:
        return workplace.kept("communities", find_communities, wait=wait).value

    @router.get("/overview")
    def overview() -> dict[str, Any]:
        found = workplace.kept("overview", overview_answer, wait=_WAIT).value
        if found is None:
            raise TooLateError("The graph is still being counted: ask again in a moment.")
        return found

    @router.get("/communities")
    def communities() -> dict[str, Any]:
        kept = workplace.kept("communities", find_communities, wait=_COMMUNITIES_WAIT)
        if kept.value is None:
            return nothing("computing", "The communities are being worked out.")
        return kept.value.answer

    @router.get("/map")
    def whole_map(limit: Annotated[int, Query(ge=1)] = map_answer.MOST_ENTITIES) -> dict[str, Any]:
        found = communities_of_graph(_WAIT)
        if found is None:
            raise TooLateError("The communities are still being worked out: ask again in a moment.")
        kept = workplace.kept("map", lambda store: map_answer.whole_map(store, found), wait=_WAIT)
        if kept.value is None:
            raise TooLateError("The map is still being drawn: ask again in a moment.")
        return map_answer.first_of(kept.value, limit)

    @router.get("/search")
    def search(
        text: Text = "",
        limit: Annotated[int, Query(ge=1, le=100)] = 10,
        type: Annotated[str, Query(max_length=200)] = "",  # noqa: A002 - as the page calls it
        deep: bool = False,
    ) -> dict[str, Any]:
        documents = documents_of_graph() if deep else None
        names = workplace.kept("names", read_names, wait=_NAMES_WAIT).value
        with workplace.reading() as store:
            return search_answer.search(
                store, text, limit=limit, type_name=type, documents=documents, names=names
            )

    @router.get("/entity")
    def entity(id: Id) -> dict[str, Any]:  # noqa: A002 - as the page calls it
        found = communities_of_graph(0.0)
        bases = workplace.guidance().knowledge_bases
        with workplace.reading() as store:
            return entity_answer.entity(store, id, bases, found.of if found else {})

    @router.get("/view")
    def view(
        root: Group,
        by: Literal["npmi", "g2", "count"] = "npmi",
        least: Annotated[float, Query(ge=-1e12, le=1e12, allow_inf_nan=False)] = 0.0,
        type: Values = [],  # noqa: A002, B006 - as the page calls it
        community: Numbers = [],  # noqa: B006
        since: Annotated[str, Query(alias="from", pattern=r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$")] = "",
        until: Date = "",
        source: Annotated[str, Query(max_length=2_000)] = "",
        without: Values = [],  # noqa: B006
    ) -> dict[str, Any]:
        documents = documents_of_graph()
        found = communities_of_graph(0.0)
        with workplace.reading() as store:
            query = ViewQuery(
                roots=tuple(map(_root, root)),
                by=by,
                least=least or None,
                types=frozenset(type),
                communities=frozenset(community),
                scope=Scope(since, until, source),
                without=frozenset(without),
            )
            revision = workplace.revision
            around = Surroundings(
                documents=lambda: documents,
                corpus=lambda scope: scopes.corpus(store, revision, scope, documents),
                communities=found.of if found else {},
                label=found.label if found else "community {}".format,
            )
            return view_answer.view(store, query, around)

    @router.get("/path")
    def path(a: Id, b: Id, avoid: Values = []) -> dict[str, Any]:  # noqa: B006
        with workplace.reading() as store:
            return path_answer.path(store, a, b, avoid)

    @router.get("/bridges")
    def bridges(left: Group, right: Group) -> dict[str, Any]:
        with workplace.reading() as store:
            return bridges_answer.bridges(store, left, right)

    @router.get("/evidence")
    def evidence(
        id: Ids,  # noqa: A002 - as the page calls it
        order: Literal["newest", "strongest"] = "newest",
        offset: Offset = 0,
        limit: Page = 20,
        period: Annotated[str, Query(pattern=r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$")] = "",
    ) -> dict[str, Any]:
        with workplace.reading() as store:
            return evidence_answer.evidence(store, id, order=order, offset=offset, limit=limit, period=period)

    @router.get("/document")
    def document(id: Id, at: Offset = 0) -> dict[str, Any]:  # noqa: A002 - as the page calls it
        with workplace.reading() as store:
            return documents_answer.document(store, id, at)

    @router.get("/documents")
    def documents(
        text: Text = "",
        entity: Annotated[str, Query(max_length=200)] = "",
        offset: Offset = 0,
        limit: Page = 50,
    ) -> dict[str, Any]:
        with workplace.reading() as store:
            return documents_answer.documents(store, text=text, entity=entity, offset=offset, limit=limit)

    @router.get("/timeline")
    def timeline(id: Ids) -> dict[str, Any]:  # noqa: A002 - as the page calls it
        with workplace.reading() as store:
            return timeline_answer.timeline(store, id)

    return router


def warm_up(workplace: Workplace) -> None:
    """Have what the page opens with worked out in the background, before anybody asks, and in the order it is asked for."""
    # A thread that nobody waits for at the end: what it works out is only kept.
    Thread(target=_work_out, args=(workplace,), name="kept in turn", daemon=True).start()


def _work_out(workplace: Workplace) -> None:
    makers: tuple[tuple[str, Callable[[GraphStore], object]], ...] = (
        ("overview", overview_answer),
        ("communities", find_communities),
        ("documents", dated_documents),
        ("names", read_names),
    )
    for name, make in makers:
        # What fails is told to who asks for it.
        with suppress(GraphmillError):
            workplace.kept(name, make, wait=_PREPARING)


def _root(given: str) -> Root:
    """Return a root as the address writes it: ``40:ent_…`` or ``40:community:12``."""
    number, colon, entity = given.partition(":")
    if not colon or not entity or not (number.isascii() and number.isdigit() and len(number) <= 6):
        raise WrongRequestError(
            f"{given!r} is no root: write how many neighbours to show, a colon, and an id, as 40:ent_0123456789abcdef or 40:{COMMUNITY}3."
        )
    return Root(entity, min(int(number), MOST_NODES))
