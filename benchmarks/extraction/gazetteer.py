"""How fast names of lists are found in texts, up to a million of them, and the memory that it takes.

    python -m benchmarks.extraction.gazetteer [--sizes N ...] [--megabytes N]

Names are invented from a seed, as for ``benchmarks.linking.scale``, in several scripts. The text is made of the sentences of the
example corpus, with one of the names after every forty words. Each size is taken in a process of its own; seconds are those of one
processor:

- ``read``: seconds to take the names in; ``build``: seconds to make the automaton of them, once for each state of the lists;
- ``held``: memory of the finder, without what the names took before; ``peak``: memory of the whole process at most, names included;
- ``MB a second``: of text in UTF-8, the fastest of three runs;
- ``planted found``: the share of the names put into the text that are found there, alone or as part of a longer one.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import resource
import subprocess
import sys
import time
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil

from extractors.rules.gazetteer import ListedName, gazetteer_finder
from tests.support.invented_names import Inventor
from tests.support.root import ROOT

SIZES = (10_000, 100_000, 1_000_000)
_EVERY = 40
"""Words of text between two names."""
_RUNS = 3


def text_with(names: Sequence[str], size: int, seed: int = 1) -> tuple[str, list[tuple[int, int]]]:
    """Return ``size`` bytes of text or a little more, and where names were put into it."""
    words = [word for path in sorted((ROOT / "examples" / "sources").glob("*.txt")) for word in _words(path)]
    chance = random.Random(seed)  # noqa: S311 - a repeatable text, no secret
    parts: list[str] = []
    planted: list[tuple[int, int]] = []
    length = written = 0
    while written < size:
        first = chance.randrange(len(words) - _EVERY)
        before, name = " ".join(words[first : first + _EVERY]) + " ", chance.choice(names)
        planted.append((length + len(before), length + len(before) + len(name)))
        part = f"{before}{name}, "
        parts.append(part)
        length += len(part)
        written += len(part.encode())
    return "".join(parts), planted


def _words(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split()


def measure(size: int, megabytes: float) -> dict[str, Any]:
    """Return the figures of so many names in this process."""
    names = Inventor(0).names(size)
    text, planted = text_with([name for name, _ in names], round(megabytes * 1e6))
    gc.collect()
    before = _memory()
    started = time.process_time()
    finder = gazetteer_finder(_listed(names))
    read = time.process_time() - started
    started = time.process_time()
    finder.find("once")
    build = time.process_time() - started
    held = _memory() - before
    # Not to be gone through whenever Python looks for garbage.
    del names
    seconds = []
    for _ in range(_RUNS):
        started = time.process_time()
        found = finder.find(text)
        seconds.append(time.process_time() - started)
    starts = [each.start for each in found]
    return {
        "names": size,
        "read": read,
        "build": build,
        "held MB": held,
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
        "MB a second": len(text.encode()) / 1e6 / min(seconds),
        "found": len(found),
        "planted found": sum(
            found[place].end >= end
            for start, end in planted
            if (place := bisect_right(starts, start) - 1) >= 0
        )
        / len(planted),
    }


def _listed(names: Iterable[tuple[str, str]]) -> Iterator[ListedName]:
    return (ListedName(name, kind, "names", f"e{number}") for number, (name, kind) in enumerate(names))


def _memory() -> float:
    """Return the memory of this process in MB."""
    return float(psutil.Process().memory_info().rss) / 1e6


def in_process(size: int, megabytes: float) -> dict[str, Any]:
    """Take the figures of so many names in a process of its own."""
    line = [sys.executable, "-m", "benchmarks.extraction.gazetteer", "--here", str(size)]
    done = subprocess.run(
        [*line, "--megabytes", str(megabytes)], check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def main(arguments: Sequence[str] | None = None) -> None:
    """Take the figures asked for and print them as a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="numbers of names")
    parser.add_argument("--megabytes", type=float, default=10, help="of text")
    parser.add_argument("--here", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.here:
        json.dump(measure(options.here, options.megabytes), sys.stdout)
        return
    rows = [in_process(size, options.megabytes) for size in options.sizes]
    sys.stdout.write("| " + " | ".join(rows[0]) + " |\n" + "|---:" * len(rows[0]) + "|\n")
    for row in rows:
        cells = (
            f"{value:,}" if isinstance(value, int) else f"{value:,.{3 if name == 'planted found' else 1}f}"
            for name, value in row.items()
        )
        sys.stdout.write("| " + " | ".join(cells) + " |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
