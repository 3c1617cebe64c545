"""The commands that move, rebuild and export a graph."""

from __future__ import annotations

from cyclopts import App


def register(app: App) -> None:
    """Add the commands of this module to the command line."""
