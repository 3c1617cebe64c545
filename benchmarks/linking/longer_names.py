"""How often a longer name and a shorter one in it are told to be one thing or two, on small texts that hold both.

Run from the project's root: ``python -m benchmarks.linking.longer_names``. The pairs lie beside this file, in
``longer_names.csv``: a kind, a type, the shorter name, the longer one, ``one`` or ``two``, the texts with ``¶`` between
them, and why. Every place of a text at which a name stands is a mention. A pair is right if the mentions of both
names are one entity of the corpus, or if those of each name are an entity of their own.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractors.mentions import Mention
from linking.across_documents.resolution import resolve
from linking.within_document.clustering import link_within_document

FILE = Path(__file__).with_name("longer_names.csv")
UNSEEN = Path(__file__).with_name("longer_names_unseen.csv")
"""Pairs that were written after the rules, to see whether the rules hold for more than the pairs they were written with."""
_BETWEEN_TEXTS = " ¶ "
_WITHOUT_SPACES = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class LongerName:
    """Two names of which one holds the other, the texts in which they stand, and whether they name one thing."""

    kind: str
    type: str
    short: str
    long: str
    same: bool
    texts: tuple[str, ...]
    why: str


def read_longer_names(path: Path = FILE) -> list[LongerName]:
    """Read the pairs of a file in their order."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            LongerName(
                row["kind"],
                row["type"],
                row["short"],
                row["long"],
                {"one": True, "two": False}[row["right"]],
                tuple(row["texts"].split(_BETWEEN_TEXTS)),
                row["why"],
            )
            for row in csv.DictReader(lines)
        ]


def mentions_of(pair: LongerName, text: str) -> list[Mention]:
    """Return the mentions of both names in a text; where the longer one stands, the shorter one in it is none."""
    names = f"{re.escape(pair.long)}|{re.escape(pair.short)}"
    pattern = names if _WITHOUT_SPACES.search(pair.short) else rf"\b(?:{names})(?!\w)"
    return [
        Mention(found.start(), found.end(), found[0], pair.type, 0.9) for found in re.finditer(pattern, text)
    ]


def is_right(pair: LongerName, texts: Sequence[str] | None = None) -> bool:
    """Tell whether linking sees in the texts of a pair (or in others) the one thing or the two that they name."""
    clusters = [
        cluster
        for number, text in enumerate(pair.texts if texts is None else texts)
        for cluster in link_within_document(f"text {number}", "1", text, mentions_of(pair, text))
    ]
    found = resolve(cluster.entity for cluster in clusters)
    entities: dict[str, set[str]] = {pair.short: set(), pair.long: set()}
    for cluster in clusters:
        for mention in cluster.mentions:
            entities[mention.surface].add(found.assignments[cluster.entity.id].entity_id)
    of_short, of_long = entities.values()
    each_its_own = len(of_short) == len(of_long) == 1
    return each_its_own and (of_short == of_long) == pair.same


def _report(pairs: Iterable[LongerName], *, list_wrong: bool) -> None:
    right: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        kind = "one" if pair.same else "two", pair.kind
        total[kind] += 1
        right[kind] += (good := is_right(pair))
        if list_wrong and not good:
            sys.stdout.write(f"wrong: {pair.short} | {pair.long}: {kind[0]}; {pair.why}\n")
    for kind, count in sorted(total.items()):
        sys.stdout.write(f"{kind[0]}  {kind[1]:16} {right[kind]:4} of {count:4} right\n")
    share = right.total() / total.total()
    sys.stdout.write(f"all {right.total():20} of {total.total():4} right, {share:.3f}\n")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print how many pairs of each kind are right."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--unseen", action="store_true", help=f"the pairs of {UNSEEN.name} instead")
    parser.add_argument("--wrong", action="store_true", help="list the pairs that are wrong")
    options = parser.parse_args(arguments)
    _report(read_longer_names(UNSEEN if options.unseen else FILE), list_wrong=options.wrong)


if __name__ == "__main__":
    main()
