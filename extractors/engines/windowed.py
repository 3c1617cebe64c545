"""Extraction from texts of any length with a model that reads windows: the part that all engines share."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractors.documents import Document
from extractors.engines.protocol import Span, WindowModel
from extractors.engines.repeated import repeated_texts
from extractors.errors import ExtractorError
from extractors.mentions import Extraction, Label, Mention
from extractors.segmentation.overlaps import Candidate, resolve, trim
from extractors.segmentation.segments import Segmentation, glue, segment
from extractors.segmentation.windows import Capacity, Window, Word, pieces, plan_windows, words_of

# Words of the text before that each window sees again, and so the widest mention that is certain to be seen whole where
# two windows meet: longer than nearly every name.
LEAD_WORDS = 12


class WindowedExtractor:
    """Finds mentions with a window model; implements the ``Extractor`` protocol.

    Args:
        model: The loaded model.
        labels: What to look for; in one prompt as far as the model allows, else in several passes.
        threshold: Least score of a mention, between 0 and 1, for labels without their own.
        fingerprint: The name of everything that can change an answer, see `extractors.engines.fingerprint`.
        window_words: Words a window aims for. Longer windows are faster; see docs/extraction.md for what they cost.
        batch_size: Windows a pass, where the model takes several; by default it chooses.
        threads: Threads on a processor; all it may use by default.

    Raises:
        ExtractorError: No labels, two labels with one name or one prompt, a threshold out of range, or labels too long.

    """

    def __init__(
        self,
        model: WindowModel,
        labels: Sequence[Label],
        threshold: float,
        fingerprint: str,
        window_words: int = 80,
        batch_size: int | None = None,
        threads: int | None = None,
    ) -> None:
        check_labels(labels, threshold, model)
        self._model = model
        self._repeated = repeated_texts(model)
        self._batch_size, self._threads = batch_size, threads
        self._labels = tuple(labels)
        self._thresholds = tuple(
            threshold if label.threshold is None else label.threshold for label in labels
        )
        self._groups = self._group_labels()
        limits = model.limits
        prompt = max(model.count_prompt([self._labels[i] for i in group]) for group in self._groups)
        target = min(window_words, limits.words)
        try:
            self._capacity = Capacity(
                limits.words, limits.subtokens - prompt, target, max(1, min(LEAD_WORDS, target // 3))
            )
        except ValueError as error:
            raise ExtractorError(f"window_words={window_words} is too small: {error}") from error
        self._fingerprint = fingerprint

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits over model, package versions, labels, thresholds and windows."""
        return self._fingerprint

    @property
    def labels(self) -> tuple[Label, ...]:
        """The labels that are asked for."""
        return self._labels

    @property
    def thresholds(self) -> dict[str, float]:
        """Least score of a mention by the name of its label."""
        return {label.name: least for label, least in zip(self._labels, self._thresholds, strict=True)}

    def _group_labels(self) -> list[range]:
        """Split the labels into as few prompts as the model allows, none of which takes more than half of what it reads."""
        limits, count = self._model.limits, len(self._labels)
        for passes in range(-(-count // limits.labels), count + 1):
            edges = [count * i // passes for i in range(passes + 1)]
            groups = [range(first, after) for first, after in pairwise(edges)]
            if all(self._prompt_fits([self._labels[i] for i in group]) for group in groups):
                return groups
        longest = max(self._labels, key=lambda label: self._model.count_prompt([label]))
        raise ExtractorError(
            f"label {longest.name!r} takes {self._model.count_prompt([longest])} of the {limits.subtokens} subtokens "
            "that the model reads: give it a shorter prompt"
        )

    def _prompt_fits(self, labels: Sequence[Label]) -> bool:
        return self._model.count_prompt(labels) <= self._model.limits.subtokens // 2

    def extract(self, documents: Sequence[Document]) -> list[Extraction]:
        """Return one extraction a document, in the order given."""
        segmentations = [segment(document.text, document.media_type) for document in documents]
        windows: list[tuple[int, Window]] = []
        for number, segmentation in enumerate(segmentations):
            windows.extend((number, window) for window in self._plan(segmentation))
        found: list[list[Candidate]] = [[] for _ in documents]
        texts = [segmentations[number].view.text[window.start : window.end] for number, window in windows]
        for group in self._groups:
            labels = [self._labels[i] for i in group]
            thresholds = [self._thresholds[i] for i in group]
            answers = self._ask(texts, labels, thresholds)
            for (number, window), spans in zip(windows, answers, strict=True):
                document, segmentation = documents[number], segmentations[number]
                found[number].extend(self._candidates(document.text, segmentation, window, spans))
        return [
            self._extraction(document, segmentation, candidates)
            for document, segmentation, candidates in zip(documents, segmentations, found, strict=True)
        ]

    def _ask(
        self, texts: Sequence[str], labels: Sequence[Label], thresholds: Sequence[float]
    ) -> list[list[Span]]:
        question = repr([(label.name, self._model.prompt(label)) for label in labels] + list(thresholds))

        def ask(new: Sequence[str]) -> list[list[Span]]:
            return self._model.predict(new, labels, thresholds, self._batch_size, self._threads)

        return self._repeated.answers(texts, question, ask)

    def _plan(self, segmentation: Segmentation) -> list[Window]:
        text = segmentation.view.text
        spans = [piece for start, end in words_of(text) for piece in pieces(start, end)]
        if not spans:
            return []
        counts = self._model.count_subtokens([text[start:end] for start, end in spans])
        words = [Word(start, end, count) for (start, end), count in zip(spans, counts, strict=True)]
        return plan_windows(words, segmentation.seen, self._capacity)

    def _candidates(
        self, text: str, segmentation: Segmentation, window: Window, spans: Sequence[Span]
    ) -> list[Candidate]:
        view = segmentation.view
        view_start = segmentation.seen[0].start
        open_end = not segmentation.is_end_of_block(window.end)
        result: list[Candidate] = []
        for span in spans:
            start, end = window.start + span.start, window.start + span.end
            # What lies before the window's own part has been answered by the window before, with more context.
            if end <= window.own_start:
                continue
            at_border = (start == window.start and start > view_start) or (end == window.end and open_end)
            stored = view.stored(start, end)
            if stored is None:
                continue
            candidate = trim(text, Candidate(*stored, span.label, span.score, at_border))
            if candidate is not None and not segmentation.crosses_border(candidate.start, candidate.end):
                result.append(candidate)
        return result

    def _extraction(
        self, document: Document, segmentation: Segmentation, candidates: list[Candidate]
    ) -> Extraction:
        text = document.text
        mentions = tuple(
            Mention(c.start, c.end, text[c.start : c.end], c.type, c.score) for c in resolve(candidates)
        )
        return Extraction(document, self._fingerprint, glue(segmentation.sentences, mentions), mentions)


def check_labels(labels: Sequence[Label], threshold: float, model: WindowModel) -> None:
    """Check that every label can be asked for and its answers told apart.

    Raises:
        ExtractorError: No labels, an empty or repeated name, a repeated prompt, or a threshold outside 0 to 1.

    """
    if not labels:
        raise ExtractorError("no labels to look for: name at least one, such as person")
    names: set[str] = set()
    prompts: dict[str, str] = {}
    for label in labels:
        if not label.name.strip() or not any(sign.isalnum() for sign in label.asked):
            raise ExtractorError(f"label {label.name!r} is empty: give it a name and words to ask for")
        if label.name in names:
            raise ExtractorError(f"label {label.name!r} is given twice: name it once")
        names.add(label.name)
        prompt = model.prompt(label)
        if prompt in prompts:
            raise ExtractorError(
                f"labels {prompts[prompt]!r} and {label.name!r} ask for the same words {prompt!r}: "
                "give one of them another prompt"
            )
        prompts[prompt] = label.name
    for name, value in [
        ("threshold", threshold),
        *((f"threshold of label {x.name!r}", x.threshold) for x in labels),
    ]:
        if value is not None and not 0 < value <= 1:
            raise ExtractorError(f"{name} is {value}: it must be above 0 and at most 1")
