"""Knowledge bases in the settings: checked when the settings are read, loaded once for each state of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.project.guidance import load_guidance
from flows.project.knowledge_bases import load_knowledge_bases
from flows.project.settings import SettingsError
from flows.project.settings_file import load_settings
from linking.knowledge_base.file import KnowledgeBaseError


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRAPHMILL_CONFIG", raising=False)
    (tmp_path / "staff.csv").write_text("id,name,type\np1,Mara Lindqvist,person\n", encoding="utf-8")
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "towns.jsonl").write_text('{"id": "t1", "name": "Aldermouth"}\n', encoding="utf-8")


def settings_of(text: str, **options: object):  # type: ignore[no-untyped-def]
    Path("graphmill.toml").write_text(f"[knowledge_base]\n{text}\n", encoding="utf-8")
    return load_settings(**options)


def test_files_are_relative_to_the_base_and_have_names() -> None:
    settings = settings_of(
        'files = ["staff.csv", {path = "lists/towns.jsonl", name = "places"}]\nmargin = 0.4'
    )
    assert [known.name for known in load_knowledge_bases(settings)] == ["staff", "places"]
    assert settings.knowledge_base.margin == 0.4


def test_the_environment_may_name_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHMILL_KNOWLEDGE_BASE__FILES", '["staff.csv"]')
    assert [known.name for known in load_knowledge_bases(load_settings())] == ["staff"]


def test_a_file_is_read_again_only_when_it_changed() -> None:
    settings = settings_of('files = ["staff.csv"]')
    (first,), (second,) = load_knowledge_bases(settings), load_knowledge_bases(settings)
    assert first is second
    Path("staff.csv").write_text("id,name\np1,Mara Lindqvist\np2,Ada\n", encoding="utf-8")
    (third,) = load_knowledge_bases(settings)
    assert len(third) == 2
    assert third.fingerprint != first.fingerprint


def test_other_settings_give_another_knowledge_base() -> None:
    (one,) = load_knowledge_bases(settings_of('files = ["staff.csv"]'))
    (other,) = load_knowledge_bases(settings_of('files = ["staff.csv"]\nmargin = 0.9'))
    assert one.fingerprint != other.fingerprint


def test_guidance_holds_the_knowledge_bases() -> None:
    without = load_guidance(settings_of(""))
    guidance = load_guidance(settings_of('files = ["staff.csv"]'))
    assert not without.fingerprint
    assert guidance.fingerprint
    assert [known.name for known in guidance.knowledge_bases] == ["staff"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('files = "staff.csv"', 'knowledge_base.files: give a list of files: files = ["staff.csv"]'),
        ('files = ["a/staff.csv", "b/staff.csv"]', "are both named 'staff': name one otherwise"),
        ('files = [{path = "staff.csv", name = "a:b"}]', "the name 'a:b' cannot stand before an id"),
        ('files = [{path = "staff.csv", nmae = "a"}]', "nmae: there is no such setting"),
        ("margin = 2", "knowledge_base.margin: Input should be less than or equal to 1 (given: 2)"),
        (
            '[knowledge_base.types]\ncity = "locaton"',
            "'city' is to be 'locaton', which is no type of the graph",
        ),
    ],
)
def test_settings_that_cannot_work_are_told_early(text: str, expected: str) -> None:
    with pytest.raises(SettingsError) as error:
        settings_of(text)
    assert expected in str(error.value)


def test_types_of_the_project_and_known_types_may_be_meant() -> None:
    text = '[knowledge_base.types]\nship = "vessel"\ncity = "location"\n[[types]]\nname = "vessel"'
    meant = {"ship": "vessel", "city": "location"}
    assert settings_of(text).knowledge_base.types == meant
    assert settings_of(text, types=[{"name": "person"}]).knowledge_base.types == meant


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(KnowledgeBaseError, match=r"gone\.csv.*relative to `base`"):
        load_knowledge_bases(settings_of('files = ["gone.csv"]'))
