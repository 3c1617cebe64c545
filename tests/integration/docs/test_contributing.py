"""CONTRIBUTING.md says what is true: each thing that it adds is added to a copy of the repository, and the tests it names pass there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.root import ROOT

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PACKAGES = ("graphmill", "extractors", "linking", "graph", "flows", "benchmarks", "tests", "docs", "examples")
SECTIONS = dict(re.findall(r"^## (An? .+?)\n(.*?)(?=^## An? |\Z)", PAGE, re.DOTALL | re.MULTILINE))
BLOCK = re.compile(
    r"^(?P<fence>`{3,})\w+\n# (?P<path>[\w./-]+)(?:, (?P<side>before|after|instead of): (?P<beginning>[^\n]+))?\n(?P<text>.*?)^(?P=fence)$",
    re.DOTALL | re.MULTILINE,
)
CALL = re.compile(r"^    \.venv/bin/python -m pytest (.+)$", re.MULTILINE)
LARGE = 200_000


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the repository to which all that the page adds was added."""
    copied = copy_of_the_repository(tmp_path_factory.mktemp("contributing") / "checkout")
    for section in SECTIONS.values():
        for block in BLOCK.finditer(section):
            path = copied / block["path"]
            if block["side"] is None:
                assert not path.exists()
                path.parent.mkdir(exist_ok=True)
                path.write_text(block["text"], encoding="utf-8")
            else:
                insert(path, block["text"], block["side"], block["beginning"])
    return copied


def test_the_page_adds_one_thing_of_each_kind_and_says_how_it_is_tested() -> None:
    assert list(SECTIONS) == [
        "A reader",
        "An engine",
        "A store",
        "An export format",
        "A saved query",
        "A linking rule",
        "A kind of value",
        "A command",
        "A flow",
    ]
    assert [title for title, section in SECTIONS.items() if not CALL.search(section)] == []


def test_the_tests_of_all_that_the_page_adds_pass(checkout: Path) -> None:
    files: dict[bool, list[str]] = {True: [], False: []}
    chosen = []
    for call in CALL.findall(PAGE):
        named, _, words = call.partition(" -k ")
        files[bool(words)] += named.split()
        if words:
            chosen.append("({})".format(words.strip('"')))
    run(checkout, [*files[True], "-k", " or ".join(chosen)])
    run(checkout, files[False])


def test_what_the_page_adds_keeps_to_the_layers_and_the_style(checkout: Path) -> None:
    for call in ("lint-imports", "ruff check .", "ruff format --check ."):
        program, *arguments = call.split()
        done = subprocess.run(
            [Path(sys.executable).with_name(program), *arguments],
            cwd=checkout,
            env={**os.environ, "PYTHONPATH": str(checkout)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def run(checkout: Path, arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments, "-p", "no:cacheprovider", "-m", "not neo4j"],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def insert(path: Path, text: str, side: str, beginning: str) -> None:
    """Put lines before, after or instead of the first line of a file that begins so."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    place = next(number for number, line in enumerate(lines) if line.startswith(beginning))
    if text.startswith(("@", "def ")):
        above = "".join(lines[:place])
        text = "\n" * (3 - len(above) + len(above.rstrip("\n"))) + text + "\n\n"
    kept = lines[place + (side == "instead of") :]
    if side == "after":
        text, kept = lines[place] + text, lines[place + 1 :]
    path.write_text("".join([*lines[:place], text, *kept]), encoding="utf-8")


def copy_of_the_repository(folder: Path) -> Path:
    """Copy what tests need; large files, which nobody edits, are links."""

    def copy(source: str, target: str) -> None:
        if Path(source).stat().st_size > LARGE:
            Path(target).symlink_to(source)
        else:
            shutil.copyfile(source, target)

    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, folder / package, copy_function=copy, ignore=shutil.ignore_patterns("__pycache__")
        )
    for path in ROOT.glob("*.*"):
        if path.is_file():
            shutil.copyfile(path, folder / path.name)
    return folder
