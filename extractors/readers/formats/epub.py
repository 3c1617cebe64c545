"""EPUB books: one page of the spine, which is a chapter in most books, one document."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractors.documents import Outcome
from extractors.readers.archive import ZippedFormat, check_archive
from extractors.readers.conversion import Converted, Format, ReadError, ReaderSettings, RejectedPart, too_long
from extractors.readers.dates import GUESSED, first_date, iso_date, stamp_date
from extractors.readers.encoding import Decoded, decode
from extractors.readers.epub_package import GET_AGAIN, Package, Page, read_package, read_part
from extractors.readers.html.markup import declared_encoding, parse_page
from extractors.readers.html.text import line_of, page_text
from extractors.readers.source import source_hash

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_BOOK = ZippedFormat("EPUB book", ".epub", "an e-book editor")
_LISTS = frozenset(["toc", "index", "cover", "loi", "lot", "landmarks", "page-list"])
# A list of names or headings has no line of so many words.
_FEWEST_WORDS_OF_PROSE = 30


@dataclass(frozen=True, slots=True)
class _Chapter:
    page: Page
    text: str
    title: str
    decoded: Decoded
    source_hash: str
    is_list: bool


def convert(data: bytes, settings: ReaderSettings) -> Iterator[Converted | RejectedPart]:
    """Yield a document for each page of the book's spine that holds text, with what the book says of itself.

    Its record is its name in the package. Tables of contents, indexes and covers, and pages of pictures, are left out and
    named, unless nothing else is there. A page that cannot be read is a rejection.

    Raises:
        ReadError: with CORRUPT if it is no EPUB book, with ENCRYPTED if its pages are, with EMPTY if it holds no text, and as
            `extractors.readers.archive.check_archive` does.

    """
    check_archive(data, settings, _BOOK)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        package = read_package(archive)
        pages = [_read(page, package, archive, settings) for page in package.pages]
    rejected = [page for page in pages if isinstance(page, RejectedPart)]
    if len(rejected) == len(pages) and {part.outcome for part in rejected} == {Outcome.ENCRYPTED}:
        raise _encrypted("The pages of the book are encrypted.")
    with_text = [page for page in pages if isinstance(page, _Chapter) and page.text]
    chapters = [chapter for chapter in with_text if not chapter.is_list] or with_text
    if not chapters and not rejected:
        raise ReadError(
            Outcome.EMPTY, "The book holds no text.", "Run text recognition over its pictures first."
        )
    kept = {chapter.page.name for chapter in chapters} | {part.record for part in rejected}
    left_out = [page.name for page in package.pages if page.name not in kept]
    yield from (_document(chapter, package, left_out) for chapter in chapters)
    yield from rejected


def _read(
    page: Page, package: Package, archive: zipfile.ZipFile, settings: ReaderSettings
) -> _Chapter | RejectedPart | None:
    """Return a page, None if it is a picture."""
    if page.media_type.startswith("image/"):
        return None
    try:
        data = _bytes(page, package, archive)
        decoded = decode(data, declared_encoding(data))
    except ReadError as error:
        return RejectedPart(page.name, error.outcome, error.reason, error.remedy)
    markup = parse_page(decoded.text)
    _show_notes(markup)
    text = page_text(markup, is_content=True)
    if len(text) > settings.max_characters:
        refusal = too_long(len(text), settings)
        return RejectedPart(page.name, refusal.outcome, refusal.reason, refusal.remedy)
    titles = (line_of(node) for node in markup.css("h1, h2, h3, h4, h5, h6, head > title"))
    is_list = not _LISTS.isdisjoint(page.kinds | _kinds(markup)) and not _is_prose(text)
    return _Chapter(
        page, text, page.title or next(filter(None, titles), ""), decoded, source_hash(data), is_list
    )


def _bytes(page: Page, package: Package, archive: zipfile.ZipFile) -> bytes:
    if not page.path:
        raise ReadError(
            Outcome.CORRUPT,
            f"The book names the page {page.name} and does not hold it.",
            GET_AGAIN,
        )
    if page.path in package.encrypted:
        raise _encrypted(f"The page {page.name} of the book is encrypted.")
    return read_part(archive, page.path)


def _show_notes(page: LexborHTMLParser) -> None:
    """Make notes visible that a reading system would show at their mark."""
    for node in page.css("[hidden]"):
        if "note" in f"{node.attributes.get('epub:type')} {node.attributes.get('role')}":
            del node.attrs["hidden"]


def _kinds(page: LexborHTMLParser) -> set[str]:
    """Return what a page says that it is, on its body or the only section in that."""
    body = page.body
    if body is None:
        return set()
    elements = [child for child in body.iter() if child.tag != "-comment"]
    marked = [body, *elements] if len(elements) == 1 else [body]
    words = (
        f"{each.attributes.get('epub:type') or ''} {each.attributes.get('role') or ''}" for each in marked
    )
    return {word.removeprefix("doc-") for each in words for word in each.split()}


def _is_prose(text: str) -> bool:
    blocks = [sum(any(map(str.isalpha, word)) for word in block.split()) for block in text.split("\n\n")]
    return sum(words for words in blocks if words > _FEWEST_WORDS_OF_PROSE) * 2 >= max(1, sum(blocks))


def _document(chapter: _Chapter, package: Package, left_out: list[str]) -> Converted:
    told = {
        "book": package.title,
        "author": "; ".join(package.authors),
        "language": package.language,
        "date": next(iter(package.dates), ""),
        "left_out": json.dumps(left_out, ensure_ascii=False) if left_out else "",
    }
    date, date_from = first_date(
        [
            *((iso_date(date), "EPUB dc:date") for date in package.dates),
            *((stamp_date(date), f"EPUB dcterms:modified{GUESSED}") for date in package.modified),
        ]
    )
    return Converted(
        chapter.text,
        chapter.title,
        {name: value for name, value in told.items() if value} | chapter.decoded.metadata,
        record=chapter.page.name,
        source_hash=chapter.source_hash,
        date=date,
        date_from=date_from,
    )


def _encrypted(reason: str) -> ReadError:
    return ReadError(Outcome.ENCRYPTED, reason, "Save a copy without protection, and read that.")


FORMAT = Format("application/epub+zip", (".epub",), convert)
