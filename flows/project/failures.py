"""The sources that could not be brought in, kept between runs so that they are shown and tried again."""

from __future__ import annotations

import json
from collections.abc import Collection, Container, Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from extractors.whole_files import whole_file


class FailureList:
    """``failures.jsonl`` in the project's state folder: one rejected source a line, until it succeeds or is gone."""

    def __init__(self, state: Path, base: Path) -> None:
        self._path = state / "failures.jsonl"
        self._base = base

    def read(self) -> list[Rejected]:
        """Return what is rejected at present, sorted by source."""
        if not self._path.is_file():
            return []
        lines = self._path.read_text(encoding="utf-8").splitlines()
        return [_with_source(Rejected(**json.loads(line))) for line in lines if line.strip()]

    def touches(self, uris: Iterable[str]) -> bool:
        """Tell whether one of these sources, or a record of one, was rejected last time."""
        places = {failure.place for failure in self.read()}
        return any(uri in places for uri in uris)

    def record(
        self,
        failed: Iterable[Rejected],
        *,
        places: Collection[str],
        sources: Collection[str] = (),
        unchanged: Container[str] = (),
    ) -> None:
        """Replace what is known of everything that a run looked at: what is in ``failed`` stays, the rest is well now.

        A run looked at its inputs (``places``), at all that lies below them, and at the ``sources`` that it found. Of sources
        that were ``unchanged`` it read nothing, so that what was said of parts of them still holds. Files that were rejected earlier and have
        been deleted since are dropped as well.
        """
        failed = list(failed)
        again = {failure.place for failure in failed}.union(sources, places)
        below = tuple(f"{place}/" for place in places)
        everything = "." in places

        def holds(failure: Rejected) -> bool:
            source = failure.place
            if source in unchanged and failure.uri != source:
                return True
            inside = everything and not source.startswith("/") and "://" not in source
            return not (source in again or inside or source.startswith(below)) and self._is_there(source)

        entries = {failure.uri: failure for failure in self.read() if holds(failure)}
        entries |= {failure.uri: failure for failure in failed}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(self._path) as file:
            file.writelines(entries[uri].model_dump_json() + "\n" for uri in sorted(entries))

    def _is_there(self, uri: str) -> bool:
        return "://" in uri or (self._base / uri).exists()


def _with_source(failure: Rejected) -> Rejected:
    """Return a failure as it is written today: an earlier graphmill left out the file of a record (``file.jsonl#id``)."""
    if failure.source:
        return failure
    before, mark, _ = failure.uri.rpartition("#")
    return failure.model_copy(update={"source": before if mark else failure.uri})


class Rejected(BaseModel):
    """A source, or a part of one, that gave no document, with what happened and what to do about it.

    ``source`` is the uri of the file of a record or a part; empty where that is the uri itself.
    """

    model_config = ConfigDict(frozen=True)

    uri: str
    outcome: str
    reason: str
    remedy: str
    source: str = ""

    @property
    def place(self) -> str:
        """The uri of the file, folder or URL that is to be looked at again."""
        return self.source or self.uri
