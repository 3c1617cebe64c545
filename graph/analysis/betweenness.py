"""Shortest paths of a network from many entities at once, and what lies between them.

Brandes' algorithm (2001, J. Math. Sociol. 25, 163-177) in columns: the searches from a batch of sources run side by
side, a state for each source and entity, so that every step is one operation on arrays. Distances are found by relaxing the
edges of all states that came nearer in the step before (Bellman and Ford), paths are counted along layers of the edges
that lie on shortest paths, and dependencies are summed up layer by layer on the way back. Lengths are whole numbers, so that
paths are equally long exactly or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.analysis.network import Network, Numbers, Reals

STATES = 500_000
"""Ends of edges, over all sources of a batch, that one step may touch: memory is some hundred bytes for each."""
_FAR = np.iinfo(np.int64).max // 2


@dataclass(frozen=True, slots=True, eq=False)
class _Arcs:
    """Edges by the state that they leave: those of state ``s`` end at ``head[first[s]:first[s + 1]]``."""

    first: Numbers
    head: Numbers
    length: Numbers

    def leaving(self, states: Numbers) -> tuple[Numbers, Numbers]:
        """Return how many arcs leave each state, and the places of all of them."""
        counts = self.first[states + 1] - self.first[states]
        before = np.cumsum(counts) - counts
        return counts, np.arange(counts.sum()) + np.repeat(self.first[states] - before, counts)


def dependencies(network: Network, sources: Sequence[int]) -> Reals:
    """Return for each entity the sum, over sources and all targets, of the share of shortest paths that lead through it."""
    size = len(network.entities)
    arcs = _arcs_of(
        size,
        np.concatenate((network.a, network.b)),
        np.concatenate((network.b, network.a)),
        np.tile(network.length, 2),
    )
    found = np.zeros(size, dtype=np.float64)
    together = max(1, STATES // max(1, size + len(arcs.head)))
    for first in range(0, len(sources), together):
        batch = np.array(sources[first : first + together], dtype=np.int64)
        starts = batch + size * np.arange(len(batch))
        distance = _distances(arcs, size, starts)
        found += _dependencies(_tight(arcs, size, distance), starts, len(distance)).reshape(-1, size).sum(0)
    return found


def _arcs_of(states: int, tail: Numbers, head: Numbers, length: Numbers) -> _Arcs:
    order = np.argsort(tail, kind="stable")
    first = np.concatenate(([0], np.cumsum(np.bincount(tail, minlength=states))))
    return _Arcs(first, head[order], length[order])


def _distances(arcs: _Arcs, size: int, starts: Numbers) -> Numbers:
    distance = np.full(size * len(starts), _FAR, dtype=np.int64)
    distance[starts] = 0
    came_nearer = np.zeros(len(distance), dtype=np.bool_)
    states = starts
    while len(states):
        nodes = states % size
        counts, places = arcs.leaving(nodes)
        targets = arcs.head[places] + np.repeat(states - nodes, counts)
        reached = np.repeat(distance[states], counts) + arcs.length[places]
        nearer = reached < distance[targets]
        np.minimum.at(distance, targets[nearer], reached[nearer])
        came_nearer[targets[nearer]] = True
        states = np.flatnonzero(came_nearer)
        came_nearer[states] = False
    return distance


def _tight(arcs: _Arcs, size: int, distance: Numbers) -> _Arcs:
    """Return the arcs that lie on shortest paths, between states."""
    states = np.flatnonzero(distance < _FAR)
    nodes = states % size
    counts, places = arcs.leaving(nodes)
    tail = np.repeat(states, counts)
    head = arcs.head[places] + np.repeat(states - nodes, counts)
    length = arcs.length[places]
    tight = distance[tail] + length == distance[head]
    first = np.concatenate(([0], np.cumsum(np.bincount(tail[tight], minlength=len(distance)))))
    return _Arcs(first, head[tight], length[tight])


def _dependencies(tight: _Arcs, starts: Numbers, states: int) -> Reals:
    paths = np.zeros(states, dtype=np.float64)
    paths[starts] = 1
    to_come = np.bincount(tight.head, minlength=states)
    layers: list[tuple[Numbers, Numbers]] = []
    layer = starts
    while len(layer):
        counts, places = tight.leaving(layer)
        tail, head = np.repeat(layer, counts), tight.head[places]
        np.add.at(paths, head, paths[tail])
        np.subtract.at(to_come, head, 1)
        layers.append((tail, head))
        # A state is next when the last of its arcs is counted; it may be the head of several in this layer.
        layer = np.unique(head[to_come[head] == 0])
    found = np.zeros(states, dtype=np.float64)
    for tail, head in reversed(layers):
        np.add.at(found, tail, paths[tail] / paths[head] * (1 + found[head]))
    found[starts] = 0
    return found
