"""Documents a second of a whole ingest, in 32 bits and in what this processor does best, one after the other in turns.

    python -m benchmarks.extraction.pipeline [--documents 500] [--words 600] [--turns 2]

The texts are passages of the example corpus in a random order (from a seed); each carries a number of its own, so that no window
comes twice. What is measured is `graphmill ingest` from its start to its end, into an empty embedded graph.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.extraction.texts import count_words, read_texts
from extractors.engines.precision import choose_bits
from tests.support.root import ROOT

_SEED = 11


def write_documents(folder: Path, count: int, words: int) -> int:
    """Write ``count`` documents of about so many ``words`` into ``folder`` and return how many words they have together."""
    passages = read_texts([ROOT / "examples" / "gold" / "gold.jsonl"], "passage", 60)
    folder.mkdir(parents=True)
    drawn = random.Random(_SEED)  # noqa: S311 - texts of a benchmark, the same at each run
    total = 0
    for number in range(count):
        text = "\n\n".join(_passages(passages, words, number, drawn))
        (folder / f"{number:05}.txt").write_text(text, encoding="utf-8")
        total += count_words([text])
    return total


def _passages(passages: Sequence[str], words: int, number: int, drawn: random.Random) -> Iterator[str]:
    written = 0
    while written < words:
        passage = drawn.choice(passages)
        yield f"Entry {number}-{written}: {passage}"
        written += count_words([passage]) + 2


def ingest(documents: Path, project: Path, precision: str) -> float:
    """Return the seconds of one ingest into an empty graph."""
    project.mkdir()
    (project / "graphmill.toml").write_text(f'[extractor]\nprecision = "{precision}"\n', encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "flows.cli", "ingest", str(documents)],
        cwd=project,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - started


def main() -> int:
    """Run what the command line asks for and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.extraction.pipeline", description=__doc__)
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--words", type=int, default=600, help="of a document")
    parser.add_argument("--turns", type=int, default=2)
    options = parser.parse_args()
    best: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        words = write_documents(folder / "documents", options.documents, options.words)
        for turn in range(options.turns):
            for precision in ("f32", "auto"):
                seconds = ingest(folder / "documents", folder / f"{precision}{turn}", precision)
                best[precision] = min(seconds, best.get(precision, seconds))
    print(f"{options.documents} documents, {words:,} words; auto is {choose_bits('auto').bits} here")
    print("\n| precision | seconds | documents a second | ratio |\n|---|---|---|---|")
    for precision, seconds in best.items():
        rate = options.documents / seconds
        print(f"| {precision} | {seconds:.1f} | {rate:.1f} | {best['f32'] / seconds:.2f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
