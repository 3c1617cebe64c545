"""Measures of the co-occurrence network: communities, PageRank, betweenness, cores, and the backbone.

Every function takes a :class:`graph.analysis.network.Network` and answers by the numbers of its entities or edges. The same network
and seed give the same figures, bit by bit, in every process.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np

from graph.analysis.betweenness import dependencies
from graph.analysis.network import Network, Numbers, Reals
from graph.analysis.settings import AnalysisSettings
from graph.stores.protocol import StepProgress

DAMPING = 0.85
"""Share of PageRank that goes along edges; the rest is spread evenly (Brin and Page 1998)."""
CONVERGED = 1e-12
"""PageRank is done when a step changes all ranks together by less."""
BETWEENNESS_WORK = 300_000_000
"""Ends of edges that betweenness may visit where no number of pivots is asked for: about half a minute."""


@dataclass(frozen=True, slots=True)
class Pivots:
    """From how many of the ``connected`` entities (those with an edge) betweenness is measured."""

    taken: int
    connected: int

    @property
    def exact(self) -> bool:
        """Whether it is all of them."""
        return self.taken == self.connected


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """The measures of a network: those of entities and ``disparity`` of edges, by number.

    ``modularity`` belongs to ``community`` at the resolution of the settings; None for a network without edges.
    """

    settings: AnalysisSettings
    community: Numbers
    page_rank: Reals
    betweenness: Reals
    core_number: Numbers
    disparity: Reals
    modularity: float | None
    pivots: Pivots

    @property
    def community_sizes(self) -> list[int]:
        """The sizes of the communities, the largest, number 1, first."""
        return [int(size) for size in np.bincount(self.community)[1:]]

    @property
    def backbone(self) -> int:
        """The number of edges of the backbone."""
        return int((self.disparity < self.settings.alpha).sum())


def measure(
    network: Network, settings: AnalysisSettings, *, on_progress: StepProgress | None = None
) -> Analysis:
    """Compute every measure of a network; ``on_progress`` is told what comes next, the measures done and to do."""

    def begin(done: int, what: str) -> None:
        if on_progress is not None:
            on_progress(what, done, 3)

    graph = network.graph()
    pivots = pivots_for(network, settings)
    begin(0, "communities")
    community = communities(network, settings, graph)
    begin(1, "betweenness" if pivots.exact else f"betweenness from {pivots.taken:,} entities")
    between = betweenness(network, pivots, seed=settings.seed)
    begin(2, "ranks, cores and backbone")
    found = Analysis(
        settings=settings,
        community=community,
        page_rank=page_rank(network),
        betweenness=between,
        core_number=core_numbers(network, graph),
        disparity=disparity(network),
        modularity=modularity(network, community, settings.resolution),
        pivots=pivots,
    )
    begin(3, "")
    return found


def communities(network: Network, settings: AnalysisSettings, graph: Any = None) -> Numbers:
    """Return the community of each entity, from 1: by size, the largest first, then by the least number of a member.

    Found by the Louvain method (Blondel, Guillaume, Lambiotte and Lefebvre 2008, J. Stat. Mech. P10008), which raises
    modularity step by step, in an order drawn from the seed. It can join what no edge within the community joins
    (Traag, Waltman and van Eck 2019, Sci. Rep. 9, 5233); such communities are parted here, which can only raise
    modularity. An entity without edges is a community of its own.
    """
    graph = network.graph() if graph is None else graph
    group = np.zeros(len(network.entities), dtype=np.int64)
    found = nx.community.louvain_communities(
        graph, weight="weight", resolution=settings.resolution, seed=settings.seed
    )
    for number, members in enumerate(found):
        group[list(members)] = number
    within = group[network.a] == group[network.b]
    inside = nx.Graph()
    inside.add_nodes_from(graph)
    inside.add_edges_from(zip(network.a[within].tolist(), network.b[within].tolist(), strict=True))
    parts = sorted(nx.connected_components(inside), key=lambda part: (-len(part), min(part)))
    for number, members in enumerate(parts, start=1):
        group[list(members)] = number
    return group


def modularity(network: Network, community: Numbers, resolution: float = 1.0) -> float | None:
    """Return the modularity of a partition (Newman and Girvan 2004, Phys. Rev. E 69, 026113), None without edges.

    It is the share of weight inside communities less the share expected if every entity kept its strength and drew its
    partners at random; ``resolution`` multiplies what is expected (Reichardt and Bornholdt 2006).
    """
    total = network.weight.sum()
    if not total:
        return None
    within = network.weight[community[network.a] == community[network.b]].sum() / total
    shares = np.bincount(community, network.strength) / (2 * total)
    return float(within - resolution * (shares**2).sum())


def page_rank(network: Network) -> Reals:
    """Return the PageRank of each entity; together they are 1 (Brin and Page 1998, Comput. Netw. ISDN 30, 107-117).

    A reader goes from entity to entity along edges, by their weight, and with probability 0.15, or where no edge leads
    on, starts anew anywhere. Iterated to a change below 1e-12 in all, whatever the size of the network. (networkx's own
    function needs SciPy, and its tolerance grows with the number of nodes.)
    """
    size = len(network.entities)
    strength = network.strength
    from_a, from_b = network.weight / strength[network.a], network.weight / strength[network.b]
    lonely = strength == 0
    rank = np.full(size, 1.0 / max(1, size))
    change = 1.0 if size else 0.0
    while change > CONVERGED:
        moved = np.bincount(network.b, rank[network.a] * from_a, size)
        moved += np.bincount(network.a, rank[network.b] * from_b, size)
        fresh = DAMPING * (moved + rank[lonely].sum() / size) + (1 - DAMPING) / size
        change = float(np.abs(fresh - rank).sum())
        rank = fresh
    return rank


def pivots_for(network: Network, settings: AnalysisSettings) -> Pivots:
    """Return how many pivots betweenness takes: those asked for, else all, or what the work allows on a large network."""
    connected = int((network.degree > 0).sum())
    allowed = max(1, BETWEENNESS_WORK // max(1, connected + 2 * len(network.weight)))
    return Pivots(min(connected, settings.pivots or allowed), connected)


def betweenness(network: Network, pivots: Pivots, *, seed: int = 0) -> Reals:
    """Return the share of pairs of other entities whose shortest path leads through each entity, 0 to 1.

    Freeman's betweenness (1977, Sociometry 40, 35-41) by Brandes' algorithm (2001, J. Math. Sociol. 25, 163-177). An
    edge is as long as the inverse of its weight (Newman 2001, Phys. Rev. E 64, 016132): who is named together often is
    near. Of several paths of one length each counts its part. With fewer pivots than connected entities it is an
    estimate from paths that start at pivots drawn by the seed (Brandes and Pich 2007, Int. J. Bifurcat. Chaos 17,
    2303-2318).
    """
    size = len(network.entities)
    if pivots.connected < 3:
        return np.zeros(size, dtype=np.float64)
    # Entities without edges lie on no path, so no pivot is spent on them; they count among the pairs.
    sources = sorted(random.Random(seed).sample(np.flatnonzero(network.degree).tolist(), pivots.taken))  # noqa: S311
    # An entity lies on no path of its own: of the others, one fewer is a pivot where it is one itself.
    others = np.full(size, pivots.taken, dtype=np.float64)
    others[sources] = max(1, pivots.taken - 1)
    share = (pivots.connected - 1) / ((size - 1) * (size - 2))
    return dependencies(network, sources) * share / others


def core_numbers(network: Network, graph: Any = None) -> Numbers:
    """Return the core number of each entity: the largest k so that it belongs to a group where each has k edges within.

    Seidman (1983, Social Networks 5, 269-287), by the algorithm of Batagelj and Zaveršnik (2003). Weights do not count.
    """
    cores = nx.core_number(network.graph() if graph is None else graph)
    return np.array([cores[number] for number in range(len(network.entities))], dtype=np.int64)


def disparity(network: Network) -> Reals:
    """Return the p-value of each edge under the disparity filter, the smaller of those that its two ends give.

    Serrano, Boguñá and Vespignani (2009, PNAS 106, 6483-6488): if an entity with k edges divided its strength s at random
    among them, an edge would weigh w or more with probability (1 - w/s)^(k-1). An end with one edge cannot tell, so its
    p-value is 1 and the other end decides. Edges below alpha are the backbone.
    """
    degree, strength = network.degree, network.strength
    one, other = ((1 - network.weight / strength[end]) ** (degree[end] - 1) for end in (network.a, network.b))
    smaller: Reals = np.minimum(one, other)
    return smaller
