"""The shape of the graph: labels, relationship types, labels of the user's entity types, and chunks of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from graph.errors import SchemaError

SCHEMA_VERSION = 5
NAME_KEY_CHARACTERS = 200

RESERVED_LABELS = frozenset(
    {
        "Document",
        "Chunk",
        "Entity",
        "LocalEntity",
        "MergeEvent",
        "__Entity__",
        "__KGBuilder__",
        "GraphmillSchema",
        "GraphmillState",
        "GraphmillSource",
        "GraphmillItem",
        "GraphmillLease",
    }
)
_LABEL = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_SEPARATORS = re.compile(r"[^0-9A-Za-z]+")


@cache
def node_label(type_name: str) -> str:
    """Return the node label of an entity type: ``date of birth`` and ``date_of_birth`` give ``DateOfBirth``.

    Raises:
        SchemaError: The name gives no label of ASCII letters, digits and underscores that starts with a letter or
            underscore and has at most 64 characters, or it gives a label that graphmill uses itself.

    """
    if _LABEL.fullmatch(type_name) and type_name in RESERVED_LABELS:
        label = type_name
    else:
        label = "".join(part[0].upper() + part[1:] for part in _SEPARATORS.split(type_name) if part)
    foreign = any(character.isalnum() and not character.isascii() for character in type_name)
    if foreign or not type_name.isprintable() or not _LABEL.fullmatch(label):
        raise SchemaError(
            f"The entity type {type_name!r} cannot become a node label: use 1 to 64 ASCII letters, digits and "
            "underscores, not starting with a digit, as its name; its prompt may be in any words and script."
        )
    if label in RESERVED_LABELS:
        raise SchemaError(
            f"The entity type {type_name!r} gives the node label {label}, which graphmill uses itself: "
            f"choose another name, for example {type_name}_type."
        )
    return label


def name_key(name: str) -> str:
    """Return the form of a name that look-ups compare: case folded, and short enough for any index."""
    return name.casefold()[:NAME_KEY_CHARACTERS]


def edge_id(a: str, b: str) -> str:
    """Return the id of the co-occurrence edge of two entities, the same in both orders."""
    return f"{a}|{b}" if a < b else f"{b}|{a}"


SOURCE_LABELS = ("GraphmillSource", "GraphmillItem")
"""The labels of what is remembered of sources: how far each was read, and what it held."""

NODE_LABELS = ("Document", "Chunk", "LocalEntity", "Entity", "GraphmillState", *SOURCE_LABELS)
"""The labels of what a graph holds. The schema's version and the write lease are a store's own."""

OWN_LABELS = ("GraphmillSchema", "GraphmillLease")


@dataclass(frozen=True, slots=True)
class LinkKind:
    """A type of relationship and the labels of its two ends."""

    type: str
    start: str
    end: str


LINK_KINDS = (
    LinkKind("FROM_DOCUMENT", "Chunk", "Document"),
    LinkKind("NEXT_CHUNK", "Chunk", "Chunk"),
    LinkKind("MENTIONED_IN", "LocalEntity", "Chunk"),
    LinkKind("RESOLVES_TO", "LocalEntity", "Entity"),
    LinkKind("FROM_CHUNK", "Entity", "Chunk"),
    LinkKind("CO_OCCURS_WITH", "Entity", "Entity"),
)
