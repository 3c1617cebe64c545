"""The graph up to entity ids: two graphs are the same when their snapshots are equal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from graph.contents import readings
from graph.contents.loading import known_documents, load_resolution
from graph.stores.protocol import GraphStore

Members = tuple[str, ...]


@dataclass(frozen=True)
class Snapshot:
    """A graph as plain data, an entity named by the sorted ids of its local entities.

    Left out is what depends on history and clock: entity ids, redirects, entities out of use, dates, revisions.
    """

    documents: Mapping[str, tuple[Any, ...]]
    chunks: Mapping[str, tuple[Any, ...]]
    next_chunks: frozenset[tuple[str, str]]
    local_entities: Mapping[str, tuple[Any, ...]]
    mentions: Mapping[tuple[str, str], tuple[Any, ...]]
    resolutions: Mapping[str, tuple[str, float]]
    entities: Mapping[Members, tuple[Any, ...]]
    from_chunk: Mapping[tuple[Members, str], int]
    edges: Mapping[tuple[Members, Members], tuple[int, int]]

    def differences(self, other: Snapshot) -> list[str]:
        """Return one line for each thing that the two do not agree on, none for the same graph."""
        lines: list[str] = []
        for part in fields(self):
            mine, theirs = getattr(self, part.name), getattr(other, part.name)
            if isinstance(mine, frozenset):
                mine, theirs = dict.fromkeys(mine, True), dict.fromkeys(theirs, True)
            lines.extend(
                f"{part.name} {key}: {mine.get(key)} | {theirs.get(key)}"
                for key in sorted(mine.keys() | theirs.keys())
                if mine.get(key) != theirs.get(key)
            )
        return lines


def snapshot(store: GraphStore) -> Snapshot:
    """Return the graph as comparable data; the whole of it, in memory."""
    stored = load_resolution(store)
    members: dict[str, list[str]] = {}
    for local, why in stored.assignments.items():
        members.setdefault(why.entity_id, []).append(local)
    name = {entity: tuple(sorted(locals_)) for entity, locals_ in members.items()}

    def named(entity: str) -> Members:
        return name.get(entity, (f"entity {entity} without members",))

    return Snapshot(
        documents={
            known.id: (
                known.uri,
                known.title,
                known.content_hash,
                known.source_hash,
                known.fingerprint,
                known.version,
                known.media_type,
                known.metadata,
                known.date,
                known.date_from,
                known.windows,
                known.characters,
            )
            for known in known_documents(store).values()
        },
        chunks={
            row["id"]: (
                row["document"],
                row["version"],
                row["index"],
                row["text"],
                row["start"],
                row["stop"],
                row["firstSentence"],
                tuple(row["sentStarts"]),
                tuple(row["sentEnds"]),
            )
            for row in store.stream(readings.READ_CHUNKS)
        },
        next_chunks=frozenset((row["a"], row["b"]) for row in store.stream(readings.READ_NEXT_CHUNKS)),
        local_entities={
            local.id: (local.document_id, local.name, local.type, local.names, local.start, local.value)
            for local in stored.local_entities.values()
        },
        mentions={
            (row["local"], row["chunk"]): tuple(
                tuple(row[key])
                for key in ("sents", "starts", "ends", "types", "scores", "sources", "rules", "ruleScores")
            )
            for row in store.stream(readings.READ_MENTIONS)
        },
        resolutions={local: (why.rule, why.score) for local, why in stored.assignments.items()},
        entities={
            named(entity.id): (
                entity.name,
                entity.type,
                entity.aliases,
                entity.windows,
                entity.docs,
                entity.kb_ids,
                entity.hidden,
                tuple(sorted(entity.value.items())),
                tuple(sorted(entity.labels)),
            )
            for entity in stored.entities.values()
            if entity.docs or entity.id in name
        },
        from_chunk={
            (named(row["entity"]), row["chunk"]): row["n"] for row in store.stream(readings.READ_FROM_CHUNK)
        },
        edges={
            _edge(named(row["a"]), named(row["b"])): (row["count"], row["docs"])
            for row in store.stream(readings.READ_EDGES)
        },
    )


def _edge(a: Members, b: Members) -> tuple[Members, Members]:
    return (a, b) if a <= b else (b, a)
