"""Whether a text names two things side by side: a longer name and a shorter one in one sentence are hardly one thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.mentions import Mention
from linking.comparison.added_words import is_common_noun
from linking.within_document.forms import Form

_LONGEST_GAP = 300
"""Signs between two names of one sentence, at most."""
_SENTENCE_ENDS = re.compile(r"[.!?…][\"”’»)\]]*\s|[。！？؟;；\n]")
_LETTER = re.compile(r"[^\W\d_]")
_INTRODUCES = re.compile(
    r"[(\[（]|\b(?:known|referred\s+to|abbreviated|renamed|called|or\s+simply|bekannt\s+als|genannt|dite?|llamad[oa]|"
    r"conocid[oa]\s+como|называем\w+|известн\w+\s+как)\b"
)
"""What gives a thing a further name: the Johns Hopkins Carey Business School, also referred to as Carey Business School."""
_DESCRIBED = re.compile(r"\s*,\s(?:an?|eine?|une?|una)\s")
"""A name that is said to be a something is new to the text: Tern, a maker of boats, beside Tern Capital."""
_LISTED = re.compile(
    r"(?:\b(?:and|or|und|oder|et|ou|y|o|e|и|или|και|ή)\s+(?:(?:the|die|der|das|la|le|el|los|les)\s+)?|\sو)$"
)


class SideBySide:
    """The sentences of a text, for the names in it; where the text is not at hand, no two names stand side by side."""

    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        self._text = text
        self._mentions = mentions

    def holds(self, short: Form, full: Form) -> bool:
        """Tell whether a sentence names the bearers of both forms as two things.

        A sentence that goes on to name the thing by a common noun only (the Commission) does not, unless it lists both.
        """
        if not self._text:
            return False
        ends = (self._mentions[index].end for index in short.mentions)
        if any(_DESCRIBED.match(self._text, end) for end in ends):
            return True
        places = sorted(
            [*((index, True) for index in short.mentions), *((index, False) for index in full.mentions)]
        )
        for (one, short_first), (other, short_second) in pairwise(places):
            if short_first == short_second:
                continue
            between = self._between(one, other)
            if not _LETTER.search(between) or _SENTENCE_ENDS.search(between) or _INTRODUCES.search(between):
                continue
            if short_first or _LISTED.search(between) or not is_common_noun(short.name.tokens):
                return True
        return False

    def _between(self, one: int, other: int) -> str:
        start, end = self._mentions[one].end, self._mentions[other].start
        return self._text[start:end] if end - start <= _LONGEST_GAP else "\n"
