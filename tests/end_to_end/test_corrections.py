"""Corrections between two ingests, as an analyst makes them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from linking.decisions.decision import Decision, Handle, Verdict
from linking.decisions.file import DecisionsFile
from tests.end_to_end.conftest import Project

pytestmark = pytest.mark.model

TEXTS = {
    "a.txt": "Otto Hahn lives in Munich. Otto Hahn met Lise Meitner in Berlin.",
    "b.txt": "Lise Meitner moved to Stockholm. Lise Meitner wrote to Otto Hahn.",
    "c.txt": "Otto Hahn travelled to Stockholm to see Lise Meitner.",
}


def names(project: Project) -> dict[tuple[str, int], str]:
    """Return the entity's name of every mention."""
    rows: list[dict[str, Any]] = [json.loads(line) for line in project.run("mentions").out.splitlines()]
    return {(row["uri"], row["start"]): row["entity"] for row in rows}


def test_decisions_hold_on_the_next_ingest_and_are_no_documents(project: Project) -> None:
    for name in ("a.txt", "b.txt"):
        (project.folder / name).write_text(TEXTS[name], encoding="utf-8")
    assert project.run("ingest", ".").code == 0
    before = names(project)
    assert {"Otto Hahn", "Lise Meitner", "Munich", "Stockholm"} <= set(before.values())

    done = project.run("merge", "Otto Hahn", "Lise Meitner", "--why", "a test")
    assert done.code == 0, done.err

    # What a colleague decided comes in with the file, and the next ingest follows it.
    file = DecisionsFile(project.folder / "decisions.jsonl")
    file.append(
        Decision(
            "dec_colleague",
            "2024-05-17T09:30:00Z",
            "bea",
            Verdict.RENAME,
            Handle("Munich", "location"),
            value="München",
        )
    )
    (project.folder / "c.txt").write_text(TEXTS["c.txt"], encoding="utf-8")
    done = project.run("ingest", ".", "--json")
    assert done.code == 0, done.err
    assert done.data["sources"] == 3, "the file of decisions is no document"
    after = names(project)
    assert len({"Otto Hahn", "Lise Meitner"} & set(after.values())) == 1
    assert "München" in after.values()
    assert {uri for uri, _ in after} == set(TEXTS)

    assert project.run("undo", *(each.id for each in file.read().all)).code == 0
    undone = names(project)
    assert {place: name for place, name in undone.items() if place[0] != "c.txt"} == before
    assert project.run("audit").code == 0
