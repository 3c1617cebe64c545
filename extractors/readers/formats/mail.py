"""Mail (.eml): one message, its own text as one document; what is attached is named and not read."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from functools import cached_property
from typing import cast

from extractors.documents import Outcome
from extractors.readers.conversion import Converted, Format, ReadError, ReaderSettings
from extractors.readers.dates import first_date, stamp_date
from extractors.readers.encoding import Decoded, decode
from extractors.readers.formats.html import html_text
from extractors.readers.html.markup import declared_encoding

# Every header as plain text: the parsers of single headers put names and addresses in an order of their own, and
# some fail over what mail programs write.
_HEADERS = HeaderRegistry(use_default_map=False)
_POLICY = policy.default.clone(header_factory=_HEADERS)
_KEPT = ("from", "to", "cc", "date", "message-id")
_OF_A_MAIL = frozenset([*_KEPT, "subject", "sender", "received", "return-path", "mime-version"])
_ENCRYPTED = frozenset(["multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"])


class _TextPart:
    """A part of the message that is text, decoded when it is asked for."""

    def __init__(self, part: EmailMessage) -> None:
        self._part = part
        self.is_html = part.get_content_type() == "text/html"

    @cached_property
    def decoded(self) -> Decoded:
        data = self._part.get_payload(decode=True)
        data = data if isinstance(data, bytes) else b""
        declared = _parameter(self._part.get_content_charset)
        return decode(data, declared or (declared_encoding(data) if self.is_html else None))

    @cached_property
    def text(self) -> str:
        text = self.decoded.text
        return html_text(text) if self.is_html else text.replace("\r\n", "\n").strip("\n")


def convert(data: bytes, settings: ReaderSettings) -> list[Converted]:  # noqa: ARG001 - a converter's form
    """Return the text of a message, with its subject as the title and the header ``Date`` as its date.

    Of two forms of the same text the plain one is taken, unless it is blank; of HTML the text is that of the reader of
    web pages. Several parts of text come one after the other, one blank line between two. Quoted lines stay.

    Raises:
        ReadError: with CORRUPT if the bytes are no message, or its text is in no known encoding, with ENCRYPTED if
            its text is encrypted, with EMPTY if it holds no text of its own.

    """
    try:
        message = message_from_bytes(data.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n"), policy=_POLICY)
        leaves = list(_leaves(message))
    except RecursionError as error:
        raise ReadError(
            Outcome.CORRUPT,
            "The parts of the mail are nested too deep.",
            "Open it in a mail program and save its text.",
        ) from error
    if _OF_A_MAIL.isdisjoint(name.lower() for name in message):
        raise ReadError(
            Outcome.CORRUPT,
            "It does not begin with the header lines of a mail.",
            "Save it again from the mail program, as one message with all its headers.",
        )
    for leaf in leaves:
        if leaf.get_content_maintype() == "multipart":
            _check_is_one_part(leaf)
    parts = [part for part in _text_parts(message, message) if part.text.strip()]
    attached = [_name(leaf) for leaf in leaves if not _is_text(leaf, message)]
    if not parts:
        raise _without_text(message, leaves, attached)
    kept = {name: value for name in _KEPT if (value := _header(message, name))}
    if attached:
        kept["attachments"] = json.dumps(attached, ensure_ascii=False)
    decoded = next((part.decoded for part in parts if part.decoded.guessed), parts[0].decoded)
    date, date_from = first_date([(stamp_date(kept.get("date", "")), "mail header Date")])
    return [
        Converted(
            "\n\n".join(part.text for part in parts),
            _header(message, "subject"),
            {**kept, **decoded.metadata},
            date=date,
            date_from=date_from,
        )
    ]


def _check_is_one_part(part: EmailMessage) -> None:
    """Refuse what holds parts that cannot be told apart; what holds none, though it says so, is plain text."""
    if b"content-type:" in cast(bytes, part.get_payload(decode=True)).lower():
        raise ReadError(
            Outcome.CORRUPT,
            "The parts of the mail cannot be told apart: the line that stands between them is not the one it names.",
            "Save it again from the mail program, as one message with all its headers.",
        )


def _text_parts(part: EmailMessage, message: EmailMessage) -> list[_TextPart]:
    """Return the parts that a mail program shows as the text, of alternatives the best."""
    if not _holds_parts(part):
        return [_TextPart(part)] if _is_text(part, message) else []
    below = [_text_parts(child, message) for child in _children(part)]
    if part.get_content_subtype() != "alternative":
        return [each for parts in below for each in parts]
    for parts in below:
        if not any(each.is_html for each in parts) and any(each.text.strip() for each in parts):
            return parts
    # The last alternative is the one that the sender thinks best.
    return next((parts for parts in reversed(below) if any(each.text.strip() for each in parts)), [])


def _holds_parts(part: EmailMessage) -> bool:
    return part.get_content_maintype() == "multipart" and part.is_multipart()


def _children(part: EmailMessage) -> list[EmailMessage]:
    return cast(list[EmailMessage], part.get_payload())


def _leaves(part: EmailMessage) -> Iterator[EmailMessage]:
    if _holds_parts(part):
        for child in _children(part):
            yield from _leaves(child)
    else:
        yield part


def _is_text(part: EmailMessage, message: EmailMessage) -> bool:
    if part.get_content_maintype() == "multipart":
        return True
    is_attached = part.get_content_disposition() == "attachment" or _parameter(part.get_filename)
    return part.get_content_type() in ("text/plain", "text/html") and (part is message or not is_attached)


def _name(part: EmailMessage) -> str:
    return " ".join((_parameter(part.get_filename) or "").split()) or part.get_content_type()


def _parameter(read: Callable[[], str | None]) -> str | None:
    """Return a parameter of a header, None too if its pieces do not fit together, over which the library fails."""
    try:
        return read()
    except TypeError:
        return None


def _header(message: EmailMessage, name: str) -> str:
    """Return a header as it was written, less what was done to it for the way; empty if there is none."""
    value = next((value for key, value in message.raw_items() if key.lower() == name), "")
    written = str(value).encode("ascii", "surrogateescape")
    try:
        text = decode(written).text
    except ReadError:
        text = written.decode("utf-8", "replace")
    return " ".join(str(_HEADERS(name, " ".join(text.split()))).split())


def _without_text(message: EmailMessage, leaves: list[EmailMessage], attached: list[str]) -> ReadError:
    kinds = [
        each.get_content_type()
        for each in (message, *leaves)
        if each.get_param("smime-type") != "signed-data"
    ]
    if _ENCRYPTED.intersection(kinds):
        return ReadError(
            Outcome.ENCRYPTED,
            "The text of the mail is encrypted.",
            "Open it in a mail program that has the key, and save a copy that is not encrypted.",
        )
    if attached:
        return ReadError(
            Outcome.EMPTY,
            f"The mail holds no text of its own, only: {', '.join(attached[:10])}.",
            "Save what is attached as files, and read those.",
        )
    return ReadError(Outcome.EMPTY, "The mail holds no text.", "Take it out of the inputs.")


FORMAT = Format("message/rfc822", (".eml",), convert)
