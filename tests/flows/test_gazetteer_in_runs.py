"""Runs that look for the names of a knowledge base: what they find is linked to its entry, and follows the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flows.ingest import ingest
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.runs.report import RunReport
from graph.checks.audit import audit
from graph.checks.snapshot import Snapshot, snapshot
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
        assert audit(store).differences == ()
        return snapshot(store)


def mentions(project: Settings) -> set[tuple[str, str, str, str]]:
    """Return the mentions as document, surface, source and, with commas between, the ids of their entity's entries."""
    query = (
        "MATCH (d:Document)-[:HAS_SENTENCE]->(:Sentence)-[m:MENTIONS]->(e:Entity) "
        "RETURN d.uri AS uri, m.surface AS surface, m.source AS source, e.kbIds AS ids"
    )
    with open_project_store(project) as store:
        return {
            (row["uri"], row["surface"], row["source"], ",".join(row["ids"] or ()))
            for row in store.read(query)
        }


def test_names_are_found_and_linked_to_their_entry(listed: Settings) -> None:
    run(listed)
    found = mentions(listed)
    assert {source for _, _, source, _ in found} == {"gazetteer"}
    assert ("corpus/a.txt", "Otto Hahn", "gazetteer", "staff:otto") in found
    assert {ids for _, surface, _, ids in found if surface == "Siemens"} == {"staff:siemens"}
