"""How long the measures of a co-occurrence network take, in seconds of processor time.

Run from the project's root: ``python -m benchmarks.graph.analysis [--sizes 10000,100000] [--edges 5] [--library]``. It needs no data
and no store: a network is drawn from a seed, its ends by Zipf's law, seven edges of ten within groups of fifty entities. With
``--library`` betweenness is also taken by networkx, from a few pivots, for comparison by the pivot.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

import networkx as nx
import numpy as np

from graph.analysis.measures import (
    Pivots,
    betweenness,
    communities,
    core_numbers,
    disparity,
    page_rank,
    pivots_for,
)
from graph.analysis.network import Network, build_network
from graph.analysis.settings import AnalysisSettings

T = TypeVar("T")
GROUP = 50
WITHIN = 0.7
ZIPF = 0.7
LIBRARY_PIVOTS = 10
SETTINGS = AnalysisSettings()


def rows(entities: int, edges: int, seed: int = 0) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Return the rows of entities and edges of a random network as a graph gives them."""
    source = np.random.default_rng(seed)
    share = (1 / np.arange(1, entities + 1) ** ZIPF).cumsum()
    share /= share[-1]
    counts: Counter[tuple[int, int]] = Counter()
    while len(counts) < edges:
        one = np.searchsorted(share, source.random(edges))
        near = (one // GROUP * GROUP + source.integers(0, GROUP, edges)) % entities
        far = np.searchsorted(share, source.random(edges))
        other = np.where(source.random(edges) < WITHIN, near, far)
        for a, b in zip(one.tolist(), other.tolist(), strict=True):
            if a != b and len(counts) < edges:
                counts[min(a, b), max(a, b)] += 1
    return (
        [
            {"id": f"{n:07}", "name": f"{n:07}", "type": "person", "aliases": [], "windows": 1000, "docs": 10}
            for n in range(entities)
        ],
        [{"a": f"{a:07}", "b": f"{b:07}", "count": n, "docs": n} for (a, b), n in counts.items()],
    )


def timed(what: str, work: Callable[[], T]) -> T:
    """Do something and print the seconds of processor time that it took."""
    started = time.process_time()
    found = work()
    print(f"  {what:<36}{time.process_time() - started:8.1f} s", flush=True)
    return found


def measure(entities: int, edges: int, *, library: bool) -> None:
    """Print the times of all measures of one network."""
    given = rows(entities, edges)
    print(f"{entities:,} entities, {edges:,} edges")
    network: Network = timed("build", lambda: build_network(*given, SETTINGS, sentences=10**6))
    graph = timed("hand to networkx", network.graph)
    timed("communities", lambda: communities(network, SETTINGS, graph))
    timed("PageRank", lambda: page_rank(network))
    timed("cores", lambda: core_numbers(network, graph))
    timed("disparity", lambda: disparity(network))
    pivots = pivots_for(network, SETTINGS)
    how = "exact" if pivots.exact else f"{pivots.taken:,} pivots"
    timed(f"betweenness, {how}", lambda: betweenness(network, pivots))
    few = Pivots(min(LIBRARY_PIVOTS, pivots.taken), pivots.connected)
    if library:
        timed(f"betweenness, {few.taken} pivots", lambda: betweenness(network, few))
        for a, b, length in zip(network.a.tolist(), network.b.tolist(), network.length.tolist(), strict=True):
            graph[a][b]["length"] = length
        timed(
            f"the same by networkx, {few.taken} pivots",
            lambda: nx.betweenness_centrality(graph, k=few.taken, weight="length", seed=0),
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"  {'peak memory so far':<36}{peak:8.2f} GB", flush=True)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--sizes", default="1000,10000,100000", help="numbers of entities, separated by commas"
    )
    parser.add_argument("--edges", type=int, default=5, help="edges for each entity")
    parser.add_argument("--library", action="store_true", help="compare betweenness with networkx")
    given = parser.parse_args()
    for size in map(int, given.sizes.split(",")):
        measure(size, size * given.edges, library=given.library)


if __name__ == "__main__":
    main()
