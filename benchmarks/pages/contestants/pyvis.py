"""pyvis: a page of vis-network, written from Python."""

from __future__ import annotations

from benchmarks.pages.contestants.page import Contestant, Place, Served
from benchmarks.pages.contestants.processes import run
from benchmarks.pages.network import PagesGraph

_MAKE = """
import sys, networkx
from pyvis.network import Network
graph = networkx.read_graphml(sys.argv[1])
for _, data in graph.nodes(data=True): data["size"] = 8
page = Network(height="800px", width="100%", cdn_resources="in_line")
page.from_nx(graph)
open(sys.argv[2], "w", encoding="utf-8").write(page.generate_html())
"""


def _serve(graph: PagesGraph, place: Place) -> Served:
    file = place.folder / "pyvis.html"
    run(place, _MAKE, graph.as_graphml(place.folder), file)
    yield file.as_uri()


CONTESTANT = Contestant(
    "pyvis",
    "pyvis==0.3.2",
    _serve,
    "#mynetwork",
    "!document.querySelector('#loadingBar') || getComputedStyle(document.querySelector('#loadingBar')).display === 'none'",
    lost="types have no look of their own",
)
