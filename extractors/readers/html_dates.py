"""The date of a web page: what it says itself, never what its text or its address looks like.

In this order: ``meta`` elements, JSON-LD, microdata, ``time`` elements; after them, what tells of the last change.
Within each, a date counts only if all that could be the page's are the same, since a page may list others' dates.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from extractors.readers.dates import MODIFIED, first_date, iso_date, iso_date_of, the_one_date

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_PUBLISHED = (
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "og:pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
    "citation_date",
    "citation_online_date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.issued",
    "dc.date.created",
    "dcterms.created",
    "dc.created",
    "dcterms.date",
    "dc.date",
    "datepublished",
    "publication_date",
    "publish_date",
    "publish-date",
    "pubdate",
    "date",
)
_CHANGED = (
    "article:modified_time",
    "article:modified",
    "og:article:modified_time",
    "og:modified_time",
    "og:updated_time",
    "dc.date.modified",
    "dcterms.modified",
    "dc.modified",
    "datemodified",
    "last-modified",
    "revised",
)
_DUBLIN_CORE = re.compile(r"^(dc|dcterms)[:.]")
# Bounds on what one page may make us look at; no page that was written by people comes near.
_MOST_ELEMENTS = 200
_MOST_ANCESTORS = 500
_LONGEST_JSON = 1_000_000
_JSON_WRAPPING = re.compile(
    r"^\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[(?:\s*\*/)?)|(?:-->|(?://|/\*)?\s*\]\]>(?:\s*\*/)?)\s*$"
)
_NOT_THE_PAGE = frozenset(
    [
        "comment",
        "usercomments",
        "review",
        "userreview",
        "criticreview",
        "answer",
        "suggestedanswer",
        "acceptedanswer",
    ]
)
_PUBLISHED_CLASSES = frozenset(["dt-published", "published"])  # microformats2 and the older hAtom
_UPDATED_CLASSES = frozenset(["dt-updated", "updated", "modified"])
_APART = frozenset(["aside", "nav", "footer"])
_COMMENT_NAMES = frozenset(["comment", "comments", "comment-list", "commentlist"])
_LINES = frozenset(["p", "div", "li", "dd", "td", "span", "header", "section", "article", "main", "body"])
_BEFORE_A_DATE = re.compile(r"(?:date|posted|published|issued|first published)?(?: on| at)?:?", re.IGNORECASE)


def page_date(page: LexborHTMLParser) -> tuple[str, str]:
    """Return the date that a page gives for itself, and where it stands there; two empty texts if it gives none."""
    return first_date(_candidates(page))


def _candidates(page: LexborHTMLParser) -> Iterator[tuple[str | None, str]]:
    named = _metas(page)
    items = list(_json_items(page))
    yield from ((the_one_date(named[name]), f"meta {name}") for name in _PUBLISHED)
    yield _json_date(items, "datePublished"), "JSON-LD datePublished"
    yield _microdata_date(page, "datePublished"), "itemprop datePublished"
    yield _time_date(page), "time element"
    yield from ((the_one_date(named[name]), f"meta {name}{MODIFIED}") for name in _CHANGED)
    yield _json_date(items, "dateModified"), f"JSON-LD dateModified{MODIFIED}"
    yield _microdata_date(page, "dateModified"), f"itemprop dateModified{MODIFIED}"


def _metas(page: LexborHTMLParser) -> dict[str, list[str | None]]:
    """Return the dates of the meta elements by name, in lower case and with Dublin Core's names in one spelling."""
    named: dict[str, list[str | None]] = defaultdict(list)
    for node in page.css("meta[content]"):
        attributes = node.attributes
        key = attributes.get("name") or attributes.get("property") or attributes.get("http-equiv") or ""
        key = key.strip().lower()
        if _DUBLIN_CORE.match(key):
            key = key.replace(":", ".")
        named[key].append(iso_date(attributes["content"] or ""))
    return named


def _json_items(page: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """Yield the things that the page's JSON-LD describes, but not what these contain, such as comments and teasers."""
    for script in islice(page.css("script[type]"), _MOST_ELEMENTS):
        if not (script.attributes["type"] or "").strip().lower().startswith("application/ld+json"):
            continue
        text = script.text()
        if len(text) > _LONGEST_JSON:
            continue
        try:
            found = json.loads(_JSON_WRAPPING.sub("", text), strict=False)
        except (ValueError, RecursionError):
            continue  # pages hold broken JSON-LD; it says nothing then
        for top in found if isinstance(found, list) else [found]:
            if isinstance(top, dict):
                graph = top.get("@graph")
                for item in [top, top.get("mainEntity"), *(graph if isinstance(graph, list) else [graph])]:
                    if isinstance(item, dict):
                        yield item


def _json_date(items: Iterable[dict[str, Any]], name: str) -> str | None:
    articles: list[str | None] = []
    others: list[str | None] = []
    for item in items:
        types = item.get("@type")
        kinds = [
            str(kind).rpartition("/")[2].lower() for kind in (types if isinstance(types, list) else [types])
        ]
        if not _NOT_THE_PAGE.intersection(kinds):
            value = item.get(name)
            found = iso_date_of(value.get("@value") if isinstance(value, dict) else value)
            is_article = any(kind.endswith(("article", "posting", "report")) for kind in kinds)
            (articles if is_article else others).append(found)
    return the_one_date(articles if any(articles) else others)


def _microdata_date(page: LexborHTMLParser, name: str) -> str | None:
    return the_one_date(
        _value_of(node)
        for node in islice(page.css(f'[itemprop~="{name}"]'), _MOST_ELEMENTS)
        if not any(map(_is_comment, _ancestors(node)))
    )


def _value_of(node: LexborNode) -> str | None:
    attributes = node.attributes
    return iso_date(attributes.get("content") or attributes.get("datetime") or node.text())


def _is_comment(scope: LexborNode) -> bool:
    attributes = scope.attributes
    if "itemscope" not in attributes:
        return False
    words = (attributes.get("itemprop") or "").split() + (attributes.get("itemtype") or "").split()
    return any(word.rpartition("/")[2].lower() in _NOT_THE_PAGE for word in words)


def _time_date(page: LexborHTMLParser) -> str | None:
    """Return the date of the ``time`` elements that are the page's own, None if it has several articles.

    They are those marked as its date (``pubdate``, or the class of a microformat), else those in the header of its
    article, else its only one, if that stands in a line of its own.
    """
    times = page.css("time")
    outer = (
        node for node in page.css("article") if not any(each.tag == "article" for each in _ancestors(node))
    )
    if len(list(islice(outer, 2))) > 1:
        return None
    own = [
        node
        for node in times[:_MOST_ELEMENTS]
        if not _has_class(node, _UPDATED_CLASSES - _PUBLISHED_CLASSES) or _has_class(node, _PUBLISHED_CLASSES)
    ]
    rules: tuple[Callable[[LexborNode], bool], ...] = (_is_marked, _is_in_article_header)
    for rule in rules:
        if chosen := [node for node in own if rule(node)]:
            return the_one_date(map(_value_of, chosen))
    return _value_of(own[0]) if len(times) == 1 and own and _stands_alone(own[0]) else None


def _has_class(node: LexborNode, names: frozenset[str]) -> bool:
    return not names.isdisjoint((node.attributes.get("class") or "").split())


def _is_marked(node: LexborNode) -> bool:
    tags = [each.tag for each in _ancestors(node)]
    marked = "pubdate" in node.attributes or _has_class(node, _PUBLISHED_CLASSES)
    return marked and tags.count("article") < 2 and not {"aside", "nav"}.intersection(tags)


def _is_in_article_header(node: LexborNode) -> bool:
    tags = [each.tag for each in _ancestors(node)]
    return tags.count("article") == 1 and "header" in tags[: tags.index("article")]


def _stands_alone(node: LexborNode) -> bool:
    ancestors = list(_ancestors(node))
    tags = [each.tag for each in ancestors]
    if not _APART.isdisjoint(tags) or tags.count("article") > 1 or any(map(_holds_comments, ancestors)):
        return False
    line = next((each for each in ancestors if each.tag in _LINES), None)
    shown = " ".join(node.text().split())
    rest = " ".join(line.text().split()).replace(shown, "", 1).strip() if line is not None else ""
    return _BEFORE_A_DATE.fullmatch(rest) is not None


def _holds_comments(node: LexborNode) -> bool:
    names = f"{node.attributes.get('id') or ''} {node.attributes.get('class') or ''}"
    return not _COMMENT_NAMES.isdisjoint(names.lower().split())


def _ancestors(node: LexborNode) -> Iterator[LexborNode]:
    above = node.parent
    for _ in range(_MOST_ANCESTORS):
        if above is None:
            return
        yield above
        above = above.parent
