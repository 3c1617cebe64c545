"""The commands that ask: saved queries by name, Cypher as before, search by words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flows.cli import run
from flows.commands.queries import is_name
from flows.settings import load_settings
from flows.stores import store_settings
from graph.saved_queries import load_queries
from graph.store import open_store
from graph.writer import apply_changes
from tests.synthetic import extraction

ADA, GRACE, OSAKA = ("Ada Lovelace", "person"), ("Grace Hopper", "person"), ("Osaka", "location")
MINE = """\
// title: Entities of a type
// description: Those of one type.
// parameter: type (string, required): the type
// example: type=person
MATCH (e:Entity {type: $type}) RETURN e.name AS name ORDER BY name
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a project with a graph in it the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "graphmill.toml").write_text('state = "state"\n', encoding="utf-8")
    with open_store(store_settings(load_settings())) as store:
        apply_changes(
            store,
            [
                extraction("a.txt", [[ADA, GRACE], [ADA, GRACE, OSAKA], [("Lovelace", "person")]]),
                extraction(
                    "b.txt",
                    [
                        [("Keller", "product")],
                        [("Keller", "organization")],
                        [("Globex", "organization"), OSAKA],
                    ],
                ),
            ],
        )
    return tmp_path


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert run([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 2) -> str:
    assert run(list(arguments)) == code
    return capsys.readouterr().err


def test_a_saved_query_is_asked_by_name_and_takes_names_of_entities(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("Ada Lovelace", "lovelace"):
        (row,) = answer(capsys, "query", "neighbours", "--param", f"entity={name}")
        assert (row["name"], row["sentences"]) == ("Grace Hopper", 2)
    (entity,) = answer(capsys, "query", "entity", "--param", "entity=Ada Lovelace")
    assert answer(capsys, "query", "entity", "--param", f"entity={entity['id']}") == [entity]


def test_lists_of_entities_and_quoted_texts(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    groups = ("--param", "left=Ada Lovelace, grace hopper", "--param", 'right=["Globex"]')
    (bridge,) = answer(capsys, "query", "bridges", *groups)
    assert (bridge["name"], bridge["membersLeft"], bridge["membersRight"]) == ("Osaka", 2, 1)
    rows = answer(capsys, "query", "evidence", "--param", "a=Ada Lovelace", "--param", "b=Osaka")
    assert rows == [
        {
            "document": "a.txt",
            "sentence": 1,
            "text": "Item 1 says that Ada Lovelace that Grace Hopper that Osaka was there.",
        }
    ]


def test_the_limit_of_the_command_is_that_of_the_query(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(answer(capsys, "query", "top", "--limit", "2")) == 2
    assert len(answer(capsys, "query", "top", "--limit", "2", "--param", "limit=3")) == 3
    assert len(answer(capsys, "query", "neighbour-types", "--param", "entity=Osaka", "--limit", "1")) == 1


def test_cypher_is_asked_as_before(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "MATCH (e:Person) WHERE e.docs >= $least RETURN e.name AS name ORDER BY name"
    assert answer(capsys, "query", text, "--param", "least=1") == [{"name": ADA[0]}, {"name": GRACE[0]}]
    assert run(["query", text, "--param", "least=1", "--limit", "1"]) == 0
    shown = capsys.readouterr()
    assert shown.out.split() == ["name", "Ada", "Lovelace"]
    assert "only the first 1 rows are shown" in shown.err


def test_a_name_that_is_none_is_told_with_those_that_come_near(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "neighbors: no saved query of that name. Did you mean neighbours" in refusal(
        capsys, "query", "neighbors"
    )
    assert "`graphmill queries` lists them" in refusal(capsys, "query", "zzz")
    assert "no saved query" in refusal(capsys, "queries", "zzz")


def test_parameters_that_do_not_fit_are_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "the parameter 'entity' is missing" in refusal(capsys, "query", "neighbours", code=1)
    assert "there is no parameter 'x'" in refusal(capsys, "query", "top", "--param", "x=1", code=1)
    assert "takes a whole number" in refusal(capsys, "query", "top", "--limit", "-3", code=1)
    assert "give it as NAME=VALUE" in refusal(capsys, "query", "top", "--param", "x")
    assert "Nobody: no entity of that name" in refusal(
        capsys, "query", "entity", "--param", "entity=Nobody", code=1
    )


def test_a_name_of_several_entities_is_asked_back(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = refusal(capsys, "query", "entity", "--param", "entity=Keller")
    assert "several entities are called so" in told
    assert told.count("ent_") == 2


def test_the_saved_queries_are_listed_and_shown(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [row["name"] for row in answer(capsys, "queries")] == list(load_queries())
    assert run(["queries"]) == 0
    assert "Neighbours by NPMI" in capsys.readouterr().out
    assert run(["queries", "evidence"]) == 0
    shown = capsys.readouterr().out
    for part in (
        "Evidence of an edge",
        "required",
        "graphmill query evidence --param",
        "MATCH (a:Entity",
        "textStart",
    ):
        assert part in shown
    assert answer(capsys, "queries", "top")["parameters"][1]["default"] == 20


def test_queries_of_ones_own_lie_beside_the_settings(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "queries").mkdir()
    (project / "queries" / "mine.cypher").write_text(MINE, encoding="utf-8")
    assert answer(capsys, "query", "mine", "--param", "type=location") == [{"name": "Osaka"}]
    (project / "queries" / "top.cypher").write_text(MINE, encoding="utf-8")
    assert "a query named 'top' of its own" in refusal(capsys, "queries", code=1)


def test_entities_are_found_by_words_of_their_names(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (row,) = answer(capsys, "search", "lovelase ada")
    assert (row["name"], row["matched"]) == ("Ada Lovelace", "Ada Lovelace")
    assert len(answer(capsys, "search", "keller")) == 2
    assert [row["type"] for row in answer(capsys, "search", "keller", "--type", "product")] == ["product"]
    assert len(answer(capsys, "search", "keller", "--limit", "1")) == 1
    assert run(["search", "osaka"]) == 0
    assert "Osaka" in capsys.readouterr().out
    assert "no name with such words" in refusal(capsys, "search", "zzzz", code=1)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("top", True),
        ("new-documents", True),
        ("MATCH (n) RETURN n", False),
        ("-", False),
        ("RETURN 1", False),
    ],
)
def test_one_word_is_a_name(text: str, named: bool) -> None:
    assert is_name(text) is named
