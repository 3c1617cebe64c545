"""How many pairs of names linking takes for one name or two, where only the writing differs: short words, initials, signs.

Run from the project's root: ``python -m benchmarks.linking.writings``. It needs no data: the pairs are ``writings.csv`` beside it, each with
its kind, the type of both names, whether one text holds both or each stands in its own, and what is right: ``one`` entity,
``asked`` (one, or a question for a person), or ``two``. ``--wrong`` lists the pairs that are not as they should be.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractors.mentions import Mention
from linking.across_documents.resolution import resolve
from linking.within_document.clustering import link_within_document

PAIRS = Path(__file__).with_name("writings.csv")
RIGHT = {"one": {"one"}, "asked": {"one", "asked"}, "two": {"two", "asked"}}
"""What linking may answer, by what is right."""
_BETWEEN = " was named. Later, "


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names of one type, whether one text holds both, and what is right."""

    kind: str
    type: str
    one: str
    other: str
    together: bool
    right: str

    @property
    def answer(self) -> str:
        """What linking makes of the two names: ``one``, ``asked`` or ``two``."""
        texts = [(self.one, self.other)] if self.together else [(self.one,), (self.other,)]
        entities = [
            cluster.entity
            for number, names in enumerate(texts)
            for cluster in link_within_document(f"doc_{number}", "v1", *self._text(names))
        ]
        found = resolve(entities)
        if len(found.entities) == 1:
            return "one"
        return "asked" if found.review else "two"

    @property
    def is_right(self) -> bool:
        """Whether the answer is one that may be given."""
        return self.answer in RIGHT[self.right]

    def _text(self, names: Sequence[str]) -> tuple[str, list[Mention]]:
        text, mentions = "", []
        for name in names:
            mentions.append(Mention(len(text), len(text) + len(name), name, self.type, 1.0))
            text += name + _BETWEEN
        return text, mentions


def read_pairs(path: Path = PAIRS) -> list[Pair]:
    """Read pairs from columns kind, type, one, other, texts (``together`` or ``apart``) and right."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Pair(row["kind"], row["type"], row["one"], row["other"], row["texts"] == "together", row["right"])
            for row in csv.DictReader(lines)
        ]


def counted(pairs: Iterable[Pair]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return by kind and by what is right how many pairs linking has right, and how many there are."""
    every: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        every[pair.kind, pair.right] += 1
        right[pair.kind, pair.right] += pair.is_right
    return {case: (right[case], every[case]) for case in sorted(every)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print how many pairs of each kind are right."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--wrong", action="store_true", help="list the pairs that are wrong")
    options = parser.parse_args(arguments)
    pairs = read_pairs()
    found = counted(pairs)
    for (kind, right), (count, every) in found.items():
        sys.stdout.write(f"{kind}, {right}: {count} of {every} right\n")
    sys.stdout.write(f"all: {sum(count for count, _ in found.values())} of {len(pairs)} right\n")
    if options.wrong:
        for pair in pairs:
            if not pair.is_right:
                sys.stdout.write(f"{pair.one} / {pair.other}: {pair.answer} instead of {pair.right}\n")


if __name__ == "__main__":
    main()
