"""The command line as declared: every command is there, and asking for help loads nothing heavy."""

from __future__ import annotations

import inspect
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cyclopts import App

import flows.commands
from flows.cli import app, run
from flows.commands.options import Common

ROOT = Path(__file__).parents[2]
HEAVY = (
    "prefect",
    "torch",
    "onnxruntime",
    "neo4j",
    "kglite",
    "rigour",
    "graph.stores.protocol",
    "linking.names.form",
)
LIBRARIES = ("prefect", "torch", "transformers", "gliner", "onnxruntime", "neo4j", "kglite")


def commands_of(holder: App, *before: str) -> Iterator[tuple[str, App]]:
    """Yield every command with its name as it is called, those of a group after the group."""
    for name in holder:
        if not name.startswith("-"):
            yield " ".join((*before, name)), holder[name]
            yield from commands_of(holder[name], *before, name)


EVERY = dict(commands_of(app))
FUNCTIONS = {name: each.default_command for name, each in EVERY.items() if each.default_command}


def description_of(function: Callable[..., object]) -> str:
    """Return what a docstring says before it tells the parameters."""
    return inspect.cleandoc(function.__doc__ or "").split("\n\nParameters\n")[0]


def loaded_by(arguments: list[str], names: tuple[str, ...]) -> list[str]:
    """Return those of the modules that a fresh process has loaded after a command; of a package a name with a dot behind it."""
    script = (
        "import contextlib, io, json, sys\n"
        "from flows.cli import run\n"
        f"with contextlib.redirect_stdout(io.StringIO()): assert run({arguments!r}) == 0\n"
        f"names = {names!r}\n"
        "print(json.dumps([each for each in sys.modules if each in names or each.startswith(tuple(n for n in names if n[-1] == '.'))]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[str] = json.loads(done.stdout)
    return found


def test_help_lists_every_command_with_the_first_sentence_of_its_docstring(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert len(FUNCTIONS) > 30
    assert run(["--help"]) == 0
    shown = " ".join(re.sub("[│╭╮╰╯─]", " ", capsys.readouterr().out).split())
    told = {name: " ".join(description_of(each).split("\n")[0].split()) for name, each in FUNCTIONS.items()}
    assert [name for name, text in told.items() if " " not in name and f"{name} {text}" not in shown] == []


@pytest.mark.parametrize("command", sorted(FUNCTIONS))
def test_the_line_of_a_command_says_what_its_docstring_says(command: str) -> None:
    assert EVERY[command].help == description_of(FUNCTIONS[command])


@pytest.mark.parametrize("command", sorted(EVERY))
def test_every_command_tells_how_it_is_used(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*command.split(), "--help"]) == 0
    assert f"Usage: graphmill {command}" in capsys.readouterr().out


def test_the_pages_of_commands_name_each() -> None:
    pages = [ROOT / "docs" / "commands.md", *(ROOT / "docs" / "commands").glob("*.md")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages if page.is_file())
    headings = {name.strip() for line in re.findall(r"^##+ (.+)$", text, re.M) for name in line.split(",")}
    assert [
        name
        for name in FUNCTIONS
        if name not in headings and not re.search(rf"\bgraphmill {re.escape(name)}\b", text)
    ] == []


def test_every_path_on_the_command_line_takes_a_tilde() -> None:
    takers = {**FUNCTIONS, "every command": Common}
    taking = {
        (name, option): annotation
        for name, taker in takers.items()
        for option, annotation in taker.__annotations__.items()
        if re.search(r"\bPath\b", annotation)
    }
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


def test_help_imports_no_command_and_nothing_heavy() -> None:
    own = ("flows.commands.options",)
    names = (*HEAVY, "flows.commands.")
    for arguments in (["--help"], ["--version"], ["evaluate", "--help"]):
        assert [each for each in loaded_by(arguments, names) if each not in own] == [], arguments


def test_the_help_of_no_command_loads_a_model_s_library_a_store_s_or_prefect() -> None:
    script = "\n".join(
        ["import sys", "from flows.cli import run"]
        + [f"run({[*command.split(), '--help']!r})" for command in FUNCTIONS]
        + [f"print([each for each in {LIBRARIES!r} if each in sys.modules], file=sys.stderr)"]
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.strip() == "[]"


def test_a_module_of_commands_that_no_line_names_is_a_part_of_another() -> None:
    """Every module with a function that looks like a command is on the command line."""
    folder = Path(flows.commands.__file__).parent
    registered = {each.__module__ + "." + each.__name__ for each in FUNCTIONS.values()}
    declared = set()
    for path in folder.rglob("*.py"):
        module = ".".join(path.relative_to(folder.parents[1]).with_suffix("").parts)
        for name in re.findall(
            r"^def (\w+)\((?:[^)]|\)(?! ->))*common: Common = COMMON", path.read_text(encoding="utf-8"), re.M
        ):
            declared.add(f"{module}.{name}")
    assert declared <= registered
    assert len(declared) > 30
