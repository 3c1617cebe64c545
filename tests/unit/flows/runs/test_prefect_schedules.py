"""Which pairs of Prefect and SQLAlchemy make scheduled runs, and what is said of an address that is no Prefect server's."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.runs import prefect_schedules
from flows.runs.prefect_environment import PrefectUnavailableError
from flows.runs.prefect_schedules import active_deployments, can_plan


@pytest.mark.parametrize(
    ("prefect", "sqlalchemy", "works"),
    [
        ("3.8.8", "2.0.58", True),
        ("3.8.8", "2.1.0b1", False),
        ("3.8.8", "2.1.9", False),
        ("3.8.8", "3.0.0", False),
        ("3.9.0", "2.0.58", True),
        ("3.9.0", "2.1.9", False),
        ("3.9.1", "2.1.9", True),
        ("3.10.0", "2.1.9", True),
        ("4.0.0rc1", "2.1.9", True),
    ],
)
def test_a_pair_plans_runs_unless_prefect_is_older_than_its_repair(
    prefect: str, sqlalchemy: str, works: bool
) -> None:
    assert can_plan(prefect, sqlalchemy) is works


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """Serve one answer to everything."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name that the library calls

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/api"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def silent() -> Iterator[str]:
    """Take connections and never answer."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/api"


@contextmanager
def nobody() -> Iterator[str]:
    """Give a port that nothing listens on."""
    with silent() as address:
        pass
    yield address


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (nobody, "refused"),
        (silent, "timed out"),
        (lambda: answering(200, b"<html>another service</html>"), "No Prefect server"),
        (lambda: answering(200, b'[{"name": "not a deployment"}]'), "No Prefect server"),
        (lambda: answering(404, b"{}"), "404"),
        (lambda: answering(503, b"{}"), "503"),
    ],
    ids=["refused", "silent", "html", "other json", "not found", "out of order"],
)
def test_an_address_where_no_prefect_server_answers_is_said_to_be_one(
    place: Callable[[], AbstractContextManager[str]], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prefect_schedules, "SECONDS_TO_ANSWER", 1.0)
    with (
        place() as address,
        temporary_settings({PREFECT_API_URL: address}),
        pytest.raises(PrefectUnavailableError, match=said),
    ):
        active_deployments()
