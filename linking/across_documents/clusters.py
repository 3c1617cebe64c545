"""Star clustering of full names: every member matches the centre of its cluster, so that merges never chain."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from linking.across_documents.constraints import Constraints
from linking.across_documents.nodes import NAMESAKE, Node
from linking.across_documents.state_organs import PART
from linking.blocking.pairs import candidate_pairs
from linking.comparison.typos import same_sound
from linking.comparison.whole_names import MERGE, REVIEW, compare_names, lacks_a_word
from linking.names.countries import country_spelling
from linking.names.cyrillic_cases import is_cyrillic
from linking.names.families import Family
from linking.names.folding import scripts
from linking.names.inflection import base_keys
from linking.names.joined_words import JOINED, only_joined

ESTABLISHED = 2
"""A word in so many full names is a word of its own, no slip of the pen."""
ATTESTED = 3
"""How many times as many documents as the misspelling the right spelling of a place or thing has."""

MOST_REVIEWED = 5
"""Pairs that one name has for a person to judge; a name like so many others ("J. Smith") is no question for a person."""


class Near(NamedTuple):
    """Two names that may be one, by which rule, and how alike they are."""

    one: Node
    other: Node
    rule: str
    score: float


def merge_spellings(nodes: Sequence[Node], constraints: Constraints) -> None:
    """Join nodes that share a key: umlauts written out, words joined, transliterated to Latin letters.

    ``nodes`` are in their order. A transliteration that several names of one script share (Zhang Wei) joins none of them.
    """
    sharing = _sharing(nodes)
    for node in nodes:
        shared = sharing[node.kind]
        keys = {node.key, *node.spellings}
        if shared.keys().isdisjoint(keys) or not node.attracts:
            continue
        for key in sorted(keys & shared.keys()):
            together = shared[key]
            if _has_namesakes(together) or (key.isascii() and _ambiguous_transliteration(together)):
                continue
            for other in together:
                later = other.centre is None and other.order > node.order and other.key != node.key
                if key.startswith(JOINED) and not only_joined(node.name.tokens, other.name.tokens):
                    continue
                if later and not _are_two(other, node) and constraints.allows(other, node):
                    constraints.join(other, node, "spelling")


def _sharing(nodes: Iterable[Node]) -> dict[str, dict[str, list[Node]]]:
    """Return by kind the nodes of every key or spelling that several nodes have."""
    first: dict[str, dict[str, Node]] = defaultdict(dict)
    shared: dict[str, dict[str, list[Node]]] = defaultdict(dict)
    for node in nodes:
        found, together = first[node.kind], shared[node.kind]
        for key in {node.key, *node.spellings}:
            earlier = found.setdefault(key, node)
            if earlier is not node:
                together.setdefault(key, [earlier]).append(node)
    return shared


def merge_alike(nodes: Sequence[Node], constraints: Constraints) -> list[Near]:
    """Join full names that differ by slips of the pen, and return the pairs that a person should judge, the best first.

    ``nodes`` are in their order. Names that are worth comparing (``linking.blocking.pairs``) are compared word by word. Beyond the
    guards of ``typo_score``, two names stay apart when one document holds both, and are left to a person when both of the
    differing words occur in other names too and sound different (Petersen and Peterson), or when they name no person or
    organisation and the one is not by far the more frequent. So is every other likeness from ``REVIEW``: words in
    another order, left out, shortened to an initial. A name has at most ``MOST_REVIEWED`` pairs, with the names that are most
    like it and, of these, in most documents.
    """
    full = [
        node for node in nodes if node.attracts and not node.is_short and node.name.family is not Family.VALUE
    ]
    by_kind: dict[str, list[Node]] = defaultdict(list)
    for node in full:
        by_kind[node.kind].append(node)
    slips: dict[Node, list[tuple[Node, float]]] = defaultdict(list)
    review: list[Near] = []
    for alike in by_kind.values():
        near = [each for each in _near(alike) if each.rule]
        typos = {each for each in near if each.rule == "typo" and each.score >= MERGE}
        words = {word for each in typos for node in each[:2] for word in node.name.tokens}
        uses = Counter(chain.from_iterable(words.intersection(node.name.tokens) for node in alike if typos))
        for each in near:
            if each in typos and not _has_namesakes(each[:2]) and _is_slip(each.one, each.other, uses):
                slips[each.one].append((each.other, each.score))
            else:
                review.append(each)
    for node in full:
        if node.attracts:
            for other, score in slips.get(node, ()):
                if other.centre is None and constraints.allows(other, node):
                    constraints.join(other, node, "typo", score)
    return _most_alike(review)


def _near(nodes: Sequence[Node]) -> Iterator[Near]:
    """Yield the pairs of nodes of one kind that score ``REVIEW`` or more and that no document keeps apart."""
    for left, right in candidate_pairs([node.name for node in nodes]):
        one, other = nodes[left], nodes[right]
        # Of two nodes with one key each is its own thing on purpose, unless one only says more of itself in brackets.
        if one.key == other.key and one.name.qualifier == other.name.qualifier:
            continue
        if lacks_a_word(one.name, other.name):
            continue
        if one.root is other.root or not one.documents.isdisjoint(other.documents):
            continue
        if _of_two_states(one, other):
            continue
        found = compare_names(one.name, other.name)
        if found.score < REVIEW or (found.rule == "spelling" and _ambiguous_transliteration((one, other))):
            continue
        yield Near(one, other, found.rule, found.score)


def _are_two(one: Node, other: Node) -> bool:
    """Tell whether titles, legal forms, brackets, or the states that they are organs of keep two spellings of a name apart."""
    if one.name.qualifier != other.name.qualifier or one.name.contradicts(other.name):
        return True
    return _of_two_states(one, other)


def _of_two_states(one: Node, other: Node) -> bool:
    """Tell whether two nodes are organs of states that need not be the same state (Defence Ministry, Defense Ministry)."""
    return one.part != other.part and (one.part.startswith(PART) or other.part.startswith(PART))


def _most_alike(pairs: list[Near]) -> list[Near]:
    """Leave each name the pairs with the names most like it."""
    pairs.sort(key=lambda each: (-each.score, each.one.order, each.other.order))
    held: Counter[Node] = Counter()
    kept = []
    for each in pairs:
        if max(held[each.one], held[each.other]) < MOST_REVIEWED:
            held.update((each.one, each.other))
            kept.append(each)
    return kept


def merge_demonyms(nodes: Sequence[Node], constraints: Constraints) -> None:
    """Join demonyms that were taken for places to their places, Iraqi to Iraq, and persons' full names in other cases.

    ``nodes`` are in their order. A demonym of two places of the corpus joins neither, nor does one that a document holds
    beside the place as another thing.
    """
    inflecting = [
        node
        for node in nodes
        if node.name.family is Family.LOCATION
        or (node.name.family is Family.PERSON and not node.is_short and is_cyrillic(node.key))
    ]
    bases: dict[tuple[str, str], set[Node]] = defaultdict(set)
    for node in inflecting:
        bases[node.kind, " ".join(node.name.tokens)].add(node)
    for node in inflecting:
        if shared := country_spelling(node.key):
            bases.setdefault((node.kind, shared), {node})
    for node in inflecting:
        if node.centre is not None:
            continue
        names = [(node.kind, key) for key in base_keys(node.name)]
        found = {base.root for name in names for base in bases.get(name, ())}
        if len(found) == 1 and node not in found and not _has_namesakes(found):
            base = found.pop()
            if base.documents.isdisjoint(node.documents) and constraints.allows(node, base):
                rule = "demonym" if node.name.family is Family.LOCATION else "inflection"
                constraints.join(node, base, rule)


def _is_slip(one: Node, other: Node, uses: Counter[str]) -> bool:
    for a, b in zip(one.name.tokens, other.name.tokens, strict=True):
        if a != b and min(uses[a], uses[b]) >= ESTABLISHED and not same_sound(a, b):
            return False
    if one.name.family in {Family.PERSON, Family.ORGANIZATION}:
        return True
    return max(len(one.documents), len(other.documents)) >= ATTESTED * min(
        len(one.documents), len(other.documents)
    )


def _has_namesakes(nodes: Iterable[Node]) -> bool:
    """Tell whether one of the names is that of several people: which of them another spelling means is not in the name."""
    return any(node.rule == NAMESAKE for node in nodes)


def _ambiguous_transliteration(sharing: Sequence[Node]) -> bool:
    written = Counter(script for node in sharing for script in scripts(node.key))
    return any(count > 1 for script, count in written.items() if script != "LATIN")
