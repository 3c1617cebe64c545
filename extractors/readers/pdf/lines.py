"""A printed line of a page: its text and where it stands, and what its signs say about it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

UNSPACED = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
"""A sign of a script that is written without spaces between words."""

HYPHEN = "\ufffe"
"""What stands for a hyphen at a line's end that pdfium took out, with the line break."""

HYPHENS = f"\u2010\u00ad{HYPHEN}-"
"""What a word that is broken at a line's end may end in."""

SPARE = 0.5
"""More room than a word needs, in font sizes, before a line can be called short."""

_SHORT = 0.55
_LONGEST_END = 8  # signs: a mark and what closes behind it
_ENDS_SENTENCE = re.compile(r"[.!?:;…。！？：；।؟][\"'”’»)\]）」』]*$")
BULLET = re.compile(r"[•‣◦▪●○■□·*]\s")
DASH = re.compile(r"[-–—]\s")
NUMBERED = re.compile(r"\(?(\d{1,3}|[a-z])[.)]\s")
_LONGEST_LEADERS = 40
_PAGE_NUMBER = "0123456789ivxlc"
_LEADERS = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxlc]+)$")
_FIRST_WORD = re.compile(rf"(?:(?!{UNSPACED.pattern})\S)+")
_LETTER_WIDTH = 0.55  # of a Latin letter, in font sizes, where nothing better is known


@dataclass(frozen=True, slots=True)
class Line:
    """A run of words on one base line, in points from the lower left corner of the page.

    ``left`` and ``right`` are mirrored (negative) where the script runs from right to left. ``sizes`` are the smaller and
    the larger of the font sizes at its two ends, ``first_word`` is the width of its first word. ``upright`` is False for
    text that runs up or down the page. ``gap_before`` is the white space before it on the same base line, 0 if it stands first.
    ``alone`` is True where nothing may be joined to it. ``height`` is how far below the base line its row goes on, in a table.
    """

    text: str
    page: int
    left: float
    right: float
    base: float
    sizes: tuple[float, float] = (10.0, 10.0)
    first_word: float = 0.0
    upright: bool = True
    gap_before: float = 0.0
    alone: bool = False
    height: float = 0.0

    @property
    def size(self) -> float:
        """The larger font size at its ends, in points."""
        return self.sizes[1]

    @property
    def begins_small(self) -> bool:
        """Whether it begins with a lower-case letter."""
        return self.text[:1].islower()

    @property
    def ends_sentence(self) -> bool:
        """Whether it ends in a mark that ends a sentence or announces what follows."""
        return bool(_ENDS_SENTENCE.search(self.text[-_LONGEST_END:]))

    @property
    def ends_in_hyphen(self) -> bool:
        """Whether its last word goes on in the next line."""
        return self.text[-1:] in HYPHENS and self.text[-2:-1].isalnum()

    @property
    def of_contents(self) -> bool:
        """Whether it is a line of a table of contents: dots, and the number of a page."""
        return self.text[-1:] in _PAGE_NUMBER and bool(_LEADERS.search(self.text[-_LONGEST_LEADERS:]))

    @property
    def columns(self) -> int:
        """How many columns of a terminal its text would take: full-width signs take two."""
        if self.text.isascii():
            return len(self.text)
        return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in self.text)

    @property
    def room_for_first_word(self) -> float:
        """How much space at the end of the line before would have kept its first word there."""
        if UNSPACED.match(self.text):
            return 2.5 * self.size  # marks that may not begin a line take their neighbours along
        word = _FIRST_WORD.match(self.text)
        if word is None or (word.end() < len(self.text) and not self.text[word.end()].isspace()):
            return (word.end() if word else 1) * _LETTER_WIDTH * self.size
        return self.first_word or word.end() * _LETTER_WIDTH * self.size

    def goes_on_in(self, below: Line, left: float, right: float) -> bool:
        """Tell whether another line below may go on with it in a cell between two sides.

        That begins in lower case, or its first word found no room in this line, which then is no short one.
        """
        if self.ends_in_hyphen or below.begins_small:
            return True
        is_short = self.right - left < _SHORT * (right - left)
        return not is_short and right - self.right <= below.room_for_first_word + SPARE * below.size

    def overlaps(self, other: Line) -> bool:
        """Tell whether some of it stands above or below some of the other."""
        return self.left < other.right and other.left < self.right

    def joined(self, other: Line, between: str = " ") -> Line:
        """Return one line of this and of another that stands behind it on the same base line."""
        return replace(
            self,
            text=f"{self.text}{between}{other.text}",
            right=max(self.right, other.right),
            sizes=(min(self.sizes[0], other.sizes[0]), max(self.sizes[1], other.sizes[1])),
        )
