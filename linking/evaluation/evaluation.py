"""How good linking is against gold: of the gold's own mentions, or of mentions that an extractor found in the gold's texts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from extractors.mentions import Mention
from linking.across_documents.resolution import resolve
from linking.evaluation.clusterings import ClusteringScore, mixed_clusters, score_clustering, split_entities
from linking.evaluation.gold import LinkingDocument, LinkingGold, Place
from linking.model import LocalEntity, Resolution
from linking.within_document.clustering import link_within_document

SURFACES_SHOWN = 3
"""Writings of a name in a part of a mistake, the most frequent first."""

Resolver = Callable[[Iterable[LocalEntity]], Resolution]


@dataclass(frozen=True, slots=True)
class Clusterings:
    """Every mention's cluster across documents and within its document; ``names`` says what a cluster is called."""

    across: Mapping[Place, Hashable]
    within: Mapping[Place, Hashable]
    names: Mapping[Hashable, str]


@dataclass(frozen=True, slots=True)
class Part:
    """What a wrong cluster holds of a gold entity, or a gold entity of a cluster: name, mentions, and their writings."""

    name: str
    mentions: int
    surfaces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkingMistake:
    """A cluster of several gold entities, or a gold entity in several clusters; the largest part goes first.

    ``document`` is empty across documents.
    """

    name: str
    document: str
    mentions: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ScopeEvaluation:
    """Linking across or within documents: what was judged, how good it is, and what is wrong, the worst first."""

    mentions: int
    entities: int
    clusters: int
    score: ClusteringScore
    merges: tuple[LinkingMistake, ...]
    splits: tuple[LinkingMistake, ...]


@dataclass(frozen=True, slots=True)
class LinkingEvaluation:
    """Linking against gold; None where the gold says nothing of it."""

    across: ScopeEvaluation | None
    within: ScopeEvaluation | None


@dataclass(frozen=True, slots=True)
class PredictedEvaluation:
    """Linking of an extractor's mentions against gold.

    ``predicted`` counts the extractor's mentions, ``found`` the gold mentions that have one of exactly their span, of
    whatever type, and ``touched`` those that share a character with one. ``everything`` judges all gold mentions, each
    that was not found as a cluster of its own; ``found_only`` judges those that were found.
    """

    predicted: int
    found: int
    touched: int
    everything: LinkingEvaluation
    found_only: LinkingEvaluation


def link(documents: Sequence[LinkingDocument], resolver: Resolver = resolve) -> Clusterings:
    """Link the mentions of documents, as an ingest of them would; ``resolver`` is what links across documents."""
    within: dict[Place, Hashable] = {}
    names: dict[Hashable, str] = {}
    entities: list[LocalEntity] = []
    for document in documents:
        for cluster in link_within_document(document.name, "gold", document.text, document.mentions):
            entities.append(cluster.entity)
            names[cluster.entity.id] = cluster.entity.name
            for mention in cluster.mentions:
                within[document.place(mention)] = cluster.entity.id
    resolution = resolver(entities)
    entity_of = {local: assignment.entity_id for local, assignment in resolution.assignments.items()}
    names.update({entity.id: entity.name for entity in resolution.entities.values()})
    return Clusterings({place: entity_of[str(local)] for place, local in within.items()}, within, names)


def evaluate_linking(gold: LinkingGold, clusterings: Clusterings) -> LinkingEvaluation:
    """Judge clusterings that hold at least the mentions that the gold judges; what else they hold does not count."""
    surfaces = {
        document.place(mention): mention.surface
        for document in gold.documents
        for mention in document.mentions
    }
    return LinkingEvaluation(
        _judge(clusterings.across, gold.across, clusterings.names, surfaces, within=False),
        _judge(clusterings.within, gold.within, clusterings.names, surfaces, within=True),
    )


def evaluate_predicted(
    gold: LinkingGold,
    predicted: Sequence[Sequence[Mention]],
    method: Callable[[Sequence[LinkingDocument]], Clusterings] = link,
) -> PredictedEvaluation:
    """Link predicted mentions, in the order of the gold's documents, and judge what became of the gold's mentions."""
    documents = [
        LinkingDocument(document.name, document.text, tuple(mentions))
        for document, mentions in zip(gold.documents, predicted, strict=True)
    ]
    clusterings = method(documents)
    answers: dict[Place, Place] = {}
    touched = 0
    for document, made in zip(gold.documents, documents, strict=True):
        # Of two predictions with one span the first type in alphabetical order answers.
        by_span = {(m.start, m.end): made.place(m) for m in sorted(made.mentions, reverse=True)}
        covered = {offset for mention in made.mentions for offset in range(mention.start, mention.end)}
        for mention in document.mentions:
            touched += not covered.isdisjoint(range(mention.start, mention.end))
            if (mention.start, mention.end) in by_span:
                answers[document.place(mention)] = by_span[mention.start, mention.end]
    unfound = {
        place: ("unfound", place)
        for document in gold.documents
        for place in map(document.place, document.mentions)
        if place not in answers
    }
    judged = Clusterings(
        {place: clusterings.across[answer] for place, answer in answers.items()} | unfound,
        {place: clusterings.within[answer] for place, answer in answers.items()} | unfound,
        {**clusterings.names, **dict.fromkeys(unfound.values(), "(not found)")},
    )
    found_gold = LinkingGold(
        gold.documents,
        {place: entity for place, entity in gold.across.items() if place in answers},
        {place: entity for place, entity in gold.within.items() if place in answers},
    )
    return PredictedEvaluation(
        predicted=sum(map(len, predicted)),
        found=len(answers),
        touched=touched,
        everything=evaluate_linking(gold, judged),
        found_only=evaluate_linking(found_gold, judged),
    )


def _judge(
    clustering: Mapping[Place, Hashable],
    gold: Mapping[Place, Hashable],
    names: Mapping[Hashable, str],
    surfaces: Mapping[Place, str],
    *,
    within: bool,
) -> ScopeEvaluation | None:
    if not gold:
        return None
    predicted = {place: clustering[place] for place in gold}
    members: dict[tuple[Hashable, Hashable], list[Place]] = defaultdict(list)
    for place, entity in gold.items():
        members[predicted[place], entity].append(place)

    merges, splits = [], []
    for mixed in mixed_clusters(predicted, gold):
        held = [(_entity_name(entity), members[mixed.cluster, entity]) for entity in mixed.parts]
        merges.append(_mistake(names[mixed.cluster], held, surfaces, within=within))
    for split in split_entities(predicted, gold):
        held = [(names[cluster], members[cluster, split.entity]) for cluster in split.parts]
        splits.append(_mistake(_entity_name(split.entity), held, surfaces, within=within))
    return ScopeEvaluation(
        len(gold),
        len(set(gold.values())),
        len(set(predicted.values())),
        score_clustering(predicted, gold),
        tuple(merges),
        tuple(splits),
    )


def _mistake(
    name: str, held: Sequence[tuple[str, Sequence[Place]]], surfaces: Mapping[Place, str], *, within: bool
) -> LinkingMistake:
    parts = [Part(part, len(places), _most_frequent(surfaces, places)) for part, places in held]
    parts.sort(key=lambda part: (-part.mentions, part.name, part.surfaces))
    document = held[0][1][0][0] if within else ""
    return LinkingMistake(name, document, sum(part.mentions for part in parts), tuple(parts))


def _entity_name(entity: Hashable) -> str:
    """Return the key that the gold has for an entity; within a document without the document's name."""
    key = str(entity[1]) if isinstance(entity, tuple) else str(entity)
    return f"entity {key}" if key.isdigit() else key


def _most_frequent(surfaces: Mapping[Place, str], places: Iterable[Place]) -> tuple[str, ...]:
    counted = Counter(surfaces[place] for place in places)
    ordered = sorted(counted, key=lambda surface: (-counted[surface], surface))
    return tuple(ordered[:SURFACES_SHOWN])
