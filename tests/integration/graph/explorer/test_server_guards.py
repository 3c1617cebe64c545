"""The server of the page answers its own page, this machine and who has the token; nobody else, and nothing too large."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from graph.explorer.application import build_application
from graph.explorer.guards import Access
from graph.explorer.limits import Limits, NotThereError
from graph.explorer.project import ExplorerProject
from graph.stores.settings import StoreSettings
from linking.guidance import Guidance
from tests.support.explored_project import Visitor, answer, asked, explored_project, failure

TOKEN = "a-token-of-some-length"  # noqa: S105
RENAME = {"act": "hide", "a": "ent_1", "by": "", "why": ""}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> ExplorerProject:
    folder = tmp_path_factory.mktemp("explored")
    return explored_project(StoreSettings(path=folder / "graph.kgl"), folder)


@pytest.fixture(scope="module")
def client(project: ExplorerProject) -> Iterator[Visitor]:
    with asked(project) as client:
        yield client


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8399", "localhost:8399", "localhost", "[::1]:8399", "LOCALHOST:8399"]
)
def test_a_browser_on_this_machine_is_answered_by_any_of_its_names(client: Visitor, host: str) -> None:
    answer(client.get("/api/pulse", headers={"host": host}))


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8399",
        "127.0.0.1.evil.example",
        "localhost.evil.example:8399",
        "127.0.0.1:port",
        "192.168.1.7:8399",
        "[::1",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/pulse", "/bundle/explorer.js"])
def test_a_name_that_was_turned_to_this_machine_is_refused_everything(
    client: Visitor, host: str, path: str
) -> None:
    status, told = failure(client.get(path, headers={"host": host}))
    assert status == 403
    assert "--host" in told


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://localhost:8399"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"},
    ],
)
def test_another_page_can_neither_read_nor_decide(client: Visitor, headers: dict[str, str]) -> None:
    assert failure(client.get("/api/pulse", headers=headers))[0] == 403
    assert failure(client.post("/api/decide", headers=headers, json=RENAME))[0] == 403


def test_a_link_from_another_page_opens_the_page_and_no_answer(client: Visitor) -> None:
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert '<div id="page">' in client.get("/", headers=link).text
    assert (
        failure(client.get("/", headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}))[0] == 403
    )


def test_the_page_itself_is_answered(client: Visitor) -> None:
    ours = {"host": "localhost:8399", "origin": "http://localhost:8399", "sec-fetch-site": "same-origin"}
    answer(client.get("/api/pulse", headers=ours))
    assert failure(client.post("/api/decide", headers=ours, json=RENAME))[0] == 404


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "", "multipart/form-data"]
)
def test_a_decision_comes_as_json_or_not_at_all(client: Visitor, kind: str) -> None:
    sent = client.post("/api/decide", content=b'{"act": "hide"}', headers={"content-type": kind})
    assert failure(sent) == (400, "Send application/json.")


def test_what_is_no_json_is_refused_in_words(client: Visitor) -> None:
    sent = client.post("/api/decide", content=b"{", headers={"content-type": "application/json"})
    assert failure(sent)[0] == 400


def test_every_answer_has_the_headers_that_keep_it_to_itself(client: Visitor) -> None:
    for found in (
        client.get("/"),
        client.get("/api/pulse"),
        client.get("/api/none"),
        client.get("/api/pulse", headers={"host": "evil.example"}),
    ):
        policy = dict(each.split(" ", 1) for each in found.headers["content-security-policy"].split("; "))
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert found.headers["x-content-type-options"] == "nosniff"
        assert found.headers["referrer-policy"] == "no-referrer"
        assert found.headers["cross-origin-opener-policy"] == "same-origin"
        assert found.headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in found.headers
    assert client.get("/api/pulse").headers["cache-control"] == "no-store"


def test_the_html_has_nothing_that_its_own_policy_forbids(client: Visitor) -> None:
    text = client.get("/").text
    assert "style=" not in text
    assert "<script>" not in text
    assert "http" not in text


def test_the_script_is_sent_again_only_where_it_has_changed(client: Visitor) -> None:
    first = client.get("/bundle/explorer.js")
    assert first.headers["content-type"].startswith("text/javascript")
    assert first.headers["cache-control"] == "no-cache"
    again = client.get("/bundle/explorer.js", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_page_that_was_not_built_says_how_it_is(project: ExplorerProject, tmp_path: Path) -> None:
    app = build_application(project, bundle=tmp_path)
    (route,) = (each for each in app.routes if getattr(each, "path", "") == "/")
    with pytest.raises(NotThereError, match="make explorer"):
        route.endpoint()  # type: ignore[attr-defined]


def test_there_is_no_page_that_describes_the_server(client: Visitor) -> None:
    for path in ("/docs", "/redoc", "/openapi.json", "/api/openapi.json", "/bundle/../page.html"):
        assert client.get(path).status_code == 404


def test_a_page_elsewhere_demands_its_token(project: ExplorerProject) -> None:
    with asked(project, Access.at("127.0.0.1", 8399, TOKEN)) as client:
        for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": f"Basic {TOKEN}"}):
            status, told = failure(client.get("/api/pulse", headers=headers))
            assert (status, "token" in told) == (403, True)
        assert failure(client.post("/api/decide", json=RENAME))[0] == 403
        answer(client.get("/api/pulse", headers={"authorization": f"Bearer {TOKEN}"}))


def test_the_token_in_the_address_is_exchanged_for_a_cookie_that_scripts_cannot_read(
    project: ExplorerProject,
) -> None:
    with asked(project, Access.at("127.0.0.1", 8399, TOKEN)) as client:
        assert failure(client.get("/?token=wrong", follow_redirects=False))[0] == 403
        assert failure(client.get(f"/api/pulse?token={TOKEN}"))[0] == 403
        found = client.get(f"/?token={TOKEN}", follow_redirects=False)
        assert found.status_code == 303
        assert urlsplit(found.headers["location"]).query == ""
        cookie = found.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert TOKEN not in cookie
        answer(client.get("/api/pulse"))


def test_a_cookie_of_another_server_opens_nothing(project: ExplorerProject) -> None:
    with asked(project, Access.at("127.0.0.1", 8399, TOKEN)) as client:
        for cookie in ("graphmill_8399=guessed", f"graphmill_8399={TOKEN}", "graphmill_8399", "="):
            assert failure(client.get("/api/pulse", headers={"cookie": cookie}))[0] == 403


@pytest.mark.parametrize(
    ("at", "host", "status"),
    [
        ("0.0.0.0", "192.168.1.7:8399", 200),  # noqa: S104
        ("0.0.0.0", "evil.example:8399", 403),  # noqa: S104
        ("::", "[fe80::1]:8399", 200),
        ("graph.example.org", "graph.example.org:8399", 200),
        ("graph.example.org", "192.168.1.7:8399", 403),
        ("192.168.1.7", "192.168.1.7:8399", 200),
        ("192.168.1.7", "192.168.1.8:8399", 403),
    ],
)
def test_a_server_answers_to_the_address_that_it_listens_at(
    project: ExplorerProject, at: str, host: str, status: int
) -> None:
    with asked(project, Access.at(at, 8399, TOKEN)) as client:
        found = client.get("/api/pulse", headers={"host": host, "authorization": f"Bearer {TOKEN}"})
        assert found.status_code == status


def test_read_only_is_said_and_held(project: ExplorerProject) -> None:
    with asked(project, read_only=True) as client:
        found = answer(client.get("/api/project"))
        assert found["can_decide"] is False
        assert "--read-only" in found["why_not"]
        status, told = failure(client.post("/api/decide", json=RENAME))
        assert (status, "--read-only" in told) == (403, True)
    assert not project.decisions_path.exists()


def test_a_request_is_so_large_and_no_larger(project: ExplorerProject) -> None:
    with asked(project, limits=Limits(address=200, body=500)) as client:
        assert failure(client.get("/api/names", params={"id": "x" * 300}))[0] == 413
        assert failure(client.post("/api/decide", json=RENAME | {"why": "x" * 600}))[0] == 413
        assert failure(client.post("/api/decide", json=RENAME | {"why": "x" * 100}))[0] == 404


def test_an_answer_that_takes_too_long_is_given_up_and_the_server_goes_on(project: ExplorerProject) -> None:
    with asked(project, limits=Limits(seconds=0.0)) as client:
        status, told = failure(client.get("/api/review"))
        assert (status, "longer than" in told) == (504, True)
        assert client.get("/api/review").status_code == 504


def test_more_questions_than_the_server_can_answer_at_once_are_put_off(project: ExplorerProject) -> None:
    with asked(project, limits=Limits(at_once=0, deciding_at_once=0)) as client:
        for found in (client.get("/api/pulse"), client.post("/api/decide", json=RENAME)):
            status, told = failure(found)
            assert (status, "again in a moment" in told) == (429, True)


def test_a_request_that_does_not_arrive_is_given_up(project: ExplorerProject) -> None:
    with (
        asked(project, limits=Limits(arriving=0.2)) as client,
        socket.create_connection((client.base_url.host, client.base_url.port or 80)) as line,
    ):
        line.sendall(
            b"POST /api/decide HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{"
        )
        assert line.recv(100).startswith(b"HTTP/1.1 504 ")


def test_an_address_that_is_none_and_a_value_that_is_none_are_told(client: Visitor) -> None:
    assert failure(client.get("/api/none"))[0] == 404
    assert failure(client.get("/api/decide"))[0] == 405
    status, told = failure(client.get("/api/review", params={"limit": "many"}))
    assert (status, told.startswith("limit: ")) == (400, True)


def test_a_failure_that_nobody_thought_of_is_logged_and_told_without_its_trace(
    empty_embedded: StoreSettings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    project = explored_project(empty_embedded, tmp_path)
    first = iter([Guidance()])
    # Once when the server starts, and then nothing: a fault that no error of ours tells of.
    with asked(project, guidance=lambda: next(first)) as client:
        project.decisions_path.touch()
        status, told = failure(client.get("/api/decisions"))
    assert status == 500
    assert "StopIteration" not in told
    assert "/api/decisions" in caplog.text
    assert "StopIteration" in caplog.text
