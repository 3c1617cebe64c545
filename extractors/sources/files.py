"""Sources of the kind ``files``: a folder, a glob, or an fsspec URL of one."""

from __future__ import annotations

from pathlib import Path

from extractors.documents import Outcome
from extractors.sources.discovery import discover
from extractors.sources.polling import Cursor, Item, Poll, SourceUnreachableError, Spool
from extractors.sources.settings import FilesSource


def poll(settings: FilesSource, cursor: Cursor, spool: Spool, base: Path) -> Poll:
    """Return all files that the source holds now, each with a version where its file system or server tells one.

    Raises:
        SourceUnreachableError: the folder, bucket or server cannot be looked at, or there is no such place.

    """
    del cursor, spool  # a folder is looked at whole each time, and its items are files already
    found = discover([settings.path], base=base, exclude=settings.exclude, versions=True)
    if not found.sources and not found.is_whole:
        failure = found.failures[0]
        raise SourceUnreachableError(f"{failure.reason} {failure.remedy}")
    items = (Item(source.uri, source, found.versions.get(source.uri, "")) for source in found.sources)
    # That a place is empty is told with what it held before.
    failures = (failure for failure in found.failures if failure.outcome is not Outcome.EMPTY)
    return Poll(tuple(items), is_whole=found.is_whole, failures=tuple(failures))
