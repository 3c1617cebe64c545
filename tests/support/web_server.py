"""A web server on this machine whose pages a test writes: with ETags, redirects, refusals and a password."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


@dataclass
class Page:
    """What the server gives for a path; with an ``etag`` it says so where nothing changed, with ``hangs`` it never answers."""

    content: bytes = b""
    media_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: bool = False
    hangs: bool = False


@dataclass
class Site:
    """Pages by path; ``asked`` are the paths whose content was asked for, each with its status. ``password`` is that of the user ``ada``."""

    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)
    password: str = ""
    address: str = ""

    def put(self, path: str, content: str | bytes, media_type: str = "", **said: Any) -> None:
        """Put a page at a path, in place of what was there."""
        data = content.encode() if isinstance(content, str) else content
        self.pages[path] = Page(data, media_type or "text/html; charset=utf-8", **said)

    def with_password(self, path: str) -> str:
        """Return the address of a path with user and password in it."""
        return self.address.replace("://", f"://ada:{self.password}@") + path


@contextmanager
def serving() -> Iterator[Site]:
    """Serve a site on a free port of the loopback interface."""
    site = Site()
    ended = Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self.answer(with_body=False)

        def do_GET(self) -> None:
            self.answer(with_body=True)

        def answer(self, *, with_body: bool) -> None:
            page = site.pages.get(self.path, Page(status=404))
            if page.hangs:
                ended.wait(60)
                self.close_connection = True
                return
            token = base64.b64encode(f"ada:{site.password}".encode()).decode()
            if site.password and self.headers.get("Authorization") != f"Basic {token}":
                page = Page(status=401, headers={"WWW-Authenticate": "Basic"})
            tag = f'"{hashlib.sha256(page.content).hexdigest()[:16]}"'
            status = 304 if page.etag and self.headers.get("If-None-Match") == tag else page.status
            if with_body:
                site.asked.append((self.path, status))
            self.send_response(status)
            if page.etag:
                self.send_header("ETag", tag)
            self.send_header("Content-Type", page.media_type)
            for name, value in page.headers.items():
                self.send_header(name, value)
            body = b"" if status == 304 else page.content
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if with_body:
                self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        ended.set()
        server.shutdown()
        server.server_close()
        thread.join()
