"""Extraction from annotated texts, by the way that ingestion takes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from extractors.documents import Document
from extractors.errors import UsageError
from extractors.evaluation.annotations import AnnotatedText
from extractors.mentions import Extractor, Label, Mention
from flows.project.settings import Settings
from flows.terminal.progress import tell

SLICE_TEXTS = 256
"""Texts that go through the model together."""


def asked_labels(names: Sequence[str], settings: Settings) -> list[Label]:
    """Return what the model is asked for: types of the settings with their prompt and threshold, others by name."""
    known = {label.name: label for label in settings.labels}
    return [known.get(name, Label(name)) for name in names]


def settings_order(names: Sequence[str], settings: Settings) -> list[str]:
    """Return the names in the order of the settings, others behind: the model weighs a prompt's labels as they stand."""
    known = [label.name for label in settings.labels if label.name in names]
    return [*known, *(name for name in names if name not in known)]


def mapped_types(given: Sequence[str]) -> dict[str, str]:
    """Return gold types with the labels that ``--map`` gives them, each as GOLD=LABEL or several by commas.

    Raises:
        UsageError: an option is written otherwise.

    """
    names: dict[str, str] = {}
    for option in given:
        parts = option.split(",")
        # A type may have a comma in its name.
        for pair in parts if all("=" in part for part in parts) else [option]:
            gold, _, label = (part.strip() for part in pair.partition("="))
            if not gold or not label or "=" in label:
                raise UsageError(f"--map {option}: write GOLD=LABEL, for instance --map PER=person.")
            names[gold] = label
    return names


def find_mentions(texts: Sequence[AnnotatedText], extractor: Extractor) -> list[tuple[Mention, ...]]:
    """Return the mentions of each text, found as ingestion finds them."""
    found: list[tuple[Mention, ...]] = []
    tell("extract", 0, len(texts))
    for start in range(0, len(texts), SLICE_TEXTS):
        documents = [_document(text) for text in texts[start : start + SLICE_TEXTS]]
        found += [extraction.mentions for extraction in extractor.extract(documents)]
        tell("extract", len(found), len(texts))
    return found


def _document(text: AnnotatedText) -> Document:
    digest = hashlib.sha256(text.text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(text.name, text.name, text.text, "text/plain", digest)
