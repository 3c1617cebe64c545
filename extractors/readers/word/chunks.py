"""Files within a Word document that Word shows as a part of its text (ECMA-376, part 1, section 17.17.2.1).

Programs that make documents of web pages often put a whole page there and leave the rest to Word.
"""

from __future__ import annotations

from email import message_from_bytes, policy

from extractors.readers.encoding import decode
from extractors.readers.html.markup import declared_encoding, parse_page
from extractors.readers.html.text import page_text

_PAGES = frozenset(["text/html", "application/xhtml+xml"])
_ARCHIVES = frozenset(["message/rfc822", "application/x-mimearchive", "multipart/related"])


def chunk_text(media_type: str, content: bytes) -> str | None:
    """Return the text of a file within a document, None if it is of a type that is not read here.

    Raises:
        ReadError: with CORRUPT if it should be text and is not.

    """
    if media_type in _PAGES:
        return _page(content, None)
    if media_type in _ARCHIVES:
        for part in message_from_bytes(content, policy=policy.default).walk():
            if part.get_content_type() in _PAGES:
                payload = part.get_payload(decode=True)
                return _page(payload if isinstance(payload, bytes) else b"", part.get_content_charset())
        return None
    if media_type == "text/plain":
        return decode(content).text.replace("\r\n", "\n").strip()
    return None


def _page(content: bytes, encoding: str | None) -> str:
    return page_text(
        parse_page(decode(content, encoding or declared_encoding(content)).text), is_content=True
    )
