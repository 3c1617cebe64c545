"""Networks written down as edges between names, for the tests of the measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graph.analysis.network import Network, build_network
from graph.analysis.settings import AnalysisSettings
from graph.stores.protocol import Row

DEFAULT = AnalysisSettings()


def rows(
    edges: Mapping[tuple[str, str], int], alone: Iterable[str] = ()
) -> tuple[list[Row], list[Row], dict[str, int]]:
    """Return the rows of entities and edges as the graph gives them, and the strength of each entity."""
    strength = dict.fromkeys(alone, 0)
    for ends, count in edges.items():
        for name in ends:
            strength[name] = strength.get(name, 0) + count
    entities = [
        {"id": f"id-{name}", "name": name, "type": "person", "aliases": [name], "windows": n + 1, "docs": 1}
        for name, n in strength.items()
    ]
    return (
        entities,
        [{"a": f"id-{a}", "b": f"id-{b}", "count": n, "docs": 1} for (a, b), n in edges.items()],
        strength,
    )


def network(
    edges: Mapping[tuple[str, str], int],
    alone: Iterable[str] = (),
    settings: AnalysisSettings = DEFAULT,
    sentences: int = 1000,
) -> Network:
    """Return the network of edges with their counts, and of entities without edges."""
    entities, links, _ = rows(edges, alone)
    return build_network(entities, links, settings, sentences=sentences)


def unweighted(pairs: str, alone: Iterable[str] = ()) -> Network:
    """Return the network of edges such as ``"AB BC"``, each in one sentence."""
    return network({(pair[0], pair[1]): 1 for pair in pairs.split()}, alone)
