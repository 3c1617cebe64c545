"""The example knowledge bases against the example corpus with its gold mentions: every entry is right, and linking is better for it."""

from __future__ import annotations

from collections import defaultdict

import pytest

from linking.across_documents.resolution import resolve
from linking.evaluation.clusterings import b_cubed
from linking.evaluation.gold import LinkingGold, Place, read_linking_gold
from linking.guidance import Guidance
from linking.knowledge_base.base import KnowledgeBase
from linking.knowledge_base.file import load_knowledge_base
from linking.model import LocalCluster, Resolution
from linking.review.entity_links import entity_links
from linking.within_document.clustering import link_within_document
from tests.support.root import ROOT

EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="module")
def gold() -> LinkingGold:
    return read_linking_gold(EXAMPLES / "gold" / "gold.jsonl")


@pytest.fixture(scope="module")
def clusters(gold: LinkingGold) -> list[LocalCluster]:
    return [
        cluster
        for document in gold.documents
        for cluster in link_within_document(document.name, "gold", document.text, document.mentions)
    ]


@pytest.fixture(scope="module")
def known() -> tuple[KnowledgeBase, ...]:
    return tuple(load_knowledge_base(path) for path in sorted((EXAMPLES / "knowledge_base").glob("*.csv")))


def entity_of(clusters: list[LocalCluster], resolution: Resolution) -> dict[Place, str]:
    return {
        (cluster.entity.document_id, mention.start, mention.end, mention.type): resolution.assignments[
            cluster.entity.id
        ].entity_id
        for cluster in clusters
        for mention in cluster.mentions
    }


def test_every_entry_is_found_and_the_right_one(
    gold: LinkingGold, clusters: list[LocalCluster], known: tuple[KnowledgeBase, ...]
) -> None:
    locals_ = [cluster.entity for cluster in clusters]
    resolution = resolve(locals_, {}, Guidance(knowledge_bases=known))
    meant: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for place, entity in entity_of(clusters, resolution).items():
        meant[entity][str(gold.across[place])] += 1
    for knowledge_base in known:
        keys: dict[str, set[str]] = defaultdict(set)
        for each in entity_links(resolution, locals_, knowledge_base):
            if each.link.entry:
                counts = meant[each.entity.id]
                keys[each.link.entry.id].add(max(counts, key=lambda key: counts[key]))
        assert len(keys) == len(knowledge_base)
        assert all(len(found) == 1 for found in keys.values())
        assert len({key for found in keys.values() for key in found}) == len(keys)


def test_linking_the_corpus_is_better_for_them(
    gold: LinkingGold, clusters: list[LocalCluster], known: tuple[KnowledgeBase, ...]
) -> None:
    locals_ = [cluster.entity for cluster in clusters]
    without, linked = (
        b_cubed(
            {place: found[place] for place in gold.across},
            gold.across,
        )
        for found in (
            entity_of(clusters, resolve(locals_)),
            entity_of(clusters, resolve(locals_, {}, Guidance(knowledge_bases=known))),
        )
    )
    assert linked.precision > without.precision
    assert linked.recall > without.recall
