"""How a project finds mentions: the model and the rules of its settings, as one extractor."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.composition.composed import ComposedExtractor
from extractors.mentions import Label
from flows.project.finders import finders_of
from flows.project.settings import Settings


def project_extractor(settings: Settings, labels: Sequence[Label] | None = None) -> ComposedExtractor:
    """Return what finds mentions of ``labels``, by default all types of the settings; no model is loaded before it is asked.

    A label that is a type of the settings is found as they say; the model is asked for any other.

    Raises:
        extractors.errors.ExtractorError: There is nothing to look for, or a rule cannot be used.
        linking.knowledge_base.file.KnowledgeBaseError: A list of names cannot be read or holds an entry that cannot be used.

    """
    wanted = settings.labels if labels is None else tuple(labels)
    types = [label.name for label in wanted]
    return ComposedExtractor(
        settings.extractor, model_labels(settings, wanted), finders_of(settings, types), types
    )


def model_labels(settings: Settings, labels: Sequence[Label] | None = None) -> tuple[Label, ...]:
    """Return the labels that the model is asked for, of all types of the settings or of those given."""
    by_rule_alone = {each.name for each in settings.types if not each.is_by_model}
    wanted = settings.labels if labels is None else labels
    return tuple(label for label in wanted if label.name not in by_rule_alone)
