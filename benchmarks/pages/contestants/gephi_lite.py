"""Gephi Lite: a built checkout of it, which reads the graph from a GEXF file."""

from __future__ import annotations

import shutil

import networkx as nx

from benchmarks.pages.contestants.page import Contestant, Place, Served
from benchmarks.pages.contestants.processes import served_folder
from benchmarks.pages.network import PagesGraph


def _serve(graph: PagesGraph, place: Place) -> Served:
    built = place.npm / "gephi-lite" / "build"
    site = place.folder / "site"
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(built, site / "gephi-lite")
    nx.write_gexf(graph.as_networkx(), site / "gephi-lite" / "graph.gexf")
    with served_folder(site) as address:
        yield f"{address}/gephi-lite/?file={address}/gephi-lite/graph.gexf"


CONTESTANT = Contestant(
    "Gephi Lite",
    "commit 36b6566 of its repository, built",
    _serve,
    ".sigma-mouse",
    "document.querySelector('.sigma-mouse')",
    lost="no layout and no colours by type until one asks for them",
)
