"""The shape of the graph: labels, relationship types, labels of the user's entity types, and chunks of a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractors.mentions import Sentence
from graph.errors import SchemaError

SCHEMA_VERSION = 3
CHUNK_CHARACTERS = 1_000
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
        "GraphmillLease",
    }
)
_LABEL = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_SEPARATORS = re.compile(r"[^0-9A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document: ``text[start:end]``, with the sentences that begin in it.

    ``first_sentence`` is the document-wide number of the first of ``sentences``. Chunks partition the text: each
    starts where the one before it ends.
    """

    index: int
    start: int
    end: int
    first_sentence: int
    sentences: tuple[Sentence, ...]


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


def chunk_id(document_id: str, version: str, index: int) -> str:
    """Return the id of the ``index``-th chunk of a version of a document."""
    return f"{document_id}:{version}:chunk{index}"


def chunks_of(text: str, sentences: Sequence[Sentence], size: int = CHUNK_CHARACTERS) -> list[Chunk]:
    """Group whole consecutive sentences into chunks of about ``size`` characters that partition ``text``.

    A sentence longer than ``size`` is a chunk of its own. What lies between two sentences belongs to the chunk of the
    earlier one, what lies before the first to the first. An empty text has no chunks.
    """
    if not text:
        return []
    groups: list[list[Sentence]] = [[]]
    for sentence in sentences:
        group = groups[-1]
        if group and sentence.end - group[0].start > size:
            groups.append([sentence])
        else:
            group.append(sentence)
    chunks: list[Chunk] = []
    number = 0
    for index, group in enumerate(groups):
        start = 0 if index == 0 else group[0].start
        end = groups[index + 1][0].start if index + 1 < len(groups) else len(text)
        chunks.append(Chunk(index, start, end, number, tuple(group)))
        number += len(group)
    return chunks
