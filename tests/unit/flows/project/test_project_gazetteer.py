"""Which names of knowledge bases a project looks for, and when their files are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flows.project.finders import finders_of
from flows.project.gazetteer import Gazetteer, project_gazetteer
from flows.project.settings import Settings, SettingsError
from linking.knowledge_base.file import KnowledgeBaseError

TABLE = """id,name,type,aliases,weak_aliases
d1,metoprolol,drug,Beloc Zok|Lopresor,Beta
d2,Ramipril,medicine,,
t1,Aldermouth,town,,
x1,Nowhere,,,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "drugs.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


def settings_of(folder: Path, types: dict[str, str] | None = None, **file: Any) -> Settings:
    listed = {"path": "drugs.csv", "find": True} | file
    return Settings.model_validate(
        {
            "base": folder,
            "types": ["drug", "person"],
            "knowledge_base": {"files": [listed], "types": types or {}},
        }
    )


def gazetteer_of(settings: Settings, *types: str) -> Gazetteer:
    made = project_gazetteer(settings, types or ("drug", "person"))
    assert made is not None
    return made


def test_without_find_no_name_is_looked_for(folder: Path) -> None:
    settings = settings_of(folder, find=False)
    assert project_gazetteer(settings, ["drug"]) is None
    assert finders_of(settings, ["drug"]) == ()


def test_names_and_aliases_are_found_with_the_ids_that_the_graph_gives_entries(folder: Path) -> None:
    (finder,) = finders_of(settings_of(folder, name="meds"), ["drug"])
    found = finder.find("He took Beloc Zok, then Beta with Ramipril in Aldermouth.")
    assert [(each.type, each.entries, each.needs_support) for each in found] == [
        ("drug", ("meds:d1",), False),
        ("drug", ("meds:d1",), True),
    ]


def test_types_are_mapped_and_the_others_counted(folder: Path) -> None:
    made = gazetteer_of(settings_of(folder, types={"medicine": "drug"}))
    assert [each.describe() for each in made.uses] == [
        "5 names of 2 entries of drugs (without 2, whose types are not asked for: town 1, no type 1)"
    ]
    assert len(made.finder.find("some Ramipril")) == 1


def test_entries_without_a_type_have_the_one_that_the_settings_give_them(folder: Path) -> None:
    (finding,) = gazetteer_of(settings_of(folder, types={"": "person"})).finder.find("With Nowhere")
    assert (finding.type, finding.entries) == ("person", ("drugs:x1",))


def test_a_type_may_be_spelt_as_its_node_label(folder: Path) -> None:
    settings = Settings.model_validate(
        {
            "base": folder,
            "types": ["heart drug"],
            "knowledge_base": {
                "files": [{"path": "drugs.csv", "find": True}],
                "types": {"drug": "heart_drug"},
            },
        }
    )
    (finding,) = gazetteer_of(settings, "heart drug").finder.find("of metoprolol daily")
    assert finding.type == "heart drug"


def test_a_file_without_an_entry_of_the_graphs_types_is_refused(folder: Path) -> None:
    (folder / "drugs.csv").write_text("id,name,type\nt1,Aldermouth,town\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"drugs\.csv has find = true.*town 1.*\[knowledge_base\.types\]"):
        project_gazetteer(settings_of(folder), ["drug", "person"])


def test_types_that_are_not_asked_for_this_time_are_left_out_without_complaint(folder: Path) -> None:
    assert list(gazetteer_of(settings_of(folder), "person").finder.find("metoprolol")) == []


def test_a_wrong_line_is_named(folder: Path) -> None:
    (folder / "drugs.csv").write_text(TABLE + "d1,Again,drug,,\n", encoding="utf-8")
    with pytest.raises(KnowledgeBaseError, match=r"drugs\.csv:6: the id 'd1' is already on line 2"):
        project_gazetteer(settings_of(folder), ["drug"])


def test_it_is_made_once_for_each_state_of_the_file(folder: Path) -> None:
    settings = settings_of(folder)
    first = gazetteer_of(settings)
    assert gazetteer_of(settings).finder is first.finder
    (folder / "drugs.csv").write_text(TABLE.replace("Lopresor", "Lopressor"), encoding="utf-8")
    second = gazetteer_of(settings)
    assert second.finder.identity != first.finder.identity
    assert len(second.finder.find("some Lopressor")) == 1


def test_what_no_finding_depends_on_leaves_the_identity(folder: Path) -> None:
    before = gazetteer_of(settings_of(folder)).finder.identity
    (folder / "drugs.csv").write_text(TABLE.replace("t1,Aldermouth", "t2,Sandhythe"), encoding="utf-8")
    assert gazetteer_of(settings_of(folder)).finder.identity == before


def test_names_of_several_files_are_found_by_one_finder(folder: Path) -> None:
    (folder / "staff.csv").write_text("id,name,type\np1,Mara Metoprolol,person\n", encoding="utf-8")
    settings = Settings.model_validate(
        {
            "base": folder,
            "types": ["drug", "person"],
            "knowledge_base": {
                "files": [{"path": "drugs.csv", "find": True}, {"path": "staff.csv", "find": True}]
            },
        }
    )
    (finder,) = finders_of(settings, ["drug", "person"])
    assert [each.entries for each in finder.find("Mara Metoprolol takes metoprolol")] == [
        ("staff:p1",),
        ("drugs:d1",),
    ]
