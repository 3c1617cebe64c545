"""A Neo4j password that is changed while a run goes on: a clear end, and the next run with the new one completes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import neo4j
import pytest

from flows.errors import EXIT_OK
from flows.project.settings import Settings
from flows.project.settings_file import load_settings
from flows.runs import ingestion
from flows.runs.auditing import audit_graph
from flows.runs.ingestion import ingest_paths
from flows.runs.ledger import RunLedger
from graph.errors import StoreError, StoreUnreachableError
from graph.stores.settings import StoreSettings
from tests.support.ruled_project import make_ruled_project

pytestmark = pytest.mark.neo4j

USER = "nightly"
FIRST, SECOND = "the-first-password", "the-second-password"
SMALL = """
batch_files = 1
commit_documents = 1
link_documents = 1
retries = 1
[store]
kind = "neo4j"
uri = "{uri}"
user = "nightly"
retry_seconds = 2.0
"""


@pytest.fixture
def change_password(empty_neo4j: StoreSettings) -> Iterator[Callable[[str], None]]:
    """Make a user of its own on the server, and give what changes its password."""
    auth = (empty_neo4j.user, empty_neo4j.password.get_secret_value())
    with neo4j.GraphDatabase.driver(empty_neo4j.uri, auth=auth) as driver:

        def change(statement: str, password: str) -> None:
            driver.execute_query(
                f"{statement} USER {USER} SET PASSWORD $password CHANGE NOT REQUIRED",
                {"password": password},
                database_="system",
            )

        change("CREATE", FIRST)
        yield lambda password: change("ALTER", password)
        driver.execute_query(f"DROP USER {USER}", database_="system")


@pytest.fixture
def settings(tmp_path: Path, empty_neo4j: StoreSettings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("NEO4J_PASSWORD", FIRST)
    return load_settings(make_ruled_project(tmp_path / "project", SMALL.format(uri=empty_neo4j.uri)))


def test_credentials_that_expire_in_mid_run_end_it_and_the_next_run_completes_it(
    settings: Settings, change_password: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def at_commit(phase: str, *_: object) -> None:
        if phase == "commit" and "commit" not in told:
            told.append(phase)
            change_password(SECOND)

    with monkeypatch.context() as patch:
        patch.setattr(ingestion, "tell", at_commit)
        with pytest.raises(StoreError, match=r"refuses the user 'nightly': set NEO4J_PASSWORD"):
            ingest_paths(["inbox"], settings)
    record = RunLedger(settings.state_folder).find()
    assert (record.state, "refuses the user" in record.why) == ("failed", True)
    written = [path.read_text(encoding="utf-8") for path in settings.state_folder.rglob("*.json*")]
    assert not [text for text in written if FIRST in text or SECOND in text]

    monkeypatch.setenv("NEO4J_PASSWORD", SECOND)
    assert ingest_paths(["inbox"], settings).exit_code == EXIT_OK
    assert audit_graph(settings).is_clean


def test_a_server_that_lets_nobody_in_after_wrong_passwords_is_said_to_and_waited_for(
    settings: Settings,
    change_password: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "wrong")
    for _ in range(4):
        with suppress(StoreError):
            ingest_paths(["inbox"], settings)
    monkeypatch.setenv("NEO4J_PASSWORD", FIRST)
    with pytest.raises(StoreUnreachableError, match="lets nobody in for a while"):
        ingest_paths(["inbox"], settings)
