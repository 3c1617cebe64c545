"""Commands without a Prefect server: they import nothing of it, and nothing heavy where there is nothing to do."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from flows.runs.static_tls import BYTES, TUNABLE
from tests.end_to_end.conftest import Project, make_project

pytestmark = pytest.mark.model

HEAVY = ("torch", "transformers", "gliner", "onnxruntime", "neo4j", "networkx", "fastapi", "rigour")
PROGRAM = """
import json, sys
from flows.cli import run
code = run(sys.argv[1:])
print(json.dumps([code, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a project with a text, a page and records in its corpus, none of them ingested."""
    project = make_project(tmp_path_factory.mktemp("project"))
    corpus = project.folder / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text("Maria Keller joined Siemens in Berlin in 2019.", encoding="utf-8")
    (corpus / "b.md").write_text("# Visit\n\nOtto Hahn visited Siemens in Berlin.", encoding="utf-8")
    (corpus / "d.jsonl").write_text('{"id": "1", "text": "Otto Hahn was in London."}\n', encoding="utf-8")
    return project


def loaded_by(project: Project, *arguments: str) -> tuple[int, set[str], str]:
    """Run a command in a process of its own; return its exit code, the packages that it imported, and standard error."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=project.folder,
        env=project.environment | {"GLIBC_TUNABLES": f"{TUNABLE}={BYTES}"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    code, packages = json.loads(done.stdout.splitlines()[-1])
    return code, set(packages), done.stderr


def test_no_command_that_runs_a_flow_needs_prefect(project: Project) -> None:
    code, packages, told = loaded_by(project, "ingest", "corpus", "--verbose")
    assert (code, "prefect" in packages) == (0, False)
    for line in ("3 sources, 1 batches to read", "3 documents committed, 0 rejected"):
        assert re.search(rf"\| INFO    \| graphmill - \[run \S+\] {line}$", told, re.M)
    assert not (project.folder / ".graphmill" / "prefect").exists()

    for _ in range(2):
        code, packages, told = loaded_by(project, "ingest", "corpus")
        assert (code, packages.intersection({"prefect", *HEAVY})) == (0, set())
        assert "INFO" not in told

    code, packages, told = loaded_by(project, "analyse", "--verbose")
    assert (code, "prefect" in packages) == (0, False)
    code, packages, told = loaded_by(project, "forget", "corpus/a.txt", "--verbose")
    assert (code, "prefect" in packages) == (0, False)
    assert "1 documents forgotten, 0 not found" in told
    assert not (project.folder / ".graphmill" / "prefect").exists()


def test_what_was_rejected_is_said_once_and_not_logged_beside_unless_asked_for(project: Project) -> None:
    (project.folder / "empty.txt").write_text(" ", encoding="utf-8")
    done = project.run("ingest", "empty.txt", "--json")
    assert (done.code, done.err) == (
        1,
        "error: nothing could be read; the table above says why and what to do.\n",
    )
    assert [each["outcome"] for each in done.data["rejected"]] == ["empty"]
    shown = project.run("ingest", "empty.txt", "--quiet", "--verbose")
    assert re.search(r"\| WARNING \| graphmill - \[run \S+, read, empty\.txt\] rejected \(empty\)", shown.err)


def test_names_in_the_log_cannot_command_the_terminal(project: Project) -> None:
    (project.folder / "esc\x1b[31m.txt").write_text(" ", encoding="utf-8")
    done = project.run("ingest", "esc\x1b[31m.txt", "--quiet", "--verbose")
    assert ", read, esc" in done.err
    assert "\x1b" not in done.err
