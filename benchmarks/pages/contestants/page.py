"""What the comparison must know of a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.pages.network import PagesGraph

Served = Iterator[str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a contestant may work: a folder of its own, the Python that has its packages, the folder that has npm packages."""

    folder: Path
    python: Path
    npm: Path


@dataclass(frozen=True, slots=True)
class Contestant:
    """A page with a graph in it.

    ``serve`` makes the page of a graph and gives its address while it is there. ``ready`` is an expression in JavaScript that is true
    when the page says itself that it is done loading, ``area`` the CSS selector of what it draws on, and ``before`` clicks that a
    person must do first. ``fetched`` are files, below the folder of npm packages or absolute, that are given for what the page asks the
    network for, by the end of its address. ``lost`` tells in words what of the graph the page does not show.
    """

    name: str
    package: str
    serve: Callable[[PagesGraph, Place], Served]
    area: str
    ready: str = "true"
    before: tuple[str, ...] = ()
    fetched: Mapping[str, str] = field(default_factory=dict)
    lost: str = ""

    @contextmanager
    def served(self, graph: PagesGraph, place: Place) -> Iterator[str]:
        """Give the address of the page for the length of a ``with``."""
        yield from self.serve(graph, place)
