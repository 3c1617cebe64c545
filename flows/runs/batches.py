"""Results of extraction batches, kept beside what they staged, so that a run after a crash finds what the one before it had done.

A result is kept under a key of all that it depends on. When a run has ended, only those are left that say that there is nothing
to do: the same question will be asked again as long as the sources stay as they are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from extractors.readers.registry import format_of
from flows.project.settings import Settings
from flows.project.staged_work import results_of, staging_of
from flows.runs.extraction import Batch, KnownState
from flows.runs.report import BatchResult

PIPELINE_VERSION = "4"
"""Part of every key: raised when the same input gives another result."""
DAYS_KEPT = 30
"""A result that was not asked for in so many days is of sources that have changed or gone."""


def batch_key(batch: Batch, settings: Settings, fingerprint: str) -> str:
    """Return the name of a batch's result: the same sources, readers and extractor, and the same documents in the graph."""
    parts = [
        PIPELINE_VERSION,
        fingerprint,
        settings.reader.model_dump_json(),
        json.dumps(sorted(zip(_read_as(batch), batch.hashes, strict=True))),
        *(_digest(states) for states in (batch.known, batch.moved)),
        json.dumps(sorted(batch.renamed_ids)),
    ]
    return hashlib.sha256("|".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


class BatchResults:
    """The results of a project's batches, one JSON file each, complete or absent, never half written.

    Several processes may use a folder at once: each result is the same whoever made it.
    """

    def __init__(self, settings: Settings) -> None:
        """Take those in the folder that the settings name.

        Raises:
            extractors.storage.StorageError: no driver for such a URL is installed.

        """
        self._folder, self._staging = results_of(settings), staging_of(settings)

    def find(self, key: str) -> BatchResult | None:
        """Return the result under a key, or None where there is none that can be used.

        Of no use is one whose staged files are gone, and one that cannot be read.
        """
        try:
            result = BatchResult.model_validate(json.loads(self._folder.read(_name(key))))
        except (OSError, ValueError):  # pydantic's errors are ValueErrors, too
            return None
        if not all(map(self._staging.holds, result.staged)):
            return None
        self._folder.renew(_name(key))
        return result.model_copy(update={"reused": len(result.staged)})

    def keep(self, key: str, result: BatchResult) -> None:
        """Write a result, whole or not at all, also in a power cut; but none with rejected sources, which are to be tried again."""
        if result.rejected:
            return
        # Names of folders may hold halves of characters, which pydantic's own JSON does not take.
        self._folder.write(_name(key), json.dumps(result.model_dump(mode="json")).encode())

    def clear(self, done: Mapping[str, BatchResult]) -> None:
        """Delete what a run that has ended leaves of no use: its own results that led to something, and what is old."""
        used = [_name(key) for key, result in done.items() if result.staged or result.described]
        self._folder.delete(used)
        self._folder.delete(list(self._folder.older_than(DAYS_KEPT * 24 * 60 * 60)))


def _name(key: str) -> str:
    return f"{key}.json"


def _read_as(batch: Batch) -> Iterable[tuple[str, str, int]]:
    """Yield the uri of each source, the media type it is read as, and the version of the reader."""
    for source in batch.sources:
        known = format_of(source.name, source.media_type)
        yield (source.uri, known.media_type, known.version) if known else (source.uri, "", 0)


def _digest(states: Mapping[str, KnownState]) -> str:
    return hashlib.sha256(repr(sorted(states.items())).encode("utf-8", "surrogatepass")).hexdigest()
