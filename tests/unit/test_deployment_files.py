"""The files that a user starts servers with: loopback only, no secrets, the versions that the tests run against."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.static_tls import TUNABLE

ROOT = Path(__file__).parents[2]
DEPLOYMENTS = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]


def test_compose_listens_on_loopback_and_takes_its_password_from_the_environment() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    service = yaml.safe_load(text)["services"]["neo4j"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert service["environment"]["NEO4J_AUTH"].startswith("neo4j/${NEO4J_PASSWORD:?")
    assert "cypher-shell" in service["healthcheck"]["test"][1]


def test_compose_and_tests_use_the_same_neo4j() -> None:
    image = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]["neo4j"][
        "image"
    ]
    pom = (ROOT / "tests" / "neo4j_server" / "pom.xml").read_text(encoding="utf-8")
    tested = re.search(r"<neo4j\.version>(\d+\.\d+)\.\d+<", pom)
    assert tested
    assert image == f"neo4j:{tested[1]}-community"


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=[each["name"] for each in DEPLOYMENTS])
def test_every_deployment_names_a_flow_and_gives_workers_the_room_they_need(
    deployment: dict[str, Any],
) -> None:
    import importlib

    module, _, name = deployment["entrypoint"].partition(":")
    flow = getattr(importlib.import_module(module), name)
    assert set(deployment["parameters"]) <= set(flow.parameters.properties)
    assert TUNABLE in deployment["work_pool"]["job_variables"]["env"]["GLIBC_TUNABLES"]
    assert [schedule["active"] for schedule in deployment["schedules"]] == [False]


def test_there_is_a_deployment_for_ingestion_and_one_for_analysis() -> None:
    assert [each["entrypoint"] for each in DEPLOYMENTS] == ["flows.ingest:ingest", "flows.analysis:analyse"]
