"""Mailboxes (.mbox): one mail after the other in a file, one document a mail."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from extractors.documents import Outcome
from extractors.readers.conversion import (
    Converted,
    Format,
    ReadError,
    ReaderSettings,
    RejectedPart,
    too_long,
)
from extractors.readers.formats.mail import converted, message_id, parsed
from extractors.readers.source import source_hash

# "From ada@example.org Sun Apr  7 12:00:00 2024" and a header below it. A line of prose that begins with "From" has no
# such end, so that a mail which nobody escaped stays whole.
_MONTH_AND_DAY = rb"[a-z]{3}[ \t]+[0-9]{1,2}|[0-9]{1,2}[ \t]+[a-z]{3}[ \t]+[0-9]{4}"
_ZONE_OR_YEAR = rb"[ \t]+(?:[+-][0-9]{4}|\([a-z]{1,5}\)|[a-z]{1,5}|[0-9]{4})"
_BETWEEN_MAILS = re.compile(
    rb"^From [^\r\n]{0,300}?\b(?:mon|tue|wed|thu|fri|sat|sun),?[ \t]+(?:" + _MONTH_AND_DAY + rb")[ \t]+"
    rb"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:"
    + _ZONE_OR_YEAR
    + rb"){0,4}(?:[ \t]+remote from [^\r\n]{1,100})?[ \t]*\r?"
    rb"(?:\n(?=>?From |[^\s:]{1,100}[ \t]{0,10}:)|\Z|\n\Z)",
    re.MULTILINE | re.IGNORECASE,
)
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)


def convert(data: bytes, settings: ReaderSettings) -> Iterator[Converted | RejectedPart]:
    """Yield a document for each mail that has a text, as the reader of mail gives it, and a rejection for each other.

    A mail's id is its header ``Message-ID``, or its number (from 1) where it has none. Of two mails with one id and one text
    the second is counted as a copy of the first; with another text it has the id and a number behind it.

    Raises:
        ReadError: with CORRUPT if it holds something, and no mail begins in it.

    """
    data = data.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n")
    begins = list(_BETWEEN_MAILS.finditer(data))
    if data and not begins:
        raise ReadError(
            Outcome.CORRUPT,
            "No mail begins in it: there is no line like 'From ada@example.org Sun Apr  7 12:00:00 2024' above headers.",
            "Export the mailbox again as mbox; save a single mail as .eml.",
        )
    if begins and begins[0].start():
        yield RejectedPart(
            "beginning",
            Outcome.CORRUPT,
            f"Its first {begins[0].start():,} bytes stand before the first mail.",
            "Export the mailbox again as mbox, or delete what stands there.",
        )
    mails = _Mails()
    for number, begin in enumerate(begins, start=1):
        end = begins[number].start() if number < len(begins) else len(data)
        mails.add(_mail(data[begin.end() : end].strip(b"\r\n"), number, settings))
    yield from mails.by_record.values()


def _mail(written: bytes, number: int, settings: ReaderSettings) -> Converted | RejectedPart:
    record = str(number)
    try:
        message = parsed(_ESCAPED.sub(rb"\1", written))
        record = message_id(message) or record
        found = converted(message, settings)
        if len(found.text) > settings.max_characters:
            raise too_long(len(found.text), settings)
    except ReadError as error:
        return RejectedPart(record, error.outcome, f"Mail {number}: {error.reason}", error.remedy)
    return replace(found, record=record, source_hash=source_hash(written))


class _Mails:
    """The mails of a box by their ids, each text once."""

    def __init__(self) -> None:
        self.by_record: dict[str, Converted | RejectedPart] = {}
        self._times: Counter[str] = Counter()
        self._copied: dict[tuple[str, str, str], str] = {}

    def add(self, mail: Converted | RejectedPart) -> None:
        """Add a mail, or count it as a copy of one that is there."""
        if isinstance(mail, Converted):
            same = (mail.record, mail.title, mail.text)
            if (there := self._copied.get(same)) is not None:
                self._count_copy(there)
                return
        record = mail.record
        while record in self.by_record:
            self._times[mail.record] += 1
            record = f"{mail.record}-{self._times[mail.record] + 1}"
        self.by_record[record] = replace(mail, record=record)
        if isinstance(mail, Converted):
            self._copied[same] = record

    def _count_copy(self, record: str) -> None:
        mail = self.by_record[record]
        if isinstance(mail, Converted):
            copies = int(mail.metadata.get("copies", "1")) + 1
            self.by_record[record] = replace(mail, metadata={**mail.metadata, "copies": str(copies)})


FORMAT = Format("application/mbox", (".mbox",), convert)
