"""Mail (.eml): one message with the letters forwarded in it, one document; what is attached is named and not read."""

from __future__ import annotations

import codecs
import json
import re
from email.message import EmailMessage
from functools import cached_property
from typing import cast

from extractors.documents import Outcome
from extractors.readers.conversion import Converted, Format, ReadError, ReaderSettings
from extractors.readers.dates import first_date, stamp_date
from extractors.readers.encoding import Decoded, decode
from extractors.readers.formats.html import html_text
from extractors.readers.html.markup import declared_encoding, parse_page
from extractors.readers.mail_parts import (
    header,
    holds_letter,
    holds_parts,
    is_shown,
    leaves_of,
    letter_in,
    message_of,
    parameter,
    parts_in,
)
from extractors.readers.plain_mail import unflowed, without_history, without_quotes

_KEPT = ("from", "to", "cc", "date", "message-id")
_OF_A_MAIL = frozenset([*_KEPT, "subject", "sender", "received", "return-path", "mime-version"])
_OF_A_FORWARDED_MAIL = ("From", "To", "Cc", "Date", "Subject")
_ENCRYPTED = frozenset(["multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"])
_ARMOURED = re.compile(r"-----BEGIN PGP MESSAGE-----\n.*-----END PGP MESSAGE-----", re.DOTALL)
# What mail programs mark as quoted in HTML; a forwarded letter, which begins with a line of dashes, is marked alike.
_HTML_QUOTES = "blockquote[type=cite], .gmail_quote, .moz-cite-prefix, .yahoo_quoted, .protonmail_quote"


class _TextPart:
    """A part of the message that is text, decoded when it is asked for: its ``text``, less ``dropped`` signs of quotations."""

    def __init__(self, part: EmailMessage, settings: ReaderSettings) -> None:
        self._part = part
        self._drop_quotes = settings.mail_quotes == "drop"
        self.is_html = part.get_content_type() == "text/html"

    @cached_property
    def decoded(self) -> Decoded:
        """The bytes of the part as text; raises ReadError if they are none."""
        data = self._part.get_payload(decode=True)
        data = data if isinstance(data, bytes) else b""
        declared = parameter(self._part.get_content_charset)
        return decode(data, declared or (declared_encoding(data) if self.is_html else None), is_mail=True)

    @property
    def text(self) -> str:
        """What is shown of the part."""
        return self._text_and_dropped[0]

    @property
    def dropped(self) -> int:
        """How many signs of it were quoted, and are left out."""
        return self._text_and_dropped[1]

    @cached_property
    def _text_and_dropped(self) -> tuple[str, int]:
        text = self.decoded.text
        if self.is_html:
            whole = html_text(text)
            own = _own_html_text(text) if self._drop_quotes else whole
        else:
            whole = text.replace("\r\n", "\n")
            if self._says("format", "flowed"):
                whole = unflowed(whole, delete_space=self._says("delsp", "yes"))
            whole = whole.strip("\n")
            own = without_quotes(whole).strip("\n") if self._drop_quotes else whole
        return own, len(whole) - len(own)

    def _says(self, name: str, value: str) -> bool:
        return (parameter(lambda: str(self._part.get_param(name))) or "").lower() == value


class _ForwardedHeaders:
    """What a mail program shows above a letter that is forwarded: who wrote it, to whom, when, about what."""

    is_html = False
    dropped = 0
    decoded = None

    def __init__(self, letter: EmailMessage) -> None:
        found = ((name, header(letter, name.lower())) for name in _OF_A_FORWARDED_MAIL)
        self.text = "\n\n".join(f"{name}: {value}" for name, value in found if value)


def convert(data: bytes, settings: ReaderSettings) -> list[Converted]:
    """Return the text of a message, with its subject as the title and the header ``Date`` as its date.

    Of two forms of the same text the plain one is taken, unless it is blank; of HTML the text is that of the reader of
    web pages. Several parts of text come one after the other, one blank line between two, and so do letters that are
    forwarded, each below its sender, recipients, date and subject.

    Raises:
        ReadError: with CORRUPT if the bytes are no message, or its text is in no known encoding, with ENCRYPTED if
            its text is encrypted, with EMPTY if it holds no text of its own.

    """
    return [converted(parsed(data), settings)]


def parsed(data: bytes) -> EmailMessage:
    """Return the message that the bytes are, whatever is wrong with it.

    Raises:
        ReadError: with CORRUPT if its parts are nested too deep.

    """
    try:
        return message_of(data.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n"))
    except RecursionError as error:
        raise _nested_too_deep() from error


def message_id(message: EmailMessage) -> str:
    """Return the id that a message gives itself, less the brackets around it; empty if it gives none."""
    written = header(message, "message-id")
    bracketed = re.search(r"<\s*([^<>\s]+)\s*>", written)
    return bracketed[1] if bracketed else written


def converted(message: EmailMessage, settings: ReaderSettings) -> Converted:
    """Return what `convert` gives for a message.

    Raises:
        ReadError: as for `convert`.

    """
    if _OF_A_MAIL.isdisjoint(name.lower() for name in message):
        raise ReadError(
            Outcome.CORRUPT,
            "It does not begin with the header lines of a mail.",
            "Save it again from the mail program, as one message with all its headers.",
        )
    try:
        leaves = list(leaves_of(message, message))
        for leaf, _ in leaves:
            if leaf.get_content_maintype() == "multipart":
                _check_is_one_part(leaf)
        shown = _blocks(message, message, settings)
        forwarded = [header(letter_in(part), "subject") for part in message.walk() if holds_letter(part)]
    except RecursionError as error:
        raise _nested_too_deep() from error
    blocks = [block for block in shown if block.text.strip()]
    attached = [_name(leaf) for leaf, letter in leaves if not is_shown(leaf, letter)]
    dropped = sum(block.dropped for block in shown)
    decoded = [block.decoded for block in blocks if block.decoded is not None]
    if not decoded:
        raise _without_text(message, attached, dropped)
    text = "\n\n".join(block.text for block in blocks)
    if _ARMOURED.fullmatch(text.strip()):
        raise _encrypted()
    kept = {name: value for name in _KEPT if (value := header(message, name))}
    if attached:
        kept["attachments"] = json.dumps(attached, ensure_ascii=False)
    if forwarded:
        kept["forwarded"] = json.dumps(forwarded, ensure_ascii=False)
    if dropped:
        kept["quoted_characters_dropped"] = str(dropped)
    encoding = next((each for each in decoded if each.guessed), decoded[0])
    date, date_from = first_date([(stamp_date(kept.get("date", "")), "mail header Date")])
    return Converted(
        text,
        header(message, "subject") or next(iter(forwarded), ""),
        {**kept, **encoding.metadata},
        date=date,
        date_from=date_from,
    )


def _nested_too_deep() -> ReadError:
    return ReadError(
        Outcome.CORRUPT,
        "The parts of the mail are nested too deep.",
        "Open it in a mail program and save its text.",
    )


def _check_is_one_part(part: EmailMessage) -> None:
    """Refuse what holds parts that cannot be told apart; what holds none, though it says so, is plain text."""
    if b"content-type:" in cast(bytes, part.get_payload(decode=True)).lower():
        raise ReadError(
            Outcome.CORRUPT,
            "The parts of the mail cannot be told apart: the line that stands between them is not the one it names.",
            "Save it again from the mail program, as one message with all its headers.",
        )


def _blocks(
    part: EmailMessage, message: EmailMessage, settings: ReaderSettings
) -> list[_TextPart | _ForwardedHeaders]:
    """Return what a mail program shows of a part of a message as the text, of alternatives the best."""
    if holds_letter(part):
        letter = letter_in(part)
        return [_ForwardedHeaders(letter), *_blocks(letter, letter, settings)]
    if not holds_parts(part):
        return [_TextPart(part, settings)] if is_shown(part, message) else []
    below = [_blocks(child, message, settings) for child in parts_in(part)]
    if part.get_content_subtype() != "alternative":
        return [each for blocks in below for each in blocks]
    for blocks in below:
        if not any(each.is_html for each in blocks) and any(each.text.strip() for each in blocks):
            return blocks
    # The last alternative is the one that the sender thinks best.
    return next((blocks for blocks in reversed(below) if any(each.text.strip() for each in blocks)), [])


def _own_html_text(markup: str) -> str:
    """Return the text of a page without what it quotes."""
    page = parse_page(markup)
    for node in page.css(_HTML_QUOTES):
        if not node.text().lstrip().startswith("-----"):
            node.decompose()
    return without_history(html_text(page.html or "")).rstrip("\n")


def _name(part: EmailMessage) -> str:
    return " ".join((parameter(part.get_filename) or "").split()) or part.get_content_type()


def _without_text(message: EmailMessage, attached: list[str], dropped: int) -> ReadError:
    kinds = [
        each.get_content_type() for each in message.walk() if each.get_param("smime-type") != "signed-data"
    ]
    if _ENCRYPTED.intersection(kinds):
        return _encrypted()
    if dropped:
        return ReadError(
            Outcome.EMPTY,
            "The mail holds no text of its own, only what it quotes.",
            'Set the readers\' mail_quotes to "keep" to read that.',
        )
    if attached:
        return ReadError(
            Outcome.EMPTY,
            f"The mail holds no text of its own, only: {', '.join(attached[:10])}.",
            "Save what is attached as files, and read those.",
        )
    return ReadError(Outcome.EMPTY, "The mail holds no text.", "Take it out of the inputs.")


def _encrypted() -> ReadError:
    return ReadError(
        Outcome.ENCRYPTED,
        "The text of the mail is encrypted.",
        "Open it in a mail program that has the key, and save a copy that is not encrypted.",
    )


FORMAT = Format("message/rfc822", (".eml",), convert, version=2)
