"""ipysigma: sigma.js for notebooks, as the page that it writes."""

from __future__ import annotations

import re

from benchmarks.pages.contestants.page import Contestant, Place, Served
from benchmarks.pages.contestants.processes import run, served_folder
from benchmarks.pages.network import PagesGraph

_MAKE = """
import pathlib, shutil, sys, ipysigma, networkx
from ipysigma import Sigma
graph = networkx.read_graphml(sys.argv[1])
Sigma.write_html(graph, sys.argv[2], fullscreen=True, node_color="type", node_label="label", start_layout=5)
shutil.copy(pathlib.Path(ipysigma.__file__).parent / "nbextension" / "index.js", sys.argv[3])
"""


def _serve(graph: PagesGraph, place: Place) -> Served:
    file = place.folder / "ipysigma.html"
    run(place, _MAKE, graph.as_graphml(place.folder), file, place.npm / "ipysigma.js")
    # What the page asks the network for is given from packages, whose bytes are others.
    file.write_text(re.sub(r' integrity="[^"]*"', "", file.read_text(encoding="utf-8")), encoding="utf-8")
    with served_folder(place.folder) as address:
        yield f"{address}/{file.name}"


CONTESTANT = Contestant(
    "ipysigma",
    "ipysigma==0.24.6",
    _serve,
    ".sigma-mouse",
    "document.querySelector('.sigma-mouse')",
    fetched={
        "/require.min.js": "node_modules/requirejs/require.js",
        "/embed-amd.js": "node_modules/@jupyter-widgets/html-manager/dist/embed-amd.js",
        "/ipysigma@*": "ipysigma.js",
    },
    lost="the page asks the network for its program",
)
