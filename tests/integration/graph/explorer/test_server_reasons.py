"""Why names are one and why entities are two: the same as `graphmill explain` tells, and anew when what it rests on has changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from extractors.mentions import Extraction
from flows.commands.corrections.explain import explain
from flows.commands.options import Common
from graph.explorer.project import ExplorerProject
from graph.stores.settings import StoreSettings
from linking.decisions.file import DecisionsFile
from linking.guidance import Guidance
from linking.knowledge_base.file import load_knowledge_base
from tests.support.explored_project import (
    DOCUMENTS,
    OSAKA,
    Visitor,
    answer,
    asked,
    entity_of,
    explored_project,
    failure,
)
from tests.support.synthetic import extraction

PLACES = "id,name,type,aliases\nos,Osaka,location,Naniwa\n"


@pytest.fixture
def project(store_settings: StoreSettings, tmp_path: Path) -> ExplorerProject:
    """Give a project with a knowledge base, which may change."""
    file = tmp_path / "places.csv"
    file.write_text(PLACES, encoding="utf-8")
    decisions = DecisionsFile(tmp_path / "decisions.jsonl")
    documents: list[Extraction] = [*DOCUMENTS, extraction("f.txt", [[OSAKA], [("osaka", "location")]])]
    project = explored_project(store_settings, tmp_path, documents)
    return replace(
        project,
        guidance=lambda: Guidance(decisions.read(), (load_knowledge_base(file),)),
        knowledge_bases=(file,),
    )


@pytest.fixture
def client(project: ExplorerProject) -> Iterator[Visitor]:
    with asked(project) as client:
        yield client


def test_each_way_of_a_name_to_its_entity_is_told_with_where_it_came_so(client: Visitor) -> None:
    found = answer(client.get("/api/names", params={"id": entity_of(client, "Ada Lovelace")}))
    rows = {row["surface"]: row for row in found["rows"]}
    assert set(rows) == {"Ada Lovelace", "Lovelace"}
    assert rows["Lovelace"]["rule"] in rows["Lovelace"]["told"]
    for row in rows.values():
        assert row["documents"] == len(row["document_ids"])
    assert rows["Ada Lovelace"]["mentions"] == 3
    (compared,) = found["words"]
    assert (compared["left"], compared["right"]) == ("Ada Lovelace", "Lovelace")
    assert {"left": "lovelace", "right": "lovelace", "relation": "equal"} in compared["rows"]


def test_what_a_knowledge_base_says_of_an_entity_follows_its_file(
    client: Visitor, project: ExplorerProject
) -> None:
    osaka = entity_of(client, "Osaka")
    (reason,) = answer(client.get("/api/names", params={"id": osaka}))["kb"]
    assert reason.startswith("places: “Osaka” is os (Osaka)")
    before = answer(client.get("/api/pulse"))["revision"]
    project.knowledge_bases[0].write_text(PLACES.replace("os,Osaka", "ky,Kyoto"), encoding="utf-8")
    (reason,) = answer(client.get("/api/names", params={"id": osaka}))["kb"]
    assert reason.startswith("places: “Osaka” is no entry")
    assert answer(client.get("/api/pulse"))["revision"] != before


def test_a_pair_is_explained_as_the_command_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "graphmill.toml").write_text("", encoding="utf-8")
    state = tmp_path / ".graphmill"
    state.mkdir()
    project = explored_project(StoreSettings(path=state / "graph.kgl"), tmp_path)
    with asked(project) as client:
        reid, reed = entity_of(client, "Callum Reid"), entity_of(client, "Callum Reed")
        page = answer(client.get("/api/pair", params={"a": reid, "b": reed}))
        assert explain(reid, reed, common=Common(config=tmp_path / "graphmill.toml", json=True)) == 0
    command = json.loads(capsys.readouterr().out)
    assert (page["a"]["id"], page["b"]["id"]) == (reid, reed)
    assert page["why"] == command["reason"]
    for key in ("together", "score", "band", "guards", "words", "decisions"):
        assert page[key] == command[key], key
    assert "document_ids" not in command["left"]["paths"][0]


def test_what_is_no_pair_or_no_entity_is_told(client: Visitor) -> None:
    ada = entity_of(client, "Ada Lovelace")
    status, told = failure(client.get("/api/pair", params={"a": ada, "b": ada}))
    assert (status, "one name of one entity" in told) == (400, True)
    assert failure(client.get("/api/pair", params={"a": ada, "b": "ent_none"}))[0] == 404
    assert failure(client.get("/api/names", params={"id": "ent_none"}))[0] == 404
    assert failure(client.get("/api/names"))[0] == 400


def test_the_project_is_told_with_its_types_and_who_decides(
    client: Visitor, project: ExplorerProject
) -> None:
    found = answer(client.get("/api/project"))
    assert found["types"] == [{"type": "person", "entities": 5}, {"type": "location", "entities": 1}]
    assert (found["name"], found["user"], found["can_decide"], found["why_not"]) == (
        "letters",
        "ann",
        True,
        "",
    )
    assert found["place"]


def test_nothing_can_be_decided_of_another_projects_graph(project: ExplorerProject, tmp_path: Path) -> None:
    mine = project.store.model_copy(update={"project": "mine"})
    explored_project(mine, tmp_path, [*DOCUMENTS, extraction("g.txt", [[OSAKA]])])
    other = project.store.model_copy(update={"project": "other"})
    with asked(project, store=other) as client:
        found = answer(client.get("/api/project"))
        assert not found["can_decide"]
        assert "'mine'" in found["why_not"]
