"""Passwords in Prefect's Secret blocks, on a real server, and what stands in their way."""

from __future__ import annotations

import socket

import pytest
from prefect.blocks.system import Secret
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.project.settings import Settings, SettingsError
from flows.project.stores import open_project_store, store_settings
from graph.errors import StoreUnreachableError
from tests.support.command_line import CommandLine

PASSWORD = "correct horse"  # noqa: S105
READER = "read_password_block"


def settings(block: str, **others: str) -> Settings:
    return Settings.model_validate({"store": {"kind": "neo4j", "password_block": block} | others})


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NEO4J_PASSWORD", "NEO4J_READ_PASSWORD", "GRAPHMILL_CONFIG"):
        monkeypatch.delenv(name, raising=False)


def test_passwords_are_read_from_blocks() -> None:
    Secret(value=PASSWORD).save("graph-password", overwrite=True)
    Secret(value="wrong-battery").save("reader-password", overwrite=True)
    found = store_settings(settings("graph-password", read_user="r", **{READER: "reader-password"}))
    assert found.password.get_secret_value() == PASSWORD
    assert found.read_password.get_secret_value() == "wrong-battery"


def test_a_block_that_is_not_there_is_named_with_the_server_that_was_asked() -> None:
    with pytest.raises(SettingsError) as refused:
        store_settings(settings("no-such-block"))
    told = str(refused.value)
    for part in (
        "'no-such-block', which store.password_block names, is not on",
        f"the Prefect server at {PREFECT_API_URL.value()}",
        "`prefect block ls`",
        "NEO4J_PASSWORD",
    ):
        assert part in told


def test_the_read_users_block_is_told_apart() -> None:
    Secret(value=PASSWORD).save("graph-password", overwrite=True)
    chosen = settings("graph-password", read_user="r", **{READER: "Not A Block/Name"})
    with pytest.raises(
        SettingsError, match=r"store\.read_password_block names.*NEO4J_READ_PASSWORD"
    ) as refused:
        store_settings(chosen)
    assert PASSWORD not in str(refused.value)


@pytest.mark.parametrize("value", ["", {"password": PASSWORD}, 7])
def test_a_block_that_holds_no_password_is_named_without_what_it_holds(value: object) -> None:
    Secret(value=value).save("odd", overwrite=True)  # type: ignore[type-var]
    with pytest.raises(SettingsError, match=r"'odd'.* holds no password on the Prefect server") as refused:
        store_settings(settings("odd"))
    assert PASSWORD not in str(refused.value)


def test_a_server_that_does_not_answer_is_named_without_the_credentials_in_its_address() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://me:{PASSWORD.replace(' ', '-')}@127.0.0.1:{port}/api"
    with (
        temporary_settings({PREFECT_API_URL: address}),
        pytest.raises(
            SettingsError, match=f"the Prefect server at http://127.0.0.1:{port}/api gives no answer"
        ) as refused,
    ):
        store_settings(settings("graph-password"))
    assert "PREFECT_API_URL" in str(refused.value)
    assert "correct" not in str(refused.value).replace("correct PREFECT_API_URL", "")


def test_a_command_shows_the_error_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GRAPHMILL_STORE__KIND", "neo4j")
    monkeypatch.setenv("GRAPHMILL_STORE__PASSWORD_BLOCK", "no-such-block")
    code, _, err = CommandLine(capsys).run("status")
    assert (code, "The Prefect Secret block 'no-such-block'" in err) == (2, True)


def test_the_password_of_a_block_is_the_one_that_the_server_is_asked_with() -> None:
    Secret(value=PASSWORD).save("graph-password", overwrite=True)
    chosen = settings("graph-password", uri="bolt://127.0.0.1:9")
    with (
        pytest.raises(StoreUnreachableError, match="No Neo4j server answers") as refused,
        open_project_store(chosen),
    ):
        pass
    assert PASSWORD not in str(refused.value)
