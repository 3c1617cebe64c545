"""The command line as declared: every command is there, and asking for help loads nothing heavy."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import flows
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
HEAVY = ("prefect", "torch", "onnxruntime", "neo4j", "rigour", "graph.stores.protocol", "linking.names.form")


def test_help_lists_the_commands_that_correct_linking(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert [each for each in COMMANDS if f" {each} " not in shown] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_tells_how_it_is_used(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([command, "--help"]) == 0
    assert f"Usage: graphmill {command}" in capsys.readouterr().out


def test_every_path_on_the_command_line_takes_a_tilde() -> None:
    taking: dict[tuple[str, str], str] = {}
    for path in Path(flows.__file__).parent.glob("cli*.py"):
        module = importlib.import_module(f"flows.{path.stem}")
        for holder in vars(module).values():
            if getattr(holder, "__module__", "") == module.__name__:
                for name, annotation in getattr(holder, "__annotations__", {}).items():
                    if re.search(r"\bPath\b", annotation):
                        taking[getattr(holder, "__name__", path.stem), name] = annotation
    assert len(taking) > 10
    assert [place for place, annotation in taking.items() if "PATH" not in annotation] == []


def test_a_tilde_that_the_shell_left_alone_is_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    assert run(["init", "~/project"]) == 0
    assert (tmp_path / "home" / "project" / "graphmill.toml").is_file()
    run(["link", "--kb=~/a.csv", "--kb=~/b.csv"])
    assert str(tmp_path / "home" / "a.csv") in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir() if "~" in each.name] == []


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
