"""A flow's settings parameter: a part of the settings, over the project's file and variables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from flows.project.settings import Settings, SettingsError
from flows.project.settings_changes import GivenSettings, SettingsChanges, settings_of_run
from flows.project.settings_file import load_settings

FILE = """
state = "graph"
types = [{name = "vessel"}]
[store]
kind = "neo4j"
user = "file"
[flow]
batch_files = 8
"""


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRAPHMILL_CONFIG", raising=False)
    (tmp_path / "graphmill.toml").write_text(FILE, encoding="utf-8")


def changed(**given: Any) -> Settings:
    return settings_of_run(SettingsChanges.model_validate(given))


def test_one_value_is_changed_and_all_others_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHMILL_STORE__USER", "variable")
    monkeypatch.setenv("GRAPHMILL_FLOW__BATCH_FILES", "16")
    settings = changed(flow={"batch_files": 4})
    assert settings.flow.batch_files == 4
    assert settings == load_settings(flow={"batch_files": 4})
    assert ([kind.name for kind in settings.types], settings.store.kind, settings.store.user) == (
        ["vessel"],
        "neo4j",
        "variable",
    )


def test_lists_are_replaced_whole() -> None:
    assert [kind.name for kind in changed(types=[{"name": "port"}]).types] == ["port"]
    files = changed(knowledge_base={"files": ["staff.csv"]}).knowledge_base.files
    assert [str(file.path) for file in files] == ["staff.csv"]


@pytest.mark.parametrize("given", [None, SettingsChanges()])
def test_without_a_parameter_the_projects_own_hold(given: SettingsChanges | None) -> None:
    assert settings_of_run(given) == load_settings()


def test_whole_settings_of_a_caller_in_this_process_are_taken_as_they_are() -> None:
    whole = Settings(base=Path("elsewhere"))
    assert settings_of_run(TypeAdapter(GivenSettings).validate_python(whole)) is whole


def test_what_prefect_sends_is_a_part_of_the_settings() -> None:
    given = TypeAdapter(GivenSettings).validate_python({"flow": {"batch_files": 4}})
    assert settings_of_run(given) == load_settings(flow={"batch_files": 4})


@pytest.mark.parametrize(
    "given",
    [
        {"flow": {"batch_files": 0}},
        {"flow": {"batch_filez": 4}},
        {"stor": {}},
        {"extractor": {"threshold": 2}},
        {"types": [{"name": "res/inst"}]},
        {"store": {"password": "x"}},
    ],
)
def test_a_value_that_cannot_be_is_refused_before_the_run(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SettingsChanges.model_validate(given)


def test_values_that_contradict_the_file_are_refused_by_name() -> None:
    with pytest.raises(SettingsError, match="options: knowledge_base"):
        changed(knowledge_base={"files": ["a.csv", "b/a.csv"]})


def test_every_setting_can_be_changed_and_none_has_a_default_that_a_form_would_send() -> None:
    def compare(whole: type[BaseModel], part: type[BaseModel]) -> None:
        assert whole.model_fields.keys() == part.model_fields.keys()
        for name, field in part.model_fields.items():
            assert (field.default, field.is_required()) == (None, False)
            inner = whole.model_fields[name].annotation
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                (section,) = (
                    each
                    for each in getattr(field.annotation, "__args__", ())
                    if isinstance(each, type) and issubclass(each, BaseModel)
                )
                compare(inner, section)

    compare(Settings, SettingsChanges)


def test_a_folder_without_settings_is_no_project(tmp_path: Path) -> None:
    (tmp_path / "graphmill.toml").unlink()
    with pytest.raises(SettingsError, match="GRAPHMILL_PROJECT"):
        changed(flow={"batch_files": 4})
