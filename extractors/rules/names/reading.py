"""The names of a list in one text: which of those that may stand at a place do, and what is doubtful about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from extractors.rules.names.comparison import Case, Likeness, likeness
from extractors.rules.names.edges import stands_alone
from extractors.rules.names.folding import covered, fold
from extractors.rules.names.support import (
    has_capital,
    is_common,
    is_one_word,
    opens_sentence,
    shows_a_name,
    too_short,
)
from extractors.rules.names.table import NameTable
from extractors.rules.protocol import Finding

_SHOWN = 3
_RANGE = itemgetter(0, 1)
_BLOCK = 1 << 17


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of a text between blank lines, over which no name reaches, so that a long text takes little memory."""
    start = 0
    while start < len(text):
        blank = text.find("\n\n", start + _BLOCK)
        end = blank + 2 if blank >= 0 else len(text)
        yield start, end
        start = end


class Place(NamedTuple):
    """A range of a folded text where a name may stand, sorted from the left and the longest first."""

    start: int
    back: int
    number: int
    is_written_out: bool
    """Whether the name would have its umlauts in two letters there."""


class _Match(NamedTuple):
    """Names that stand in the text, the first of them ``name``.

    ``key`` is how they are folded, ``case`` how their case differs from that of their list.
    """

    start: int
    end: int
    key: str
    name: str
    numbers: list[int]
    case: Case


class Reading:
    """The names in a text; ``search`` returns where they may stand in a folded one, in order."""

    def __init__(self, text: str, names: NameTable, search: Callable[[str], Iterable[Place]]) -> None:
        self._text, self._names = text, names
        self._known: dict[tuple[int, bool, str], tuple[Likeness, int, str] | None] = {}
        # The folded words that stand in small letters, as no list has them.
        self._small: set[str] = set()
        self._matches: list[_Match] = []
        for first, last in _blocks(text):
            block = text[first:last]
            folded = fold(block)
            taken = 0
            for (start, back), candidates in groupby(search(folded.text), key=_RANGE):
                if start < taken:
                    continue
                begin, end = covered(block, folded, start, -back)
                match = self._match(first + begin, first + end, folded.text[start:-back], candidates)
                if match is not None:
                    self._matches.append(match)
                    taken = -back

    def _match(self, start: int, end: int, key: str, candidates: Iterable[Place]) -> _Match | None:
        """Return the names that are written most like this place, None if no name is."""
        written = self._text[start:end]
        alike: list[tuple[Likeness, int, str]] = []
        for _, _, number, is_written_out in candidates:
            asked = number, is_written_out, written
            if asked not in self._known:
                name = self._names.name(number)
                found = likeness(name, written, is_written_out=is_written_out)
                self._known[asked] = None if found is None else (found, number, name)
            if (known := self._known[asked]) is not None:
                alike.append(known)
        if not alike:
            # Words in small letters are many, and one place of each says all that they say.
            if written.islower() and key not in self._small and stands_alone(self._text, start, end):
                self._small.add(key)
            return None
        if not stands_alone(self._text, start, end):
            return None
        closest, first, name = min(alike)
        numbers = [first]
        if len(alike) > 1:
            numbers = sorted({number for found, number, _ in alike if found == closest})
        return _Match(start, end, key, name, numbers, closest.case)

    def findings(self) -> list[Finding]:
        """Return what was found, in order, with what is doubtful about it."""
        doubts = [self._doubt(match) for match in self._matches]
        hidden = [
            not doubt and self._is_hidden(match) for match, doubt in zip(self._matches, doubts, strict=True)
        ]
        # A common word that is clearly a name somewhere in the text is one in the places that do not tell as well.
        shown = {
            match.key
            for match, doubt, is_hidden in zip(self._matches, doubts, hidden, strict=True)
            if not doubt and not is_hidden
        }
        for place, match in enumerate(self._matches):
            if hidden[place] and match.key not in shown:
                doubts[place] = "a common word, where any word may have a capital"
        bearers = [self._entries(match.numbers) for match in self._matches]
        certain: defaultdict[str, set[str]] = defaultdict(set)
        for match, doubt, entries in zip(self._matches, doubts, bearers, strict=True):
            if not doubt and len(entries) == 1:
                certain[entries[0]].add(match.key)
        return [
            self._finding(match, doubt, entries, certain)
            for match, doubt, entries in zip(self._matches, doubts, bearers, strict=True)
        ]

    def _doubt(self, match: _Match) -> str:
        """Return what is doubtful about the names of a match wherever they stand in the text, empty where nothing is."""
        name = match.name
        if all(map(self._names.is_weak, match.numbers)):
            return "a weak alias"
        if short := too_short(self._text, match.start, match.end, name):
            return short
        if len(match.numbers) > 1 and len(set(map(self._names.type, match.numbers))) > 1:
            return "a name of several types"
        if not is_one_word(name):
            return ""
        if match.key in self._small and not self._text[match.start : match.end].islower():
            return "a word that the text has in small letters too"
        if match.case is Case.FIRST_CAPITAL and not opens_sentence(self._text, match.start):
            return "with a capital that its list does not give it"
        return "a common word" if is_common(name) and not has_capital(name) else ""

    def _is_hidden(self, match: _Match) -> bool:
        """Tell whether a name is a common word, and stands where its capital does not say which of both it is."""
        return (
            is_one_word(match.name)
            and is_common(match.name)
            and not shows_a_name(self._text, match.start, match.end)
        )

    def _entries(self, numbers: Iterable[int]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(self._names.entry, numbers)))

    def _finding(
        self, match: _Match, doubt: str, entries: tuple[str, ...], certain: defaultdict[str, set[str]]
    ) -> Finding:
        """Return a finding; of several types it has that of an entry which the text names otherwise too, else the first."""
        chosen, name = match.numbers[0], match.name
        if len(match.numbers) > 1:
            others = (each for each in match.numbers if certain[self._names.entry(each)] - {match.key})
            chosen = next(others, chosen)
            name = self._names.name(chosen)
        listed = ", ".join(entries[:_SHOWN])
        if len(entries) > _SHOWN:
            listed += f" and {len(entries) - _SHOWN} more"
        why = f"‘{name}’ is a name of {listed}"
        return Finding(
            match.start,
            match.end,
            self._names.type(chosen),
            f"{why}; {doubt}" if doubt else why,
            needs_support=bool(doubt),
            entries=entries,
        )
