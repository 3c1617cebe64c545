"""Readers: from a file or URL to documents, under limits on size, time and memory."""

from extractors.readers.conversion import (
    READER_VERSION,
    Converted,
    Format,
    ReadError,
    ReaderSettings,
    RejectedPart,
)
from extractors.readers.reader import DocumentReader, ReadResult, read
from extractors.readers.registry import format_of, register, supported_suffixes
from extractors.readers.sandbox import ConversionSandbox
from extractors.readers.source import Source

__all__ = [
    "READER_VERSION",
    "ConversionSandbox",
    "Converted",
    "DocumentReader",
    "Format",
    "ReadError",
    "ReadResult",
    "ReaderSettings",
    "RejectedPart",
    "Source",
    "format_of",
    "read",
    "register",
    "supported_suffixes",
]
