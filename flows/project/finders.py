"""The rules of a project that find mentions: patterns and kinds of its types, and its lists of names."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from extractors.rules.patterns import PatternRule, pattern_finder
from extractors.rules.protocol import Finder
from flows.project.settings import Settings


def finders_of(settings: Settings, types: Collection[str]) -> tuple[Finder, ...]:
    """Return what finds mentions of ``types`` by rules, none where the settings have no rule for them.

    Raises:
        extractors.errors.ExtractorError: A rule cannot be used.

    """
    rules = tuple(each.rule for each in settings.types if each.rule is not None and each.name in types)
    return (_patterns(rules),) if rules else ()


@cache
def _patterns(rules: tuple[PatternRule, ...]) -> Finder:
    return pattern_finder(rules)
