"""A page to its text: the walk over its elements."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from extractors.readers.html.layout import Layout
from extractors.readers.html.visible import CONTENT, Attributes, Place, is_left_out, is_never_text
from extractors.readers.note_marks import Raised, looks_like_mark, note_letters

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_BLOCKS = frozenset(
    [
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
            "dialog",
            "dir",
        ),
        *(
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
        ),
        *(
            "h6",
            "header",
            "hgroup",
            "hr",
            "html",
            "legend",
            "li",
            "listing",
            "main",
            "menu",
            "nav",
            "ol",
            "p",
        ),
        *(
            "plaintext",
            "pre",
            "search",
            "section",
            "summary",
            "table",
            "tbody",
            "textarea",
            "tfoot",
            "thead",
            "ul",
        ),
        "xmp",
    ]
)
_PLACED = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "pre"])
_TAG_OF_ROLE = {
    "row": "tr",
    "cell": "td",
    "gridcell": "td",
    "columnheader": "th",
    "rowheader": "th",
    "table": "table",
    "grid": "table",
    "heading": "div",
    "listitem": "li",
    "paragraph": "p",
}
_LAYOUT_ROLES = frozenset(["presentation", "none"])
_LAID_OUT_AS_BLOCK = re.compile(
    r"(?:^|;)\s*display\s*:\s*(?:block|flex|grid|list-item|flow-root|table|table-row)\s*(?:!\s*important\s*)?(?:;|$)",
    re.IGNORECASE,
)
_NOTE_REFERENCES = frozenset(["doc-noteref", "noteref", "footnote-ref", "footnote-reference"])
_BETWEEN_MARKS = frozenset([",", ";"])
_UNWRITTEN_OPERATORS = str.maketrans("", "", "\u2061\u2062\u2063\u2064")
_MAIN_SHARE = 1 / 3
_MOST_DIGITS = 6
_MOST_RAISED = 10_000


def page_text(page: LexborHTMLParser, *, is_content: bool = False) -> str:
    """Return the text of a page, one blank line between two blocks, as `extractors.readers.formats.html` tells it.

    ``is_content`` says that the page has no frame, as the chapters of a book: then a header, a footer, an aside and a menu
    are text wherever they stand.
    """
    root = page.body or page.root
    if root is None:
        return ""
    letters = note_letters(node.text() for node in islice(page.css("sup"), _MOST_RAISED))
    if is_content:
        return _text(root, CONTENT, letters)
    whole = _text(root, Place(), letters)
    if not whole:
        return _text(root, CONTENT, letters, leaves_out=False)
    for selector in ("main, [role=main]", "article"):
        candidates = page.css(selector)
        if len(candidates) == 1:
            text = _text(candidates[0], CONTENT, letters)
            if len(text) >= _MAIN_SHARE * len(whole):
                return text
    return whole


def line_of(node: LexborNode) -> str:
    """Return what an element shows, as one line."""
    return " ".join(_text(node, CONTENT, (), leaves_out=False).split())


def _text(root: LexborNode, place: Place, letters: Collection[str], *, leaves_out: bool = True) -> str:
    layout = Layout(letters)
    # A stack of our own, since a page may be nested deeper than Python can call: elements to come, and what ends one.
    stack: list[tuple[LexborNode, Place] | Callable[[], None]] = [(root, place)]
    while stack:
        step = stack.pop()
        if not isinstance(step, tuple):
            step()
            continue
        node, place = step
        tag = node.tag
        if tag == "-text":
            _add_text(layout, node.text_content or "", place)
        elif tag == "br":
            layout.break_line()
        elif tag is not None and not tag.startswith(("-", "_", "!")) and not is_never_text(tag):
            attributes = node.attributes
            if leaves_out and node is not root and is_left_out(node, tag, attributes, place):
                continue
            if (raised := _raised(node, tag, attributes)) is not None:
                layout.add_raised(raised)
                continue
            role = attributes.get("role") or ""
            stack.extend(_begun(layout, _TAG_OF_ROLE.get(role, tag), attributes, role))
            if place.is_formula:
                stack.extend(_begun_in_formula(layout, node, tag))
            inner = place.within(tag, role)
            stack.extend((child, inner) for child in _children_reversed(node))
    return layout.text()


def _add_text(layout: Layout, text: str, place: Place) -> None:
    if place.is_formula:
        text = text.translate(_UNWRITTEN_OPERATORS).strip()
    layout.add(text, is_preformatted=place.is_preformatted)


def _begun(layout: Layout, tag: str, attributes: Attributes, role: str) -> Sequence[Callable[[], None]]:
    """Begin what an element begins, and return what ends it."""
    if tag == "table":
        layout.start_table(is_layout=role in _LAYOUT_ROLES)
        return [layout.end_table]
    if tag == "tr":
        layout.start_row()
        return [layout.end_row]
    if tag == "q":
        layout.open_quotation()
        return [layout.close_quotation]
    if tag in ("td", "th"):
        in_row = layout.start_cell(_span(attributes, "colspan"), _span(attributes, "rowspan"))
        return [layout.end_cell if in_row else layout.end_block]
    if tag in _BLOCKS or _LAID_OUT_AS_BLOCK.search(attributes.get("style") or ""):
        layout.end_block()
        if tag in _PLACED:
            layout.say_placed()
        return [layout.end_block]
    return []


def _span(attributes: Attributes, name: str) -> int:
    written = (attributes.get(name) or attributes.get(f"aria-{name}") or "").strip()
    return int(written) if written.isdecimal() and len(written) < _MOST_DIGITS else 1


def _begun_in_formula(layout: Layout, node: LexborNode, tag: str) -> Sequence[Callable[[], None]]:
    if tag == "msqrt":
        layout.add("√")
    elif tag in ("mtr", "mtd"):
        layout.add(" ")
    if node.parent is None or node.parent.tag != "mfrac":
        return []
    if next(node.parent.iter()).mem_id != node.mem_id:
        layout.add("/")
    if len(list(islice(node.iter(), 2))) < 2:
        return []
    layout.add("(")
    return [partial(layout.add, ")")]


def _raised(node: LexborNode, tag: str, attributes: Attributes) -> Raised | None:
    """Return an element that is raised, or a reference to a note, if what it shows has the form of a note's mark."""
    if tag not in ("a", "sup"):
        return None
    names = {attributes.get("role"), attributes.get("epub:type"), *(attributes.get("class") or "").split()}
    is_reference = not _NOTE_REFERENCES.isdisjoint(names)
    if tag == "a" and not is_reference:
        return None
    linked = is_reference or _is_link_within(node.parent) or any(map(_is_link_within, node.css("a")))
    shown = node.text().strip()
    is_mark = shown in _BETWEEN_MARKS or looks_like_mark(shown, linked=linked)
    return Raised(shown, linked) if is_mark else None


def _is_link_within(node: LexborNode | None) -> bool:
    """Return whether an element is a link into a page, which notes are linked by."""
    return node is not None and node.tag == "a" and "#" in (node.attributes.get("href") or "")


def _children_reversed(node: LexborNode) -> Iterable[LexborNode]:
    child = node.last_child
    while child is not None:
        yield child
        child = child.prev
