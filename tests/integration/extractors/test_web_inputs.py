"""Inputs on the web: what a server says of one tells what is the matter with it, whatever its address looks like."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.documents import Outcome
from extractors.sources.discovery import discover
from tests.support.web_server import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


ADDRESSES = ("/a.txt", "/a.txt?page=2", "/a.txt?name=[1]", "/a.txt?name=*&page=2")


@pytest.mark.parametrize("path", ADDRESSES)
def test_a_page_is_found_whatever_its_address_asks_for(site: Site, tmp_path: Path, path: str) -> None:
    site.put(path.replace("[1]", "%5B1%5D"), "The Calypso.", "text/plain")
    found = discover([site.address + path], base=tmp_path)
    assert ([each.uri for each in found.sources], found.failures) == ([site.address + path], ())


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (500, "The URL could not be read (ClientResponseError)."),
        (503, "The URL could not be read (ClientResponseError)."),
        (401, "The server refused access."),
        (403, "The server refused access."),
        (404, "There is nothing at this URL."),
        (410, "There is nothing at this URL."),
    ],
)
def test_a_page_that_cannot_be_had_is_unreadable_and_not_empty(
    site: Site, tmp_path: Path, path: str, status: int, reason: str
) -> None:
    site.put(path.replace("[1]", "%5B1%5D"), "", status=status)
    found = discover([site.address + path], base=tmp_path)
    assert [(each.outcome, each.reason) for each in found.failures] == [(Outcome.UNREADABLE, reason)]
    assert not found.is_whole


@pytest.mark.parametrize("path", [*ADDRESSES, "/*.txt"])
def test_a_server_that_is_not_there_is_unreadable_and_not_empty(tmp_path: Path, path: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}{path}"
        found = discover([address], base=tmp_path)
    assert [(each.outcome, each.reason) for each in found.failures] == [
        (Outcome.UNREADABLE, "The URL could not be read (ClientConnectorError).")
    ]
    assert not found.is_whole
