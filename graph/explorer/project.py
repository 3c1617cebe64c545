"""What the explorer must know of a project, given by who starts it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from linking.guidance import Guidance


@dataclass(frozen=True, slots=True)
class ExplorerProject:
    """A project as the explorer sees it.

    ``store_name`` is the kind of its store in words. ``open_store`` opens the graph to be read or written, ``guidance`` reads decisions and knowledge bases as they are now.
    ``knowledge_bases`` are the files of the latter. Decisions go to ``decisions_path``, by ``user`` where the page names nobody; the graph is linked by them in transactions of at
    most ``batch_size`` documents. ``types`` are those of the settings. With ``read_only`` nothing can be decided.
    """

    name: str
    store_name: str
    store: StoreSettings
    open_store: Callable[[Literal["read", "write"]], AbstractContextManager[GraphStore]]
    guidance: Callable[[], Guidance]
    decisions_path: Path
    user: str
    types: tuple[str, ...]
    batch_size: int
    knowledge_bases: tuple[Path, ...] = ()
    read_only: bool = False
