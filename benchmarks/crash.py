"""kill -9 in the middle of an ingest, again and again, then compare with a run that was left alone.

    python benchmarks/crash.py [--rounds 10] [--store embedded|neo4j] [--corpus examples/corpus]

Each round starts ``graphmill ingest`` as a process and kills it at a random point of its work: after a random number of
staged documents, or at a random moment of linking and committing. What survives is ingested to the end and compared,
up to entity ids, with the same corpus ingested in one go. A Neo4j store uses NEO4J_URI or starts a server of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.reliability.stores import neo4j_environment  # noqa: E402
from flows.project.settings_file import load_settings  # noqa: E402
from flows.project.stores import open_project_store  # noqa: E402
from graph.checks.audit import audit  # noqa: E402
from graph.checks.snapshot import Snapshot, snapshot  # noqa: E402
from graph.contents.loading import known_documents  # noqa: E402
from graph.writing.writer import apply_changes  # noqa: E402


def command(project: Path, corpus: Path) -> list[str]:
    """Return the command line of one ingest."""
    config = project / "graphmill.toml"
    return [sys.executable, "-m", "flows.cli", "ingest", str(corpus), "--config", str(config), "--json"]


def make_project(folder: Path, store: str) -> Path:
    """Write a project whose batches and transactions are small, so that there is much to interrupt."""
    folder.mkdir(parents=True)
    lines = [
        "[flow]",
        "batch_files = 4",
        "commit_documents = 2",
        "link_documents = 16",
        "[store]",
        f'kind = "{store}"',
    ]
    (folder / "graphmill.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def picture(project: Path) -> tuple[Snapshot, int]:
    """Return the graph up to entity ids, and how many differences an audit finds."""
    with open_project_store(load_settings(project / "graphmill.toml")) as store:
        return snapshot(store), len(audit(store).differences)


def clear(project: Path) -> None:
    """Empty the Neo4j database, so that the comparison starts from nothing."""
    from neo4j import GraphDatabase

    settings = load_settings(project / "graphmill.toml").store
    password = os.environ["NEO4J_PASSWORD"]
    with (
        GraphDatabase.driver(settings.uri, auth=(settings.user, password)) as driver,
        driver.session() as session,
    ):
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 1000 ROWS").consume()


def start_over_if_complete(project: Path, documents: int) -> str:
    """Say what survived; forget every document once all are in, so that the next rounds have work to interrupt."""
    with open_project_store(load_settings(project / "graphmill.toml")) as store:
        known = list(known_documents(store))
        if len(known) < documents:
            return f"{len(known)} of {documents} documents"
        apply_changes(store, (), known)
        shutil.rmtree(project / ".graphmill" / "staged")
        return f"all {documents} documents: forgotten, to start over"


def kill_once(project: Path, corpus: Path, documents: int, chance: random.Random) -> str:
    """Run an ingest and kill it; return where it was.

    It is killed some staged documents further on, or, when all are staged, as soon as it has told of its first commits.
    """
    staged, log = project / ".graphmill" / "staged", project / "progress.txt"
    already = len(list(staged.glob("*.json"))) if staged.is_dir() else 0
    goal = min(documents, already + chance.randint(1, documents // 4))
    with log.open("w") as errors:
        line = [part for part in command(project, corpus) if part != "--json"]
        process = subprocess.Popen(
            line, stdout=subprocess.DEVNULL, stderr=errors, cwd=ROOT, start_new_session=True
        )
    started = time.monotonic()
    while process.poll() is None:
        count = len(list(staged.glob("*.json"))) if staged.is_dir() else 0
        if "commit:" in log.read_text() if already == documents else count >= goal:
            time.sleep(chance.uniform(0, 0.3))
            break
        time.sleep(0.005)
    children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    ended = process.poll() is not None
    process.kill()
    process.wait()
    for child in children:
        if child.is_running():
            child.kill()
    told = log.read_text().splitlines()
    last = told[-1] if told else "nothing told yet"
    place = "ended before it was killed" if ended else f"killed after {time.monotonic() - started:.1f} s"
    return f"{place}, {len(list(staged.glob('*.json')))} of {documents} documents staged, last line: {last}"


def main() -> int:
    """Run the rounds and print what each did and how the graphs compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--store", choices=("embedded", "neo4j"), default="embedded")
    parser.add_argument("--corpus", type=Path, default=ROOT / "examples" / "corpus")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)  # noqa: S311 - a repeatable choice of moments, no secret
    corpus = arguments.corpus.resolve()
    with tempfile.TemporaryDirectory(prefix="graphmill-crash-") as name, neo4j_environment(arguments.store):
        straight = make_project(Path(name) / "straight", arguments.store)
        done = subprocess.run(
            command(straight, corpus), capture_output=True, text=True, cwd=ROOT, check=False
        )
        if done.returncode not in (0, 3):
            print(done.stderr)
            return 1
        report: dict[str, Any] = json.loads(done.stdout)
        documents = report["documents_added"]
        wanted, differences = picture(straight)
        print(f"left alone: {documents} documents, {differences} audit differences")
        if arguments.store == "neo4j":
            clear(straight)
        project = make_project(Path(name) / "killed", arguments.store)
        for number in range(1, arguments.rounds + 1):
            print(f"round {number}: {kill_once(project, corpus, documents, chance)}", flush=True)
            print(f"  in the graph: {start_over_if_complete(project, documents)}", flush=True)
        done = subprocess.run(command(project, corpus), capture_output=True, text=True, cwd=ROOT, check=False)
        print(f"last run: exit code {done.returncode}")
        found, differences = picture(project)
        same = found == wanted
        print(
            f"audit differences: {differences}; same graph as the one left alone: {'yes' if same else 'NO'}"
        )
        return 0 if same and not differences and done.returncode in (0, 3) else 1


if __name__ == "__main__":
    sys.exit(main())
