"""The files that a user starts servers with: loopback only, no secrets, the versions that the tests run against."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest
import yaml

from flows.runs.static_tls import TUNABLE
from tests.support.neo4j_server import launcher
from tests.support.root import ROOT

DEPLOYMENTS = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]


def test_compose_listens_on_loopback_and_takes_its_password_from_the_environment() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    service = yaml.safe_load(text)["services"]["neo4j"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert service["environment"]["NEO4J_AUTH"].startswith("neo4j/${NEO4J_PASSWORD:?")
    assert "cypher-shell" in service["healthcheck"]["test"][1]


def test_compose_runs_the_release_of_neo4j_that_the_tests_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(launcher.RELEASE_VARIABLE, raising=False)
    assert {service["image"] for service in services().values()} == {f"neo4j:{launcher.release()}-community"}


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(
        (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    )["services"]
    return found


def test_no_container_has_more_rights_or_memory_than_it_needs() -> None:
    for service in services().values():
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["cap_drop"] == ["ALL"]
        assert service["mem_limit"]
        assert "privileged" not in service
        assert "network_mode" not in service
    assert set(services()["neo4j"]["cap_add"]) == {"CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"}
    assert "cap_add" not in services()["reader"]
    assert services()["reader"]["read_only"] is True


def test_the_server_reads_no_files_and_runs_no_procedures_of_plugins() -> None:
    environment = services()["neo4j"]["environment"]
    assert environment["NEO4J_dbms_security_allow__csv__import__from__file__urls"] == "false"
    allowed = environment["NEO4J_dbms_security_procedures_allowlist"].split(",")
    assert all(name.startswith(("db.", "dbms.")) for name in allowed)
    assert not {"*", "dbms.*"} & set(allowed)
    assert "NEO4J_dbms_security_procedures_unrestricted" not in environment
    assert "NEO4J_PLUGINS" not in environment
    assert environment["NEO4J_db_memory_transaction_max"]


def test_the_account_for_reading_is_made_once_the_server_is_well_and_takes_its_password_from_outside() -> (
    None
):
    service = services()["reader"]
    assert service["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert service["image"] == services()["neo4j"]["image"]
    assert service["environment"]["NEO4J_READ_PASSWORD"].startswith("${NEO4J_READ_PASSWORD")
    assert "$password" in (ROOT / "docker" / "reader.cypher").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("password", "said"),
    [("", "Set NEO4J_READ_PASSWORD"), ("it's", "no quotation mark"), ("a\\b", "no backslash")],
)
def test_the_account_for_reading_is_refused_a_password_that_cannot_be(password: str, said: str) -> None:
    script = ROOT / "docker" / "make-reader.sh"
    done = subprocess.run(
        ["/bin/sh", str(script)],
        env={"PATH": "/usr/bin:/bin", "NEO4J_READ_PASSWORD": password},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert said.split()[-1] in done.stderr


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=[each["name"] for each in DEPLOYMENTS])
def test_every_deployment_names_a_flow_and_gives_workers_the_room_they_need(
    deployment: dict[str, Any],
) -> None:
    import importlib

    module, _, name = deployment["entrypoint"].partition(":")
    flow = getattr(importlib.import_module(module), name)
    assert set(deployment["parameters"]) <= set(flow.parameters.properties)
    assert TUNABLE in deployment["work_pool"]["job_variables"]["env"]["GLIBC_TUNABLES"]
    assert not any(schedule["active"] for schedule in deployment["schedules"])


def test_there_is_a_deployment_for_each_flow_and_only_what_adds_is_planned() -> None:
    planned = {each["entrypoint"]: len(each["schedules"]) for each in DEPLOYMENTS}
    assert planned == {"flows.ingest:ingest": 1, "flows.analyse:analyse": 1, "flows.forget:forget": 0}


def test_a_run_of_the_deployment_that_forgets_only_looks_unless_it_is_told_otherwise() -> None:
    (forgets,) = (each for each in DEPLOYMENTS if each["entrypoint"] == "flows.forget:forget")
    assert forgets["parameters"] == {"gone": True, "apply": False}
