"""A project folder of the release before the rooms (settings, decisions, knowledge base, queries, graph) goes on working."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from flows.errors import EXIT_PARTIAL
from tests.support.command_line import CommandLine
from tests.support.root import ROOT

FOLDER = ROOT / "tests" / "fixtures" / "flat_release"
ANSWERS = [json.loads(line) for line in (FOLDER / "answers.jsonl").read_text(encoding="utf-8").splitlines()]


TELL_OF_LATER_RULES = ("audit", "decisions")
"""Until the next ingest these say, rightly, that the graph was linked by earlier rules."""


@pytest.fixture
def project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """Stand in a copy of the project."""
    shutil.copytree(FOLDER / "project", tmp_path / "harbour")
    monkeypatch.chdir(tmp_path / "harbour")
    return CommandLine(capsys)


@pytest.mark.parametrize("asked", ANSWERS, ids=lambda asked: asked["command"][0])
def test_what_the_release_answered_is_answered_today(project: CommandLine, asked: dict[str, Any]) -> None:
    command, answer = asked["command"], asked["answer"]
    if command[0] in TELL_OF_LATER_RULES:
        project.run("ingest", "letters")
    found = project.ok(*command) if isinstance(answer, str) else project.data(*command)
    if command[0] == "query":
        # Where the rows stand, the answer may have gained keys beside them.
        found, answer = rows(found), rows(answer)
    if command[0] == "mentions":
        found, answer = lines(found), lines(answer)
    assert includes(found, answer), f"{found}\ninstead of\n{answer}"


def lines(answer: str) -> list[Any]:
    return [json.loads(line) for line in answer.splitlines()]


def rows(answer: Any) -> Any:
    return answer["rows"] if isinstance(answer, dict) else answer


def includes(found: Any, expected: Any) -> bool:
    """Tell whether an answer says all that is expected; it may say more by further keys, not otherwise."""
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(
            key in found and includes(found[key], value) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return isinstance(found, list) and len(found) == len(expected) and all(map(includes, found, expected))
    return bool(found == expected)


def test_an_ingest_brings_it_up_to_date_and_the_next_finds_nothing_new(project: CommandLine) -> None:
    before = project.data("status")
    # Texts are shown to the model otherwise now, so each is extracted once more.
    reports = [ingested(project) for _ in range(2)]
    assert [each["documents_added"] for each in reports] == [0, 0]
    assert [each["documents_replaced"] for each in reports] == [4, 0]
    assert [each["sources_unchanged"] for each in reports] == [0, 4]
    now = project.data("status")
    figures = ("documents", "entities", "mentions", "co_occurrence_edges")
    assert {name: now.get(name) for name in figures} == {name: before.get(name) for name in figures}
    assert project.data("audit")["differences"] == []


def ingested(project: CommandLine) -> Any:
    # A source that is rejected, as it was before, is told by the exit code.
    code, out, _ = project.run("ingest", "letters", "--json")
    report = json.loads(out)
    assert code == EXIT_PARTIAL
    assert [each["uri"] for each in report["rejected"]] == ["letters/broken.docx"]
    return report


def test_a_document_can_be_forgotten_and_a_decision_taken_back(project: CommandLine) -> None:
    project.ok("forget", "letters/fourth.txt")
    assert project.data("status")["documents"] == 3
    assert project.data("audit")["differences"] == []
    first = project.data("decisions")["decisions"][0]
    project.ok("undo", first["id"])
    assert project.data("audit")["differences"] == []
    names = [each["name"] for each in project.data("search", "petrova")]
    assert sorted(names) == ["Elena Petrova", "Helen Petrova"]


def test_the_graph_can_be_rebuilt_and_exported(project: CommandLine, tmp_path: Path) -> None:
    before = project.data("query", "top")
    project.ok("rebuild")
    after = project.data("query", "top")
    assert [(each["name"], each["sentences"]) for each in after] == [
        (each["name"], each["sentences"]) for each in before
    ]
    report = project.data("export", "jsonl", str(tmp_path / "graph.jsonl"))
    assert report["nodes"] == project.data("status")["entities"]
