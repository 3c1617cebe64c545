"""What every finder answers that works by rules, whatever its rules are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What a rule found in a text: ``text[start:end]`` is of ``type``, and ``why`` says it in plain words (``IBAN, check digits right``).

    ``score`` is between 0 and 1. A finding that ``needs_support`` may be a common word as well: it counts only where the
    model or the rest of the document agrees.

    ``entries`` are the ids of the knowledge bases' entries that bear the name, as ``kb_ids`` in the graph (``drugs:d17``), in
    order; none where the rule is no list of names. The rest of a document agrees with a finding where another one with
    other words needs no support and names an entry of its, and no entry beside.
    """

    start: int
    end: int
    type: str
    why: str
    score: float = 1.0
    needs_support: bool = False
    entries: tuple[str, ...] = ()


class Finder(Protocol):
    """Finds mentions by rules; safe to use from several threads."""

    @property
    def source(self) -> str:
        """What its mentions name as their source: ``pattern`` or ``gazetteer``."""
        ...

    @property
    def identity(self) -> str:
        """The name of everything that can change its findings: rules, versions of packages, content of lists."""
        ...

    def find(self, text: str) -> Sequence[Finding]:
        """Return the findings in a text in order of their starts; those of one finder do not overlap.

        ``text`` is what a reader sees of a document (see `extractors.segmentation.views`): blocks are put apart by an empty
        line, cells of a row by ``|``, and what was wrapped may hold single line breaks.
        """
        ...
