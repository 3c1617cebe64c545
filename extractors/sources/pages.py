"""Pages that a source lists: each is fetched into the spool where the graph does not have it as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from extractors.documents import Outcome, ReadFailure
from extractors.readers.conversion import ReadError
from extractors.readers.registry import format_of
from extractors.readers.source import About, Source
from extractors.sources.discovery import without_credentials
from extractors.sources.fetching import Answer, Fetcher, host_of
from extractors.sources.polling import Cursor, Item, Spool

MOST_PAGES = 500
"""How many pages one look fetches; the next goes on from there."""
# Of the look's time: what one page may take, and what is kept back for the last one.
_SHARE_OF_A_PAGE = 0.2
_SHARE_KEPT_BACK = 0.3
_SAYS_NOTHING = frozenset(["", "text/plain", "application/octet-stream", "binary/octet-stream"])


@dataclass(frozen=True, slots=True)
class Page:
    """A page that a source lists under ``url``; ``version`` is what the source says of its state, empty if nothing."""

    key: str
    url: str
    version: str = ""
    about: About = field(default_factory=About)

    @property
    def uri(self) -> str:
        """The page's address as the graph has it."""
        return without_credentials(self.url)


@dataclass(slots=True)
class Fetched:
    """What became of pages: those there are now as items, those that could not be had, and where to go on, empty at the end."""

    items: list[Item] = field(default_factory=list)
    failures: list[ReadFailure] = field(default_factory=list)
    go_on_after: str = ""


def fetch_pages(
    pages: Sequence[Page], cursor: Cursor, spool: Spool, fetcher: Fetcher, listed_at: str
) -> Fetched:
    """Fetch the pages that the graph does not have, in their order and up to bounds of number and time, into the spool.

    A page that cannot be had now, and that the graph has, counts as the one it has. One look goes on after the page where
    the one before it left off (``after`` in the cursor). Credentials that ``listed_at`` holds go along to pages of the same server.
    """
    found = Fetched()
    fetched = 0
    last = ""
    for page, is_behind in _with_place(pages, str(cursor.get("after", ""))):
        held = _Version.of(spool.held.get(page.key, ""))
        if held is not None and page.version and held.state == page.version:
            found.items.append(_unread(page, held))
            continue
        is_full = bool(found.go_on_after)
        if (
            not is_full
            and not is_behind
            and fetched
            and (fetched >= MOST_PAGES or fetcher.share_left() < _SHARE_KEPT_BACK)
        ):
            found.go_on_after, is_full = last, True
        if is_behind or is_full:
            if held is not None:
                found.items.append(_unread(page, held))
            continue
        fetched, last = fetched + 1, page.key
        try:
            found.items.append(_fetched(page, held, spool, fetcher, listed_at))
        except ReadError as error:
            found.failures.append(ReadFailure(page.uri, error.outcome, error.reason, error.remedy))
            if held is not None:
                found.items.append(_unread(page, held))
    return found


@dataclass(frozen=True, slots=True)
class _Version:
    """The version of a page's item: the suffix of its type, and its state as the list or its server tells it."""

    suffix: str
    state: str

    @classmethod
    def of(cls, version: str) -> _Version | None:
        suffix, _, state = version.partition(" ")
        return cls(suffix, state) if state else None

    def __str__(self) -> str:
        return f"{self.suffix} {self.state}" if self.state else ""

    @property
    def validators(self) -> dict[str, str]:
        """What its server is to be asked with."""
        name, _, value = self.state.partition(" ")
        return {name: value} if name in ("etag", "modified") else {}


def _with_place(pages: Sequence[Page], after: str) -> Iterator[tuple[Page, bool]]:
    """Yield the pages, each with whether the look before this one was done with it."""
    left_off = next((number for number, page in enumerate(pages) if page.key == after), -1)
    return ((page, number <= left_off) for number, page in enumerate(pages))


def _unread(page: Page, version: _Version) -> Item:
    source = Source(page.uri, page.url, file_name=f"page{version.suffix}", about=page.about)
    return Item(page.key, source, str(version))


def _fetched(page: Page, held: _Version | None, spool: Spool, fetcher: Fetcher, listed_at: str) -> Item:
    known = held.validators if held is not None and not page.version else {}
    answer = fetcher.get(_with_credentials(page.url, listed_at), known=known, share=_SHARE_OF_A_PAGE)
    if held is not None and answer.is_unchanged:
        return _unread(page, held)
    suffix = _suffix(answer)
    path = spool.keep(page.key, suffix, answer.content)
    state = page.version or next((f"{name} {value}" for name, value in answer.validators.items()), "")
    source = Source(page.uri, str(path), answer.media_type, file_name=f"page{suffix}", about=page.about)
    return Item(page.key, source, str(_Version(suffix, state)))


def _suffix(answer: Answer) -> str:
    """Return the suffix of a page's type: what the server says counts, then the address, and a page is HTML if neither says."""
    said = None if answer.media_type in _SAYS_NOTHING else format_of("", answer.media_type)
    path = urlsplit(answer.url).path
    known = said or format_of(path)
    if known is not None:
        return known.suffixes[0]
    if answer.media_type in _SAYS_NOTHING:
        return ".html"
    raise ReadError(
        Outcome.UNSUPPORTED,
        f"No reader for pages of type {answer.media_type}.",
        "Leave it out, or convert it.",
    )


def _with_credentials(url: str, listed_at: str) -> str:
    """Return an address with the user and password of the list's, if it is on the same server and has none of its own."""
    there, here = urlsplit(listed_at), urlsplit(url)
    given, at, server = there.netloc.rpartition("@")
    if not at or "@" in here.netloc or (there.scheme, server.lower()) != (here.scheme, here.netloc.lower()):
        return url
    return urlunsplit(here._replace(netloc=f"{given}@{here.netloc}"))


def same_site(url: str, other: str) -> bool:
    """Tell whether two addresses are of one host, with or without ``www.``."""
    return host_of(url) == host_of(other)
