"""The commands that ask: saved queries by name, Cypher as before, search by words."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flows.cli import run
from flows.commands.query import is_name
from flows.project.settings_file import load_settings
from flows.project.stores import store_settings
from graph.queries.saved import load_queries
from graph.stores.opening import open_store
from graph.writing.writer import apply_changes
from tests.support.root import ROOT
from tests.support.synthetic import extraction

ADA, GRACE, OSAKA = ("Ada Lovelace", "person"), ("Grace Hopper", "person"), ("Osaka", "location")
MINE = """\
// title: Entities of a type
// description: Those of one type.
// parameter: type (string, required): the type
// example: type=person
MATCH (e:Entity {type: $type}) RETURN e.name AS name ORDER BY name
"""
MANY = """\
// title: Numbers
// description: Many of them.
// parameter: limit (integer, default 9000): most rows
// example: limit=5
MANY
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
    defaults = {each["name"]: each["default"] for each in answer(capsys, "queries", "top")["parameters"]}
    assert defaults == {"type": "", "values": False, "limit": 20}


def test_queries_of_ones_own_lie_beside_the_settings(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "queries").mkdir()
    (project / "queries" / "mine.cypher").write_text(MINE, encoding="utf-8")
    assert answer(capsys, "query", "mine", "--param", "type=location") == [{"name": "Osaka"}]
    (project / "queries" / "top.cypher").write_text(MINE, encoding="utf-8")
    assert "a query named 'top' of its own" in refusal(capsys, "queries", code=1)


def test_a_type_is_asked_for_by_its_name_or_its_label(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = answer(capsys, "query", "top", "--param", "type=person")
    assert [row["name"] for row in named] == [ADA[0], GRACE[0]]
    for written in ("Person", "PERSON", " per-son"):
        assert answer(capsys, "query", "top", "--param", f"type={written}") == named
    assert len(answer(capsys, "query", "top", "--param", "type=")) == 6
    found = answer(capsys, "search", "keller", "--type", "Organization")
    assert [row["type"] for row in found] == ["organization"]


def test_a_type_that_the_graph_does_not_have_is_refused_with_those_it_has(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    types = "The types of the graph: location, organization, person, product."
    told = f"There is no type 'persn'; the nearest is person. {types}"
    path = ("path", "--param", "a=Ada Lovelace", "--param", "b=Osaka")
    for arguments in (
        ("query", "top", "--param", "type=persn"),
        ("query", "orphans", "--param", "type=persn"),
        ("query", *path, "--param", "avoid=person, persn"),
        ("query", "suspicious", "--param", "values=persn"),
        ("search", "ada", "--type", "persn"),
    ):
        assert told in refusal(capsys, *arguments, code=1)


def test_types_that_a_path_must_not_lead_over_are_meant_by_their_labels_too(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = ("query", "path", "--param", "a=Ada Lovelace", "--param", "b=Globex")
    over = [row["target"] for row in answer(capsys, *path)]
    assert over == ["Osaka", "Globex"]
    for avoided in ("location", "Location", "Person,LOCATION"):
        assert answer(capsys, *path, "--param", f"avoid={avoided}") == []
    for avoided in ("person", "[]", ""):
        assert [row["target"] for row in answer(capsys, *path, "--param", f"avoid={avoided}")] == over
    assert answer(capsys, "query", "suspicious", "--param", "values=Year,MONEY,person") == answer(
        capsys, "query", "suspicious"
    )


def test_a_query_of_ones_own_may_take_types(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "queries").mkdir()
    file = project / "queries" / "mine.cypher"
    file.write_text(
        MINE.replace("(string, required)", '(types, default ["event"])').replace(
            "{type: $type}) ", ") WHERE e.type IN $type "
        ),
        encoding="utf-8",
    )
    assert answer(capsys, "query", "mine") == []
    assert answer(capsys, "query", "mine", "--param", "type=Location,PRODUCT,Event") == [
        {"name": "Keller"},
        {"name": "Osaka"},
    ]
    assert "There is no type 'evnt'" in refusal(capsys, "query", "mine", "--param", "type=evnt", code=1)
    file.write_text(MINE.replace("(string", "(type"), encoding="utf-8")
    assert answer(capsys, "query", "mine", "--param", "type=Location") == [{"name": "Osaka"}]
    assert "There is no type ''." in refusal(capsys, "query", "mine", "--param", "type=", code=1)


@pytest.mark.parametrize(("form", "nothing"), [((), "name"), (("--json",), "[]"), (("--csv",), "name")])
def test_a_mistyped_name_is_warned_of_beside_the_answer(
    project: Path, capsys: pytest.CaptureFixture[str], form: tuple[str, ...], nothing: str
) -> None:
    assert run(["query", "MATCH (e:Persn) RETURN e.nam AS name", *form]) == 0
    shown = capsys.readouterr()
    assert shown.err.splitlines() == [
        "warning: no node has the label :Persn; the nearest is :Person",
        "warning: no node or relationship has the property nam; the nearest is name",
    ]
    assert shown.out.strip() == nothing
    assert run(["query", "MATCH (e:Person) RETURN e.name AS name", *form]) == 0
    assert capsys.readouterr().err == ""


def test_an_answer_is_printed_as_csv(project: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["query", "top", "--param", "type=person", "--csv"]) == 0
    header, *rows = csv.reader(io.StringIO(capfdbinary.readouterr().out.decode("utf-8"), newline=""))
    assert header == ["name", "type", "documents", "sentences", "id"]
    assert [row[:4] for row in rows] == [[*ADA, "1", "3"], [*GRACE, "1", "2"]]
    assert (
        run(["query", "MATCH (e:Person) WHERE e.docs > 9 RETURN e.name AS name, e.docs AS docs", "--csv"])
        == 0
    )
    assert capfdbinary.readouterr().out == b"name,docs\r\n"


def test_csv_holds_every_value_as_it_was_stored(
    project: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    texts = [
        *(
            'a "quoted" text',
            "comma, semicolon; tab\t",
            "two\nlines",
            "CR\ronly",
            "CRLF\r\n",
            " blanks ",
            "'",
            '"',
            ",",
        ),
        *(
            "=1+1",
            "+1",
            "-1",
            "@x",
            "=cmd|' /C calc'!A0",
            "Jürgen \U0001f600 \u202e",
            "\x1b[31mred\x07\x7f\x85",
            "\x00",
            "",
        ),
    ]
    assert (
        run(["query", "UNWIND $l AS t RETURN t, 1 AS one", "--param", f"l={json.dumps(texts)}", "--csv"]) == 0
    )
    written = capfdbinary.readouterr().out
    assert list(csv.reader(io.StringIO(written.decode("utf-8"), newline=""))) == [
        ["t", "one"],
        *([text, "1"] for text in texts),
    ]
    values = "null AS n, true AS t, false AS f, 0.1 AS x, 1e300 AS y, 7 AS i, [1, null, 'a\"b'] AS l, {k: [true]} AS m"
    assert run(["query", f"RETURN {values}", "--csv"]) == 0
    _, row = csv.reader(io.StringIO(capfdbinary.readouterr().out.decode("utf-8"), newline=""))
    assert row[:3] == ["", "true", "false"]
    assert [float(row[3]), float(row[4]), int(row[5])] == [0.1, 1e300, 7]
    assert [json.loads(cell) for cell in row[6:]] == [[1, None, 'a"b'], {"k": [True]}]


def test_nodes_relationships_and_paths_are_json_in_csv(
    project: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    text = "MATCH p = (a:Entity {name: 'Ada Lovelace'})-[r]-(b:Entity {name: 'Osaka'}) RETURN a, r, p"
    assert run(["query", text, "--csv"]) == 0
    as_csv = capfdbinary.readouterr().out.decode("utf-8")
    assert run(["query", text, "--json"]) == 0
    (expected,) = json.loads(capfdbinary.readouterr().out)
    header, row = csv.reader(io.StringIO(as_csv, newline=""))
    assert dict(zip(header, map(json.loads, row), strict=True)) == expected


def test_csv_and_json_at_once_are_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "give one of them" in refusal(capsys, "query", "top", "--csv", "--json")


def test_csv_is_utf_8_in_any_locale_and_ends_where_its_reader_does(project: Path) -> None:
    (project / "queries").mkdir()
    query = MANY.replace("MANY", "UNWIND range(1, $limit) AS n RETURN n, 'é€' AS t ORDER BY n")
    (project / "queries" / "many.cypher").write_text(query, encoding="utf-8")
    environment = os.environ | {
        **{"PYTHONPATH": str(ROOT), "LC_ALL": "C"},
        **{"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"},
    }
    command = [sys.executable, "-m", "flows.cli", "query", "many", "--csv"]
    whole = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert (whole.returncode, whole.stderr) == (0, b"")
    assert whole.stdout.decode("utf-8").startswith("n,t\r\n1,é€\r\n2,é€\r\n")
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as part:
        assert part.stdout is not None
        assert part.stderr is not None
        part.stdout.read(1)
        part.stdout.close()
        assert part.stderr.read() == b""
        assert part.wait() == 0


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
