"""What an EPUB book says of itself: its chapters in reading order, what its pages are called, title, authors and dates."""

from __future__ import annotations

import contextlib
import posixpath
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from extractors.documents import Outcome
from extractors.readers.conversion import ReadError
from extractors.readers.encoding import decode
from extractors.readers.html.markup import declared_encoding, parse_page
from extractors.readers.html.text import line_of

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

GET_AGAIN = "Get the file again, or open it in an e-book editor and save it as .epub."
"""What to do about a book that is damaged."""

_PACKAGE_TYPE = "application/oebps-package+xml"
_NCX_TYPE = "application/x-dtbncx+xml"
# These make a font unreadable for other programs, and nothing else (EPUB 3.3, section 4.3).
_FONTS_ONLY = frozenset(["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"])
_EVENTS = ("original-publication", "publication", "")
_NOT_OF_THE_TEXT = frozenset(["modification", "conversion"])


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the spine: its ``name`` as the package writes it, its ``path`` in the archive, empty if it is not there.

    ``title`` is what the table of contents calls it, ``kinds`` what the guide and the landmarks say it is.
    """

    name: str
    path: str
    media_type: str
    title: str = ""
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Package:
    """A book: its ``pages`` in the order of the spine, and what it says of itself; ``encrypted`` are paths of parts."""

    title: str
    authors: tuple[str, ...]
    language: str
    dates: tuple[str, ...]
    modified: tuple[str, ...]
    pages: tuple[Page, ...]
    encrypted: frozenset[str]


@dataclass(slots=True)
class _Contents:
    titles: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def read_package(archive: zipfile.ZipFile) -> Package:
    """Return the package of a book, which ``META-INF/container.xml`` names.

    Raises:
        ReadError: with CORRUPT if there is none, it is damaged, or it names no pages.

    """
    parts = _Parts(archive)
    path = _package_path(parts)
    package = parts.xml(path)
    items = {item.get("id", ""): item for item in package.iterfind("{*}manifest/{*}item")}
    encrypted = _encrypted(parts)
    contents = _contents(parts, package, path, items, encrypted)
    pages: dict[str, Page] = {}
    for reference in package.iterfind("{*}spine/{*}itemref"):
        item = _shown(items.get(reference.get("idref", "")), items)
        if item is None:
            continue
        href = item.get("href", "")
        found = parts.path(path, href)
        if "nav" in item.get("properties", "").split():
            contents.kinds[found].add("toc")
        pages.setdefault(
            found or href,
            Page(
                unquote(href.partition("#")[0]),
                found,
                item.get("media-type", ""),
                contents.titles.get(found, ""),
                frozenset(contents.kinds.get(found, ())),
            ),
        )
    if not pages:
        raise _no_book("The package of the book names no pages.")
    about = package.find("{*}metadata")
    told = list(about.iter()) if about is not None else []
    dates = [(_event(each), _text(each)) for each in told if _is(each, "date")]
    return Package(
        next((_text(each) for each in told if _is(each, "title")), ""),
        tuple(filter(None, (_text(each) for each in told if _is(each, "creator")))),
        next((_text(each) for each in told if _is(each, "language")), ""),
        tuple(date for event, date in sorted(dates, key=_rank) if event not in _NOT_OF_THE_TEXT),
        (
            *(_text(each) for each in told if each.get("property") == "dcterms:modified"),
            *(date for event, date in dates if event == "modification"),
        ),
        tuple(pages.values()),
        encrypted,
    )


def read_part(archive: zipfile.ZipFile, path: str) -> bytes:
    """Return the bytes of a part of a book.

    Raises:
        ReadError: with CORRUPT if it is damaged.

    """
    try:
        return archive.read(path)
    # The last three are zipfile's own, over lengths that cannot be, and ways to pack that it does not know.
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError) as error:
        raise _no_book(f"Its part {path} is damaged ({error}).") from error


class _Parts:
    """The parts of an archive by name, and by the names that books give them."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = set(archive.namelist())
        self._by_lower_case = {name.lower(): name for name in self._names}

    def path(self, base: str, href: str) -> str:
        """Return the path of the part that a part at ``base`` refers to, empty if there is none."""
        written = href.partition("#")[0]
        for name in (unquote(written), written):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(base), name)).lstrip("/")
            if found := path if path in self._names else self._by_lower_case.get(path.lower()):
                return found
        return ""

    def xml(self, path: str) -> _Element:
        from lxml import etree  # type: ignore[import-untyped]

        if path not in self._names:
            raise _no_book(f"It holds no {path}.")
        parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
        try:
            root = etree.fromstring(read_part(self._archive, path), parser)
        except etree.XMLSyntaxError:
            root = None
        if root is None:
            raise _no_book(f"Its {path} is no XML.")
        return root

    def markup(self, path: str) -> str:
        data = read_part(self._archive, path)
        return decode(data, declared_encoding(data)).text

    def __contains__(self, path: str) -> bool:
        return path in self._names


def _package_path(parts: _Parts) -> str:
    files = list(parts.xml("META-INF/container.xml").iterfind(".//{*}rootfile"))
    files.sort(key=lambda file: file.get("media-type") != _PACKAGE_TYPE)
    path = parts.path("", files[0].get("full-path", "")) if files else ""
    if not path:
        raise _no_book("Its META-INF/container.xml names no package that it holds.")
    return path


def _shown(item: _Element | None, items: Mapping[str, _Element]) -> _Element | None:
    """Return the item, or the first of those that stand for it that is a page of text, if one is."""
    seen: list[_Element] = []
    following = item
    while following is not None and following not in seen:
        if "html" in following.get("media-type", "") or "oeb1" in following.get("media-type", ""):
            return following
        seen.append(following)
        following = items.get(following.get("fallback", ""))
    return item


def _contents(
    parts: _Parts, package: _Element, path: str, items: Mapping[str, _Element], encrypted: frozenset[str]
) -> _Contents:
    """Return what the book's tables of contents, its guide and its landmarks say of its pages, as far as they can be read."""
    contents = _Contents()
    for reference in package.iterfind("{*}guide/{*}reference"):
        contents.kinds[parts.path(path, reference.get("href", ""))].add(reference.get("type", "").lower())
    for item in items.values():
        place = parts.path(path, item.get("href", ""))
        if not place or place in encrypted:
            continue
        # Chapters have headings of their own where a table of contents is damaged.
        with contextlib.suppress(ReadError):
            if "nav" in item.get("properties", "").split():
                for title, target, kinds in _navigation(parts.markup(place)):
                    contents.kinds[parts.path(place, target)].update(kinds)
                    if title and not kinds:
                        contents.titles.setdefault(parts.path(place, target), title)
            elif item.get("media-type") == _NCX_TYPE:
                for title, target in _points(parts.xml(place)):
                    contents.titles.setdefault(parts.path(place, target), title)
    return contents


def _points(ncx: _Element) -> Iterator[tuple[str, str]]:
    """Yield the points of a table of contents of EPUB 2: what each says, and where it leads."""
    for point in ncx.iterfind(".//{*}navPoint"):
        target, label = point.find("{*}content"), point.find("{*}navLabel/{*}text")
        if target is not None and label is not None and _text(label):
            yield _text(label), target.get("src", "")


def _navigation(markup: str) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the links of a navigation document: what each says, where it leads, and of landmarks what is there."""
    page = parse_page(markup)
    for nav in page.css("nav"):
        kind = nav.attributes.get("epub:type") or ""
        for link in nav.css("a[href]"):
            if kind == "landmarks":
                yield "", link.attributes.get("href") or "", (link.attributes.get("epub:type") or "").split()
            elif kind in ("toc", ""):
                yield line_of(link), link.attributes.get("href") or "", []


def _encrypted(parts: _Parts) -> frozenset[str]:
    if "META-INF/encryption.xml" not in parts:
        return frozenset()
    found = set()
    for each in parts.xml("META-INF/encryption.xml").iterfind(".//{*}EncryptedData"):
        method, reference = each.find("{*}EncryptionMethod"), each.find(".//{*}CipherReference")
        if reference is not None and (method is None or method.get("Algorithm") not in _FONTS_ONLY):
            found.add(parts.path("", reference.get("URI", "")))
    return frozenset(found)


def _is(element: _Element, name: str) -> bool:
    return isinstance(element.tag, str) and element.tag.rpartition("}")[2] == name


def _text(element: _Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _event(element: _Element) -> str:
    return next((value for name, value in element.items() if name.rpartition("}")[2] == "event"), "").lower()


def _rank(date: tuple[str, str]) -> int:
    return _EVENTS.index(date[0]) if date[0] in _EVENTS else len(_EVENTS)


def _no_book(reason: str) -> ReadError:
    return ReadError(Outcome.CORRUPT, reason, GET_AGAIN)
