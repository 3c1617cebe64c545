"""The words of a document that are one slip of the pen apart, and the names that they make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, product

from linking.comparison.typos import can_have_typo, typo_of_word

_MOST_WORDS = 12
_MOST_COMBINATIONS = 256
"""Bound on the spellings tried for one pair of words of one name; beyond it the pair of words is left out."""


class WordNeighbours:
    """The words of a vocabulary that are one slip of the pen apart.

    Words one edit apart share a form with one letter deleted (symmetric deletion, as in SymSpell by Garbe, 2012), so each
    word meets only the words under its own deletions.
    """

    def __init__(self, vocabulary: Iterable[str]) -> None:
        by_deletion: dict[str, list[str]] = defaultdict(list)
        for word in sorted({word for word in vocabulary if can_have_typo(word)}):
            for form in _deletions(word):
                by_deletion[form].append(word)
        self._near: dict[str, set[str]] = defaultdict(set)
        for words in by_deletion.values():
            for one, other in combinations(words, 2):
                if typo_of_word(one, other):
                    self._near[one].add(other)
                    self._near[other].add(one)

    def of(self, word: str) -> list[str]:
        """Return the words one edit away from ``word``, in alphabetical order."""
        return sorted(self._near.get(word, ()))


def variants(name: tuple[str, ...], neighbours: WordNeighbours) -> Iterator[tuple[str, ...]]:
    """Yield the names of the vocabulary's words that differ from ``name`` in one or two words by one edit each.

    Names of more than twelve words have none: they are titles or lists, and equal or different.
    """
    if len(name) > _MOST_WORDS:
        return
    near = {place: words for place, word in enumerate(name) if (words := neighbours.of(word))}
    for place, words in near.items():
        for word in words:
            yield (*name[:place], word, *name[place + 1 :])
    for (one, ones), (two, twos) in combinations(near.items(), 2):
        if len(ones) * len(twos) <= _MOST_COMBINATIONS:
            for first, second in product(ones, twos):
                yield (*name[:one], first, *name[one + 1 : two], second, *name[two + 1 :])


def _deletions(word: str) -> set[str]:
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}
