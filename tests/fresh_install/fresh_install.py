"""What ``pip install .`` gives today, without ``constraints.txt``: it ingests, the doctor finds it well, and schedules run.

Every other test runs with the versions that ``constraints.txt`` names; who installs graphmill gets those that the index has on the day.
This takes minutes and gigabytes, for PyTorch is installed anew, and is therefore no part of ``make test``: call ``make test-fresh``.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.scheduled_project import ROOT, Reader, new_reader

SOURCES = ("pyproject.toml", "README.md", "LICENSE", "flows", "extractors", "linking", "graph")
TEXTS = {
    "a.txt": "Maria Keller joined Siemens in Berlin in 2019. Keller met Otto Hahn in Munich.",
    "b.txt": "Otto Hahn visited Siemens in Berlin.",
}


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Return a reader of the page on schedules whose ``.venv`` has graphmill and what pip chose with it."""
    # Pytest keeps the folders of its last runs: too much here.
    folder = Path(tempfile.mkdtemp(prefix="graphmill-fresh-"))
    try:
        source = folder / "source"
        source.mkdir()
        for name in SOURCES:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
            copy(ROOT / name, source / name)
        subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
        pip = [folder / "venv" / "bin" / "python", "-m", "pip", "install", "--quiet"]
        environment = {
            name: value for name, value in os.environ.items() if name not in ("PIP_CONSTRAINT", "PYTHONPATH")
        }
        extra = shlex.split(os.environ.get("PIP_ARGS", ""))
        subprocess.run([*pip, *extra, source], env=environment, check=True)
        yield new_reader(folder / "reader", environment=folder / "venv", sources=None)
    finally:
        shutil.rmtree(folder)


def graphmill(reader: Reader, folder: Path, *arguments: str, **variables: str) -> Any:
    """Run the installed command in a folder and return the data that it prints; it must succeed."""
    command = shlex.join([str(reader.checkout / ".venv" / "bin" / "graphmill"), *arguments, "--json"])
    return json.loads(reader.run(f"cd {shlex.quote(str(folder))} && {command}", **variables))


def test_the_installed_command_ingests_and_the_doctor_finds_all_well(reader: Reader, tmp_path: Path) -> None:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    graphmill(reader, tmp_path, "ingest", *TEXTS)
    assert graphmill(reader, tmp_path, "status")["documents"] == len(TEXTS)
    diagnosis = graphmill(reader, tmp_path, "doctor")
    print(*(f"{check['name']}: {check['found']}" for check in diagnosis["checks"]), sep="\n")
    assert diagnosis["ok"]


def test_the_commands_of_the_page_on_schedules_give_a_planned_run_that_completes(reader: Reader) -> None:
    with reader.server():
        reader.run(reader.block("graphmill init"))
        reader.run(reader.block("graphmill deploy"))
        with reader.terminal("worker", reader.block("prefect worker start")):
            done = {"type": {"any_": ["COMPLETED"]}}
            reader.wait_for("a planned ingest", lambda: reader.runs("press", **done))
        diagnosis = graphmill(reader, reader.project, "doctor", PREFECT_API_URL=reader.api)
    assert diagnosis["ok"]
    assert graphmill(reader, reader.project, "status")["documents"] > 0
