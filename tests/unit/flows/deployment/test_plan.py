"""What the settings want on a Prefect server, and settings that cannot be."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from extractors.errors import UsageError
from flows.deployment.plan import plan_of
from flows.project.settings import Settings, SettingsError
from flows.project.settings_file import load_settings
from flows.runs.static_tls import TUNABLE

SOURCES = [{"kind": "files", "name": "inbox", "path": "inbox"}]


def settings(folder: Path, **given: Any) -> Settings:
    return Settings.model_validate({"base": folder, "project": "press", "sources": SOURCES, **given})


def test_every_deployment_names_a_flow_with_its_parameters_and_gives_workers_the_room_they_need(
    tmp_path: Path,
) -> None:
    plan = plan_of(settings(tmp_path), tmp_path)
    assert [each.flow for each in plan.flows] == ["ingest", "resolve", "analyse", "audit", "export", "forget"]
    for each in plan.flows:
        module, _, name = each.entrypoint.rpartition(".")
        flow = getattr(importlib.import_module(module), name)
        flow.validate_parameters(dict(each.parameters))
    assert TUNABLE in plan.environment["GLIBC_TUNABLES"]


def test_what_is_planned_without_a_word_adds_and_looks_and_forgets_nothing(tmp_path: Path) -> None:
    plan = plan_of(settings(tmp_path), tmp_path)
    assert {each.flow for each in plan.flows if each.times} == {"ingest", "analyse", "audit"}
    (forget,) = (each for each in plan.flows if each.flow == "forget")
    assert forget.parameters == {"gone": True, "apply": False}


def test_an_ingest_without_sources_is_not_planned(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"name no source.*\[\[sources\]\]"):
        plan_of(settings(tmp_path, sources=[]), tmp_path)
    plan_of(settings(tmp_path, sources=[], schedule={"ingest": ""}), tmp_path)


def test_an_export_in_a_format_that_is_not_there_is_refused_before_it_is_planned(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"'pdf'.*choose one of .*graphml"):
        plan_of(settings(tmp_path, schedule={"export_format": "pdf"}), tmp_path)


def test_a_projects_name_that_none_on_a_server_can_be_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="name it otherwise"):
        plan_of(settings(tmp_path, project="press/2026"), tmp_path)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('timezone = "Europe/Bonn"', "no such time zone"),
        ('timezone = "Europe"', "no such time zone"),
        ('timezone = "../x"', "no such time zone"),
        ('ingest = "61 2 * * *"', "bad minute"),
        ('ingest = "0 2 * *"', "five fields"),
        ('ingest = "* * * * * *"', "five fields"),
        ('ingest = "@daily"', "five fields"),
        ('audit = "0 0 30 2 *"', "bad day-of-month"),
        ('pool = ""', "at least 1"),
        ('pool = "a/b"', "none of the signs"),
        ('nightly = "0 2 * * *"', "no such setting"),
    ],
)
def test_settings_of_the_schedule_that_cannot_be_are_refused_by_their_place(
    tmp_path: Path, line: str, told: str
) -> None:
    file = tmp_path / "graphmill.toml"
    file.write_text(f"[schedule]\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=told) as refused:
        load_settings(file)
    assert f"{file}: schedule.{line.split()[0]}: " in str(refused.value)
