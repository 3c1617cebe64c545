"""A second account for queries on a real server: what it does for graphmill, and what Community Edition lets it do."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from neo4j import GraphDatabase
from neo4j.exceptions import ClientError
from pydantic import SecretStr

from graph.errors import QueryFailedError, StoreError
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
from tests.support.root import ROOT

pytestmark = pytest.mark.neo4j

DOCKER = ROOT / "docker"
PASSWORD = "a password for reading"  # noqa: S105
SLOW = "UNWIND range(1, 1000000000) AS a UNWIND range(1, 1000000) AS b RETURN count(*)"
SHOWN = "SHOW TRANSACTIONS YIELD username, metaData WHERE metaData.app = 'graphmill query' RETURN username"


@pytest.fixture
def with_reader(empty_neo4j: StoreSettings) -> Iterator[StoreSettings]:
    """Give settings with a read user, made by the statement of the compose file, twice as after two starts."""
    auth = (empty_neo4j.user, empty_neo4j.password.get_secret_value())
    statement = (DOCKER / "reader.cypher").read_text(encoding="utf-8").split("\n", 1)[1].strip().rstrip(";")
    with GraphDatabase.driver(empty_neo4j.uri, auth=auth) as driver:
        for password in ("another password", PASSWORD):
            driver.execute_query(statement, {"password": password}, database_="system")
        yield empty_neo4j.model_copy(update={"read_user": "reader", "read_password": SecretStr(PASSWORD)})
        driver.execute_query("DROP USER reader", database_="system")


def test_queries_run_as_the_read_user_and_say_who_they_are(with_reader: StoreSettings) -> None:
    auth = (with_reader.user, with_reader.password.get_secret_value())
    ended: list[Exception] = []

    def ask() -> None:
        with open_store(with_reader) as store:
            try:
                store.read_query(SLOW, timeout=5)
            except QueryFailedError as error:
                ended.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    seen: set[str] = set()
    with GraphDatabase.driver(with_reader.uri, auth=auth) as driver:
        while asking.is_alive() and not seen:
            seen = {record["username"] for record in driver.execute_query(SHOWN).records}
            time.sleep(0.1)
        asking.join()
        assert seen == {"reader"}
        assert "longer than 5 s" in str(ended[0])
        assert driver.execute_query(SHOWN).records == []


def test_a_wrong_password_of_the_read_user_is_told_apart_and_not_shown(with_reader: StoreSettings) -> None:
    wrong = with_reader.model_copy(update={"read_password": SecretStr("not the password")})
    with open_store(wrong) as store, pytest.raises(StoreError, match="NEO4J_READ_PASSWORD") as refused:
        store.read_query("RETURN 1 AS one")
    assert "not the password" not in str(refused.value)
    with open_store(with_reader) as store:
        assert store.read_query("RETURN 1 AS one").rows == [(1,)]


@pytest.mark.parametrize(
    ("database", "statement"),
    [
        ("neo4j", "CREATE (n:Probe) DELETE n"),
        ("neo4j", "CREATE INDEX probe IF NOT EXISTS FOR (n:Probe) ON (n.x)"),
        ("neo4j", "CALL db.createLabel('Probe')"),
        ("system", "CREATE USER probe SET PASSWORD 'probe-probe'"),
    ],
)
def test_a_reading_session_is_what_keeps_the_account_from_writing(
    with_reader: StoreSettings, database: str, statement: str
) -> None:
    with GraphDatabase.driver(with_reader.uri, auth=("reader", PASSWORD)) as driver:
        with (
            driver.session(database=database, default_access_mode="READ") as session,
            pytest.raises(ClientError, match="read access mode"),
        ):
            session.run(statement).consume()
        # Community Edition has no roles: with its password and a session of one's own, the account may do all.
        with driver.session(database=database) as session:
            session.run(statement).consume()
            for undo in ("DROP INDEX probe IF EXISTS",) if database == "neo4j" else ("DROP USER probe",):
                session.run(undo).consume()


def test_community_edition_has_no_roles_to_grant(with_reader: StoreSettings) -> None:
    auth = (with_reader.user, with_reader.password.get_secret_value())
    grant = (
        (DOCKER / "reader-enterprise.cypher")
        .read_text(encoding="utf-8")
        .split("\n", 1)[1]
        .strip()
        .rstrip(";")
    )
    with (
        GraphDatabase.driver(with_reader.uri, auth=auth) as driver,
        pytest.raises(ClientError, match="GRANT ROLE"),
    ):
        driver.execute_query(grant, database_="system")
