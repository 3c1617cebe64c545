"""Paths as people write them on a command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_origin

from cyclopts import Parameter, Token

from extractors.paths import at_home


def _expanded(annotation: Any, tokens: Sequence[Token]) -> Path | list[Path]:
    # A shell leaves the tilde of --out=~/x, and of a quoted path, alone.
    paths = [at_home(token.value) for token in tokens]
    return paths if get_origin(annotation) is list else paths[0]


PATH = Parameter(converter=_expanded)
"""Takes one path, or a list of them; ``~`` is the user's home."""
