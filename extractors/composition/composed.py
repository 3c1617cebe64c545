"""One extractor made of a model and rules; each of the two may be missing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from extractors.composition.precedence import (
    PRECEDENCE_VERSION,
    Dropped,
    Found,
    Loss,
    Settled,
    settle,
)
from extractors.documents import Document
from extractors.engines.fingerprint import segmentation_versions
from extractors.engines.loading import fingerprint_of, load_extractor
from extractors.engines.settings import ExtractorSettings
from extractors.errors import ExtractorError
from extractors.mentions import Extraction, Extractor, Label, Mention
from extractors.rules.protocol import Finder
from extractors.segmentation.segments import Segmentation, glue, segment


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a document and how it came about.

    ``own`` is what the model alone found, None where no model is asked. ``kept`` are the findings behind the mentions of the
    extraction, ``dropped`` those that do not count.
    """

    extraction: Extraction
    own: Extraction | None
    kept: tuple[Found, ...]
    dropped: tuple[Dropped, ...]


class RulesFailedError(ExtractorError):
    """Rules cannot be used on some of the documents, and could not if they were asked again.

    Args:
        failed: What went wrong, by the uri of each of these documents.

    """

    def __init__(self, failed: Mapping[str, ExtractorError]) -> None:
        self.failed = dict(failed)
        told = [f"{uri}: {error}" for uri, error in self.failed.items()]
        super().__init__("\n".join(told))


class ComposedExtractor:
    """Finds mentions with a model and with rules; implements the ``Extractor`` protocol.

    The model is loaded when it is first asked, and not at all where nothing is left for it.

    Args:
        settings: Which model, and how it is run.
        asked: What the model is asked for; nothing if rules find all there is to find.
        finders: The rules; without any the answers and the fingerprint are the model's own.
        types: The types that are looked for; what rules find of others is passed over.

    Raises:
        ExtractorError: There is neither a label for the model nor a rule.

    """

    def __init__(
        self,
        settings: ExtractorSettings,
        asked: Sequence[Label],
        finders: Sequence[Finder],
        types: Sequence[str],
    ) -> None:
        if not asked and not finders:
            raise ExtractorError("no labels to look for: name at least one, such as person")
        self._settings, self._asked = settings, tuple(asked)
        self.finders, self._types = tuple(finders), frozenset(types)

    @cached_property
    def _model(self) -> Extractor | None:
        return load_extractor(self._settings, self._asked) if self._asked else None

    @cached_property
    def own_fingerprint(self) -> str | None:
        """The fingerprint of the model alone, None where none is asked.

        Raises:
            ExtractorError: The model's files are neither here nor to be had; the message names the remedy.

        """
        return fingerprint_of(self._settings, self._asked) if self._asked else None

    @cached_property
    def fingerprint(self) -> str:
        """Identity of everything that can change the result: the model's own, or with rules sixteen hex digits over all of it.

        Raises:
            ExtractorError: The model's files are neither here nor to be had; the message names the remedy.

        """
        if not self.finders and self.own_fingerprint is not None:
            return self.own_fingerprint
        rules = sorted((finder.source, finder.identity) for finder in self.finders)
        parts = [
            self.own_fingerprint,
            PRECEDENCE_VERSION,
            segmentation_versions(),
            rules,
            sorted(self._types),
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]

    @property
    def keeps_own(self) -> bool:
        """Whether what the model alone finds is worth keeping: other rules can be composed with it."""
        return bool(self.finders and self._asked)

    @property
    def thresholds(self) -> Mapping[str, float]:
        """Least score of what the model finds, by the name of its label; rules have none."""
        return self._model.thresholds if self._model is not None else {}

    def extract(self, documents: Sequence[Document]) -> list[Extraction]:
        """Return one extraction a document, in the order given.

        Raises:
            ExtractorError: The model cannot be loaded, or a rule takes too long.

        """
        return [reading.extraction for reading in self.read(documents)]

    def read(
        self, documents: Sequence[Document], own: Sequence[Extraction | None] | None = None
    ) -> list[Reading]:
        """Return what is found in each document, in the order given, and how it came about.

        ``own`` has what the model alone found in each of the documents before, None where that is not known; with all of it the
        model is not loaded.

        Raises:
            ExtractorError: The model cannot be loaded, or a rule takes too long.

        """
        # Rules first: what they refuse is told before the model has worked for nothing.
        if self.finders:
            segmentations = [segment(document.text, document.media_type) for document in documents]
            by_rule = self._found_by_rule(documents, segmentations)
            known = self._own(documents, own)
            return [
                self._composed(*each) for each in zip(documents, segmentations, by_rule, known, strict=True)
            ]
        return [
            Reading(found, found, tuple(map(_of_model, found.mentions)), ())
            for found in self._own(documents, own)
            if found is not None
        ]

    def prepare(self, own: Sequence[Extraction | None] | None = None) -> None:
        """Load the model now if it is to be asked about a document of which it is not known what it finds.

        Raises:
            ExtractorError: It cannot be loaded; the message names the remedy.

        """
        if own is None or None in own:
            _ = self._model

    def _own(
        self, documents: Sequence[Document], own: Sequence[Extraction | None] | None
    ) -> Sequence[Extraction | None]:
        """Return what the model alone finds in each document, asked only about those of which it is not known."""
        known: list[Extraction | None] = list(own) if own is not None else [None] * len(documents)
        missing = [i for i, found in enumerate(known) if found is None]
        if self._asked and missing and self._model is not None:
            answers = self._model.extract([documents[i] for i in missing])
            for i, found in zip(missing, answers, strict=True):
                known[i] = found
        return known

    def _found_by_rule(
        self, documents: Sequence[Document], segmentations: Sequence[Segmentation]
    ) -> list[list[Found | Dropped]]:
        found: list[list[Found | Dropped]] = []
        failed: dict[str, ExtractorError] = {}
        for document, segmentation in zip(documents, segmentations, strict=True):
            try:
                found.append(list(self._find(document, segmentation)))
            except ExtractorError as error:
                failed[document.uri] = error
        if failed:
            raise RulesFailedError(failed)
        return found

    def _find(self, document: Document, segmentation: Segmentation) -> Iterator[Found | Dropped]:
        """Yield what the rules find, at its place in the stored text."""
        text, view = document.text, segmentation.view
        for finder in self.finders:
            for finding in finder.find(view.text):
                stored = view.stored(finding.start, finding.end)
                if finding.type not in self._types or stored is None:
                    continue
                start, end = _without_blanks(text, *stored)
                if start == end:
                    continue
                mention = Mention(start, end, text[start:end], finding.type, finding.score, finder.source)
                found = Found(mention, finding.why, finding.needs_support, finding.entries)
                crosses = segmentation.crosses_border(start, end)
                yield Dropped(found, Loss.BORDER) if crosses else found

    def _composed(
        self,
        document: Document,
        segmentation: Segmentation,
        by_rule: Sequence[Found | Dropped],
        own: Extraction | None,
    ) -> Reading:
        found = [each for each in by_rule if isinstance(each, Found)]
        refused = [each for each in by_rule if isinstance(each, Dropped)]
        settled: Settled = settle([*found, *map(_of_model, own.mentions if own else ())])
        mentions = tuple(each.mention for each in settled.kept)
        sentences = glue(segmentation.sentences, mentions)
        return Reading(
            Extraction(document, self.fingerprint, sentences, mentions),
            own,
            settled.kept,
            tuple(sorted((*settled.dropped, *refused), key=lambda each: each.found)),
        )


def _of_model(mention: Mention) -> Found:
    return Found(mention, f"the model, score {mention.score:.4g}")


def _without_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a range of a text without white space at its edges."""
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    return start + lead, start + max(lead, len(piece.rstrip()))
