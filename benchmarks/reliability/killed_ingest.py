"""``graphmill ingest``, killed at random points of its work: the second subject of :mod:`benchmarks.reliability.kills`.

A round starts the command as a process and kills it after a random number of staged documents or, when all are staged, at a random
moment of linking and committing. What survives is ingested to the end and compared, up to entity ids, with the same corpus
ingested in one go. A Neo4j store uses NEO4J_URI, whose database is wiped, or starts a server of its own.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.reliability.killing import Figures, killed
from benchmarks.reliability.stores import neo4j_environment
from flows.errors import EXIT_OK, EXIT_PARTIAL
from flows.project.settings_file import load_settings
from flows.project.stores import open_project_store
from graph.checks.audit import audit
from graph.checks.snapshot import Snapshot, snapshot
from graph.contents.loading import known_documents
from graph.upkeep.tidying import remove_everything
from graph.writing.writer import apply_changes
from tests.support.root import ROOT

DONE = (EXIT_OK, EXIT_PARTIAL)
SMALL = """\
[flow]
batch_files = 4
commit_documents = 2
link_documents = 16
[store]
kind = "{kind}"
"""
"""Settings whose batches and transactions are small, so that there is much to interrupt."""


class Project:
    """A folder with settings, and the corpus that is ingested into its graph."""

    def __init__(self, folder: Path, store_kind: str, corpus: Path) -> None:
        folder.mkdir(parents=True)
        self.config, self.staged, self.log = (
            folder / "graphmill.toml",
            folder / ".graphmill" / "staged",
            folder / "progress.txt",
        )
        self.config.write_text(SMALL.format(kind=store_kind), encoding="utf-8")
        self.command = [
            sys.executable,
            "-m",
            "flows.cli",
            "ingest",
            str(corpus),
            "--config",
            str(self.config),
        ]

    def ingest(self) -> subprocess.CompletedProcess[str]:
        """Ingest to the end, with the report as JSON."""
        return subprocess.run(
            [*self.command, "--json"], capture_output=True, text=True, cwd=ROOT, check=False
        )

    def staged_documents(self) -> int:
        """Return how many documents wait on disk for the graph."""
        return len(list(self.staged.glob("*.json"))) if self.staged.is_dir() else 0

    def picture(self) -> tuple[Snapshot, int]:
        """Return the graph up to entity ids, and how many differences an audit finds."""
        with open_project_store(load_settings(self.config)) as store:
            return snapshot(store), len(audit(store).differences)

    def clear(self) -> None:
        """Leave nothing in the graph."""
        with open_project_store(load_settings(self.config)) as store:
            remove_everything(store)

    def start_over_if_complete(self, documents: int) -> str:
        """Say what survived; forget every document once all are in, so that the next rounds have work to interrupt."""
        with open_project_store(load_settings(self.config)) as store:
            known = list(known_documents(store))
            if len(known) < documents:
                return f"{len(known)} of {documents} documents"
            apply_changes(store, (), known)
            shutil.rmtree(self.staged)
            return f"all {documents} documents: forgotten, to start over"


def kill_once(project: Project, documents: int, chance: random.Random) -> tuple[bool, str]:
    """Run an ingest and kill it; return whether it was still at work, and where.

    It is killed some staged documents further on, or, when all are staged, as soon as it has told of its first commits.
    """
    already = project.staged_documents()
    goal = min(documents, already + chance.randint(1, max(1, documents // 4)))
    with project.log.open("w") as errors:
        process = subprocess.Popen(
            project.command,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            text=True,
            cwd=ROOT,
            start_new_session=True,
        )
    started = time.monotonic()
    while process.poll() is None:
        reached = (
            "commit:" in project.log.read_text()
            if already == documents
            else project.staged_documents() >= goal
        )
        if reached:
            time.sleep(chance.uniform(0, 0.3))
            break
        time.sleep(0.005)
    was_at_work = killed(process)
    place = (
        f"killed after {time.monotonic() - started:.1f} s" if was_at_work else "ended before it was killed"
    )
    told = project.log.read_text().splitlines()
    last = told[-1] if told else "nothing told yet"
    return (
        was_at_work,
        f"{place}, {project.staged_documents()} of {documents} documents staged, last line: {last}",
    )


def run(store_kind: str, kills: int, corpus: Path, chance: random.Random) -> Figures:
    """Start so many ingests of a corpus and kill each, complete the work, and return what happened.

    Raises ``SystemExit`` with what it said if the ingest that is left alone fails.
    """
    with tempfile.TemporaryDirectory(prefix="graphmill-kills-") as name, neo4j_environment(store_kind):
        straight = Project(Path(name) / "straight", store_kind, corpus)
        done = straight.ingest()
        if done.returncode not in DONE:
            raise SystemExit(done.stderr)
        documents = int(json.loads(done.stdout)["documents_added"])
        wanted, differences = straight.picture()
        print(f"left alone: {documents} documents, {differences} audit differences", flush=True)
        if store_kind == "neo4j":
            straight.clear()
        project = Project(Path(name) / "killed", store_kind, corpus)
        at_work = 0
        for number in range(1, kills + 1):
            was_at_work, told = kill_once(project, documents, chance)
            at_work += was_at_work
            print(f"round {number}: {told}", flush=True)
            print(f"  in the graph: {project.start_over_if_complete(documents)}", flush=True)
        last = project.ingest()
        found, differences = project.picture()
    counts = {
        "ingests_started": kills,
        "ingests_killed": at_work,
        "documents": documents,
        "exit_code_of_the_last_run": last.returncode,
        "differences": differences,
    }
    same = found == wanted
    is_sound = same and not differences and last.returncode in DONE
    return Figures(counts, is_sound=is_sound, same_graph=same)
