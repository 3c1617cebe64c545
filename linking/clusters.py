"""Star clustering of full names: every member matches the centre of its cluster, so that merges never chain."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from linking.candidates import typo_candidates
from linking.comparison import same_sound, typo_score
from linking.constraints import Constraints
from linking.inflection import base_forms
from linking.names import Family, scripts
from linking.nodes import Node

MERGE = 0.95
"""Score from which two full names merge."""
REVIEW = 0.80
"""Score from which two full names are shown to a person; below it they are simply apart."""
ESTABLISHED = 2
"""A word in so many full names is a word of its own, no slip of the pen."""
ATTESTED = 3
"""How many times as many documents as the misspelling the right spelling of a place or thing has."""

_SPELLING_SCORE = 0.98
_DEMONYM_SCORE = 0.95


def merge_spellings(nodes: Sequence[Node], constraints: Constraints) -> None:
    """Join nodes that share a key: umlauts written out, words joined, transliterated to Latin letters.

    ``nodes`` are in their order. A transliteration that several names of one script share (Zhang Wei) joins none of them.
    """
    sharing: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for node in nodes:
        for key in {node.key, *node.spellings}:
            sharing[node.kind, key].append(node)
    for node in nodes:
        if not node.attracts:
            continue
        for key in sorted({node.key, *node.spellings}):
            together = sharing[node.kind, key]
            if len(together) < 2 or _ambiguous_transliteration(together):
                continue
            for other in together:
                later = other.centre is None and other.order > node.order and other.key != node.key
                if later and constraints.allows(other, node):
                    constraints.join(other, node, "spelling", _SPELLING_SCORE)


def merge_typos(nodes: Sequence[Node], constraints: Constraints) -> list[tuple[Node, Node, float]]:
    """Join full names that differ by slips of the pen, and return the pairs that a person should judge.

    ``nodes`` are in their order. Beyond the guards of ``typo_score``, two names stay apart when one document holds both,
    and are left to a person when both of the differing words occur in other names too and sound different (Petersen and Peterson), or when they
    name no person or organisation and the one is not by far the more frequent.
    """
    full = [
        node for node in nodes if node.attracts and not node.is_short and node.name.family is not Family.VALUE
    ]
    by_kind: dict[str, list[Node]] = defaultdict(list)
    for node in full:
        by_kind[node.kind].append(node)
    near: dict[Node, list[tuple[Node, float]]] = defaultdict(list)
    review = []
    for alike in by_kind.values():
        uses = Counter(word for node in alike for word in set(node.name.tokens))
        for left, right in typo_candidates([node.name.tokens for node in alike]):
            one, other = alike[left], alike[right]
            score = typo_score(one.name, other.name)
            if score < REVIEW or not one.documents.isdisjoint(other.documents):
                continue
            if score >= MERGE and _is_slip(one, other, uses):
                near[one].append((other, score))
            else:
                review.append((one, other, score))
    for node in full:
        if node.attracts:
            for other, score in near[node]:
                if other.centre is None and constraints.allows(other, node):
                    constraints.join(other, node, "typo", score)
    return review


def merge_demonyms(nodes: Sequence[Node], constraints: Constraints) -> None:
    """Join demonyms that were taken for places to their places: Iraqi to Iraq.

    ``nodes`` are in their order. A demonym of two places of the corpus joins neither, nor does one that a document holds
    beside the place as another thing.
    """
    places = {node.name.tokens: node for node in nodes if node.name.family is Family.LOCATION}
    for node in nodes:
        if node.centre is not None or node.name.family is not Family.LOCATION:
            continue
        found = {places[name].root for name in base_forms(node.name) if name in places}
        if len(found) == 1 and node not in found:
            place = found.pop()
            if place.documents.isdisjoint(node.documents) and constraints.allows(node, place):
                constraints.join(node, place, "demonym", _DEMONYM_SCORE)


def _is_slip(one: Node, other: Node, uses: Counter[str]) -> bool:
    for a, b in zip(one.name.tokens, other.name.tokens, strict=True):
        if a != b and min(uses[a], uses[b]) >= ESTABLISHED and not same_sound(a, b):
            return False
    if one.name.family in {Family.PERSON, Family.ORGANIZATION}:
        return True
    return max(len(one.documents), len(other.documents)) >= ATTESTED * min(
        len(one.documents), len(other.documents)
    )


def _ambiguous_transliteration(sharing: Sequence[Node]) -> bool:
    written = Counter(script for node in sharing for script in scripts(node.key))
    return any(count > 1 for script, count in written.items() if script != "LATIN")
