"""From a source to its documents: the way that every format goes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import TracebackType
from typing import Self

from extractors.documents import Document, Outcome, ReadFailure
from extractors.readers.conversion import (
    LONGEST_FIRST_LINE,
    Converted,
    Format,
    ReadError,
    ReaderSettings,
    RejectedPart,
    too_long,
)
from extractors.readers.kinds import misnamed
from extractors.readers.registry import faults, format_of, supported_suffixes
from extractors.readers.sandbox import ConversionSandbox
from extractors.readers.source import Source

_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What one source gave: its documents in their order, and everything in it that gave none, with the reason."""

    documents: tuple[Document, ...]
    failures: tuple[ReadFailure, ...]


class DocumentReader:
    """Reads sources under one set of limits; a context manager, since it keeps a process for conversions.

    Threads may share a reader. Plain text, Markdown and JSON lines are read in this process, at the same time; other
    formats one after the other in the sandbox.
    """

    def __init__(self, settings: ReaderSettings | None = None) -> None:
        self.settings = settings or ReaderSettings()
        self._sandbox = ConversionSandbox(self.settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process for conversions."""
        self._sandbox.close()

    def read(self, source: Source) -> ReadResult:
        """Return the documents of ``source``; whatever is wrong with it becomes a failure, never an exception.

        Raises:
            RuntimeError: the process for conversions cannot be started on this machine.

        """
        try:
            known = self._format(source)
            data = self._bytes(source)
            return self._assembled(source, known, source.hash_of(data), self._converted(known, data, source))
        except ReadError as error:
            return ReadResult((), (ReadFailure(source.uri, error.outcome, error.reason, error.remedy),))

    def _format(self, source: Source) -> Format:
        known = format_of(source.name, source.media_type)
        if known is None:
            raise unsupported(source.name)
        return known

    def _bytes(self, source: Source) -> bytes:
        data = source.read_bytes(self.settings.max_bytes, silence=self.settings.fetch_seconds)
        if not data.strip():
            raise ReadError(Outcome.EMPTY, "It holds nothing.", "Get it again, or take it out of the inputs.")
        return data

    def _converted(self, known: Format, data: bytes, source: Source) -> list[Converted | RejectedPart]:
        try:
            if known.sandboxed:
                results = self._sandbox.convert(known.converter, data)
            else:
                results = list(known.convert(data, self.settings))
        except ReadError as error:
            refusal = misnamed(data, source.name, known.suffixes)
            if error.outcome is Outcome.CORRUPT and refusal is not None:
                raise refusal from error
            raise
        if results and all(map(_is_corrupt, results)):
            refusal = misnamed(data, source.name, known.suffixes)
            if refusal is not None:
                raise refusal
        return results

    def _assembled(
        self, source: Source, known: Format, digest: str, results: Iterable[Converted | RejectedPart]
    ) -> ReadResult:
        documents: list[Document] = []
        failures: list[ReadFailure] = []
        for result in results:
            uri = f"{source.uri}#{result.record}" if result.record else source.uri
            if isinstance(result, RejectedPart):
                failures.append(ReadFailure(uri, result.outcome, result.reason, result.remedy))
            elif not result.text.strip():
                failures.append(
                    ReadFailure(
                        uri, Outcome.EMPTY, "It holds no text.", "Fill it, or take it out of the inputs."
                    )
                )
            elif len(result.text) > self.settings.max_characters:
                refusal = too_long(len(result.text), self.settings)
                failures.append(ReadFailure(uri, refusal.outcome, refusal.reason, refusal.remedy))
            else:
                about = source.about
                date, date_from = (
                    (about.date, about.date_from) if about.date else (result.date, result.date_from)
                )
                documents.append(
                    Document(
                        uri=uri,
                        title=_title(result, source, known),
                        text=result.text,
                        media_type=known.media_type,
                        source_hash=result.source_hash or digest,
                        # A plain dict, since documents travel between processes.
                        metadata={**result.metadata, **dict(about.metadata)},
                        date=date,
                        date_from=date_from,
                        reader_version=known.version,
                    )
                )
        if not documents and not failures:
            failures.append(
                ReadFailure(
                    source.uri,
                    Outcome.EMPTY,
                    "It holds no records.",
                    "Fill it, or take it out of the inputs.",
                )
            )
        return ReadResult(tuple(documents), tuple(failures))


def read(source: Source, settings: ReaderSettings | None = None) -> ReadResult:
    """Read one source; a `DocumentReader` is quicker for many, since it keeps its process from file to file."""
    with DocumentReader(settings) as reader:
        return reader.read(source)


def _is_corrupt(result: Converted | RejectedPart) -> bool:
    return isinstance(result, RejectedPart) and result.outcome is Outcome.CORRUPT


def unsupported(name: str) -> ReadError:
    """Return the refusal of a file whose format nobody reads; it names the plug-ins that might have, but are broken."""
    suffix = PurePosixPath(name).suffix
    supported = " ".join(supported_suffixes())
    remedy = (
        f"Convert it to one of: {supported}" if suffix else f"Give it the suffix of its type: {supported}"
    )
    return ReadError(
        Outcome.UNSUPPORTED,
        f"No reader for files of type {suffix}." if suffix else "It has no suffix that tells its type.",
        ". ".join([remedy, *faults()]),
    )


def _title(result: Converted, source: Source, known: Format) -> str:
    """Return what the place calls the document, else the text's own title, else a short first line if the format says so.

    Where there is none of these it is the file's name without its suffix.
    """
    said = "" if result.record else source.about.title
    title = " ".join(said.split()) or " ".join(result.title.split())
    if title:
        return title
    first = result.text.strip().splitlines()[0]
    if known.first_line_titles and len(first) <= LONGEST_FIRST_LINE:
        return " ".join(first.split())
    stem = PurePosixPath(_SCHEME.sub("/", source.name)).stem
    return f"{stem}#{result.record}" if result.record else stem
