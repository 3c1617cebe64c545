"""How many of our own expressions of values are read right, left as they are, or read wrong.

Run from the project's root: ``python -m benchmarks.linking.values``. ``first.tsv`` was written before the reader, ``second.tsv`` after it.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.linking.values.peer import measure_dateparser
from linking.evaluation.gold import read_linking_gold
from linking.names.families import Family, family_of
from linking.values.direction import direction_of
from linking.values.reading import read_value

FILES = ("first.tsv", "second.tsv")
LEFT, RELATIVE = "left", "relative"
RIGHT, WRONG = "right", "wrong"


@dataclass(frozen=True, slots=True)
class Expression:
    """A surface of a type in a document of a language and a date, and what it says: kind and text, ``left`` or ``relative``."""

    language: str
    type: str
    date: str
    surface: str
    expected: str

    def found(self) -> str:
        """Return what the reader makes of it, as ``expected`` is written."""
        reading = read_value(self.surface, self.type, language=self.language, date=self.date)
        if reading.value:
            return f"{reading.value.kind} {reading.value.text}"
        return RELATIVE if reading.is_relative else LEFT

    def verdict(self) -> str:
        """Return ``right``, ``left`` where a value is not read, or ``wrong``."""
        found = self.found()
        return RIGHT if found == self.expected else LEFT if found == LEFT else WRONG

    @property
    def kind(self) -> str:
        """What is said: a kind of value, ``left`` or ``relative``."""
        return self.expected.partition(" ")[0]


def expressions(file: str) -> list[Expression]:
    """Return the expressions of one of the files beside this module."""
    with (Path(__file__).parent / file).open(encoding="utf-8", newline="") as lines:
        return [Expression(**row) for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]


def directions() -> list[tuple[str, str, str]]:
    """Return a language, what the sentence of a weekday speaks of, and what it is taken for, for each sentence of ``directions.tsv``."""
    with (Path(__file__).parent / "directions.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        (row["language"], row["direction"], direction_of(row["before"], row["behind"], row["language"]))
        for row in rows
    ]


def _counts(rows: Sequence[Expression], name: str) -> Iterator[str]:
    for key in sorted({getattr(row, name) for row in rows}):
        verdicts = Counter(row.verdict() for row in rows if getattr(row, name) == key)
        yield f"  {key:12}" + "".join(f"{verdicts[verdict]:7d}" for verdict in (RIGHT, LEFT, WRONG))


def _read_of(gold: Path) -> str:
    """Return how many of the different surfaces of types of values in a gold file are read, relative or left."""
    surfaces = {
        (mention.surface, mention.type)
        for document in read_linking_gold(gold).documents
        for mention in document.mentions
        if family_of(mention.type) is Family.VALUE
    }
    readings = Counter(
        Expression("en", kind, "", surface, "").found().partition(" ")[0] for surface, kind in surfaces
    )
    counted = ", ".join(f"{number} {name}" for name, number in readings.most_common())
    return f"{gold.name}: {len(surfaces)} different surfaces: {counted}\n"


def _time_surfaces(count: int) -> str:
    surfaces = [f"{1 + n % 28} March {1000 + n // 28}" for n in range(count)]
    read_value(surfaces[0], "date", language="en")
    start = time.process_time()
    for surface in surfaces[1:]:
        read_value(surface, "date", language="en")
    fresh = time.process_time() - start
    start = time.process_time()
    for _ in range(count):
        read_value(surfaces[-1], "date", language="en")
    return f"{count / fresh:,.0f} different dates a second, {count / (time.process_time() - start):,.0f} when read before\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures of both files, by language and kind, and what is not read right."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--speed", type=int, metavar="N", help="time N surfaces as well")
    parser.add_argument(
        "--gold",
        type=Path,
        metavar="FILE",
        help="how much is read of the values of a gold file for linking, in English",
    )
    parser.add_argument("--dateparser", action="store_true", help="what dateparser makes of the same dates")
    options = parser.parse_args(arguments)
    for file in FILES:
        rows = expressions(file)
        verdicts = Counter(row.verdict() for row in rows)
        lines = [
            f"{file}: {len(rows)} expressions, {verdicts[RIGHT] / len(rows):.3f} right",
            f"  {'':12}  right   left  wrong",
        ]
        lines += [*_counts(rows, "language"), "", *_counts(rows, "kind"), ""]
        lines += [
            f"  {row.verdict()}: {row.surface} ({row.language}, {row.type}, {row.date or 'no date'}) is {row.found()}, not {row.expected}"
            for row in rows
            if row.verdict() != RIGHT
        ]
        sys.stdout.write("\n".join(lines) + "\n\n")
    judged = directions()
    right = sum(expected == found for _, expected, found in judged)
    sys.stdout.write(
        f"directions.tsv: {len(judged)} sentences with a weekday, {right} taken rightly for past or future\n"
    )
    if options.gold:
        sys.stdout.write(_read_of(options.gold))
    if options.dateparser:
        every = [row for file in FILES for row in expressions(file)]
        sys.stdout.write(measure_dateparser(every))
    if options.speed:
        sys.stdout.write(_time_surfaces(options.speed))


if __name__ == "__main__":
    main()
