"""Sitemaps: the pages that a site lists, each a document by its address."""

from __future__ import annotations

import gzip
import io
import zlib
from collections import deque
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

from extractors.documents import Outcome, ReadFailure
from extractors.readers.conversion import ReadError, megabytes
from extractors.sources.discovery import without_credentials
from extractors.sources.fetching import Fetcher, address_of, is_web_address, unreachable
from extractors.sources.pages import Page, fetch_pages, same_site
from extractors.sources.polling import Cursor, Poll, Spool
from extractors.sources.settings import SitemapSource

_MOST_SITEMAPS = 1000
_DEEPEST = 3
_GZIPPED = b"\x1f\x8b"


def poll(settings: SitemapSource, cursor: Cursor, spool: Spool, base: Path) -> Poll:  # noqa: ARG001 - a look's form
    """Look at a sitemap, or at all those that an index of sitemaps names: the pages of its own site whose address contains ``contains``.

    The version of a page is the sitemap's ``lastmod``; where there is none, what the page's server says of its state, which is
    asked at every look. The look is whole if every sitemap could be read, and every page that is new was had.

    Raises:
        SourceUnreachableError: the sitemap cannot be had, or is none.

    """
    address = address_of(settings)
    with Fetcher(settings, address) as fetcher:
        listing = _Listing(settings, fetcher)
        try:
            listing.read(address.url)
        except ReadError as error:
            raise unreachable(address, error) from error
        listing.read_those_named()
        found = fetch_pages(list(listing.pages.values()), cursor, spool, fetcher, address.url)
    return Poll(
        tuple(found.items),
        {"after": found.go_on_after} if found.go_on_after else {},
        is_whole=not (listing.failures or found.go_on_after or cursor),
        failures=(*listing.failures, *listing.passed_over(), *found.failures),
        has_more=bool(found.go_on_after),
    )


class _Listing:
    """The pages that sitemaps name, each once, and the sitemaps that could not be read."""

    def __init__(self, settings: SitemapSource, fetcher: Fetcher) -> None:
        self.pages: dict[str, Page] = {}
        self.failures: list[ReadFailure] = []
        self._settings = settings
        self._fetcher = fetcher
        self._waiting: deque[tuple[str, int]] = deque()
        self._seen: set[str] = set()
        self._foreign: list[str] = []

    def read(self, url: str, depth: int = 0) -> None:
        """Read one sitemap; what an index names waits for `read_those_named`."""
        self._seen.add(url)
        answer = self._fetcher.get(url)
        for tag, location, changed in _listed(_unpacked(answer.content, self._settings.most_bytes)):
            named = urldefrag(urljoin(answer.url, location))[0]
            if tag == "sitemap":
                self._waiting.append((named, depth + 1))
            elif not is_web_address(named) or not same_site(named, url):
                self._foreign.append(without_credentials(named))
            elif self._settings.contains in named:
                key = without_credentials(named)
                self.pages.setdefault(key, Page(key, named, f"lastmod {changed}" if changed else ""))

    def read_those_named(self) -> None:
        """Read the sitemaps that an index named; one that cannot be read is a failure."""
        while self._waiting:
            url, depth = self._waiting.popleft()
            if url in self._seen:
                continue
            try:
                self._check(url, depth)
                self.read(url, depth)
            except ReadError as error:
                self.failures.append(
                    ReadFailure(without_credentials(url), error.outcome, error.reason, error.remedy)
                )

    def _check(self, url: str, depth: int) -> None:
        if depth > _DEEPEST or len(self._seen) >= _MOST_SITEMAPS:
            raise ReadError(
                Outcome.TOO_LARGE,
                f"The index leads to more than {_MOST_SITEMAPS:,} sitemaps, or more than {_DEEPEST} deep.",
                "Name the sitemaps themselves, each as a source.",
            )
        if not any(same_site(url, seen) for seen in self._seen):
            raise ReadError(
                Outcome.UNREADABLE,
                "It is a sitemap of another site.",
                "Name it as a source of its own, if it is meant.",
            )

    def passed_over(self) -> list[ReadFailure]:
        """Return what is said of pages of other sites: all together once."""
        if not self._foreign:
            return []
        return [
            ReadFailure(
                self._foreign[0],
                Outcome.UNSUPPORTED,
                f"{len(self._foreign)} page(s) of other sites than the sitemap's were passed over.",
                "Name the sitemaps of those sites, if they are meant.",
            )
        ]


def _unpacked(content: bytes, most_bytes: int) -> bytes:
    if not content.startswith(_GZIPPED):
        return content
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            unpacked = packed.read(most_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ReadError(
            Outcome.CORRUPT, "It is cut off, or no whole gzip file.", "Try again later."
        ) from error
    if len(unpacked) > most_bytes:
        raise ReadError(
            Outcome.TOO_LARGE,
            f"It unpacks to more than {megabytes(most_bytes)}.",
            "Raise the source's most_bytes, or name smaller sitemaps.",
        )
    return unpacked


def _listed(content: bytes) -> list[tuple[str, str, str]]:
    """Return the entries of a sitemap or an index: ``url`` or ``sitemap``, the address, and when it changed."""
    from lxml import etree  # type: ignore[import-untyped]

    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _lines(content)
    entries: list[tuple[str, str, str]] = []
    # No entity is put in its place and nothing is fetched, whatever the document type says.
    walk = etree.iterparse(
        io.BytesIO(content),
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for _, element in walk:
            above = element.getparent()
            if above is not None and above.getparent() is None:
                tag = etree.QName(element).localname if isinstance(element.tag, str) else ""
                location = _child(element, "loc")
                if tag in ("url", "sitemap") and location:
                    entries.append((tag, location, _child(element, "lastmod")))
                element.clear()
                while element.getprevious() is not None:
                    del above[0]
    except etree.XMLSyntaxError as error:
        raise ReadError(
            Outcome.CORRUPT, f"It is no XML ({str(error)[:200]}).", "Ask who runs the site to mend it."
        ) from error
    root = etree.QName(walk.root).localname
    if root not in ("urlset", "sitemapindex"):
        raise ReadError(
            Outcome.UNSUPPORTED,
            f"It is no sitemap: its outermost element is {root}.",
            'Give the address of the sitemap; that of a feed goes with kind = "feed".',
        )
    return entries


def _lines(content: bytes) -> list[tuple[str, str, str]]:
    """Return the entries of a sitemap that is a text with one address a line."""
    lines = [line.strip() for line in content.decode("utf-8-sig", "replace").splitlines()]
    addresses = [line for line in lines if line]
    if not addresses or not all(map(is_web_address, addresses)):
        raise ReadError(
            Outcome.UNSUPPORTED,
            "It is no sitemap: neither XML nor a list of addresses.",
            "Check the address.",
        )
    return [("url", address, "") for address in addresses]


def _child(element: Any, name: str) -> str:
    child = element.find(f"{{*}}{name}")
    return (child.text or "").strip() if child is not None else ""
