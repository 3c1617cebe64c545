"""Web pages that are written as XML."""

from __future__ import annotations

from extractors.readers.conversion import Converted, Format, ReaderSettings
from extractors.readers.formats import html


def convert(data: bytes, settings: ReaderSettings) -> list[Converted]:
    """Return the page as `extractors.readers.formats.html.convert` does, which reads both kinds.

    Raises:
        ReadError: with CORRUPT if the bytes are no text.

    """
    return html.convert(data, settings)


FORMAT = Format("application/xhtml+xml", (".xhtml", ".xht"), convert)
