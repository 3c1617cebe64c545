"""The graph that all pages are given: made up from a seed, ingested by graphmill's own write path, and read back as a network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import networkx as nx

from benchmarks.explorer.made_up import corpus
from graph.analysis.network import Network, load_network
from graph.analysis.settings import AnalysisSettings
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes


@dataclass(frozen=True, slots=True)
class PagesGraph:
    """The network, and the state folder of the embedded graph that it was read from."""

    network: Network
    state: Path

    def as_networkx(self) -> nx.Graph:
        """Return it for networkx: nodes, by id, with ``label``, ``type`` and ``windows``, edges with ``weight``."""
        found = nx.Graph()
        for each in self.network.entities:
            found.add_node(each.id, label=each.name, type=each.type, windows=each.windows)
        ids = [each.id for each in self.network.entities]
        columns = (self.network.a.tolist(), self.network.b.tolist(), self.network.count.tolist())
        for a, b, count in zip(*columns, strict=True):
            found.add_edge(ids[a], ids[b], weight=count)
        return found

    def as_graphml(self, folder: Path) -> Path:
        """Write it as GraphML and return the file."""
        file = folder / "graph.graphml"
        nx.write_graphml(self.as_networkx(), file)
        return file


def pages_graph(folder: Path, entities: int, edges: int) -> PagesGraph:
    """Return the graph of a folder, made where it is not there yet, with all of its edges, whatever they weigh."""
    state = folder / f"graph-{entities}-{edges}"
    settings = StoreSettings(path=state / "graph.kgl", wait_seconds=60, retry_seconds=60)
    made = (state / "graph.kgl").exists()
    state.mkdir(parents=True, exist_ok=True)
    with open_store(settings, create=True) as store:
        if not made:
            apply_changes(store, corpus(entities, edges))
        network = load_network(store, AnalysisSettings(weight="count"))
    return PagesGraph(network, state)
