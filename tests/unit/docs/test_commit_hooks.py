"""The hooks before a commit say what ``make lint`` says, with the same tools, and fetch nothing."""

from __future__ import annotations

import re

import yaml

from tests.support.root import ROOT

REPOSITORIES = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
LINT = re.findall(r"^\t\$\(BIN\)/(.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
CHECKERS = ("ruff", "mypy", "lint-imports")


def test_each_check_of_make_lint_is_a_hook() -> None:
    # make gives ruff the whole folder, pre-commit the files of the commit, excluded ones among them.
    hooks = {hook["entry"].removesuffix(" --force-exclude") for hook in REPOSITORIES[0]["hooks"]}
    assert hooks == {f".venv/bin/{call.removesuffix(' .')}" for call in LINT if call.startswith(CHECKERS)}


def test_the_hooks_come_from_this_repository() -> None:
    assert [repository["repo"] for repository in REPOSITORIES] == ["local"]
    assert {hook["language"] for hook in REPOSITORIES[0]["hooks"]} == {"system"}
