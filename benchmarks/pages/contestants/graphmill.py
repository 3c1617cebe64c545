"""graphmill's own page: the overview that it opens with, and the map of all entities."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial

from benchmarks.pages.contestants.page import Contestant, Place, Served
from benchmarks.pages.contestants.processes import free_port, wait_for
from benchmarks.pages.network import PagesGraph


def _serve(view: str, graph: PagesGraph, place: Place) -> Served:
    port = free_port()
    program = [sys.executable, "-m", "flows.cli", "explore", "--state", str(graph.state), "--port", str(port)]
    with (place.folder / "log").open("wb") as log:
        server = subprocess.Popen(program, env=os.environ, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}/{view}"
        finally:
            server.terminate()
            server.wait()


def contestants() -> tuple[Contestant, Contestant]:
    """Return the two views."""
    return (
        Contestant(
            "graphmill, overview",
            "this checkout",
            partial(_serve, ""),
            "main",
            "document.querySelector('main svg')",
        ),
        Contestant(
            "graphmill, map of all",
            "this checkout",
            partial(_serve, "#/map?all=1"),
            ".sigma-mouse",
            "document.querySelector('.sigma-mouse')",
        ),
    )
