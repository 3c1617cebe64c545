"""An index over many names, built once, that answers in microseconds which of them a name may be.

    index = NameIndex(names)                      # (surface, entity type) each; a million take a minute
    for matches in index.match([("J. Keller", "person")]):
        for match in matches.found:               # the best first
            names[match.number], match.score, match.rule
        matches.passed_over                       # names that share a key and were not compared

Names are found by most of the keys of ``linking.blocking.pairs``: the same words in any order, further spellings, a word more or
less, an initial, one or two slips of the pen. What is found is compared with ``compare_names``, and has its score and rule. The
answer depends on the names alone. The index keeps the sequence that it was given, and some 250 bytes a name beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from linking.blocking.pairs import NameKeys, nicknames
from linking.blocking.vocabulary import Hashes, Indices, SortedKeys, runs, word_hashes
from linking.comparison.whole_names import REVIEW, compare_names, lacks_a_word
from linking.names.families import family_of
from linking.names.form import NameForm, take_apart

COMPARED = 20
"""Names that are compared for one name asked, those with the fewest deviations first."""
_MOST_VARIANTS = 256
"""Bound on the pairs of slips tried for one name."""


@dataclass(frozen=True, slots=True)
class Match:
    """A name of the index, by its number in the order given, with its score and rule (see ``compare_names``)."""

    number: int
    score: float
    rule: str


@dataclass(frozen=True, slots=True)
class Matches:
    """The names that one name may be, the best first, and how many more share a key and were not compared."""

    found: tuple[Match, ...]
    passed_over: int


class NameIndex:
    """Names found by name; see the module."""

    def __init__(self, names: Sequence[tuple[str, str]]) -> None:
        self._names = names
        spellings: list[Hashes] = []
        bearers: list[Indices] = []
        keys = NameKeys(self._analysed(spellings, bearers))
        numbers = np.arange(len(names))
        self._words = keys.vocabulary
        self._whole = SortedKeys(keys.sums, numbers)
        self._spelled = SortedKeys(_one(spellings, np.uint64), _one(bearers, np.int64))
        self._left_out = SortedKeys(*keys.left_out())
        self._shortened = SortedKeys(*keys.shortened())

    @property
    def nbytes(self) -> int:
        """Return the bytes that the arrays take, beside the names and the words of the names."""
        keys = (self._whole, self._spelled, self._left_out, self._shortened)
        return self._words.nbytes + sum(each.nbytes for each in keys)

    def match(
        self, names: Sequence[tuple[str, str]], least: float = REVIEW, compared: int = COMPARED
    ) -> list[Matches]:
        """Return for every name (surface and entity type) the names of the index that score ``least`` or more.

        At most ``compared`` names of the index are compared for each.
        """
        forms = [take_apart(surface, family_of(kind)) for surface, kind in names]
        near, ends = self._ranked(forms)
        matches = []
        start = 0
        for form, end in zip(forms, ends, strict=True):
            chosen = near[start : min(end, start + compared)].tolist()
            found = self._compared(form, chosen, least)
            matches.append(Matches(found, end - start - len(chosen)))
            start = end
        return matches

    def _ranked(self, forms: Sequence[NameForm]) -> tuple[Indices, list[int]]:
        """Return the numbers of the candidates, form by form, the fewest deviations first, and where each form's end."""
        found = list(self._candidates(forms))
        rows = np.concatenate([each for _, each, _ in found])
        numbers = np.concatenate([each for _, _, each in found])
        deviations = np.repeat([each for each, _, _ in found], [len(each) for _, each, _ in found])
        # Of several keys that bring a name, the one with the fewest deviations counts.
        order = np.lexsort((deviations, numbers, rows))
        rows, numbers, deviations = rows[order], numbers[order], deviations[order]
        new = np.ones(len(rows), np.bool_)
        new[1:] = (rows[1:] != rows[:-1]) | (numbers[1:] != numbers[:-1])
        rows, numbers, deviations = rows[new], numbers[new], deviations[new]
        order = np.lexsort((numbers, deviations, rows))
        ends: list[int] = np.searchsorted(rows, np.arange(len(forms)), "right").tolist()
        return numbers[order], ends

    def _compared(self, form: NameForm, chosen: Iterable[int], least: float) -> tuple[Match, ...]:
        found = []
        for number in chosen:
            surface, kind = self._names[number]
            other = take_apart(surface, family_of(kind))
            if least >= REVIEW and lacks_a_word(form, other):
                continue
            comparison = compare_names(form, other)
            if comparison.score >= least:
                found.append(Match(number, comparison.score, comparison.rule))
        found.sort(key=lambda match: (-match.score, match.number))
        return tuple(found)

    def _candidates(self, forms: Sequence[NameForm]) -> Iterator[tuple[int, Indices, Indices]]:
        """Yield rows of ``forms`` and numbers of names that share a key, those with the fewest deviations first."""
        keys = NameKeys(forms)
        rows = np.arange(len(forms))
        yield 0, *_placed(rows, self._whole.join(keys.sums))
        spelled, bearers = _spellings(forms)
        yield 1, *_placed(bearers, self._spelled.join(spelled))
        sums, owners = self._slips(keys)
        yield 2, *_placed(owners, self._whole.join(sums))
        sums, owners = keys.shortened()
        yield 3, *_placed(owners, self._whole.join(sums))
        with_initial = rows[keys.has_initial]
        yield 3, *_placed(with_initial, self._shortened.join(keys.sums[with_initial]))
        sums, owners = keys.left_out()
        yield 4, *_placed(owners, self._whole.join(sums))
        yield 4, *_placed(rows, self._left_out.join(keys.sums))

    def _slips(self, keys: NameKeys) -> tuple[Hashes, Indices]:
        """Return the sums of the names asked with one or two words replaced by words of the index a slip away."""
        asked = keys.vocabulary.words
        found = (self._words.near(asked), nicknames(asked, self._words))
        rows, numbers = (np.concatenate(side) for side in zip(*found, strict=True))
        order = np.argsort(rows, kind="stable")
        rows, numbers = rows[order], numbers[order]
        starts = np.searchsorted(rows, np.arange(len(asked) + 1))
        counts = np.diff(starts)[keys.word]
        slot = np.repeat(np.arange(len(keys.word)), counts)
        neighbour = numbers[runs(starts[keys.word], counts)]
        changes = self._words.hashes[neighbour] - keys.vocabulary.hashes[keys.word[slot]]
        owner = keys.owner[slot].astype(np.int64)
        one, other = _pairs_of_slips(owner, slot)
        changed = np.concatenate((changes, changes[one] + changes[other]))
        owner = np.concatenate((owner, owner[one]))
        return keys.sums[owner] + changed, owner

    def _analysed(self, spellings: list[Hashes], bearers: list[Indices]) -> Iterator[NameForm]:
        """Yield the names taken apart, and gather their spellings on the way, so that no name form is kept."""
        step = 1 << 14
        for start in range(0, len(self._names), step):
            # Past the cache: a million names would empty it.
            forms = [
                take_apart.__wrapped__(surface, family_of(kind))
                for surface, kind in self._names[start : start + step]
            ]
            hashes, rows = _spellings(forms)
            spellings.append(hashes)
            bearers.append(rows + start)
            yield from forms


def _spellings(forms: Iterable[NameForm]) -> tuple[Hashes, Indices]:
    """Return the hashes of the keys and spellings, and the row of each."""
    found = [
        (f"{form.family} {spelling}", row)
        for row, form in enumerate(forms)
        for spelling in dict.fromkeys((form.key, *form.spellings))
    ]
    return word_hashes([spelling for spelling, _ in found]), np.array([row for _, row in found], np.int64)


def _pairs_of_slips(owner: Indices, slot: Indices) -> tuple[Indices, Indices]:
    """Return the pairs of slips in two words of one name; none for a name that would have very many."""
    slips: dict[int, list[int]] = defaultdict(list)
    for row, name in enumerate(owner.tolist()):
        slips[name].append(row)
    pairs = [
        (one, other)
        for rows in slips.values()
        if len(rows) * (len(rows) - 1) // 2 <= _MOST_VARIANTS
        for one, other in combinations(rows, 2)
        if slot[one] != slot[other]
    ]
    return np.array([one for one, _ in pairs], np.int64), np.array([other for _, other in pairs], np.int64)


def _placed(rows: Indices, joined: tuple[Indices, Indices]) -> tuple[Indices, Indices]:
    probes, numbers = joined
    return rows[probes], numbers


def _one(parts: list[np.ndarray], dtype: type) -> np.ndarray:
    return np.concatenate(parts) if parts else np.empty(0, dtype)
