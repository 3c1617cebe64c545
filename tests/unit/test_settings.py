"""The settings: their layers, and errors that name the file, the field and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.settings import Settings, SettingsError, find_config, load_settings


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


def test_the_file_that_init_writes_holds_the_defaults(tmp_path: Path) -> None:
    from flows.commands.project import write_settings_file

    write_settings_file(tmp_path, force=False)
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


def test_an_option_that_cannot_be_used_is_not_blamed_on_the_file(tmp_path: Path) -> None:
    (tmp_path / "graphmill.toml").write_text("[extractor]\nthreshold = 0.4\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(extractor={"threshold": 7.0})
    assert str(caught.value).startswith("options: extractor.threshold: ")
    assert "7.0" in str(caught.value)
    assert "graphmill.toml" not in str(caught.value)


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml.*graphmill init"):
        load_settings(tmp_path / "nowhere.toml")


def test_the_password_is_not_part_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.stores import store_settings

    monkeypatch.setenv("NEO4J_PASSWORD", "hunter2-in-the-environment")
    settings = load_settings(store={"kind": "neo4j"})
    assert "hunter2" not in settings.model_dump_json()
    assert "hunter2" not in repr(store_settings(settings))
    monkeypatch.delenv("NEO4J_PASSWORD")
    with pytest.raises(SettingsError, match="NEO4J_PASSWORD"):
        store_settings(settings)
