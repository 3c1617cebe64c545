"""Every question asked of the server as the page asks it: answered, and refused where it is asked wrongly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.stores.settings import StoreSettings
from tests.support.dated_corpus import NAMES, Written
from tests.support.explored_project import Visitor, answer, asked, entity_of, explored_project, failure

ADA, GRACE, HUGO, OSAKA, *_ = NAMES
DOCUMENTS = [
    Written("north/a.txt", [[ADA, GRACE], [ADA, GRACE, OSAKA], [ADA, HUGO]], "2020-05-31"),
    Written("south/b.txt", [[ADA, OSAKA], [GRACE]], "2021", title="Letters"),
]


@pytest.fixture
def visitor(store_settings: StoreSettings, tmp_path: Path) -> Iterator[Visitor]:
    documents = [each.extraction() for each in DOCUMENTS]
    with asked(explored_project(store_settings, tmp_path, documents)) as found:
        yield found


def test_each_question_is_answered(visitor: Visitor) -> None:
    ada, grace, osaka = (entity_of(visitor, name) for name in (ADA, GRACE, OSAKA))

    def get(path: str, **values: Any) -> Any:
        return answer(visitor.get(f"/api/{path}", params=values))

    assert get("overview")["counts"]["entities"] == 4
    communities = get("communities")
    while communities["state"] == "computing":
        communities = get("communities")
    number = communities["communities"][0]["id"]
    assert get("map", limit=2)["entities"] == 4
    assert len(get("map", limit=2)["ids"]) == 2
    assert get("search", text="ada")["entities"][0]["id"] == ada
    deep = get("search", text="osaka", deep=True, limit=1)
    assert (len(deep["sentences"]), deep["more"]["sentences"]) == (1, True)
    assert get("search", text="o", type="person", limit=5)["entities"] != []
    assert get("entity", id=ada)["degree"] == 3
    assert get("entity", id=ada)["community"] == number
    view = get("view", root=[f"1:{ada}", f"40:{grace}"], by="count", type=["person", "location"])
    assert [root["total"] for root in view["roots"]] == [3, 2]
    assert [each["label"] for each in view["facets"]["communities"]] == [
        each["label"] for each in communities["communities"] if each["id"] == number
    ]
    dated = get("view", root=[f"40:{ada}"], **{"from": "2021", "until": "2021-12"})
    assert [node["name"] for node in dated["nodes"]] == [ADA, OSAKA]
    assert get("view", root=[f"40:{ada}"], source="south", without=[osaka])["roots"][0]["total"] == 0
    assert (
        get("view", root=[f"9:community:{number}"])["roots"][0]["total"]
        == communities["communities"][0]["size"]
    )
    assert len(get("path", a=grace, b=entity_of(visitor, HUGO))["steps"]) == 2
    assert get("path", a=grace, b=entity_of(visitor, HUGO), avoid=[ada])["steps"] == []
    assert [row["name"] for row in get("bridges", left=[grace], right=[osaka])["rows"]] == [ADA]
    assert get("evidence", id=[ada, grace], order="strongest")["total"] == 2
    (letters,) = get("documents", text="letters")["rows"]
    assert get("document", id=letters["id"], at=3)["title"] == "Letters"
    assert get("documents", entity=ada, limit=1)["total"] == 2
    assert get("timeline", id=[ada])["total"] == 2


@pytest.mark.parametrize(
    "asked_for",
    [
        "entity?id=ent_0000000000000000",
        "view?root=40:ent_0000000000000000",
        "view?root=40:community:999",
        "view?root=40:community:x",
        "path?a=ent_0000000000000000&b=ent_1",
        "bridges?left=ent_0&right=ent_1",
        "evidence?id=ent_0000000000000000",
        "document?id=doc_0000000000000000",
        "documents?entity=ent_0000000000000000",
        "timeline?id=ent_0000000000000000",
    ],
)
def test_what_is_not_there_is_said_to_be_not_there(visitor: Visitor, asked_for: str) -> None:
    status, words = failure(visitor.get(f"/api/{asked_for}"))
    assert status == 404
    assert words.endswith(".")


@pytest.mark.parametrize(
    "asked_for",
    [
        "view",
        "view?root=ent_0000000000000000",
        "view?root=-1:ent_0000000000000000",
        "view?root=40:",
        "view?root=40:x&by=weight",
        "view?root=40:x&least=nan",
        "view?root=40:x&least=inf",
        "view?root=40:x&from=yesterday",
        "view?root=40:x&until=2020-1",
        "view?root=40:x&community=one",
        "view?" + "&".join(f"root=40:ent_{number}" for number in range(51)),
        "search?text=a&limit=0",
        "search?text=a&limit=1000",
        "search?text=" + "a" * 1_001,
        "map?limit=0",
        "evidence",
        "evidence?id=a&id=b&id=c",
        "evidence?id=a&offset=-1",
        "evidence?id=a&order=oldest",
        "evidence?id=" + "a" * 201,
        "documents?limit=201",
        "document?id=a&at=x",
        "path?a=a",
        "bridges?left=a",
    ],
)
def test_what_is_asked_wrongly_is_refused_with_a_reason(
    empty_embedded: StoreSettings, tmp_path: Path, asked_for: str
) -> None:
    with asked(explored_project(empty_embedded, tmp_path, ())) as visitor:
        status, words = failure(visitor.get(f"/api/{asked_for}"))
    assert status == 400
    assert words


def test_no_text_can_be_more_than_a_value(visitor: Visitor) -> None:
    for text in ("') DETACH DELETE n //", "`", "\\", "\x00", "\ud7ff💥", "$id", "*:*", "/.*/", "name:a OR *"):
        for path, name in (("search", "text"), ("documents", "text"), ("entity", "id"), ("view", "root")):
            response = visitor.get(f"/api/{path}", params={name: text, "deep": True})
            assert response.status_code in {200, 400, 404}, (path, text, response.text)
    assert answer(visitor.get("/api/overview"))["counts"]["entities"] == 4


def test_a_question_of_an_empty_graph_is_answered(store_settings: StoreSettings, tmp_path: Path) -> None:
    with asked(explored_project(store_settings, tmp_path, ())) as visitor:
        assert answer(visitor.get("/api/overview"))["newest"] == []
        assert answer(visitor.get("/api/map"))["ids"] == []
        assert answer(visitor.get("/api/search", params={"text": "a", "deep": True}))["entities"] == []
        assert answer(visitor.get("/api/documents")) == {"total": 0, "rows": []}


def test_numbers_are_numbers_that_every_reader_of_json_knows(visitor: Visitor) -> None:
    ada = entity_of(visitor, ADA)
    for path, values in (("view", {"root": f"40:{ada}"}), ("overview", {}), ("entity", {"id": ada})):

        def refuse(name: str) -> None:
            raise AssertionError(name)

        json.loads(visitor.get(f"/api/{path}", params=values).text, parse_constant=refuse)
