"""Which pairs of names are worth comparing: near-linear, and complete for the ways in which names usually deviate.

A name is its words, each a 64-bit number, and a set of words the sum of their numbers, whatever their order. So the sum
without one word, or with another in its place, is one operation on a whole column, and names meet where sums are equal:

- the same words in another order;
- one word left out: the sum without each word meets the sums of other names;
- a word shortened to its initial, or all given names: likewise, with the letter in the word's place;
- one or two words with one slip of the pen each (see ``linking.blocking.vocabulary``), with a given name in its short form or a word cut short: the
  sums with each word's neighbours in its place meet each other and the sums of other names;
- the same consonants in Latin letters in all weighty words, whatever vowels, doubled letters, script and order;
- a common further spelling (``NameForm.spellings``), or a single word that others write in several.

No key stands for a part of a name only, so none is shared by more names than truly are so close, and the number of pairs
is bounded by the names and their words for all but two slips and consonants. Two names that are two slips apart meet at two
forms, each with the one's first word and the other's second. Where more than ``MOST_SHARING`` names meet at a form (all the
misspellings of a famous name), only the other form brings them together. Where so many share their consonants, those
meet that also have a word in common. ``Blocks.dropped`` counts the pairs that did not meet at a crowded key.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from linking.blocking.vocabulary import (
    Hashes,
    Indices,
    SortedKeys,
    Vocabulary,
    may_repeat,
    mix,
    runs,
    within,
    word_hashes,
)
from linking.comparison.words import consonants
from linking.names.abbreviations import other_writings
from linking.names.families import Family
from linking.names.folding import latin
from linking.names.form import NameForm
from linking.names.joined_words import SMALL_WORDS, joined_single
from linking.names.nicknames import other_forms
from linking.names.person_writings import initial_forms

MOST_SHARING = 100
"""Names that may meet at one form that is a slip away from each of them."""
MOST_WORDS = 12
"""Names of more words are titles or lists: they meet others with the same words only."""

_MOST_TO_LEAVE_OUT_TWO = 6
_LIGHT = SMALL_WORDS | {
    "al",
    "el",
    "ul",
    "as",
    "ash",
    "ad",
    "an",
    "ar",
    "at",
    "az",
    "bin",
    "ben",
    "ibn",
    "abu",
    "la",
    "da",
}
"""Words that names may have or lack without being less alike."""

_NUMBER_OF = {family: number for number, family in enumerate(Family)}
_SALTS = word_hashes([f"\0{family}" for family in Family])


@dataclass(frozen=True, slots=True)
class Blocks:
    """Pairs of names to compare: ``left`` and ``right`` are indices, ``left`` the smaller, in ascending order.

    ``dropped`` says by rule how many pairs were left out where too many names share a key; another key may have them.
    """

    left: Indices
    right: Indices
    dropped: dict[str, int] = field(default_factory=dict)


def candidate_pairs(names: Sequence[NameForm]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of indices (the smaller first, each once, in ascending order) of names worth comparing.

    Names of different families never meet, nor do values.
    """
    found = block(names)
    for start in range(0, len(found.left), 1 << 16):
        part = slice(start, start + (1 << 16))
        yield from zip(found.left[part].tolist(), found.right[part].tolist(), strict=True)


def block(names: Sequence[NameForm], most_sharing: int = MOST_SHARING) -> Blocks:
    """Return the pairs of ``candidate_pairs`` as arrays, with what was left out."""
    keys = NameKeys(names)
    count = max(len(names), 1)
    whole = SortedKeys(keys.sums, np.arange(len(names)))
    found = [within(whole.keys, whole.numbers), _spelled(names), *_joined(keys, whole, names)]
    dropped: dict[str, int] = {}
    found += _slipped(keys, whole, most_sharing, dropped)
    found += _sounding(keys, most_sharing, dropped)
    left, right = (np.concatenate(side) for side in zip(*found, strict=True))
    left, right = np.minimum(left, right), np.maximum(left, right)
    codes = np.unique((left * count + right)[left != right])
    return Blocks(codes // count, codes % count, {rule: pairs for rule, pairs in dropped.items() if pairs})


class NameKeys:
    """The words of names in columns: a slot is one word of one name.

    ``sums`` has a number a name, of its words whatever their order; ``owner`` and ``word`` have the name and the word of
    every slot of a name that may deviate, ``rest`` the sum of the name's other words. The names are read once and not kept.
    """

    __slots__ = ("has_initial", "is_person", "owner", "rest", "salts", "sizes", "sums", "vocabulary", "word")

    def __init__(self, names: Iterable[NameForm]) -> None:
        slots: list[str] = []
        counts, families = array("i"), array("b")
        for name in names:
            tokens = name.tokens
            counts.append(len(tokens))
            families.append(_NUMBER_OF[name.family])
            slots += tokens
        self.vocabulary = Vocabulary(slots)
        number = self.vocabulary.number
        words = np.fromiter(map(number.__getitem__, slots), np.int32, len(slots))
        del slots
        self.sizes = sizes = np.array(counts, np.int32)
        family = np.array(families, np.int8)
        count = len(sizes)
        hashes = self.vocabulary.hashes[words]
        owner = np.repeat(np.arange(count, dtype=np.int32), sizes)
        # Every name has a word, so that no run to be added up is empty.
        added = np.add.reduceat(hashes, np.cumsum(sizes) - sizes) if count else hashes
        self.salts = _SALTS[family]
        self.sums = self.salts + added
        self.is_person = family == _NUMBER_OF[Family.PERSON]
        single = np.fromiter((len(word) == 1 for word in number), np.bool_, len(number))
        self.has_initial = np.bincount(owner[single[words]], minlength=count) > 0
        kept = np.repeat((sizes <= MOST_WORDS) & (family != _NUMBER_OF[Family.VALUE]), sizes)
        self.owner, self.word = owner[kept], words[kept]
        self.rest = self.sums[self.owner] - hashes[kept]

    def left_out(self) -> tuple[Hashes, Indices]:
        """Return the sums of a name without one of its words, and without two, and the name; a word is left at least."""
        size = self.sizes[self.owner]
        one = size > 1
        slots = np.flatnonzero((size > 2) & (size <= _MOST_TO_LEAVE_OUT_TWO))
        ends = np.searchsorted(self.owner, self.owner[slots], "right")
        counts = ends - slots - 1
        first = np.repeat(slots, counts)
        second = runs(slots + 1, counts)
        two = self.rest[first] - self.vocabulary.hashes[self.word[second]]
        return np.concatenate((self.rest[one], two)), np.concatenate((self.owner[one], self.owner[first]))

    def shortened(self) -> tuple[Hashes, Indices]:
        """Return the sums with one word's initial in its place, and the name; for persons with all initials but the last."""
        initials = word_hashes([word[:1] for word in self.vocabulary.words])[self.word]
        long = (initials != self.vocabulary.hashes[self.word]) & (self.sizes[self.owner] > 1)
        one, owner = self.rest[long] + initials[long], self.owner[long]
        several = np.flatnonzero(self.is_person[self.owner] & (self.sizes[self.owner] > 2))
        last = np.concatenate((self.owner[1:] != self.owner[:-1], [True])) if len(self.owner) else long
        change = np.where(last, 0, initials - self.vocabulary.hashes[self.word]).astype(np.uint64)
        starts = (
            np.flatnonzero(np.concatenate(([True], np.diff(self.owner[several]) > 0)))
            if len(several)
            else several
        )
        owners = self.owner[several][starts]
        every = self.sums[owners] + (
            np.add.reduceat(change[several], starts) if len(several) else change[several]
        )
        return np.concatenate((one, every)), np.concatenate((owner, owners))


def _joined(keys: NameKeys, whole: SortedKeys, names: Sequence[NameForm]) -> list[tuple[Indices, Indices]]:
    found = []
    probes, owners = keys.left_out()
    rows, numbers = whole.join(probes)
    found.append((owners[rows], numbers))
    probes, owners = keys.shortened()
    short = np.flatnonzero(keys.has_initial)
    sums, initialled = _initials_apart(names)
    letters = SortedKeys(np.concatenate((keys.sums[short], sums)), np.concatenate((short, initialled)))
    rows, numbers = letters.join(probes)
    found.append((owners[rows], numbers))
    return found


def _initials_apart(names: Sequence[NameForm]) -> tuple[Hashes, Indices]:
    """Return the sums of persons' names with their initials apart, K B Asiedu for KB Asiedu, and the names."""
    apart = [
        (index, written)
        for index, name in enumerate(names)
        if name.family is Family.PERSON
        for written in initial_forms(name.spellings)
    ]
    sums = np.array([word_hashes(written).sum() for _, written in apart], np.uint64)
    return sums + _SALTS[_NUMBER_OF[Family.PERSON]], np.array([index for index, _ in apart], np.int64)


def _slipped(
    keys: NameKeys, whole: SortedKeys, most_sharing: int, dropped: dict[str, int]
) -> list[tuple[Indices, Indices]]:
    """Return the pairs of names that are one or two slips apart."""
    ones, others = _near(keys.vocabulary)
    starts = np.searchsorted(ones, np.arange(len(keys.vocabulary.words) + 1))
    counts = np.diff(starts)[keys.word]
    slots = np.flatnonzero(counts)
    counts = counts[slots]
    slot = np.repeat(slots, counts)
    neighbour = others[runs(starts[keys.word[slots]], counts)]
    sums = keys.rest[slot] + keys.vocabulary.hashes[neighbour]
    owner = keys.owner[slot]
    rows, numbers = whole.join(sums)
    one_slip = owner[rows].astype(np.int64), numbers
    order = may_repeat(sums)
    order = order[np.argsort(sums[order])]
    sums, owner, neighbour = sums[order], owner[order], neighbour[order]
    kept, _ = _shared(sums, most_sharing, dropped, "two slips")
    left, right = within(sums[kept], kept)
    # The same neighbour means that the same word slipped in both: two slips in one word.
    two = neighbour[left] != neighbour[right]
    return [one_slip, (owner[left[two]].astype(np.int64), owner[right[two]].astype(np.int64))]


def _near(vocabulary: Vocabulary) -> tuple[Indices, Indices]:
    """Return the ordered pairs of words a slip or a short form apart, sorted by the first word."""
    ones, others = vocabulary.near_pairs()
    short = nicknames(vocabulary.words, vocabulary)
    ones, others = np.concatenate((ones, short[0])), np.concatenate((others, short[1]))
    order = np.argsort(ones, kind="stable")
    return ones[order], others[order]


def nicknames(words: Sequence[str], vocabulary: Vocabulary) -> tuple[Indices, Indices]:
    """Return pairs of a row of ``words`` and the number of another form of the same given name, or of a word cut short."""
    pairs = [
        (row, vocabulary.number[other])
        for row, word in enumerate(words)
        for other in (*other_forms(word), *other_writings(word))
        if other in vocabulary.number
    ]
    return np.array([row for row, _ in pairs], np.int64), np.array([number for _, number in pairs], np.int64)


def _sounding(keys: NameKeys, most_sharing: int, dropped: dict[str, int]) -> list[tuple[Indices, Indices]]:
    """Return the pairs of names whose weighty words have the same consonants."""
    words = keys.vocabulary.words
    heard = ["" if word in _LIGHT else _sound(word) for word in words]
    hashes = word_hashes(heard)
    hashes[[not each for each in heard]] = 0
    weighty = np.flatnonzero(hashes[keys.word])
    owner, word = keys.owner[weighty], keys.word[weighty]
    starts = np.flatnonzero(np.concatenate(([True], owner[1:] != owner[:-1]))) if len(owner) else weighty
    owners, sizes = owner[starts], np.diff(np.append(starts, len(owner)))
    # One letter is much of a name of a single word.
    several = sizes > 1
    sums = keys.salts[owners] + (np.add.reduceat(hashes[word], starts) if len(starts) else hashes[:0])
    order = np.argsort(sums[several], kind="stable")
    ordered, names = sums[several][order], owners[several][order]
    kept, crowded = _shared(ordered, most_sharing, {}, "")
    met = [within(ordered[kept], names[kept])]
    # With each of its words a crowded name has a key of its own.
    in_crowd = np.zeros(len(keys.sums), np.bool_)
    in_crowd[names[crowded]] = True
    sum_of = np.zeros(len(keys.sums), np.uint64)
    sum_of[owners] = sums
    slots = np.flatnonzero(in_crowd[owner])
    narrowed = sum_of[owner[slots]] + mix(keys.vocabulary.hashes[word[slots]])
    order = np.argsort(narrowed, kind="stable")
    narrowed, names = narrowed[order], owner[slots][order]
    kept, _ = _shared(narrowed, most_sharing, dropped, "consonants")
    met.append(within(narrowed[kept], names[kept]))
    return met


def _sound(word: str) -> str:
    text = word if word.isascii() else latin(word)
    # Past the cache: more words than it holds would empty it.
    return consonants.__wrapped__(text) if text else ""


def _shared(keys: Hashes, most: int, dropped: dict[str, int], rule: str) -> tuple[Indices, Indices]:
    """Return the places of ordered ``keys`` that are shared, and those that more than ``most`` share; count their pairs."""
    starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.arange(0)
    sizes = np.diff(np.append(starts, len(keys)))
    crowded = sizes > most
    dropped[rule] = int((sizes[crowded] * (sizes[crowded] - 1) // 2).sum())
    return np.flatnonzero(np.repeat((sizes > 1) & ~crowded, sizes)), np.flatnonzero(np.repeat(crowded, sizes))


def _spelled(names: Sequence[NameForm]) -> tuple[Indices, Indices]:
    """Return the pairs of names that share a spelling, each with the first that has it."""
    first: dict[Family, dict[str, int]] = {family: {} for family in Family}
    pairs = []
    for index, name in enumerate(names):
        seen = first[name.family]
        single = joined_single(name.tokens, name.family)
        for spelling in {name.key, *name.spellings, single} - {""}:
            earlier = seen.setdefault(spelling, index)
            if earlier != index:
                pairs.append((earlier, index))
    return np.array([one for one, _ in pairs], np.int64), np.array([other for _, other in pairs], np.int64)
