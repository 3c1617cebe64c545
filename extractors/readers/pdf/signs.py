"""Where the signs of a page stand, as pdfium tells it."""

from __future__ import annotations

import ctypes
import itertools
import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\uffff]")
"""Signs that no text holds."""

# Bullets of the font Symbol and Wingdings, which have no signs of their own.
_SYMBOL_BULLETS = str.maketrans({"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "‣", "\uf0fc": "✓"})


class Signs:
    """A page's text, and the places of its signs; an index is one of the text."""

    def __init__(self, page: PdfTextPage, rotation: int, width: float, height: float) -> None:
        import pypdfium2.raw as pdfium

        self._pdfium = pdfium
        self._owner = page  # closes its page when it is gone
        self._page = page.raw
        self._rotation = rotation
        self._width, self._height = width, height
        self._doubles = [ctypes.c_double() for _ in range(4)]
        self._references = [ctypes.byref(each) for each in self._doubles]
        self._matrix = pdfium.FS_MATRIX()
        self.text = CONTROLS.sub(" ", page.get_text_range(errors="replace")).translate(_SYMBOL_BULLETS)
        self._units: list[int] | None = None
        if self.text and max(self.text) > "\uffff":
            self._units = list(
                itertools.accumulate((2 if sign > "\uffff" else 1 for sign in self.text), initial=0)
            )
        units = self._units[-1] if self._units else len(self.text)
        self._get_origin = pdfium.FPDFText_GetCharOrigin
        self._x, self._y = self._doubles[:2]
        self._at_x, self._at_y = self._references[:2]
        self._same = units == page.count_chars()
        self._plain = self._same and self._units is None

    def _char(self, index: int) -> int:
        unit = self._units[index] if self._units else index
        if self._same:
            return unit
        return int(self._pdfium.FPDFText_GetCharIndexFromTextIndex(self._page, unit))

    def _turned(self, x: float, y: float) -> tuple[float, float]:
        if self._rotation == 90:
            return y, self._height - x
        if self._rotation == 180:
            return self._width - x, self._height - y
        if self._rotation == 270:
            return self._width - y, x
        return x, y

    def origin(self, index: int) -> tuple[float, float]:
        """Return where a sign begins on its base line."""
        char = index if self._plain else self._char(index)
        self._get_origin(self._page, char, self._at_x, self._at_y)
        if self._rotation:
            return self._turned(self._x.value, self._y.value)
        return self._x.value, self._y.value

    def sides(self, index: int) -> tuple[float, float]:
        """Return the left and the right side of a sign's ink."""
        self._pdfium.FPDFText_GetCharBox(self._page, self._char(index), *self._references)
        left, right, bottom, top = (each.value for each in self._doubles)
        first, second = self._turned(left, bottom)[0], self._turned(right, top)[0]
        return min(first, second), max(first, second)

    def size(self, index: int) -> float:
        """Return the size of a sign's font on the page."""
        char = self._char(index)
        size = self._pdfium.FPDFText_GetFontSize(self._page, char)
        if self._pdfium.FPDFText_GetMatrix(self._page, char, self._matrix):
            size *= math.hypot(self._matrix.c, self._matrix.d)
        return float(size)
