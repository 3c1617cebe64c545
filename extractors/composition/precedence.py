"""Which finding counts where several meet: patterns before all else, then the longer, then lists of names before the model."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from extractors.mentions import GAZETTEER, MODEL, PATTERN, Mention
from extractors.overlapping import overlapping_groups

# Part of every fingerprint of an extractor with rules: raise it when the same findings give other mentions.
PRECEDENCE_VERSION = 1


class Loss(StrEnum):
    """Why a finding does not count."""

    BEATEN = "beaten"
    UNSUPPORTED = "without support"
    BORDER = "over a border"


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A mention that one source found, and ``why`` in plain words; the rest is that of the finding of a rule."""

    mention: Mention
    why: str
    needs_support: bool = False
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A finding that does not count; ``by`` is what counts in its place, where it was beaten."""

    found: Found
    loss: Loss
    by: Found | None = None

    @property
    def reason(self) -> str:
        """Why it does not count, in plain words."""
        if self.by is not None:
            return _why_beaten(self.found.mention, self.by.mention)
        if self.loss is Loss.UNSUPPORTED:
            return "it may be a common word, and neither the model nor other words of the document support it"
        return "it reaches over the border of a paragraph, a line or a cell"


@dataclass(frozen=True, slots=True)
class Settled:
    """The findings that count, in order and without overlaps, and those that do not, in order."""

    kept: tuple[Found, ...]
    dropped: tuple[Dropped, ...]


def settle(found: Iterable[Found]) -> Settled:
    """Return which of the findings in a document count.

    What may be a common word is left out first, unless the model or the rest of the document supports it. Of the others each
    counts that overlaps with none before it in this order: what patterns found; the longer; what lists of names found; the
    surer; the earlier. The order of the input does not matter.
    """
    proposed = sorted(set(found))
    supports = _Support(proposed)
    dropped: list[Dropped] = []
    sound: list[Found] = []
    for each in proposed:
        if not each.needs_support or supports(each):
            sound.append(each)
        else:
            dropped.append(Dropped(each, Loss.UNSUPPORTED))
    kept: list[Found] = []
    for group in overlapping_groups(sound, lambda each: (each.mention.start, each.mention.end)):
        counting, beaten = _settled(group)
        kept += counting
        dropped += beaten
    dropped.sort(key=lambda each: each.found)
    return Settled(tuple(kept), tuple(dropped))


def _settled(group: Iterable[Found]) -> tuple[list[Found], list[Dropped]]:
    """Return the findings of a place that count, in order, and those that do not."""
    dropped: list[Dropped] = []
    kept: list[tuple[int, int, Found]] = []
    for each in sorted(group, key=_rank):
        mention = each.mention
        position = bisect_left(kept, (mention.start,))
        met = kept[position - 1 : position] if position and kept[position - 1][1] > mention.start else []
        while position < len(kept) and kept[position][0] < mention.end:
            met.append(kept[position])
            position += 1
        if met:
            best = min((other for _, _, other in met), key=_rank)
            dropped.append(Dropped(each, Loss.BEATEN, best))
        else:
            insort(kept, (mention.start, mention.end, each))
    return [each for _, _, each in kept], dropped


def _rank(found: Found) -> tuple[bool, int, bool, float, Found]:
    mention = found.mention
    length = mention.end - mention.start
    return mention.source != PATTERN, -length, mention.source == MODEL, -mention.score, found


_NAMED = {MODEL: "the model", PATTERN: "a pattern", GAZETTEER: "a list of names"}


def _why_beaten(beaten: Mention, by: Mention) -> str:
    if (beaten.start, beaten.end, beaten.type) == (by.start, by.end, by.type):
        return f"{_NAMED[by.source]} found the same"
    if by.source == PATTERN != beaten.source:
        return "a pattern wins over everything that it overlaps"
    if by.end - by.start > beaten.end - beaten.start:
        return "the longer wins"
    if beaten.source == MODEL != by.source:
        return "of two of the same length a list of names wins over the model"
    return "of two of the same length and source the surer wins, then the earlier"


class _Support:
    """Tells whether a finding that may be a common word is supported by the model or by the rest of the document."""

    def __init__(self, found: Sequence[Found]) -> None:
        # The mentions of a model do not overlap, so they are in order by their ends, too.
        self._model = [each.mention for each in found if each.mention.source == MODEL]
        self._ends = [mention.end for mention in self._model]
        self._sure: defaultdict[str, set[tuple[frozenset[str], str]]] = defaultdict(set)
        for each in found:
            if not each.needs_support:
                for entry in each.entries:
                    self._sure[entry].add((frozenset(each.entries), _words(each.mention)))

    def __call__(self, found: Found) -> bool:
        return self._model_agrees(found.mention) or self._document_agrees(found)

    def _model_agrees(self, mention: Mention) -> bool:
        """Tell whether the model found the very same words, or some of them as a mention of this type."""
        position = bisect_right(self._ends, mention.start)
        while position < len(self._model) and self._model[position].start < mention.end:
            other = self._model[position]
            if other.type == mention.type or (other.start, other.end) == (mention.start, mention.end):
                return True
            position += 1
        return False

    def _document_agrees(self, found: Found) -> bool:
        """Tell whether other words of the document surely name an entry of the finding's, and none beside."""
        entries, words = frozenset(found.entries), _words(found.mention)
        return any(
            named <= entries and said != words for entry in entries for named, said in self._sure[entry]
        )


def _words(mention: Mention) -> str:
    return " ".join(mention.surface.casefold().split())
