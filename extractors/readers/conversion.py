"""What the readers share: their settings, what a format says of itself, what its converter gives back, and how it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from extractors.documents import Outcome
from extractors.errors import GraphmillError

LONGEST_FIRST_LINE = 120
"""A first line of more characters is no title."""


class ReaderSettings(BaseModel):
    """Limits and field names that hold for every source of a run.

    Limits that are passed make a failure with its outcome and remedy, never a shortened text. A setting that is of one
    format's concern says so first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_bytes: int = Field(default=50_000_000, gt=0, description="Largest file that is read, in bytes.")
    max_characters: int = Field(
        default=20_000_000, gt=0, description="Longest text of one document, in code points."
    )
    timeout_seconds: float = Field(
        default=60.0, gt=0, description="Longest conversion of one file, in seconds."
    )
    fetch_seconds: float = Field(
        default=60.0,
        gt=0,
        description="URLs: longest that a server may say nothing while it is asked for a file, in seconds.",
    )
    listing_seconds: float = Field(
        default=300.0,
        gt=0,
        description="URLs: longest that it may take to find what lies below one, in seconds.",
    )
    memory_bytes: int = Field(
        default=2_000_000_000,
        ge=300_000_000,
        description="Address space of the process that converts, in bytes.",
    )
    max_expanded_bytes: int = Field(
        default=200_000_000,
        gt=0,
        description="Zipped formats (.docx, .pptx, .xlsx, .odt, .odp, .ods, .epub): largest size that a file may unpack to, in bytes.",
    )
    max_expansion_ratio: float = Field(
        default=150.0,
        gt=1,
        description="Zipped formats (.docx, .pptx, .xlsx, .odt, .odp, .ods, .epub): largest ratio of unpacked to packed size, from 10 MB unpacked on.",
    )
    max_archive_entries: int = Field(
        default=10_000,
        gt=0,
        description="Zipped formats (.docx, .pptx, .xlsx, .odt, .odp, .ods, .epub): most entries in a file.",
    )
    mail_quotes: Literal["keep", "drop"] = Field(
        default="keep",
        description="Mail (.eml, .mbox): whether the text keeps what a mail quotes of the letters before it.",
    )
    jsonl_text_field: str = Field(
        default="text",
        min_length=1,
        description="JSON lines (.jsonl): field of the text; dots enter objects.",
    )
    jsonl_id_field: str = Field(
        default="id",
        min_length=1,
        description="JSON lines (.jsonl): field of the record's id; dots enter objects.",
    )
    jsonl_title_field: str = Field(
        default="title",
        min_length=1,
        description="JSON lines (.jsonl): field of the title; dots enter objects.",
    )
    jsonl_date_field: str = Field(
        default="date",
        min_length=1,
        description="JSON lines (.jsonl): field of the date; dots enter objects.",
    )
    jsonl_metadata_fields: tuple[str, ...] = Field(
        default=(),
        description="JSON lines (.jsonl): fields that are kept as metadata under the same names; dots enter objects.",
    )


@dataclass(frozen=True, slots=True)
class Converted:
    """A text that a converter took out of a file.

    ``record`` is empty for the file's only document, otherwise the record's id within the file. ``title`` is empty
    where the format gave none. ``source_hash`` is empty for the whole file, otherwise the SHA-256 (hex) of the
    record's own bytes. ``date`` and ``date_from`` are those of `extractors.documents.Document`.
    """

    text: str
    title: str = ""
    metadata: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    record: str = ""
    source_hash: str = ""
    date: str = ""
    date_from: str = ""


@dataclass(frozen=True, slots=True)
class RejectedPart:
    """A part of a file (a record, a page) that gave no text, beside the parts that did."""

    record: str
    outcome: Outcome
    reason: str
    remedy: str


class ReadError(GraphmillError):
    """A source that gives no document at all: the outcome, what happened, and what the user can do."""

    def __init__(self, outcome: Outcome, reason: str, remedy: str) -> None:
        super().__init__(f"{reason} {remedy}")
        self.outcome = outcome
        self.reason = reason
        self.remedy = remedy


Converter = Callable[[bytes, ReaderSettings], Iterable[Converted | RejectedPart]]
"""Turns the bytes of one file into its documents; raises ReadError where there is none to be had."""

# How Python shows an object that has no words of its own: its place in memory tells a user nothing.
_OBJECT = re.compile(r"(?:file )?'?<[\w.]+(?: object)? at 0x[0-9a-fA-F]+>'?")
_SUFFIX = re.compile(r"\.[^./\\\s]+")
_MEDIA_TYPE = re.compile(r"[^/;\s]+/[^/;\s]+")


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its media type, its file suffixes (with the dot), and the function that converts it.

    ``first_line_titles`` says that a short first line serves as the title of a text that has no other; the names of a
    table's columns do not. ``version`` is raised when the reader gives another text, title, metadata or date for the same bytes;
    documents that an older version read are then read anew. It starts at 1, for 0 in the graph says that nobody knows.
    ``convert`` imports the libraries that it needs when it is called. A ``sandboxed`` one runs in a process with limits
    on time and memory, which finds it by its module and name.

    Raises:
        ValueError: a suffix without its dot, no suffix at all, no media type, a version below 1, or a function that
            another process could not import.

    """

    media_type: str
    suffixes: tuple[str, ...]
    convert: Converter
    sandboxed: bool = True
    version: int = 1
    first_line_titles: bool = True

    def __post_init__(self) -> None:
        if not _MEDIA_TYPE.fullmatch(self.media_type):
            raise ValueError(f"{self.media_type!r} is no media type: write it like 'text/x-rst'.")
        for suffix in self.suffixes:
            if not _SUFFIX.fullmatch(suffix):
                raise ValueError(f"{suffix!r} is no file suffix: write it with its dot, like '.rst'.")
        if not self.suffixes:
            raise ValueError(f"The format {self.media_type} has no file suffix: name at least one.")
        if self.version < 1:
            raise ValueError(
                f"The version {self.version} of the format {self.media_type} is too low: begin at 1."
            )
        object.__setattr__(self, "media_type", self.media_type.lower())
        object.__setattr__(self, "suffixes", tuple(suffix.lower() for suffix in self.suffixes))
        module, name = _place_of(self.convert)
        if module in ("", "__main__") or not name.isidentifier():
            raise ValueError(
                f"The converter {self.convert!r} cannot be imported from another process: "
                "define it as a function at the top level of a module outside the script that is run."
            )

    @property
    def converter(self) -> str:
        """Where another process finds the converter: ``module:function``."""
        return ":".join(_place_of(self.convert))


def _place_of(convert: Converter) -> tuple[str, str]:
    return getattr(convert, "__module__", None) or "", getattr(convert, "__qualname__", "")


def too_long(length: int, settings: ReaderSettings) -> ReadError:
    """Return the refusal of a text of ``length`` characters, which is past the limit of the settings."""
    return ReadError(
        Outcome.TOO_LARGE,
        f"Its text has {length:,} characters, more than the limit of {settings.max_characters:,}.",
        "Split the document, or raise the readers' max_characters.",
    )


def damage(error: Exception) -> str:
    """Return what a library says of a damaged file, as a message may show it: the error's type and its first words."""
    return f"{type(error).__name__}: {_OBJECT.sub('the file', str(error))[:200]}"


def megabytes(count: float) -> str:
    """Return a number of bytes as text in megabytes (1 MB = 10^6 bytes)."""
    return f"{count / 1e6:,.1f} MB"
