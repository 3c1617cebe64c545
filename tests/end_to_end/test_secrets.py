"""A password is nowhere to be read but where it was given: not in output, files, Prefect's database or a listing."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pydantic import SecretStr

from graph.errors import StoreError
from graph.stores.opening import open_store
from graph.stores.settings import StoreSettings

PASSWORD, READING = "Xq7-secret-of-the-writer", "Zk9-secret-of-the-reader"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def everything(folder: Path, *outputs: str) -> bytes:
    files = b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    return files + "\n".join(outputs).encode()


def run(folder: Path, uri: str, *arguments: str) -> str:
    environment = {
        **os.environ,
        "NEO4J_PASSWORD": PASSWORD,
        "NEO4J_READ_PASSWORD": READING,
        "GRAPHMILL_STORE__KIND": "neo4j",
        "GRAPHMILL_STORE__URI": uri,
        "GRAPHMILL_STORE__READ_USER": "reader",
        "GRAPHMILL_STORE__WAIT_SECONDS": "0",
        "GRAPHMILL_STORE__RETRY_SECONDS": "0",
        "GRAPHMILL_FLOW__RETRIES": "0",
    }
    command = [sys.executable, "-m", "flows.cli", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0, done.stdout
    return done.stdout + done.stderr


def test_an_unreachable_server_shows_no_password(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ada Lovelace met Grace Hopper in Osaka.", encoding="utf-8")
    uri = f"bolt://127.0.0.1:{free_port()}"
    outputs = [
        run(tmp_path, uri, "ingest", "a.txt", "--verbose"),
        run(tmp_path, uri, "query", "RETURN 1"),
        run(tmp_path, uri, "doctor", "--json"),
    ]
    assert all(outputs)
    held = everything(tmp_path, *outputs)
    assert PASSWORD.encode() not in held
    assert READING.encode() not in held


def test_an_address_with_password_and_signature_leaves_neither_in_logs_ledger_or_reports(
    tmp_path: Path,
) -> None:
    class Refusing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(500, f"no {self.headers.get('Authorization')} for {self.path}")

        do_HEAD = do_GET  # noqa: N815 - the name that the library calls

        def log_message(self, *_: object) -> None:
            pass

    (tmp_path / "graphmill.toml").write_text(
        'types = [{name = "code", pattern = "REF-[0-9]+"}]', encoding="utf-8"
    )
    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"127.0.0.1:{server.server_port}/a.txt?X-Amz-Signature={READING}"
        named = [f"http://ada:{PASSWORD}@{address}", f"http://{address}"]
        command = [sys.executable, "-m", "flows.cli", "ingest", *named, "--verbose"]
        environment = {**os.environ, "PRESS_PASSWORD": PASSWORD}
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        server.shutdown()
    assert done.returncode == 1, done.stderr
    held = everything(tmp_path, done.stdout, done.stderr)
    assert list((tmp_path / ".graphmill" / "reports").glob("*.md"))
    assert PASSWORD.encode() not in held
    assert READING.encode() not in held


@pytest.mark.neo4j
def test_a_server_that_refuses_the_password_shows_none(empty_neo4j: StoreSettings, tmp_path: Path) -> None:
    output = run(tmp_path, empty_neo4j.uri, "query", "RETURN 1")
    assert "NEO4J_PASSWORD" in output
    held = everything(tmp_path, output)
    assert PASSWORD.encode() not in held
    assert READING.encode() not in held


def test_settings_and_errors_show_no_password() -> None:
    settings = StoreSettings(
        kind="neo4j",
        uri=f"bolt://127.0.0.1:{free_port()}",
        password=SecretStr(PASSWORD),
        read_user="reader",
        read_password=SecretStr(READING),
    )
    with pytest.raises(StoreError) as refused:
        open_store(settings)
    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()} {refused.value!r}"
    assert PASSWORD not in shown
    assert READING not in shown


@pytest.mark.neo4j
def test_a_password_that_cannot_be_sent_is_not_shown_either(empty_neo4j: StoreSettings) -> None:
    settings = empty_neo4j.model_copy(update={"password": SecretStr(f"{PASSWORD}\ud800")})
    with pytest.raises(StoreError, match="half a character") as refused:
        open_store(settings)
    assert PASSWORD not in repr(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__
