"""The knowledge bases of a project, loaded once for each state of their files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from flows.project.settings import Settings
from linking.knowledge_base.base import KnowledgeBase
from linking.knowledge_base.file import KnowledgeBaseError, load_knowledge_base

FileState = tuple[int, int, int]
"""What changes when a file does."""
_Key = tuple[Path, str, float, tuple[tuple[str, str], ...]]
_loaded: dict[_Key, tuple[FileState, KnowledgeBase]] = {}
_lock = Lock()


def load_knowledge_bases(settings: Settings) -> tuple[KnowledgeBase, ...]:
    """Return the knowledge bases that the settings name, in their order.

    A file that did not change since this process read it is not read again.

    Raises:
        linking.knowledge_base.file.KnowledgeBaseError: a file cannot be read or holds an entry that cannot be used.

    """
    given = settings.knowledge_base
    base = settings.base.resolve()
    return tuple(
        cached_knowledge_base(base / file.path, file.name, given.margin, given.types) for file in given.files
    )


def cached_knowledge_base(path: Path, name: str, margin: float, types: Mapping[str, str]) -> KnowledgeBase:
    """Return one knowledge base, read anew only if the file changed since this process read it."""
    key = path, name or path.stem, margin, tuple(sorted(types.items()))
    with _lock:
        state = file_state(path)
        if key not in _loaded or _loaded[key][0] != state:
            # What an earlier state of the file took is given back before the new one is read.
            _loaded.pop(key, None)
            _loaded[key] = state, load_knowledge_base(path, name, margin=margin, types=types)
        return _loaded[key][1]


def file_state(path: Path) -> FileState:
    """Return the state of a knowledge base's file.

    Raises:
        linking.knowledge_base.file.KnowledgeBaseError: it cannot be read.

    """
    try:
        state = path.stat()
    except OSError as error:
        raise KnowledgeBaseError(
            f"{path}: the knowledge base cannot be read: {error.strerror}. "
            "Check the path; in settings it is relative to `base`."
        ) from error
    return state.st_ino, state.st_size, state.st_mtime_ns
