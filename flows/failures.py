"""The sources that could not be brought in, kept between runs so that they are shown and tried again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from flows.report import Rejected


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
        return [Rejected(**json.loads(line)) for line in lines if line.strip()]

    def touches(self, uris: Iterable[str]) -> bool:
        """Tell whether one of these sources, or a record of one, was rejected last time."""
        places = {_source(failure.uri) for failure in self.read()}
        return any(uri in places for uri in uris)

    def record(self, tried: Iterable[str], failed: Iterable[Rejected]) -> None:
        """Replace what is known of the sources ``tried``: those in ``failed`` stay, the others succeeded.

        Files that were rejected earlier and have been deleted since are dropped as well.
        """
        failed = list(failed)
        again = set(tried) | {_source(failure.uri) for failure in failed}
        earlier = (failure for failure in self.read() if _source(failure.uri) not in again)
        kept = [failure for failure in earlier if self._is_there(_source(failure.uri))]
        entries = sorted(kept + failed, key=lambda failure: failure.uri)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self._path.with_suffix(".part")
        temporary.write_text("".join(f.model_dump_json() + "\n" for f in entries), encoding="utf-8")
        temporary.replace(self._path)

    def _is_there(self, uri: str) -> bool:
        return "://" in uri or (self._base / uri).exists()


def _source(uri: str) -> str:
    """Return the file of a record or a part of it (``file.jsonl#id``, ``file.pdf#pages=3``), else the source itself."""
    before, mark, _ = uri.rpartition("#")
    return before if mark else uri
