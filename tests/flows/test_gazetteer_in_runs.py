"""Runs that look for the names of a knowledge base: what they find is linked to its entry, and follows the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flows.ingest import ingest
from flows.project.guidance import load_guidance
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.runs.report import RunReport
from graph.checks.audit import audit
from graph.checks.snapshot import Snapshot, snapshot
from graph.questions.mentions import mentions
from tests.support.tiny_engines import make_gliner

STAFF = """id,name,type,aliases,weak_aliases
otto,Otto Hahn,person,O. Hahn,
keller-1,Maria Keller,person,,Keller
keller-2,Maria Keller,person,,
siemens,Siemens,organization,,
"""


@pytest.fixture
def listed(project: Settings, tmp_path: Path) -> Settings:
    """Give the project with a knowledge base whose names are found, and a model that finds nothing."""
    (tmp_path / "staff.csv").write_text(STAFF, encoding="utf-8")
    given: dict[str, Any] = project.model_dump() | {
        "extractor": {"model": str(make_gliner(tmp_path / "tiny", "span")), "threshold": 1.0},
        "knowledge_base": {"files": [{"path": "staff.csv", "find": True}]},
    }
    return Settings.model_validate(given)


def run(project: Settings) -> RunReport:
    return ingest([str(project.base / "corpus")], project)


def graph_of(project: Settings) -> Snapshot:
    with open_project_store(project) as store:
        assert audit(store, load_guidance(project)).differences == ()
        return snapshot(store)


def found_in(project: Settings) -> set[tuple[str, str, str, tuple[str, ...]]]:
    """Return the mentions as document, text, source and the entries that their entity is."""
    with open_project_store(project) as store:
        ids = {
            row["id"]: tuple(row["ids"])
            for row in store.stream("MATCH (e:Entity) RETURN e.id AS id, coalesce(e.kbIds, []) AS ids")
        }
        return {
            (row["uri"].partition("/")[2], row["text"], row["source"], ids[row["entity_id"]])
            for row in mentions(store)
        }


def write(project: Settings, old: str, new: str) -> None:
    path = project.base / "staff.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_names_are_found_and_linked_to_their_entry(listed: Settings) -> None:
    run(listed)
    found = found_in(listed)
    assert {source for _, _, source, _ in found} == {"gazetteer"}
    assert ("a.txt", "Otto Hahn", "gazetteer", ("staff:otto",)) in found
    assert {ids for _, text, _, ids in found if text == "Siemens"} == {("staff:siemens",)}
    assert len({uri for uri, text, _, _ in found if text == "Siemens"}) == 4


def test_namesakes_that_no_document_tells_apart_are_left_undecided(listed: Settings) -> None:
    run(listed)
    named = [ids for _, text, _, ids in found_in(listed) if text == "Maria Keller"]
    assert named
    assert set(named) == {()}


def test_a_weak_alias_counts_where_the_document_names_its_entry_otherwise(listed: Settings) -> None:
    write(listed, "keller-2,Maria Keller", "keller-2,Martha Keller")
    (listed.base / "corpus" / "e.txt").write_text("Keller came to Berlin.", encoding="utf-8")
    run(listed)
    found = found_in(listed)
    assert ("a.txt", "Keller", "gazetteer", ("staff:keller-1",)) in found
    assert not [text for uri, text, _, _ in found if uri == "e.txt"]


def test_a_second_run_does_nothing(listed: Settings) -> None:
    run(listed)
    before = graph_of(listed)
    report = run(listed)
    assert (report.documents_unchanged, report.documents_replaced) == (5, 0)
    assert graph_of(listed) == before


def test_changed_names_are_found_and_removed_ones_go_without_the_model(
    listed: Settings, read: list[str]
) -> None:
    run(listed)
    read.clear()
    write(listed, "Siemens,organization,,", "Wagner Ltd,organization,Munich,")
    assert run(listed).documents_replaced == 5
    assert read == []
    found = found_in(listed)
    assert not [text for _, text, _, _ in found if text == "Siemens"]
    assert ("a.txt", "Munich", "gazetteer", ("staff:siemens",)) in found
    fresh = listed.model_copy(update={"state": Path(".fresh")})
    again = graph_of(listed)
    run(fresh)
    assert graph_of(fresh) == again


def test_what_changes_no_name_reads_no_document_anew(listed: Settings) -> None:
    run(listed)
    write(listed, "type,aliases,weak_aliases\n", "type,aliases,weak_aliases,description\n")
    path = listed.base / "staff.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], *(f"{line},Of Munich." for line in lines[1:])]), encoding="utf-8")
    report = run(listed)
    assert (report.documents_unchanged, report.documents_replaced) == (5, 0)


def test_without_find_the_names_go_and_the_links_of_others_stay(listed: Settings) -> None:
    run(listed)
    unlisted = listed.model_dump()
    unlisted["knowledge_base"]["files"][0]["find"] = False
    run(Settings.model_validate(unlisted))
    assert found_in(listed) == set()
