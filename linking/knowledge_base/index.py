"""Where a name is found among the names of millions of entries: hashes in sorted arrays, a few bytes for each key.

The index holds no names. What it returns are candidates whose names have to be compared: a hash may stand for two keys.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from linking.comparison.typos import can_have_typo
from linking.names.families import Family, family_of
from linking.names.form import NameForm, take_apart

_LEAST_WORDS, _MOST_WORDS = 2, 12
_UNTYPED = tuple(family for family in Family if family is not Family.VALUE)


def forms_of(surface: str, entry_type: str) -> Iterator[NameForm]:
    """Yield the forms under which a name of an entry is found; without a type, one for each kind of name rules."""
    for family in (family_of(entry_type),) if entry_type else _UNTYPED:
        # Past the cache: a file of a million names would empty it.
        yield take_apart.__wrapped__(surface, family)


def typo_keys(name: NameForm) -> Iterator[tuple[int, str]]:
    """Yield the places of words that a slip of the pen may change, each with the name's key without that word.

    Names of one word have none, since one letter is too much of them; nor have names of more than twelve.
    """
    words = name.tokens
    if not _LEAST_WORDS <= len(words) <= _MOST_WORDS:
        return
    for place, word in enumerate(words):
        if can_have_typo(word):
            rest = (*words[:place], f"\0{word[0]}", *words[place + 1 :], name.suffix)
            yield place, "\0".join(rest)


class _Hashes:
    """Numbers found by the hash of a string, in the order in which they were added."""

    def __init__(self) -> None:
        self._hashes, self._numbers = array("q"), array("I")
        self._sorted: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self._found: npt.NDArray[np.uint32] = np.empty(0, np.uint32)

    def add(self, key: str, number: int) -> None:
        self._hashes.append(hash(key))
        self._numbers.append(number)

    def close(self) -> None:
        """Sort what was added; from here on nothing can be added."""
        hashes = np.frombuffer(self._hashes, np.int64) if self._hashes else self._sorted
        numbers = np.frombuffer(self._numbers, np.uint32) if self._numbers else self._found
        order = np.argsort(hashes, kind="stable")
        self._sorted, self._found = hashes[order], numbers[order]
        self._hashes, self._numbers = array("q"), array("I")

    def get(self, keys: Iterable[str]) -> list[int]:
        found: set[int] = set()
        for key in keys:
            wanted = np.int64(hash(key))
            first = int(np.searchsorted(self._sorted, wanted, "left"))
            while first < len(self._sorted) and self._sorted[first] == wanted:
                found.add(int(self._found[first]))
                first += 1
        return sorted(found)


class EntryIndex:
    """The entries' numbers by their names; add the entries in order, then ``close``."""

    def __init__(self) -> None:
        self._names, self._typos = _Hashes(), _Hashes()
        self._words: set[int] = set()

    def add(self, number: int, entry_type: str, names: Iterable[str], weak: Iterable[str]) -> None:
        """Add an entry under its names and, for exact look-up only, under its weak aliases."""
        keys: dict[str, None] = {}
        typos: dict[str, None] = {}
        for surface in names:
            for form in forms_of(surface, entry_type):
                keys |= dict.fromkeys((form.key, *form.spellings))
                typos |= {key: None for _, key in typo_keys(form)}
                self._words.update(map(hash, form.tokens))
        for surface in weak:
            for form in forms_of(surface, entry_type):
                keys |= dict.fromkeys((form.key, *form.spellings))
        for key in keys:
            self._names.add(key, number)
        for key in typos:
            self._typos.add(key, number)

    def close(self) -> None:
        """Make the index ready for look-ups."""
        self._names.close()
        self._typos.close()

    def named(self, keys: Iterable[str]) -> list[int]:
        """Return the numbers of the entries that may have a name with one of these keys, in ascending order."""
        return self._names.get(keys)

    def nearly_named(self, name: NameForm) -> list[int]:
        """Return the numbers of the entries that may have a name with one word written otherwise, in ascending order."""
        return self._typos.get(key for _, key in typo_keys(name))

    def holds_word(self, word: str) -> bool:
        """Tell whether some entry's name has this word, which is then no slip of the pen."""
        return hash(word) in self._words
