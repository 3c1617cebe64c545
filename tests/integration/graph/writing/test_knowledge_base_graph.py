"""Knowledge bases in the graph: names of one entry are one entity that carries its id, and follow the file when it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.project.guidance import load_guidance
from flows.project.settings import Settings
from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.contents.loading import load_entities, load_resolution
from graph.questions.entities import find_entities
from graph.stores.protocol import GraphStore
from graph.writing.linking_state import is_pending
from graph.writing.writer import apply_changes
from linking.guidance import NO_GUIDANCE, Guidance
from tests.support.synthetic import extraction

US, DOTTED, STATES = ("US", "location"), ("U.S.", "location"), ("United States of America", "location")
NORLAND, PINES, ORM = ("Norland", "location"), ("Land of Pines", "location"), ("Orm", "location")
VOSS, HARWICK, COURT = ("Peter Voss", "person"), ("Harwick", "location"), ("Harbour Court", "organization")
HARBOUR, BERLIN, MARA = ("Sandhithe", "location"), ("Berlin", "location"), ("Mara Lindqvist", "person")

COUNTRIES = """\
id,name,type,aliases
us,United States of America,country,US|U.S.|United States
no,Norland,country,Land of Pines|Orm
"""
PEOPLE = """\
id,name,type,aliases,description
pilot,Peter Voss,person,,Pilot who guides ships into Harwick.
lawyer,Peter Voss,person,,Counsel before the Harbour Court.
mara,Mara Lindqvist,person,,Engineer.
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "countries.csv").write_text(COUNTRIES, encoding="utf-8")
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    files = [{"path": "countries.csv"}, {"path": "people.csv", "name": "staff"}]
    return Settings.model_validate(
        {"base": tmp_path, "knowledge_base": {"files": files, "types": {"country": "location"}}}
    )


def linked(store: GraphStore) -> list[str]:
    """Return the ids of entries on the entities in use."""
    return sorted(id_ for each in load_entities(store).values() if each.docs for id_ in each.kb_ids)


def test_names_of_one_entry_are_one_entity_that_carries_its_id(store: GraphStore, settings: Settings) -> None:
    documents = [
        extraction("a.txt", [[US, MARA], [NORLAND]]),
        extraction("b.txt", [[DOTTED, PINES]]),
        extraction("c.txt", [[STATES, BERLIN], [ORM]]),
    ]
    apply_changes(store, documents)
    assert [find_entities(store, name)[0].docs for name in ("Norland", "Land of Pines", "Orm")] == [1, 1, 1]
    guidance = load_guidance(settings)
    assert is_pending(store, guidance)
    apply_changes(store, (), guidance=guidance)
    assert not is_pending(store, guidance)
    for names, entry in (
        (("Norland", "Land of Pines", "Orm"), "countries:no"),
        (("US", "U.S.", "United States of America"), "countries:us"),
    ):
        (entity,) = [each for each in load_entities(store).values() if entry in each.kb_ids]
        assert entity.docs == 3
        assert set(names) <= set(entity.aliases)
        assert {find_entities(store, name)[0].id for name in names} == {entity.id}
    assert linked(store) == ["countries:no", "countries:us", "staff:mara"]
    rules = {why.rule for why in load_resolution(store).assignments.values()}
    assert "knowledge_base" in rules
    assert audit(store, guidance).differences == ()


def test_namesakes_are_told_apart_by_their_documents(store: GraphStore, settings: Settings) -> None:
    documents = [
        extraction("ship.txt", [[VOSS, HARWICK]]),
        extraction("ships.txt", [[VOSS], [HARWICK, HARBOUR]]),
        extraction("court.txt", [[COURT], [VOSS]]),
        extraction("other.txt", [[VOSS, BERLIN]]),
    ]
    apply_changes(store, documents)
    assert [each.docs for each in find_entities(store, "Peter Voss")] == [4]
    guidance = load_guidance(settings)
    apply_changes(store, (), guidance=guidance)
    entities = {
        entity.kb_ids: entity.docs
        for entity in load_entities(store).values()
        if entity.name == "Peter Voss" and entity.docs
    }
    assert entities == {("staff:pilot",): 2, ("staff:lawyer",): 1, (): 1}
    assert audit(store, guidance).differences == ()


def test_editing_the_file_links_anew_and_taking_it_away_unlinks(
    store: GraphStore, settings: Settings, tmp_path: Path
) -> None:
    apply_changes(
        store,
        [
            extraction("a.txt", [[NORLAND, VOSS, HARWICK]]),
            extraction("b.txt", [[PINES]]),
            extraction("c.txt", [[VOSS, COURT], [ORM]]),
        ],
    )
    before, ids = snapshot(store), load_resolution(store).current()
    apply_changes(store, (), guidance=load_guidance(settings))
    assert linked(store) == ["countries:no", "staff:lawyer", "staff:pilot"]
    (tmp_path / "countries.csv").write_text(COUNTRIES.replace("Pines|Orm", "Pines"), encoding="utf-8")
    (tmp_path / "people.csv").write_text(PEOPLE.replace("mara,Mara", "m2,Mara"), encoding="utf-8")
    guidance = load_guidance(settings)
    assert is_pending(store, guidance)
    apply_changes(store, (), guidance=guidance)
    found = [each for each in load_entities(store).values() if "countries:no" in each.kb_ids and each.docs]
    assert [entity.docs for entity in found] == [2]
    (tmp_path / "countries.csv").write_text(COUNTRIES.replace("no,", "nl,"), encoding="utf-8")
    guidance = load_guidance(settings)
    apply_changes(store, (), guidance=guidance)
    assert "countries:nl" in linked(store)
    assert audit(store, guidance).differences == ()
    apply_changes(store, (), guidance=NO_GUIDANCE)
    assert linked(store) == []
    assert snapshot(store).differences(before) == []
    assert load_resolution(store).current() == ids
    assert audit(store).differences == ()


def test_any_order_of_documents_and_files_gives_the_same_graph(
    store: GraphStore, embedded_store, settings: Settings
) -> None:
    documents = [
        extraction("a.txt", [[US, VOSS, HARWICK], [MARA]]),
        extraction("b.txt", [[DOTTED, VOSS], [COURT]]),
        extraction("c.txt", [[STATES, VOSS]]),
    ]
    guidance = load_guidance(settings)
    apply_changes(store, documents, guidance=guidance)
    other = embedded_store("other")
    turned = Guidance(guidance.decisions, guidance.knowledge_bases[::-1])
    for each in reversed(documents):
        apply_changes(other, [each], guidance=turned)
    assert snapshot(store).differences(snapshot(other)) == []


def test_a_type_that_the_vote_overrules_does_not_hide_the_entry(
    store: GraphStore, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "countries.csv").write_text("id,name,type\nde,Germany,country\n", encoding="utf-8")
    documents = [extraction(f"{n}.txt", [[("Germany", "location"), MARA]]) for n in range(9)]
    documents.append(extraction("slip.txt", [[("Germany", "organization"), MARA]]))
    guidance = load_guidance(settings)
    apply_changes(store, documents, guidance=guidance)
    (germany,) = [each for each in load_entities(store).values() if each.name == "Germany" and each.docs]
    assert (germany.kb_ids, germany.docs) == (("countries:de",), 10)
