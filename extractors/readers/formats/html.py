"""Web pages: the text that a visitor reads, without menus, footers and scripts."""

from __future__ import annotations

from extractors.readers.conversion import Converted, Format, ReaderSettings
from extractors.readers.encoding import decode
from extractors.readers.html.markup import declared_encoding, parse_page
from extractors.readers.html.text import line_of, page_text
from extractors.readers.html_dates import page_date


def convert(data: bytes, settings: ReaderSettings) -> list[Converted]:  # noqa: ARG001 - a converter's form
    """Return the page's main text, one blank line between two blocks, with its title and its date.

    The text is that of the page's ``main`` element or only ``article`` where this holds at least a third of the
    page's text, else of the whole body; if leaving out the boilerplate leaves nothing, the boilerplate stays.

    Raises:
        ReadError: with CORRUPT if the bytes are no text.

    """
    decoded = decode(data, declared_encoding(data))
    page = parse_page(decoded.text)
    titles = (line_of(node) for node in page.css("head > title, h1"))
    date, date_from = page_date(page)
    title = next(filter(None, titles), "")
    return [Converted(page_text(page), title, decoded.metadata, date=date, date_from=date_from)]


def html_text(markup: str, *, is_content: bool = False) -> str:
    """Return the text of a page that was decoded before, as `convert` does.

    ``is_content`` says that the page has no frame, as the chapters of a book: then a header, a footer, an aside and a menu
    are text wherever they stand.
    """
    return page_text(parse_page(markup), is_content=is_content)


FORMAT = Format("text/html", (".html", ".htm"), convert, version=2)
