"""The command line as declared: every command is there, and asking for help loads nothing heavy."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.cli import run

COMMANDS = [
    "query",
    "queries",
    "search",
    "merge",
    "split",
    "rename",
    "retype",
    "hide",
    "undo",
    "decisions",
    "review",
    "explain",
    "resolve",
    "analyse",
    "copy",
    "export",
    "rebuild",
    "tidy",
]
HEAVY = ("prefect", "torch", "onnxruntime", "neo4j", "rigour", "graph.store", "linking.names")


def test_help_lists_the_commands_that_correct_linking(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert [each for each in COMMANDS if f" {each} " not in shown] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_tells_how_it_is_used(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([command, "--help"]) == 0
    assert f"Usage: graphmill {command}" in capsys.readouterr().out


def test_help_loads_nothing_heavy() -> None:
    script = f"import flows.cli, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
