"""The scripts that copy and put back what the servers of the compose file keep, on a real Postgres, Redis and Neo4j."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from neo4j import GraphDatabase

from tests.conftest import start_neo4j
from tests.support.neo4j_server import admin, launcher
from tests.support.root import ROOT
from tests.support.scheduled_project import free_port
from tests.support.stack import postgres
from tests.support.stack.docker_command import Asked, docker_command

pytestmark = pytest.mark.neo4j

RECORDS = """
CREATE TABLE flow_run (name text, state_type text);
INSERT INTO flow_run VALUES ('tuscan-boar', 'COMPLETED'), ('skinny-locust', 'CRASHED');
"""


@dataclass
class Servers:
    """The servers, the scripts in a folder of their own, and the stand-in for Docker that they call."""

    folder: Path
    graph: launcher.Neo4jServer
    records: postgres.Postgres
    asked: Asked

    def script(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "HOME": str(self.folder)}
        return subprocess.run(
            ["/bin/sh", str(self.folder / "docker" / name), *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def sql(self, statement: str) -> str:
        command = ["psql", "--dbname", "prefect", "--tuples-only", "--no-align", "--command", statement]
        done = subprocess.run(
            command, env=self.records.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def cypher(self, statement: str) -> list[object]:
        with GraphDatabase.driver(self.graph.uri, auth=(self.graph.user, self.graph.password)) as driver:
            return [record.value() for record in driver.execute_query(statement).records]


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    folder = tmp_path_factory.mktemp("servers")
    shutil.copytree(ROOT / "docker", folder / "docker")
    (folder / "bin").mkdir()
    with ExitStack() as stack:
        records = postgres.made(free_port(), "a password")
        stack.callback(records.remove)
        graph = start_neo4j(folder / "neo4j")
        stack.callback(graph.remove)
        admin.write_tool(graph.home, folder / "bin" / "neo4j-admin")
        # Only the broker's emptying is asked for, and there is nothing in this one.
        (folder / "bin" / "redis-cli").write_text("#!/bin/sh\necho OK\n", encoding="utf-8")
        (folder / "bin" / "redis-cli").chmod(0o755)
        programs = {
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
            "JAVA_TOOL_OPTIONS": " ".join(launcher.FOR_SHORT_WORK),
        }
        environments = {"postgres": records.environment, "neo4j": programs, "redis": programs}

        def stop(names: list[str]) -> None:
            if "neo4j" in names:
                graph.stop()

        def up(names: list[str]) -> None:
            if not names:
                graph.run()

        asked = stack.enter_context(docker_command(folder / "bin", environments, stop, up))
        running = Servers(folder, graph, records, asked)
        while subprocess.run(["pg_isready", "-q"], env=records.environment, check=False).returncode:
            pass
        running.sql(RECORDS)
        running.cypher("CREATE (:Entity {name: 'Anna'}), (:Entity {name: 'Bruno'})")
        yield running


def test_what_was_copied_comes_back_and_what_came_since_is_gone(servers: Servers) -> None:
    made = servers.script("backup.sh", "backups/first")
    assert made.returncode == 0, made.stdout + made.stderr
    assert servers.asked.calls == [("stop", ["worker", "explorer", "neo4j"]), ("up", [])]
    servers.sql("DELETE FROM flow_run; INSERT INTO flow_run VALUES ('later', 'COMPLETED')")
    servers.cypher("MATCH (n) DETACH DELETE n")
    servers.cypher("CREATE (:Entity {name: 'Later'})")
    asked = servers.script("restore.sh", "backups/first")
    assert asked.returncode == 1
    assert "docker/restore.sh backups/first --replace" in asked.stderr
    assert servers.cypher("MATCH (n:Entity) RETURN n.name") == ["Later"]
    restored = servers.script("restore.sh", "backups/first", "--replace")
    assert restored.returncode == 0, restored.stdout + restored.stderr
    assert servers.sql("SELECT name FROM flow_run ORDER BY name") == "skinny-locust\ntuscan-boar"
    assert servers.cypher("MATCH (n:Entity) RETURN n.name ORDER BY n.name") == ["Anna", "Bruno"]


def test_a_damaged_copy_is_not_put_back(servers: Servers) -> None:
    folder = servers.folder / "backups" / "damaged"
    shutil.copytree(servers.folder / "backups" / "first", folder)
    (folder / "graph.dump").write_bytes(b"not a graph")
    calls = len(servers.asked.calls)
    refused = servers.script("restore.sh", "backups/damaged", "--replace")
    assert refused.returncode == 1
    assert "Nothing was changed" in refused.stderr
    assert len(servers.asked.calls) == calls
    assert servers.cypher("MATCH (n:Entity) RETURN count(n)") == [2]


def test_no_copy_is_made_while_a_run_is_at_work(servers: Servers) -> None:
    servers.sql("INSERT INTO flow_run VALUES ('at-work', 'RUNNING')")
    calls = len(servers.asked.calls)
    refused = servers.script("backup.sh", "backups/second")
    servers.sql("DELETE FROM flow_run WHERE name = 'at-work'")
    assert refused.returncode == 1
    assert "1 runs are at work" in refused.stderr
    assert len(servers.asked.calls) == calls
    assert not (servers.folder / "backups" / "second").exists()


def test_a_copy_never_replaces_another_and_is_its_owners_alone(servers: Servers) -> None:
    folder = servers.folder / "backups" / "first"
    before = sorted((file.name, file.stat().st_mtime_ns) for file in folder.iterdir())
    assert servers.script("backup.sh", "backups/first").returncode == 1
    assert sorted((file.name, file.stat().st_mtime_ns) for file in folder.iterdir()) == before
    assert {file.stat().st_mode & 0o077 for file in (folder, *folder.iterdir())} == {0}
