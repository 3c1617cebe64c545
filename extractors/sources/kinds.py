"""The kinds of sources, each with the function that looks at one: those of this package, and those of plug-ins."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from extractors.plugins import PluginFault, plugins
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

logger = logging.getLogger(__name__)


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
    left_out: list[PluginFault] = []
    for plugin in plugins(ENTRY_POINTS, SourceKind):
        if isinstance(plugin, PluginFault):
            left_out.append(plugin)
        elif plugin.thing.kind in KINDS or plugin.thing.kind in found:
            reason = f"another kind of source has the name {plugin.thing.kind!r} already"
            left_out.append(PluginFault(ENTRY_POINTS, plugin.name, plugin.package, reason))
        else:
            found[plugin.thing.kind] = plugin.thing
    for fault in left_out:
        logger.warning("%s", fault)
    return found, tuple(left_out)
