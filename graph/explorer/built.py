"""The built page: the script and the style that the package brings, made from the sources in web/."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from graph.errors import GraphFileError

BUNDLE = Path(str(files("graph.explorer"))) / "bundle"
SCRIPT, STYLE, ICON = "explorer.js", "explorer.css", "icon.svg"


def built(name: str) -> str:
    """Return the text of a file of the built page.

    Raises:
        GraphFileError: The page was not built, as in a checkout without it.

    """
    path = BUNDLE / name
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise GraphFileError(f"{path} is not there: build the page with `make explorer`.") from error
