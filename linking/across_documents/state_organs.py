"""Courts, ministries and parliaments without their country: every state has them, and the document says which one is meant."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from linking.across_documents.nodes import Node
from linking.model import LocalEntity
from linking.names.countries import standard_name
from linking.names.families import Family
from linking.names.form import NameForm, take_apart
from linking.names.inflection import base_forms
from linking.names.joined_words import SMALL_WORDS
from linking.names.territories import territory_codes

PART = "country:"
"""What the part of a node is named by that holds the documents of one country."""

_HEADS = """ministry ministries minister court courts senate congress parliament assembly army navy police government cabinet
treasury judiciary prosecutor prosecutors"""
_QUALIFIERS = """supreme constitutional high federal state national central foreign interior internal home defense defence
finance justice health education labor labour agriculture trade economy economics economic environment transport energy
culture tourism affairs security appeals cassation general attorney office air force forces armed house upper lower public
prosecution"""
_HEAD_WORDS = frozenset(_HEADS.split())
_WORDS = _HEAD_WORDS | frozenset(_QUALIFIERS.split()) | SMALL_WORDS
_FEWEST_DOCUMENTS = 2
_NOT_NAMED = frozenset({Family.PERSON, Family.VALUE, Family.EVENT})
_OTHER_NAMES = {
    "turkey": "tr",
    "korea": "kr",
    "ivory coast": "ci",
    "bosnia": "ba",
    "macedonia": "mk",
    "vatican": "va",
}
"""Names in common use that neither ``linking.names.countries`` nor the library lists."""


def is_state_organ(name: NameForm) -> bool:
    """Tell whether a name says what kind of state organ it is and not of which state: Foreign Ministry, Supreme Court."""
    return (
        name.family is Family.ORGANIZATION
        and not _HEAD_WORDS.isdisjoint(name.tokens)
        and _WORDS.issuperset(name.tokens)
    )


def divide_state_organs(nodes: Sequence[Node]) -> list[Node]:
    """Return the nodes in their order, each state organ divided by the countries that its documents speak of.

    A document speaks of the country that it names first; one that names none stays with most of the organ's documents.
    """
    organs = [
        node for node in nodes if len(node.documents) >= _FEWEST_DOCUMENTS and is_state_organ(node.name)
    ]
    if not organs:
        return list(nodes)
    countries = _countries(nodes, set().union(*(node.documents for node in organs)))
    divided: dict[Node, list[Node]] = {}
    for node in organs:
        parts = _parts(node.members, countries)
        if len(parts) > 1:
            divided[node] = node.divided(parts)
    return sorted(
        (part for node in nodes for part in divided.get(node, (node,))), key=lambda node: node.order
    )


def country_of(name: NameForm) -> str:
    """Return the ISO code of the country that a place, or its demonym, belongs to; empty where it is not known."""
    return _country(name.key)


def _countries(nodes: Sequence[Node], documents: set[str]) -> dict[str, list[str]]:
    """Return the countries that each document names, in the order of their first mentions."""
    named: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for node in nodes:
        if node.name.family in _NOT_NAMED or documents.isdisjoint(node.documents):
            continue
        if country := country_of(node.name):
            for each in node.members:
                if each.document_id in documents:
                    named[each.document_id].append((each.start, country))
    return {
        document: list(dict.fromkeys(country for _, country in sorted(found)))
        for document, found in named.items()
    }


def _parts(
    members: Sequence[LocalEntity], countries: Mapping[str, Sequence[str]]
) -> dict[str, list[LocalEntity]]:
    first = {document: named[0] for document, named in countries.items()}
    told = Counter([first[each.document_id] for each in members if each.document_id in first])
    most = min(told, key=lambda country: (-told[country], country), default="")
    parts: dict[str, list[LocalEntity]] = defaultdict(list)
    for each in members:
        parts[PART + first.get(each.document_id, most)].append(each)
    return parts


@lru_cache(maxsize=1 << 14)
def _country(key: str) -> str:
    if found := _code(key):
        return found
    place = take_apart(key, Family.LOCATION)
    bases = {_code(" ".join(base)) for base in base_forms(place)} - {""}
    return bases.pop() if len(bases) == 1 else ""


def _code(key: str) -> str:
    known = _known()
    return known.get(key) or known.get(standard_name(key), "")


@cache
def _known() -> dict[str, str]:
    """Return the country's code by the names of countries, their regions and some of their cities."""
    return territory_codes() | _OTHER_NAMES
