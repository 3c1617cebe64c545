"""The pages in docs/commands show what the commands print: all of them run here on the example corpus."""

from __future__ import annotations

from pathlib import Path

from tests.command_pages import FOLDER, difference, pages_as_they_should_be


def test_the_pages_show_what_the_commands_print(tmp_path: Path) -> None:
    found = list(pages_as_they_should_be(tmp_path))
    assert len(found) == len(list(FOLDER.glob("*.md")))
    differences = [line for name, text, wanted in found for line in difference(name, text, wanted)]
    assert differences == [], "Write them anew: python -m tests.command_pages --write\n" + "".join(
        differences
    )
