"""The library of the embedded store, and why a graph cannot be opened by it."""

from __future__ import annotations

import errno
import re
from pathlib import Path
from typing import Any

from graph.errors import StoreError

_OS_ERROR = re.compile(r"\(os error (\d+)\)")
_NOT_ALLOWED = (errno.EACCES, errno.EPERM, errno.EROFS)


def import_kglite() -> Any:
    """Return the library.

    Raises:
        StoreError: It cannot be loaded beside PyTorch on this machine.

    """
    try:
        import kglite
    except ImportError as error:
        if "static TLS" not in str(error):
            raise
        raise StoreError(
            "The embedded store cannot be loaded beside PyTorch in a process with the system's default reserve of "
            "thread-local memory. Start Python with the variable GLIBC_TUNABLES=glibc.rtld.optional_static_tls=16384 "
            "(the graphmill command does so itself), or use a Neo4j store."
        ) from error
    # kglite warns on stderr of every label that the graph has no node of, which a young graph is full of.
    kglite.set_query_warning_policy("silent")
    return kglite


def unopened(path: Path, error: Exception) -> StoreError:
    """Return the error to raise for a graph that cannot be opened, by what stands in the way."""
    if isinstance(error, UnicodeEncodeError):
        return StoreError(
            f"The embedded store cannot name {path}: a name in it is not UTF-8. Rename that folder, or name another place with "
            "--state."
        )
    told = str(error).rstrip(".")
    number = _OS_ERROR.search(told)
    if number and int(number[1]) in _NOT_ALLOWED:
        return StoreError(
            f"The graph {path} may not be written: {told}. A graph that is only read is written to as well, for a lock and a log "
            "lie beside it. Get the right to write in its folder, or copy graph and log to a folder of your own and name "
            "that with --state."
        )
    if path.is_dir():
        return StoreError(
            f"{path} is a folder and no graph: move it away, or name another place with --state."
        )
    return StoreError(
        f"The graph {path} cannot be opened: {told}. If the file is damaged, restore a backup, or move it away and ingest again."
    )


def log_of(path: Path) -> Path:
    """Return where the log of a graph lies: what was committed since its file was written."""
    return path.with_name(f"{path.name}-wal")
