"""Ingest a few hundred Wikipedia texts end to end and check what defines the graph.

    python -m benchmarks.reliability.corpus_ingest --data FOLDER [--store embedded|neo4j] [--documents 500]

FOLDER holds linking/redocred_dev.jsonl (Re-DocRED, MIT licence). Prints the times of each step, the counts, and whether
the second ingest was a no-op, the audit clean, and the graph the same after one document was forgotten and brought back.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.reliability.stores import neo4j_environment
from flows.project.settings_file import load_settings
from flows.project.stores import open_project_store
from graph.checks.snapshot import Snapshot, snapshot
from tests.support.root import ROOT


def call(project: Path, *arguments: str) -> tuple[Any, float]:
    """Run a graphmill command with --json and return its data and the seconds it took."""
    started = time.perf_counter()
    line = [
        sys.executable,
        "-m",
        "flows.cli",
        *arguments,
        "--config",
        str(project / "graphmill.toml"),
        "--json",
    ]
    done = subprocess.run(line, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode not in (0, 3):
        raise SystemExit(f"{' '.join(arguments)}: exit code {done.returncode}\n{done.stdout}\n{done.stderr}")
    return json.loads(done.stdout), time.perf_counter() - started


def picture(project: Path) -> Snapshot:
    """Return the graph up to entity ids."""
    with open_project_store(load_settings(project / "graphmill.toml")) as store:
        return snapshot(store)


def main() -> int:
    """Run the steps and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--store", choices=("embedded", "neo4j"), default="embedded")
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--staged", type=Path, help="keep staged extractions here between runs")
    arguments = parser.parse_args()
    texts = (arguments.data / "linking" / "redocred_dev.jsonl").read_text(encoding="utf-8").splitlines()
    with tempfile.TemporaryDirectory(prefix="graphmill-corpus-") as name, neo4j_environment(arguments.store):
        project = Path(name)
        (project / "graphmill.toml").write_text(f'[store]\nkind = "{arguments.store}"\n', encoding="utf-8")
        if arguments.staged:
            (project / ".graphmill").mkdir()
            arguments.staged.mkdir(parents=True, exist_ok=True)
            (project / ".graphmill" / "staged").symlink_to(
                arguments.staged.resolve(), target_is_directory=True
            )
        corpus = project / "corpus.jsonl"
        with corpus.open("w", encoding="utf-8") as file:
            for number, line in enumerate(texts[: arguments.documents]):
                entry = json.loads(line)
                record = {"id": f"{number}", "title": entry["doc"], "text": entry["text"]}
                file.write(json.dumps(record, ensure_ascii=False) + "\n")

        first, seconds = call(project, "ingest", str(corpus))
        steps = f"extract {first['seconds_read_and_extract']:.1f} s, link and commit {first['seconds_link_and_commit']:.1f} s"
        print(f"first ingest: {first['documents_added']} documents in {seconds:.1f} s ({steps})")
        print(
            f"  {first['characters']:,} characters, {sum(first['mentions'].values()):,} mentions, reused {first['extractions_reused']}"
        )
        print("  " + ", ".join(f"{count:,} {what}" for what, count in first["totals"].items()))
        once = picture(project)
        second, seconds = call(project, "ingest", str(corpus))
        changed = second["documents_added"] + second["documents_replaced"] + second["documents_relinked"]
        print(
            f"second ingest: {changed} documents changed, {second['documents_unchanged']} unchanged, {seconds:.1f} s"
        )
        report, seconds = call(project, "audit")
        print(f"audit: {len(report['differences'])} differences in {seconds:.1f} s")
        victim = "corpus.jsonl#7"
        _, seconds = call(project, "forget", victim)
        without = picture(project)
        print(f"forgot {victim} in {seconds:.1f} s; the graph changed: {'yes' if without != once else 'NO'}")
        again, seconds = call(project, "ingest", str(corpus))
        print(f"ingested again: {again['documents_added']} document added in {seconds:.1f} s")
        same = picture(project) == once
        last, _ = call(project, "audit")
        print(
            f"the same graph as before: {'yes' if same else 'NO'}; audit: {len(last['differences'])} differences"
        )
        sound = same and changed == 0 and not report["differences"] and not last["differences"]
        return 0 if sound and again["documents_added"] == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
