"""Whether anything is lost, and memory stays flat, when one process ingests ten thousand made documents of all formats in many runs.

    python -m benchmarks.reliability.soak [--documents 10000] [--growing 10] [--changing 12] [--extractor rules|bundled] [--out FOLDER] [--seed N]

A process that ingests again and again, as one that watches its sources does, is given a folder that grows to all documents, and then one
that changes: in each further run files are rewritten, renamed, taken away and brought back, so that the graph stays as large as it
is. Another process samples its memory and that of its readers. At the end every document must be in the graph with its first sentence and its
last, the audit must be clean, and the memory of the changing runs must not have grown. ``--out`` keeps samples.csv, runs.jsonl and soak.svg.
With ``--extractor rules`` a list of names and a pattern find the mentions, with ``bundled`` the model that graphmill brings.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any

import psutil

from benchmarks.reliability.made_documents import DocumentMaker, MadeFile, made_files
from benchmarks.reliability.memory_chart import memory_chart
from flows.project.guidance import load_guidance
from flows.project.settings_file import load_settings
from flows.project.stores import open_project_store
from flows.runs.forgetting import forget_documents
from flows.runs.ingestion import ingest_paths
from graph.checks.audit import audit
from graph.questions.mentions import mentions
from tests.support.root import ROOT

RULES = """\
types = [
  {name = "person", pattern = 'no person but those of the list'},
  {name = "organization", pattern = 'no firm but those of the list'},
  {name = "location", pattern = 'no place but those of the list'},
  {name = "reference", pattern = '\\bREF-\\d{6}-[AZ]\\b'},
]
[knowledge_base]
files = [{path = "names.csv", find = true}]
"""
BUNDLED = """\
types = ["person", "organization", "location", {name = "reference", pattern = '\\bREF-\\d{6}-[AZ]\\b'}]
"""
EVERY_SECONDS = 0.5
MOST_GROWTH = 0.05
"""By so much of itself the memory of the changing runs may differ between their first third and their last."""
REWRITTEN, RENAMED, AWAY = 0.03, 0.01, 0.01
MIB = 1 << 20


@dataclass(slots=True)
class Inbox:
    """The folder that is ingested: what lies in it, under which name and in which edition."""

    folder: Path
    maker: DocumentMaker
    chance: random.Random
    names: dict[MadeFile, str] = field(default_factory=dict)
    editions: dict[MadeFile, int] = field(default_factory=dict)
    away: list[MadeFile] = field(default_factory=list)

    def add(self, file: MadeFile) -> None:
        """Write a file in its first edition."""
        self.names[file], self.editions[file] = file.name, 0
        self._write(file)

    def change(self) -> dict[str, int]:
        """Rewrite, rename, take away and bring back some of the files; return how many of each."""
        back, self.away = self.away, []
        for file in back:
            self.names[file] = file.name
            self._write(file)
        there = self.chance.sample(list(self.names), len(self.names))
        count = len(there)
        rewritten, rest = there[: round(count * REWRITTEN)], there[round(count * REWRITTEN) :]
        renamed, rest = rest[: round(count * RENAMED)], rest[round(count * RENAMED) :]
        self.away = rest[: round(count * AWAY)]
        for file in rewritten:
            self.editions[file] += 1
            self._write(file)
        for file in renamed:
            old = self.folder / self.names[file]
            path = Path(self.names[file])
            self.names[file] = str(path.with_name(f"r{path.name}"))
            old.rename(self.folder / self.names[file])
        for file in self.away:
            (self.folder / self.names.pop(file)).unlink()
        return {
            "rewritten": len(rewritten),
            "renamed": len(renamed),
            "taken away": len(self.away),
            "brought back": len(back),
        }

    def bring_back(self) -> None:
        """Bring back what is away."""
        for file in self.away:
            self.names[file] = file.name
            self._write(file)
        self.away = []

    def marks(self) -> set[str]:
        """Return the marks that must be found in the graph."""
        return {mark for file in self.names for n in file.numbers for mark in self.maker.document(n).marks}

    def _write(self, file: MadeFile) -> None:
        path = self.folder / self.names[file]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content(self.maker, self.editions[file]))


@dataclass(slots=True)
class Sample:
    """The memory of the process, alone and with what those that it started have of their own, in MiB, and what it was doing."""

    seconds: float
    phase: str
    process: float
    with_children: float


class Worker:
    """The process that ingests, and the samples of its memory."""

    def __init__(self, project: Path) -> None:
        code = f"from benchmarks.reliability.soak import serve; serve({str(project)!r})"
        self._process = subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        self._began = time.monotonic()
        self._stopped = threading.Event()
        self.phase = "starting"
        self.samples: list[Sample] = []
        self._sampler = threading.Thread(target=self._sample, daemon=True)
        self._sampler.start()

    def run(self, phase: str) -> dict[str, Any]:
        """Let it ingest once and return what it said of that."""
        self.phase = phase
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("ingest\n")
        self._process.stdin.flush()
        if not (said := self._process.stdout.readline()):
            raise SystemExit(f"the process that ingests ended with {self._process.wait()}")
        # A run may be over before the sampler looks.
        self._look()
        told: dict[str, Any] = json.loads(said)
        return told

    @property
    def seconds(self) -> float:
        """Seconds since it was started."""
        return time.monotonic() - self._began

    def end(self) -> None:
        """End it, and the sampling."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
        self._stopped.set()
        self._sampler.join()

    def _sample(self) -> None:
        while not self._stopped.wait(EVERY_SECONDS):
            try:
                self._look()
            except psutil.NoSuchProcess:
                return

    def _look(self) -> None:
        process = psutil.Process(self._process.pid)
        own = process.memory_info().rss
        others = 0
        for child in process.children(recursive=True):
            try:
                # Its own alone: a process that has just been forked shares all memory with this one.
                others += child.memory_full_info().uss
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        self.samples.append(Sample(self.seconds, self.phase, own / MIB, (own + others) / MIB))


@contextmanager
def working(project: Path) -> Iterator[Worker]:
    """Have a process that ingests, and end it."""
    worker = Worker(project)
    try:
        yield worker
    finally:
        worker.end()


def serve(project: str) -> None:
    """Ingest the inbox for each line of standard input, forget what is gone, and write a line of JSON on what was done."""
    settings = load_settings(Path(project) / "graphmill.toml")
    for _ in sys.stdin:
        started = time.perf_counter()
        report = ingest_paths(["inbox"], settings)
        gone = forget_documents([], settings, gone=True, apply=True) if report.gone else None
        told = {
            "seconds": round(time.perf_counter() - started, 1),
            "added": report.documents_added,
            "replaced": report.documents_replaced,
            "unchanged": report.documents_unchanged,
            "found renamed": len(report.renamed),
            "rejected": [each.uri for each in report.rejected],
            "forgotten": len(gone.forgotten) if gone else 0,
            "mentions": sum(report.mentions.values()),
            "documents": report.totals["documents"] - (len(gone.forgotten) if gone else 0),
            "entities": report.totals["entities"],
        }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def lost(project: Path, inbox: Inbox) -> tuple[set[str], int, int]:
    """Return the marks that the graph lacks, how many it has too many, and the differences that the audit found."""
    settings = load_settings(project / "graphmill.toml")
    with open_project_store(settings) as store:
        found = {str(row["text"]) for row in mentions(store) if row["type"] == "reference"}
        differences = len(audit(store, load_guidance(settings)).differences)
    wanted = inbox.marks()
    return wanted - found, len(found - wanted), differences


def flatness(samples: list[Sample], runs: list[str]) -> tuple[float, float]:
    """Return the highest memory of a run, averaged over the first third of these runs and over the last."""
    peaks = [max((s.with_children for s in samples if s.phase == run), default=0.0) for run in runs]
    third = max(1, len(peaks) // 3)
    return fmean(peaks[:third]), fmean(peaks[-third:])


def main() -> int:
    """Run the soak, print a line a run and the judgement; exit code 1 where something was lost or grew."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--growing", type=int, default=10, help="runs in which the documents arrive")
    parser.add_argument("--changing", type=int, default=12, help="runs in which some of them change")
    parser.add_argument("--extractor", choices=("rules", "bundled"), default="rules")
    parser.add_argument("--out", type=Path, help="folder for samples.csv, runs.jsonl and soak.svg")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="graphmill-soak-") as name:
        return soak(Path(name), arguments)


def soak(project: Path, arguments: argparse.Namespace) -> int:
    """Run the soak in a project's folder."""
    maker = DocumentMaker(arguments.seed)
    settings = {"rules": RULES, "bundled": BUNDLED}[arguments.extractor]
    (project / "graphmill.toml").write_text(settings, encoding="utf-8")
    (project / "names.csv").write_text(maker.knowledge_base(), encoding="utf-8")
    inbox = Inbox(project / "inbox", maker, random.Random(arguments.seed))  # noqa: S311 - repeatable, no secret
    files = list(made_files(arguments.documents))
    share = -(-len(files) // arguments.growing)
    changing = [f"changing {number}" for number in range(1, arguments.changing + 1)]
    kept: list[str] = []
    with working(project) as worker:

        def run(phase: str, what: dict[str, int]) -> None:
            told = {"phase": phase, **what, **worker.run(phase), "at": round(worker.seconds, 1)}
            told["peak_mib"] = round(
                max((each.with_children for each in worker.samples if each.phase == phase), default=0.0)
            )
            kept.append(json.dumps(told))
            print(kept[-1], flush=True)
            if arguments.out:
                _keep(arguments.out, kept, worker.samples)

        for number in range(arguments.growing):
            new = files[number * share : (number + 1) * share]
            for file in new:
                inbox.add(file)
            run(f"growing {number + 1}", {"files": len(inbox.names), "new": len(new)})
        for phase in changing:
            run(phase, inbox.change())
        inbox.bring_back()
        run("last", {"files": len(inbox.names)})
        samples = worker.samples
    missing, extra, differences = lost(project, inbox)
    first, last = flatness(samples, changing)
    growth = (last - first) / first
    rejected = sum(len(json.loads(line)["rejected"]) for line in kept)
    print(
        f"{arguments.documents:,} documents in {len(files):,} files, {len(kept)} runs in one process: {len(missing)} of "
        f"{2 * arguments.documents:,} marks lost, {extra} too many, {rejected} sources rejected, {differences} audit differences"
    )
    print(
        f"memory of the changing runs: {first:,.0f} MiB at first, {last:,.0f} MiB at last ({growth:+.1%}; {MOST_GROWTH:.0%} are allowed)"
    )
    return 1 if missing or extra or rejected or differences or growth > MOST_GROWTH else 0


def _keep(folder: Path, runs: list[str], samples: list[Sample]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "runs.jsonl").write_text("\n".join(runs) + "\n", encoding="utf-8")
    lines = [
        f"{each.seconds:.1f},{each.phase},{each.process:.1f},{each.with_children:.1f}"
        for each in list(samples)
    ]
    (folder / "samples.csv").write_text(
        "seconds,phase,process_mib,with_children_mib\n" + "\n".join(lines) + "\n", encoding="utf-8"
    )
    minutes = [each.seconds / 60 for each in samples]
    (folder / "soak.svg").write_text(
        memory_chart(
            {
                "with its readers": list(
                    zip(minutes, (each.with_children for each in samples), strict=False)
                ),
                "the process": list(zip(minutes, (each.process for each in samples), strict=False)),
            },
            [(0, 0), *((json.loads(line)["at"] / 60, json.loads(line)["documents"]) for line in runs)],
        ),
        encoding="utf-8",
    )


if __name__ == "__main__":
    sys.exit(main())
