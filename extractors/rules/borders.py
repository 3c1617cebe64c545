"""The borders that no mention reaches over: the empty line between blocks, and the bar between the cells of a row."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BORDER = re.compile(r"\n[^\S\n]*\n\s*|(?<!\S)\|(?!\S)")


def cells(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each block of a view, and each cell of a row, starts and ends; empty ones are left out."""
    start = 0
    for border in _BORDER.finditer(text):
        if start < border.start():
            yield start, border.start()
        start = border.end()
    if start < len(text):
        yield start, len(text)
