"""What the engines share: what a loaded model answers, and what an engine says of itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from extractors.engines.precision import Precision
from extractors.mentions import Label
from extractors.models.files import ModelFiles, ModelKind

# Scores are rounded to this many digits before they meet a threshold: no platform agrees on more.
SCORE_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Span:
    """A span that a model found in one window's text: offsets into that text, label name, score."""

    start: int
    end: int
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What one pass of a model reads: ``words`` and ``subtokens`` in all, label prompt and special tokens included in the latter.

    ``labels`` is the number of labels that one prompt should hold.
    """

    words: int
    subtokens: int
    labels: int


class WindowModel(Protocol):
    """A loaded model as the windowing needs it."""

    @property
    def limits(self) -> Limits:
        """What fits one pass."""
        ...

    def count_subtokens(self, words: Sequence[str]) -> list[int]:
        """Return how many subtokens each word takes."""
        ...

    def prompt(self, label: Label) -> str:
        """Return what the model reads for a label; two labels with one prompt cannot be told apart."""
        ...

    def count_prompt(self, labels: Sequence[Label]) -> int:
        """Return how many subtokens the labels and all special tokens take together."""
        ...

    def predict(
        self,
        texts: Sequence[str],
        labels: Sequence[Label],
        thresholds: Sequence[float],
        batch_size: int | None,
        threads: int | None,
    ) -> list[list[Span]]:
        """Return for each text every span whose score reaches its label's threshold, overlapping ones included."""
        ...


@dataclass(frozen=True, slots=True)
class Engine:
    """An engine: which models are its own, and how they are named, asked and loaded.

    ``kind`` says what the files of its models are. ``identity_of`` names engine, package version, weights and everything
    else of a model that can change its answers, and ``prompt_of`` what a model reads for a label; neither loads a model.
    ``load`` returns the model of files on a device (``auto`` chooses one), the same one at each call of a process. It
    imports the libraries that it needs when it is called, and raises an ``ExtractorError`` that names the remedy. An engine
    that can compute in fewer bits gives ``load_in`` too, which is asked instead.
    """

    kind: ModelKind
    identity_of: Callable[[ModelFiles], str]
    prompt_of: Callable[[Label], str]
    load: Callable[[ModelFiles, str], WindowModel]
    load_in: Callable[[ModelFiles, str, Precision], WindowModel] | None = None

    @property
    def name(self) -> str:
        """The name of the engine, as the settings have it."""
        return self.kind.engine
