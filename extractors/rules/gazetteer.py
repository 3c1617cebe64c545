"""Names of the user's own lists, found in a text by one pass over it (Aho-Corasick).

Every place where a name may stand is found in the folded text, a million names as fast as one; what stands there is then compared
as it is written. Of names that overlap the first counts, of those that begin together the longest.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

from extractors.mentions import GAZETTEER
from extractors.rules.names.folding import canonical, pattern, written_out
from extractors.rules.names.reading import Place, Reading
from extractors.rules.names.support import common_words_identity
from extractors.rules.names.table import ListedName, NameTable
from extractors.rules.protocol import Finder, Finding

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

GAZETTEER_VERSION = 1
"""Part of the identity of every gazetteer: raised with every change that can change what the same names find."""

__all__ = ["GAZETTEER_VERSION", "ListedName", "gazetteer_finder"]


def gazetteer_finder(names: Iterable[ListedName]) -> Finder:
    """Return a finder of names; it keeps a copy of them in a form of its own, and none of the objects given.

    A name with capitals is found with them, or in capitals throughout; one in small letters also with a capital where a sentence
    begins. The text may lack accents, or write umlauts as two letters, where no other name is written so. Apostrophes, dashes
    and white space with one line break at most are alike.
    """
    return _Gazetteer(NameTable(names))


@dataclass(slots=True)
class _Gazetteer:
    _names: NameTable
    _lock: Lock = field(default_factory=Lock)
    _automaton: AhoCorasick | None = None
    # Of the patterns behind those of the names themselves: the names that they are other spellings of.
    _written_out: array[int] = field(default_factory=lambda: array("I"))
    _leads: bytearray = field(default_factory=bytearray)
    _trails: bytearray = field(default_factory=bytearray)

    @property
    def source(self) -> str:
        return GAZETTEER

    @property
    def identity(self) -> str:
        return f"gazetteer {GAZETTEER_VERSION} {common_words_identity()} {self._names.identity}"

    def find(self, text: str) -> Sequence[Finding]:
        if not len(self._names):
            return []
        return Reading(text, self._names, self._places).findings()

    def _places(self, folded: str) -> list[Place]:
        """Return where names may stand in a folded text, from the left and the longest first."""
        own = len(self._names)
        automaton = self._search()
        leads, trails = self._leads, self._trails
        places: list[Place] = []
        for place, start, end in automaton.find_matches_as_indexes(folded, overlapping=True):
            number = place if place < own else self._written_out[place - own]
            places.append(Place(start + leads[number], trails[number] - end, number, place >= own))
        places.sort()
        return places

    def _search(self) -> AhoCorasick:
        """Return the automaton, built when the first text is read: a project in which nothing changed needs none."""
        with self._lock:
            if self._automaton is None:
                from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

                self._automaton = AhoCorasick(
                    self._patterns(),
                    matchkind=MatchKind.Standard,
                    implementation=Implementation.ContiguousNFA,
                    store_patterns=False,
                )
            return self._automaton

    def _patterns(self) -> Iterator[str]:
        """Yield what is searched for: a pattern for each name in order, then those of other spellings."""
        for number in range(len(self._names)):
            name = self._names.name(number)
            searched = pattern(name)
            self._leads.append(searched.lead)
            self._trails.append(searched.trail)
            yield searched.text
            if not name.isascii() and (shown := canonical(name)) != written_out(shown):
                self._written_out.append(number)
        for number in self._written_out:
            yield pattern(written_out(canonical(self._names.name(number)))).text
