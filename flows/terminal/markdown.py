"""Text of documents within markdown: shown as it is, never as markup."""

from __future__ import annotations

import re

from flows.terminal.visible import visible

_MARKUP = re.compile(r"([\\`*_\[\]!|~$])")
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def cell(text: str) -> str:
    """Return the text for a cell of a markdown table: no markup, no HTML, no link, on one line."""
    line = " ".join(visible(text).split())
    return _MARKUP.sub(r"\\\1", line).translate(_HTML)
