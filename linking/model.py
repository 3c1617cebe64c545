"""The entities of a document, the entities of the corpus, and the decisions that connect them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from extractors.mentions import Mention


@dataclass(frozen=True, slots=True, order=True)
class LocalEntity:
    """An entity as one document sees it: what within-document resolution made of its mentions.

    It is linked, merged and split as a unit. ``name`` is the canonical (longest frequent full) form, ``names`` the
    distinct surface forms, the most frequent first; ``start`` is the offset of its first mention. ``value`` is what it says
    if it is a date, an amount or another value, as :func:`linking.values.written.write_reading` writes it.
    """

    id: str
    document_id: str
    name: str
    type: str
    names: tuple[str, ...]
    start: int
    value: str = ""


@dataclass(frozen=True, slots=True)
class LocalCluster:
    """A local entity with its mentions, and the rule and score by which each mention joined it."""

    entity: LocalEntity
    mentions: tuple[Mention, ...]
    rules: tuple[str, ...]
    scores: tuple[float, ...]


@dataclass(frozen=True, slots=True, order=True)
class Entity:
    """An entity of the corpus: its display name, its type by vote, and every surface form that resolves to it.

    ``kb_ids`` are the entries of knowledge bases that it was linked to, as ``knowledge base:id``; ``hidden`` says that
    a person took it out of listings. ``value`` is what it says if its type is one of values and its words could be read, as
    :func:`linking.values.written.write_value` writes it.
    """

    id: str
    name: str
    type: str
    aliases: tuple[str, ...]
    kb_ids: tuple[str, ...] = ()
    hidden: bool = False
    value: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Why a local entity belongs to an entity: the rule's name, and a score between 0 and 1."""

    entity_id: str
    rule: str
    score: float


@dataclass(frozen=True, slots=True, order=True)
class ReviewPair:
    """Two entities that may be one but were kept apart, for a person to judge: the rule that saw it, and its score."""

    left: str
    right: str
    rule: str
    score: float


@dataclass(frozen=True, slots=True, order=True)
class Namesakes:
    """Two sides of the documents of one name: the ids of the local entities of each, and what names hold it together.

    They are two people where they have two entities, else a person should judge whether they are.
    """

    left: tuple[str, ...]
    right: tuple[str, ...]
    left_company: tuple[str, ...]
    right_company: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Conflict:
    """A decision that was not followed because others forbid it, in plain words, with the ids of all of them."""

    decision: str
    against: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """Where every local entity belongs: ``assignments`` by local entity id, ``entities`` by entity id.

    ``review`` are the pairs of entities that came close to a merge, the most alike first; ``namesakes`` the sides of names
    that several people may bear, unless a decision or a knowledge base says who they are; ``conflicts`` are the decisions
    that contradict each other, and ``dormant`` the ids of those that name nothing in the graph at present.
    """

    assignments: Mapping[str, Assignment]
    entities: Mapping[str, Entity]
    review: tuple[ReviewPair, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    dormant: tuple[str, ...] = ()
    namesakes: tuple[Namesakes, ...] = ()


def local_entity_id(document_id: str, version: str, index: int) -> str:
    """Return the id of the ``index``-th local entity of a version of a document's mentions."""
    return f"{document_id}:{version}:{index}"


def mint_entity_id(founder: LocalEntity, salt: int = 0) -> str:
    """Return a new entity's id, made from its founding mention; ``salt`` tells apart a second one from there."""
    key = f"{founder.document_id}|{founder.start}|{founder.name}|{founder.type}|{salt}"
    return "ent_" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
