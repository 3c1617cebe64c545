"""Markup to a page: pages that were written as XML are made what a parser of HTML takes them for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

# To a parser of HTML, "<title/>" only opens the element, and all that follows is the title's text.
_SWALLOWING = frozenset(["iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"])
_VOID = frozenset(
    [
        "area",
        "base",
        "basefont",
        "bgsound",
        "br",
        "col",
        "embed",
        "frame",
        "hr",
        "img",
        "input",
        "keygen",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
_SAYS_IT_IS_XML = re.compile(
    r"""\s*<\?xml\b|<!doctype\s+html\s+public\s+["'][^"']*xhtml|<html\b[^>]*\sxmlns\s*=""", re.IGNORECASE
)
_SAID_WITHIN = 4096
# Declarations of entities within the document type, whose end a parser of HTML takes for text.
_DECLARATIONS = re.compile(r"(<!doctype\s[^<>\[]*+)\[[^\]]*+\]\s*+>", re.IGNORECASE)
_ATTRIBUTE = r"""\s++[^\s"'<>/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'))?+"""
_META_CHARSET = re.compile(
    rb"""<meta\b[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)|^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
_META_WITHIN = 4096
# What is opened and never closed goes on to the end, so that no part is looked at twice.
_PARTS = re.compile(
    r"<!--(?:.*?-->|.*)"
    r"|<!\[CDATA\[(?P<characters>.*?)(?:\]\]>|\Z)"
    r"|<(?P<raw>script|style)\b(?:[^<>/]|/(?!>))*+>(?:.*?</(?P=raw)\s*>|.*)"
    rf"|<(?P<name>[a-z][\w:.-]*+)(?P<attributes>(?:{_ATTRIBUTE}){{0,500}}+)\s*+/>",
    re.IGNORECASE | re.DOTALL,
)


def parse_page(markup: str) -> LexborHTMLParser:
    """Return the page that the markup makes, also where it was written as XML and holds elements closed in themselves."""
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(_as_html(markup))


def declared_encoding(data: bytes) -> str | None:
    """Return the encoding that a page declares about itself, None if it declares none."""
    declared = _META_CHARSET.search(data[:_META_WITHIN])
    return (declared[1] or declared[2]).decode("ascii", "replace") if declared else None


def _as_html(markup: str) -> str:
    is_xml = _SAYS_IT_IS_XML.search(markup[:_SAID_WITHIN]) is not None
    if is_xml:
        markup = _DECLARATIONS.sub(r"\1>", markup[:_SAID_WITHIN], count=1) + markup[_SAID_WITHIN:]

    def rewritten(part: re.Match[str]) -> str:
        if part["characters"] is not None:
            return part["characters"].replace("&", "&amp;").replace("<", "&lt;") if is_xml else part[0]
        name = (part["name"] or "").lower()
        if name in _SWALLOWING or (name and is_xml and name not in _VOID):
            return f"<{part['name']}{part['attributes']}></{part['name']}>"
        return part[0]

    return _PARTS.sub(rewritten, markup)
