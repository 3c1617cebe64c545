"""Web pages: the text that a visitor reads, without menus, footers and scripts.

Only elements that say themselves that they are no content are left out; nothing is judged by its looks, so that a
short paragraph or a table of names is never taken for boilerplate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from extractors.readers.conversion import Converted, Format, ReaderSettings
from extractors.readers.encoding import decode
from extractors.readers.html.markup import parse_page
from extractors.readers.html_dates import page_date

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_NEVER_TEXT = frozenset(
    ["script", "style", "template", "head", "svg", "math", "iframe", "object", "canvas", "noscript"]
)
_CONTROLS = frozenset(["button", "select", "option", "textarea", "input", "datalist", "dialog"])
_BOILERPLATE = frozenset(["nav", "footer", "menu", "search"])
_BOILERPLATE_ROLES = frozenset(
    ["navigation", "banner", "contentinfo", "search", "menu", "menubar", "alertdialog"]
)
# These stand for boilerplate around the main content, and for content within it.
_OUTER_BOILERPLATE = frozenset(["aside", "header"])
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_CELLS = frozenset(["td", "th"])
_MAIN_SHARE = 1 / 3
_META_CHARSET = re.compile(
    rb"""<meta\b[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)|^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
_META_WITHIN = 4096
_SPACES = re.compile(r"[ \t\n\r\f]+")


def convert(data: bytes, settings: ReaderSettings) -> list[Converted]:  # noqa: ARG001 - a converter's form
    """Return the page's main text, one blank line between two blocks, with its title and its date.

    The text is that of the page's ``main`` element or only ``article`` where this holds at least a third of the
    page's text, else of the whole body; if leaving out the boilerplate leaves nothing, the boilerplate stays.

    Raises:
        ReadError: with CORRUPT if the bytes are no text.

    """
    decoded = decode(data, declared_encoding(data))
    page = parse_page(decoded.text)
    titles = (node.text() for node in page.css("head > title, h1"))
    title = next((_SPACES.sub(" ", found).strip() for found in titles if found.strip()), "")
    date, date_from = page_date(page)
    return [Converted(_page_text(page), title, decoded.metadata, date=date, date_from=date_from)]


def declared_encoding(data: bytes) -> str | None:
    """Return the encoding that a page declares about itself, None if it declares none."""
    declared = _META_CHARSET.search(data[:_META_WITHIN])
    return (declared[1] or declared[2]).decode("ascii", "replace") if declared else None


def html_text(markup: str) -> str:
    """Return the text of a page that was decoded before, as `convert` does."""
    return _page_text(parse_page(markup))


def _page_text(page: LexborHTMLParser) -> str:
    root = page.body or page.root
    return _main_text(page, root) if root is not None else ""


def _main_text(page: LexborHTMLParser, root: LexborNode) -> str:
    whole = _text(root, leave_out=True, inside_main=False)
    if not whole:
        return _text(root, leave_out=False, inside_main=True)
    for selector in ("main, [role=main]", "article"):
        candidates = page.css(selector)
        if len(candidates) == 1:
            text = _text(candidates[0], leave_out=True, inside_main=True)
            if len(text) >= _MAIN_SHARE * len(whole):
                return text
    return whole


def _text(root: LexborNode, *, leave_out: bool, inside_main: bool) -> str:
    paragraphs = _Paragraphs()
    # A stack of our own, since a page may be nested deeper than Python can call.
    stack: list[tuple[LexborNode, bool, bool, bool]] = [(root, False, inside_main, False)]
    while stack:
        node, leaving, inside, preformatted = stack.pop()
        tag = node.tag
        if leaving:
            paragraphs.end()
            continue
        if tag == "-text":
            paragraphs.add(node.text_content or "", preformatted=preformatted)
            continue
        if tag == "br":
            paragraphs.line_break()
            continue
        if tag is None or tag.startswith(("-", "_", "!")) or tag in _NEVER_TEXT:
            continue
        if leave_out and node is not root and _is_boilerplate(node, tag, inside):
            continue
        if tag in _CELLS:
            paragraphs.cell()
        if tag in _BLOCKS:
            paragraphs.end()
            stack.append((node, True, inside, preformatted))
        inside = inside or tag in ("main", "article")
        preformatted = preformatted or tag == "pre"
        stack.extend((child, False, inside, preformatted) for child in _children_reversed(node))
    return paragraphs.text()


def _children_reversed(node: LexborNode) -> Iterable[LexborNode]:
    child = node.last_child
    while child is not None:
        yield child
        child = child.prev


def _is_boilerplate(node: LexborNode, tag: str, inside_main: bool) -> bool:
    if tag in _BOILERPLATE or tag in _CONTROLS:
        return True
    if tag in _OUTER_BOILERPLATE and not inside_main:
        return node.css_first("h1") is None
    attributes = node.attributes
    return bool(attributes) and (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or (attributes.get("role") or "") in _BOILERPLATE_ROLES
    )


class _Paragraphs:
    """Collects text as a browser would lay it out: white space collapsed, blocks apart."""

    def __init__(self) -> None:
        self._finished: list[str] = []
        self._current: list[str] = []

    def add(self, text: str, *, preformatted: bool) -> None:
        self._current.append(text if preformatted else _SPACES.sub(" ", text))

    def line_break(self) -> None:
        self._current.append("\n")

    def cell(self) -> None:
        if any(part.strip() for part in self._current):
            self._current.append(" | ")

    def end(self) -> None:
        lines = (re.sub(r" {2,}", " ", line).strip() for line in "".join(self._current).split("\n"))
        paragraph = "\n".join(lines).strip().removesuffix("|").rstrip()
        if paragraph:
            self._finished.append(paragraph)
        self._current = []

    def text(self) -> str:
        self.end()
        return "\n\n".join(self._finished)


FORMAT = Format("text/html", (".html", ".htm"), convert, version=2)
