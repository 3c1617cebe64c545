"""The flows that audit, resolve and export, plainly and in Prefect's harness: the same work and the same reports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prefect.exceptions import ParameterTypeError

from extractors.errors import UsageError
from flows.audit import audit as audit_flow
from flows.export import export as export_flow
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from flows.resolve import resolve as resolve_flow
from flows.runs.auditing import GraphDiffersError, audit_graph
from flows.runs.exporting import write_export
from flows.runs.ledger import RunLedger
from flows.runs.resolution import resolve_graph
from graph.errors import NoGraphError, NotEmptyError
from graph.writing.writer import apply_changes
from linking.decisions.decision import Handle, Verdict, decide
from linking.decisions.file import DecisionsFile
from tests.support.synthetic import extraction

ADA, HILL, OSAKA = ("Ada Lovelace", "person"), ("Grace Hill", "person"), ("Osaka", "location")


@pytest.fixture
def filled(tmp_path: Path) -> Settings:
    settings = Settings.model_validate({"base": tmp_path, "flow": {"retries": 0}})
    with open_project_store(settings, "create") as store:
        apply_changes(store, [extraction("a.txt", [[ADA, OSAKA], [HILL, OSAKA]])])
    return settings


def write(settings: Settings, statement: str) -> None:
    with open_project_store(settings, "write") as store:
        store.write(lambda transaction: transaction.run(statement, {}))


def names(settings: Settings) -> set[str]:
    with open_project_store(settings) as store:
        return {
            row["name"] for row in store.stream("MATCH (e:Entity) WHERE e.docs > 0 RETURN e.name AS name")
        }


def ledger_of(settings: Settings) -> list[tuple[str, str]]:
    return [(run.command, run.state) for run in RunLedger(settings.state_folder).runs()]


def artifact(key: str) -> str:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
    from prefect.client.schemas.sorting import ArtifactSort

    with get_client(sync_client=True) as client:
        wanted = ArtifactFilter(key=ArtifactFilterKey(any_=[key]))
        return str(client.read_artifacts(artifact_filter=wanted, sort=ArtifactSort.CREATED_DESC)[0].data)


@pytest.mark.parametrize("audit", [audit_graph, audit_flow], ids=["plain", "flow"])
def test_a_graph_that_differs_from_its_mentions_makes_the_run_fail_and_is_told_with_its_differences(
    filled: Settings, audit: Callable[[Settings], Any]
) -> None:
    assert audit(filled).is_clean
    write(filled, "MATCH (e:Entity {name: 'Osaka'}) SET e.docs = 99")
    with pytest.raises(GraphDiffersError, match="graphmill rebuild") as differs:
        audit(filled)
    assert differs.value.report.differences
    assert sorted(ledger_of(filled)) == [("audit", "failed"), ("audit", "ok")]


def test_a_run_of_the_audit_that_found_differences_has_failed_and_its_artifact_lists_them(
    filled: Settings,
) -> None:
    state = audit_flow(filled, return_state=True)
    assert state.is_completed()
    assert "No differences" in artifact("audit-report")
    write(filled, "MATCH (e:Entity {name: 'Osaka'}) SET e.docs = 99")
    state = audit_flow(filled, return_state=True)
    assert state.is_failed()
    assert "1 difference, the first: " in str(state.message)
    assert "99" in artifact("audit-report")


@pytest.mark.parametrize("resolve", [resolve_graph, resolve_flow], ids=["plain", "flow"])
def test_linking_anew_is_only_told_until_it_is_to_be_applied(
    filled: Settings, resolve: Callable[..., Any]
) -> None:
    one, other = Handle("Ada Lovelace", "person"), Handle("Grace Hill", "person")
    DecisionsFile(filled.decisions_path).extend([decide(Verdict.SAME, one, other)])
    assert len(resolve(filled).merged) == 1
    assert len(names(filled)) == 3
    assert len(resolve(filled, apply=True).merged) == 1
    assert len(names(filled)) == 2
    assert resolve(filled).is_empty
    assert ledger_of(filled) == [("resolve", "ok")] * 3


@pytest.mark.parametrize(
    "export",
    [
        lambda name, to, settings, again: write_export(name, to, settings, force=again),
        lambda name, to, settings, again: export_flow(name, to, settings, again),
    ],
    ids=["plain", "flow"],
)
def test_an_export_stands_in_the_projects_folder_and_is_replaced_only_where_that_is_said(
    filled: Settings, export: Callable[..., Any]
) -> None:
    report = export("graphml", "out/graph.graphml", filled, True)
    assert (filled.base / "out" / "graph.graphml").stat().st_size == report.bytes
    with pytest.raises(NotEmptyError):
        export("graphml", "out/graph.graphml", filled, False)
    assert export("graphml", "out/graph.graphml", filled, True).nodes == report.nodes
    # Of a flow it is the parameter that is refused, before anything is done.
    with pytest.raises((UsageError, ParameterTypeError), match="graphml"):
        export("no-such-format", "out/graph", filled, False)


@pytest.mark.parametrize(
    "flow", [audit_flow, resolve_flow, lambda s, **k: export_flow("graphml", "x", s, **k)]
)
def test_without_a_graph_the_run_fails_and_makes_none(tmp_path: Path, flow: Callable[..., Any]) -> None:
    state = flow(Settings(base=tmp_path), return_state=True)
    assert state.is_failed()
    with pytest.raises(NoGraphError):
        state.result()
    assert not (tmp_path / ".graphmill").exists()
