"""``graphmill analyse`` as a user calls it."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx
import pytest

from flows.cli import run
from flows.project.settings_file import load_settings
from flows.project.stores import open_project_store
from graph.writing.writer import apply_changes
from tests.end_to_end.conftest import Project
from tests.support.synthetic import corpus


@pytest.fixture
def filled(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(project.folder)
    with open_project_store(load_settings(), "create") as store:
        apply_changes(store, corpus(10, seed=1))
    return project


def test_the_graph_is_measured_and_status_says_when_it_has_changed_since(filled: Project) -> None:
    done = filled.run(
        "analyse", "--least-count", "2", "--types", "person, location", "--graphml", "net.graphml"
    )
    assert done.code == 0, done.err
    assert done.err.splitlines()[-1].startswith("write:")
    assert "Highest PageRank" in done.out
    assert "net.graphml written." in done.out
    types = {data["type"] for _, data in nx.read_graphml(filled.folder / "net.graphml").nodes(data=True)}
    assert types == {"person", "location"}
    analysis = filled.run("status", "--json").data["analysis"]
    assert analysis["state"] == "up to date"
    assert f"analysed at {analysis['analysed_at']}: up to date" in filled.run("status").out
    with open_project_store(load_settings()) as store:
        apply_changes(store, corpus(1, seed=5))
    assert "the graph has changed since" in filled.run("status").out


def test_a_dry_run_prints_json_and_writes_nothing(filled: Project) -> None:
    done = filled.run("analyse", "--dry-run", "--json", "--top", "3")
    assert (done.code, done.err) == (0, "")
    report = done.data
    assert (report["written"], len(report["by_page_rank"])) == (False, 3)
    assert filled.run("status", "--json").data["analysis"] is None


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--alpha", "7"], "analysis.alpha"),
        (["--top", "0"], "--top 0"),
        (["--weight", "lift"], "weight"),
    ],
)
def test_wrong_options_are_refused_before_anything_starts(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    part: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["analyse", *arguments]) == 2
    assert part in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_settings_file_may_hold_the_options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "graphmill.toml").write_text(
        f"[analysis]\ntypes = {json.dumps(['person'])}\npivots = 7\n", encoding="utf-8"
    )
    found = load_settings(analysis={"pivots": 9}).analysis
    assert (found.types, found.pivots) == (("person",), 9)
