"""The kinds of sources, each with the function that looks at one."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from extractors.sources.polling import Cursor, Poll, Spool

Look = Callable[[Any, Cursor, Spool, Path], Poll]
"""Takes a source's settings, the cursor that its last look gave, the folder for items that are no files, and the project's folder.

It raises a `extractors.sources.polling.SourceUnreachableError` where the source cannot be looked at.
"""
KINDS = {
    "files": "extractors.sources.files:poll",
}
"""Where the function of each kind is: imported only for a source of that kind, for some need packages that are not always there."""


def look_of(kind: str) -> Look:
    """Return the function that looks at sources of a kind."""
    module, _, name = KINDS[kind].partition(":")
    look: Look = getattr(importlib.import_module(module), name)
    return look
