"""A network and its measures as a GraphML file, for Gephi, Cytoscape and other programs."""

from __future__ import annotations

import re
from pathlib import Path

import networkx as nx

from graph.analysis.measures import Analysis
from graph.analysis.network import Network
from graph.errors import GraphFileError

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_graphml(path: Path, network: Network, analysis: Analysis) -> None:
    """Write entities with their names, counts and measures, and edges with their counts, weight, p-value and backbone.

    Nodes are named by entity ids; ``label`` is the attribute that Gephi shows. Characters that XML cannot hold become
    U+FFFD. The file is replaced as a whole, or not at all.

    Raises:
        GraphFileError: The file cannot be written.

    """
    graph = nx.Graph(name="graphmill")
    ids = [entity.id for entity in network.entities]
    columns = (analysis.community, analysis.page_rank, analysis.betweenness, analysis.core_number)
    for entity, community, page_rank, betweenness, core in zip(
        network.entities, *(column.tolist() for column in columns), strict=True
    ):
        graph.add_node(
            entity.id,
            label=_NO_XML.sub("\N{REPLACEMENT CHARACTER}", entity.name),
            type=entity.type,
            windows=entity.windows,
            docs=entity.docs,
            community=community,
            pageRank=page_rank,
            betweenness=betweenness,
            coreNumber=core,
        )
    ends = (
        network.a,
        network.b,
        network.count,
        network.docs,
        network.npmi,
        network.weight,
        analysis.disparity,
    )
    for a, b, count, docs, npmi, weight, disparity in zip(*(each.tolist() for each in ends), strict=True):
        graph.add_edge(
            ids[a],
            ids[b],
            count=count,
            docs=docs,
            npmi=npmi,
            weight=weight,
            disparity=disparity,
            backbone=disparity < analysis.settings.alpha,
        )
    part = path.with_name(f"{path.name}.part")
    try:
        nx.write_graphml(graph, part)
        part.replace(path)
    except OSError as error:
        raise GraphFileError(
            f"{path} cannot be written: {error.strerror or error}. Choose a folder that is there and may be written to."
        ) from error
