"""The documents: what they lead to is there, and each can be found."""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from pathlib import Path

import pytest

from tests.support.root import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("**/*.md"), ROOT / "examples" / "README.md"])
OWN = "flows|extractors|linking|graph|graphmill|benchmarks|tests|docs|examples|findings|docker"
LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)")
MODULE = re.compile(rf"python -m ((?:{OWN})(?:\.\w+)*)")
NAMED = re.compile(rf"`((?:{OWN})/[\w./*-]+)(?:::\w+)?`|python ((?:{OWN})/[\w./-]+\.py)")
MADE_UP = ("docs/a.md", "examples/corpus/letter")


def page_id(path: Path) -> str:
    return str(path.relative_to(ROOT))


def prose(text: str) -> str:
    """Return a page without its blocks of code and its pieces of code, where brackets are no links."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))


def anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return {anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


def anchor(heading: str) -> str:
    kept = [
        char for char in heading.strip().lower() if char in " -_" or unicodedata.category(char)[0] in "LNM"
    ]
    return "".join(kept).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_link_within_the_repository_leads_to_something(page: Path) -> None:
    broken = []
    for target in LINK.findall(prose(page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, place = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        if not path.exists() or (place and place not in anchors(path)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_module_and_file_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    missing = [name for name in MODULE.findall(text) if importlib.util.find_spec(name) is None]
    for pair in NAMED.findall(text):
        name = (pair[0] or pair[1]).rstrip(".")
        if not name.startswith(MADE_UP) and not any(ROOT.glob(name.rstrip("/"))):
            missing.append(name)
    assert missing == []


def test_the_index_leads_to_every_page() -> None:
    docs = ROOT / "docs"
    index = docs / "index.md"
    linked = {
        (docs / target.partition("#")[0]).resolve() for target in LINK.findall(index.read_text("utf-8"))
    }
    pages = {path for path in docs.glob("**/*.md") if path.parent.name != "commands"} - {index}
    assert sorted(page_id(path) for path in pages - linked) == []


def test_the_list_of_commands_leads_to_every_page_of_commands() -> None:
    list_of_commands = ROOT / "docs" / "commands.md"
    text = list_of_commands.read_text(encoding="utf-8")
    assert [
        path.name
        for path in (ROOT / "docs" / "commands").glob("*.md")
        if f"(commands/{path.name})" not in text
    ] == []
