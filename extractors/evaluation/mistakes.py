"""The worst mistakes of an extraction, each in its context."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.evaluation.annotations import AnnotatedText
from extractors.evaluation.matching import Match, MatchKind
from extractors.mentions import Mention

CONTEXT = 60
"""Characters of text kept on both sides of a mistake."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What went wrong at one place, and how often the same went wrong anywhere (``count``).

    ``context`` is the text around, its first character at offset ``start`` of the text named ``name``.
    """

    outcome: MatchKind
    name: str
    gold: Mention | None
    predicted: Mention | None
    count: int
    context: str
    start: int


def worst_mistakes(
    texts: Sequence[AnnotatedText], matches: Sequence[Sequence[Match]], most: int
) -> dict[MatchKind, list[Mistake]]:
    """Return the ``most`` worst mistakes of each outcome, equal ones together.

    A wrong prediction is the worse the surer the model was of it. A missed mention has no score, so the one missed most
    often goes first. ``matches`` are those of each text.
    """
    groups: defaultdict[tuple[object, ...], list[tuple[int, Match]]] = defaultdict(list)
    for number, found in enumerate(matches):
        for each in found:
            if each.outcome is not MatchKind.RIGHT:
                sides = [(m.surface, m.type) if m else None for m in (each.gold, each.predicted)]
                groups[each.outcome, *sides].append((number, each))
    worst: dict[MatchKind, list[Mistake]] = {
        outcome: [] for outcome in MatchKind if outcome is not MatchKind.RIGHT
    }
    for group in groups.values():
        number, surest = max(group, key=lambda item: _score(item[1]))
        worst[surest.outcome].append(_mistake(texts[number], surest, len(group)))
    return {outcome: sorted(found, key=_badness)[:most] for outcome, found in worst.items()}


def _score(found: Match) -> float:
    return found.predicted.score if found.predicted else 0.0


def _badness(mistake: Mistake) -> tuple[float, int, str, str]:
    score = mistake.predicted.score if mistake.predicted else 0.0
    return -score, -mistake.count, mistake.context, mistake.name


def _mistake(text: AnnotatedText, found: Match, count: int) -> Mistake:
    sides = [mention for mention in (found.gold, found.predicted) if mention]
    first, last = min(mention.start for mention in sides), max(mention.end for mention in sides)
    start, end = max(0, first - CONTEXT), min(len(text.text), last + CONTEXT)
    # No half words at the edges, unless the text has no spaces.
    if start > 0:
        start = max(start, text.text.find(" ", start, first) + 1)
    if end < len(text.text):
        space = text.text.rfind(" ", last, end)
        end = space if space >= 0 else end
    return Mistake(found.outcome, text.name, found.gold, found.predicted, count, text.text[start:end], start)
