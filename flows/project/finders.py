"""The rules of a project that find mentions: patterns and kinds of its types, and its lists of names."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from extractors.rules.patterns import PatternRule, pattern_finder
from extractors.rules.protocol import Finder
from flows.project.gazetteer import project_gazetteer
from flows.project.settings import Settings


def finders_of(settings: Settings, types: Collection[str]) -> tuple[Finder, ...]:
    """Return what finds mentions of ``types`` by rules, none where the settings have no rule for them.

    Raises:
        extractors.errors.ExtractorError: A rule cannot be used.
        flows.project.settings.SettingsError: No entry of a list of names has a type of the project.
        linking.knowledge_base.file.KnowledgeBaseError: A list of names cannot be read or holds an entry that cannot be used.

    """
    rules = tuple(each.rule for each in settings.types if each.rule is not None and each.name in types)
    found = [_patterns(rules)] if rules else []
    if (names := project_gazetteer(settings, types)) is not None:
        found.append(names.finder)
    return tuple(found)


@cache
def _patterns(rules: tuple[PatternRule, ...]) -> Finder:
    return pattern_finder(rules)
