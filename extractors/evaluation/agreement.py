"""How far two extractors agree on the same texts: neither counts as the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from extractors.evaluation.matching import Match, MatchKind, match
from extractors.mentions import Extraction, Mention


class Agreement(StrEnum):
    """What one pair of mentions, or a mention without counterpart, says of the two extractors A and B."""

    BOTH = "both"
    TYPE = "other type"
    BOUNDS = "other bounds"
    NEITHER = "other bounds and type"
    ONLY_A = "only A"
    ONLY_B = "only B"


_AGREEMENTS = {
    MatchKind.RIGHT: Agreement.BOTH,
    MatchKind.TYPE: Agreement.TYPE,
    MatchKind.BOUNDS: Agreement.BOUNDS,
    MatchKind.BOTH: Agreement.NEITHER,
    MatchKind.MISSED: Agreement.ONLY_A,
    MatchKind.SPURIOUS: Agreement.ONLY_B,
}


@dataclass(frozen=True, slots=True)
class Pair:
    """What A and B say of one place in a text; one of the two may be silent."""

    a: Mention | None
    b: Mention | None
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Comparison:
    """The pairs of every text, in its order."""

    texts: tuple[tuple[Pair, ...], ...]

    def counts(self) -> dict[Agreement, int]:
        """Return how often each kind of agreement occurs, all kinds in order."""
        found = Counter(pair.agreement for pairs in self.texts for pair in pairs)
        return {agreement: found[agreement] for agreement in Agreement}

    @property
    def f1(self) -> float:
        """F1 of A against B by exact bounds and type, which is that of B against A; 1 where neither finds anything."""
        return self._agreed(Agreement.BOTH)

    @property
    def overlap_f1(self) -> float:
        """As `f1`, but pairs of one type need only overlap."""
        return self._agreed(Agreement.BOTH, Agreement.BOUNDS)

    def by_type(self) -> dict[str, tuple[int, int, int]]:
        """Return for each type how many mentions A has, B has, and both have alike, the most frequent type first."""
        of_a: Counter[str] = Counter(p.a.type for pairs in self.texts for p in pairs if p.a)
        of_b: Counter[str] = Counter(p.b.type for pairs in self.texts for p in pairs if p.b)
        alike: Counter[str] = Counter(
            p.a.type for pairs in self.texts for p in pairs if p.a and p.agreement is Agreement.BOTH
        )
        order = sorted(of_a.keys() | of_b.keys(), key=lambda kind: (-of_a[kind] - of_b[kind], kind))
        return {kind: (of_a[kind], of_b[kind], alike[kind]) for kind in order}

    def _agreed(self, *kinds: Agreement) -> float:
        pairs = [pair for text in self.texts for pair in text]
        mentions = sum((pair.a is not None) + (pair.b is not None) for pair in pairs)
        return 2 * sum(pair.agreement in kinds for pair in pairs) / mentions if mentions else 1.0


def compare(a: Sequence[Extraction], b: Sequence[Extraction]) -> Comparison:
    """Pair the mentions of two extractors one to one (see `extractors.evaluation.matching`), text by text.

    Raises:
        ValueError: The two did not read the same texts in the same order.

    """
    texts = []
    for one, other in zip(a, b, strict=True):
        if one.document.text != other.document.text:
            raise ValueError(f"{one.document.uri} and {other.document.uri} are different texts")
        texts.append(tuple(_pair(found) for found in match(one.mentions, other.mentions)))
    return Comparison(tuple(texts))


def _pair(found: Match) -> Pair:
    return Pair(found.gold, found.predicted, _AGREEMENTS[found.outcome])
