"""Other ways to link names, for comparison: exact match, and two thresholds of rapidfuzz with whatever they connect."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial

import networkx
import numpy as np
from rapidfuzz import fuzz, process, utils

from linking.evaluation.evaluation import Clusterings, link
from linking.evaluation.gold import LinkingDocument

ROWS_AT_ONCE = 500
"""Names that are compared with all others in one go, for the sake of memory."""

Method = Callable[[Sequence[LinkingDocument]], Clusterings]
Scorer = Callable[..., float]


def exact(documents: Sequence[LinkingDocument]) -> Clusterings:
    """Cluster the mentions that have the same surface and type."""
    return _clusterings(
        documents, {(m.surface, m.type): m.surface for each in documents for m in each.mentions}
    )


def connected(documents: Sequence[LinkingDocument], scorer: Scorer, cutoff: int) -> Clusterings:
    """Cluster names of one type that are alike from ``cutoff`` (0 to 100), and whatever these pairs connect."""
    by_type: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        for mention in document.mentions:
            by_type[mention.type].add(mention.surface)
    return _clusterings(
        documents,
        {
            (name, kind): first
            for kind, names in by_type.items()
            for name, first in _components(sorted(names), scorer, cutoff).items()
        },
    )


def _clusterings(
    documents: Sequence[LinkingDocument], entity_of: Mapping[tuple[str, str], str]
) -> Clusterings:
    """Return the clusterings in which a mention's surface and type decide its entity, named by one of its surfaces."""
    across = {
        document.place(mention): (entity_of[mention.surface, mention.type], mention.type)
        for document in documents
        for mention in document.mentions
    }
    within = {place: (place[0], *entity) for place, entity in across.items()}
    names: dict[Hashable, str] = {entity: entity[0] for entity in across.values()}
    names.update({entity: entity[1] for entity in within.values()})
    return Clusterings(across, within, names)


def _components(names: Sequence[str], scorer: Scorer, cutoff: int) -> dict[str, str]:
    """Return the first name of the connected component of every name."""
    graph = networkx.Graph()
    graph.add_nodes_from(names)
    plain = [utils.default_process(name) for name in names]
    for start in range(0, len(names), ROWS_AT_ONCE):
        likeness = process.cdist(
            plain[start : start + ROWS_AT_ONCE], plain, scorer=scorer, score_cutoff=cutoff, dtype=np.uint8
        )
        graph.add_edges_from(
            (names[start + row], names[column]) for row, column in zip(*np.nonzero(likeness), strict=True)
        )
    return {name: min(part) for part in networkx.connected_components(graph) for name in part}


METHODS: Mapping[str, Method] = {
    "graphmill": link,
    "exact name and type": exact,
    "WRatio >= 80, connected": partial(connected, scorer=fuzz.WRatio, cutoff=80),
    "token_set_ratio >= 90, connected": partial(connected, scorer=fuzz.token_set_ratio, cutoff=90),
}
"""Published pipelines take a WRatio from 80, within one type, for the same name, and connect what is connected."""
