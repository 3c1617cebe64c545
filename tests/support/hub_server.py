"""A model hub on this machine that speaks as much of the real one's protocol as a download takes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Hub:
    """Repositories by name, each the content of its files; ``refused`` has the names that answer with an error code and word.

    ``cut`` are files that break off in the middle of their transfer. ``served`` is what has been sent.
    """

    repositories: Mapping[str, Mapping[str, bytes]]
    refused: dict[str, tuple[int, str]] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)
    served: list[str] = field(default_factory=list)
    address: str = ""


@contextmanager
def running(hub: Hub) -> Iterator[Hub]:
    """Serve ``hub`` on a free port of the loopback interface and tell its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self._answer(send=False)

        def do_GET(self) -> None:
            self._answer(send=True)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
            del format, args

        def _answer(self, *, send: bool) -> None:
            parts = unquote(urlsplit(self.path).path).strip("/").split("/")
            in_api = parts[:2] == ["api", "models"]
            owner_and_name, rest = (parts[2:4], parts[4:]) if in_api else (parts[:2], parts[2:])
            name = "/".join(owner_and_name)
            if name in hub.refused:
                code, word = hub.refused[name]
                self._send(code, b"{}", {"X-Error-Code": word}, send=send)
            elif name not in hub.repositories:
                self._send(404, b"{}", {"X-Error-Code": "RepoNotFound"}, send=send)
            elif in_api and rest[:1] == ["revision"] and rest[1] not in ("main", COMMIT):
                self._send(404, b"{}", {"X-Error-Code": "RevisionNotFound"}, send=send)
            elif in_api:
                self._send(200, json.dumps(self._listing(name, rest)).encode(), {}, send=send)
            else:
                self._send_file(name, "/".join(rest[2:]), send=send)

        def _listing(self, name: str, rest: list[str]) -> Any:
            files = hub.repositories[name]
            if rest[:1] == ["tree"]:
                return [
                    {"type": "file", "path": path, "size": len(data), "oid": hashlib.sha1(data).hexdigest()}  # noqa: S324
                    for path, data in files.items()
                ]
            return {"id": name, "sha": COMMIT, "siblings": [{"rfilename": path} for path in files]}

        def _send_file(self, name: str, path: str, *, send: bool) -> None:
            data = hub.repositories[name].get(path)
            if data is None:
                self._send(404, b"", {"X-Error-Code": "EntryNotFound"}, send=send)
                return
            headers = {"X-Repo-Commit": COMMIT, "ETag": f'"{hashlib.sha1(data).hexdigest()}"'}  # noqa: S324
            if send:
                hub.served.append(path)
            self._send(200, data, headers, send=send, cut=path in hub.cut)

        def _send(
            self, code: int, data: bytes, headers: Mapping[str, str], *, send: bool, cut: bool = False
        ) -> None:
            self.send_response(code)
            for key, value in headers.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if send:
                self.wfile.write(data[: len(data) // 2] if cut else data)
            if cut:
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    hub.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
