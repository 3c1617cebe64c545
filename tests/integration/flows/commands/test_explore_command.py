"""`graphmill explore` as a process: what it prints, whom it answers, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from flows.cli import run
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings
from graph.writing.writer import apply_changes
from linking.decisions.file import DecisionsFile
from tests.support.explored_project import DOCUMENTS
from tests.support.root import ROOT

TOKEN = "one-of-at-least-sixteen"  # noqa: S105


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "graphmill.toml").write_text('project = "letters"\n', encoding="utf-8")
    with open_store(StoreSettings(path=tmp_path / ".graphmill" / "graph.kgl")) as store:
        apply_changes(store, DOCUMENTS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRAPHMILL_EXPLORE_TOKEN", raising=False)
    return tmp_path


@contextmanager
def explore(folder: Path, *options: str, **variables: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Give the process and the address that it printed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "flows.cli", "explore", "--port", "0", "--json", *options],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line, process.communicate()[1]
        yield process, json.loads(line)["url"]
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_asked_to_end_and_leaves_the_graph_free(
    folder: Path, by: signal.Signals
) -> None:
    with explore(folder) as (process, url):
        assert url.startswith("http://127.0.0.1:")
        found = httpx.get(f"{url}api/project").json()
        assert (found["name"], found["store"], found["can_decide"]) == ("letters", "embedded", True)
        with open_store(StoreSettings(path=folder / ".graphmill" / "graph.kgl", wait_seconds=0)) as store:
            assert any(store.stream("MATCH (e:Entity) RETURN e.id AS id LIMIT 1"))
        process.send_signal(by)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out, err) == (0, "", "")


def test_a_decision_on_the_page_is_one_of_the_project_and_by_who_made_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with explore(folder, GRAPHMILL_USER="bea") as (_, url):
        found = httpx.get(f"{url}api/review", timeout=60).json()["items"][0]
        act = {"act": "apart", "by": "", "why": "two clerks"}
        act |= {"a": found["left"]["entity"]["id"], "b": found["right"]["entity"]["id"]}
        assert httpx.post(f"{url}api/decide", json=act, timeout=60).status_code == 200
        (kept,) = DecisionsFile(folder / "decisions.jsonl").read().all
        assert (kept.by, kept.why) == ("bea", "two clerks")
        # Beside the page, which keeps nobody out.
        assert run(["undo", kept.id, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["decisions"][0]["undoes"] == kept.id


def test_elsewhere_it_demands_a_token_which_is_in_the_address_that_it_prints(folder: Path) -> None:
    with explore(folder, "--host", "0.0.0.0") as (_, url):  # noqa: S104
        address, _, token = url.partition("?token=")
        assert len(token) > 30
        assert httpx.get(f"{address}api/pulse").status_code == 403
        with httpx.Client() as visitor:
            assert visitor.get(url).headers["location"] == "/"
            assert visitor.get(f"{address}api/pulse").status_code == 200


def test_a_token_of_ones_own_is_taken_here_too(folder: Path) -> None:
    with explore(folder, GRAPHMILL_EXPLORE_TOKEN=TOKEN) as (_, url):
        assert url.endswith(f"/?token={TOKEN}")
        address = url.partition("?")[0]
        assert httpx.get(f"{address}api/pulse").status_code == 403
        bearer = {"Authorization": f"Bearer {TOKEN}"}
        assert httpx.get(f"{address}api/pulse", headers=bearer).status_code == 200


def test_a_port_that_is_taken_is_told_with_what_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with explore(folder) as (_, url):
        port = url.rstrip("/").rpartition(":")[2]
        assert run(["explore", "--port", port]) == 2
        assert "another port with --port" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "variables", "told"),
    [
        (["--port", "70000"], {}, "--port: give a number"),
        (["--host", "203.0.113.9"], {}, "no address of this machine"),
        (["--host", "no.such.host.invalid"], {}, "no such address"),
        ([], {"GRAPHMILL_EXPLORE_TOKEN": "short"}, "at least 16"),
        ([], {"GRAPHMILL_EXPLORE_TOKEN": "sixteen and more #"}, "at least 16"),
    ],
)
def test_what_cannot_be_served_is_told_before_anything_is_opened(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    variables: dict[str, str],
    told: str,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert run(["explore", *options]) == 2
    assert told in capsys.readouterr().err


def test_without_a_graph_it_says_how_one_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["explore"]) == 1
    assert "graphmill ingest" in capsys.readouterr().err
