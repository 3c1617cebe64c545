"""What another program keeps under graphmill's labels and relationship types: it is never taken for a part of the graph.

Nodes and relationships of graphmill's always have certain properties. What lacks one of them is another program's, or was
changed by hand. It is looked for before a graph is begun, and met when a graph is read, which costs nothing beside the reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

from graph.errors import ForeignDataError
from graph.schema.labels import LINK_KINDS

if TYPE_CHECKING:
    from graph.stores.protocol import GraphStore, Row

NODES = {
    "Document": (
        "id",
        "uri",
        "title",
        "contentHash",
        "sourceHash",
        "fingerprint",
        "version",
        "windows",
        "characters",
        "mediaType",
        "metadata",
        "ingestedAt",
    ),
    "Chunk": (
        "id",
        "docId",
        "version",
        "index",
        "text",
        "start",
        "end",
        "firstSentence",
        "sentStarts",
        "sentEnds",
    ),
    "LocalEntity": ("id", "docId", "version", "name", "names", "type", "start"),
    "Entity": ("id", "name", "type", "aliases", "windows", "docs"),
}
"""The properties that each node of graphmill's has, by label."""
LINKS = {
    "MENTIONED_IN": (
        "docId",
        "sents",
        "startOffsets",
        "endOffsets",
        "types",
        "scores",
        "rules",
        "ruleScores",
    ),
    "RESOLVES_TO": ("rule", "score"),
    "FROM_CHUNK": ("docId", "n"),
    "CO_OCCURS_WITH": ("id", "count", "docs"),
}
"""The properties that each relationship of graphmill's has, by type; the types that are not here have none."""
_ID_STARTS = {"Document": "doc_", "Chunk": "doc_", "LocalEntity": "doc_", "Entity": "ent_"}


def owned(
    store: GraphStore, kind: str, rows: Iterable[Row], keys: Sequence[str] | None = None
) -> Iterator[Row]:
    """Yield the rows of a reading of nodes of a label, or relationships of a type, as they come.

    ``keys`` are the columns that graphmill always writes; without them that is every column.

    Raises:
        ForeignDataError: A row lacks one of them.

    """
    take = itemgetter(*keys) if keys else dict.values
    for row in rows:
        if None in take(row):
            raise _refusal(store, count_foreign(store) or {f":{kind}": 1})
        yield row


def refuse_foreign(store: GraphStore, *, damaged_too: bool = True) -> None:
    """Make sure that all that the store holds under graphmill's labels is graphmill's; reads every node of these labels.

    Without ``damaged_too`` nodes whose id is one of graphmill's may lack something: they can be mended.

    Raises:
        ForeignDataError: There is something else; the message says how many of what.

    """
    if found := count_foreign(store, damaged_too=damaged_too):
        raise _refusal(store, found)


def refuse_foreign_documents(store: GraphStore) -> None:
    """Make sure that every document is graphmill's, for work that reads only some of them; the store looks, and hands on none.

    Raises:
        ForeignDataError: Some are not; the message says how many.

    """
    text = f"MATCH (n:Document) WHERE {_lacks_one('n', NODES['Document'])} RETURN count(n) AS n"
    if _count(store, text):
        refuse_foreign(store)


def count_foreign(store: GraphStore, *, damaged_too: bool = True) -> dict[str, int]:
    """Return how many nodes of each label and relationships of each type are not graphmill's, those with none left out.

    ``damaged_too`` is that of :func:`refuse_foreign`.
    """
    found: dict[str, int] = {}
    for label, keys in NODES.items():
        foreign = _lacks_one("n", keys)
        if not damaged_too:
            foreign = f"({foreign}) AND NOT coalesce(n.id STARTS WITH '{_ID_STARTS[label]}', false)"
        found[f":{label}"] = _count(store, f"MATCH (n:{label}) WHERE {foreign} RETURN count(n) AS n")
    for link in LINK_KINDS if damaged_too else ():
        if keys := LINKS.get(link.type, ()):
            pattern = f"MATCH (:{link.start})-[r:{link.type}]->(:{link.end})"
            text = f"{pattern} WHERE {_lacks_one('r', keys)} RETURN count(r) AS n"
            found[f"[:{link.type}]"] = _count(store, text)
    return {what: count for what, count in found.items() if count}


def _lacks_one(name: str, keys: Sequence[str]) -> str:
    return " OR ".join(f"{name}.`{key}` IS NULL" for key in keys)


def _count(store: GraphStore, text: str) -> int:
    return int(next(iter(store.stream(text)))["n"])


def _refusal(store: GraphStore, found: dict[str, int]) -> ForeignDataError:
    told = ", ".join(f"{count:,} {what}" for what, count in found.items())
    return ForeignDataError(
        f"The {store.place} holds, under labels of graphmill's, what graphmill did not write or what was changed "
        f"since: {told}. Give graphmill {store.place.of_its_own}, or remove that."
    )
