"""What of a page a visitor sees, and what of that frames the page rather than being its content.

Only elements that say so themselves are left out; nothing is judged by its looks, so that a short paragraph or a table
of names is never taken for boilerplate.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

Attributes = Mapping[str, str | None]

# What no browser shows as text: code, what stands for what it cannot show, readings above a word, deletions, and the
# second copy of a formula.
_NEVER_TEXT = frozenset(
    [
        *("script", "style", "template", "head", "noscript", "noframes", "noembed", "datalist"),
        *("svg", "iframe", "object", "canvas", "audio", "video", "meter", "progress"),
        *("rt", "rtc", "rp", "del", "annotation", "annotation-xml", "mphantom"),
    ]
)
_CONTROLS = frozenset(["button", "select", "option", "input"])
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt", "legend"])
_CONTENT = frozenset(["main", "article"])
# A header or footer within one of these is its own, not that of the page (HTML Accessibility API Mappings).
_SECTIONS = frozenset(
    [
        "article",
        "aside",
        "blockquote",
        "details",
        "dialog",
        "fieldset",
        "figure",
        "main",
        "section",
        "td",
        "th",
    ]
)
_BOILERPLATE_ROLES = frozenset(
    [
        "navigation",
        "banner",
        "contentinfo",
        "search",
        "menu",
        "menubar",
        "alertdialog",
        "doc-pagebreak",
        "doc-backlink",
    ]
)
# What a link to its own place shows, on pages that are made of documentation.
_PERMALINKS = frozenset("¶#§🔗⚓↩") | {"↩︎", "🔗︎"}
_UNSEEN = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\s*(?:!\s*important\s*)?(?:;|$)",
    re.IGNORECASE,
)
_PREFORMATTED = frozenset(["pre", "listing", "plaintext", "textarea", "xmp"])
_CHANGES_PLACE = _CONTENT | _SECTIONS | _HEADINGS | _PREFORMATTED | {"math"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where on the page an element stands: what is around it, at any depth."""

    in_content: bool = False
    in_section: bool = False
    in_heading: bool = False
    is_preformatted: bool = False
    is_formula: bool = False

    def within(self, tag: str, role: str) -> Place:
        """Return the place of what stands in an element with this tag and role."""
        if not role and tag not in _CHANGES_PLACE:
            return self
        inner = replace(
            self,
            in_content=self.in_content or tag in _CONTENT or role in _CONTENT,
            in_section=self.in_section or tag in _SECTIONS or role in _SECTIONS,
            in_heading=self.in_heading or tag in _HEADINGS or role == "heading",
            is_preformatted=self.is_preformatted or tag in _PREFORMATTED,
            is_formula=self.is_formula or tag == "math",
        )
        return self if inner == self else inner


CONTENT = Place(in_content=True, in_section=True)
"""The place of what is content throughout: of the page's main element, or of a chapter of a book."""


def is_never_text(tag: str) -> bool:
    """Return whether an element with this tag shows a visitor no text of its own."""
    return tag in _NEVER_TEXT


def is_left_out(node: LexborNode, tag: str, attributes: Attributes, place: Place) -> bool:
    """Return whether an element is hidden, or frames the page: navigation, controls, the header and footer of the page."""
    return _is_hidden(node, tag, attributes) or _is_frame(node, tag, attributes, place)


def _is_hidden(node: LexborNode, tag: str, attributes: Attributes) -> bool:
    if tag == "dialog" and "open" not in attributes:
        return True
    if "hidden" in attributes and (attributes["hidden"] or "").strip().lower() != "until-found":
        return True
    if attributes.get("aria-hidden") == "true":
        return True
    # A formula is hidden where a picture shows it instead.
    return _UNSEEN.search(attributes.get("style") or "") is not None and not _is_formula(node)


def _is_formula(node: LexborNode) -> bool:
    elements = list(node.iter())
    return len(elements) == 1 and elements[0].tag == "math"


def _is_frame(node: LexborNode, tag: str, attributes: Attributes, place: Place) -> bool:
    if tag in ("nav", "search") or (attributes.get("role") or "") in _BOILERPLATE_ROLES:
        return True
    if (attributes.get("epub:type") or "") == "pagebreak":
        return True
    if tag == "a" and "#" in (attributes.get("href") or "") and node.text().strip() in _PERMALINKS:
        return True
    if tag in _CONTROLS:
        return not (tag == "button" and place.in_heading)
    if tag == "menu":
        return not place.in_content
    if tag == "footer":
        return not place.in_section
    if (tag == "header" and not place.in_section) or (tag == "aside" and not place.in_content):
        return node.css_first("h1") is None
    return False
