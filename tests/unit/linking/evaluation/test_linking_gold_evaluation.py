"""Linking judged against gold: the figures of small cases counted by hand, and the mistakes with their names."""

from __future__ import annotations

import pytest

from extractors.mentions import Mention
from linking.evaluation.evaluation import Part, evaluate_linking, evaluate_predicted, link
from linking.evaluation.gold import LinkingDocument, LinkingGold, Place

NAMES = ("Angela Merkel", "Merkel", "Berlin", "Siam", "Thailand")
TEXT = " met ".join(NAMES)


def mention(name: str, kind: str = "person") -> Mention:
    start = TEXT.rindex(name) if name == "Merkel" else TEXT.index(name)
    return Mention(start, start + len(name), name, kind, 1.0)


GOLD_MENTIONS = (
    mention("Angela Merkel"),
    mention("Merkel"),
    mention("Berlin", "location"),
    mention("Siam", "location"),
    mention("Thailand", "location"),
)
ENTITIES = ("merkel", "merkel", "berlin", "siam", "siam")


def gold_of(*documents: str, entities: tuple[str, ...] = ENTITIES) -> LinkingGold:
    made = [LinkingDocument(name, TEXT, GOLD_MENTIONS) for name in documents]
    across: dict[Place, str | tuple[str, str]] = {}
    within: dict[Place, str | tuple[str, str]] = {}
    for document in made:
        for each, entity in zip(document.mentions, entities, strict=True):
            across[document.place(each)] = entity
            within[document.place(each)] = document.name, entity
    return LinkingGold(tuple(made), across, within)


def test_a_split_entity_costs_recall_and_is_named() -> None:
    gold = gold_of("one", "two")
    found = evaluate_linking(gold, link(gold.documents))
    across, within = found.across, found.within
    assert across is not None
    assert within is not None
    # Siam and Thailand stay apart: each of the four mentions is with one of two in the corpus.
    assert (across.score.b_cubed.precision, across.score.b_cubed.recall) == (1.0, pytest.approx(0.8))
    # Pairs of the gold: 6 of Merkel, 1 of Berlin, 6 of the kingdom, of which 2 are found.
    assert across.score.pairwise.recall == pytest.approx(9 / 13)
    assert across.score.ceaf_e.recall == pytest.approx((1 + 1 + 2 / 3) / 3)
    assert (across.mentions, across.entities, across.clusters) == (10, 3, 4)
    assert (within.mentions, within.entities, within.clusters) == (10, 6, 8)
    assert across.merges == ()
    assert across.score.largest_mixed_cluster == 1
    (split,) = across.splits
    assert (split.name, split.document, split.mentions) == ("siam", "", 4)
    assert split.parts == (Part("Siam", 2, ("Siam",)), Part("Thailand", 2, ("Thailand",)))
    assert [each.document for each in within.splits] == ["one", "two"]


def test_a_false_merge_costs_precision_and_is_named() -> None:
    gold = gold_of("one", "two", entities=("angela", "angela", "berlin", "thailand", "siam"))
    second = {place: "other berlin" for place in gold.across if place[0] == "two" and place[3] == "location"}
    gold = LinkingGold(gold.documents, {**gold.across, **dict(list(second.items())[:1])}, gold.within)
    found = evaluate_linking(gold, link(gold.documents)).across
    assert found is not None
    # The cluster Berlin holds one mention of each of two entities.
    assert found.score.b_cubed.precision == pytest.approx((8 + 2 * 0.5) / 10)
    assert found.score.largest_mixed_cluster == 2
    (merge,) = found.merges
    assert (merge.name, merge.mentions) == ("Berlin", 2)
    assert merge.parts == (Part("berlin", 1, ("Berlin",)), Part("other berlin", 1, ("Berlin",)))


def test_what_the_gold_does_not_tell_is_not_judged() -> None:
    gold = gold_of("one")
    assert evaluate_linking(LinkingGold(gold.documents, {}, gold.within), link(gold.documents)).across is None
    assert evaluate_linking(LinkingGold(gold.documents, gold.across, {}), link(gold.documents)).within is None


def test_the_gold_found_exactly_scores_as_the_gold() -> None:
    gold = gold_of("one", "two")
    found = evaluate_predicted(gold, [document.mentions for document in gold.documents])
    assert found.everything == found.found_only == evaluate_linking(gold, link(gold.documents))
    assert (found.predicted, found.found, found.touched) == (10, 10, 10)


def test_an_unfound_mention_is_a_cluster_of_its_own() -> None:
    gold = gold_of("one")
    full, _, berlin, britain, _ = GOLD_MENTIONS
    cut = Mention(full.start, full.start + 6, "Angela", "person", 0.9)
    wrong_type = Mention(berlin.start, berlin.end, "Berlin", "person", 0.9)
    spurious = Mention(TEXT.index("met"), TEXT.index("met") + 3, "met", "person", 0.9)
    found = evaluate_predicted(gold, [[cut, wrong_type, britain, spurious]])
    assert (found.predicted, found.found, found.touched) == (4, 2, 3)
    assert found.everything.across is not None
    assert found.found_only.across is not None
    assert (found.everything.across.mentions, found.everything.across.clusters) == (5, 5)
    assert found.everything.across.score.b_cubed.precision == 1.0
    assert found.everything.across.score.b_cubed.recall == pytest.approx((0.5 + 0.5 + 1 + 0.5 + 0.5) / 5)
    assert found.found_only.across.mentions == 2
    assert found.found_only.across.score.b_cubed.recall == 1.0


def test_nothing_found_is_all_alone() -> None:
    gold = gold_of("one", "two")
    found = evaluate_predicted(gold, [[], []])
    assert found.everything.across is not None
    assert found.everything.across.clusters == 10
    assert found.found_only.across is None


def test_the_order_of_documents_and_mentions_changes_nothing() -> None:
    gold = gold_of("one", "two", "three")
    turned = LinkingGold(
        tuple(
            LinkingDocument(document.name, document.text, document.mentions[::-1])
            for document in gold.documents[::-1]
        ),
        dict(reversed(gold.across.items())),
        dict(reversed(gold.within.items())),
    )
    assert evaluate_linking(turned, link(turned.documents)) == evaluate_linking(gold, link(gold.documents))
