"""Plain text: decoded, and otherwise left as it is."""

from __future__ import annotations

from extractors.readers.conversion import Converted, Format, ReaderSettings
from extractors.readers.encoding import decode


def convert(data: bytes, settings: ReaderSettings) -> list[Converted]:  # noqa: ARG001 - a converter's form
    """Return the text of a plain file, code point for code point, less a byte order mark."""
    decoded = decode(data)
    return [Converted(decoded.text, metadata=decoded.metadata)]


FORMAT = Format("text/plain", (".txt", ".text"), convert, sandboxed=False)
