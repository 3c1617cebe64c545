"""The rules of a project that find mentions: patterns and kinds of its types, and its lists of names."""

from __future__ import annotations

from collections.abc import Collection

from extractors.rules.protocol import Finder
from flows.project.settings import Settings


def finders_of(settings: Settings, types: Collection[str]) -> tuple[Finder, ...]:
    """Return what finds mentions of ``types`` by rules, none where the settings have no rule for them."""
    del settings, types
    return ()
