"""The page on the house: its picture is that of the contracts, and it tells of every room what the room says of itself."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.support.architecture_picture import PACKAGES, PICTURE, ROOT, drawing, layers_of

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
ROOMS = sorted(path.parent for package in PACKAGES for path in (ROOT / package).glob("*/__init__.py"))


def test_the_picture_shows_the_contracts() -> None:
    assert PICTURE.read_text(encoding="utf-8") == drawing(), (
        "draw it anew: python -m tests.support.architecture_picture"
    )


@pytest.mark.parametrize("package", PACKAGES)
def test_every_room_is_in_the_picture(package: str) -> None:
    shown = {name for layer in layers_of(package) for name in layer}
    assert {room.name for room in ROOMS if room.parent.name == package} <= shown


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: f"{room.parent.name}/{room.name}")
def test_the_page_says_of_a_room_what_it_says_of_itself(room: Path) -> None:
    docstring = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""
    words = " ".join(docstring.partition("\n\n")[0].split()).replace(":mod:", "").replace("``", "`")
    assert f"| `{room.parent.name}/{room.name}/` | {words} |" in PAGE
