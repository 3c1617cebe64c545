"""The kinds of sources, each with the function that looks at one: those of this package, and those of plug-ins."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from extractors.plugins import PluginFault, add_plugins
from extractors.sources.any_source import AnySource
from extractors.sources.polling import Cursor, Poll, Spool

ENTRY_POINTS = "graphmill.sources"
"""The group of entry points under which a package declares its kinds of sources: ``name = "module:KIND"``."""

Look = Callable[[Any, Cursor, Spool, Path], Poll]
"""Takes a source's settings, the cursor that its last look gave, the folder for items that are no files, and the project's folder.

It raises a `extractors.sources.polling.SourceUnreachableError` where the source cannot be looked at.
"""
KINDS = {
    "files": "extractors.sources.files:poll",
    "feed": "extractors.sources.feed:poll",
    "sitemap": "extractors.sources.sitemap:poll",
    "imap": "extractors.sources.imap:poll",
    "maildir": "extractors.sources.maildir:poll",
    "table": "extractors.sources.table:poll",
}
"""Where the function of each kind of ours is: imported only for a source of that kind, for some need packages that are not always there."""


@dataclass(frozen=True, slots=True)
class SourceKind:
    """A kind of source that another package adds: what ``kind`` is in the settings, the model of its settings, and how one is looked at."""

    kind: str
    settings: type[AnySource]
    look: Look


def look_of(kind: str) -> Look:
    """Return the function that looks at sources of a kind."""
    if kind not in KINDS:
        return added_kinds()[kind].look
    module, _, name = KINDS[kind].partition(":")
    look: Look = getattr(importlib.import_module(module), name)
    return look


def added_kinds() -> Mapping[str, SourceKind]:
    """Return the kinds that other packages declare as entry points, by their names.

    One that cannot be used, or whose name is taken, is left out, which the log says.
    """
    return _added()[0]


def faults() -> tuple[str, ...]:
    """Return a sentence about every plug-in that was left out: its name, its package, why, and the remedy."""
    return tuple(map(str, _added()[1]))


@cache
def _added() -> tuple[Mapping[str, SourceKind], tuple[PluginFault, ...]]:
    found: dict[str, SourceKind] = {}

    def why_not(added: SourceKind) -> str:
        taken = added.kind in KINDS or added.kind in found
        return f"another kind of source has the name {added.kind!r} already" if taken else ""

    def add(added: SourceKind) -> None:
        found[added.kind] = added

    return found, add_plugins(ENTRY_POINTS, SourceKind, add=add, why_not=why_not)
