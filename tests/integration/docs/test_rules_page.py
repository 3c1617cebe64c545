"""The page on rules shows what ``graphmill extract --why`` prints with the settings and the text beside it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine
from tests.support.root import ROOT

PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


@pytest.mark.model
def test_the_answer_on_the_page_is_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    shown = re.search(r"\$ cat note.txt\n(.*?)\$ graphmill extract note.txt --why\n(.*?)```", PAGE, re.DOTALL)
    assert settings is not None
    assert shown is not None
    Path("graphmill.toml").write_text(settings[1], encoding="utf-8")
    Path("note.txt").write_text(shown[1], encoding="utf-8")
    assert CommandLine(capsys).data("extract", "note.txt", "--why") == json.loads(shown[2])
