"""A command is a function in a module of its own and a line that names it; the module is imported when it is called."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.cli import app, run

MODULE = "tests.support.made_up_command"
LINES = {"tally": "Count words.", "partly": "Do a part of it."}


@pytest.fixture(autouse=True)
def made_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "graphmill.toml").write_text("", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    sys.modules.pop(MODULE, None)
    for name, told in LINES.items():
        app.command(f"{MODULE}:{name}", name=name, help=told)
    yield
    for name in LINES:
        del app[name]


@pytest.mark.parametrize("name", LINES)
def test_a_line_is_listed_without_importing_its_module(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    listed = [line.strip("│ ").split(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    assert [name, LINES[name]] in [
        [first, rest.strip()] for first, *more in filter(None, listed) for rest in more
    ]
    assert MODULE not in sys.modules


@pytest.mark.parametrize(
    ("arguments", "code", "out", "err"),
    [
        (["tally", "a", "bcd"], 0, "2 words, settings of ", ""),
        (["tally", "a", "bcd", "--least", "2"], 0, "1 words, settings of ", ""),
        (["tally", "a", "--least", "2"], 1, "", "error: No word is as long."),
        (["tally", "a", "--least", "0"], 2, "", "error: --least 0: give a number from 1."),
        (["tally", "a", "--least", "many"], 2, "", "See `graphmill --help`."),
        (["tally", "a", "--config", "none.toml"], 2, "", "none.toml"),
        (["tally"], 2, "", "See `graphmill --help`."),
        (["partly"], 3, "", ""),
    ],
)
def test_a_registered_command_runs_with_options_settings_and_exit_codes(
    arguments: list[str], code: int, out: str, err: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == code
    said = capsys.readouterr()
    assert out in said.out
    assert err in said.err
    assert MODULE in sys.modules


def test_its_own_help_tells_its_parameters_and_those_of_every_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["tally", "--help"]) == 0
    shown = capsys.readouterr().out
    assert [
        each
        for each in ("Count words.", "What to count.", "Letters that a word needs.", "--config")
        if each not in shown
    ] == []
