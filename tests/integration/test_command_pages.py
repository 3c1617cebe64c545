"""The pages show what the commands print and what the Python face returns: all of it runs here, most on the example corpus."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from tests.command_pages import FOLDER, ROOT, START_FOLDER, difference, pages_as_they_should_be


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the projects in which the pages run."""
    return tmp_path_factory.mktemp("pages")


@pytest.mark.xdist_group("command_pages")
def test_the_pages_show_what_the_commands_print(projects: Path) -> None:
    found = list(pages_as_they_should_be(projects))
    assert len(found) == len(list(FOLDER.glob("*.md")))
    differences = [line for name, text, wanted in found for line in difference(name, text, wanted)]
    assert differences == [], "Write them anew: python -m tests.command_pages --write\n" + "".join(
        differences
    )


@pytest.mark.xdist_group("command_pages")
def test_the_page_on_python_shows_what_is_returned(projects: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(projects / START_FOLDER)
    page = str(ROOT / "docs" / "python.md")
    failed, tried = doctest.testfile(
        page, module_relative=False, encoding="utf-8", optionflags=doctest.IGNORE_EXCEPTION_DETAIL
    )
    assert (failed, tried > 8) == (0, True)


def test_the_lines_of_python_in_the_readme_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "press").mkdir()
    (tmp_path / "papers").mkdir()
    text = "Mara Lindqvist met Jürgen Müller in Aldermouth. Mara Lindqvist left for Norway."
    (tmp_path / "papers" / "a.txt").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (block,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    *lines, last = block.strip().splitlines()
    exec(compile("\n".join(lines), "README.md", "exec"), names)  # noqa: S102 - the documentation under test
    answer = eval(compile(last, "README.md", "eval"), names)  # noqa: S307
    assert answer["name"].tolist() == ["Jürgen Müller", "Mara Lindqvist"]
