"""Resolution is a function of the set of local entities, whatever the order and whatever the graph holds."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.mentions import Mention
from linking.across_documents.resolution import resolve
from linking.model import LocalEntity, Resolution
from linking.names.marks import as_read
from linking.within_document.clustering import link_within_document

UNHURRIED = settings(deadline=None)
"""The first example pays for imports, and machines are busy."""

NAMES = [
    "Angela Merkel", "Angela Merkle", "Merkel", "A. Merkel", "Mr. Smith", "Mrs. Smith", "Smith", "John Smith", "Jane Smith",
    "John Smith Jr.", "IBM", "International Business Machines", "International Business Machines (IBM)", "U.S.", "US",
    "United States", "Germany", "North Korea", "South Korea", "Müller", "Mueller", "Robert Müller", "Robert Mueller",
    "Владимир Путин", "Vladimir Putin", "習近平", "Type 1 diabetes", "Type 2 diabetes", "Volkswagen", "Volkswagen Group",
    "'s", "!!!", " ", "The", "Dr.", "İstanbul", "ﬁ", "\ud83e\udd16",
]  # fmt: skip
TYPES = ["person", "organization", "location", "disease", "date"]


@st.composite
def documents(draw: st.DrawFn) -> tuple[LocalEntity, ...]:
    """Local entities of a handful of documents, made by within-document resolution."""
    found: list[LocalEntity] = []
    for number in range(draw(st.integers(1, 5))):
        names = draw(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(TYPES)), max_size=8))
        mentions, start = [], 0
        for surface, kind in names:
            mentions.append(Mention(start, start + len(surface), surface, kind, 1.0))
            start += len(surface) + 1
        clusters = link_within_document(f"doc_{number}", "v1", "", mentions)
        found += [cluster.entity for cluster in clusters]
    return tuple(found)


def partition(resolution: Resolution) -> set[frozenset[str]]:
    """Return the clusters as sets of local entity ids."""
    members: dict[str, set[str]] = {}
    for local, assignment in resolution.assignments.items():
        members.setdefault(assignment.entity_id, set()).add(local)
    return {frozenset(each) for each in members.values()}


def ids(resolution: Resolution) -> dict[str, str]:
    return {local: assignment.entity_id for local, assignment in resolution.assignments.items()}


def of_documents(entities: Iterable[LocalEntity], names: set[str]) -> list[LocalEntity]:
    return [each for each in entities if each.document_id in names]


@UNHURRIED
@given(documents(), st.randoms(use_true_random=False))
def test_the_order_of_the_local_entities_changes_nothing(entities, random):
    shuffled = list(entities)
    random.shuffle(shuffled)
    assert resolve(shuffled) == resolve(entities)


@UNHURRIED
@given(documents(), st.data())
def test_what_the_graph_holds_changes_ids_only(entities, data):
    held = st.dictionaries(st.sampled_from([each.id for each in entities] or ["x"]), st.sampled_from("abc"))
    current = data.draw(held)
    resolution = resolve(entities, current)
    assert partition(resolution) == partition(resolve(entities))
    assert set(ids(resolution).values()) == set(resolution.entities)
    assert {entity_id: entity.id for entity_id, entity in resolution.entities.items()} == {
        entity_id: entity_id for entity_id in resolution.entities
    }


@UNHURRIED
@given(documents())
def test_resolving_again_changes_no_id(entities):
    first = resolve(entities)
    assert resolve(entities, ids(first)) == first


@UNHURRIED
@given(documents(), st.sets(st.sampled_from([f"doc_{n}" for n in range(5)])))
def test_an_unchanged_cluster_keeps_its_id_when_documents_come_and_go(entities, before):
    first = resolve(of_documents(entities, before))
    then = resolve(entities, ids(first))
    back = resolve(of_documents(entities, before), ids(then))
    for old, new in ((first, then), (then, back)):
        held = {frozenset(local for local, e in ids(old).items() if e == one): one for one in old.entities}
        for cluster in partition(new):
            if cluster in held:
                assert {ids(new)[local] for local in cluster} == {held[cluster]}
    assert partition(back) == partition(first)


@UNHURRIED
@given(documents(), st.randoms(use_true_random=False))
def test_every_local_entity_has_one_entity_with_its_names(entities, random):
    resolution = resolve(entities)
    assert set(resolution.assignments) == {each.id for each in entities}
    for each in entities:
        entity = resolution.entities[resolution.assignments[each.id].entity_id]
        assert set(map(as_read, each.names)) <= set(entity.aliases)
        assert entity.name in entity.aliases
        assert list(entity.aliases) == sorted(set(entity.aliases))
        assert 0 < resolution.assignments[each.id].score <= 1


@UNHURRIED
@given(
    st.lists(st.tuples(st.text(min_size=1, max_size=25), st.sampled_from(TYPES)), max_size=8), st.randoms()
)
def test_any_text_can_be_a_name_and_every_mention_lands_once(names, random):
    mentions, start = [], 0
    for surface, kind in names:
        mentions.append(Mention(start, start + len(surface), surface, kind, 0.5))
        start += len(surface) + 2
    text = "".join(surface + " (" for surface, _ in names)
    clusters = link_within_document("doc", "v", text, mentions)
    assert sorted(m for cluster in clusters for m in cluster.mentions) == mentions
    assert [cluster.entity.start for cluster in clusters] == sorted(
        cluster.entity.start for cluster in clusters
    )
    for index, cluster in enumerate(clusters):
        assert cluster.entity.id == f"doc:v:{index}"
        assert len(cluster.mentions) == len(cluster.rules) == len(cluster.scores)
        assert all(cluster.rules)
        assert set(cluster.entity.names) == {m.surface for m in cluster.mentions}
    random.shuffle(mentions)
    assert link_within_document("doc", "v", text, mentions) == clusters
    assert resolve([cluster.entity for cluster in clusters]).assignments.keys() == {
        c.entity.id for c in clusters
    }
