"""What the readers share: their settings, what a converter gives back, and how it refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, Field

from extractors.documents import Outcome
from extractors.errors import GraphmillError

READER_VERSION = 1
"""Raised when the readers give another title, other metadata or another date for the same bytes."""


LONGEST_FIRST_LINE = 120
"""A first line of more characters is no title."""


class ReaderSettings(BaseModel):
    """Limits and field names that hold for every source of a run.

    Limits that are passed make a failure with its outcome and remedy, never a shortened text.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_bytes: int = Field(default=50_000_000, gt=0, description="Largest file that is read, in bytes.")
    max_characters: int = Field(
        default=20_000_000, gt=0, description="Longest text of one document, in code points."
    )
    timeout_seconds: float = Field(
        default=60.0, gt=0, description="Longest conversion of one file, in seconds."
    )
    memory_bytes: int = Field(
        default=2_000_000_000,
        ge=300_000_000,
        description="Address space of the process that converts, in bytes.",
    )
    max_expanded_bytes: int = Field(
        default=200_000_000,
        gt=0,
        description="Largest size that a zipped file (.docx) may unpack to, in bytes.",
    )
    max_expansion_ratio: float = Field(
        default=150.0, gt=1, description="Largest ratio of unpacked to packed size, from 10 MB unpacked on."
    )
    max_archive_entries: int = Field(
        default=10_000, gt=0, description="Most entries in a zipped file (.docx)."
    )
    jsonl_text_field: str = Field(
        default="text", min_length=1, description="Field of the text; dots enter objects."
    )
    jsonl_id_field: str = Field(
        default="id", min_length=1, description="Field of the record's id; dots enter objects."
    )
    jsonl_title_field: str = Field(
        default="title", min_length=1, description="Field of the title; dots enter objects."
    )
    jsonl_date_field: str = Field(
        default="date", min_length=1, description="Field of the date; dots enter objects."
    )
    jsonl_metadata_fields: tuple[str, ...] = Field(
        default=(), description="Fields that are kept as metadata under the same names; dots enter objects."
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


def megabytes(count: float) -> str:
    """Return a number of bytes as text in megabytes (1 MB = 10^6 bytes)."""
    return f"{count / 1e6:,.1f} MB"
