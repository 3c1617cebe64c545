"""The files that a user starts servers with: loopback only, no secrets, the versions that the tests run against."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from flows.static_tls import TUNABLE

ROOT = Path(__file__).parents[2]


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


def test_the_deployment_names_a_flow_and_gives_workers_the_room_they_need() -> None:
    import importlib

    deployment = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"][0]
    module, _, name = deployment["entrypoint"].partition(":")
    flow = getattr(importlib.import_module(module), name)
    assert set(deployment["parameters"]) <= set(flow.parameters.properties)
    assert TUNABLE in deployment["work_pool"]["job_variables"]["env"]["GLIBC_TUNABLES"]
