"""The files that a user starts servers with: loopback only, no secrets, the versions that the tests run against."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from flows.runs.static_tls import TUNABLE
from tests.support.root import ROOT

DEPLOYMENTS = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]


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
