"""An ingest into an empty Neo4j says when another way would be quicker, before it starts, and does its work all the same."""

from __future__ import annotations

import pytest

from flows.ingest import ingest
from flows.project.settings import ProjectStore, Settings
from flows.runs import first_load
from flows.terminal.progress import PlainProgress, listening
from graph.stores.settings import StoreSettings


@pytest.mark.model
@pytest.mark.neo4j
def test_the_hint_comes_before_the_work_and_only_once(
    project: Settings,
    empty_neo4j: StoreSettings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", empty_neo4j.password.get_secret_value())
    monkeypatch.setattr(first_load, "FIRST_LOAD_DOCUMENTS", 3)
    choice = ProjectStore(kind="neo4j", uri=empty_neo4j.uri, user=empty_neo4j.user)
    settings = project.model_copy(update={"store": choice})
    with listening(PlainProgress()):
        report = ingest([str(settings.base / "corpus")], settings)
    told = capsys.readouterr().err
    assert len(report.hints) == 1
    assert 0 <= told.index(f"note: {report.hints[0]}") < told.index("extract:")
    assert report.documents_added == 5
    (settings.base / "corpus" / "e.txt").write_text("Otto Hahn stayed in Berlin.", encoding="utf-8")
    assert ingest([str(settings.base / "corpus")], settings).hints == []
