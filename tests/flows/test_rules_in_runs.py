"""Runs with rules beside the model: what a change of rules costs, and that a graph is the same whatever led to it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from extractors.mentions import MODEL, PATTERN
from extractors.rules.user_patterns import UserPattern
from flows.ingest import ingest
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.runs.forgetting import forget_documents
from flows.runs.report import RunReport
from graph.checks.audit import audit
from graph.checks.snapshot import Snapshot, snapshot
from tests.support.failing_store import StoppedError

YEARS = {"name": "year", "pattern": r"\b20\d\d\b"}
CITIES = {"name": "city", "pattern": "Berlin|London"}


def with_rules(project: Settings, *rules: dict[str, str]) -> Settings:
    """Return the project with rules for these types beside the types that it has."""
    given = project.model_dump() | {"types": [*(each.model_dump() for each in project.types), *rules]}
    return Settings.model_validate(given)


def by_rules_alone(project: Settings, *rules: dict[str, str]) -> Settings:
    given: dict[str, Any] = {"types": list(rules), "extractor": {"model": "nowhere/at-all"}}
    return Settings.model_validate(project.model_dump() | given)


def run(project: Settings) -> RunReport:
    return ingest([str(project.base / "corpus")], project)


def graph_of(project: Settings) -> Snapshot:
    with open_project_store(project) as store:
        assert audit(store).differences == ()
        return snapshot(store)


def staged(project: Settings) -> dict[str, dict[str, Any]]:
    folder = project.state_folder / "staged"
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in folder.iterdir()}


def sources(project: Settings) -> set[str]:
    return {
        mention[5]
        for name, data in staged(project).items()
        if not name.endswith(".model.json")
        for mention in data["mentions"]
    }


def test_rules_alone_need_no_model(project: Settings, read: list[str]) -> None:
    report = run(by_rules_alone(project, YEARS, CITIES))
    assert (report.documents_added, read) == (5, [])
    assert report.mentions == {"city": 7, "year": 1}
    assert sources(project) == {PATTERN}
    assert not [name for name in staged(project) if name.endswith(".model.json")]


def test_a_second_run_with_rules_does_nothing(tiny: Settings, read: list[str]) -> None:
    ruled = with_rules(tiny, CITIES)
    run(ruled)
    before = graph_of(ruled)
    read.clear()
    report = run(ruled)
    assert (report.documents_unchanged, report.documents_replaced, read) == (5, 0, [])
    assert graph_of(ruled) == before
    assert sources(ruled) == {MODEL, PATTERN}


def test_other_rules_cost_no_pass_of_the_model(tiny: Settings, read: list[str]) -> None:
    run(with_rules(tiny, YEARS))
    assert len(read) == 5
    read.clear()
    changed = with_rules(tiny, CITIES)
    assert run(changed).documents_replaced == 5
    assert read == []
    again = graph_of(changed)
    fresh = changed.model_copy(update={"state": Path(".fresh")})
    run(fresh)
    assert graph_of(fresh) == again


def test_rules_are_taken_up_and_dropped_without_the_model(tiny: Settings, read: list[str]) -> None:
    run(tiny)
    alone = graph_of(tiny)
    read.clear()
    run(with_rules(tiny, CITIES))
    assert graph_of(tiny) != alone
    run(tiny)
    assert read == []
    assert graph_of(tiny) == alone


def test_a_project_without_rules_keeps_one_file_a_document(tiny: Settings) -> None:
    run(tiny)
    names = set(staged(tiny))
    assert len(names) == 5
    run(with_rules(tiny, CITIES))
    assert len(staged(tiny)) == 10
    run(tiny)
    assert set(staged(tiny)) == names


def test_a_changed_document_is_read_by_the_model_and_its_old_answers_go(
    tiny: Settings, read: list[str]
) -> None:
    ruled = with_rules(tiny, CITIES)
    run(ruled)
    read.clear()
    (ruled.base / "corpus" / "a.txt").write_text("Maria Keller left Berlin for London.", encoding="utf-8")
    run(ruled)
    assert read == ["corpus/a.txt"]
    assert len(staged(ruled)) == 10


def test_a_document_that_came_and_went_leaves_nothing(tiny: Settings) -> None:
    ruled = with_rules(tiny, YEARS, CITIES)
    corpus = ruled.base / "corpus"
    run(ruled)
    before, files = graph_of(ruled), set(staged(ruled))
    (corpus / "e.txt").write_text("Otto Hahn came from London to Berlin in 2021.", encoding="utf-8")
    run(ruled)
    assert graph_of(ruled) != before
    (corpus / "e.txt").unlink()
    forget_documents(["corpus/e.txt"], ruled)
    assert graph_of(ruled) == before
    assert set(staged(ruled)) == files


def test_what_the_model_found_before_a_run_was_cut_off_serves_other_rules(
    tiny: Settings, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(*_: object) -> None:
        raise StoppedError

    with monkeypatch.context() as patch:
        patch.setattr("flows.runs.ingestion.commit_staged", cut_off)
        with pytest.raises(StoppedError):
            run(with_rules(tiny, YEARS))
    assert len(read) == 5
    read.clear()
    changed = with_rules(tiny, CITIES)
    assert run(changed).documents_added == 5
    assert read == []
    assert len(staged(changed)) == 10


def test_damaged_answers_of_the_model_are_made_anew(tiny: Settings, read: list[str]) -> None:
    run(with_rules(tiny, YEARS))
    read.clear()
    for path in (tiny.state_folder / "staged").glob("*.model.json"):
        path.write_text("{", encoding="utf-8")
    run(with_rules(tiny, CITIES))
    assert len(read) == 5
    assert all(data["mentions"] is not None for data in staged(tiny).values())


def test_a_pattern_that_takes_too_long_rejects_the_document_and_names_the_rule(project: Settings) -> None:
    slow = by_rules_alone(project, CITIES, {"name": "loop", "pattern": r"(x|xx)+[yz]"})
    (project.base / "corpus" / "e.txt").write_text("In Berlin: " + "x" * 60, encoding="utf-8")
    report = run(slow)
    assert [each.uri for each in report.rejected] == ["corpus/e.txt"]
    assert "loop" in report.rejected[0].reason
    assert report.documents_added == 5


def test_a_pattern_that_took_too_long_for_a_text_is_not_tried_on_it_again(
    project: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    spans = UserPattern.spans

    def noted(self: UserPattern, text: str, *given: Any) -> list[tuple[int, int]]:
        tried.append(text)
        return spans(self, text, *given)

    monkeypatch.setattr(UserPattern, "spans", noted)
    endless = "In Berlin: " + "x" * 60
    (project.base / "corpus" / "c.jsonl").write_text(
        json.dumps({"id": "1", "text": endless}) + "\n" + json.dumps({"id": "2", "text": "In London."}),
        encoding="utf-8",
    )
    report = run(by_rules_alone(project, {"name": "loop", "pattern": r"(x|xx)+[yz]"}))
    assert [each.uri for each in report.rejected] == ["corpus/c.jsonl#1"]
    assert tried.count(endless) == 1
    assert tried.count("In London.") > 0


@pytest.mark.parametrize("damage", ["state", "staged"])
def test_lost_work_is_made_anew(tiny: Settings, damage: str) -> None:
    ruled = with_rules(tiny, CITIES)
    run(ruled)
    before = graph_of(ruled)
    shutil.rmtree(ruled.state_folder if damage == "state" else ruled.state_folder / "staged")
    run(ruled)
    assert graph_of(ruled) == before
