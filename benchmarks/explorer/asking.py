"""The questions that the explorer's benchmark asks, of what a graph has most and least of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.stores.protocol import GraphStore

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Picked:
    """Ids of the two entities that most sentences name and of two that few do, a name, and the longest document."""

    hub: str
    second: str
    leaf: str
    other: str
    name: str
    hubs: tuple[str, ...]
    document: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the server: the path, and the parameters for what was picked."""

    path: str
    values: Callable[[Picked], Values]


def pick(store: GraphStore) -> Picked:
    """Return what to ask about."""
    found = list(
        store.stream(
            "MATCH (e:Entity) WHERE e.docs > 0 RETURN e.id AS id, e.name AS name ORDER BY e.windows DESC, e.name LIMIT 20"
        )
    )
    few = list(store.stream("MATCH (e:Entity) WHERE e.windows = 2 RETURN e.id AS id ORDER BY e.name LIMIT 2"))
    longest = next(
        iter(store.stream("MATCH (d:Document) RETURN d.id AS id ORDER BY d.characters DESC, d.uri LIMIT 1"))
    )
    ids = [row["id"] for row in found]
    return Picked(
        ids[0],
        ids[1],
        few[0]["id"],
        few[1]["id"],
        found[0]["name"],
        tuple(ids[:10]),
        longest["id"],
    )


def _around(**filters: Any) -> Question:
    return Question("view", lambda picked: {"root": [f"40:{picked.hub}"], **filters})


QUESTIONS: dict[str, Question] = {
    "overview": Question("overview", lambda _: {}),
    "communities": Question("communities", lambda _: {}),
    "map of 10,000": Question("map", lambda _: {"limit": 10_000}),
    "search a name": Question("search", lambda picked: {"text": picked.name}),
    "search the beginning of a name": Question("search", lambda picked: {"text": picked.name[:5]}),
    "search with a slip": Question("search", lambda picked: {"text": "x" + picked.name[1:]}),
    "search what is not there": Question("search", lambda _: {"text": "qwxqwx"}),
    "search sentences and documents": Question("search", lambda picked: {"text": picked.name, "deep": True}),
    "search a text that no sentence holds": Question("search", lambda _: {"text": "qwxqwx", "deep": True}),
    "entity, a hub": Question("entity", lambda picked: {"id": picked.hub}),
    "view of an entity": Question("view", lambda picked: {"root": [f"40:{picked.leaf}"]}),
    "view of a hub by NPMI": _around(),
    "view of a hub by log-likelihood": _around(by="g2"),
    "view of a hub, one type": _around(by="count", type=["person"]),
    "view of a hub, two years": _around(by="g2", **{"from": "2018", "until": "2019"}),
    "view of a hub, one source": _around(by="g2", source="folder3"),
    "view of ten hubs, 300 nodes": Question(
        "view", lambda picked: {"root": [f"300:{each}" for each in picked.hubs], "by": "g2"}
    ),
    "view of a community": Question("view", lambda _: {"root": ["60:community:3"]}),
    "path between entities": Question("path", lambda picked: {"a": picked.leaf, "b": picked.other}),
    "path between hubs": Question("path", lambda picked: {"a": picked.hub, "b": picked.second}),
    "bridges of hubs": Question(
        "bridges", lambda picked: {"left": picked.hubs[:5], "right": picked.hubs[5:]}
    ),
    "evidence of a hub, newest": Question("evidence", lambda picked: {"id": [picked.hub]}),
    "evidence of a hub, newest, far on": Question(
        "evidence", lambda picked: {"id": [picked.hub], "offset": 180}
    ),
    "evidence of a hub, strongest": Question(
        "evidence", lambda picked: {"id": [picked.hub], "order": "strongest"}
    ),
    "evidence of two hubs": Question("evidence", lambda picked: {"id": [picked.hub, picked.second]}),
    "timeline of a hub": Question("timeline", lambda picked: {"id": [picked.hub]}),
    "timeline of two hubs": Question("timeline", lambda picked: {"id": [picked.hub, picked.second]}),
    "documents": Question("documents", lambda _: {}),
    "documents by title": Question("documents", lambda _: {"text": "report 1"}),
    "documents of a hub": Question("documents", lambda picked: {"entity": picked.hub}),
    "a document": Question("document", lambda picked: {"id": picked.document}),
}
