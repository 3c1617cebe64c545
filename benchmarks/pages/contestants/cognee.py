"""cognee: the page that it writes of a graph."""

from __future__ import annotations

from benchmarks.pages.contestants.page import Contestant, Place, Served
from benchmarks.pages.contestants.processes import run
from benchmarks.pages.network import PagesGraph

_MAKE = """
import asyncio, sys, networkx
from cognee.modules.visualization.cognee_network_visualization import cognee_network_visualization
graph = networkx.read_graphml(sys.argv[1])
nodes = [(node, {"name": data["label"], "type": "Entity", "entity_type": data["type"]}) for node, data in graph.nodes(data=True)]
edges = [(a, b, "co_occurs_with", {"weight": data["weight"]}) for a, b, data in graph.edges(data=True)]
asyncio.run(cognee_network_visualization((nodes, edges), sys.argv[2]))
"""


def _serve(graph: PagesGraph, place: Place) -> Served:
    file = place.folder / "cognee.html"
    run(place, _MAKE, graph.as_graphml(place.folder), file)
    yield file.as_uri()


CONTESTANT = Contestant(
    "cognee",
    "cognee==1.6.5",
    _serve,
    "canvas",
    "document.querySelector('canvas')",
    fetched={"/d3.v7.min.js": "node_modules/d3/dist/d3.min.js"},
    lost="the page asks the network for its program and its letters",
)
