"""What commands and pages share: entities chosen and looked at, pairs explained, doubts listed, decisions kept and followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.errors import UsageError
from graph.contents.loading import load_resolution
from graph.corrections.acts import act_of, record, states, taken_back
from graph.corrections.doubts import Doubts
from graph.corrections.pairs import explain_pair
from graph.corrections.present import Present, load_present
from graph.corrections.verdicts import hidden, merged, renamed, retyped, split_apart
from graph.errors import GraphError, UnknownEntityError
from graph.queries.saved import load_queries, run_saved, with_entities
from graph.questions.choosing import choose
from graph.questions.entity_view import view_entity
from graph.stores.protocol import GraphStore
from graph.writing.planning import plan
from graph.writing.writer import apply_changes
from linking.decisions.decision import Decision, Decisions, Handle, Verdict, decide
from linking.decisions.file import DecisionsFile
from linking.guidance import NO_GUIDANCE, Guidance
from linking.review.queue import Question
from tests.support.synthetic import extraction

ADA, BYRON, GRACE = ("Ada Lovelace", "person"), ("Ada Byron", "person"), ("Grace Hopper", "person")
OSAKA = ("Osaka", "location")
HANSEN, HANSON = ("Ole Hansen", "person"), ("Ole Hanson", "person")
MERKEL, MERKLE = ("Angela Merkel", "person"), ("Angela Merkle", "person")
DOCUMENTS = [
    extraction("a.txt", [[ADA, GRACE], [ADA, GRACE, OSAKA], [("Lovelace", "person")]]),
    extraction("b.txt", [[ADA, GRACE], [OSAKA, HANSEN]]),
    extraction("c.txt", [[BYRON, GRACE], [HANSON], [MERKEL]]),
    extraction("d.txt", [[BYRON, OSAKA], [MERKEL]]),
    extraction("e.txt", [[MERKLE]]),
]


@pytest.fixture
def filled(store: GraphStore) -> GraphStore:
    apply_changes(store, DOCUMENTS)
    return store


def names(store: GraphStore) -> set[str]:
    return {each.name for each in load_resolution(store).entities.values() if each.docs}


def present_of(store: GraphStore, file: DecisionsFile | None = None) -> Present:
    return load_present(store, Guidance(file.read()) if file else NO_GUIDANCE)


def keep(store: GraphStore, file: DecisionsFile, *decisions: Decision) -> bool:
    """Keep decisions and say whether they are followed."""
    return record(store, file, Guidance(file.read()), decisions, batch_size=10).is_followed


def test_an_entity_is_chosen_by_name_alias_and_id_and_never_guessed(filled: GraphStore) -> None:
    ada = choose(filled, "Ada Lovelace")
    assert (
        choose(filled, ada.id).id
        == ada.id
        == choose(filled, "ADA LOVELACE").id
        == choose(filled, "Lovelace").id
    )
    with pytest.raises(UnknownEntityError, match=r"Did you mean: Ada Byron \(person, 2 documents\): ent_"):
        choose(filled, "Ada By")
    with pytest.raises(UnknownEntityError, match="no entity of that name"):
        choose(filled, "Charles Babbage")
    assert issubclass(UnknownEntityError, GraphError)


def test_names_of_a_saved_query_become_ids_before_it_is_asked(filled: GraphStore) -> None:
    query = load_queries()["both"]
    first, second = (each.name for each in query.parameters if each.type == "entity")
    given = query.example | {first: "Lovelace", second: "Grace Hopper"}
    bound = with_entities(filled, query, query.bind(given))
    assert {choose(filled, "Ada Lovelace").id, choose(filled, "Grace Hopper").id} <= set(bound.values())
    assert run_saved(filled, query, bound).rows
    with pytest.raises(UnknownEntityError):
        with_entities(filled, query, query.bind(given | {first: "Nobody"}))


def test_an_entity_is_shown_with_neighbours_sentences_and_what_lies_around_it(filled: GraphStore) -> None:
    view = view_entity(filled, "Ada Lovelace", limit=2)
    assert view.entity.name == "Ada Lovelace"
    assert [each.name for each in view.neighbours] == ["Grace Hopper", "Osaka"], "two sentences before one"
    assert len(view.evidence) == 2
    assert all("Ada Lovelace" in each.text for each in view.evidence)
    assert view.around is None
    assert [each.name for each in view_entity(filled, "Ada").others] != []
    around = view_entity(filled, view.entity.id, hops=2).around
    assert around is not None
    assert {each.name: each.hops for each in around.entities}["Ada Byron"] == 2
    with pytest.raises(UnknownEntityError, match="graphmill status"):
        view_entity(filled, "Nobody Atall")


def test_a_pair_is_explained_as_data(filled: GraphStore) -> None:
    found = explain_pair(filled, present_of(filled), "Ada Lovelace", "Grace Hopper")
    assert not found.together
    assert len(found.both) == 2
    assert found.one.name == "Ada Lovelace"
    assert all("Grace Hopper" in each.text for each in found.other.sentences)
    assert found.one.paths
    together = explain_pair(filled, present_of(filled), "Ada Lovelace", "Lovelace")
    assert together.together
    assert together.both == ()
    assert together.why
    with pytest.raises(UsageError, match="one name of one entity"):
        explain_pair(filled, present_of(filled), "Osaka", "OSAKA")


def test_doubts_can_be_listed_while_the_graph_is_not_yet_linked_by_a_decision_on_two_names_of_a_document(
    store: GraphStore,
) -> None:
    johnson, slip = ("Katherine Johnson", "person"), ("Katherine Jonson", "person")
    apart = decide(Verdict.DIFFERENT, Handle(*johnson), Handle(*slip))
    guidance = Guidance(Decisions((apart,)))
    texts = [extraction("x.txt", [[johnson], [johnson, slip], [johnson], [johnson]])]
    for before, after in ((NO_GUIDANCE, guidance), (guidance, NO_GUIDANCE)):
        apply_changes(store, [*DOCUMENTS, *texts], guidance=before)
        asked = {frozenset((each.left.name, each.right.name)) for each in Doubts(store, after).all}
        assert frozenset((HANSEN[0], HANSON[0])) in asked


def test_the_doubts_of_a_graph_are_listed_with_what_is_known_of_each(filled: GraphStore) -> None:
    doubts = Doubts(filled, NO_GUIDANCE)
    asked = {(each.left.name, each.right.name, each.question) for each in doubts.all}
    assert ("Ole Hansen", "Ole Hanson", Question.MERGE) in {
        (*sorted((left, right)), question) for left, right, question in asked
    }
    first = doubts.all[0]
    assert all(doubts.evidence(first))
    for members in first.members:
        assert doubts.names(members)
        assert doubts.documents(members) >= 1
        assert doubts.sentences(members) >= doubts.documents(members)


def test_decisions_are_kept_followed_told_and_taken_back(filled: GraphStore, tmp_path: Path) -> None:
    file = DecisionsFile(tmp_path / "decisions.jsonl")
    merge = merged(filled, present_of(filled), "Ada Lovelace", "Ada Byron", why="she married")
    done = record(filled, file, NO_GUIDANCE, [merge], batch_size=10)
    assert done.is_followed
    assert done.new == (merge,)
    assert [each.name for each in done.effect.merged[0].absorbed] == ["Ada Byron"]
    again = record(filled, file, Guidance(file.read()), [merge], batch_size=10)
    assert again.new == ()
    assert again.held_as(merge) == merge.id
    assert file.read().all == (merge,), "what holds is not written twice"
    held = file.read()
    assert states(held, plan(filled, Guidance(held))) == {merge.id: "holds"}
    assert keep(filled, file, *taken_back(held, [merge.id], by="ann", why=""))
    assert "Ada Byron" in names(filled)
    assert states(file.read(), plan(filled, Guidance(file.read())))[merge.id] == "taken back"
    with pytest.raises(UsageError, match="taken back already"):
        taken_back(file.read(), [merge.id], by="ann", why="")
    with pytest.raises(UsageError, match="no decision by nobody"):
        taken_back(file.read(), [], by="nobody", why="")


def test_what_is_said_of_one_entity_is_checked_and_followed(filled: GraphStore, tmp_path: Path) -> None:
    file = DecisionsFile(tmp_path / "decisions.jsonl")
    present = present_of(filled)
    said = [
        renamed(filled, present, "Osaka", "Ōsaka"),
        retyped(filled, present, "Ole Hansen", "Organization", types=["organization"]),
        hidden(filled, present, "Grace Hopper"),
    ]
    assert [each.verdict for each in said] == [Verdict.RENAME, Verdict.RETYPE, Verdict.HIDE]
    assert keep(filled, file, *said)
    assert {"Ōsaka", "Ole Hansen"} <= names(filled)
    assert choose(filled, "Ole Hansen").type == "organization"
    assert choose(filled, "Grace Hopper").hidden
    with pytest.raises(UsageError, match="A new one belongs into the settings first"):
        retyped(filled, present, "Osaka", "spaceship", types=[])
    with pytest.raises(UsageError, match="is called “Ōsaka” already"):
        renamed(filled, present_of(filled, file), "Ōsaka", " Ōsaka ")


def test_a_split_is_one_act_and_a_merge_against_it_is_refused(filled: GraphStore, tmp_path: Path) -> None:
    file = DecisionsFile(tmp_path / "decisions.jsonl")
    document = next(id_ for id_, uri in present_of(filled).places.items() if uri == "b.txt")
    act = split_apart(filled, present_of(filled), "Ada Lovelace", documents=[document])
    assert keep(filled, file, *act)
    assert len({act_of(each.id) for each in act}) == 1
    two = [
        each
        for each in load_resolution(filled).entities.values()
        if each.name == "Ada Lovelace" and each.docs
    ]
    assert len(two) == 2
    with pytest.raises(UsageError, match="several entities are called so"):
        choose(filled, "Ada Lovelace")
    explained = explain_pair(filled, present_of(filled, file), two[0].id, two[1].id)
    assert [each.verdict for each in explained.decisions] == [Verdict.DIFFERENT]
    assert set(explained.one.sentences).isdisjoint(explained.other.sentences), (
        "each side shows its own sentences"
    )
