"""Throughput of a whole run against its extractor alone, and of several workers against one.

    python -m benchmarks.scale.throughput FOLDER [--documents 1000] [--workers 2] [--runner processes|dask|ray] [--rounds 3] [--precision auto]

FOLDER holds texts, one JSON object with "text" a line, in files that end in .jsonl; where they are fewer than asked for, they come
again with their sentences turned. Each text becomes a file. Measured in every round, one after the other, each in
processes of its own: the extractor alone on the texts in memory; the whole run with threads, from files to a graph on disk; and
reading and extracting by one worker and by several with a thread each, from the first batch that is done to the last. Beside the
seconds stand those of processors, which tell on a machine that others use too: workers that have a processor each
are as many times as fast as one as the ratio of these says, times their number.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import re
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from extractors.documents import Document
from extractors.engines.devices import available_processors
from flows.project.extraction import project_extractor
from flows.project.settings import Settings
from flows.runs import static_tls
from flows.runs.ingestion import ingest_paths
from flows.runs.report import RunReport

LEAST_CHARACTERS = 200
WARM = 64
"""Documents that are read before the extractor alone is measured."""
TYPES = ("person", "organization", "location")


@dataclass(frozen=True, slots=True)
class Taken:
    """The ``seconds`` that something took, and those of ``processors``."""

    seconds: float
    processors: float


@dataclass
class Timed:
    """Hears of a run's progress and keeps when it was how far."""

    marks: list[tuple[int, float, float]] = field(default_factory=list)

    def phase(self, name: str, done: int, total: int, detail: str = "") -> None:  # noqa: ARG002
        """Keep when so many sources were done, and what they had taken of the processors by then."""
        if name == "extract":
            self.marks.append((done, time.perf_counter(), _of_workers()))

    def note(self, text: str) -> None:
        """Ignore."""

    def taken(self, documents: int) -> Taken:
        """Return what so many documents take, at the pace from the first batch that was done to the last."""
        first, last = next(mark for mark in self.marks if mark[0]), self.marks[-1]
        share = documents / (last[0] - first[0])
        return Taken((last[1] - first[1]) * share, (last[2] - first[2]) * share)


def texts_of(folder: Path, wanted: int) -> list[str]:
    """Return so many texts of a folder, each another one."""
    own = [text for text in _lines(folder) if len(text) >= LEAST_CHARACTERS][:wanted]
    if not own:
        raise SystemExit(
            f"{folder}: no .jsonl file there has objects with a text of {LEAST_CHARACTERS} characters"
        )
    found = list(own)
    while len(found) < wanted:
        turned = " ".join(re.split(r"(?<=[.!?])\s+", own[len(found) % len(own)])[::-1])
        found.append(f"{turned} {len(found)}.")
    return found


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument(
        "--workers", type=int, default=available_processors(), help="0 leaves out what workers take"
    )
    parser.add_argument("--runner", choices=("processes", "dask", "ray"), default="processes")
    parser.add_argument("--precision", choices=("auto", "f32", "bf16", "int8"), default="auto")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    static_tls.ensure()
    texts = texts_of(arguments.folder, arguments.documents)
    characters = sum(map(len, texts))
    sys.stdout.write(
        f"{len(texts):,} documents, {characters:,} characters; {available_processors()} processors\n"
    )
    taken: dict[str, list[Taken]] = {}

    def keep(name: str, value: Taken) -> None:
        taken.setdefault(name, []).append(value)
        sys.stdout.write(f"    {name}: {value.seconds:.1f} s, {value.processors:.1f} s of processors\n")
        sys.stdout.flush()

    for number in range(arguments.rounds):
        sys.stdout.write(f"round {number + 1}, load {os.getloadavg()[0]:.1f}\n")
        keep("extractor alone", _fresh(_alone, texts, arguments.precision))
        keep("whole run", _fresh(_whole_run, texts, arguments.precision, {}))
        for workers in (1, arguments.workers) if arguments.workers else ():
            scale = {"runner": arguments.runner, "workers": workers}
            keep(f"{workers} {arguments.runner}", _fresh(_extraction, texts, arguments.precision, scale))
    _print(taken, len(texts), arguments)


def _print(taken: dict[str, list[Taken]], documents: int, arguments: argparse.Namespace) -> None:
    sys.stdout.write(
        "\n| what | seconds, median | of processors | documents a second |\n|---|---:|---:|---:|\n"
    )
    for name, values in taken.items():
        seconds = statistics.median(each.seconds for each in values)
        processors = statistics.median(each.processors for each in values)
        sys.stdout.write(f"| {name} | {seconds:.1f} | {processors:.1f} | {documents / seconds:.1f} |\n")
    _ratio("whole run against the extractor alone", taken["extractor alone"], taken["whole run"])
    if arguments.workers:
        one, several = list(taken.values())[-2:]
        _ratio(f"{arguments.workers} {arguments.runner} against one", one, several)


def _ratio(name: str, first: list[Taken], second: list[Taken]) -> None:
    for what in ("seconds", "processors"):
        ratios = [getattr(a, what) / getattr(b, what) for a, b in zip(first, second, strict=True)]
        listed = ", ".join(f"{ratio:.2f}" for ratio in ratios)
        sys.stdout.write(f"{name}, by {what}: {statistics.median(ratios):.2f} (rounds: {listed})\n")


def _lines(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            record: Any = json.loads(line)
            if isinstance(record, dict) and isinstance(record.get("text"), str):
                yield record["text"]


def _fresh(measure: Callable[..., Taken], *arguments: object) -> Taken:
    """Measure in a process of its own: a model remembers windows that it has read."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(measure, *arguments).result()


def _alone(texts: list[str], precision: str) -> Taken:
    """Return what the extractor takes for all texts, loaded and warm, on all processors."""
    extractor = project_extractor(_settings(Path.cwd(), precision, {}))
    documents = [
        Document(f"{number}.txt", str(number), text, "text/plain", "0" * 64)
        for number, text in enumerate(texts)
    ]
    extractor.extract(documents[:WARM])
    share = len(documents) / (len(documents) - WARM)
    began, before = time.perf_counter(), _processors()
    extractor.extract(documents[WARM:])
    return Taken((time.perf_counter() - began) * share, (_processors() - before) * share)


def _whole_run(texts: list[str], precision: str, scale: dict[str, Any]) -> Taken:
    """Return what a run takes, from files to a graph on disk, with a model that is loaded."""
    project_extractor(_settings(Path.cwd(), precision, scale)).prepare()
    with tempfile.TemporaryDirectory(prefix="graphmill-scale-") as name:
        before = _processors()
        report, _ = _run(Path(name), texts, precision, scale)
        taken = Taken(report.seconds_total, _processors() - before)
    sys.stdout.write(
        f"    ({report.seconds_read_and_extract:.1f} s read and extract, {report.seconds_link_and_commit:.1f} s link and commit)\n"
    )
    sys.stdout.flush()
    return taken


def _extraction(texts: list[str], precision: str, scale: dict[str, Any]) -> Taken:
    """Return what reading and extracting takes, of all texts at the rate between the first batch that was done and the last."""
    with tempfile.TemporaryDirectory(prefix="graphmill-scale-") as name:
        return _run(Path(name), texts, precision, scale)[1].taken(len(texts))


def _processors() -> float:
    """Return the seconds of processors that this process has used, and those that it started and that have ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _of_workers() -> float:
    """Return the seconds of processors that the processes below this one have used so far."""
    return sum(sum(child.cpu_times()[:2]) for child in psutil.Process().children(recursive=True))


def _settings(folder: Path, precision: str, scale: dict[str, Any]) -> Settings:
    extractor = {"precision": precision, "threads": 1 if scale else None}
    given = {"base": folder, "types": list(TYPES), "extractor": extractor, "scale": scale}
    return Settings.model_validate(given)


def _run(folder: Path, texts: list[str], precision: str, scale: dict[str, Any]) -> tuple[RunReport, Timed]:
    inbox = folder / "inbox"
    inbox.mkdir()
    for number, text in enumerate(texts):
        (inbox / f"{number:06}.txt").write_text(text, encoding="utf-8")
    timed = Timed()
    report = ingest_paths(["inbox"], _settings(folder, precision, scale), progress=timed)
    if report.documents_added != len(texts):
        raise SystemExit(
            f"{report.documents_added} of {len(texts)} documents came in: {report.first_rejected()}"
        )
    return report, timed


if __name__ == "__main__":
    main()
