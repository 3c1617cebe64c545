"""What Prefect is told before it is imported: to keep its data here and to report to nobody, unless the user says otherwise."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flows.runs.prefect_environment import prepare


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Give an environment of the test's own, in which nothing of Prefect's is set."""
    silent = {
        name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "DO_NOT"))
    }
    monkeypatch.setattr(os, "environ", silent)
    return silent


def test_prefect_reports_to_nobody(tmp_path: Path, variables: dict[str, str]) -> None:
    prepare(tmp_path)
    assert variables["DO_NOT_TRACK"] == "1"
    assert variables["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"


def test_without_a_server_prefect_keeps_its_data_in_the_state_folder(
    tmp_path: Path, variables: dict[str, str]
) -> None:
    prepare(tmp_path)
    assert variables["PREFECT_HOME"] == str(tmp_path / "prefect")


def test_what_the_user_has_set_stays(tmp_path: Path, variables: dict[str, str]) -> None:
    variables |= {"PREFECT_HOME": "/elsewhere", "PREFECT_SERVER_ANALYTICS_ENABLED": "true"}
    prepare(tmp_path)
    assert variables["PREFECT_HOME"] == "/elsewhere"
    assert variables["PREFECT_SERVER_ANALYTICS_ENABLED"] == "true"
