"""``graphmill link``: try a knowledge base without touching the graph, and link the graph by those of the settings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.cli import run
from flows.project.settings_file import load_settings
from flows.project.stores import open_project_store
from graph.checks.audit import audit
from graph.checks.snapshot import Snapshot, snapshot
from graph.contents.loading import load_entities
from graph.stores.protocol import GraphStore
from graph.writing.writer import apply_changes
from linking.across_documents.resolution import resolve
from linking.guidance import Guidance
from linking.knowledge_base.file import load_knowledge_base
from linking.model import LocalEntity
from linking.review.entity_links import entity_links
from tests.support.synthetic import extraction

Call = Callable[..., tuple[int, str, str]]
NORLAND, PINES, VOSS = ("Norland", "location"), ("Land of Pines", "location"), ("Peter Voss", "person")
HARWICK, BERLIN = ("Harwick", "location"), ("Berlin", "location")
COUNTRIES = "id,name,type,aliases\nno,Norland,location,Land of Pines\nperson,Berlin,person,\n"
PEOPLE = "id,name,type,description\np1,Peter Voss,person,Pilot of Harwick.\np2,Peter Voss,person,Lawyer.\n"


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRAPHMILL_CONFIG", raising=False)
    (tmp_path / "countries.csv").write_text(COUNTRIES, encoding="utf-8")
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "graphmill.toml").write_text("", encoding="utf-8")
    documents = [
        extraction("a.txt", [[NORLAND, VOSS, HARWICK]]),
        extraction("b.txt", [[PINES, VOSS]]),
        extraction("c.txt", [[BERLIN]]),
    ]
    with open_project_store(load_settings(), "create") as store:
        apply_changes(store, documents)


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    def run_command(*arguments: str) -> tuple[int, str, str]:
        code = run(list(arguments))
        out, err = capsys.readouterr()
        return code, out, err

    return run_command


def opened() -> Iterator[GraphStore]:
    with open_project_store(load_settings()) as store:
        yield store


def graph() -> Snapshot:
    return next(snapshot(store) for store in opened())


def entries() -> set[str]:
    """Return the ids of knowledge bases on the entities in use."""
    return next(
        {id_ for each in load_entities(store).values() if each.docs for id_ in each.kb_ids}
        for store in opened()
    )


def link(call: Call, *arguments: str) -> dict[str, Any]:
    code, out, err = call("link", *arguments, "--json")
    assert (code, err) == (0, "")
    result: dict[str, Any] = json.loads(out)
    return result


def test_a_file_is_tried_without_touching_the_graph(call: Call) -> None:
    before = graph()
    code, out, err = call("link", "--kb", "countries.csv", "--kb", "people.csv")
    assert (code, err) == (0, "")
    assert "countries: 2 entries; 1 of " in out
    assert "‘Norland’ is the name of no" in out
    assert "‘Berlin’ is a name of person, of another type than location" in out
    assert "as of 1 more; the document also names ‘harwick’" in out
    assert "2 entries are called ‘Peter Voss’: p1, p2" in out
    assert "merged: Land of Pines (location, " in out
    assert "merged: Norland" not in out
    assert (
        'Nothing was written. To link by it from now on, add to graphmill.toml:\n[knowledge_base]\nfiles = ["countries.csv", "people.csv"]'
        in out
    )
    assert graph().differences(before) == []


def test_links_as_json_say_entity_entry_score_reason_and_what_was_left(call: Call) -> None:
    told = link(call, "--kb", "countries.csv")
    (known,) = told["knowledge_bases"]
    assert told["applied"] is False
    assert (known["knowledge_base"], known["entries"], known["linked"]) == ("countries", 2, 1)
    assert known["nil"] == {"unknown": 2, "ambiguous": 0, "unsupported": 0, "other_type": 1}
    (row,) = known["links"]
    assert (row["entry"], row["entry_name"], row["documents"]) == ("no", "Norland", 2)
    assert row["score"] == 1.0
    assert [each["name"] for each in known["left"]] == ["Berlin"]


def test_only_knowledge_bases_of_the_settings_are_written(call: Call, tmp_path: Path) -> None:
    before = graph()
    code, _, err = call("link", "--kb", "countries.csv", "--apply")
    assert code == 2
    assert '[knowledge_base]\nfiles = ["countries.csv"]' in err
    assert graph().differences(before) == []
    (tmp_path / "graphmill.toml").write_text('[knowledge_base]\nfiles = ["countries.csv"]', encoding="utf-8")
    code, _, err = call("link", "--kb", "people.csv", "--apply")
    assert 'files = ["countries.csv", "people.csv"]' in err
    assert link(call, "--kb", "countries.csv")["applied"] is False
    assert entries() == set()
    assert link(call, "--kb", "countries.csv", "--apply")["applied"] is True
    assert entries() == {"countries:no"}


def test_the_graph_follows_the_settings_and_their_files(call: Call, tmp_path: Path) -> None:
    settings = tmp_path / "graphmill.toml"
    before = graph()
    settings.write_text('[knowledge_base]\nfiles = ["countries.csv", "people.csv"]', encoding="utf-8")
    assert link(call)["applied"] is True
    assert entries() == {"countries:no", "people:p1"}
    assert call("audit")[0] == 0
    assert "Nothing changes in the graph." in call("link")[1]
    (tmp_path / "countries.csv").write_text(COUNTRIES.replace("no,", "nl,"), encoding="utf-8")
    assert call("audit")[0] == 1
    assert link(call)["knowledge_bases"][0]["links"][0]["entry"] == "nl"
    assert "countries:nl" in entries()
    assert call("audit")[0] == 0
    settings.write_text("", encoding="utf-8")
    assert call("resolve", "--apply")[0] == 0
    assert graph().differences(before) == []
    assert next(audit(store) for store in opened()).differences == ()


def test_what_cannot_work_is_told(call: Call, tmp_path: Path) -> None:
    code, _, err = call("link")
    assert (code, "The settings name no knowledge base." in err) == (2, True)
    code, _, err = call("link", "--kb", "gone.csv")
    assert (code, "gone.csv: the knowledge base cannot be read" in err) == (1, True)
    (tmp_path / "broken.csv").write_text("id,name\n1,\n", encoding="utf-8")
    code, _, err = call("link", "--kb", "broken.csv")
    assert (code, "broken.csv:2: the name is empty" in err) == (1, True)
    (tmp_path / "graphmill.toml").write_text('[knowledge_base]\nfiles = ["broken.csv"]', encoding="utf-8")
    assert "broken.csv:2: the name is empty" in call("link")[2]
    (tmp_path / "graphmill.toml").write_text('[knowledge_base]\nfiles = ["countries.csv"]', encoding="utf-8")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "countries.csv").write_text(COUNTRIES, encoding="utf-8")
    assert "another knowledge base named 'countries'" in call("link", "--kb", "more/countries.csv")[2]
    (tmp_path / "graphmill.toml").write_text("", encoding="utf-8")
    assert (
        "Two of the files have one name."
        in call("link", "--kb", "countries.csv", "--kb", "more/countries.csv")[2]
    )
    assert len(link(call, "--kb", "countries.csv", "--kb", "./countries.csv")["knowledge_bases"]) == 1


def test_the_limit_says_how_many_more_there_are(call: Call) -> None:
    _, out, _ = call("link", "--kb", "people.csv", "--limit", "0")
    assert "… and 1 more: raise --limit, or see --json" in out


def test_every_entity_has_one_link(tmp_path: Path) -> None:
    known = load_knowledge_base(tmp_path / "people.csv")
    locals_ = [
        LocalEntity("a:1:0", "a", "Peter Voss", "person", ("Peter Voss", "Voss"), 0),
        LocalEntity("a:1:1", "a", "Harwick", "location", ("Harwick",), 9),
        LocalEntity("b:1:0", "b", "Peter Voss", "person", ("Peter Voss",), 0),
    ]
    resolution = resolve(locals_, {}, Guidance(knowledge_bases=(known,)))
    links = entity_links(resolution, locals_, known)
    assert sorted((each.entity.name, each.documents, each.link.rule) for each in links) == [
        ("Harwick", 1, "unknown"),
        ("Peter Voss", 1, "ambiguous"),
        ("Peter Voss", 1, "name"),
    ]
    assert entity_links(resolution, locals_[::-1], known) == links
