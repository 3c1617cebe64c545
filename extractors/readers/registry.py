"""The formats that can be read: those of `extractors.readers.formats`, those of plug-ins, and those registered while it runs."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from extractors.plugins import PluginFault, add_plugins
from extractors.readers import formats
from extractors.readers.conversion import Format

ENTRY_POINTS = "graphmill.readers"
"""The group of entry points under which a package declares its formats: ``name = "module:FORMAT"``."""


class _Table:
    """The formats by suffix and by media type, and what was left out."""

    def __init__(self) -> None:
        self.by_suffix: dict[str, Format] = {}
        self.by_media_type: dict[str, Format] = {}
        self.faults: list[PluginFault] = []

    def add(self, added: Format) -> None:
        """Add a format, in the place of others that have its suffixes or its media type."""
        self.by_suffix.update(dict.fromkeys(added.suffixes, added))
        self.by_media_type[added.media_type] = added

    def claimed(self, added: Format) -> str:
        """Return which of a format's suffixes, or its media type, another format has already; empty if none."""
        taken = [suffix for suffix in added.suffixes if suffix in self.by_suffix]
        return ", ".join(taken) or (added.media_type if added.media_type in self.by_media_type else "")


@cache
def _table() -> _Table:
    table = _Table()
    for module in pkgutil.iter_modules(formats.__path__, f"{formats.__name__}."):
        table.add(importlib.import_module(module.name).FORMAT)

    def why_not(added: Format) -> str:
        claimed = table.claimed(added)
        return f"another reader has {claimed} already" if claimed else ""

    table.faults += add_plugins(ENTRY_POINTS, Format, add=table.add, why_not=why_not)
    return table


def register(added: Format) -> None:
    """Make files of a format readable in this process; it takes the place of others with its suffixes or media type."""
    _table().add(added)


def format_of(name: str, media_type: str = "") -> Format | None:
    """Return the format of a file by its name's suffix, else by its media type, or None if neither is known."""
    dot = name.rfind(".")
    known = _table().by_suffix.get(name[dot:].lower()) if dot > name.rfind("/") + 1 else None
    return known or _table().by_media_type.get(media_type.partition(";")[0].strip().lower())


def registered_formats() -> tuple[Format, ...]:
    """Return every format that can be read, in the order of their first suffixes."""
    return tuple(sorted(set(_table().by_suffix.values()), key=lambda known: known.suffixes))


def supported_suffixes() -> tuple[str, ...]:
    """Return every suffix that can be read, sorted."""
    return tuple(sorted(_table().by_suffix))


def faults() -> tuple[str, ...]:
    """Return a sentence about every plug-in that was left out: its name, its package, why, and the remedy."""
    return tuple(str(fault) for fault in _table().faults)
