"""What is decided on the page lands where the commands' decisions do, the graph follows, and whoever else is there sees it."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graph.checks.snapshot import snapshot
from graph.corrections.acts import record, taken_back
from graph.corrections.present import load_present
from graph.corrections.verdicts import hidden, kept_apart, merged, renamed, retyped, split_apart
from graph.explorer.project import ExplorerProject
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
from linking.decisions.decision import Decision
from linking.decisions.file import DecisionsFile
from linking.guidance import Guidance
from tests.support.explored_project import Visitor, answer, asked, entity_of, explored_project, failure

_OWN = re.compile(r'"(?:id|undoes)": "[^"]*"|"at": "[^"]*"')


@pytest.fixture
def project(store_settings: StoreSettings, tmp_path: Path) -> ExplorerProject:
    return explored_project(store_settings, tmp_path)


@pytest.fixture
def client(project: ExplorerProject) -> Iterator[Visitor]:
    with asked(project) as client:
        yield client


def sent(client: Visitor, act: dict[str, Any]) -> Any:
    # As a browser does: half a character is an escape.
    content = json.dumps({"by": "", "why": ""} | act)
    return client.post("/api/decide", content=content, headers={"content-type": "application/json"})


def decide(client: Visitor, **act: Any) -> Any:
    return answer(sent(client, act))


def refused(client: Visitor, **act: Any) -> tuple[int, str]:
    return failure(sent(client, act))


def side(of: dict[str, Any]) -> dict[str, Any]:
    return {"name": of["name"], "type": of["type"], "documents": of["documents_meant"]}


def lines(path: Path) -> list[str]:
    """Return the ledger without what differs from one decision to the next: ids and times."""
    return [_OWN.sub("", line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_page_and_the_commands_write_the_same_ledger_and_the_same_graph(
    store_settings: StoreSettings, tmp_path: Path
) -> None:
    by_page, by_command = tmp_path / "page", tmp_path / "command"
    by_page.mkdir()
    by_command.mkdir()
    embedded = StoreSettings(path=tmp_path / "command.kgl")
    project = explored_project(store_settings, by_page)
    explored_project(embedded, by_command)
    with asked(project) as client:
        ids = {
            name: entity_of(client, name) for name in ("Ada Lovelace", "Ada Byron", "Osaka", "Callum Reid")
        }
        ids["Callum Reed"], ids["Grace Hopper"] = (
            entity_of(client, name) for name in ("Callum Reed", "Grace Hopper")
        )
        ada = ids["Ada Lovelace"]
        document = answer(client.get("/api/names", params={"id": ada}))["rows"][0]["document_ids"][0]
        decide(client, act="merge", a=ada, b=ids["Ada Byron"], why="letters of 1843")
        decide(client, act="apart", a=ids["Callum Reid"], b=ids["Callum Reed"])
        decide(client, act="rename", a=ids["Osaka"], value="Ōsaka")
        decide(client, act="retype", a=ids["Osaka"], value="person")
        hide = decide(client, act="hide", a=ids["Osaka"])
        decide(client, act="undo", ids=[hide["undo"]])
        decide(client, act="split", a=ids["Grace Hopper"], documents=[document])
    with open_store(embedded) as store:
        file = DecisionsFile(by_command / "decisions.jsonl")

        def keep(*decisions: Decision) -> str:
            mine = [replace(each, by="ann") for each in decisions]
            return record(store, file, Guidance(file.read()), mine, batch_size=50).new[0].id

        def present() -> Any:
            return load_present(store, Guidance(file.read()))

        keep(merged(store, present(), "Ada Lovelace", "Ada Byron", why="letters of 1843"))
        keep(kept_apart(store, present(), "Callum Reid", "Callum Reed"))
        keep(renamed(store, present(), "Osaka", "Ōsaka"))
        keep(retyped(store, present(), "Ōsaka", "person", types=["person"]))
        hide_id = keep(hidden(store, present(), "Ōsaka"))
        keep(*taken_back(file.read(), [hide_id], by="ann", why=""))
        keep(*split_apart(store, present(), "Grace Hopper", documents=[document]))
        expected = snapshot(store)
    assert lines(project.decisions_path) == lines(by_command / "decisions.jsonl")
    with open_store(store_settings) as store:
        assert expected.differences(snapshot(store)) == []


def test_a_merge_is_followed_told_and_leads_from_the_old_ids_to_the_new(client: Visitor) -> None:
    ada, byron = entity_of(client, "Ada Lovelace"), entity_of(client, "Ada Byron")
    before = answer(client.get("/api/pulse"))
    found = decide(client, act="merge", a=ada, b=byron, by="  Grace   Murray ", why="one person")
    assert found["followed"]
    assert found["conflicts"] == []
    assert any(told.startswith("merged: Ada Byron") for told in found["changes"])
    (now,) = set(found["entities"].values())
    assert set(found["entities"]) == {ada, byron}
    (row,) = found["decisions"]
    assert (row["by"], row["why"], row["verdict"], row["state"]) == (
        "Grace Murray",
        "one person",
        "same",
        "holds",
    )
    after = answer(client.get("/api/pulse"))
    assert after["revision"] != before["revision"]
    assert after["last_decision"]["id"] == row["id"]
    names = answer(client.get("/api/names", params={"id": byron}))
    assert names["entity"]["id"] == now
    assert {each["surface"] for each in names["rows"]} == {"Ada Lovelace", "Ada Byron", "Lovelace"}
    assert [each["id"] for each in names["decisions"]] == [row["id"]]
    assert {word["right"] for word in names["words"]} == {"Ada Byron", "Lovelace"} or {
        word["right"] for word in names["words"]
    } == {"Ada Lovelace", "Lovelace"}


def test_an_undo_brings_everything_back(client: Visitor, project: ExplorerProject) -> None:
    with open_store(project.store) as store:
        before = snapshot(store)
    ada, byron = entity_of(client, "Ada Lovelace"), entity_of(client, "Ada Byron")
    done = decide(client, act="merge", a=ada, b=byron)
    found = decide(client, act="undo", ids=[done["undo"]])
    assert found["followed"]
    with open_store(project.store) as store:
        assert before.differences(snapshot(store)) == []
    rows = answer(client.get("/api/decisions"))["rows"]
    assert [(row["verdict"], row["state"]) for row in rows] == [("undo", "holds"), ("same", "taken back")]
    again = decide(client, act="undo", ids=[found["undo"]])
    assert again["followed"]
    assert entity_of(client, "Ada Lovelace")
    assert refused(client, act="undo", ids=[done["undo"] + "x"])[0] == 409


def test_a_question_of_the_review_is_judged_and_asked_no_more(client: Visitor) -> None:
    asked_first = answer(client.get("/api/review"))
    item = next(each for each in asked_first["items"] if "Callum" in each["left"]["name"])
    assert {item["left"]["entity"]["name"], item["right"]["entity"]["name"]} == {"Callum Reid", "Callum Reed"}
    for each in (item["left"], item["right"]):
        assert each["sentences"]
        for sentence in each["sentences"]:
            assert all(sentence["text"][start:end] == each["name"] for start, end in sentence["spans"])
    sides = {"left": side(item["left"]), "right": side(item["right"])}
    found = decide(client, act="judge", verdict="same", score=item["score"], **sides)
    assert len(set(found["entities"].values())) == 1
    later = answer(client.get("/api/review"))
    assert later["total"] < asked_first["total"]
    assert item["key"] not in {each["key"] for each in later["items"]}
    # As when somebody else has judged it a moment before.
    again = decide(client, act="judge", verdict="same", score=item["score"], **sides)
    assert again["undo"] == ""
    assert [row["id"] for row in again["decisions"]] == [row["id"] for row in found["decisions"]]


def test_two_people_see_what_the_other_did(project: ExplorerProject) -> None:
    with asked(project) as first, asked(project) as second:
        if project.store.path.exists():
            # Another server of an embedded graph reads on from its file.
            second.application.state.workplace.look()
        ada, byron = entity_of(first, "Ada Lovelace"), entity_of(first, "Ada Byron")
        before = answer(second.get("/api/pulse"))["revision"]
        done = decide(first, act="merge", a=ada, b=byron, by="ann")
        second.application.state.workplace.look()
        seen = answer(second.get("/api/pulse"))
        assert seen["revision"] != before
        assert seen["last_decision"]["id"] == done["decisions"][0]["id"]
        status, told = refused(second, act="merge", a=ada, b=byron, by="bea")
        assert (status, "are one entity already" in told) == (409, True)
        assert len(project.guidance().decisions.all) == 1


def test_what_contradicts_an_earlier_decision_is_refused_with_its_name(client: Visitor) -> None:
    reid, reed = entity_of(client, "Callum Reid"), entity_of(client, "Callum Reed")
    apart = decide(client, act="apart", a=reid, b=reed, by="bea")
    pair = answer(client.get("/api/pair", params={"a": reid, "b": reed}))
    assert not pair["together"]
    assert pair["why"].startswith("bea decided")
    assert [each["id"] for each in pair["decisions"]] == [each["id"] for each in apart["decisions"]]
    # On the same two names the later judgement would replace the earlier one; what was merged is one, and cannot be apart.
    decide(client, act="merge", a=reid, b=reed)
    status, told = refused(client, act="apart", a=reid, b=reed)
    assert (status, "one entity at present" in told) == (409, True)


@pytest.mark.parametrize(
    ("act", "status", "told"),
    [
        ({"act": "merge", "a": "ent_none", "b": "ent_none"}, 404, "ent_none"),
        ({"act": "hide", "a": "ent_none"}, 404, "ent_none"),
        ({"act": "rename", "a": "ADA", "value": "Ada Lovelace"}, 409, "already"),
        ({"act": "rename", "a": "ADA", "value": "  "}, 400, "value"),
        ({"act": "rename", "a": "ADA", "value": "A\u0007B"}, 409, "cannot be shown"),
        ({"act": "rename", "a": "ADA", "value": "\ud83d"}, 400, ""),
        ({"act": "retype", "a": "ADA", "value": "spaceship"}, 409, "spaceship"),
        ({"act": "split", "a": "ADA", "documents": ["doc_none"]}, 409, "doc_none"),
        ({"act": "split", "a": "ADA", "documents": [], "names": []}, 400, "either"),
        ({"act": "split", "a": "ADA", "names": ["Nobody"]}, 409, "Nobody"),
        ({"act": "undo", "ids": ["dec_none"]}, 409, "no such decision"),
        ({"act": "undo", "ids": []}, 400, "ids"),
        ({"act": "burn", "a": "ADA"}, 400, "burn"),
        ({"act": "hide", "a": ["ADA"]}, 400, "a:"),
        ({"act": "hide", "a": "ADA", "b": "ADA"}, 400, "b:"),
        ({"act": "hide", "a": "ADA", "by": "Ann\nBea"}, 400, "by"),
        ({"act": "hide", "a": "ADA", "by": "x" * 101}, 400, "by"),
        ({"act": "hide", "a": "ADA", "why": "x" * 5000}, 400, "why"),
    ],
)
def test_what_cannot_be_decided_is_refused_in_words_and_nothing_is_kept(
    client: Visitor, project: ExplorerProject, act: dict[str, Any], status: int, told: str
) -> None:
    ada = entity_of(client, "Ada Lovelace")
    given = {key: ada if value == "ADA" else value for key, value in act.items()}
    found, words = refused(client, **given)
    assert found == status, words
    assert told in words
    assert not project.decisions_path.exists()


def test_a_name_that_is_gone_cannot_be_judged(client: Visitor, project: ExplorerProject) -> None:
    gone = {"name": "Nobody Here", "type": "person", "documents": []}
    there = {"name": "Osaka", "type": "location", "documents": []}
    status, told = refused(client, act="judge", verdict="same", left=gone, right=there, score=0.9)
    assert (status, "not in the graph any more" in told) == (409, True)
    assert not project.decisions_path.exists()


def test_the_ledger_is_listed_the_newest_first_a_page_at_a_time(client: Visitor) -> None:
    osaka = entity_of(client, "Osaka")
    for name in ("One", "Two", "Three"):
        decide(client, act="rename", a=osaka, value=name)
    found = answer(client.get("/api/decisions", params={"offset": 1, "limit": 1}))
    assert found["total"] == 3
    assert [(row["told"], row["state"]) for row in found["rows"]] == [
        ("“Osaka” (location) is called “Two”", "replaced by a later one")
    ]


def test_a_ledger_that_cannot_be_read_stops_no_question_and_is_told(
    client: Visitor, project: ExplorerProject
) -> None:
    project.decisions_path.write_text("{]\n", encoding="utf-8")
    assert "decisions.jsonl:1" in answer(client.get("/api/pulse"))["message"]
    assert entity_of(client, "Osaka")
    status, told = refused(client, act="hide", a=entity_of(client, "Osaka"))
    assert (status, "decisions.jsonl:1" in told) == (503, True)


def test_answers_to_the_review_that_come_at_once_are_each_kept_and_each_told(
    client: Visitor, project: ExplorerProject
) -> None:
    names = ["Ada Lovelace", "Ada Byron", "Grace Hopper", "Callum Reid", "Callum Reed", "Nobody Here"]
    pairs = [(one, other) for place, one in enumerate(names) for other in names[place + 1 :]]
    found: dict[tuple[str, str], Any] = {}

    def judge(one: str, other: str) -> None:
        sides = {
            key: {"name": name, "type": "person", "documents": []}
            for key, name in (("left", one), ("right", other))
        }
        act = {"act": "judge", "verdict": "different", "score": 0.5, **sides}
        found[one, other] = sent(client, act)

    threads = [threading.Thread(target=judge, args=pair) for pair in pairs]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    good = {pair: answer(found[pair]) for pair in pairs if "Nobody Here" not in pair}
    for (one, other), told in good.items():
        (row,) = told["decisions"]
        assert (one in row["told"], other in row["told"], told["undo"]) == (True, True, row["id"])
        assert told["followed"]
    assert {failure(found[pair])[0] for pair in pairs if pair not in good} == {409}
    held = project.guidance().decisions.all
    assert {each.id for each in held} == {told["undo"] for told in good.values()}
    assert len(held) == len(good)


def test_two_who_merge_the_same_at_once_leave_one_decision(client: Visitor, project: ExplorerProject) -> None:
    ada, byron = entity_of(client, "Ada Lovelace"), entity_of(client, "Ada Byron")
    found: list[int] = []

    def merge(by: str) -> None:
        found.append(sent(client, {"act": "merge", "a": ada, "b": byron, "by": by}).status_code)

    threads = [threading.Thread(target=merge, args=(by,)) for by in ("ann", "bea")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(found) == [200, 409]
    assert len(project.guidance().decisions.all) == 1


def test_the_ledger_tells_which_decisions_are_not_followed(client: Visitor, project: ExplorerProject) -> None:
    ada, byron, grace = (entity_of(client, name) for name in ("Ada Lovelace", "Ada Byron", "Grace Hopper"))
    decide(client, act="apart", a=ada, b=grace)
    decide(client, act="merge", a=byron, b=ada)
    sides = {
        "left": {"name": "Ada Byron", "type": "person", "documents": []},
        "right": {"name": "Grace Hopper", "type": "person", "documents": []},
    }
    last = decide(client, act="judge", verdict="same", score=0.1, **sides)
    assert not last["followed"]
    assert last["conflicts"]
    first = answer(client.get("/api/decisions"))
    assert {row["state"] for row in first["rows"]} == {"holds", "contradicts others"}
    # Worked out by a server that did not make them, it is the same.
    with asked(project) as other:
        assert answer(other.get("/api/decisions")) == first
