"""Any corpus: handles name what they should and nothing else, and what people say comes about."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from extractors.documents import document_id
from extractors.mentions import Mention
from linking.across_documents.resolution import resolve
from linking.decisions.decision import Decision, Decisions, Handle, Verdict
from linking.guidance import Guidance
from linking.model import LocalEntity, Resolution
from linking.review.handles import Bearers
from linking.review.splits import Judgement, split_by_documents
from linking.within_document.clustering import link_within_document

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50)
NAMES = [
    "Angela Merkel", "Angela Merkle", "Merkel", "Mr. Smith", "Mrs. Smith", "Smith", "John Smith", "Jane Smith", "IBM",
    "International Business Machines", "Germany", "Müller", "Mueller", "Robert Müller", "Robert Mueller", "Ole Hansen",
    "Ole Hanson", "Владимир Путин", "Vladimir Putin",
]  # fmt: skip
TYPES = ["person", "organization", "location"]
URIS = [f"{letter}.txt" for letter in "abcdef"]
URI_OF = {document_id(uri): uri for uri in URIS}


@st.composite
def corpora(draw: st.DrawFn) -> tuple[LocalEntity, ...]:
    """Local entities of a handful of documents, made by within-document resolution."""
    found: list[LocalEntity] = []
    for uri in URIS[: draw(st.integers(2, len(URIS)))]:
        mentions, start = [], 0
        for surface, kind in draw(
            st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(TYPES)), min_size=1, max_size=4)
        ):
            mentions.append(Mention(start, start + len(surface), surface, kind, 1.0))
            start += len(surface) + 1
        found += [each.entity for each in link_within_document(document_id(uri), "v1", "", mentions)]
    return tuple(found)


def bearers_of(corpus: tuple[LocalEntity, ...], resolution: Resolution, decisions: Decisions) -> Bearers:
    entity_of = {local: why.entity_id for local, why in resolution.assignments.items()}
    return Bearers(corpus, entity_of, URI_OF, decisions)


def decided(*judged: Judgement) -> Decisions:
    return Decisions(
        tuple(
            Decision(f"dec_{number}", "2024-05-17T09:30:00Z", "ann", *each)
            for number, each in enumerate(judged)
        )
    )


def names_of_one_document(corpus: tuple[LocalEntity, ...], entity_of: dict[str, str]) -> set[str]:
    """Return the ids of entities of which a document holds a second bearer of one name, which no handle can tell apart."""
    held: dict[tuple[str, str], set[str]] = defaultdict(set)
    for local in corpus:
        # Whatever the type: the vote may take both for the same.
        _, key, _, _ = Handle(local.name, local.type).key
        held[local.document_id, key].add(entity_of[local.id])
    return {entity for entities in held.values() if len(entities) > 1 for entity in entities}


@UNHURRIED
@given(corpora())
def test_a_handle_names_its_part_of_an_entity_and_nothing_else(corpus: tuple[LocalEntity, ...]) -> None:
    resolution = resolve(corpus)
    bearers = bearers_of(corpus, resolution, Decisions())
    entity_of = {local: why.entity_id for local, why in resolution.assignments.items()}
    shared = names_of_one_document(corpus, entity_of)
    for entity in resolution.entities:
        parts = bearers.parts(entity)
        held = sorted(each.id for part in parts for each in part.members)
        assert held == sorted(local for local, of in entity_of.items() if of == entity)
        for part in parts:
            named = {each.id for each in bearers.members_of(part.handle)}
            assert named >= {each.id for each in part.members}
            if entity not in shared:
                assert bearers.entities_of(part.handle) == [entity]


@UNHURRIED
@given(corpora(), st.data())
def test_what_is_split_by_documents_comes_apart(corpus: tuple[LocalEntity, ...], data: st.DataObject) -> None:
    resolution = resolve(corpus)
    bearers = bearers_of(corpus, resolution, Decisions())
    entity_of = {local: why.entity_id for local, why in resolution.assignments.items()}
    documents = defaultdict(set)
    for local in corpus:
        documents[entity_of[local.id]].add(local.document_id)
    wide = sorted(entity for entity, held in documents.items() if len(held) > 1)
    wide = [entity for entity in wide if entity not in names_of_one_document(corpus, entity_of)]
    assume(wide)
    entity = data.draw(st.sampled_from(wide))
    held = sorted(documents[entity])
    taken = set(data.draw(st.lists(st.sampled_from(held), min_size=1, max_size=len(held) - 1, unique=True)))
    judged = split_by_documents(bearers, entity, taken, URI_OF)
    found = resolve(corpus, entity_of, Guidance(decided(*judged)))
    assert found.conflicts == ()
    assert found.dormant == ()
    sides = [
        {
            found.assignments[local.id].entity_id
            for local in corpus
            if entity_of[local.id] == entity and (local.document_id in taken) is side
        }
        for side in (True, False)
    ]
    assert sides[0].isdisjoint(sides[1])
    assert len(sides[0]) == 1


@UNHURRIED
@given(corpora(), st.data())
def test_what_is_merged_comes_together(corpus: tuple[LocalEntity, ...], data: st.DataObject) -> None:
    resolution = resolve(corpus)
    bearers = bearers_of(corpus, resolution, Decisions())
    entity_of = {local: why.entity_id for local, why in resolution.assignments.items()}
    plain = sorted(set(resolution.entities) - names_of_one_document(corpus, entity_of))
    assume(len(plain) > 1)
    one, other = data.draw(st.lists(st.sampled_from(plain), min_size=2, max_size=2, unique=True))
    left, right = bearers.parts(one)[0], bearers.parts(other)[0]
    found = resolve(corpus, entity_of, Guidance(decided((Verdict.SAME, left.handle, right.handle))))
    assert found.conflicts == ()
    assert found.dormant == ()
    joined = {found.assignments[each.id].entity_id for part in (left, right) for each in part.members}
    assert len(joined) == 1
