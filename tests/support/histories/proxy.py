"""A server's address that cuts the line at a commit: before the server hears of it, or before its answer comes back."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Literal

COMMIT = b"\x00\x02\xb0\x12\x00\x00"
"""Bolt's COMMIT message: a chunk of two bytes, a structure without fields and its signature."""
Moment = Literal["before", "after"]


class CuttingProxy:
    """Hands bytes on between a driver and a server at ``host`` and ``port``, and listens on a ``port`` of its own."""

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._left = 0
        self._moment: Moment = "before"
        self.cuts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def arm(self, commit: int, moment: Moment) -> None:
        """Cut the line at the ``commit``-th commit from now, before or after the server has heard it."""
        with self._lock:
            self._left, self._moment = commit, moment

    def disarm(self) -> None:
        """Let everything through again."""
        with self._lock:
            self._left = 0

    def close(self) -> None:
        """Listen no more; open lines end with their drivers."""
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._server)
            except OSError:
                return
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line = _Line()
            threading.Thread(target=self._requests, args=(client, server, line), daemon=True).start()
            threading.Thread(target=_answers, args=(server, client, line), daemon=True).start()

    def _requests(self, client: socket.socket, server: socket.socket, line: _Line) -> None:
        try:
            while data := client.recv(65536):
                if COMMIT in data and (moment := self._cuts_now()):
                    if moment == "after":
                        line.deaf.set()
                        server.sendall(data)
                        line.answered.wait(10)
                    break
                server.sendall(data)
        except OSError:
            pass
        finally:
            _end(client, server)

    def _cuts_now(self) -> Moment | None:
        with self._lock:
            if self._left <= 0:
                return None
            self._left -= 1
            if self._left:
                return None
            self.cuts += 1
            return self._moment


class _Line:
    """What the two directions of a connection know of each other."""

    def __init__(self) -> None:
        self.deaf = threading.Event()
        self.answered = threading.Event()


def _answers(server: socket.socket, client: socket.socket, line: _Line) -> None:
    try:
        while data := server.recv(65536):
            if line.deaf.is_set():
                break
            client.sendall(data)
    except OSError:
        pass
    finally:
        line.answered.set()
        _end(client, server)


def _end(*sockets: socket.socket) -> None:
    for one in sockets:
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
