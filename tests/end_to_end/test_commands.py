"""Every command, called as a user calls it, on the example corpus."""

from __future__ import annotations

import json

import pytest

from extractors.documents import document_id
from tests.end_to_end.conftest import ROOT, Project

pytestmark = pytest.mark.model


def test_help_lists_the_commands(project: Project) -> None:
    done = project.run("--help")
    assert done.code == 0
    for command in (
        "init",
        "ingest",
        "status",
        "query",
        "entity",
        "extract",
        "mentions",
        "audit",
        "forget",
        "doctor",
        "evaluate",
    ):
        assert command in done.out


def test_init_writes_a_file_once(project: Project) -> None:
    assert project.run("init").code == 0
    text = (project.folder / "graphmill.toml").read_text(encoding="utf-8")
    assert "[[types]]" in text
    assert "# " in text
    again = project.run("init")
    assert (again.code, "--force" in again.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["ingets", "x"], 2, "ingets"),
        (["ingest"], 2, "[[sources]]"),
        (["ingest", "x", "--threshold", "high"], 2, "high"),
        (["ingest", "x", "--threshold", "7"], 2, "threshold"),
        (["ingest", "x", "--store", "mysql"], 2, "mysql"),
        (["ingest", "x", "--store", "neo4j"], 2, "NEO4J_PASSWORD"),
        (["status", "--config", "none.toml"], 2, "graphmill init"),
        (["extract", "missing.txt"], 1, "missing.txt"),
        (["extract", "-", "--model", "nobody/no-such-model"], 1, "bundled"),
        (["query", "RETURN $x", "--param", "x"], 2, "NAME=VALUE"),
        (["status"], 1, "graphmill ingest"),
    ],
)
def test_wrong_use_gets_a_clear_error(project: Project, arguments: list[str], code: int, told: str) -> None:
    done = project.run(*arguments, stdin="Otto Hahn lives in Munich.")
    assert done.code == code, done.err
    assert told in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["query", "MATCH (n) DETACH DELETE n"], "read"),
        (["query", "MATCH (n RETURN n"], "line 1, column 10"),
        (["entity", "Nobody"], "Nobody"),
        (["forget", "nothing.txt"], "nothing.txt"),
    ],
)
def test_a_wrong_question_to_a_graph_gets_a_clear_error(
    milled: Project, arguments: list[str], told: str
) -> None:
    done = milled.run(*arguments)
    assert (done.code, told in done.err) == (1, True), done.err
    assert "Traceback" not in done.err


def test_the_classic_sentence(project: Project) -> None:
    done = project.run(
        "extract", str(ROOT / "examples/classic/sentence.txt"), "--labels", "organization,product,event"
    )
    assert done.code == 0, done.err
    text = (ROOT / "examples/classic/sentence.txt").read_text(encoding="utf-8")
    assert done.data
    for annotation in done.data:
        assert set(annotation) == {"text", "type", "start", "end", "score", "source"}
        assert text[annotation["start"] : annotation["end"]] == annotation["text"]
        assert annotation["type"] in {"organization", "product", "event"}


def test_extract_reads_standard_input_and_any_labels(project: Project) -> None:
    done = project.run(
        "extract",
        "-",
        "--labels",
        "research institute,drug",
        stdin="The Max Planck Institute tested aspirin.",
    )
    assert done.code == 0, done.err
    assert {a["type"] for a in done.data} <= {"research institute", "drug"}
    assert done.data


def test_status_counts_what_was_ingested(milled: Project) -> None:
    status = milled.run("status", "--json").data
    assert status["documents"] >= 40
    assert status["mentions"] > 500
    assert status["rejected"] == []
    assert "documents" in milled.run("status").out


def test_the_audit_finds_nothing(milled: Project) -> None:
    done = milled.run("audit", "--json")
    assert (done.code, done.data["differences"]) == (0, [])
    assert "No differences" in milled.run("audit").out


def test_a_query_answers_and_cannot_write(milled: Project) -> None:
    rows = milled.run("query", "MATCH (d:Document) RETURN count(d) AS n", "--json").data
    assert rows[0]["n"] >= 40
    by_parameter = milled.run(
        "query",
        "MATCH (e:Entity {type: $t}) WHERE e.docs > 0 RETURN e.name AS name LIMIT 3",
        "--param",
        "t=person",
        "--json",
    )
    assert len(by_parameter.data) == 3
    before = milled.run("status", "--json").data
    assert milled.run("query", "CREATE (:Document {id: 'x'})").code == 1
    assert milled.run("status", "--json").data == before


def test_an_entity_has_aliases_neighbours_and_evidence_that_quotes_it(milled: Project) -> None:
    strongest = milled.run(
        "query",
        "MATCH (e:Entity {type: 'person'}) RETURN e.name AS name ORDER BY e.docs DESC LIMIT 1",
        "--json",
    ).data[0]["name"]
    found = milled.run("entity", strongest, "--json").data
    assert found["entity"]["name"] == strongest
    assert found["neighbours"]
    assert found["evidence"]
    for sentence in found["evidence"]:
        assert any(
            sentence["text"][start:end] in found["entity"]["aliases"] for start, end in sentence["spans"]
        )
    shown = milled.run("entity", strongest)
    assert "«" in shown.out


def test_every_mention_quotes_its_document(milled: Project) -> None:
    lines = [json.loads(line) for line in milled.run("mentions").out.splitlines()]
    assert len(lines) == milled.run("status", "--json").data["mentions"]
    gold = (ROOT / "examples/gold/gold.jsonl").read_text(encoding="utf-8").splitlines()
    texts = {entry["uri"].rsplit("/", 1)[-1]: entry["text"] for entry in map(json.loads, gold)}
    checked = 0
    for line in lines:
        text = texts[line["uri"].rsplit("/", 1)[-1]]
        assert text[line["start"] : line["end"]] == line["text"]
        assert line["entity_id"]
        checked += 1
    assert checked == len(lines)


def test_the_doctor_is_content(milled: Project) -> None:
    done = milled.run("doctor", "--json")
    assert (done.code, done.data["ok"]) == (0, True)


def staged_work(milled: Project) -> set[str]:
    """Return the names of the files with the extractions that were staged."""
    return {path.name for path in (milled.folder / ".graphmill" / "staged").iterdir()}


def test_forget_and_ingest_again(milled: Project) -> None:
    before = milled.run("status", "--json").data
    name = json.loads(milled.run("mentions").out.splitlines()[0])["uri"]
    staged = staged_work(milled)
    assert milled.run("forget", name).code == 0
    assert milled.run("status", "--json").data["documents"] == before["documents"] - 1
    assert name not in {json.loads(line)["uri"] for line in milled.run("mentions").out.splitlines()}
    (gone,) = staged - staged_work(milled)
    assert gone.startswith(f"{document_id(name)}-")
    assert milled.run("audit").code == 0
    again = milled.run("ingest", str(ROOT / "examples" / "corpus"), "--json")
    assert (again.code, again.data["documents_added"]) == (0, 1)
    assert milled.run("status", "--json").data == before
    assert milled.run("audit").code == 0
