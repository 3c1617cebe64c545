"""Paths as people write them."""

from __future__ import annotations

import os
from pathlib import Path


def absolute(path: str | os.PathLike[str]) -> str:
    """Return ``path`` as an absolute path without resolving symbolic links."""
    return os.path.abspath(at_home(path))  # noqa: PTH100 - Path.resolve would follow links


def at_home(path: str | os.PathLike[str]) -> Path:
    """Return ``path`` with the home folder in place of a ``~`` that stands for one; ``~$lock.docx`` is a name like any other."""
    return Path(os.path.expanduser(path))  # noqa: PTH111 - Path.expanduser fails for users that there are not
