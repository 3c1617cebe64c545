"""The formats that a graph can be exported in: those of this package, and those of other packages."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from extractors.errors import UsageError
from extractors.plugins import PluginFault, add_plugins
from graph import export as package
from graph.errors import GraphFileError, NotEmptyError
from graph.stores.foreign import refuse_foreign
from graph.stores.protocol import GraphStore, Progress, Row

ENTRY_POINTS = "graphmill.exports"
"""The group of entry points under which a package declares its formats: ``name = "module:FORMAT"``."""
BEYOND = ("html",)
"""Formats that take more than a graph, here by their names alone: the page of :mod:`graph.explorer` knows its project."""
ROWS_A_REPORT = 1_000


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export wrote to ``target``: how many nodes and relationships, in which files, of how many bytes.

    ``figures`` are what else was counted, ``left_out`` is what is not graphmill's and stays where it is, and ``next_steps``
    are lines that tell what to do with the files.
    """

    target: Path
    files: tuple[str, ...]
    nodes: int
    relationships: int
    bytes: int
    left_out_nodes: int = 0
    left_out_relationships: int = 0
    figures: Mapping[str, int] = field(default_factory=dict)
    next_steps: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return {key: value for key, value in asdict(self).items() if key not in {"figures", "next_steps"}} | {
            **self.figures
        }


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format: its name on the command line, how its files end (nothing for a folder), and a sentence that says what for.

    ``write`` takes the store, whose write lease is held, the file or folder to write, and whom to tell of the progress. It writes
    rows as it reads them, so that memory does not grow with the graph, and all of its files or none: what was there before
    stays when it fails. The target is not there, or may be replaced.
    """

    name: str
    suffix: str
    help: str
    write: Callable[[GraphStore, Path, Progress | None], ExportReport]


def export_formats() -> Mapping[str, ExportFormat]:
    """Return the formats by their names: those of this package, then those that other packages declare as entry points.

    One of another package that cannot be used, or whose name is taken, is left out, which the log says.
    """
    return _formats()[0]


def faults() -> tuple[str, ...]:
    """Return a sentence about every plug-in that was left out: its name, its package, why, and the remedy."""
    return tuple(map(str, _formats()[1]))


@cache
def _formats() -> tuple[Mapping[str, ExportFormat], tuple[PluginFault, ...]]:
    found: dict[str, ExportFormat] = {}
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        format_ = getattr(importlib.import_module(module.name), "FORMAT", None)
        if isinstance(format_, ExportFormat):
            found[format_.name] = format_

    def why_not(added: ExportFormat) -> str:
        taken = added.name in found or added.name in BEYOND
        return f"another export has the name {added.name!r} already" if taken else ""

    def add(added: ExportFormat) -> None:
        found[added.name] = added

    return found, add_plugins(ENTRY_POINTS, ExportFormat, add=add, why_not=why_not)


def export_format(name: str) -> ExportFormat:
    """Return the format of a name.

    Raises:
        UsageError: There is none; the message names those that there are.

    """
    known = export_formats()
    if name not in known:
        names = ", ".join(sorted([*known, *BEYOND]))
        raise UsageError(f"There is no export format {name!r}: choose one of {names}.")
    return known[name]


def export_graph(
    store: GraphStore,
    format_: ExportFormat,
    target: Path,
    *,
    force: bool = False,
    on_progress: Progress | None = None,
) -> ExportReport:
    """Write the graph to ``target``, alone under the write lease, so that nothing changes meanwhile; return what was written.

    With ``force`` a file, or files of the same names in a folder, are replaced. ``on_progress`` is reported the rows done and to do.

    Raises:
        NotEmptyError: The file is there, or the folder holds something, and ``force`` is not given; nothing was written.
        ForeignDataError: The graph holds under graphmill's labels what graphmill did not write; nothing was written.
        GraphFileError: The target cannot be written; nothing of it was changed.
        StoreBusyError: A writer is at work.
        StoreError: The store failed, or the graph holds what the format cannot say; nothing was written.

    """
    with files_of(target):
        if not force:
            _refuse_what_is_there(format_, target)
        with store.lease():
            refuse_foreign(store, damaged_too=False)
            return format_.write(store, target, on_progress)


@contextmanager
def files_of(target: Path) -> Iterator[None]:
    """Say of a failure to write, within the ``with``, what cannot be written and what to do.

    Raises:
        GraphFileError: A file cannot be written.

    """
    try:
        yield
    except OSError as error:
        raise GraphFileError(
            f"{target} cannot be written: {error.strerror or error}. Choose a folder that is there and may be written to."
        ) from error


def reported(rows: Iterator[Row], on_progress: Progress | None, done: int, total: int) -> Iterator[Row]:
    """Yield rows as they come and tell of each thousand, after ``done`` others, of ``total``."""
    for number, row in enumerate(rows, start=done + 1):
        yield row
        if on_progress is not None and not number % ROWS_A_REPORT:
            on_progress(number, total)


def _refuse_what_is_there(format_: ExportFormat, target: Path) -> None:
    if format_.suffix:
        if target.exists():
            raise NotEmptyError(f"{target} is there already: name another file, or replace it with --force.")
    elif target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise NotEmptyError(f"{target} is not empty: name another folder, or replace its files with --force.")
