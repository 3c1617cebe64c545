"""The page as one file: script, style and data within it, and a policy that lets it ask nobody for anything."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from graph.explorer.built import ICON, SCRIPT, STYLE, built

NETWORK, TEXTS = "graphmill-data", "graphmill-texts"
"""The elements that hold the data: what every view needs, and what only evidence needs."""
_LEVEL = 6


def packed(data: Mapping[str, Any]) -> str:
    """Return data as base64 of gzipped JSON: a third of the JSON, without a sign that HTML could take for its own."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # What is no character, as half of one, cannot be in UTF-8; offsets stay as they are.
    packed_bytes = gzip.compress(text.encode("utf-8", "replace"), _LEVEL, mtime=0)
    return base64.b64encode(packed_bytes).decode("ascii")


def page_pieces(title: str, parts: Mapping[str, str]) -> Iterator[str]:
    """Yield the text of the page; ``parts`` are packed data by the id of the element that is to hold it.

    Raises:
        GraphFileError: The page was not built.

    """
    # In a script within a page the one would begin a comment and the other end the script; both stand in strings alone.
    script = built(SCRIPT).strip().replace("<!--", r"\x3c!--").replace("</script", r"\x3c/script")
    style = built(STYLE).strip().replace("</style", r"<\/style")
    icon = base64.b64encode(built(ICON).encode()).decode("ascii")
    yield (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(script, style)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        f'<link rel="icon" type="image/svg+xml" href="data:image/svg+xml;base64,{icon}">\n<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n'
        '<div id="page"></div>\n<noscript>This page needs JavaScript.</noscript>\n'
    )
    for name, data in parts.items():
        yield f'<script type="application/octet-stream" id="{name}">'
        yield data
        yield "</script>\n"
    yield f"<script>{script}</script>\n</body>\n</html>\n"


def _policy(script: str, style: str) -> str:
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}"
