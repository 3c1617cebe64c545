"""The command that analyses the graph as a network."""

from __future__ import annotations

from cyclopts import App


def register(app: App) -> None:
    """Add the commands of this module to the command line."""
