"""Names as they are read, from names as a text writes them: with marks of Markdown, entities, the signs of quoted lines."""

from __future__ import annotations

import re

from extractors.segmentation.lines import plain_pieces
from extractors.segmentation.views import seen

_RAISED = "\u00b9\u00b2\u00b3\u2070\u2074-\u2079"
_ANY = re.compile(rf"[&*_~`\\\n\r<>\[\]{_RAISED}]")
_QUOTED_LINE = re.compile(r"\s*[\r\n]\s*(?:(?:>\s*)+|//[/!]?\s+|[*#]\s+)")
_TAG = re.compile(
    r"</?(?:a|b|code|em|font|i|mark|small|span|strong|sub|sup|u)\b[^<>]*>|<br\s*/?>", re.IGNORECASE
)
_LINK = re.compile(r"\]\([^()\s]*(?:\s+\"[^\"]*\")?\)|\]\[[^\[\]]*\]")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
# Marks of emphasis stand at the edges of words. Behind one or two letters a single one may be the name's own: A* search.
_EMPHASIS = re.compile(r"\*{2,3}|_{2,3}|~~|`|(?<!\S)[*_](?=\w)|(?<=\w{3})[*_](?!\S)")


def as_read(surface: str) -> str:
    """Return a name on one line, without marks, see `without_marks`; one of white space alone as it is."""
    return " ".join(without_marks(surface).split()) or surface


def without_marks(surface: str) -> str:
    """Return a name as it is read: ``Nadia Holloway`` for ``Nadia** **Holloway``, ``Marks & Spencer`` for ``Marks &amp; Spencer``.

    A name that would be gone, and one without such marks, is returned as it is.
    """
    if not _ANY.search(surface):
        return surface
    read = _QUOTED_LINE.sub(" ", surface)
    read = _LINK.sub("", _TAG.sub(lambda tag: " " if tag[0][1:3].lower() == "br" else "", read))
    if "[" in read and "]" not in read:
        read = read.replace("[", "")
    read = _ESCAPE.sub(r"\1", _EMPHASIS.sub("", read))
    read = seen(read, plain_pieces(read, 0, len(read)))
    return read if any(map(str.isalnum, read)) else surface
