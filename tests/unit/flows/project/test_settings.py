"""The settings: their layers, and errors that name the file, the field and the remedy."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from extractors.mentions import PATTERN, Label
from flows.project.extraction import model_labels, project_extractor
from flows.project.settings import ProjectStore, Settings, SettingsError
from flows.project.settings_file import find_config, load_settings
from flows.project.stores import store_settings
from graph.stores.settings import StoreChoice, StoreSettings
from tests.support.root import ROOT


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRAPHMILL_CONFIG", raising=False)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_hold_without_a_file(tmp_path: Path) -> None:
    settings = load_settings()
    assert [t.name for t in settings.types][:2] == ["person", "organization"]
    assert settings.state_folder == tmp_path / ".graphmill"
    assert settings.store.kind == "embedded"


def test_the_file_that_init_writes_holds_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.commands.init import init

    monkeypatch.delenv("GRAPHMILL_EXTRACTOR__PRECISION")
    init(tmp_path)
    assert load_settings() == Settings(base=tmp_path)


def test_later_layers_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        tmp_path / "graphmill.toml",
        '[store]\nkind = "neo4j"\nuser = "file"\ndatabase = "file"\nuri = "bolt://file"\n',
    )
    monkeypatch.setenv("GRAPHMILL_STORE__USER", "environment")
    monkeypatch.setenv("GRAPHMILL_STORE__DATABASE", "environment")
    store = load_settings(store={"database": "option"}).store
    assert (store.kind, store.uri, store.user, store.database) == (
        "neo4j",
        "bolt://file",
        "environment",
        "option",
    )


def test_the_store_is_opened_with_all_that_the_project_chose_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "secret")
    monkeypatch.setenv("NEO4J_READ_PASSWORD", "other")
    chosen = {
        "kind": "neo4j",
        "uri": "bolt://file",
        "user": "me",
        "database": "press",
        "read_user": "reader",
        "query_timeout": 1.0,
        "query_rows": 2,
        "query_bytes": 3,
        "wait_seconds": 4.0,
        "retry_seconds": 5.0,
        "write_timeout": 6.0,
        "lease_seconds": 7.0,
        "writers": 8,
    }
    assert set(chosen) == set(StoreChoice.model_fields)
    lines = [f"{name} = {json.dumps(value)}" for name, value in chosen.items()]
    write(tmp_path / "graphmill.toml", "\n".join(["[store]", *lines]))
    opened = store_settings(load_settings())
    assert opened.model_dump(include=set(chosen)) == chosen
    assert opened.password.get_secret_value() == "secret"
    assert opened.read_password.get_secret_value() == "other"
    assert opened.path == tmp_path.resolve() / ".graphmill" / "graph.kgl"


def test_a_project_and_whoever_opens_a_store_by_hand_have_the_same_defaults() -> None:
    assert StoreSettings().model_dump(include=set(StoreChoice.model_fields)) == ProjectStore().model_dump(
        include=set(StoreChoice.model_fields)
    )
    choice = ProjectStore()
    assert (choice.uri, choice.wait_seconds, choice.write_timeout, choice.lease_seconds) == (
        "bolt://127.0.0.1:7687",
        60.0,
        600.0,
        30.0,
    )


@pytest.mark.parametrize("field", ["password", "read_password", "path", "place", "within_project", "project"])
def test_what_is_not_for_a_project_to_choose_is_no_setting(tmp_path: Path, field: str) -> None:
    write(tmp_path / "graphmill.toml", f'[store]\n{field} = "x"\n')
    with pytest.raises(SettingsError, match=field):
        load_settings()


def test_the_file_is_found_above_and_paths_are_relative_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "graphmill.toml", "")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert find_config(below) == tmp_path / "graphmill.toml"
    assert load_settings().state_folder == tmp_path / ".graphmill"
    assert load_settings().decisions_path == tmp_path / "decisions.jsonl"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('state = "x"\nflow = ]\n', ["graphmill.toml", "line 2"]),
        ("[extractor]\nthreshold = 7\n", ["graphmill.toml", "extractor.threshold", "7"]),
        ("[flow]\nworkers = 0\n", ["flow.workers", "0"]),
        ('[stores]\nkind = "neo4j"\n', ["stores", "no such setting"]),
        (
            '[[sources]]\nkind = "feed"\nname = "a"\nulr = "http://127.0.0.1/"\n',
            ["sources.0.feed.ulr", "no such setting; see docs/sources.md and docs/feeds-mail-tables.md"],
        ),
        ('[[types]]\nname = "research/institute"\n', ["types.0", "research/institute"]),
        ('[[types]]\nname = "document"\n', ["types.0", "document"]),
        ('[[types]]\nname = "p`) DETACH DELETE n //"\n', ["types.0"]),
        ('[[types]]\nname = "a_b"\n[[types]]\nname = "aB"\n', ["one node label"]),
        ("types = []\n", ["at least one"]),
        ('[store]\npassword = "hunter2"\n', ["store.password", "NEO4J_PASSWORD"]),
    ],
)
def test_errors_name_file_field_and_value(tmp_path: Path, text: str, parts: list[str]) -> None:
    write(tmp_path / "graphmill.toml", text)
    with pytest.raises(SettingsError) as error:
        load_settings()
    for part in parts:
        assert part in str(error.value)
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '[[sources]]\nname = "inbox"\npath = "inbox"\nforget_after_days = 3\n',
            'goes with deleted = "forget"',
        ),
        ('[telemetry]\nhost = ""\n', "telemetry.host: String should have at least 1 character"),
    ],
)
def test_a_setting_that_would_not_do_what_it_seems_to_say_is_refused(
    tmp_path: Path, text: str, told: str
) -> None:
    write(tmp_path / "graphmill.toml", text)
    with pytest.raises(SettingsError) as error:
        load_settings()
    assert told in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        '[schedule]\nnotify_variable = "https://hooks.example.org/hunter2"\n',
        '[[sources]]\nkind = "feed"\nname = "a"\nurl_variable = "https://me:hunter2@example.org/feed"\n',
        '[[sources]]\nkind = "imap"\nname = "a"\nhost = "mail"\nuser = "me"\npassword_variable = "hunter2!"\n',
    ],
)
def test_a_secret_in_place_of_its_variable_is_refused_and_not_shown(tmp_path: Path, text: str) -> None:
    write(tmp_path / "graphmill.toml", text)
    with pytest.raises(SettingsError, match="_variable: give the name of an environment variable") as error:
        load_settings()
    assert "hunter2" not in str(error.value)


def test_an_option_that_cannot_be_used_is_not_blamed_on_the_file(tmp_path: Path) -> None:
    (tmp_path / "graphmill.toml").write_text("[extractor]\nthreshold = 0.4\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(extractor={"threshold": 7.0})
    assert str(caught.value).startswith("options: extractor.threshold: ")
    assert "7.0" in str(caught.value)
    assert "graphmill.toml" not in str(caught.value)


@pytest.mark.parametrize("mark", ["", "\N{BYTE ORDER MARK}"])
def test_a_byte_order_mark_is_no_mistake(tmp_path: Path, mark: str) -> None:
    write(tmp_path / "graphmill.toml", f'{mark}[[types]]\nname = "vessel"\n')
    assert [kind.name for kind in load_settings().types] == ["vessel"]


def test_a_tilde_is_the_home_folder_wherever_a_path_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("HOME", str(home))
    write(
        tmp_path / "graphmill.toml",
        'base = "~/papers"\nstate = "~/graph"\ndecisions = "~/decided.jsonl"\n'
        '[knowledge_base]\nfiles = ["~/staff.csv", {path = "~/places.csv", name = "p"}]\n',
    )
    settings = load_settings()
    assert settings.base == home / "papers"
    assert settings.state_folder == home / "graph"
    assert settings.decisions_path == home / "decided.jsonl"
    assert [file.path for file in settings.knowledge_base.files] == [home / "staff.csv", home / "places.csv"]
    monkeypatch.setenv("GRAPHMILL_STATE", "~/elsewhere")
    assert load_settings().state_folder == home / "elsewhere"
    assert load_settings(state="~/option").state_folder == home / "option"


@pytest.mark.parametrize("field", ["base", "state", "decisions"])
def test_the_home_of_a_user_that_there_is_not_is_refused(tmp_path: Path, field: str) -> None:
    write(tmp_path / "graphmill.toml", f'{field} = "~nobody-of-this-name/x"\n')
    with pytest.raises(SettingsError, match=rf"graphmill\.toml: {field}: .*home folder"):
        load_settings()


@pytest.mark.parametrize(
    ("variable", "text", "found"),
    [
        ("GRAPHMILL_READER__JSONL_METADATA_FIELDS", "date", ("date",)),
        ("GRAPHMILL_READER__JSONL_METADATA_FIELDS", " date, author ,", ("date", "author")),
        ("GRAPHMILL_READER__JSONL_METADATA_FIELDS", '["a,b"]', ("a,b",)),
        ("GRAPHMILL_ANALYSIS__TYPES", "person,date", ("person", "date")),
        ("GRAPHMILL_KNOWLEDGE_BASE__FILES", "a.csv, b.csv", ("a.csv", "b.csv")),
        ("GRAPHMILL_TYPES", "person, vessel", ("person", "vessel")),
        ("GRAPHMILL_TYPES", '[{"name": "vessel"}]', ("vessel",)),
    ],
)
def test_a_variable_takes_a_list_separated_by_commas_or_as_json(
    monkeypatch: pytest.MonkeyPatch, variable: str, text: str, found: tuple[str, ...]
) -> None:
    monkeypatch.setenv(variable, text)
    settings = load_settings()
    values = {
        "GRAPHMILL_READER__JSONL_METADATA_FIELDS": settings.reader.jsonl_metadata_fields,
        "GRAPHMILL_ANALYSIS__TYPES": settings.analysis.types,
        "GRAPHMILL_KNOWLEDGE_BASE__FILES": tuple(str(file.path) for file in settings.knowledge_base.files),
        "GRAPHMILL_TYPES": tuple(kind.name for kind in settings.types),
    }
    assert values[variable] == found


@pytest.mark.parametrize(
    ("variable", "text", "parts"),
    [
        ("GRAPHMILL_STORE_KIND", "neo4j", ["GRAPHMILL_STORE_KIND", "GRAPHMILL_STORE__KIND"]),
        ("GRAPHMILL_EXTRACTOR__TRESHOLD", "0.4", ["sets nothing", "GRAPHMILL_EXTRACTOR__THRESHOLD"]),
        ("GRAPHMILL_STORE__PASSWORD", "hunter2", ["GRAPHMILL_STORE__PASSWORD", "NEO4J_PASSWORD"]),
        ("graphmill_stat", "x", ["graphmill_stat", "GRAPHMILL_STATE"]),
        ("GRAPHMILL_FLOW__WORKERS__MORE", "1", ["sets nothing"]),
        ("GRAPHMILL_STORE", "neo4j", ["the variable GRAPHMILL_STORE: store"]),
        ("GRAPHMILL_FLOW__WORKERS", "0", ["the variable GRAPHMILL_FLOW__WORKERS: flow.workers", "'0'"]),
        ("GRAPHMILL_READER__JSONL_METADATA_FIELDS", "[date", ["GRAPHMILL_READER__JSONL_METADATA_FIELDS"]),
        ("GRAPHMILL_TYPES", "person, res/inst", ["the variable GRAPHMILL_TYPES: types.1", "res/inst"]),
    ],
)
def test_a_variable_that_sets_nothing_or_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, text: str, parts: list[str]
) -> None:
    monkeypatch.setenv(variable, text)
    with pytest.raises(SettingsError) as error:
        load_settings()
    for part in parts:
        assert part in str(error.value)
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize("variable", ["GRAPHMILL_PROJECT", "GRAPHMILL_USER"])
def test_variables_for_other_ends_are_no_mistake(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "x")
    load_settings()


def test_a_table_may_be_given_entry_by_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHMILL_KNOWLEDGE_BASE__TYPES__CITY", "location")
    assert load_settings().knowledge_base.types == {"city": "location"}


def test_a_run_that_needs_a_file_says_where_it_looked(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as error:
        load_settings(file_required=True)
    assert str(tmp_path) in str(error.value)
    assert "GRAPHMILL_PROJECT" in str(error.value)
    write(tmp_path / "graphmill.toml", "")
    assert load_settings(file_required=True) == load_settings()


@pytest.mark.parametrize("state", ["", ".", "sub/.."])
def test_the_state_is_not_kept_among_the_documents(tmp_path: Path, state: str) -> None:
    write(tmp_path / "graphmill.toml", f'state = "{state}"\n')
    with pytest.raises(SettingsError, match="state: name a folder of its own"):
        load_settings()


def test_the_variable_of_the_settings_file_takes_a_tilde(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").mkdir()
    write(tmp_path / "home" / "mine.toml", '[[types]]\nname = "vessel"\n')
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GRAPHMILL_CONFIG", "~/mine.toml")
    assert [kind.name for kind in load_settings().types] == ["vessel"]


def test_no_variable_is_suggested_that_is_for_another_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHMILL_PROJEKT", "x")
    with pytest.raises(SettingsError) as error:
        load_settings()
    assert "GRAPHMILL_PROJECT?" not in str(error.value)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml.*graphmill init"):
        load_settings(tmp_path / "nowhere.toml")


def test_the_password_is_not_part_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.project.stores import store_settings

    monkeypatch.setenv("NEO4J_PASSWORD", "hunter2-in-the-environment")
    settings = load_settings(store={"kind": "neo4j"})
    assert "hunter2" not in settings.model_dump_json()
    assert "hunter2" not in repr(store_settings(settings))
    monkeypatch.delenv("NEO4J_PASSWORD")
    with pytest.raises(SettingsError, match="NEO4J_PASSWORD"):
        store_settings(settings)


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ('kind = "emial"', "there is no kind 'emial'"),
        ('kind = "email"\npattern = "x"', "both a kind and a pattern"),
        ('region = "DE"', "it has a region and no kind"),
        ('kind = "email"\nthreshold = 0.3', "its threshold would say nothing, as a rule alone finds it"),
        (
            'pattern = "a"\ndescription = "b"\nthreshold = 0',
            "its threshold and description would say nothing",
        ),
        ('kind = "email"\nregion = "DE"', "a region says nothing to the kind 'email'"),
        ('kind = "telephone"\nregion = "ZZ"', "knows no region 'ZZ'"),
        ('pattern = "(a"', "no regular expression"),
    ],
)
def test_a_rule_that_cannot_be_used_is_told_when_the_settings_are_read(
    tmp_path: Path, rule: str, told: str
) -> None:
    path = write(
        tmp_path / "graphmill.toml", f'[[types]]\nname = "person"\n[[types]]\nname = "mail"\n{rule}\n'
    )
    with pytest.raises(SettingsError, match=re.escape(f"{path}: types.1: mail: ")) as refused:
        load_settings()
    assert told in str(refused.value)


def test_a_type_with_a_rule_is_for_the_model_only_with_a_prompt(tmp_path: Path) -> None:
    write(
        tmp_path / "graphmill.toml",
        """
[[types]]
name = "person"
[[types]]
name = "mail"
kind = "email"
[[types]]
name = "train"
pattern = '\\bICE \\d+'
prompt = "train"
""",
    )
    settings = load_settings()
    assert [label.name for label in settings.labels] == ["person", "mail", "train"]
    assert [label.name for label in model_labels(settings)] == ["person", "train"]
    assert [finder.source for finder in project_extractor(settings).finders] == [PATTERN]
    assert project_extractor(settings, [Label("person")]).finders == ()


def test_settings_without_rules_do_not_load_them(tmp_path: Path) -> None:
    code = """
import sys
from flows.project.extraction import project_extractor
from flows.project.settings import Settings
print(project_extractor(Settings()).finders, [m for m in sys.modules if m.startswith("extractors.rules.")])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "() ['extractors.rules.protocol']"
