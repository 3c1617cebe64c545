"""The command line as the tests call it: in this process, with what it printed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from flows.cli import run


@dataclass
class CommandLine:
    """Runs commands and returns what they print; ``capture`` is pytest's fixture of that name."""

    capture: pytest.CaptureFixture[str]

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Return the exit code, standard output and standard error."""
        self.capture.readouterr()
        code = run(list(arguments))
        out, err = self.capture.readouterr()
        return code, out, err

    def ok(self, *arguments: str) -> str:
        """Return what a command prints that must succeed."""
        code, out, err = self.run(*arguments)
        assert code == 0, out + err
        return out

    def data(self, *arguments: str) -> Any:
        """Return the data that a command prints as JSON."""
        return json.loads(self.ok(*arguments, "--json"))
