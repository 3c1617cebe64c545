"""A webhook of one's own: a server on this machine that keeps what it is sent."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Webhook:
    """Its address, whose path is a secret, and the messages that came there; ``strays`` are paths that somebody else asked for."""

    url: str
    messages: list[dict[str, Any]] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Webhook]:
    """Run the server while inside."""
    secret = f"/hooks/{secrets.token_hex(16)}"
    hook = Webhook("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == secret:
                hook.messages.append(json.loads(body) | {"content_type": self.headers["Content-Type"]})
            else:
                hook.strays.append(self.path)
            self.send_response(200 if self.path == secret else 404)
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        hook.url = f"http://127.0.0.1:{server.server_address[1]}{secret}"
        serving = threading.Thread(target=server.serve_forever, daemon=True)
        serving.start()
        try:
            yield hook
        finally:
            server.shutdown()
            serving.join()
