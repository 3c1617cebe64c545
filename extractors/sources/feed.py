"""RSS and Atom feeds: each item a document, by its link."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from extractors.documents import Outcome, ReadFailure
from extractors.readers.conversion import ReadError
from extractors.readers.dates import MODIFIED, first_date, stamp_date
from extractors.readers.formats.html import html_text
from extractors.readers.source import About, Source
from extractors.sources.discovery import without_credentials
from extractors.sources.extras import needed
from extractors.sources.fetching import Address, Answer, Fetcher, address_of, is_web_address, unreachable
from extractors.sources.pages import Page, fetch_pages
from extractors.sources.polling import Cursor, Item, Poll, SourceUnreachableError, Spool
from extractors.sources.settings import FeedSource

_HTML_TYPES = frozenset(["text/html", "application/xhtml+xml"])
_PAGE = '<!doctype html>\n<html><head><meta charset="utf-8"></head><body>\n{}\n</body></html>\n'


def poll(settings: FeedSource, cursor: Cursor, spool: Spool, base: Path) -> Poll:  # noqa: ARG001 - a look's form
    """Look at a feed: its items, told by their ids, each in the version that its title, text, date and names are.

    What a feed has no more is not gone: feeds drop their old items. An unchanged feed, as its server says, has no items. The
    cursor holds what the server told of the feed's state, and with ``follow`` where the fetching of pages was left off.

    Raises:
        SourceUnreachableError: the feed cannot be had, or is none.

    """
    address = address_of(settings)
    with Fetcher(settings, address) as fetcher:
        # A page that could not be had is to be asked for again, also where the feed is what it was.
        known = {} if settings.follow else {name: str(value) for name, value in cursor.items()}
        try:
            answer = fetcher.get(address.url, known=known)
        except ReadError as error:
            raise unreachable(address, error) from error
        if answer.is_unchanged:
            return Poll((), cursor)
        entries = _entries(address, answer)
        if settings.follow:
            return _followed(entries, cursor, spool, fetcher, address)
    items: list[Item] = []
    failures: list[ReadFailure] = []
    for entry in entries:
        try:
            items.append(entry.kept(spool))
        except ReadError as error:
            failures.append(ReadFailure(entry.uri, error.outcome, error.reason, error.remedy))
    return Poll(tuple(items), answer.validators, failures=tuple(failures))


@dataclass(frozen=True, slots=True)
class _Entry:
    """An item of a feed: what tells it apart, its address, and its text as HTML or plain."""

    key: str
    uri: str
    link: str
    text: str
    is_html: bool
    about: About

    def kept(self, spool: Spool) -> Item:
        """Return it as an item, written into the spool unless the graph has it; raises ReadError where it holds nothing."""
        text, suffix = (_PAGE.format(self.text), ".html") if self.is_html else (self.text, ".txt")
        if not (html_text(text) if self.is_html else text).strip():
            # Feeds of headlines alone: the headline is all the text that there is.
            text, suffix = self.about.title, ".txt"
        if not text.strip():
            raise ReadError(
                Outcome.EMPTY, "The item has neither text nor title.", "Nothing needs to be done."
            )
        content = text.encode("utf-8", "backslashreplace")
        source = Source(
            self.uri, str(spool.place(self.key, suffix)), file_name=f"item{suffix}", about=self.about
        )
        version = _version(self.uri, source.hash_of(content))
        if not spool.has(self.key, version):
            spool.keep(self.key, suffix, content)
        return Item(self.key, source, version)

    def page(self) -> Page:
        """Return the page behind its link; its version is that of what the feed says of it."""
        about = self.about
        version = _version(self.link, self.text, about.title, about.date, *map(str, about.metadata))
        return Page(self.key, self.link, version, about)


def _version(*told: str) -> str:
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def _followed(
    entries: Iterable[_Entry], cursor: Cursor, spool: Spool, fetcher: Fetcher, address: Address
) -> Poll:
    linked = [entry for entry in entries if entry.link]
    failures = [
        ReadFailure(
            entry.uri, Outcome.UNREADABLE, "The item has no link to follow.", "Read the feed without follow."
        )
        for entry in entries
        if not entry.link
    ]
    found = fetch_pages([entry.page() for entry in linked], cursor, spool, fetcher, address.url)
    return Poll(
        tuple(found.items),
        {"after": found.go_on_after} if found.go_on_after else {},
        failures=(*failures, *found.failures),
        has_more=bool(found.go_on_after),
    )


def _entries(address: Address, answer: Answer) -> list[_Entry]:
    with needed("feeds"):
        import feedparser
    parsed = feedparser.parse(
        answer.content,
        response_headers={
            # Links that are not whole begin at the feed's address.
            "content-location": without_credentials(answer.url),
            "content-type": answer.headers.get("content-type", "application/xml"),
        },
    )
    if not parsed.version and not parsed.entries:
        fault = parsed.get("bozo_exception")
        said = f" ({type(fault).__name__})" if fault is not None else ""
        raise SourceUnreachableError(
            f"what {address.shown} gives is no RSS or Atom feed{said}. "
            "Open the address in a browser: it may be a page about the feed, or one that asks to log in."
        )
    ids = Counter(_said_id(entry) for entry in parsed.entries)
    links = Counter(_link(entry) for entry in parsed.entries)
    # What stands for the whole feed is no item's own.
    links[str(parsed.feed.get("link", ""))] += 2
    found: dict[str, _Entry] = {}
    for entry in parsed.entries:
        said, link = _said_id(entry), _link(entry)
        own_link = link if links[link] == 1 else ""
        told = [said, link, str(entry.get("title", "")), str(_said(entry, "published"))]
        key = (
            said
            if said and ids[said] == 1
            else own_link or hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]
        )
        uri = without_credentials(own_link) if own_link else f"{address.shown}#{key}"
        text, is_html = _text(entry)
        about = _about(entry, str(parsed.feed.get("title", "")), link if link and not own_link else "")
        found.setdefault(key, _Entry(key, uri, own_link or link, text, is_html, about))
    return list(found.values())


def _said_id(entry: Any) -> str:
    return str(entry.get("id") or "").strip()


def _link(entry: Any) -> str:
    link = str(entry.get("link") or "").strip()
    return link if is_web_address(link) else ""


def _said(entry: Any, name: str) -> Any:
    # The library's own look-up takes one date for the other.
    return dict.get(entry, name)


def _text(entry: Any) -> tuple[str, bool]:
    """Return the text of an item and whether it is HTML: the article if the feed has it, else the teaser."""
    contents = [each for each in entry.get("content") or () if str(each.get("value") or "").strip()]
    # Of several, that which is most of a text: others are its forms for other programs.
    chosen = (
        max(contents, key=lambda each: len(each["value"]), default=None) or entry.get("summary_detail") or {}
    )
    return str(chosen.get("value") or ""), str(chosen.get("type") or "text/html") in _HTML_TYPES


def _line(value: str, kind: str) -> str:
    shown = html_text(_PAGE.format(value), is_content=True) if kind in _HTML_TYPES else value
    return " ".join(shown.split())


def _about(entry: Any, feed: str, link: str) -> About:
    detail = entry.get("title_detail") or {}
    title = _line(str(detail.get("value") or ""), str(detail.get("type") or "text/plain"))
    date, date_from = first_date(
        [
            *((stamp_date(str(_said(entry, name) or "")), f"feed {name}{mark}") for name, mark in _STAMPS),
            *((_day(_said(entry, f"{name}_parsed")), f"feed {name}{mark}") for name, mark in _STAMPS),
        ]
    )
    categories = [str(tag.get("label") or tag.get("term") or "").strip() for tag in entry.get("tags") or ()]
    metadata = {
        "feed": _line(feed, "text/html" if "&" in feed else "text/plain"),
        "author": ", ".join(_authors(entry)),
        "categories": json.dumps(categories, ensure_ascii=False) if any(categories) else "",
        "link": without_credentials(link),
    }
    return About(title, date, date_from, tuple((name, value) for name, value in metadata.items() if value))


_STAMPS = (("published", ""), ("updated", MODIFIED))


def _day(moment: time.struct_time | None) -> str | None:
    return (
        stamp_date(time.strftime("%Y-%m-%d", moment))
        if moment is not None and moment.tm_year >= 1000
        else None
    )


def _authors(entry: Any) -> list[str]:
    """Return the names of an item's authors, each once; RSS has them as ``ada@example.org (Ada Lovelace)``."""
    authors = [dict(author) for author in entry.get("authors") or ()]
    told = [str(author.get("name") or author.get("email") or "") for author in authors]
    written = str(entry.get("author") or "")
    if told and (mail := authors[-1].get("email")) and written != f"{told[-1]} ({mail})":
        # Of one text the library cuts addresses after the fourth letter behind their last dot; the rest goes to the name.
        told[-1] = written
    names = (
        " ".join((next(filter(None, parseaddr(each)), "") if "@" in each else each).split()) for each in told
    )
    return list(dict.fromkeys(filter(None, names)))
