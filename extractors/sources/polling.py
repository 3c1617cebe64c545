"""What a look at a source gives: its items, told by what tells them from each other and from what they were before."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractors.documents import ReadFailure
from extractors.errors import GraphmillError
from extractors.readers.source import Source
from extractors.whole_files import PART

Cursor = Mapping[str, Any]
"""Where a source was left off, as JSON has it; empty before the first look."""


class SourceUnreachableError(GraphmillError):
    """A source cannot be looked at just now, or says nothing that can be believed; the message names it and the remedy."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a source holds, to be read as ``source``.

    ``key`` is what the source itself tells its items apart by. ``version`` changes when the item does, where the source says so without giving the item
    (an ETag, a time of change, a row's cursor); empty means that only its bytes tell.
    """

    key: str
    source: Source
    version: str = ""


@dataclass(frozen=True, slots=True)
class Poll:
    """A look at a source: its ``items``, and the ``cursor`` to go on from once they are in the graph.

    With ``is_whole`` the items are all that the source holds, so that one that it held before and does not hold now is gone; else they are
    only those since the last look. With ``has_more`` the source holds more that is new than one look brings: another look from ``cursor``,
    once these items are in the graph, brings the next.
    """

    items: tuple[Item, ...]
    cursor: Cursor = field(default_factory=dict)
    is_whole: bool = False
    failures: tuple[ReadFailure, ...] = ()
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class Spool:
    """The folder for items that are no files: each is written there until it is in the graph.

    ``held`` are the versions, by key, of those that are in the graph as they are: what they hold need not be had again, and the
    location of such an item may hold nothing.
    """

    folder: Path
    held: Mapping[str, str] = field(default_factory=dict)

    def has(self, key: str, version: str) -> bool:
        """Tell whether the graph has an item in this version; an empty one tells nothing."""
        return bool(version) and self.held.get(key) == version

    def place(self, key: str, suffix: str) -> Path:
        """Return the path where `keep` writes an item."""
        return self.folder / (hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32] + suffix)

    def keep(self, key: str, suffix: str, content: bytes) -> Path:
        """Write an item whole or not at all, and return its path; the same key gives the same one.

        It is not forced to the disk, which takes fifty times as long: what a power cut takes, the next look brings again.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.place(key, suffix)
        part = path.with_name(f"{path.name}{PART}")
        part.write_bytes(content)
        part.replace(path)
        return path
