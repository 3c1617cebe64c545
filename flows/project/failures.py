"""The sources that could not be brought in, kept between runs so that they are shown and tried again."""

from __future__ import annotations

import json
from collections.abc import Collection, Container, Iterable
from dataclasses import asdict, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from extractors.documents import ReadFailure
from extractors.errors import GraphmillError
from extractors.whole_files import whole_file

SOURCE_SCHEME = "source://"
"""Before the name of a source of the settings, where failures bear the uri of what failed, or of where it is."""

_FAILURE = TypeAdapter(ReadFailure)


class FailureListError(GraphmillError):
    """The list of rejected sources holds a line that is none; the message names it and the remedy."""


class FailureList:
    """``failures.jsonl`` in the project's state folder: one rejected source a line, until it succeeds or is gone."""

    def __init__(self, state: Path, base: Path) -> None:
        self._path = state / "failures.jsonl"
        self._base = base

    def read(self) -> list[ReadFailure]:
        """Return what is rejected at present, sorted by source.

        Raises:
            FailureListError: a line of the file is no rejected source.

        """
        if not self._path.is_file():
            return []
        lines = self._path.read_text(encoding="utf-8").split("\n")
        return [self._failure(number, line) for number, line in enumerate(lines, 1) if line.strip()]

    def _failure(self, number: int, line: str) -> ReadFailure:
        try:
            return _with_source(_FAILURE.validate_json(line))
        except ValidationError as error:
            reason = error.errors(include_url=False)[0]["msg"]
            raise FailureListError(
                f"{self._path}, line {number}: this is no rejected source ({reason}). Delete the file: the next ingest of these "
                "sources lists again what it cannot read."
            ) from error

    def record(
        self,
        failed: Iterable[ReadFailure],
        *,
        places: Collection[str],
        sources: Collection[str] = (),
        unchanged: Container[str] = (),
        settings_sources: Iterable[str] = (),
    ) -> None:
        """Replace what is known of everything that a run looked at: what is in ``failed`` stays, the rest is well now.

        A run looked at its inputs (``places``), at all that lies below them, and at the ``sources`` that it found. Of sources
        that were ``unchanged`` it read nothing, so that what was said of parts of them still holds. Files that were rejected earlier and have
        been deleted since are dropped as well. What a source of the settings holds beside files is below the source's name, which is
        among the places only if all of it was looked at; of sources that are not among those of the settings nothing stays.
        """
        failed = list(failed)
        read = frozenset(sources)
        looked_at = {failure.place for failure in failed} | read
        again = {place for place in looked_at if not place.startswith(SOURCE_SCHEME)}.union(places)
        named = {SOURCE_SCHEME + name for name in settings_sources}
        below = tuple(f"{place}/" for place in places)
        everything = "." in places

        def holds(failure: ReadFailure) -> bool:
            source = failure.place
            if source in unchanged and failure.uri != source:
                return True
            if failure.uri in read or (source.startswith(SOURCE_SCHEME) and source not in named):
                return False
            inside = everything and not source.startswith("/") and "://" not in source
            return not (source in again or inside or source.startswith(below)) and self._is_there(source)

        entries = {failure.uri: failure for failure in self.read() if holds(failure)}
        entries |= {failure.uri: failure for failure in failed}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(self._path) as file:
            file.writelines(
                json.dumps(asdict(entries[uri]), ensure_ascii=False) + "\n" for uri in sorted(entries)
            )

    def _is_there(self, uri: str) -> bool:
        return "://" in uri or (self._base / uri).exists()


def _with_source(failure: ReadFailure) -> ReadFailure:
    """Return a failure as it is written today: an earlier graphmill left out the file of a record (``file.jsonl#id``)."""
    if failure.source:
        return failure
    before, mark, _ = failure.uri.rpartition("#")
    return replace(failure, source=before if mark else failure.uri)
