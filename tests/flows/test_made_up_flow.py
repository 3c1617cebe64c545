"""A flow of one's own: one module, with the steps and the runner that graphmill's flows have."""

from __future__ import annotations

from pathlib import Path

import pytest
from prefect.flows import load_flow_from_entrypoint

from flows.project.deployment_folder import enter
from flows.project.settings import Settings
from flows.project.stores import open_project_store
from graph.writing.writer import apply_changes
from tests.support.synthetic import extraction

MODULE = '''
"""The ``count`` flow: how many documents there are."""

from functools import partial

from prefect import flow

from flows.project.settings_changes import GivenSettings, settings_of_run
from flows.project.stores import open_project_store
from flows.runs.prefect_runner import PrefectRunner
from flows.runs.retries import store_is_away
from flows.runs.steps import HERE, Step
from graph.contents.loading import known_documents
from graph.errors import StoreError

tries = []


def count_documents(settings, *, more=0, runner=HERE):
    step = Step("count documents", partial(_counted, settings), store_is_away)
    found = runner.run(step, settings) + more
    runner.report("count-report", f"{found} documents", "How many documents there are")
    return found


def _counted(settings):
    tries.append(1)
    if len(tries) == 1:
        raise StoreError("away")
    with open_project_store(settings) as store:
        return len(known_documents(store))


@flow(name="count")
def count(settings: GivenSettings = None, more: int = 0) -> int:
    return count_documents(settings_of_run(settings), more=more, runner=PrefectRunner())
'''


def test_a_flow_of_ones_own_is_deployed_and_run_like_graphmills(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

    project = tmp_path / "project"
    project.mkdir()
    (project / "graphmill.toml").write_text("[flow]\nretry_delay_seconds = 0\n", encoding="utf-8")
    with open_project_store(Settings(base=project), "create") as store:
        apply_changes(store, [extraction("a.txt", [[("Ada Lovelace", "person")]])])
    (tmp_path / "made_up_count.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))

    monkeypatch.chdir(tmp_path)
    found = load_flow_from_entrypoint("made_up_count.count")
    assert enter(str(project)) == {"directory": str(project)}
    assert Path.cwd() == project
    assert found(**found.validate_parameters({"more": 1})) == 2
    with get_client(sync_client=True) as client:
        (report,) = client.read_artifacts(
            artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=["count-report"]))
        )
    assert report.data == "2 documents"
