"""The rules of a project that find mentions: patterns and kinds of its types, and its lists of names."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING

from extractors.rules.protocol import Finder
from flows.project.settings import Settings

if TYPE_CHECKING:
    from extractors.rules.patterns import PatternRule


def finders_of(settings: Settings, types: Collection[str]) -> tuple[Finder, ...]:
    """Return what finds mentions of ``types`` by rules, none where the settings have no rule for them.

    Raises:
        extractors.errors.ExtractorError: A rule cannot be used.
        flows.project.settings.SettingsError: No entry of a list of names has a type of the project.
        linking.knowledge_base.file.KnowledgeBaseError: A list of names cannot be read or holds an entry that cannot be used.

    """
    rules = tuple(each.rule for each in settings.types if each.rule is not None and each.name in types)
    found = [_patterns(rules)] if rules else []
    if any(file.find for file in settings.knowledge_base.files):
        # Only here, as the patterns below: most projects have no rules, and these take long to load.
        from flows.project.gazetteer import project_gazetteer

        if (names := project_gazetteer(settings, types)) is not None:
            found.append(names.finder)
    return tuple(found)


@cache
def _patterns(rules: tuple[PatternRule, ...]) -> Finder:
    from extractors.rules.patterns import pattern_finder

    return pattern_finder(rules)
