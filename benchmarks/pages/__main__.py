"""One graph in the page of graphmill and in the pages of other tools: seconds to the first view, frames a second, memory.

Run from the project's root: ``python -m benchmarks.pages --work FOLDER [--nodes 10000] [--edges 20000] [--only NAME …] [--turns 3]``.
It needs Chromium (``GRAPHMILL_CHROMIUM`` or on the path). In FOLDER it makes an environment of its own for the other tools and installs
them, pinned, with pip and npm; neovis.js also needs Java and Maven, for a Neo4j server. Gephi Lite comes as a built checkout:
``FOLDER/npm/gephi-lite/build``; without it it is left out, which is said.

The page is opened in a browser window of 1,280 by 800 pixels that the processor draws. The first view is there when the page shows
something where the graph belongs and answers; then the picture is dragged about for four seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from benchmarks.pages.contestants import cognee, gephi_lite, graphmill, ipysigma, lightrag, neovis, pyvis
from benchmarks.pages.contestants.page import Contestant, Place
from benchmarks.pages.measuring import Measured, measured_in_time
from benchmarks.pages.network import pages_graph

OTHERS = (
    gephi_lite.CONTESTANT,
    ipysigma.CONTESTANT,
    lightrag.CONTESTANT,
    cognee.CONTESTANT,
    pyvis.CONTESTANT,
    neovis.CONTESTANT,
)
NPM = ("neovis.js@2.1.0", "requirejs@2.3.4", "@jupyter-widgets/html-manager@1.0.15", "d3@7.9.0")
PYTHON = ("networkx>=3", "pyvis==0.3.2", "ipysigma==0.24.6", "lightrag-hku[api]==1.5.7", "cognee==1.6.5")


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--work", type=Path, required=True, help="where the other tools are installed, and pictures kept"
    )
    parser.add_argument("--nodes", type=int, default=10_000)
    parser.add_argument("--edges", type=int, default=20_000)
    parser.add_argument("--only", nargs="+", default=[], help="parts of names of pages")
    parser.add_argument("--turns", type=int, default=1, help="how often each is measured; the median is told")
    given = parser.parse_args()
    work = given.work.resolve()
    browser = (
        os.environ.get("GRAPHMILL_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    if browser is None:
        sys.exit("No Chromium: install it, or name it with GRAPHMILL_CHROMIUM.")
    pages = list(_chosen(given.only, work))
    if any(each in OTHERS for each in pages):
        _install(work)
    graph = pages_graph(work, given.nodes, given.edges)
    print(f"{len(graph.network.entities):,} nodes, {len(graph.network.a):,} edges", flush=True)
    print(
        f"{'page':<24}{'first view':>12}{'frames/s':>10}{'longest':>10}{'heap':>9}{'memory':>9}", flush=True
    )
    for page in pages:
        place = Place(work / "out" / page.name.replace(" ", "-"), work / "v" / "bin" / "python", work / "npm")
        place.folder.mkdir(parents=True, exist_ok=True)
        with page.served(graph, place) as url:
            found = [measured_in_time(browser, url, page, place) for _ in range(given.turns)]
        print(
            f"{page.name:<24}{_row(found)}  {'; '.join(filter(None, (page.package, page.lost)))}", flush=True
        )
        (place.folder / "measured.json").write_text(json.dumps([asdict(each) for each in found]))


def _chosen(only: list[str], work: Path) -> Iterator[Contestant]:
    for page in (*graphmill.contestants(), *OTHERS):
        if only and not any(part.lower() in page.name.lower() for part in only):
            continue
        if page is gephi_lite.CONTESTANT and not (work / "npm" / "gephi-lite" / "build").is_dir():
            print("Gephi Lite is left out: there is no built checkout of it.", flush=True)
            continue
        yield page


def _install(work: Path) -> None:
    npm = work / "npm"
    npm.mkdir(parents=True, exist_ok=True)
    if not (npm / "node_modules").is_dir():
        (npm / "package.json").write_text('{"private": true}')
        subprocess.run(["npm", "install", "--force", "--ignore-scripts", *NPM], cwd=npm, check=True)
    if not (work / "v" / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", work / "v"], check=True)
        subprocess.run(
            [work / "v" / "bin" / "python", "-m", "pip", "install", "--quiet", *PYTHON], check=True
        )


def _row(found: list[Measured]) -> str:
    seen = [each for each in found if each.first_view is not None]
    if not seen:
        return f"{'not in time':>12}{'':>10}{'':>10}{found[0].heap:7.0f}MB{found[0].processes:7.0f}MB"
    first = statistics.median(each.first_view or 0.0 for each in seen)
    frames = statistics.median(each.frames_a_second for each in seen)
    longest = statistics.median(each.longest_frame for each in seen)
    heap = statistics.median(each.heap for each in seen)
    memory = statistics.median(each.processes for each in seen)
    return f"{first:10.1f} s{frames:10.1f}{longest:8.0f}ms{heap:7.0f}MB{memory:7.0f}MB"


if __name__ == "__main__":
    main()
