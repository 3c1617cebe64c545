"""What a mail is called in the graph, wherever it lies: by its Message-ID."""

from __future__ import annotations

import hashlib
from urllib.parse import quote

from extractors.readers.conversion import ReadError
from extractors.readers.formats.mail import message_id, parsed

SCHEME = "message://"
"""Before a mail's id in its uri."""
SUFFIX = ".eml"
"""The suffix of a mail's file."""
_AS_THEY_ARE = "@$+.=!*'(),;:&~-_"


def uri_of_headers(headers: bytes) -> str:
    """Return the uri of a mail by its headers, empty if they give no Message-ID."""
    try:
        named = message_id(parsed(headers))
    except ReadError:
        return ""
    return SCHEME + quote(named, safe=_AS_THEY_ARE) if named else ""


def uri_of_mail(data: bytes) -> str:
    """Return the uri of a mail: by its Message-ID, else by what it holds."""
    return uri_of_headers(head_of(data)) or SCHEME + "sha256-" + hashlib.sha256(data).hexdigest()[:32]


def with_plain_lines(data: bytes) -> bytes:
    """Return a mail with its lines as files have them, so that the same mail has the same bytes wherever it lies."""
    return data.replace(b"\r\n", b"\n")


def head_of(data: bytes) -> bytes:
    """Return the headers of a mail with the blank line below them; ``data`` may begin with a mail and be cut off."""
    data = with_plain_lines(data)
    end = data.find(b"\n\n")
    return data if end < 0 else data[: end + 2]
