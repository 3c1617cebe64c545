"""The parts of a mail: which of them a mail program shows as text, letters that are forwarded in it, and headers."""

from __future__ import annotations

import binascii
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from typing import cast

from extractors.readers.conversion import ReadError
from extractors.readers.encoding import decode

# Every header as plain text: the parsers of single headers put names and addresses in an order of their own, and
# some fail over what mail programs write.
_HEADERS = HeaderRegistry(use_default_map=False)
_POLICY = policy.default.clone(header_factory=_HEADERS)
_LETTERS = frozenset(["message/rfc822", "message/global"])
_SHOWN = frozenset(["text/plain", "text/html", "text/markdown"])


def message_of(data: bytes) -> EmailMessage:
    """Return the message that the bytes are, whatever is wrong with it, and forwarded letters in it as messages.

    Raises:
        RecursionError: its parts are nested too deep.

    """
    message = message_from_bytes(data, policy=_POLICY)
    for part in list(message.walk()):
        _decode_forwarded(part)
    return message


def _decode_forwarded(part: EmailMessage) -> None:
    """Read a forwarded letter that was written in base64, which no standard allows and some programs do, as a letter."""
    if not holds_letter(part) or letter_in(part).keys():
        return
    if str(part.get("content-transfer-encoding", "")).strip().lower() == "base64":
        written = cast(bytes, letter_in(part).get_payload(decode=True) or b"")
        try:
            data = binascii.a2b_base64(written)
        except binascii.Error:
            return
        part.set_payload([message_from_bytes(data, policy=_POLICY)])


def holds_parts(part: EmailMessage) -> bool:
    """Tell whether a part is several parts."""
    return part.get_content_maintype() == "multipart" and part.is_multipart()


def holds_letter(part: EmailMessage) -> bool:
    """Tell whether a part is a letter that is forwarded."""
    return part.get_content_type() in _LETTERS and part.is_multipart()


def parts_in(part: EmailMessage) -> list[EmailMessage]:
    """Return the parts in a part that holds any."""
    return cast(list[EmailMessage], part.get_payload())


def letter_in(part: EmailMessage) -> EmailMessage:
    """Return the letter that is forwarded in a part, which `holds_letter` knows."""
    return parts_in(part)[0]


def leaves_of(part: EmailMessage, message: EmailMessage) -> Iterator[tuple[EmailMessage, EmailMessage]]:
    """Yield the parts of a part that hold no others, each with the message or the forwarded letter that it is in."""
    if holds_letter(part):
        yield from leaves_of(letter_in(part), letter_in(part))
    elif holds_parts(part):
        for child in parts_in(part):
            yield from leaves_of(child, message)
    else:
        yield part, message


def is_shown(part: EmailMessage, message: EmailMessage) -> bool:
    """Tell whether a part of a message that holds no others is text to be shown; what says nothing of it is (RFC 2183)."""
    if part.get_content_maintype() == "multipart":
        return True
    in_its_place = part is message or part.get_content_disposition() in (None, "inline")
    return in_its_place and part.get_content_type() in _SHOWN


def parameter(read: Callable[[], str | None]) -> str | None:
    """Return the parameter of a header that ``read`` reads, None too if its pieces do not fit together."""
    try:
        return read()
    except TypeError:  # the library's, over such pieces
        return None


def header(message: EmailMessage, name: str) -> str:
    """Return a header as it was written, less what was done to it for the way; empty if there is none."""
    value = next((value for key, value in message.raw_items() if key.lower() == name), "")
    written = str(value).encode("ascii", "surrogateescape")
    try:
        text = decode(written).text
    except ReadError:
        text = written.decode("utf-8", "replace")
    return " ".join(str(_HEADERS(name, " ".join(text.split()))).split())
