"""Documents whose source is gone, told from those whose source cannot be looked at just now.

A file counts as gone only where its folder is there and holds others, a record only where its file was read whole. A folder
that is missing or empty is what a share looks like that is not mounted, so it proves nothing; what lies at a URL
is not looked at.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Protocol

from extractors.documents import Outcome
from extractors.readers.conversion import ReaderSettings
from extractors.readers.reader import DocumentReader, ReadResult
from extractors.readers.registry import format_of
from extractors.readers.source import Source, is_url
from graph.contents.sources import files_of

MISSING_FOLDER = "the folder is not there"
EMPTY_FOLDER = "the folder is empty"
CLOSED_FOLDER = "the folder cannot be listed"
DAMAGED_FILE = "the file is empty or cannot be read whole"
FILES_REMEMBERED = 10_000
"""Files of which it is remembered that they are there: those of many records are asked for again and again."""


class OfAPlace(Protocol):
    """A document in the graph, as far as its source is told by it."""

    @property
    def uri(self) -> str:
        """Where it lies."""
        ...

    @property
    def media_type(self) -> str:
        """What its source was read as."""
        ...


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """So many ``documents`` come from ``place``, a folder or a file, of which nothing can be told, for a ``reason``."""

    place: str
    reason: str
    documents: int


@dataclass(frozen=True, slots=True)
class AbsentSources:
    """What became of the sources of the documents in a graph: uris of documents whose source is ``gone``, and the unsure."""

    gone: tuple[str, ...] = ()
    out_of_reach: tuple[OutOfReach, ...] = ()


def absent_sources(
    documents: Iterable[OfAPlace],
    base: Path,
    *,
    reader: ReaderSettings | None = None,
    read_before: Mapping[str, str] | None = None,
    lost: Collection[str] = (),
) -> AbsentSources:
    """Look where each document came from, and return what is gone and what is out of reach.

    With ``reader`` files of several records are read, so that records that are gone are found too; of files that were just
    read ``read_before`` says so: uris of records that are not in them any more, each with the reason why that is not sure, or
    nothing. ``lost`` are uris of files that the settings' own sources are known to hold no more; without that what lies at a URL is not looked at.
    """
    gone: list[str] = []
    unsure: dict[tuple[str, str], int] = defaultdict(int)
    records: dict[str, list[str]] = defaultdict(list)
    files = SourceFiles(base)
    why_nothing = cache(_why_it_proves_nothing)
    for document in documents:
        if is_url(document.uri):
            if any(file in lost for file in files_of(document.uri)):
                gone.append(document.uri)
            continue
        file, record = files.of(document)
        # That of a document alone is looked for this once.
        if files.exist(file) if record else files.is_there(file):
            if record and reader is not None:
                records[file].append(document.uri)
        elif reason := why_nothing((base / file).parent):
            unsure[Path(file).parent.as_posix(), reason] += 1
        else:
            gone.append(document.uri)
    for uri, reason in _absent_records(records, base, reader, read_before or {}):
        if files.exist(uri):
            continue  # a file of its own, whose name begins like a record's
        if reason:
            unsure[uri.partition("#")[0], reason] += 1
        else:
            gone.append(uri)
    out_of_reach = (OutOfReach(place, reason, count) for (place, reason), count in sorted(unsure.items()))
    return AbsentSources(tuple(sorted(gone)), tuple(out_of_reach))


class SourceFiles:
    """The files below a project's folder that documents are from; those looked for lately are not looked for again."""

    def __init__(self, base: Path) -> None:
        self._base = str(base)
        self.exist = lru_cache(FILES_REMEMBERED)(self.is_there)

    def of(self, document: OfAPlace) -> tuple[str, str]:
        """Return the uri of the file that a document is from, and the record in it, empty for a file that is one document.

        A file's own name may hold the ``#`` that stands between file and record, so the disk has a say.
        """
        uri = document.uri
        if "#" not in uri or self.is_there(uri):
            return uri, ""
        parts = [(uri[:place], uri[place + 1 :]) for place, sign in enumerate(uri) if sign == "#"]
        for file, record in parts:
            if format_of(file) is not None and self.exist(file):
                return file, record
        return next((part for part in parts if self._holds(part[0], document.media_type)), (uri, ""))

    def is_there(self, file: str) -> bool:
        """Tell whether there is a file, or a link that leads nowhere, without remembering it."""
        # Joined by hand and looked up without a Path, for very many documents.
        return os.path.lexists(file if file.startswith("/") else f"{self._base}/{file}")

    @staticmethod
    def _holds(file: str, media_type: str) -> bool:
        known = format_of(file)
        return known is not None and known.media_type == media_type


def records_gone(known: Iterable[str], source: Source, read: ReadResult) -> dict[str, str]:
    """Return which of the ``known`` uris of records are not in a file that was ``read``, each with why that is not sure.

    A record that can be read no more, or that may be one of those that cannot, is not gone. Of a record that is empty or
    encrypted it is known which one it is.
    """
    there = {document.uri for document in read.documents} | {failure.uri for failure in read.failures}
    damaged = any(
        failure.uri == source.uri or failure.outcome not in (Outcome.EMPTY, Outcome.ENCRYPTED)
        for failure in read.failures
    )
    return dict.fromkeys((uri for uri in known if uri not in there), DAMAGED_FILE if damaged else "")


def _absent_records(
    records: Mapping[str, list[str]],
    base: Path,
    reader: ReaderSettings | None,
    read_before: Mapping[str, str],
) -> Iterator[tuple[str, str]]:
    yield from read_before.items()
    if reader is None:
        return
    with DocumentReader(reader) as files:
        for file, uris in records.items():
            source = Source(file, str(base / file))
            yield from records_gone(uris, source, files.read(source)).items()


def _why_it_proves_nothing(folder: Path) -> str:
    """Return why a file that is missing in ``folder`` may still be somewhere, nothing where it is gone."""
    try:
        others = any(not name.startswith(".") for name in os.listdir(folder))  # noqa: PTH208 - names will do
    except FileNotFoundError:
        return MISSING_FOLDER
    except OSError:
        return CLOSED_FOLDER
    return "" if others else EMPTY_FOLDER
