"""The types of the properties that graphmill writes, by label and by type of relationship."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from graph.cypher.types import value_types as types
from graph.cypher.types.value_types import ValueType, list_of, of, one_of
from graph.schema.labels import RESERVED_LABELS

_TEXT, _WHOLE, _NUMBER, _TRUTH = of(types.STRING), of(types.INTEGER), of(types.FLOAT), of(types.BOOLEAN)


def _typed(**keys: str) -> dict[str, ValueType]:
    named = {
        "text": _TEXT,
        "texts": list_of(_TEXT),
        "whole": _WHOLE,
        "wholes": list_of(_WHOLE),
        "number": _NUMBER,
        "numbers": list_of(_NUMBER),
        "truth": _TRUTH,
    }
    return {key: replace(named[kind], stored=True) for kind, names in keys.items() for key in names.split()}


_NODES: Mapping[str, Mapping[str, ValueType]] = {
    "Document": _typed(
        text="id uri title mediaType metadata date dateFrom firstUri unit contentHash sourceHash fingerprint version "
        "ingestedAt ledger",
        texts="places placeSources",
        whole="characters windows rev readerVersion",
    ),
    "Chunk": _typed(
        text="id docId version text", whole="index start end firstSentence", wholes="sentStarts sentEnds"
    ),
    "LocalEntity": _typed(text="id docId version name type value", texts="names", whole="start"),
    "Entity": _typed(
        text="id name type mergedInto nameKey analysedAt valueKind value valueFrom valueTo unit",
        texts="aliases kbIds",
        whole="windows docs community coreNumber",
        number="pageRank betweenness number",
        truth="hidden",
    ),
    "GraphmillSource": _typed(text="id kind cursor lookedAt readAs"),
    "GraphmillItem": _typed(
        text="id source key uri version mediaType readAs hash holds goneSince again", whole="documents"
    ),
    "GraphmillSchema": _typed(text="id", whole="version"),
}
_LINKS: Mapping[str, Mapping[str, ValueType]] = {
    "MENTIONED_IN": _typed(
        text="docId",
        wholes="sents startOffsets endOffsets",
        texts="types rules sources",
        numbers="scores ruleScores",
    ),
    "RESOLVES_TO": _typed(text="rule", number="score"),
    "CO_OCCURS_WITH": _typed(text="id", whole="count docs", number="disparity"),
    "FROM_CHUNK": _typed(text="docId", whole="n"),
}


def property_type(subject: ValueType, key: str, *, foreign: bool) -> ValueType | None:
    """Return the type of a property of a node or relationship; None where it is not known.

    Where the graph holds nothing ``foreign``, every node and relationship has only what graphmill writes.
    """
    kinds = {types.NODE: _NODES, types.RELATIONSHIP: _LINKS}
    known = [properties for kind in subject.kinds for properties in kinds[kind].items()]
    found = [properties[key] for label, properties in known if label in subject.labels and key in properties]
    if found or foreign or not subject.labels.isdisjoint(RESERVED_LABELS):
        return found[0] if found else None
    found = [properties[key] for _, properties in known if key in properties]
    return one_of(found) if found else None
