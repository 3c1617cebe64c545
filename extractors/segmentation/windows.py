"""Windows over a text: runs of whole sentences that fit a model, with a lead-in from the text before.

Nothing is ever cut off: the windows' own parts are consecutive and cover every word, and each window also sees the last words
before its own part, so that a mention across the border of two windows is seen whole by one of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.mentions import Sentence

# Part of every extractor's fingerprint: raise it with any change to segmentation, windows or overlap resolution.
WINDOWING_VERSION = 2

# A word of more characters than this is planned in pieces; 60 characters of UTF-8 are at most 240 subtokens.
LONGEST_PIECE = 60

# Scripts written without spaces give one word a character; combining marks, joiners and the soft hyphen stay inside their word.
_IDEOGRAPH = (
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_INNER = "\u00ad\u0300-\u036f\u200c\u200d\u2060\ufe00-\ufe0f"
_LETTER = rf"(?:(?![{_IDEOGRAPH}])\w[{_INNER}]*)"
_WORD = re.compile(rf"[{_IDEOGRAPH}][{_INNER}]*|{_LETTER}+(?:[-_]{_LETTER}+)*|\S")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text as a model counts it: offsets, and the number of subtokens it takes."""

    start: int
    end: int
    subtokens: int


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much text fits one pass: ``words`` and ``subtokens`` are hard limits, label prompt already taken off.

    ``target`` is the number of words to aim for (lead-in included), which is about quality and speed: only a single
    sentence may be longer. ``lead`` is the number of words seen again from before the window.
    """

    words: int
    subtokens: int
    target: int
    lead: int

    def __post_init__(self) -> None:
        if self.lead < 1 or self.target <= self.lead or self.words < self.target:
            raise ValueError(
                f"a window of {self.target} words does not fit: the lead-in takes {self.lead}, the model reads {self.words}"
            )


@dataclass(frozen=True, slots=True)
class Window:
    """A piece of text for one pass: it reads ``start:end`` and answers for ``own_start:end``."""

    start: int
    own_start: int
    end: int


def words_of(text: str) -> list[tuple[int, int]]:
    """Return the offsets of the words of ``text``, every character but white space in exactly one.

    For text in letters these are the words of GLiNER's own splitter (letters and digits, also joined by hyphens; any other sign
    alone). Unlike it, a combining mark stays with its letter and an ideograph or kana is a word of its own, without which no
    name in Chinese or Japanese could be told from its clause.
    """
    return [match.span() for match in _WORD.finditer(text)]


def pieces(start: int, end: int) -> list[tuple[int, int]]:
    """Cut a word into pieces that any tokenizer can count within its limits; nearly every word is one piece."""
    return [(at, min(at + LONGEST_PIECE, end)) for at in range(start, end, LONGEST_PIECE)]


def plan_windows(words: Sequence[Word], sentences: Sequence[Sentence], capacity: Capacity) -> list[Window]:
    """Return the windows over ``words`` in order.

    Whole sentences are packed up to ``capacity.target`` words; a longer sentence is kept whole while it fits the model, and
    cut between words where it does not.

    Raises:
        ValueError: A single word takes more subtokens than the model can read.

    """
    starts = [word.start for word in words]
    edges = sorted({bisect_left(starts, sentence.start) for sentence in sentences} - {0, len(words)})
    windows: list[Window] = []
    own = 0
    while own < len(words):
        lead = _lead(words, own, capacity)
        end = _end(words, edges, lead, own, capacity)
        windows.append(Window(words[lead].start, words[own].start, words[end - 1].end))
        own = end
    return windows


def _lead(words: Sequence[Word], own: int, capacity: Capacity) -> int:
    """Return the first word of the lead-in before ``own``; it may take half of the subtokens at most."""
    lead, room = own, capacity.subtokens // 2
    while lead > 0 and own - lead < capacity.lead and words[lead - 1].subtokens <= room:
        lead -= 1
        room -= words[lead].subtokens
    return lead


def _end(words: Sequence[Word], edges: Sequence[int], lead: int, own: int, capacity: Capacity) -> int:
    """Return the end of the window that starts its own part at ``own``, as an index into ``words``."""
    used = sum(word.subtokens for word in words[lead:own])
    limit = own
    while (
        limit < len(words)
        and limit - lead < capacity.words
        and used + words[limit].subtokens <= capacity.subtokens
    ):
        used += words[limit].subtokens
        limit += 1
    if limit == own:
        raise ValueError(
            f"the word at {words[own].start}:{words[own].end} takes {words[own].subtokens} subtokens; "
            f"the model reads {capacity.subtokens} beside its label prompt: ask for fewer or shorter labels"
        )
    target = min(limit, lead + capacity.target)
    following = bisect_left(edges, own + 1)
    within = bisect_left(edges, target + 1) - 1
    if target == len(words) or within >= following:
        return target if target == len(words) else edges[within]
    # The first sentence alone passes the target: whole if the model can read it, else cut at the target.
    sentence_end = edges[following] if following < len(edges) else len(words)
    return sentence_end if sentence_end <= limit else target
