"""How much two entities have to do with each other, measured over the sentences of the graph."""

from __future__ import annotations

from math import log

from graph.stores.protocol import GraphStore

KEPT_TOTAL = "MATCH (s:GraphmillState {id: 'state'}) RETURN s.sentences AS sentences"
SUMMED_TOTAL = "MATCH (d:Document) RETURN sum(d.windows) AS sentences"

NPMI = "CASE WHEN both >= 1 THEN 1.0 ELSE log(both / (one * other)) / (-1.0 * log(both)) END"
"""The normalised pointwise mutual information in Cypher, from the shares of sentences that hold one, the other and both."""


def sentence_count(store: GraphStore) -> int:
    """Return the number of sentences of all documents: as the graph keeps it, else summed over the documents."""
    kept = next((row["sentences"] for row in store.stream(KEPT_TOTAL)), None)
    return int(next(iter(store.stream(SUMMED_TOTAL)))["sentences"] or 0) if kept is None else int(kept)


def npmi(both: int, one: int, other: int, sentences: int) -> float:
    """Return the normalised pointwise mutual information of two entities over sentences, -1 to 1 (Bouma 2009).

    ``both`` sentences of ``sentences`` hold the two of them, ``one`` and ``other`` hold the first and the second.
    """
    if both >= sentences:
        return 1.0
    return log(both * sentences / (one * other)) / -log(both / sentences)
