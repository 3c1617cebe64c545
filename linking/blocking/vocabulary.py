"""The words of many names as 64-bit hashes, and which of them are one slip of the pen apart, without comparing all pairs.

A word's hash is a polynomial of its letters, so that the hashes of the word with a letter left out, hidden or swapped follow
from those of its beginnings by arithmetic on whole columns. The hashes are the same in every process.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linking.names.folding import is_discriminator

Hashes = npt.NDArray[np.uint64]
Indices = npt.NDArray[np.int64]

LONGEST = 40
"""Letters of the longest word that may have a slip of the pen."""
FEWEST_LETTERS = 3
"""Letters of the shortest word that may come from a slip of the pen; the word it comes from has one more."""

_BASE = np.uint64(0x9E3779B97F4A7C15)
_BASE_SQUARED = np.uint64(pow(int(_BASE), 2, 1 << 64))
_POWERS = np.array([pow(int(_BASE), exponent, 1 << 64) for exponent in range(LONGEST + 1)], np.uint64)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_HIDDEN = np.uint64(0xD6E8FEB86659FD93)
_MANY = 1 << 14
"""Probes from which it pays to look first which of them can meet a key."""
_SPARSE, _DENSE, _MOST_BITS = 5, 3, 25
_SHIFTS = tuple(map(np.uint64, (30, 27, 31)))


def mix(values: Hashes) -> Hashes:
    """Scatter 64-bit numbers, each to its own: the finalizer of SplitMix64 (Steele, Lea and Flood, 2014)."""
    values = (values ^ (values >> _SHIFTS[0])) * _FIRST
    values = (values ^ (values >> _SHIFTS[1])) * _SECOND
    return values ^ (values >> _SHIFTS[2])


@dataclass(frozen=True, slots=True)
class _Letters:
    """Words as a matrix of scattered letters, a row each, with the polynomials of all their beginnings."""

    lengths: Indices
    letters: Hashes
    beginnings: Hashes

    @property
    def whole(self) -> Hashes:
        """Return the polynomial of every word."""
        return self.beginnings[np.arange(len(self.lengths)), self.lengths]

    def without(self, place: int, rows: Indices, count: int) -> tuple[Hashes, Hashes]:
        """Return what stands before and after ``count`` letters from ``place``, before it shifted to take that after."""
        after = self.lengths[rows] - place - count
        shift = _POWERS[after]
        end = self.whole[rows] - self.beginnings[rows, place + count] * shift
        return self.beginnings[rows, place] * shift, end


def _letters(words: Sequence[str]) -> _Letters:
    width = max(min(max(map(len, words), default=1), LONGEST), 1)
    codes = np.array(words, dtype=f"U{width}").view(np.uint32).reshape(len(words), width)
    lengths = np.fromiter((min(len(word), width) for word in words), np.int64, len(words))
    letters = mix(codes.astype(np.uint64) * _BASE + _BASE)
    beginnings = np.zeros((len(words), codes.shape[1] + 1), np.uint64)
    for place in range(codes.shape[1]):
        beginnings[:, place + 1] = beginnings[:, place] * _BASE + letters[:, place]
    return _Letters(lengths, letters, beginnings)


@dataclass(frozen=True, slots=True)
class _Slips:
    """What words become by a slip: hashes, and the row of the word that each came from."""

    hidden: Hashes
    hidden_rows: Indices
    shortened: Hashes
    shortened_rows: Indices
    swapped: Hashes
    swapped_rows: Indices


def _slips(letters: _Letters) -> _Slips:
    """Hide each letter, leave out each, swap each two neighbours."""
    hidden, shortened, swapped = [], [], []
    for place in range(letters.letters.shape[1]):
        rows = np.flatnonzero(letters.lengths > place)
        before, after = letters.without(place, rows, 1)
        shortened.append((mix(before + after), rows))
        # A hidden letter takes a place, and its place counts: b_t is no t_b.
        hidden.append((mix((before + after) ^ mix(np.full(len(rows), place, np.uint64) + _HIDDEN)), rows))
        if place + 1 == letters.letters.shape[1]:
            break
        rows = np.flatnonzero(letters.lengths > place + 1)
        one, other = letters.letters[rows, place], letters.letters[rows, place + 1]
        rows, one, other = rows[one != other], one[one != other], other[one != other]
        before, after = letters.without(place, rows, 2)
        shift = _POWERS[letters.lengths[rows] - place - 2]
        turned = before * _BASE_SQUARED + (other * _BASE + one) * shift + after
        swapped.append((mix(turned), rows))
    return _Slips(*_stacked(hidden), *_stacked(shortened), *_stacked(swapped))


def _stacked(parts: list[tuple[Hashes, Indices]]) -> tuple[Hashes, Indices]:
    if not parts:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    return np.concatenate([part for part, _ in parts]), np.concatenate([rows for _, rows in parts])


def word_hashes(words: Sequence[str]) -> Hashes:
    """Return a 64-bit hash for every word, the same in every process."""
    if not words:
        return np.empty(0, np.uint64)
    hashes = mix(_letters(words).whole)
    for row, word in enumerate(words):
        if len(word) > LONGEST:
            digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
            hashes[row] = int.from_bytes(digest, "little")
    return hashes


class SortedKeys:
    """Keys in order, each with the number that it belongs to: what has a key is found by bisection."""

    __slots__ = ("keys", "numbers")

    def __init__(self, keys: Hashes, numbers: npt.NDArray[np.integer]) -> None:
        order = np.argsort(keys)
        self.keys = keys[order]
        self.numbers = numbers[order].astype(np.int32)

    @property
    def nbytes(self) -> int:
        """Return the bytes that the arrays take."""
        return self.keys.nbytes + self.numbers.nbytes

    def join(self, probes: Hashes) -> tuple[Indices, Indices]:
        """Return the row of a probe and the number of a key for every equal pair of the two."""
        order = self._sorted(probes)
        ordered = probes[order]
        first = np.searchsorted(self.keys, ordered, "left")
        counts = np.searchsorted(self.keys, ordered, "right") - first
        hit = np.flatnonzero(counts)
        first, counts = first[hit], counts[hit]
        return np.repeat(order[hit], counts), self.numbers[runs(first, counts)].astype(np.int64)

    def _sorted(self, probes: Hashes) -> Indices:
        """Return the places of the probes in their order; of many, most of those that no key can equal are left out."""
        if len(probes) < _MANY:
            return np.argsort(probes)
        shift = _shift(len(self.keys), _SPARSE)
        held = np.zeros(1 << (64 - int(shift)), np.bool_)
        held[self.keys >> shift] = True
        places = np.flatnonzero(held[probes >> shift])
        return places[np.argsort(probes[places])]


def may_repeat(keys: Hashes) -> Indices:
    """Return the places of all keys that occur more than once, and of a few others, without sorting them."""
    shift = _shift(len(keys), _DENSE)
    buckets = keys >> shift
    last = np.empty(1 << (64 - int(shift)), np.int32)
    places = np.arange(len(keys), dtype=np.int32)
    last[buckets] = places
    several = np.zeros(len(last), np.bool_)
    several[buckets[last[buckets] != places]] = True
    return np.flatnonzero(several[buckets])


def _shift(count: int, spare: int) -> np.uint64:
    """Return by how many bits to shift keys so that their first bits number buckets, many times as many as keys."""
    return np.uint64(64 - min(count.bit_length() + spare, _MOST_BITS))


def runs(first: Indices, counts: Indices) -> Indices:
    """Return the numbers from each of ``first`` on, as many as ``counts`` says, one run after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    found: Indices = np.arange(total, dtype=np.int64) + np.repeat(first - (ends - counts), counts)
    return found


class Vocabulary:
    """Different words with their hashes, and the words one slip of the pen from any word.

    A slip is one letter inserted, left out, replaced, or swapped with its neighbour. Words of less than three letters,
    with a digit, and numerals are no slips and have none.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.words = list(dict.fromkeys(words))
        self.number = {word: number for number, word in enumerate(self.words)}
        self.hashes = word_hashes(self.words)
        self._rows = np.array([n for n, word in enumerate(self.words) if _can_slip(word)], np.int64)
        self._letters = _letters([self.words[row] for row in self._rows])
        slips = _slips(self._letters)
        self._whole = SortedKeys(mix(self._letters.whole), self._rows)
        self._hidden = SortedKeys(slips.hidden, self._rows[slips.hidden_rows])
        self._shortened = SortedKeys(slips.shortened, self._rows[slips.shortened_rows])
        self._swapped = slips.swapped, self._rows[slips.swapped_rows]

    @property
    def nbytes(self) -> int:
        """Return the bytes that the arrays take, without the words themselves."""
        return self._whole.nbytes + self._hidden.nbytes + self._shortened.nbytes + self.hashes.nbytes

    def near_pairs(self) -> tuple[Indices, Indices]:
        """Return all ordered pairs of the numbers of words that are one slip apart, sorted by the first, then the second."""
        pairs = [within(self._hidden.keys, self._hidden.numbers)]
        rows, numbers = self._whole.join(self._shortened.keys)
        pairs.append((self._shortened.numbers[rows].astype(np.int64), numbers))
        rows, numbers = self._whole.join(self._swapped[0])
        pairs.append((self._swapped[1][rows], numbers))
        ones, others = (np.concatenate(side) for side in zip(*pairs, strict=True))
        return _both_ways(ones, others, len(self.words))

    def near(self, words: Sequence[str]) -> tuple[Indices, Indices]:
        """Return pairs of a row of ``words`` and the number of a word of the vocabulary that is one slip from it."""
        rows = np.array([row for row, word in enumerate(words) if _can_slip(word)], np.int64)
        letters = _letters([words[row] for row in rows])
        slips = _slips(letters)
        found = [
            (rows[slips.hidden_rows], self._hidden, slips.hidden),
            (rows[slips.shortened_rows], self._whole, slips.shortened),
            (rows[slips.swapped_rows], self._whole, slips.swapped),
            (rows, self._shortened, mix(letters.whole)),
        ]
        joined = [(source, *keys.join(probes)) for source, keys, probes in found]
        asked = np.concatenate([source[probe] for source, probe, _ in joined])
        numbers = np.concatenate([number for _, _, number in joined])
        known = np.array([self.number.get(word, -1) for word in words], np.int64)
        other = known[asked] != numbers
        codes = np.unique(asked[other] * len(self.words) + numbers[other])
        return codes // max(len(self.words), 1), codes % max(len(self.words), 1)


def within(keys: Hashes, numbers: npt.NDArray[np.integer]) -> tuple[Indices, Indices]:
    """Return all pairs of numbers that stand under one key; ``keys`` are in order. A pair can come more than once."""
    starts = (
        np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
        if len(keys)
        else np.empty(0, np.int64)
    )
    sizes = np.diff(np.append(starts, len(keys)))
    places = np.flatnonzero(np.repeat(sizes > 1, sizes))
    ends = np.repeat(starts + sizes, sizes)[places]
    counts = ends - places - 1
    one = np.repeat(places, counts)
    other = runs(places + 1, counts)
    return numbers[one].astype(np.int64), numbers[other].astype(np.int64)


def _both_ways(ones: Indices, others: Indices, count: int) -> tuple[Indices, Indices]:
    different = ones != others
    ones, others = ones[different], others[different]
    codes = np.unique(np.concatenate((ones * count + others, others * count + ones)))
    return codes // max(count, 1), codes % max(count, 1)


def _can_slip(word: str) -> bool:
    return FEWEST_LETTERS <= len(word) <= LONGEST and not is_discriminator(word)
