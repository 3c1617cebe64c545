"""What the grammar knows of graphmill's schema: properties by label and type with the types of their values."""

from __future__ import annotations

from collections.abc import Mapping

INTEGER, FLOAT, STRING, BOOLEAN = "integer", "float", "string", "boolean"
NODE, RELATIONSHIP, PATH, MAP = "node", "relationship", "path", "map"
LIST_OF_STRING, LIST_OF_INTEGER, LIST_OF_FLOAT = "list of string", "list of integer", "list of float"
BAG_OF_STRING, BAG_OF_INTEGER, BAG_OF_FLOAT = "bag of string", "bag of integer", "bag of float"
"""A bag is a list in no certain order, as ``collect`` and pattern comprehensions give it."""
BAG_OF_NODE, LIST_OF_NODE = "bag of node", "list of node"

SCALARS = (INTEGER, FLOAT, STRING, BOOLEAN)
ELEMENTS = {
    LIST_OF_STRING: STRING,
    LIST_OF_INTEGER: INTEGER,
    LIST_OF_FLOAT: FLOAT,
    BAG_OF_STRING: STRING,
    BAG_OF_INTEGER: INTEGER,
    BAG_OF_FLOAT: FLOAT,
}
BAGS = {STRING: BAG_OF_STRING, INTEGER: BAG_OF_INTEGER, FLOAT: BAG_OF_FLOAT}
LISTS = {STRING: LIST_OF_STRING, INTEGER: LIST_OF_INTEGER, FLOAT: LIST_OF_FLOAT}

DOCUMENT, CHUNK, LOCAL, ENTITY, STATE = "Document", "Chunk", "LocalEntity", "Entity", "GraphmillState"

PROPERTIES: Mapping[str, Mapping[str, str]] = {
    DOCUMENT: {
        "id": STRING,
        "uri": STRING,
        "title": STRING,
        "mediaType": STRING,
        "date": STRING,
        "dateFrom": STRING,
        "firstUri": STRING,
        "version": STRING,
        "characters": INTEGER,
        "windows": INTEGER,
        "rev": INTEGER,
        "ingestedAt": STRING,
    },
    CHUNK: {
        "id": STRING,
        "docId": STRING,
        "version": STRING,
        "index": INTEGER,
        "text": STRING,
        "start": INTEGER,
        "end": INTEGER,
        "firstSentence": INTEGER,
        "sentStarts": LIST_OF_INTEGER,
        "sentEnds": LIST_OF_INTEGER,
    },
    LOCAL: {
        "id": STRING,
        "docId": STRING,
        "version": STRING,
        "name": STRING,
        "names": LIST_OF_STRING,
        "type": STRING,
        "start": INTEGER,
    },
    ENTITY: {
        "id": STRING,
        "name": STRING,
        "nameKey": STRING,
        "type": STRING,
        "aliases": LIST_OF_STRING,
        "kbIds": LIST_OF_STRING,
        "windows": INTEGER,
        "docs": INTEGER,
        "hidden": BOOLEAN,
        "mergedInto": STRING,
        "community": INTEGER,
        "pageRank": FLOAT,
        "coreNumber": INTEGER,
    },
    STATE: {"id": STRING, "sentences": INTEGER},
    "MENTIONED_IN": {
        "docId": STRING,
        "sents": LIST_OF_INTEGER,
        "startOffsets": LIST_OF_INTEGER,
        "endOffsets": LIST_OF_INTEGER,
        "types": LIST_OF_STRING,
        "scores": LIST_OF_FLOAT,
        "rules": LIST_OF_STRING,
        "ruleScores": LIST_OF_FLOAT,
    },
    "RESOLVES_TO": {"rule": STRING, "score": FLOAT},
    "CO_OCCURS_WITH": {"id": STRING, "count": INTEGER, "docs": INTEGER, "disparity": FLOAT},
    "FROM_CHUNK": {"docId": STRING, "n": INTEGER},
    "FROM_DOCUMENT": {},
    "NEXT_CHUNK": {},
}
ANY_PROPERTIES: Mapping[str, str] = {
    "id": STRING,
    "name": STRING,
    "title": STRING,
    "type": STRING,
    "docId": STRING,
    "docs": INTEGER,
    "windows": INTEGER,
    "start": INTEGER,
    "count": INTEGER,
    "date": STRING,
    "aliases": LIST_OF_STRING,
    "hidden": BOOLEAN,
}
"""What is asked of a node or relationship of no certain label or type."""
UNSET: Mapping[str, str] = {
    "name": STRING,
    "title": STRING,
    "type": STRING,
    "label": STRING,
    "knowledgeBase": STRING,
    "date": STRING,
    "weight": INTEGER,
    "year": INTEGER,
    "tags": LIST_OF_STRING,
    "id": STRING,
}
"""Properties that analysts ask for where nothing has them; each is left to a kind that has it not."""

ENTITY_LABELS = ("Person", "Organization", "Location", "Event")
LOOSE_LABELS = ("__Entity__", "Topic")
"""Labels beside those of kinds: one that every entity has, one that nothing has."""


def property_type(kind: str, name: str) -> str | None:
    """Return the type of the values of a property of a label or relationship type, or None where nothing has it."""
    return PROPERTIES.get(kind, ANY_PROPERTIES).get(name)
