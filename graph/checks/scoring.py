"""How good a graph is, measured against gold annotations of its documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.errors import GraphmillError
from extractors.evaluation.gold import GoldDocument
from extractors.evaluation.scores import Scores, exact_scores
from extractors.mentions import Mention
from graph.questions.mentions import mentions
from graph.stores.protocol import GraphStore
from linking.evaluation.clusterings import MixedCluster, Score, b_cubed, mixed_clusters, pairwise

Place = tuple[str, int, int]


class ScoringError(GraphmillError):
    """Graph and gold do not belong together."""


@dataclass(frozen=True, slots=True)
class GraphScore:
    """Extraction by exact span and type over all gold documents; linking over the mentions that were found.

    ``linked`` is the number of mentions whose span is right, over which linking is judged; ``mixed`` lists the entities
    that hold mentions of several gold entities, with the names involved.
    """

    documents: int
    extraction: Scores
    linked: int
    b_cubed: Score
    pairwise: Score
    mixed: tuple[MixedCluster, ...]


def score(store: GraphStore, gold: Sequence[GoldDocument]) -> GraphScore:
    """Compare the graph's mentions and entities with the gold of the same documents.

    Raises:
        ScoringError: none of the gold documents is in the graph.

    """
    found: dict[str, list[Mention]] = {document.uri: [] for document in gold}
    entities: dict[Place, str] = {}
    names: dict[str, str] = {}
    for row in mentions(store):
        if row["uri"] in found:
            mention = Mention(row["start"], row["end"], row["text"], row["type"], row["score"], row["source"])
            found[row["uri"]].append(mention)
            entities[row["uri"], mention.start, mention.end] = row["entity_id"]
            names[row["entity_id"]] = row["entity"]
    if not entities:
        raise ScoringError(
            "none of the gold documents is in this graph. Ingest them first, from the folder that the gold names."
        )
    wanted = {(d.uri, m.start, m.end): m.entity for d in gold for m in d.mentions}
    both = sorted(entities.keys() & wanted.keys())
    predicted = {place: f"{names[entities[place]]} ({entities[place]})" for place in both}
    expected = {place: wanted[place] for place in both}
    marked = [
        [Mention(m.start, m.end, m.surface, m.type, 1.0) for m in document.mentions] for document in gold
    ]
    return GraphScore(
        documents=len(gold),
        extraction=exact_scores(marked, [found[document.uri] for document in gold]),
        linked=len(both),
        b_cubed=b_cubed(predicted, expected),
        pairwise=pairwise(predicted, expected),
        mixed=tuple(mixed_clusters(predicted, expected)),
    )
