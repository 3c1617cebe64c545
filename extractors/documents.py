"""What a document is, and what can become of a source that is read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Outcome(StrEnum):
    """What became of one source; everything but ``OK`` is reported with a reason and a remedy."""

    OK = "ok"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    TOO_LARGE = "too_large"
    NO_TEXT_LAYER = "no_text_layer"
    UNSUPPORTED = "unsupported"
    TIMEOUT = "timeout"
    UNREADABLE = "unreadable"
    FAILED = "failed"


def document_id(uri: str) -> str:
    """Return the stable id of the document at ``uri``: the same place gives the same id on every run."""
    return "doc_" + hashlib.sha256(uri.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its origin.

    Every offset in graphmill counts Unicode code points into ``text``, which is stored exactly as read.
    ``uri`` is a path (POSIX form, relative to the project where the file lies inside it), a URL, or one of
    the two followed by ``#`` and the record's id for a record of a file of several (JSON lines, a mailbox, a
    book). ``source_hash`` is the SHA-256 of the bytes that were read, in hex. ``date`` is the document's own, as
    exact as its source says (``2024``, ``2024-05``, ``2024-05-31``), ``date_from`` where it stands there, in words;
    both are empty where the source has none.
    ``first_uri`` is where the document first came from, if its file was renamed since; else it is empty.
    ``reader_version`` says which version of its format's reader read it, 0 where nobody knows.
    """

    uri: str
    title: str
    text: str
    media_type: str
    source_hash: str
    metadata: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    date: str = ""
    date_from: str = ""
    first_uri: str = ""
    reader_version: int = 0

    @property
    def id(self) -> str:
        """The document's stable id, a function of where it first came from."""
        return document_id(self.first_uri or self.uri)

    @property
    def content_hash(self) -> str:
        """SHA-256 over title and text, in hex: equal hashes mean that there is nothing to do."""
        return hashlib.sha256(f"{self.title}\0{self.text}".encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """A source, or a record of one, that gave no document: what happened, and what the user can do about it.

    ``source`` is the uri of the file of a record or a part; empty where that is the uri itself.
    """

    uri: str
    outcome: Outcome
    reason: str
    remedy: str
    source: str = ""

    @property
    def place(self) -> str:
        """The uri of the file, folder or URL that is to be looked at again."""
        return self.source or self.uri
